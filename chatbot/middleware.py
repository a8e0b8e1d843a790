"""What stands around each model call: one small middleware a duty, composed in `agent.py`.

Each wraps the call and either answers itself, changes what the model is told, or checks what it said. `checks.py`
holds the tools that a model calls against the conversation, `sums/results.py` says what was calculated; other folders
have more of them, each beside its own subject.
"""

import threading
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from langchain.agents.middleware import AgentMiddleware, ModelRequest, ModelResponse
from langchain_core.messages import AIMessage, HumanMessage, SystemMessage, ToolMessage

from chatbot.answers.evidence import worth_reading
from chatbot.answers.grounding import Grounded
from chatbot.answers.reasons import asks_reason
from chatbot.answers.settle import Reading, settle, settle_extract, settled_unwritten
from chatbot.llm import LocalChatModel
from chatbot.planner import after_whom, plan
from chatbot.prompts import prompt
from chatbot.questions.comparisons import compared
from chatbot.questions.courtesies import courtesy, listed
from chatbot.questions.links import unread_link
from chatbot.questions.operations import operation_of
from chatbot.questions.others import says_others, wants_others
from chatbot.replies import (
    Handler,
    OverDocuments,
    answer_before,
    asked_alone,
    checked,
    coded,
    computed,
    has_searched,
    last_question,
    nothing_found,
    questions_before,
    refusal,
    said,
    tool_call,
)
from chatbot.retrieval import Retriever
from chatbot.tools import SEARCH, numbered, passages_of_turn, turn
from ingest.collection import Passage
from ingest.ranking import asked_of
from ingest.storage.places import add_command, option


@dataclass
class Turn:
    """What one question brings with it: the event that stops it."""

    cancel: threading.Event = field(default_factory=threading.Event)


class Stoppable(AgentMiddleware):
    """Hands the turn's cancel event to a model that can be stopped between two tokens."""

    def wrap_model_call(self, request: ModelRequest, handler: Handler) -> ModelResponse | AIMessage:
        if isinstance(request.model, LocalChatModel):
            settings = {**request.model_settings, "cancel": request.runtime.context.cancel}
            request = request.override(model_settings=settings)
        return handler(request)


class RefuseInCode(OverDocuments):
    """Answers without any model where there is nothing to read: an unread link, an empty collection, no passage."""

    def wrap_model_call(self, request: ModelRequest, handler: Handler) -> ModelResponse | AIMessage:
        done = turn(request.messages)
        question = last_question(request)
        if not done and (link := unread_link(question, [source.source for source in self._collection.sources()])):
            command = add_command(self._collection.name, link)
            return refusal(prompt("unread_link").substitute(url=link, command=command))
        searched = [message for message in done if isinstance(message, ToolMessage) and message.name == SEARCH]
        if searched and searched[-1] is done[-1] and not passages_of_turn(request.messages):
            return nothing_found(self._collection)
        return handler(request)


class AnswerCourtesies(OverDocuments):
    """Answers without any model what is said to the assistant itself: a small one has no idea what it can do."""

    def wrap_model_call(self, request: ModelRequest, handler: Handler) -> ModelResponse | AIMessage:
        kind = None if turn(request.messages) else courtesy(last_question(request))
        if kind == "documents":
            return self._documents()
        return coded(prompt(kind).substitute()) if kind else handler(request)

    def _documents(self) -> AIMessage:
        sources = [source.source for source in self._collection.sources()]
        if not sources:
            return nothing_found(self._collection)
        shown = listed(sources, f"python -m ingest list{option(self._collection.name)}")
        return coded(prompt("documents").substitute(listed=shown))


class PlanByRules(AgentMiddleware):
    """Calls the tool that rules choose: context mode's first half."""

    def wrap_model_call(self, request: ModelRequest, handler: Handler) -> ModelResponse | AIMessage:
        if turn(request.messages):
            return handler(request)
        planned = plan(last_question(request), questions_before(request), answer_before(request))
        return coded(prompt("small_talk").substitute()) if planned is None else tool_call(*planned)


class ReadForTheModel(OverDocuments):
    """Gives the model the sentences nearest to the question, without tools: context mode's second half."""

    def __init__(self, retriever: Retriever, style: str) -> None:
        super().__init__(retriever)
        self._style = style

    def wrap_model_call(self, request: ModelRequest, handler: Handler) -> ModelResponse | AIMessage:
        question, passages = last_question(request), passages_of_turn(request.messages)
        system = prompt(f"context_mode_{self._style}").substitute()
        text = self._retriever.focus(question, passages).text
        asked = prompt("question_with_text").substitute(text=text, question=question)
        messages = [HumanMessage(asked)]
        return handler(request.override(system_message=SystemMessage(system), messages=messages, tools=[]))


