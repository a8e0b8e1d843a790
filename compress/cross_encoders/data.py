"""Questions with passages that answer them or do not: what rerankers and readers learn from and are measured on.

To learn from, one JSON object a line:

    {"question": "...", "positive": "...", "negatives": ["...", ...], "near_miss": false, "spans": [[17, 24], ...]}
    {"question": "...", "positive": null, "negatives": ["close, but no answer", "...", ...], "near_miss": true}

`spans` are where, in characters, an answer stands in the positive: for readers, and left out where the answer is no
words of the passage (yes, a sum). Of a question of yes or no `"verdict"` is "yes", "no" or, where the first passage
does not tell, "none": for readers too. To measure on, candidates as a first search ordered them, which of them answers
(null: none), and the accepted answers, for readers:

    {"question": "...", "candidates": ["...", ...], "gold": 3, "answers": ["...", ...], "verdict": "yes"}

No torch here.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from compress.cross_encoders.spans import VERDICTS
from compress.cross_encoders.tokens import PairTokens
from compress.data.conversations import read_json_lines
from compress.home import UserError

if TYPE_CHECKING:
    import numpy as np


@dataclass(frozen=True)
class Group:
    """A question and its passages. The first is the question's own: it answers (`answered`), or only comes near."""

    question: str
    passages: tuple[str, ...]
    answered: bool
    spans: tuple[tuple[int, int], ...] = ()
    verdict: str | None = None


@dataclass(frozen=True)
class Case:
    """A question, the candidates in the order of a first search, the number of the one that answers, the answers.

    verdict: of a question of yes or no which, or none.
    """

    question: str
    candidates: tuple[str, ...]
    gold: int | None
    answers: tuple[str, ...] = ()
    verdict: str | None = None


@dataclass(frozen=True)
class GroupTokens:
    """A group as token ids, int32, without special ones; equal texts share their array.

    spans: (first, last) token of each place in the first passage where an answer stands. verdict: the place in
    `VERDICTS` of what the first passage tells of a question of yes or no.
    """

    question: "np.ndarray"
    passages: "tuple[np.ndarray, ...]"
    answered: bool
    spans: tuple[tuple[int, int], ...] = ()
    verdict: int | None = None


def read_groups(paths: Iterable[Path]) -> list[Group]:
    """Read training files; raises `UserError` naming the file and the line of the first fault."""
    return [_group(record, f"{path}, line {line}") for path in paths for line, record in read_json_lines(path)]


def read_cases(path: Path) -> list[Case]:
    """Read a file to measure on; raises `UserError` naming the line of the first fault."""
    return [_case(record, f"{path}, line {line}") for line, record in read_json_lines(path)]


def tokenize(groups: Sequence[Group], pairs: PairTokens) -> list[GroupTokens]:
    """Return the groups as tokens, each different text tokenized once."""
    texts = list(dict.fromkeys(text for group in groups for text in (group.question, *group.passages)))
    words = dict(zip(texts, pairs.words(texts), strict=True))
    return [
        GroupTokens(
            words[group.question],
            tuple(words[text] for text in group.passages),
            group.answered,
            pairs.locate(group.passages[0], group.spans),
            None if group.verdict is None else VERDICTS.index(group.verdict),
        )
        for group in groups
    ]


def _group(record: dict[str, Any], place: str) -> Group:
    positive, negatives = record.get("positive"), record.get("negatives")
    texts = ([] if positive is None else [positive]) + (negatives if isinstance(negatives, list) else [None])
    if not _are_texts([record.get("question"), *texts]):
        raise UserError(
            f'{place}: wanted are "question", "positive" (or null) and a list of "negatives" as texts; mend that line'
        )
    if len(texts) < (1 if positive is None else 2):
        raise UserError(f'{place}: "negatives" is empty, and nothing is learnt from one passage; mend that line')
    spans = record.get("spans", [])
    if not isinstance(spans, list) or not all(_is_span(span, positive) for span in spans):
        raise UserError(
            f'{place}: "spans" are pairs of places in "positive", first and behind the last; mend that line'
        )
    verdict = _verdict(record, place)
    return Group(record["question"], tuple(texts), positive is not None, tuple(map(tuple, spans)), verdict)


def _case(record: dict[str, Any], place: str) -> Case:
    candidates, gold = record.get("candidates"), record.get("gold")
    if not isinstance(candidates, list) or not candidates or not _are_texts([record.get("question"), *candidates]):
        raise UserError(f'{place}: wanted are "question" and a list of "candidates" as texts; mend that line')
    if gold is not None and not (type(gold) is int and 0 <= gold < len(candidates)):
        raise UserError(f'{place}: "gold" is the number of a candidate, from 0, or null; mend that line')
    answers = record.get("answers", [])
    if not isinstance(answers, list) or not _are_texts(answers):
        raise UserError(f'{place}: "answers" is a list of texts; mend that line')
    return Case(record["question"], tuple(candidates), gold, tuple(answers), _verdict(record, place))


def _verdict(record: dict[str, Any], place: str) -> str | None:
    verdict = record.get("verdict")
    if verdict not in (None, *VERDICTS):
        raise UserError(f'{place}: "verdict" is one of {", ".join(VERDICTS)}, or left out; mend that line')
    return verdict


def _is_span(span: Any, positive: str | None) -> bool:
    whole = isinstance(span, list) and [type(place) for place in span] == [int, int]
    return whole and positive is not None and 0 <= span[0] < span[1] <= len(positive)


def _are_texts(values: list[Any]) -> bool:
    return all(isinstance(value, str) and value.strip() for value in values)
