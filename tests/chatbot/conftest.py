"""A small collection, and an assistant on it whose model says what the test tells it to."""

import pytest
from langchain_core.messages import AIMessage

from chatbot.agent import Assistant, build_graph
from chatbot.answers.reader import Reader
from chatbot.retrieval import Retriever
from chatbot.settings import Settings
from ingest.collection import Collection
from ingest.encoders.reranker import Reranker
from tests.chatbot.scripted import ScriptedModel
from tests.ingest.conftest import HashEmbedder, incoming


@pytest.fixture
def collection(tmp_path):
    found = Collection.open(tmp_path / "library", HashEmbedder(), create=True)
    found.replace(
        [
            incoming("/docs/lamp.md", "The lighthouse lamp was lit in 1874 and burned 12 litres of oil a night."),
            incoming("/docs/keeper.md", "The lighthouse keeper Ada Moreno kept the light for thirty years."),
            incoming(
                "/docs/museum.md",
                "The museum is open on Monday and closed on Tuesday. The museum door is painted red.",
                "| Year | Museum revenue |\n|-|-|\n| 2021 | 1,200 |\n| 2022 | 1,350 |",
            ),
        ]
    )
    return found


@pytest.fixture
def assistant(collection):
    """Return a function: a mode and a model's lines in, an assistant and its model out."""

    def made(
        mode: str,
        *lines: AIMessage,
        style: str = "full",
        reader: Reader | None = None,
        reranker: Reranker | None = None,
    ) -> tuple[Assistant, ScriptedModel]:
        model, settings = ScriptedModel(lines=list(lines)), Settings(style=style)
        retriever = Retriever(collection, settings.passages, reranker, reader)
        graph = build_graph(model, mode, settings, retriever)
        return Assistant("scripted", mode, collection, graph, retriever=retriever), model

    return made
