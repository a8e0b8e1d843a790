"""What the page works with, handed to it as plain data and seven functions: it opens no store and no model itself."""

import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from chatbot.events import Answer, Citation, Event
from chatbot.ui.documents import Picked, Reading, add_files, add_page, remove
from chatbot.ui.sources import Recorded
from compress.artifact import Artifact
from compress.home import UserError
from ingest.storage.places import collection_names

if TYPE_CHECKING:
    from chatbot.settings import Settings


class Answerer(Protocol):
    """What answers: `chatbot.agent.Assistant`, or a scripted one in tests."""

    def stream(self, question: str, history: Sequence[dict], cancel: threading.Event | None) -> Iterator[Event]:
        """Yield steps and tokens, then one Answer; end soon after `cancel` is set."""
        ...

    def nearest(self, answer: Answer) -> tuple[Citation, ...]:
        """Return what came nearest where an answer is a refusal, best first; else nothing."""
        ...

    def warm_up(self, cancel: threading.Event) -> None:
        """Do what the first question would have to wait for; end soon after `cancel` is set."""
        ...


@dataclass(frozen=True)
class Desk:
    """The page's surroundings.

    `models` and `collections` name what may be chosen, the default first; they are asked at every page
    load, `sources` at every question, so what was added meanwhile appears. `open` may take seconds. `add` reads files
    that someone picked into a collection, `fetch` a web page by its address, `remove` takes a source out of one and
    says how that went.
    """

    home: Path
    models: Callable[[], Sequence[str]]
    collections: Callable[[], Sequence[str]]
    sources: Callable[[str], Sequence[Recorded]]
    open: Callable[[str, str], Answerer]
    add: Callable[[Sequence[Picked], str], Reading]
    fetch: Callable[[str, str], Reading]
    remove: Callable[[str, str], str]

    def known(self, model: str | None, collection: str | None) -> tuple[str, str]:
        """Return what was chosen where it exists, else the default: requests need not come from our page."""
        models, collections = self.models(), self.collections()
        return (
            model if model in models else models[0],
            collection if collection in collections else collections[0],
        )


def desk_of(settings: "Settings", say: Callable[[str], None]) -> Desk:
    """Return the desk of a data root: what is named in `settings` first, then whatever else is found there."""

    def models() -> list[str]:
        return _first_then(settings.model, _local_models(settings.home))

    def collections() -> list[str]:
        return _first_then(settings.collection, collection_names(settings.home))

    def open_assistant(model: str, collection: str) -> Answerer:
        from chatbot.agent import Assistant

        return Assistant.open(replace(settings, model=model, collection=collection), say)

    return Desk(
        settings.home,
        models,
        collections,
        partial(_sources, settings.home),
        open_assistant,
        partial(add_files, settings.home),
        partial(add_page, settings.home),
        partial(remove, settings.home),
    )


def _first_then(first: str, others: Sequence[str]) -> list[str]:
    return [first, *(other for other in others if other != first)]


def _local_models(home: Path) -> list[str]:
    try:
        artifacts = Artifact.all(home)
    except UserError:  # one damaged manifest; who names that model is told so
        return []
    return [artifact.manifest.name for artifact in artifacts if _can_chat(artifact)]


def _can_chat(artifact: Artifact) -> bool:
    return artifact.manifest.kind == "decoder" and artifact.manifest.format == "openvino"


def _sources(home: Path, collection: str) -> Sequence[Recorded]:
    """Return the documents of a collection; none where nothing was added to it yet."""
    from ingest.collection import Collection, collection_folder

    try:
        opened = Collection.open(collection_folder(home, collection), None)
    except UserError:
        return []
    try:
        return opened.sources()
    finally:
        opened.close()
