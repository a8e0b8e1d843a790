"""The answer that stands beside the one a reader took: in a sentence that begins alike, in the row that is named.

Of "Report within 24 hours to the ministry" and "Report within 48 hours to the county" a reader takes either, and of
a table's rows one as soon as another. It is as sure of the right one as it was of the other: alone a sentence has
nothing around it to be sure by. A row must hold an answer by itself, likelier than none.
"""

from collections.abc import Sequence
from dataclasses import replace
from itertools import takewhile

from chatbot.answers.kinds import fits
from chatbot.answers.reader import Found, Reader
from ingest.text import header_of, sentences, terms

_ALIKE = 2  # terms with which sentences begin that tell the same of two things


def beside(reader: Reader, question: str, found: Found) -> Found | None:
    """Return the answer in the sentence or the row that the question means; None where it means no other than this."""
    parts = sentences(found.passage.text)
    inside = numbers_of(parts, found)
    if len(inside) != 1:
        return None
    if parts[inside[0]].startswith("|"):
        return _in_named_row(reader, question, found, inside[0])
    return _in_next_sentence(reader, question, found, inside[0])


def numbers_of(parts: Sequence[str], found: Found) -> list[int]:
    """Return which sentences the answer stands in; its words are the passage's, so that they stand in some."""
    place, inside = 0, []
    for number, part in enumerate(parts):
        place = max(place, found.passage.text.find(part, place))
        if place < found.end and place + len(part) > found.start:
            inside.append(number)
        place += len(part)
    return inside


def _in_next_sentence(reader: Reader, question: str, found: Found, number: int) -> Found | None:
    """Return the answer in the sentence before or behind, where that begins alike and has more of the question."""
    parts, asked = sentences(found.passage.text), set(terms(question))
    here, has = terms(parts[number]), [asked.intersection(terms(part)) for part in parts]
    for other in (n for n in (number - 1, number + 1) if 0 <= n < len(parts)):
        more = has[number] < has[other] and not any(has[other] < each for each in has)
        if more and terms(parts[other])[:_ALIKE] == here[:_ALIKE]:
            return _read(reader, question, found, parts[other])
    return None


def _in_named_row(reader: Reader, question: str, found: Found, number: int) -> Found | None:
    """Return the answer in the one row whose first cell the question has in full, if it has nothing of this one's."""
    parts, asked = sentences(found.passage.text), set(terms(question))
    header = header_of(parts, number)
    if not header or asked.intersection(terms(_first_cell(parts[number]))):
        return None
    below = [n for n in range(len(parts)) if header_of(parts, n) == header and parts[n] not in header]
    rows = list(takewhile(lambda part: part.startswith("|"), (parts[n] for n in below[1:])))  # the rule comes first
    named = [row for row in rows if (name := set(terms(_first_cell(row)))) and name <= asked]
    return _read(reader, question, found, named[0], header[0]) if len(named) == 1 else None


def _read(reader: Reader, question: str, found: Found, part: str, header: str = "") -> Found | None:
    """Return the answer in a part of the passage, read alone or under a table's header; None if it is none."""
    start, before = found.passage.text.index(part), f"{header}\n" if header else ""
    for seen in reader.find(question, [replace(found.passage, text=before + part)]):
        if (seen.margin >= 0 or not header) and seen.start >= len(before) and fits(question, seen.text):
            offset = start - len(before)
            return replace(found, start=offset + seen.start, end=offset + seen.end)
    return None


def _first_cell(row: str) -> str:
    return row.strip("| ").split("|")[0]
