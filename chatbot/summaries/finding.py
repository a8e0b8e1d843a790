"""Finds what a summary is wanted of: a document, a part of one, or nothing that surely is either."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from chatbot.overview.wording import Meant, meant
from chatbot.summaries.documents import likely
from chatbot.summaries.parts import Part, is_numbered, is_part, part_called
from chatbot.summaries.sections import sections_of
from ingest.collection import Collection

_JOINTS = re.compile(r" (?:of|in|from|within) |, ", re.IGNORECASE)
_WHOLE = re.compile(  # of a document that has no part called so
    r"(?:the )?(?:(?:main|key|most important|central) )?"
    r"(?:contents?|findings|points|results|conclusions|ideas|plot|text)",
    re.IGNORECASE,
)
_OWNED = re.compile(
    r"(?P<document>.+?)(?:['’]s?)? (?P<part>(?:part|chapter|section|stop|appendix) \S+)", re.IGNORECASE
)
_LOOKED_THROUGH = 300  # documents, for a part that is asked for without its document


@dataclass(frozen=True)
class Target:
    """The documents that may be meant, and what part of the one; `missing`: it has no part of that number."""

    documents: Meant
    part: Part | None = None
    missing: bool = False


def target(said: str, collection: Collection) -> Target | None:
    """Return what a text calls; None where that is no document and no part of one."""
    if whole := document_called(said, collection):
        return Target(whole)
    for name, document in _splits(said):
        of = document_called(document, collection) or _likely(document, collection, of_part=True)
        if of is None or of.only is None:
            continue
        if part := part_called(name, sections_of(collection.document(of.only))):
            return Target(of, part)
        if _WHOLE.fullmatch(name):
            return Target(of)
        if is_numbered(name) and not _is_spoken_of(name, collection, of.only):
            return Target(of, missing=True)
    if loosely := _likely(said, collection):
        return Target(loosely)
    if any(is_numbered(name) for name, _ in _splits(said)):
        return Target(Meant(said, ()), missing=True)  # of a document that is not there
    return _part_of_any(said, collection) if is_part(said) else None


def document_called(said: str, collection: Collection) -> Meant | None:
    """Return the document of that name, all that may be meant, or none where a file of that name is not there."""
    named = meant(f"Summarise {said}", [(source.source, source.title) for source in collection.sources()])
    if named is not None:
        return named
    found = likely(said, collection, also_by_opening=False)
    return Meant(said, tuple(found)) if found else None


def _likely(said: str, collection: Collection, *, of_part: bool = False) -> Meant | None:
    found = likely(said, collection, surely_document=of_part)
    return Meant(said, tuple(found)) if found else None


def _splits(said: str) -> Iterator[tuple[str, str]]:
    """Yield what may be the name of a part, and that of its document: "part two", "the saga"."""
    for joint in _JOINTS.finditer(said):
        before, after = said[: joint.start()], said[joint.end() :]
        yield before, after
        if joint.group() == ", ":
            yield after, before
    if owned := _OWNED.fullmatch(said):
        yield owned["part"], owned["document"]


def _is_spoken_of(name: str, collection: Collection, source: str) -> bool:
    """Tell whether a document has a part's name in its text: what looks like no heading may be one."""
    called = re.compile(rf"\b{re.escape(re.sub('^the ', '', name.strip(), flags=re.IGNORECASE))}\b", re.IGNORECASE)
    return any(called.search(passage.text) for passage in collection.document(source))


def _part_of_any(said: str, collection: Collection) -> Target | None:
    """Return the documents that have a part called so."""
    sources = collection.sources()
    if len(sources) > _LOOKED_THROUGH:
        return None
    parts = {source.source: part_called(said, sections_of(collection.document(source.source))) for source in sources}
    having = {source: part for source, part in parts.items() if part}
    having = {source: part for source, part in having.items() if part.says_so} or having
    if not having:
        return None
    return Target(Meant(said, tuple(having)), next(iter(having.values())) if len(having) == 1 else None)
