"""What can be done with a conversation: ask, stop, take back, judge, forget. Knows nothing of Gradio."""

import json
import time
from collections.abc import Iterator
from dataclasses import dataclass

from chatbot.ui.conversations import Conversation, Conversations, Turn
from chatbot.ui.desk import Desk
from chatbot.ui.history import feedback_line, to_history
from chatbot.ui.recorder import Recorder
from chatbot.ui.runs import Counter, Question
from compress.home import UserError

_QUESTION_LENGTH = 8_000  # characters; more than any model of this size can read


@dataclass(frozen=True)
class Asked:
    """A question to a conversation. `keep`: how many earlier turns stay; all unless it is asked again or edited."""

    name: str | None
    text: str
    model: str
    collection: str
    keep: int | None = None


class Chat:
    """The conversations of one data root, and the questions that are being answered now."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.store = Conversations(desk.home / "conversations")
        self._counter = Counter(desk)
        self._running: dict[str, Question] = {}

    def prepare(self, model: str, collection: str) -> None:
        """Open a model before the first question, so that what is missing is said before the page opens."""
        self._counter.prepare(model, collection)

    def warm_up(self) -> None:
        """Get the opened model ready beside whatever else happens; a question that comes meanwhile goes first."""
        self._counter.warm_up()

    def open(self, name: str | None) -> Conversation:
        """Return a stored conversation, or a new one where there is none of that id."""
        conversation = self.store.load(name)
        if conversation is None:
            return self.store.new()
        if conversation.id in self._running:
            return conversation
        # a server that was killed while it answered leaves its last turn "running"
        return conversation.model_copy(update={"turns": tuple(map(_ended, conversation.turns))})

    def ask(self, asked: Asked) -> Iterator[tuple[Conversation, str]]:
        """Ask a question and yield the conversation each time it changed, with what to say while it waits.

        Raises `UserError` where the question is none, or the conversation is still being answered.
        """
        conversation = self.open(asked.name)
        self._check(conversation, asked.text)
        kept = conversation.turns[: asked.keep]
        question = Question(asked.text, to_history(kept), asked.model, asked.collection)
        recorder = Recorder(Turn(question=asked.text, model=asked.model, collection=asked.collection))
        conversation = conversation.model_copy(update={"turns": (*kept, recorder.turn)})
        self._running[conversation.id] = question
        try:
            self.store.save(conversation)
            yield conversation, ""
            for batch in self._counter.ask(question):
                shown = recorder.turn, recorder.note
                for happening in batch:
                    recorder.take(happening)
                if shown != (recorder.turn, recorder.note):
                    yield conversation.with_last(recorder.turn), recorder.note
        finally:  # also when the tab was closed, which closes this generator
            question.cancel.set()
            recorder.stop()
            if self._running.pop(conversation.id, None) is question:  # else it was deleted meanwhile
                self.store.save(conversation.with_last(recorder.turn))
        yield conversation.with_last(recorder.turn), ""

    def stop(self, name: str | None) -> bool:
        """Stop the question that is being answered in this conversation; say whether there was one."""
        question = self._running.get(name or "")
        if question:
            question.cancel.set()
        return question is not None

    def stop_all(self) -> None:
        """Stop every question."""
        for question in list(self._running.values()):
            question.cancel.set()

    def close(self) -> None:
        """Stop every question and wait until the model is at rest: it cannot be torn down while it works."""
        self.stop_all()
        self._counter.rest()

    def settle(self, name: str | None, seconds: float = 1.5) -> None:
        """Wait a moment for a conversation that is being answered to end."""
        until = time.monotonic() + seconds
        while name in self._running and time.monotonic() < until:
            time.sleep(0.02)

    def undo(self, name: str | None) -> tuple[Conversation, str]:
        """Take the last turn back and return the conversation and the question that was in it."""
        conversation = self.open(name)
        if not conversation.turns or conversation.id in self._running:
            return conversation, ""
        *kept, last = conversation.turns
        conversation = conversation.model_copy(update={"turns": tuple(kept)})
        if kept:
            self.store.save(conversation)
        else:
            self.store.delete(conversation.id)
        return conversation, last.question

    def judge(self, name: str | None, index: int, liked: bool | None) -> Conversation:
        """Keep a thumb with its turn and append it to `home/feedback.jsonl`; None takes the thumb back."""
        conversation = self.open(name)
        if not 0 <= index < len(conversation.turns) or conversation.id in self._running:
            return conversation
        turns = list(conversation.turns)
        turns[index] = turns[index].model_copy(update={"liked": liked})
        conversation = conversation.model_copy(update={"turns": tuple(turns)})
        self.store.save(conversation)
        line = json.dumps(feedback_line(conversation, index), ensure_ascii=False)
        with (self.desk.home / "feedback.jsonl").open("a", encoding="utf-8") as file:
            file.write(line + "\n")
        return conversation

    def forget(self, name: str | None) -> None:
        """Stop and delete a conversation."""
        self.stop(name)
        self._running.pop(name or "", None)
        self.store.delete(name or "")

    def _check(self, conversation: Conversation, text: str) -> None:
        if not text.strip():
            raise UserError("Type a question first.")
        if len(text) > _QUESTION_LENGTH:
            raise UserError(
                f"A question may have {_QUESTION_LENGTH:,} characters, this one has {len(text):,}; "
                "put long texts into a file and add it with `python -m ingest add FILE`."
            )
        if conversation.id in self._running:
            raise UserError("This conversation is still being answered; stop it first, or wait.")


def _ended(turn: Turn) -> Turn:
    return turn.model_copy(update={"status": "stopped"}) if turn.status == "running" else turn
