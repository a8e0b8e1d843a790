"""Which neighbours share a chunk: decided by what stands there, not by what came before.

Filling chunks one after another moves every later border when a word is added early. Here a run of atoms is cut
at its best place, chosen by kind and then by a hash of the text that follows; both halves are cut likewise, until
what is left is small enough to be shared out evenly. A change then moves borders only near itself.
"""

import itertools
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from ingest.chunking.blocks import HEADING, priority

_SHARED_OUT = 2  # times a chunk's room: a run up to this is cut into even parts
_MOST_PARTS = 12
_TINY = 8  # a chunk under 1/8 of the room is joined with a neighbour where it may be
_SMALL = 3  # sections that together need under 1/3 of the room make one chunk
_MOST = 0.75  # of a chunk: the section that takes so much of it gives it its headings
_SLACK = 0.3  # of an even part: how far from its place a better cut may lie


class Atom(NamedTuple):
    """The least that is kept together: a paragraph, a row, a sentence; and what it costs.

    `size` and `overhead` are estimated tokens: of the text, and of what a chunk that holds it must add to it
    (headings, a table's header). `level` and `joint` are as in a Block. `header` is to be repeated above the text,
    `own` above what is cut off from it.
    """

    text: str
    size: int
    level: int
    path: tuple[str, ...]
    joint: str
    overhead: int = 0
    row: int | None = None
    header: str = ""
    own: str = ""
    only_heads: bool = False  # headings with nothing under them


Group = Sequence[Atom]


def pack(atoms: Sequence[Atom], budget: int) -> list[Group]:
    """Return the atoms in groups that fit the budget (estimated tokens), in order, none left out."""
    borders = [0, *sorted(_cuts(atoms, budget)), len(atoms)]
    groups = [atoms[a:b] for a, b in itertools.pairwise(borders) if a < b]
    return _join_tiny(groups, budget)


def even_parts(atoms: Group, parts: int) -> list[Group]:
    """Return the atoms in so many parts, as even as good places to cut allow."""
    sums = [0, *itertools.accumulate(atom.size for atom in atoms)]
    borders = [0]
    for number in range(1, parts):
        wanted, slack = sums[-1] * number / parts, _SLACK * sums[-1] / parts
        first, last = borders[-1] + 1, len(atoms) - (parts - number)
        near = [place for place in range(first, last + 1) if abs(sums[place] - wanted) <= slack]
        near = near or [min(range(first, last + 1), key=lambda place: abs(sums[place] - wanted))]
        borders.append(max(near, key=lambda place: (atoms[place].level, -abs(sums[place] - wanted))))
    return [atoms[a:b] for a, b in itertools.pairwise([*borders, len(atoms)])]


def size_of(group: Group) -> int:
    """Return the estimated tokens of a group's text."""
    return sum(atom.size for atom in group)


def room_for(group: Group, budget: int) -> int:
    """Return how many estimated tokens of text fit into the chunk of a group."""
    return max(1, budget - max(atom.overhead for atom in group))


def path_of(group: Group) -> tuple[str, ...]:
    """Return the headings that a group stands under: those of most of it, else those that all of it shares."""
    first = group[0].path
    if all(atom.path == first for atom in group):
        return first
    sizes: Counter[tuple[str, ...]] = Counter()
    for atom in group:
        sizes[atom.path] += atom.size
    path, size = sizes.most_common(1)[0]
    if size >= _MOST * size_of(group):
        return path
    same = itertools.takewhile(lambda each: len(set(each)) == 1, zip(*sizes, strict=False))
    return tuple(each[0] for each in same)


def _cuts(atoms: Sequence[Atom], budget: int) -> Iterator[int]:
    """Yield the places before which to cut. A stack, not recursion: a text may be long and hostile."""
    ranks = [(atom.level, priority(atom.text)) for atom in atoms]
    waiting = [(0, len(atoms))]
    while waiting:
        start, end = waiting.pop()
        group = atoms[start:end]
        if len(group) < 2:
            continue
        size, room = size_of(group), room_for(group, budget)
        sections = max(level for level, _ in ranks[start + 1 : end]) >= HEADING
        if size <= (room // _SMALL if sections else room):
            continue
        if not sections and size <= _SHARED_OUT * room:
            yield from itertools.accumulate((len(part) for part in _even(group, room)[:-1]), initial=start)
            continue
        best = max(ranks[start + 1 : end])
        middle = (start + end) / 2
        ties = (place for place in range(start + 1, end) if ranks[place] == best)
        place = min(ties, key=lambda place: abs(place - middle))  # equal texts: halve them
        yield place
        waiting += [(start, place), (place, end)]


def _even(group: Group, room: int) -> list[Group]:
    """Return the fewest even parts of which each fits; at the worst each atom is one."""
    for parts in range(-(-size_of(group) // room), min(len(group), _MOST_PARTS)):
        shared = even_parts(group, parts)
        if all(size_of(part) <= room for part in shared):
            return shared
    return [[atom] for atom in group]


def _join_tiny(groups: list[Group], budget: int) -> list[Group]:
    """Join each group that is hardly worth a chunk with a neighbour under the same heading."""
    result: list[Group] = []
    for group in groups:
        if result and _may_join(result[-1], group, budget):
            both = [*result.pop(), *group]
            fits = size_of(both) <= room_for(both, budget)
            result += [both] if fits else even_parts(both, 2)
        else:
            result.append(group)
    return result


def _may_join(first: Group, second: Group, budget: int) -> bool:
    """Say whether one of two neighbours is tiny and they share a section, or the first only opens the second's."""
    if all(atom.only_heads for atom in second):
        return size_of(first) + size_of(second) <= room_for([*first, *second], budget)
    first_path, second_path = path_of(first), path_of(second)
    least = room_for(second, budget) // _TINY
    if first_path == second_path and second[0].level < HEADING:
        return min(size_of(first), size_of(second)) < least
    opens = len(first_path) < len(second_path) and second_path[: len(first_path)] == first_path
    fits = size_of(first) + size_of(second) <= room_for([*first, *second], budget)
    return opens and fits and size_of(first) < least
