"""A scripted assistant and a desk around it: real classes that stream real events, with no model behind them."""

import contextlib
import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from chatbot.events import Answer, Citation, Event, Step, Timings, Token, ToolUse
from chatbot.ui.app import build
from chatbot.ui.desk import Desk
from chatbot.ui.documents import Picked
from chatbot.ui.server import Server, listen
from chatbot.ui.web import web_app
from compress.home import UserError

LONG_HEADING = "Speed > Why small models answer sooner than large ones do, measured on a laptop with two cores"
HOSTILE = (
    '<script>window.hacked=1</script> <img src=x onerror="window.hacked=2"> '
    "![pixel](http://tracker.example/p.png) [click](javascript:alert(1)) <iframe src='http://tracker.example'></iframe>"
)


@dataclass(frozen=True)
class Document:
    """A document as a collection records it."""

    source: str
    title: str
    chunks: int = 1


@dataclass
class ScriptedAssistant:
    """Answers by the question's first word; remembers what it was told and how each answer ended."""

    documents: list[Document]
    delay: float = 0.02
    histories: list[list[dict]] = field(default_factory=list)
    ended: list[str] = field(default_factory=list)

    def stream(
        self, question: str, history: Sequence[dict] = (), cancel: threading.Event | None = None
    ) -> Iterator[Event]:
        """Yield the script's events with small pauses; end at the next one after `cancel` is set."""
        self.histories.append(list(history))
        cancel = cancel or threading.Event()
        outcome = "closed"
        try:
            for event in self._script(question):
                if cancel.wait(self.delay):
                    outcome = "cancelled"
                    return
                yield event
            outcome = "finished"
        finally:
            self.ended.append(outcome)

    def warm_up(self, cancel: threading.Event) -> None:
        """Be ready already."""

    def nearest(self, answer: Answer) -> tuple[Citation, ...]:
        """Return a passage of the first two documents, the second one hostile."""
        texts = ("The first page.", HOSTILE)
        return tuple(
            Citation(n, document.source, 1, text, document.title, "Opening")
            for n, (document, text) in enumerate(zip(self.documents, texts, strict=False), start=1)
        )

    def add(self, picked: Sequence[Picked], collection: str) -> "ScriptedReading":
        """Take the files in as documents, one after the other, until it is told to stop."""
        return ScriptedReading(self.documents, [each.name for each in picked])

    def fetch(self, address: str, collection: str) -> "ScriptedReading":
        """Take a page in as a document."""
        if "." not in address:
            raise UserError(f"“{address}” is no address")
        return ScriptedReading(self.documents, [address])

    def remove(self, collection: str, source: str) -> str:
        """Forget a document."""
        self.documents[:] = [document for document in self.documents if document.source != source]
        return f"{source} removed."

    def _script(self, question: str) -> Iterator[Event]:
        word = question.split()[0].lower()
        if word == "calculate":
            yield from _calculation(question)
        elif word == "refuse":
            yield Answer(question, "I could not find that in your documents.", True, model="scripted")
        elif word == "break":
            raise ZeroDivisionError("a bug")
        elif word == "long":
            yield from (Token(f"word{n} ") for n in range(2_000))
        else:
            yield from self._cited(question, HOSTILE if word == "hostile" else "Weights become eight-bit integers.")

    def _cited(self, question: str, quote: str) -> Iterator[Event]:
        step = Step("s1", "search_documents", {"query": question})
        yield step
        time.sleep(self.delay * 10)
        result = f"[1] Guide, page 2\n{quote}"
        yield Step(step.id, step.name, step.arguments, result)
        text = f"Quantization stores **weights** as integers [1]. {'It is small and fast. ' * 8}See `a[0] < b` [2]."
        if quote == HOSTILE:
            text = f"{HOSTILE} [1]"
        for piece in text.split(" "):
            yield Token(piece + " ")
        guide, notes = self.documents[0], self.documents[-1]
        citations = (
            Citation(1, guide.source, 2, quote, guide.title, "Compression > Quantization"),
            Citation(2, notes.source, None, "Small models\nare fast.", notes.title, LONG_HEADING),
        )
        use = ToolUse(step.name, step.arguments, result)
        yield Answer(question, text, False, citations, (use,), "scripted", Timings(0.2, 0.9))


