"""One question at a time through the model, each in a thread of its own that can be stopped.

The page must not wait for the model: a generator that reads a queue can leave at once when someone
presses stop, while the thread that drives the model ends as soon as the model notices. The next question
waits for that end, and says so.
"""

import queue
import sys
import threading
import time
import traceback
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from chatbot.events import Answer, Event, Nearest
from chatbot.ui.desk import Answerer, Desk
from compress.home import UserError

_TICK = 0.08  # seconds between two pictures of the page: smooth to the eye, cheap for two cores


@dataclass(frozen=True)
class Note:
    """What the page says while nothing else happens; an empty text takes it away."""

    text: str


@dataclass(frozen=True)
class Failure:
    """The end of a question that could not be answered, in one sentence."""

    text: str


@dataclass(frozen=True)
class Question:
    """What is asked, of whom."""

    text: str
    history: list[dict]
    model: str
    collection: str
    cancel: threading.Event = field(default_factory=threading.Event)


Happening = Event | Nearest | Note | Failure
Put = Callable[[Happening | None], None]


class Counter:
    """The one place where questions are answered: a lock, and the assistant that was opened last."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._busy = threading.Lock()
        self._opened: tuple[str, str] | None = None
        self._assistant: Answerer | None = None
        self._warmed = threading.Event()  # clear only while warming up that nobody waits for
        self._warmed.set()

    def ask(self, question: Question) -> Iterator[list[Happening]]:
        """Yield what happened since the last time, several times a second, until the answer, a failure or a stop.

        Closing the generator (the tab was closed) stops the model too.
        """
        events: queue.SimpleQueue[Happening | None] = queue.SimpleQueue()
        threading.Thread(target=self._work, args=(question, events.put), daemon=True).start()
        try:
            while not question.cancel.is_set():
                batch = _drain(events)
                ended = batch[-1:] == [None]
                yield [happening for happening in batch if happening is not None]
                if ended:
                    return
        finally:
            question.cancel.set()

    def prepare(self, model: str, collection: str) -> None:
        """Open a model before the first question. Raises what opening raises."""
        with self._busy:
            self._answerer(Question("", [], model, collection), lambda note: None)

    def warm_up(self) -> None:
        """Get the opened model ready in a thread of its own, as if it were a question: others wait for its end.

        It ends early as soon as one does: what is left to do, that question does anyway.
        """
        if self._busy.acquire(blocking=False):  # else a question is being answered already, which warms as well
            self._warmed.clear()
            threading.Thread(target=self._warm_up, daemon=True).start()

    def rest(self, seconds: float = 10.0) -> bool:
        """Wait until nothing is being answered and let the model go; say whether that came about in time."""
        self._warmed.set()
        if not self._busy.acquire(timeout=seconds):
            return False
        self._assistant = self._opened = None
        self._busy.release()
        return True

    def _work(self, question: Question, put: Put) -> None:
        try:
            if not self._wait_for_turn(question, put):
                return
            try:
                self._answer(question, put)
            finally:
                self._busy.release()
        except UserError as error:
            put(Failure(str(error)))
        except Exception:  # a bug of ours: told in the terminal; the page must not hang or show a traceback
            traceback.print_exc(file=sys.stderr)
            put(Failure("Something went wrong on our side; the terminal that runs Footnote shows what."))
        finally:
            put(None)

    def _answer(self, question: Question, put: Put) -> None:
        assistant = self._answerer(question, put)
        for event in assistant.stream(question.text, question.history, question.cancel):
            if isinstance(event, Answer) and event.refused and not question.cancel.is_set():
                put(Nearest(assistant.nearest(event)))  # first, since a turn with its answer looks as if it were over
            put(event)

    def _warm_up(self) -> None:
        try:
            if self._assistant is not None:
                self._assistant.warm_up(self._warmed)
        except UserError:
            return  # the first question meets it again, and shows it
        except Exception:  # a bug of ours: told in the terminal, as in `_work`; the page can still answer
            traceback.print_exc(file=sys.stderr)
        finally:
            self._warmed.set()
            self._busy.release()

    def _wait_for_turn(self, question: Question, put: Put) -> bool:
        if self._busy.acquire(blocking=False):
            return True
        put(Note("Waiting for another question to finish" if self._warmed.is_set() else "Getting ready"))
        self._warmed.set()
        while not question.cancel.is_set():
            if self._busy.acquire(timeout=_TICK):
                put(Note(""))
                return True
        return False

    def _answerer(self, question: Question, put: Put) -> Answerer:
        wanted = (question.model, question.collection)
        if self._assistant is None or self._opened != wanted:
            put(Note(f"Opening {question.model}"))
            self._assistant = self._opened = None  # one model in memory at a time
            self._assistant = self._desk.open(*wanted)
            self._opened = wanted
            put(Note(""))
        return self._assistant


def _drain(events: "queue.SimpleQueue[Happening | None]") -> list[Happening | None]:
    """Wait a moment for something to happen, then a tick more for what comes with it."""
    try:
        batch = [events.get(timeout=_TICK)]
    except queue.Empty:
        return []
    until = time.monotonic() + _TICK
    while batch[-1] is not None:
        try:
            batch.append(events.get(timeout=max(0.0, until - time.monotonic())))
        except queue.Empty:
            break
    return batch
