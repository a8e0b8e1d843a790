"""The page and its server, wired: `build` makes the page of a desk, `serve` opens it on 127.0.0.1.

python -m chatbot        # http://127.0.0.1:7860
"""

import os
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from chatbot.ui.chat import Chat
from chatbot.ui.desk import Desk, desk_of

if TYPE_CHECKING:
    import gradio

    from chatbot.settings import Settings
    from chatbot.ui.adding import DocumentHandlers
    from chatbot.ui.handlers import Handlers
    from chatbot.ui.parts import Parts

_WAITING = 16  # questions that may wait for each other on the page; more are queued by Gradio
_AT_ONCE = {"queue": False, "show_progress": "hidden", "api_visibility": "private"}
_CONFIRM = "(name) => [name && confirm('Delete this conversation?') ? name : '']"
_WITH_PATHS = """(files, paths, collection) =>
  [files, document.querySelector('input[webkitdirectory]').dataset.picked ?? '', collection]"""
_REMEMBER = """(name) => {
  const address = new URL(location.href);
  name ? address.searchParams.set('conversation', name) : address.searchParams.delete('conversation');
  history.replaceState(null, '', address);
}"""


def build(desk: Desk) -> "tuple[gradio.Blocks, Chat]":
    """Return the page of a desk and the conversations behind it."""
    os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"  # read when gradio is imported
    import gradio

    from chatbot.ui.adding import DocumentHandlers
    from chatbot.ui.handlers import Handlers
    from chatbot.ui.parts import lay_out

    chat = Chat(desk)
    with gradio.Blocks(title="Footnote", fill_height=True, analytics_enabled=False) as page:
        parts = lay_out(desk)
        _connect(page, parts, Handlers(chat, parts))
        _connect_documents(parts, DocumentHandlers(desk, parts))
    return page, chat


def serve(settings: "Settings", port: int, say: Callable[[str], None]) -> None:
    """Open the chat of a data root on 127.0.0.1 and stay until Ctrl-C.

    Raises `UserError` where the port is taken or the model is missing, before the page opens.
    """
    serve_desk(desk_of(settings, say), port, say)


def serve_desk(desk: Desk, port: int, say: Callable[[str], None]) -> None:
    """Open the page of a desk on 127.0.0.1 and stay until Ctrl-C; its first model is opened before the page."""
    from chatbot.ui.server import Server, listen
    from chatbot.ui.web import web_app

    listening = listen(port)
    page, chat = build(desk)
    chat.prepare(desk.models()[0], desk.collections()[0])
    chat.warm_up()  # while the page opens, and while someone reads it
    opened = f"Footnote is open on http://127.0.0.1:{listening.getsockname()[1]} (Ctrl-C closes it)"
    try:
        Server(web_app(page, chat), lambda: say(opened), chat.stop_all).run(sockets=[listening])
    finally:
        chat.close()


def _connect(page: Any, parts: "Parts", on: "Handlers") -> None:
    asked_of = [parts.name, parts.model, parts.collection]
    shown = [parts.name, parts.chat, parts.box, parts.past, parts.keep, parts.export]
    around = [parts.header, parts.documents]
    chosen = [parts.settings, parts.model, parts.collection]
    streamed = {"outputs": [*shown, *around], "show_progress": "hidden"}
    # raw strings: what may be chosen is a matter of the data root, not of the page that Gradio remembers
    streamed |= {"concurrency_limit": _WAITING, "concurrency_id": "ask", "preprocess": False}
    private = {**streamed, "api_visibility": "private"}

    parts.box.submit(on.ask, [parts.box, *asked_of], api_name="ask", **streamed)
    parts.chat.example_select(on.example, asked_of, **private)
    parts.chat.retry(on.retry, asked_of, **private)
    parts.chat.edit(on.edit, asked_of, **private)
    parts.box.stop(on.stop, [parts.name], [], queue=False, show_progress="hidden", api_name="stop")
    page.load(on.open_page, [], [*shown, *around, *chosen], **_AT_ONCE)
    parts.chat.undo(on.undo, [parts.name], shown, **_AT_ONCE)
    parts.chat.like(on.like, [parts.name], [parts.chat], **_AT_ONCE)
    parts.past.input(on.choose, [parts.past], shown, preprocess=False, **_AT_ONCE)
    parts.new.click(on.new, [], shown, **_AT_ONCE)
    parts.forget.click(on.forget, [parts.name], shown, js=_CONFIRM, **_AT_ONCE)
    parts.name.change(None, [parts.name], [], js=_REMEMBER, **_AT_ONCE)


def _connect_documents(parts: "Parts", on: "DocumentHandlers") -> None:
    around = [parts.header, parts.documents]
    parts.collection.input(on.look, [parts.collection], around, preprocess=False, **_AT_ONCE)
    adding = [parts.add, parts.folder, parts.address, parts.adding, parts.halt, *around, parts.chat]
    added = {"concurrency_id": "add", "show_progress": "hidden", "api_visibility": "private"}
    parts.add.upload(on.add, [parts.add, parts.collection], adding, **added)
    folder = [parts.folder, parts.paths, parts.collection]
    parts.folder.upload(on.add_folder, folder, adding, js=_WITH_PATHS, **added)
    parts.address.submit(on.add_page, [parts.address, parts.collection], adding, **added)
    removed = [parts.remove, parts.adding, *around, parts.chat]
    parts.remove.change(on.remove, [parts.remove, parts.collection], removed, **_AT_ONCE)
    parts.halt.click(on.halt, [], [], **_AT_ONCE)
