"""What a click answers that adds or removes documents. Returns Gradio's {component: value}, as `handlers` does."""

from collections.abc import Callable, Generator, Iterator, Sequence
from pathlib import Path
from typing import Any

import gradio as gr
from pydantic import BaseModel, ValidationError

from chatbot.ui import panels, sources
from chatbot.ui.desk import Desk
from chatbot.ui.documents import Picked, Reading
from chatbot.ui.parts import Parts, Updates
from compress.home import UserError


class PickedFolder(BaseModel):
    """What the browser says of a picked folder: the path of each file that it uploads, and the names of the others."""

    paths: list[str] = []
    left_out: list[str] = []


class DocumentHandlers:
    """One method an event."""

    def __init__(self, desk: Desk, parts: Parts) -> None:
        self._desk = desk
        self._parts = parts
        self._reading: Reading | None = None

    def look(self, collection: str) -> Updates:
        """Show what another collection holds."""
        return self._parts.around(self._desk.sources(collection), collection)

    def add(self, picked: Sequence[str], collection: str) -> Iterator[Updates]:
        """Read picked files into a collection; leaving the page ends it, and what was finished is kept."""
        uploads = map(Path, picked or ())
        yield from self._read(self._desk.add, [Picked(upload, upload.name) for upload in uploads], collection)

    def add_folder(self, picked: Sequence[str], told: str, collection: str) -> Iterator[Updates]:
        """Read the files of a picked folder, each under the path that the browser told of it."""
        uploads, folder = list(map(Path, picked or ())), _folder(told)
        if len(folder.paths) != len(uploads):  # files of one name would take each other's place
            yield self._said("The page was not ready yet; please pick the folder again.")
            return
        files = list(map(Picked, uploads, folder.paths))
        yield from self._read(self._desk.add, files, collection, panels.left_out(folder.left_out))

    def add_page(self, address: str, collection: str) -> Iterator[Updates]:
        """Read a web page by its address."""
        if (yield from self._read(self._desk.fetch, address or "", collection)):
            yield {self._parts.address: ""}

    def halt(self) -> None:
        """End the adding of documents."""
        if self._reading:
            self._reading.stop()

    def remove(self, key: str, collection: str) -> Updates:
        """Take the document of that key out of a collection; an empty key is the box's rest."""
        parts, desk = self._parts, self._desk
        if not key:
            return {parts.remove: gr.skip()}
        _, collection = desk.known(None, collection)
        source = sources.find(desk.sources(collection), key)
        how = desk.remove(collection, source) if source else "It is not in the collection any more."
        documents = desk.sources(collection)
        return {
            parts.remove: "",
            **self._said(how),
            parts.chat: gr.Chatbot(**panels.invitation(documents)),
            **parts.around(documents, collection, unfolded=True),  # for whoever removes another
        }

    def _read(
        self, begin: Callable[[Any, str], Reading], wanted: Any, collection: str, besides: str = ""
    ) -> Generator[Updates, None, bool]:
        """Read what is wanted and show how far it is; `besides` is said with what came of it. Say whether it began."""
        _, collection = self._desk.known(None, collection)
        try:
            self._reading = reading = begin(wanted, collection)
        except UserError as error:
            yield self._said(f"{error}.")
            return False
        text = ""
        try:
            for text in reading:
                yield self._at_work(text)
        finally:
            reading.stop()
        yield self._done(f"{text} {besides}".strip(), collection)
        return True

    def _said(self, text: str) -> Updates:
        return {self._parts.adding: gr.HTML(panels.progress(text, ended=True), visible=True)}

    def _at_work(self, text: str) -> Updates:
        parts = self._parts
        return {
            **{control: gr.update(interactive=False) for control in (parts.add, parts.folder, parts.address)},
            parts.adding: gr.HTML(panels.progress(text, ended=False), visible=True),
            parts.halt: gr.Button(visible=True),
        }

    def _done(self, text: str, collection: str) -> Updates:
        parts, documents = self._parts, self._desk.sources(collection)
        return {
            parts.add: gr.update(interactive=True, value=None),
            parts.folder: gr.update(interactive=True, value=None),
            parts.address: gr.update(interactive=True),  # what someone has typed meanwhile stays
            **self._said(text),
            parts.halt: gr.Button(visible=False),
            parts.chat: gr.Chatbot(**panels.invitation(documents)),
            **parts.around(documents, collection),
        }


def _folder(told: str) -> PickedFolder:
    """Read what the browser told; requests need not come from our page."""
    try:
        return PickedFolder.model_validate_json(told or "{}")
    except ValidationError:
        return PickedFolder()
