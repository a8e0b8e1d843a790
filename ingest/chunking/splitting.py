"""Documents as chunks that the embedder reads to the end, with the headings they stand under.

What is promised, and tested: no chunk's embedded text is longer than `max_tokens`; every character that is not
white space is in a chunk, in order, and in one only, but for a table's header repeated above its later rows
(`repeated` in the metadata counts those characters); no chunk reaches over a page or sheet; a change in one
paragraph changes its own chunks and at most their neighbours.

Tokens are estimated while packing, and counted once a chunk: counting is what takes the time.
"""

import math
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache
from typing import Any

from langchain_core.documents import Document

from ingest.chunking.atoms import AtomMaker, estimate, hard_pieces
from ingest.chunking.blocks import WORD, Parser, priority
from ingest.chunking.packing import Atom, Group, even_parts, pack, path_of, size_of
from ingest.text import PATH

_CONTEXT = 48  # estimated tokens of title and headings that are embedded with a chunk
_ENOUGH, _TOO_MUCH = 16_000, 100_000  # estimated tokens waiting before chunks are passed on: at a chance, at once
_CHANCE = 16  # one paragraph in so many is such a chance, wherever it stands
_HEADING_LINE = re.compile(r"#{1,6}\s+(\S.*)")


def split(documents: Iterable[Document], count_tokens: Callable[[str], int], max_tokens: int = 256) -> list[Document]:
    """Return the chunks of Documents, in order; see `iter_chunks`."""
    return list(iter_chunks(documents, count_tokens, max_tokens))


def iter_chunks(
    documents: Iterable[Document], count_tokens: Callable[[str], int], max_tokens: int = 256
) -> Iterator[Document]:
    """Yield the chunks of Documents as they are read, in bounded memory.

    `count_tokens` gives the tokens of a text, special ones included, and `max_tokens` is the most that
    `embedded_text(chunk)` may have. A chunk's metadata is its first Document's, with `heading` ("A > B", or
    nothing) and, where known, the `row` it begins with. Raises ValueError where `max_tokens` leaves no room.
    """
    yield from _Splitter(count_tokens, max_tokens).run(documents)


def embedded_text(chunk: Document) -> str:
    """Return the text of a chunk that is embedded and indexed: title and headings, then the chunk itself."""
    context = chunk.metadata.get("context")
    if context is None:
        path = tuple(filter(None, chunk.metadata.get("heading", "").split(PATH)))
        context = _context(str(chunk.metadata.get("title", "")), path, chunk.page_content)
    return f"{context}\n{chunk.page_content}" if context else chunk.page_content


