"""A summary as an answer: a text's own sentences, each with its footnote.

“The saga” (saga.txt), in its own words:
- Part one: “Ada leaves the harbour in May.” [1]
"""

import re
from collections.abc import Sequence
from dataclasses import replace

from chatbot.answers.grounding import MARK, Grounded, quote
from chatbot.summaries.candidates import Candidate, candidates, rows
from chatbot.summaries.choosing import Wanted, chosen
from chatbot.summaries.sections import Section, main_headings
from ingest.encoders.embedding import Embedder

_FEWEST = 3  # sentences of a document with tables that sum it up, and are not merely what stands around its tables
_ROWS = 5  # of a table for each sentence: with more, the document is its tables
_READ = 300  # sections of a very long document, at even distances: to part them all into sentences takes seconds
_NUMBER = re.compile(r"^(?:\d+(?:\.\d+)*[.)]?|[-*+•]) +")  # at a line's start the page would make a list of it


def summary_of_document(name: str, found: Sequence[Section], wanted: Wanted, embedder: Embedder) -> Grounded | None:
    """Return the summary of a document by its sections; None where it has hardly a sentence."""
    found = _thinned(found)
    told = candidates(found)
    lines = len(rows(found))
    if lines and (len(told) < _FEWEST or lines > _ROWS * len(told)):
        return None
    return _said(name, chosen(told, main_headings(found), wanted, embedder), found)


def summary_of_part(name: str, found: Sequence[Section], wanted: Wanted, embedder: Embedder) -> Grounded | None:
    """Return the summary of a part by its sections, by the rows of its tables where it has no sentence; or None."""
    found = _thinned(found)
    told = candidates(found)
    return _said(name, chosen(told or rows(found), main_headings(found), wanted, embedder), found)


def summary_of_matter(name: str, found: Sequence[Section], wanted: Wanted, embedder: Embedder) -> Grounded | None:
    """Return what the found sections of a document tell of the wanted matter; None where they have no sentence."""
    return _said(name, chosen(candidates(found), ["" for _ in found], wanted, embedder), found)


def _thinned(found: Sequence[Section]) -> Sequence[Section]:
    return found if len(found) <= _READ else [found[n * len(found) // _READ] for n in range(_READ)]


def _said(name: str, picked: Sequence[Candidate], found: Sequence[Section]) -> Grounded | None:
    """Return sentences as an answer, each quoted on a line with its footnote.

    Before the first of each of several main headings stands that heading: "Two were for it" tells nothing without.
    """
    if not picked:
        return None
    main = main_headings(found)
    over = [main[one.section] for one in picked]
    lines, citations, before = [f"{name}, in its own words:"], [], ""
    for n, (one, heading) in enumerate(zip(picked, over, strict=True), 1):
        label = f"{_NUMBER.sub('', heading)}: " if heading not in ("", before) and len(set(over)) > 1 else ""
        quoted = quote(one.passage)
        [place] = quoted.citations
        citations.append(replace(place, n=n, quote=place.quote if one.text.startswith("|") else one.text))
        lines.append(f"- {label}{MARK.sub('', quoted.text)} [{n}]")
        before = heading
    return Grounded("\n".join(lines), tuple(citations))
