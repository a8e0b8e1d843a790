"""Says what a mathematical tool came to: code does, so that no model can copy it wrong."""

from collections.abc import Sequence
from typing import Any

from langchain.agents.middleware import ModelRequest, ModelResponse
from langchain_core.messages import AIMessage, ToolMessage

from chatbot.mathematics.amounts import amounts_of
from chatbot.planner import plan
from chatbot.prompts import prompt
from chatbot.questions.operations import DIFFERENCE, operation_of
from chatbot.replies import (
    Handler,
    OverDocuments,
    answer_before,
    calls_of,
    checked,
    last_question,
    queries,
    questions_before,
    refusal,
)
from chatbot.sums.figures import work_out
from chatbot.sums.provenance import with_sources
from chatbot.tools import SEARCH, passages_of_turn, turn
from ingest.collection import Passage


class SayResult(OverDocuments):
    """Answers with the turn's last calculation, each number found in a document with its footnote.

    An error goes back to the model, who may mend its call; if it does not, or if the call is what the rules would
    have made, the error is the answer. After a search the date is no answer but goes into one.
    """

    def wrap_model_call(self, request: ModelRequest, handler: Handler) -> ModelResponse | AIMessage:
        done = turn(request.messages)
        if not done or not isinstance(result := done[-1], ToolMessage) or result.name == SEARCH:
            return handler(request)
        call = next(call for call in calls_of(done) if call["id"] == result.tool_call_id)
        if result.status == "error":
            return self._after_error(call, str(result.content), request, handler)
        if call["name"] == "current_date" and any(other["name"] == SEARCH for other in calls_of(done)):
            return handler(request)
        return self._say(call, str(result.content), request)

    def _say(self, call: dict[str, Any], result: str, request: ModelRequest) -> AIMessage:
        question, passages = last_question(request), passages_of_turn(request.messages)
        text = result
        if call["name"] == "calculate":
            text = _sum(call["args"]["expression"], result, question, passages)
        amounts = amounts_of(call["name"], call["args"])
        searched = " ".join([question, *queries(turn(request.messages))])  # "And in inches?" says little of its number
        weights = self._retriever.weights(searched) if passages else {}
        return checked(AIMessage(""), with_sources(text, amounts, question, passages, weights))

    @staticmethod
    def _after_error(
        call: dict[str, Any], error: str, request: ModelRequest, handler: Handler
    ) -> ModelResponse | AIMessage:
        planned = plan(last_question(request), questions_before(request), answer_before(request))
        if planned == (call["name"], call["args"]):
            return refusal(error)
        response = handler(request)
        reply = response if isinstance(response, AIMessage) else response.result[-1]
        return response if reply.tool_calls else refusal(error)


def _sum(expression: str, result: str, question: str, passages: Sequence[Passage]) -> str:
    """Return a sum as it is said; where what is asked for as lower is higher, so much in words.

    Only a difference that code set up is known to be in the question's order: the model's may be either way round.
    """
    text = f"{expression} = {result}"
    turned = result.startswith("-") and operation_of(question) == DIFFERENCE
    if turned and work_out(question, passages) == expression:
        return prompt("other_way_round").substitute(sum=text)
    return text
