"""Sums up a document, a part of one, or a matter that a search finds in one, by its own sentences.

No model writes anything here: a small one leaves out what matters and makes up what joins the rest. Documents and
their parts are found by what they are called, before anything is searched for; a matter is searched for as anything
is, and refused where nothing is found.
"""

from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any

from langchain.agents.middleware import ModelRequest, ModelResponse
from langchain_core.messages import AIMessage, HumanMessage, ToolMessage
from langchain_core.tools import BaseTool, tool
from langgraph.prebuilt import InjectedState

from chatbot.answers.grounding import Grounded
from chatbot.overview.describing import which
from chatbot.overview.findings import findings
from chatbot.overview.outline import outline
from chatbot.planner import standalone
from chatbot.replies import (
    Handler,
    OverDocuments,
    answer_before,
    checked,
    last_question,
    nothing_found,
    queries,
    questions_before,
    tool_call,
    without_tool,
)
from chatbot.retrieval import Retriever
from chatbot.summaries.asking import Asked, asked
from chatbot.summaries.choosing import Wanted
from chatbot.summaries.finding import Target, target
from chatbot.summaries.parts import Part, part_called
from chatbot.summaries.sections import sections_of
from chatbot.summaries.summary import summary_of_document, summary_of_matter, summary_of_part
from chatbot.tools import SEARCH, passages_of_turn, turn
from ingest.answerability.gate import coverage
from ingest.collection import Collection, Passage

SUMMARISE = "summarise_document"
_MOST = 5  # sentences


class Summarise(OverDocuments):
    """Answers what asks for a summary; stands around all that calls the model, and offers no model the tool."""

    def __init__(self, retriever: Retriever) -> None:
        super().__init__(retriever)
        self.tools = [_summary_tool(self._collection)]

    def wrap_model_call(self, request: ModelRequest, handler: Handler) -> ModelResponse | AIMessage:
        done = turn(request.messages)
        last = done[-1] if done and isinstance(done[-1], ToolMessage) else None
        if last is not None and last.name == SUMMARISE:
            return checked(AIMessage(""), last.artifact) if last.artifact else nothing_found(self._collection)
        wanted = asked(last_question(request))
        made = None
        if wanted and not done:
            question, before = last_question(request), questions_before(request)
            made = self._begun(wanted, alone=standalone(question, before, answer_before(request)) == question)
        elif wanted and last is not None and last.name == SEARCH and queries(done) == [wanted.matter]:
            made = self._told(wanted, passages_of_turn(request.messages))
        return made or handler(without_tool(request, SUMMARISE))

    def _begun(self, wanted: Asked, *, alone: bool) -> AIMessage | None:
        """Return the call of the tool that tells of a document or a part, else of the search, or why there is none.

        What leans on earlier questions, as "Summarise it" does, is made whole by those who search for it; None then.
        """
        found = target(wanted.said, self._collection)
        if found is None:
            return tool_call(SEARCH, {"query": wanted.matter}) if wanted.matter and alone else None
        if found.missing:  # what has points that are asked for need be no document
            return None if wanted.points and not found.documents.only else nothing_found(self._collection)
        if found.documents.only is None:
            return which(found.documents, self._collection)
        if wanted.points and not found.part and findings(self._collection.document(found.documents.only)):
            return None  # it has a list that it calls so
        part = {"part": found.part.heading} if found.part else {}
        return tool_call(SUMMARISE, {"document": found.documents.said, **part})

    def _told(self, wanted: Asked, passages: Sequence[Passage]) -> AIMessage | None:
        """Return the summary of a matter by the document that speaks most of it; None where it has no sentences.

        A section that is called as the matter is tells of it as a whole.
        """
        if not passages:
            return None
        source = self._speaks_most(wanted.matter, passages)
        document, embedder = self._collection.document(source), self._collection.embedder
        if not document:
            return None
        found = {passage.id for passage in passages}
        headings = {passage.heading for passage in passages if passage.source == source and passage.heading}
        sections = sections_of(document)
        read = [one for one in sections if one.passage.id in found or one.passage.heading in headings]
        name, most = _named(document[0]), wanted.most or _MOST
        if part := part_called(wanted.matter, sections):
            summed = summary_of_part(_of(part, name), part.sections, Wanted(most), embedder)
        else:
            summed = summary_of_matter(name, read, Wanted(most, wanted.matter), embedder)
        return checked(AIMessage(""), summed) if summed else None

    def _speaks_most(self, matter: str, passages: Sequence[Passage]) -> str:
        """Return the document of the passage that has most of a matter's rare words, of several that with the most."""
        weights, many = self._retriever.weights(matter), Counter(passage.source for passage in passages)
        best = max(passages, key=lambda one: (coverage(one.with_headings, weights), many[one.source]))
        return best.source


def _summary(asked_for: Asked, found: Target, collection: Collection) -> Grounded | None:
    """Return the summary of a document or a part; of a document that has hardly a sentence what stands in it."""
    document = collection.document(found.documents.only) if found.documents.only else []
    if not document:
        return None
    name, wanted = _named(document[0]), Wanted(asked_for.most or _MOST)
    if part := found.part:
        return summary_of_part(_of(part, name), part.sections, wanted, collection.embedder)
    summed = summary_of_document(name, sections_of(document), wanted, collection.embedder)
    return summed or outline(document).said()


def _of(part: Part, name: str) -> str:
    return f"“{part.heading}” of {name}"


def _named(passage: Passage) -> str:
    """Return a document's title and file, as an overview names it."""
    file = passage.source if "://" in passage.source else Path(passage.source).name
    return f"“{passage.title}” ({file})" if passage.title not in file else file


def _summary_tool(collection: Collection) -> BaseTool:
    @tool(SUMMARISE, response_format="content_and_artifact")
    def summarise_document(
        document: str, state: Annotated[dict[str, Any], InjectedState], part: str = ""
    ) -> tuple[str, Grounded | None]:
        """Sum up a document, or a part of it, in its own sentences."""
        question = next(message for message in reversed(state["messages"]) if isinstance(message, HumanMessage))
        wanted = asked(str(question.content))
        found = target(wanted.said, collection) if wanted else None
        summed = _summary(wanted, found, collection) if wanted and found else None
        if summed is None:
            return f"{part or document} is not there any more: the documents have changed.", None
        return summed.text, summed

    return summarise_document
