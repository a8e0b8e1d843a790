"""Answers that code puts together of what a search found, before any model reads it: whole lists.

A small model, and a reader that points at words, tell one item of a list, or one side of a comparison.
"""

from langchain.agents.middleware import AgentMiddleware, ModelRequest, ModelResponse
from langchain_core.messages import AIMessage, ToolMessage

from chatbot.lists.finding import whole_list
from chatbot.replies import Handler, asked_alone, checked
from chatbot.retrieval import Retriever
from chatbot.tools import SEARCH, passages_of_turn, turn
from ingest.ranking import asked_of


class Compose(AgentMiddleware):
    """Answers right after a search where the found documents surely have the whole of what is asked for."""

    def __init__(self, retriever: Retriever) -> None:
        super().__init__()
        self._retriever = retriever

    def wrap_model_call(self, request: ModelRequest, handler: Handler) -> ModelResponse | AIMessage:
        done = turn(request.messages)
        passages = passages_of_turn(request.messages)
        if not passages or not isinstance(done[-1], ToolMessage) or done[-1].name != SEARCH:
            return handler(request)
        question = asked_of(asked_alone(request), passages)
        made = whole_list(question, passages, self._retriever)
        return checked(AIMessage(""), made) if made else handler(request)
