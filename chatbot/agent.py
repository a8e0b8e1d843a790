"""The wiring: which model, which tools, and what stands between them. Reads as a table of contents.

assistant = Assistant.open(Settings())
assistant.ask("What is knowledge distillation?").answer
"""

import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from typing import Any

from langchain.agents import create_agent
from langchain.agents.middleware import ModelCallLimitMiddleware
from langchain_core.language_models import BaseChatModel
from langgraph.graph.state import CompiledStateGraph

from chatbot.answers.composing import Compose, SayWhichIsMissing
from chatbot.answers.joined import instead, is_half_told, joined
from chatbot.answers.reader import open_reader
from chatbot.checks import CheckCalls
from chatbot.events import Answer, Citation, Event
from chatbot.middleware import (
    AnswerCourtesies,
    AskWhole,
    CheckGrounding,
    FewPassages,
    NothingTwice,
    PlanByRules,
    ReadForTheModel,
    RefuseInCode,
    Stoppable,
    Turn,
)
from chatbot.models import open_model
from chatbot.nearest import nearest
from chatbot.overview.describing import Describe
from chatbot.planner import standalone
from chatbot.questions.parts import parts
from chatbot.questions.wishes import question_within
from chatbot.retrieval import Retriever
from chatbot.settings import Settings
from chatbot.summaries.summarising import Summarise
from chatbot.sums.carrying import CarryOn
from chatbot.sums.figures import WorkOut
from chatbot.sums.results import SayResult
from chatbot.tables.adding import AddUp
from chatbot.tools import all_tools
from chatbot.transcript import Transcript, to_messages
from chatbot.warmth import WarmUp, system_prompt, take, warm_up_steps
from ingest.answerability.unknown_words import as_known
from ingest.collection import DEFAULT, Collection, collection_folder
from ingest.encoders.embedding import open_embedder
from ingest.encoders.reranker import open_reranker

_MODEL_CALLS = 6  # a question is answered in two or three; a model that loops is stopped


@dataclass(frozen=True)
class Assistant:
    """Answers questions from one collection with one model. One question at a time; others wait their turn."""

    model_name: str
    mode: str
    collection: Collection
    graph: CompiledStateGraph
    to_warm_up: tuple[WarmUp, ...] = ()
    retriever: Retriever | None = None

    @classmethod
    def open(cls, settings: Settings, say: Callable[[str], None] = lambda text: None) -> "Assistant":
        """Load model, embedder and collection (seconds). Raises `UserError` where one of them is missing."""
        say(f"opening the collection {settings.collection!r}")
        embedder = open_embedder(settings.home)
        # Of a fresh install the chat says that nothing is loaded yet; any other name that is not there is a typo.
        create = settings.collection == DEFAULT
        collection = Collection.open(collection_folder(settings.home, settings.collection), embedder, create=create)
        say(f"loading the model {settings.model}")
        retriever = Retriever(collection, settings.passages, open_reranker(settings.home), open_reader(settings.home))
        # Seconds that the first search need not wait for; a failure comes again there, with its reason.
        ThreadPoolExecutor(1).submit(retriever.warm_up)
        model, mode = open_model(settings, say)
        graph = build_graph(model, mode, settings, retriever)
        steps = warm_up_steps(model, mode, settings.style, retriever)
        return cls(settings.model, mode, collection, graph, steps, retriever)

    def warm_up(self, cancel: threading.Event | None = None) -> None:
        """Do now what the first question would wait for (a second or two). Raises what that question would meet."""
        take(self.to_warm_up, cancel or threading.Event())

    def stream(
        self, question: str, history: Sequence[dict[str, str]] = (), cancel: threading.Event | None = None
    ) -> Iterator[Event]:
        """Yield steps and tokens as they come and the `Answer` last; setting `cancel` ends it at the next token.

        A statement that asks is read as the question within it, a misspelt word as the known one. Of several
        questions in one, each is asked by itself; one that leans on those before it, as the next in a conversation,
        since numbers said before would only tempt a small model to add them up. Where one is not found, all of it is
        asked at once, too.
        """
        history = [
            {**said, "content": question_within(said["content"])} if _is_users(said) else said for said in history
        ]
        turn, answers, said = Turn(cancel or threading.Event()), [], list(history)
        whole = as_known(self.collection, question_within(question))
        asked = parts(whole)
        for part in asked:
            leans = standalone(part, asked[:1]) != part
            for event in self._stream_one(part, said if leans else history, turn):
                if isinstance(event, Answer):
                    answers.append(event)
                    said += [{"role": "user", "content": part}, {"role": "assistant", "content": event.answer}]
                else:
                    yield event
            if turn.cancel.is_set():
                break
        if is_half_told(answers) and not turn.cancel.is_set():
            for event in self._stream_one(whole, history, turn):
                if isinstance(event, Answer):
                    answers = instead(event, answers)
                else:
                    yield event
        yield joined(question, answers) if len(answers) > 1 else replace(answers[0], question=question)

    def _stream_one(self, question: str, history: Sequence[dict[str, str]], turn: Turn) -> Iterator[Event]:
        transcript = Transcript(question, self.model_name, time.perf_counter())
        stream = self.graph.stream(
            {"messages": to_messages(history, question)},
            stream_mode=["messages", "updates"],
            context=turn,
            config={"callbacks": [transcript.recorder]},
        )
        for kind, update in stream:
            yield from transcript.read(kind, update)
        yield transcript.answer(stopped=turn.cancel.is_set())

    def ask(self, question: str, history: Sequence[dict[str, str]] = ()) -> Answer:
        """Return the answer to one question. `history`: earlier `{"role", "content"}` messages, oldest first."""
        *_, answer = self.stream(question, history)
        return answer

    def nearest(self, answer: Answer) -> tuple[Citation, ...]:
        """Return the passages nearest to a refused question, for whoever wants to look (half a second); else none."""
        return nearest(answer, self.retriever) if self.retriever else ()


def _is_users(said: dict[str, str]) -> bool:
    return said["role"] == "user"


def build_graph(model: BaseChatModel, mode: str, settings: Settings, retriever: Retriever) -> CompiledStateGraph:
    """Return the agent: LangChain's loop of model and tools, and around each model call our middleware.

    Each stands around all that come after it: it answers itself, or passes on and may change what comes back.
    """
    middleware: list[Any] = [
        ModelCallLimitMiddleware(run_limit=_MODEL_CALLS, exit_behavior="end"),
        # Refused, or told of a document as a whole, before anything else is tried.
        SayWhichIsMissing(retriever),
        RefuseInCode(retriever),
        Summarise(retriever),
        Describe(retriever),
        # What code calls and answers, and what it makes of the answers of those below.
        CarryOn(),
        NothingTwice(retriever),
        AddUp(retriever),
        AnswerCourtesies(retriever),
        SayResult(retriever),
        WorkOut(),
        *([] if settings.style == "brief" else [Compose(retriever)]),  # a brief answer is a few words
    ]
    # Who chooses the tool, what the model reads, and what of its draft is shown.
    if mode == "context":
        middleware += [
            PlanByRules(),
            CheckGrounding(retriever, settings.style, focused=True),
            ReadForTheModel(retriever, settings.style),
        ]
    else:
        middleware += [
            CheckGrounding(retriever, settings.style),
            CheckCalls(retriever),
            FewPassages(retriever, settings.passages),
            AskWhole(),
        ]
    return create_agent(
        model,
        tools=all_tools(retriever),
        system_prompt=system_prompt("tool", settings.style),
        middleware=[*middleware, Stoppable()],
        context_schema=Turn,
    )