class FewPassages(OverDocuments):
    """Bounds what the model reads in one turn to `most` passages: of several searches, the first ones of each.

    Of one search it reads no further than to where the reader surely sees the answer: what follows could only lead it
    astray, and reading is most of what a small processor waits for. What needs more than one place is read whole.
    """

    def __init__(self, retriever: Retriever, most: int) -> None:
        super().__init__(retriever)
        self._most = most

    def wrap_model_call(self, request: ModelRequest, handler: Handler) -> ModelResponse | AIMessage:
        done = turn(request.messages)
        searches = [message for message in done if isinstance(message, ToolMessage) and message.artifact]
        share = self._share(request, [message.artifact for message in searches])
        if all(len(message.artifact) <= share for message in searches):
            return handler(request)
        first, shown = 1, []
        for message in done:
            if isinstance(message, ToolMessage) and message.artifact:
                text = numbered(message.artifact[:share], first)
                first += len(message.artifact)
                message = message.model_copy(update={"content": text})
            shown.append(message)
        before = request.messages[: len(request.messages) - len(done)]
        return handler(request.override(messages=[*before, *shown]))

    def _share(self, request: ModelRequest, found: Sequence[tuple[Passage, ...]]) -> int:
        """Return how many passages of each search are read."""
        if len(found) == 1:
            question = asked_of(asked_alone(request), found[0])
            return min(self._most, self._answered_by(question, found[0]))
        return self._most if sum(map(len, found)) <= self._most else max(1, self._most // len(found))

    def _answered_by(self, question: str, passages: Sequence[Passage]) -> int:
        """Return the number of the passage that surely answers, else of the last one that may.

        Where no passage answers by itself, it is that of the last one.
        """
        if operation_of(question) or asks_reason(question) or compared(question):
            return len(passages)
        pointed = self._retriever.evidence(question, passages)
        numbers = {each.id: number for number, each in enumerate(passages, 1)}
        if pointed and pointed.sure and pointed.window.id in numbers:
            return numbers[pointed.window.id]
        return numbers[worth_reading(passages)[-1].id]


class AskWhole(AgentMiddleware):
    """Has the model read who came "before Ada Moreno?" and not "before her?", once its passages are found.

    It reads that alone: her name, its answer of before, would only tempt it to give it again.
    """

    def wrap_model_call(self, request: ModelRequest, handler: Handler) -> ModelResponse | AIMessage:
        done = turn(request.messages)
        whole = after_whom(last_question(request), questions_before(request), answer_before(request))
        if not done or not whole:
            return handler(request)
        return handler(request.override(messages=[HumanMessage(whole), *done]))


class NothingTwice(OverDocuments):
    """Refuses where "Who else?" found only who was named before."""

    def wrap_model_call(self, request: ModelRequest, handler: Handler) -> ModelResponse | AIMessage:
        response = handler(request)
        question, reply = last_question(request), response if isinstance(response, AIMessage) else response.result[-1]
        if reply.tool_calls or not wants_others(question) or says_others(question, str(reply.content), said(request)):
            return response
        return nothing_found(self._collection)


class CheckGrounding(OverDocuments):
    """Lets no unsupported sentence of an answer pass: what is left is decided by `settle`.

    With `focused` an answer must be an extract of the sentences nearest to the question, all the model was given;
    else they are quoted. The model is not asked where its draft would make no difference.
    """

    def __init__(self, retriever: Retriever, style: str, *, focused: bool = False) -> None:
        super().__init__(retriever)
        self._brief = style == "brief"
        self._focused = focused

    def wrap_model_call(self, request: ModelRequest, handler: Handler) -> ModelResponse | AIMessage:
        done = turn(request.messages)
        if has_searched(request) and (told := self._unwritten(request)):
            return checked(AIMessage(""), told)
        response = handler(request)
        reply = response.result[-1]
        if reply.tool_calls or not done:  # calls, and answers without any, are CheckCalls's
            return response
        stopped = request.runtime.context.cancel.is_set()
        return replace(response, result=[self._check(reply, self._reading(request), stopped)])

    def _unwritten(self, request: ModelRequest) -> Grounded | None:
        """Return the answer that no draft would change; None where there is none, or a tool may be called yet."""
        reading = self._reading(request)
        if self._focused or operation_of(reading.question) or compared(reading.question):
            return None
        return settled_unwritten(reading, self._retriever)

    def _reading(self, request: ModelRequest) -> Reading:
        passages, done = passages_of_turn(request.messages), turn(request.messages)
        return Reading(asked_of(asked_alone(request), passages), passages, computed(done), self._brief)

    def _check(self, reply: AIMessage, reading: Reading, stopped: bool) -> AIMessage:
        draft = str(reply.content)
        decide = settle_extract if self._focused and reading.passages else settle
        grounded = decide(draft, reading, self._retriever, stopped=stopped)
        if grounded is None:
            return coded("") if stopped else nothing_found(self._collection)
        return checked(reply, grounded)
