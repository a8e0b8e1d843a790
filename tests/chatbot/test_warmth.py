"""What is warmed up: the prompt that every question begins with, to the letter, and the search; and when it ends."""

import threading

import pytest
from langchain_core.messages import AIMessage

from chatbot.agent import Assistant, build_graph
from chatbot.llm import LocalChatModel
from chatbot.retrieval import Retriever
from chatbot.settings import Settings
from chatbot.warmth import take, warm_up_steps
from tests.chatbot.scripted import ScriptedModel

QUESTION = "When was the lighthouse lamp lit?"


class Engine:
    """Keeps what it is asked and says always the same."""

    def __init__(self, said):
        self.requests = []
        self.said = said

    def stream(self, request, usage):
        self.requests.append(request)
        yield self.said


class Tokenizer:
    """Renders a prompt that shows all that was given."""

    response_schema = None

    def apply_chat_template(self, messages, tools, **_):
        names = [tool["function"] for tool in tools or []]
        return f"{names}" + "".join(f"|{message['role']}:{message['content']}" for message in messages)


def local(collection, mode, said):
    """Return an assistant whose local model is all there but for its weights, and its engine."""
    model, settings = LocalChatModel(model="scripted"), Settings()
    model._loaded = (engine := Engine(said), Tokenizer())
    retriever = Retriever(collection)
    steps = warm_up_steps(model, mode, settings.style, retriever)
    return Assistant("scripted", mode, collection, build_graph(model, mode, settings, retriever), steps), engine


@pytest.mark.parametrize("mode", ["tool", "context"])
def test_what_was_read_ahead_is_what_every_question_begins_with(collection, mode):
    assistant, engine = local(collection, mode, "The lamp was lit in 1874.")
    assistant.warm_up()
    assistant.ask(QUESTION)
    ahead, first = engine.requests[:2]
    fixed = ahead.prompt[: ahead.prompt.index("|user:") + len("|user:")]
    assert len(fixed) > 80
    assert first.prompt.startswith(fixed)
    assert ("search_documents" in fixed) == (mode == "tool")
    assert ahead.max_tokens == 1 < first.max_tokens


def test_the_search_is_done_once_and_leaves_the_answer_as_it_is(collection, assistant):
    found, model = assistant("context", AIMessage("The lighthouse lamp was lit in 1874."))
    steps = warm_up_steps(model, "context", "full", Retriever(collection))
    take(steps, threading.Event())
    assert (len(steps), model.asked) == (1, [])  # another's model is not called: it may cost, and is not ours to warm
    assert collection.embedder.texts[-1] == "What are these documents about?"
    assert "1874" in found.ask(QUESTION).answer


def test_after_cancel_no_step_begins(collection):
    cancel, done = threading.Event(), []
    steps = [lambda cancel: done.append(1) or cancel.set(), lambda cancel: done.append(2)]
    take(steps, cancel)
    assert done == [1]
    before = list(collection.embedder.texts)
    take(warm_up_steps(ScriptedModel(lines=[]), "tool", "full", Retriever(collection)), cancel)
    assert collection.embedder.texts == before


def test_an_empty_collection_warms_up_too(collection):
    collection.remove([source.source for source in collection.sources()])
    take(warm_up_steps(ScriptedModel(lines=[]), "tool", "full", Retriever(collection)), threading.Event())
