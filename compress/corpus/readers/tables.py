"""Questions about tables: FeTaQA's pages (a sentence as answer) and TAT-QA's reports (spans, and sums to work out)."""

import re
from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import pairwise
from pathlib import Path
from typing import Any

from compress.corpus.items import Passage, Reading
from compress.corpus.passages import fit
from compress.corpus.prose import holds, trimmed
from compress.corpus.readers.files import each_entry, each_line
from compress.rating.scores import arithmetic_value

FETAQA = "fetaqa/dev.jsonl"
TATQA = "tatqa/dev.json"
_MOST_WORDS = 90  # of a table's cells; the bars between them cost tokens too
_LONGEST = 260  # words, bars and all: a table that is longer than this when cut is left out
_NUMBER = re.compile(r"\d[\d,]*(?:\.\d+)?")
_LONGEST_HEADING = 10  # words


def read_fetaqa(folder: Path) -> Iterator[Reading]:
    """Yield FeTaQA's questions: a Wikipedia table, the sentence people answered with, its highlighted cells."""
    return each_line(folder / FETAQA, _fetaqa)


def read_tatqa(folder: Path) -> Iterator[Reading]:
    """Yield TAT-QA's questions with one span as answer, and those to be worked out whose derivation checks."""
    return each_entry(folder / TATQA, _tatqa)


def markdown(rows: Sequence[Sequence[str]], needed: Sequence[int] = ()) -> str:
    """Return rows as a Markdown table, headed by the first; of a large one the needed rows and their neighbours."""
    clean = [_spread([" ".join(str(cell).replace("|", "/").split()) for cell in row]) for row in rows]
    header, *body = clean
    kept = _near(body, [row - 1 for row in needed if row > 0], _MOST_WORDS - _words(header))
    lines = [header, ["---"] * len(header), *(body[i] for i in kept)]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def plain_derivation(derivation: str, answer: str) -> str | None:
    """Return the derivation as an expression that a calculator reads and whose value is the answer, else None.

    A percentage that the answer gives as 20.6 is worked out times 100. Equal means: when rounded as the answer is.
    """
    text = derivation.replace("[", "(").replace("]", ")").translate(str.maketrans("−–×÷", "--*/"))
    text = re.sub(r"(?<=\d),(?=\d{3})|[$£€¥%]|\b(?:million|thousand|billion)\b", "", text)
    text = re.sub(r"\s*([-+*/])\s*", r" \1 ", text)
    text = re.sub(r"(^|[(*/+-]) ?- ", r"\1-", " ".join(text.split())).strip()
    text = re.sub(r"\( +", "(", re.sub(r" +\)", ")", text))
    if text.startswith("(") and text.endswith(")") and _is_one_bracket(text):
        text = text[1:-1]
    wanted = arithmetic_value(str(answer))
    if wanted is None or not re.search(r"[-+*/]", text[1:]):
        return None
    plain_sum = _outermost_is_sum(text)
    for expression in (text, f"({text}) * 100" if plain_sum else f"{text} * 100"):
        value = arithmetic_value(expression)
        if value is not None and _rounds_to(value, wanted, str(answer)):
            return expression
    return None


def _fetaqa(record: dict[str, Any]) -> Iterator[Reading]:
    rows, offset = _one_header(record["table_array"])
    needed = sorted({max(row - offset, 0) for row, _ in record["highlighted_cell_ids"]})
    cells = dict.fromkeys(str(record["table_array"][row][column]) for row, column in record["highlighted_cell_ids"])
    sentence = " ".join(record["answer"].split())
    spans = [bare for cell in cells if (bare := cell.strip('" ')) and holds(sentence, bare)]
    asked_for = [span for span in spans if not holds(record["question"], span)]
    passage = Passage(record["table_page_title"], markdown(rows, needed), record["table_section_title"])
    answers = tuple(span for span in dict.fromkeys([*asked_for, *spans]) if span in passage.text)
    if asked_for and answers and _words([passage.text]) <= _LONGEST:
        yield Reading("fetaqa", record["table_page_title"], record["question"], (passage,), answers, sentence=sentence)


def _tatqa(record: dict[str, Any]) -> Iterator[Reading]:
    table = record["table"]["table"]
    rows, _ = _one_header(table)
    text = markdown(rows, range(len(rows)))
    if _words([text]) > _LONGEST:
        return
    paragraphs = {str(one["order"]): " ".join(one["text"].split()) for one in record["paragraphs"]}
    heading = next((text for text in paragraphs.values() if _is_heading(text)), "")
    for asked in record["questions"]:
        related = [paragraphs[order] for order in asked["rel_paragraphs"] if order in paragraphs]
        title = "Annual report"
        shown = [text] if asked["answer_from"] != "text" else []
        pieces = [*shown, *(fit(one, query=asked["question"]) for one in related if not _is_heading(one))]
        passages = tuple(Passage(title, piece, heading) for piece in pieces)
        reading = _answered(asked, passages, record["table"]["uid"])
        if reading:
            yield reading


