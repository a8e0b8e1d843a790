"""Tells what a document is about from the document itself, before anything is searched for.

"What is report.pdf about?" has no words that any passage of it need have. Code reads the document instead: its title,
its opening and its headings or columns, each with a footnote, what it calls its findings, or who wrote it. Where it is
not sure which document is meant, it says which there are.
"""

from typing import Annotated, Any

from langchain.agents.middleware import ModelRequest, ModelResponse
from langchain_core.messages import AIMessage, HumanMessage, ToolMessage
from langchain_core.tools import BaseTool, tool
from langgraph.prebuilt import InjectedState

from chatbot.answers.grounding import MARK, Grounded
from chatbot.overview.bylines import byline
from chatbot.overview.findings import findings
from chatbot.overview.outline import outline
from chatbot.overview.wording import Meant, meant
from chatbot.prompts import prompt
from chatbot.questions.courtesies import listed
from chatbot.replies import (
    Handler,
    OverDocuments,
    checked,
    last_question,
    nothing_found,
    refusal,
    tool_call,
    without_tool,
)
from chatbot.retrieval import Retriever
from chatbot.tools import turn
from ingest.collection import Collection
from ingest.storage.places import option

DESCRIBE = "describe_document"
_PARTS = {"findings": findings, "authors": byline}


class Describe(OverDocuments):
    """Calls the tool for the one document that a question wants an overview of, and says what it found.

    Stands around everything that calls the model, so that no model is offered the tool.
    """

    def __init__(self, retriever: Retriever) -> None:
        super().__init__(retriever)
        self.tools = [_describe_tool(self._collection)]

    def wrap_model_call(self, request: ModelRequest, handler: Handler) -> ModelResponse | AIMessage:
        done = turn(request.messages)
        last = done[-1] if done and isinstance(done[-1], ToolMessage) else None
        if last is not None and last.name == DESCRIBE:
            return checked(AIMessage(""), last.artifact) if last.artifact else nothing_found(self._collection)
        wanted = None if done else _meant(last_question(request), self._collection)
        if wanted is None:
            return handler(without_tool(request, DESCRIBE))
        return tool_call(DESCRIBE, {"document": wanted.said}) if wanted.only else which(wanted, self._collection)


def which(wanted: Meant, collection: Collection) -> AIMessage:
    """Return the reply that names the documents that may be meant, all where there is none of that name."""
    sources = wanted.sources or [source.source for source in collection.sources()]
    shown = listed(sources, f"python -m ingest list{option(collection.name)}")
    kind = "which_document" if wanted.sources else "no_such_document"
    return refusal(prompt(kind).substitute(said=wanted.said, listed=shown))


def _meant(question: str, collection: Collection) -> Meant | None:
    """Return which document is meant; None too where findings or authors are wanted that it does not call so.

    These are searched for then, and so is who wrote it where several may be meant: "Who wrote Hamlet?".
    """
    wanted = meant(question, [(source.source, source.title) for source in collection.sources()])
    if wanted is None or not wanted.part:
        return wanted
    if not wanted.only:
        return None if wanted.part == "authors" else wanted
    return wanted if _PARTS[wanted.part](collection.document(wanted.only)) else None


def _describe_tool(collection: Collection) -> BaseTool:
    @tool(DESCRIBE, response_format="content_and_artifact")
    def describe_document(
        document: str, state: Annotated[dict[str, Any], InjectedState]
    ) -> tuple[str, Grounded | None]:
        """Tell what a document is about, by its opening and its headings or columns, or what it found, or by whom."""
        question = next(message for message in reversed(state["messages"]) if isinstance(message, HumanMessage))
        wanted = _meant(str(question.content), collection)
        passages = collection.document(wanted.only) if wanted and wanted.only else []
        if not passages:
            return f"{document} is not there any more: the documents have changed.", None
        told = (_PARTS[wanted.part](passages) if wanted.part else None) or outline(passages).said()
        return MARK.sub("", told.text), told

    return describe_document