class _Splitter:
    def __init__(self, count_tokens: Callable[[str], int], max_tokens: int) -> None:
        self._count = count_tokens
        self._max = max_tokens
        special = count_tokens("")
        if max_tokens < special + 4:
            raise ValueError(f"max_tokens is {max_tokens}: {special} are special ones, and 4 more are the least")
        self._budget = max(1, max_tokens - special)
        self._own_context = lru_cache(maxsize=1000)(self._context_that_fits)

    def run(self, documents: Iterable[Document]) -> Iterator[Document]:
        parser, key = Parser(), ()
        metadata: dict[str, Any] = {}
        maker = AtomMaker(self._budget, lambda path: 0)
        for document in documents:
            place = tuple(document.metadata.get(name) for name in ("source", "page", "sheet"))
            if place != key:
                maker.add(parser.leave())
                yield from self._chunks(maker.all(), metadata)
                parser = parser if key[:1] == place[:1] else Parser()
                key, metadata = place, _kept(document.metadata)
                maker = AtomMaker(self._budget, self._overhead(metadata))
            for block in parser.read(document):
                maker.add([block])
                if maker.size > _ENOUGH and (maker.size > _TOO_MUCH or not priority(block.text) % _CHANCE):
                    yield from self._first_chunks(maker, metadata)
        maker.add(parser.leave())
        yield from self._chunks(maker.all(), metadata)

    def _overhead(self, metadata: dict[str, Any]) -> Callable[[tuple[str, ...]], int]:
        title = str(metadata.get("title", ""))
        return lru_cache(maxsize=1000)(lambda path: min(self._budget // 3, estimate(_context(title, path, "")) + 1))

    def _first_chunks(self, maker: AtomMaker, metadata: dict[str, Any]) -> Iterator[Document]:
        """Yield all but the last chunks: those may yet be joined with what follows."""
        groups = pack(maker.take(), self._budget)
        for group in groups[:-2]:
            yield from self._fitting(group, metadata)
        maker.restore([atom for group in groups[-2:] for atom in group])

    def _chunks(self, atoms: Sequence[Atom], metadata: dict[str, Any]) -> Iterator[Document]:
        for group in pack(atoms, self._budget) if atoms else ():
            yield from self._fitting(group, metadata)

    def _fitting(self, group: Group, metadata: dict[str, Any]) -> Iterator[Document]:
        """Yield a group as one chunk, or as several where the true count says so."""
        waiting = [group]
        while waiting:
            group = waiting.pop()
            chunk = self._chunk(group, metadata)
            tokens = self._count(embedded_text(chunk))
            if tokens <= self._max or not (parts := _smaller(group, tokens / self._max)):
                yield chunk
            else:
                waiting += reversed(parts)

    def _chunk(self, group: Group, metadata: dict[str, Any]) -> Document:
        first = group[0]
        text = first.text + "".join(atom.joint + atom.text for atom in group[1:])
        path = path_of(group)
        known = {**metadata, "heading": PATH.join(path)}
        if first.row is not None:
            known["row"] = first.row
        if first.header:
            known["repeated"] = len(first.header) + 1
            text = f"{first.header}\n{text}"
        title = str(metadata.get("title", ""))
        if (context := self._own_context(title, path)) is not None:
            known["context"] = context
        return Document(text.strip("\n").rstrip(), metadata=known)

    def _context_that_fits(self, title: str, path: tuple[str, ...]) -> str | None:
        """Return a shorter context where the usual one takes over a third of the tokens, else None."""
        usual = context = _context(title, path, "")
        while context and self._count(context) > self._max // 3:
            context = context[: len(context) // 2].strip()
        return None if context == usual else context


def _smaller(group: Group, excess: float) -> list[Group]:
    """Return a group that is `excess` times too long as parts, or nothing where it cannot be parted."""
    if len(group) == 1 and group[0].header:
        return [[group[0]._replace(header="")]]
    parts = max(2, math.ceil(excess * 1.1))
    pieces = [piece for atom in group for piece in hard_pieces(atom, max(1, size_of(group) // parts))]
    if len(pieces) < 2 and len(text := pieces[0].text) > 1:
        half = len(text) // 2
        pieces = [pieces[0]._replace(text=text[:half]), pieces[0]._replace(text=text[half:], joint="", level=WORD)]
    shared = even_parts(pieces, min(len(pieces), parts)) if len(pieces) > 1 else []
    return [part for part in shared if any(piece.text.strip() for piece in part)]


def _kept(metadata: dict[str, Any]) -> dict[str, Any]:
    """Return the metadata that every chunk of a place shares."""
    return {name: value for name, value in metadata.items() if name not in ("row", "language", "heading", "context")}


def _context(title: str, path: Sequence[str], text: str) -> str:
    """Return "title > heading > heading" without what the text itself begins with, within the limit."""
    lines = text[:2000].splitlines()[:12]
    shown = {found[1].rstrip("# \t") for line in lines if (found := _HEADING_LINE.match(line))}
    parts = [part for part in dict.fromkeys([title, *path]) if part and part not in shown]
    while len(parts) > 2 and estimate(PATH.join(parts)) > _CONTEXT:
        del parts[1]
    context = PATH.join(parts)
    while estimate(context) > _CONTEXT:
        context = context[: int(len(context) * 0.8)].rstrip()
    return context
