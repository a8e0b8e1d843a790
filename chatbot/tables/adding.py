"""Adds up a whole table after a search, where a question surely wants its total, its average or its rows counted.

The tool is code's: no model is offered it, and its prompt stays as it was learnt. The answer is said by code, with a
footnote for every part of the table that was read.
"""

from typing import Annotated, Any

from langchain.agents.middleware import ModelRequest, ModelResponse
from langchain_core.messages import AIMessage, HumanMessage, ToolMessage
from langchain_core.tools import BaseTool, tool
from langgraph.prebuilt import InjectedState

from chatbot.answers.grounding import Grounded
from chatbot.events import Citation
from chatbot.replies import Handler, OverDocuments, checked, last_question, nothing_found, tool_call, without_tool
from chatbot.retrieval import Retriever
from chatbot.tables.columns import as_lines
from chatbot.tables.outcomes import Total
from chatbot.tables.totals import is_of_a_table
from chatbot.tables.whole_tables import Part
from chatbot.tools import SEARCH, passages_of_turn, turn

ADD_UP = "add_up_table"
_EACH_NAMED = 3  # footnotes that are all written; of more the first and the last, "[1]–[23]"


class AddUp(OverDocuments):
    """Calls the tool where it is sure of the column and of the rows, and says what came out.

    Where it is not, but rows of a table are asked for by a condition, it refuses: some of them would pass for all.

    Stands around everything that calls the model, so that no model is offered the tool.
    """

    def __init__(self, retriever: Retriever) -> None:
        super().__init__(retriever)
        self.tools = [_add_up_tool(retriever)]

    def wrap_model_call(self, request: ModelRequest, handler: Handler) -> ModelResponse | AIMessage:
        done = turn(request.messages)
        last = done[-1] if done and isinstance(done[-1], ToolMessage) else None
        if last is not None and last.name == ADD_UP:
            made = last.artifact
            return checked(AIMessage(""), _said(made)) if made else nothing_found(self._collection)
        if last is not None and last.name == SEARCH:
            question, passages = last_question(request), passages_of_turn(request.messages)
            if (made := self._retriever.total(question, passages)) is not None:
                return tool_call(ADD_UP, {"operation": made.kind, "column": made.header[made.column]})
            if is_of_a_table(question, passages):
                return nothing_found(self._collection)
        return handler(without_tool(request, ADD_UP))


def _add_up_tool(retriever: Retriever) -> BaseTool:
    @tool(ADD_UP, response_format="content_and_artifact")
    def add_up_table(
        operation: str, column: str, state: Annotated[dict[str, Any], InjectedState]
    ) -> tuple[str, Total | None]:
        """Add up or count all rows of the found table that the question means."""
        question = next(message for message in reversed(state["messages"]) if isinstance(message, HumanMessage))
        made = retriever.total(str(question.content), passages_of_turn(state["messages"]))
        if made is None:
            return f"There is no sure {operation} of {column} any more: the documents have changed.", None
        return " = ".join(filter(None, [made.said(), made.expression])), made

    return add_up_table


def _said(made: Total) -> Grounded:
    """Return the result with a footnote for each part of the table."""
    count = len(made.parts)
    marks = [f"[{n}]" for n in range(1, count + 1)]
    shown = " ".join(marks) if count <= _EACH_NAMED else f"{marks[0]}–{marks[-1]}"
    citations = (_citation(n, made, part) for n, part in enumerate(made.parts, 1))
    return Grounded(f"{made.said()} {shown}", tuple(citations))


def _citation(n: int, made: Total, part: Part) -> Citation:
    found, quote = part.passage, as_lines(made.header, part.rows)
    return Citation(n, found.source, found.page, quote, found.title, found.heading)
