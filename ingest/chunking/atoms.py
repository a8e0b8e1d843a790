"""Blocks as atoms: a block that fits a chunk is one; a longer one is parted into rows, items, sentences, pieces."""

import re
from collections.abc import Callable, Iterable, Iterator

from ingest.chunking.blocks import LINE, SENTENCE, WORD, Block, table_header, top_items
from ingest.chunking.packing import Atom

# Tokens of the kind that BERT's word pieces are: six letters of a Latin word, one of another script, three digits.
_TOKENS = re.compile(r"[A-Za-z]{1,6}|[^\W\dA-Za-z_]|\d{1,3}|[^\w\s]|_")
_SENTENCE_END = re.compile(r"(?:(?<=[.!?…])|(?<=[.!?…][\"'”’)\]]))[ \t]+|(?<=[。！？])(?=\S)|\n+")
_LETTERS = 6  # that a token may have


def estimate(text: str) -> int:
    """Return about how many tokens a text has, special ones not included; fast, and rather too many for English."""
    return len(_TOKENS.findall(text))


class AtomMaker:
    """Collects the atoms of one page or sheet; a heading is held back for the atom that it heads."""

    def __init__(self, budget: int, overhead: Callable[[tuple[str, ...]], int]) -> None:
        self._budget = budget
        self._overhead = overhead
        self._atoms: list[Atom] = []
        self._heads: Atom | None = None
        self.size = 0

    def add(self, blocks: Iterable[Block]) -> None:
        """Take blocks in, in order."""
        for block in blocks:
            for atom in self._of(block):
                self._place(atom, heads=block.kind == "heading")

    def take(self) -> list[Atom]:
        """Give the atoms away, but for a heading that waits for what it heads."""
        atoms, self._atoms, self.size = self._atoms, [], 0
        return atoms

    def all(self) -> list[Atom]:
        """Give all atoms away; a heading with nothing under it comes last."""
        last, self._heads = self._heads, None
        return self.take() + ([last] if last else [])

    def restore(self, atoms: list[Atom]) -> None:
        """Take back atoms that were given away, as the first."""
        self._atoms = atoms + self._atoms
        self.size = sum(atom.size for atom in self._atoms)

    def _place(self, atom: Atom, *, heads: bool) -> None:
        above, self._heads = self._heads, None
        if above is not None:
            if above.size + atom.size <= self._room(atom.path):
                text, size = above.text + atom.joint + atom.text, above.size + atom.size
                atom = atom._replace(text=text, size=size, level=above.level, joint=above.joint, header="")
            else:
                self._append(above)
        if heads and atom.size < self._room(atom.path) // 2:
            self._heads = atom._replace(only_heads=True)
        else:
            self._append(atom)

    def _append(self, atom: Atom) -> None:
        self._atoms.append(atom)
        self.size += atom.size

    def _room(self, path: tuple[str, ...]) -> int:
        return max(1, self._budget - self._overhead(path))

    def _of(self, block: Block) -> Iterator[Atom]:
        """Yield a block as atoms that fit the room under its headings."""
        overhead, room, text = self._overhead(block.path), self._room(block.path), block.text
        whole = Atom(text, estimate(text), block.level, block.path, block.joint, overhead, block.row)
        if block.kind == "table":
            yield from self._rows(block, whole, room)
        elif whole.size <= room:
            yield whole
        else:
            for number, (part, joint, level) in enumerate(_parts(block)):
                atom = whole._replace(text=part, size=estimate(part))
                yield from hard_pieces(atom._replace(joint=joint, level=level) if number else atom, room)

    def _rows(self, block: Block, whole: Atom, room: int) -> Iterator[Atom]:
        """Yield a table as one atom, or its rows; each that does not stand under the header itself repeats it."""
        header = table_header(block)
        cost = estimate(header)
        if cost > room // 2:
            header, cost = "", 0  # too wide to repeat
        if block.header:
            whole = whole._replace(header=header, overhead=whole.overhead + cost)
        if whole.size <= room - (cost if block.header else 0):
            yield whole._replace(own="" if block.header else header)  # its tokens, when counted, may still be too many
            return
        lines = block.lines
        if not block.header and table_header(block) and len(lines) > 2:
            lines = ["\n".join(lines[:3]), *lines[3:]]
        later = whole._replace(joint="\n", level=LINE, header=header, overhead=self._overhead(block.path) + cost)
        for number, line in enumerate(lines):
            row = None if block.row is None else block.row + number
            atom = (later if number else whole)._replace(text=line, size=estimate(line), row=row)
            yield from hard_pieces(atom, max(1, room - cost))


def hard_pieces(atom: Atom, room: int) -> list[Atom]:
    """Return an atom parted into sentences, and those at spaces or anywhere, so that each fits the room."""
    if atom.size <= room:
        return [atom]
    pieces: list[Atom] = []
    for text, joint, level in _sentences(atom.text, SENTENCE):
        for number, part in enumerate(_slices(text, room)):
            place = (joint, level) if number == 0 else ("", WORD)
            pieces.append(atom._replace(text=part, size=estimate(part), joint=place[0], level=place[1]))
    if pieces:
        pieces[0] = pieces[0]._replace(joint=atom.joint, level=atom.level)
    return _under_header(pieces, atom.own) if atom.own else pieces


def _under_header(pieces: list[Atom], header: str) -> list[Atom]:
    """Return the pieces of a table, and of a heading above it, each row with the header to repeat."""
    names = next((number for number, piece in enumerate(pieces) if piece.text.startswith("|")), len(pieces))
    first = names + 2  # the rule is between them
    for number, piece in enumerate(pieces):
        later = number >= first and piece.text.startswith("|")
        row = piece.row + number - first if later and piece.row is not None else piece.row
        pieces[number] = piece._replace(own="", header=header if later else "", row=row)
    return pieces


def _parts(block: Block) -> Iterator[tuple[str, str, int]]:
    """Yield the items, lines or sentences of a block, each with its joint and its level as a place to cut."""
    if block.kind == "list":
        yield from ((item, "\n", LINE) for item in top_items(block.lines))
    elif block.kind in ("fence", "code"):
        blank = False
        for line in block.lines:
            if line.strip():
                yield line, "\n\n" if blank else "\n", LINE + blank
            blank = not line.strip()
    else:
        yield from _sentences(block.text, SENTENCE)


def _sentences(text: str, level: int) -> Iterator[tuple[str, str, int]]:
    """Yield the sentences and lines of a text; the joint is the white space that stood before each."""
    start, joint = 0, ""
    for end in _SENTENCE_END.finditer(text):
        if text[start : end.start()].strip():
            yield text[start : end.start()], joint, level + (joint.startswith("\n"))
            joint = ""
        joint = "\n" if "\n" in end[0] else joint or end[0][:1]
        start = end.end()
    if text[start:].strip():
        yield text[start:], joint, level + (joint.startswith("\n"))


def _slices(text: str, room: int) -> Iterator[str]:
    """Yield a text in slices that fit the room: at spaces where there are some, else anywhere."""
    start = 0
    while start < len(text):
        piece = text[start : start + _LETTERS * room]
        while len(piece) > 1 and (size := estimate(piece)) > room:
            piece = piece[: max(1, int(len(piece) * min(0.9, room / size)))]
        if start + len(piece) < len(text) and (space := piece.rfind(" ", len(piece) // 2)) > 0:
            piece = piece[: space + 1]
        start += len(piece)
        if piece.strip():
            yield piece