def _answered(asked: dict[str, Any], passages: tuple[Passage, ...], group: str) -> Reading | None:
    question, text = " ".join(asked["question"].split()), "\n".join(passage.text for passage in passages)
    if asked["answer_type"] == "span" and len(asked["answer"]) == 1:
        span = trimmed(asked["answer"][0])
        held = span and span in text
        return Reading("tatqa", group, question, passages, (span,)) if held else None
    if asked["answer_type"] != "arithmetic":
        return None
    answer = str(asked["answer"])
    derivation = plain_derivation(asked["derivation"], answer)
    if not derivation or not _from_passages(asked["derivation"], text, question):
        return None
    answers = tuple(dict.fromkeys((_with_scale(answer, asked["scale"]), answer)))
    return Reading("tatqa", group, question, passages, answers, derivation=derivation)


def _with_scale(answer: str, scale: str) -> str:
    whole, point, decimals = answer.partition(".")
    number = f"{int(whole):,}{point}{decimals}" if re.fullmatch(r"-?[1-9]\d*", whole) else answer
    return f"{number}%" if scale == "percent" else f"{number} {scale}".strip()


def _from_passages(derivation: str, text: str, question: str) -> bool:
    """Tell whether the numbers stand in the passages or the question, but for small counts to divide by."""
    known = {number.replace(",", "") for number in _NUMBER.findall(f"{text} {question}")}
    used = (number.replace(",", "") for number in _NUMBER.findall(derivation))
    return all(number in known or number in {"1", "2", "3", "4", "5", "100", "12"} for number in used)


def _rounds_to(value: Fraction, wanted: Fraction, answer: str) -> bool:
    decimals = len(answer.partition(".")[2])
    return abs(value - wanted) <= Fraction(1, 2 * 10**decimals) * Fraction(101, 100)


def _is_one_bracket(text: str) -> bool:
    """Tell whether the first bracket closes at the very end."""
    depth = 0
    for place, sign in enumerate(text):
        depth += (sign == "(") - (sign == ")")
        if depth == 0:
            return place == len(text) - 1
    return False


def _outermost_is_sum(text: str) -> bool:
    """Tell whether a + or - stands outside all brackets, so that the whole needs brackets before it is multiplied."""
    depth = 0
    for before, sign in pairwise(" " + text):
        depth += (sign == "(") - (sign == ")")
        if depth == 0 and sign in "+-" and before == " " and not text.startswith(sign):
            return True
    return False


def _is_heading(text: str) -> bool:
    return len(text.split()) <= _LONGEST_HEADING and not text.endswith((".", ":", ";", ","))


def _one_header(rows: list[list[str]]) -> tuple[list[list[str]], int]:
    """Return the rows with a header of several rows made one, and how many rows that saved.

    A further header row has no figures beside its first cell, or repeats cells of the one above it.
    """
    rows = [[str(cell).strip() for cell in row] for row in rows]
    header, used = rows[0], 1
    while used < min(3, len(rows) - 1) and _continues(header, rows[used]):
        header = [_joined(above, below) for above, below in zip(header, rows[used], strict=True)]
        used += 1
    return [header, *rows[used:]], used - 1


def _continues(header: list[str], row: list[str]) -> bool:
    if len(row) != len(header) or len(set(row)) == 1:
        return False
    same = any(one == other and one not in ("", "-") for one, other in zip(header, row, strict=True))
    only_years = not row[0] and all(re.fullmatch(r"(?:19|20)\d\d.{0,4}|\D*", cell) for cell in row)
    return same or only_years


def _joined(above: str, below: str) -> str:
    parts = [part for part in dict.fromkeys((above, below)) if part not in ("", "-")]
    return " ".join(parts)


def _spread(row: list[str]) -> list[str]:
    """Return a row that spans the table with its text once."""
    return [row[0], *[""] * (len(row) - 1)] if len(row) > 1 and len(set(row)) == 1 else row


def _near(body: list[list[str]], needed: list[int], budget: int) -> list[int]:
    """Return the rows to show, in order: the needed ones, then those nearest to them while they fit."""
    wanted = [row for row in needed if 0 <= row < len(body)]
    distance = {row: min((abs(row - one) for one in wanted), default=row) for row in range(len(body))}
    kept = []
    for row in sorted(distance, key=lambda row: (distance[row], row)):
        budget -= _words(body[row])
        if budget < 0 and distance[row]:
            break
        kept.append(row)
    return sorted(kept)


def _words(cells: Sequence[str]) -> int:
    return sum(len(cell.split()) for cell in cells)
