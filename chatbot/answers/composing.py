"""Answers that code puts together of what a search found, before any model reads it.

These are whole lists, what was bought, comparisons, the row about a name, values of several with whose each is, what
to type, what happened at a time, why something was made, and about how many there are.

A small model, and a reader that points at words, tell one item of a list, or one side of a comparison.
"""

from collections.abc import Sequence

from langchain.agents.middleware import ModelRequest, ModelResponse
from langchain_core.messages import AIMessage

from chatbot.answers.commands import typed
from chatbot.answers.contrasts import contrast, missing
from chatbot.answers.counts import counted_about
from chatbot.answers.grounding import Grounded
from chatbot.answers.happenings import happenings, told
from chatbot.answers.motives import motive
from chatbot.answers.whose import whose
from chatbot.lists.finding import whole_list
from chatbot.lists.purchases import bought
from chatbot.prompts import prompt
from chatbot.questions.comparisons import compared
from chatbot.replies import Handler, OverDocuments, asked_alone, checked, has_searched, refusal
from chatbot.tables.named_rows import told_of_name
from chatbot.tools import passages_of_turn
from ingest.collection import Passage
from ingest.ranking import asked_of


class SayWhichIsMissing(OverDocuments):
    """Refuses a comparison with something that no document names, and says with what."""

    def wrap_model_call(self, request: ModelRequest, handler: Handler) -> ModelResponse | AIMessage:
        asked = compared(asked_alone(request)) if has_searched(request) else None
        gone = missing(asked, self._retriever) if asked else None
        return refusal(prompt("part_not_found").substitute(part=gone)) if gone else handler(request)


class Compose(OverDocuments):
    """Answers right after a search where the found documents surely have the whole of what is asked for."""

    def wrap_model_call(self, request: ModelRequest, handler: Handler) -> ModelResponse | AIMessage:
        passages = passages_of_turn(request.messages)
        if not passages or not has_searched(request):
            return handler(request)
        question = asked_of(asked_alone(request), passages)
        made = self._made(question, passages)
        return checked(AIMessage(""), made) if made else handler(request)

    def _made(self, question: str, passages: Sequence[Passage]) -> Grounded | None:
        if asked := compared(question):
            return contrast(asked, question, passages, self._retriever)
        if dated := happenings(question, self._collection):
            return told(dated)
        return (
            bought(question, passages, self._collection)
            or told_of_name(question, passages, self._collection)
            or whose(question, passages, self._collection)
            or typed(question, passages)
            or whole_list(question, passages, self._retriever)
            or motive(question, passages, self._retriever)
            or counted_about(question, passages, self._retriever)
        )
