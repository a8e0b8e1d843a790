"""What a click answers: calls `chat`, and says which components show what. Returns Gradio's {component: value}."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import gradio as gr

from chatbot.ui import markup, messages, panels
from chatbot.ui.chat import Asked, Chat
from chatbot.ui.conversations import Conversation
from chatbot.ui.parts import Parts, Updates
from compress.home import UserError

_READY = {"submit_btn": True, "stop_btn": False}
_BUSY = {"submit_btn": False, "stop_btn": True}


@dataclass
class Stream:
    """An answer on its way to a page. Only the stream writes to that page's conversation until it ends, so a
    click that leads elsewhere leaves its `target` here and lets the stream's last update go there."""

    name: str
    target: str | None = None


class Handlers:
    """One method an event."""

    def __init__(self, chat: Chat, parts: Parts) -> None:
        self._chat = chat
        self._parts = parts
        self._streams: dict[str, Stream] = {}  # by Gradio's session, that is, by open page

    def open_page(self, request: gr.Request) -> Updates:
        """Fill a fresh page: the conversation that its address names, what is loaded, what may be chosen."""
        name = request.query_params.get("conversation")
        self._chat.settle(name)  # reloaded while it answered: the old page's stream ends in a moment
        desk, parts = self._chat.desk, self._parts
        models, collections = list(desk.models()), list(desk.collections())
        documents = desk.sources(collections[0])
        return {
            **self._show(self._chat.open(name), **panels.invitation(documents)),
            **parts.around(documents, collections[0]),
            parts.model: gr.Dropdown(choices=models, value=models[0]),
            parts.collection: gr.Dropdown(choices=collections, value=collections[0]),
            parts.settings: gr.Accordion(visible=len(models) > 1 or len(collections) > 1),
        }

    def ask(self, text: str, name: str, model: str, collection: str, request: gr.Request) -> Iterator[Updates]:
        """Ask what stands in the box."""
        yield from self._stream(name, text, (model, collection), request)

    def example(
        self, name: str, model: str, collection: str, example: gr.SelectData, request: gr.Request
    ) -> Iterator[Updates]:
        """Ask an example question."""
        yield from self._stream(name, example.value["text"], (model, collection), request)

    def retry(self, name: str, model: str, collection: str, request: gr.Request) -> Iterator[Updates]:
        """Ask the last question again."""
        turns = self._chat.open(name).turns
        if turns:
            yield from self._stream(name, turns[-1].question, (model, collection), request, len(turns) - 1)

    def edit(
        self, name: str, model: str, collection: str, edited: gr.EditData, request: gr.Request
    ) -> Iterator[Updates]:
        """Ask an earlier question in other words; what came after it is dropped."""
        keep = messages.turn_at(self._chat.open(name), _first(edited.index))
        text = markup.unplain(str(edited.value))
        yield from self._stream(name, text, (model, collection), request, keep)

    def stop(self, name: str) -> None:
        """End the answer that is being written."""
        self._chat.stop(name)

    def undo(self, name: str) -> Updates:
        """Take the last question back into the box."""
        conversation, question = self._chat.undo(name)
        return {**self._show(conversation), self._parts.box: gr.Textbox(value=question, **_READY)}

    def like(self, name: str, thumb: gr.LikeData) -> Updates:
        """Keep a thumb."""
        liked = thumb.liked if isinstance(thumb.liked, bool) else None
        turn = messages.turn_at(self._chat.open(name), _first(thumb.index))
        conversation = self._chat.judge(name, turn, liked)
        return {self._parts.chat: gr.Chatbot(feedback_value=messages.feedback_values(conversation))}

    def choose(self, chosen: str, request: gr.Request) -> Updates:
        """Go to another conversation; the one shown stops answering."""
        stream = self._streams.get(request.session_hash)
        if stream is None:
            return self._show(self._chat.open(chosen))
        stream.target = chosen
        self._chat.stop(stream.name)
        return {self._parts.name: gr.skip()}

    def new(self, request: gr.Request) -> Updates:
        """Begin a conversation."""
        return self.choose("", request)

    def forget(self, name: str, request: gr.Request) -> Updates:
        """Delete the conversation and begin another; without a name (it was not confirmed) nothing changes."""
        if not name:
            return {self._parts.name: gr.skip()}
        self._chat.forget(name)
        return self.choose("", request)

    def _stream(
        self, name: str, text: str, of: tuple[str, str], request: gr.Request, keep: int | None = None
    ) -> Iterator[Updates]:
        parts, session = self._parts, request.session_hash
        asked = Asked(name, text or "", *self._chat.desk.known(*of), keep)
        stream = None
        try:
            for conversation, note in self._chat.ask(asked):
                if stream is None:
                    self._streams[session] = stream = Stream(conversation.id)
                    last = len(conversation.turns) - 1
                    earlier = messages.render(conversation, end=last)  # once: they stay as they are
                    box = gr.Textbox(value="", **_BUSY)
                    around = parts.around(self._chat.desk.sources(asked.collection), asked.collection)
                    yield self._show(conversation, note) | around | {parts.box: box}
                elif stream.target is None:
                    yield {parts.chat: earlier + messages.render(conversation, note, begin=last)}
        except UserError as error:
            gr.Warning(str(error), title="Please note")
            yield {parts.name: gr.skip()}
        else:
            yield self._show(conversation if stream.target is None else self._chat.open(stream.target))
        finally:
            if stream is not None:
                self._streams.pop(session, None)

    def _show(self, conversation: Conversation, note: str = "", **chat: Any) -> Updates:
        parts = self._parts
        stored = self._chat.store.newest()
        known = conversation.id in {other.id for other in stored}
        return {
            parts.name: conversation.id if known else "",
            parts.chat: gr.Chatbot(
                value=messages.render(conversation, note),
                feedback_value=messages.feedback_values(conversation),
                **chat,
            ),
            parts.past: gr.Radio(
                choices=[(other.title, other.id) for other in stored],
                value=conversation.id if known else None,
                visible=bool(stored),
            ),
            parts.keep: gr.Row(visible=known),
            parts.export: panels.export_link(conversation),
            parts.box: gr.Textbox(**_READY),
        }


def _first(index: int | Sequence[int]) -> int:
    return index if isinstance(index, int) else index[0]
