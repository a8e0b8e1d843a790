"""Events of one question → the turn that is shown and kept."""

import time
from collections.abc import Callable

from chatbot.events import Answer, Nearest, Step, Token
from chatbot.ui.conversations import TimedStep, Turn
from chatbot.ui.runs import Failure, Happening, Note


class Recorder:
    """Holds the turn as it stands, and what the page should say while nothing moves (`note`)."""

    def __init__(self, turn: Turn, clock: Callable[[], float] = time.monotonic) -> None:
        self.turn = turn
        self.note = ""
        self._clock = clock
        self._began = clock()
        self._step_began: dict[str, float] = {}

    def take(self, happening: Happening) -> None:
        """Let one event change the turn."""
        match happening:
            case Note(text):
                self.note = text
            case Token(text):
                self._change(text=self.turn.text + text)
            case Step():
                self._take_step(happening)
            case Failure(text):
                self._change(status="failed", text=text)
            case Answer():
                self._take_answer(happening)
            case Nearest(passages):
                self._change(nearest=passages)

    def stop(self) -> None:
        """Mark a turn that did not end by itself as stopped; keep the draft and the steps that were done."""
        if self.turn.status == "running":
            done = tuple(timed for timed in self.turn.steps if timed.step.result is not None)
            self._change(status="stopped", steps=done)

    def _take_step(self, step: Step) -> None:
        now = self._clock()
        began = self._step_began.setdefault(step.id, now)
        timed = TimedStep(step=step, seconds=None if step.result is None else now - began)
        steps = self.turn.steps
        known = [index for index, earlier in enumerate(steps) if earlier.step.id == step.id]
        at = known[0] if known else len(steps)
        self._change(steps=(*steps[:at], timed, *steps[at + 1 :]))

    def _take_answer(self, answer: Answer) -> None:
        self._change(
            status="done",
            text=answer.answer,
            refused=answer.refused,
            citations=tuple(answer.citations),
            model=answer.model or self.turn.model,
            seconds=answer.timings.total_s or self._clock() - self._began,
        )

    def _change(self, **fields) -> None:
        self.turn = self.turn.model_copy(update=fields)