@dataclass
class ScriptedReading:
    """Adds a document for each file, with pauses; what it had added when it was stopped stays."""

    documents: list[Document]
    picked: list[str]
    stopped: threading.Event = field(default_factory=threading.Event)

    def __iter__(self) -> Iterator[str]:
        """Yield how far it is, then what came of it."""
        for number, name in enumerate(self.picked, start=1):
            yield f"file {number} of {len(self.picked)}"
            if self.stopped.wait(1.0):
                yield f"stopped; {number - 1} stored"
                return
            self.documents.append(Document(name, name))
        yield f"{len(self.picked)} added."

    def stop(self) -> None:
        """End it."""
        self.stopped.set()


def unwanted(*what: object) -> Any:
    """Stand where nothing is to be added or removed."""
    raise AssertionError(what)


class Warming:
    """Warms up until it is told to end, and may fail at all it does; remembers what it did in which order."""

    def __init__(self, failure: Exception | None = None, patience: float = 5.0) -> None:
        self.did: list[str] = []
        self._alone = threading.Lock()
        self._failure = failure
        self._patience = patience

    def warm_up(self, cancel: threading.Event) -> None:
        """Wait for `cancel`, then a moment more: the step that was begun goes on to its end."""
        with self._alone:
            self.did.append("warming")
            if self._failure:
                raise self._failure
            cancel.wait(self._patience)
            time.sleep(0.2)
            self.did.append("warm")

    def stream(
        self, question: str, history: Sequence[dict] = (), cancel: threading.Event | None = None
    ) -> Iterator[Event]:
        """Answer at once."""
        assert self._alone.acquire(blocking=False), "two at once in one model"
        self.did.append("asked")
        self._alone.release()
        if self._failure:
            raise self._failure
        yield Answer(question, "done", False)


def _calculation(question: str) -> Iterator[Event]:
    step = Step("c1", "calculate", {"expression": "2*3*4"})
    yield step
    yield Step(step.id, step.name, step.arguments, "24")
    yield Answer(question, "2*3*4 = 24", False, (), (ToolUse(step.name, step.arguments, "24"),), "scripted")


def library(folder: Path) -> list[Document]:
    """Write a PDF of two pages, a hostile web page and notes into a folder; return them as a collection does."""
    from reportlab.pdfgen.canvas import Canvas

    folder.mkdir(parents=True, exist_ok=True)
    guide, page, notes = (folder / name for name in ("guide.pdf", "page.html", "notes.md"))
    canvas = Canvas(str(guide))
    for text in ("The first page.", "Weights become eight-bit integers."):
        canvas.drawString(100, 700, text)
        canvas.showPage()
    canvas.save()
    page.write_text(f"<title>A page</title><h1>Hello</h1>{HOSTILE}", "utf-8")
    notes.write_text("# Notes\n\nSmall models are fast. Größe: 12 µm.\n", "utf-8")
    return [
        Document(str(guide), "A guide to small models"),
        Document(str(page), HOSTILE),
        Document("https://example.org/page", "A web page"),
        Document(str(notes), "Notes"),
    ]


def desk_with(home: Path, assistant: ScriptedAssistant) -> Desk:
    """Return a desk with one scripted model and one collection, `default`, of the assistant's documents."""
    return Desk(
        home=home,
        models=lambda: ["scripted"],
        collections=lambda: ["default"],
        sources=lambda collection: list(assistant.documents),
        open=lambda model, collection: assistant,
        add=assistant.add,
        fetch=assistant.fetch,
        remove=assistant.remove,
    )


@contextlib.contextmanager
def running(desk: Desk, port: int = 0, *, warm: bool = False) -> Iterator[str]:
    """Serve a desk on 127.0.0.1, on a free port unless one is given, and yield its address with a slash at the end.

    `warm`: its model is opened before and warmed up beside, as in `serve_desk`.
    """
    listening = listen(port)
    page, chat = build(desk)
    if warm:
        chat.prepare(desk.models()[0], desk.collections()[0])
        chat.warm_up()
    serving = Server(web_app(page, chat))
    thread = threading.Thread(target=serving.run, kwargs={"sockets": [listening]}, daemon=True)
    thread.start()
    try:
        while not serving.started and thread.is_alive():
            time.sleep(0.02)
        yield f"http://127.0.0.1:{listening.getsockname()[1]}/"
    finally:
        serving.should_exit = True
        thread.join(timeout=10)
        listening.close()
