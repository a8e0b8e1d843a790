"""What a reply is worth, 1 at best: what a model learns from where many replies would do.

| kind (judge.py) | worth |
|---|---|
| answer, brief | half for the gold answer's words, half for no others |
| answer, in a sentence | where a gold answer stands in at most 40 words, half; the rest by likeness to the reference |
| answer, refused or wrong | what `Prices` says: 0 and 0 |
| refusal | 1 where it refuses and cites nothing, else 0 |
| tool | whether the calls are right; of a search, half by its query's likeness to the reference's |
| chat | where it calls nothing, half; the rest by likeness to the reference |

A footnote that is wrong, or missing where the reference has one, halves an answer. A reply that does not end is worth
what a wrong answer is, or 0. Likeness is F1 over words.

What the prices do. Replies are held against others to the same task, so that a constant added to all rewards of a task
changes nothing. Where there is an answer, only right - refusal and wrong - refusal count; where there is none, only
refusal - answer, which is 1. For a model that takes a question to have an answer with probability p, and would then
find it with probability a, answering gains where p (a (1 - refusal) + (1 - a) (wrong - refusal)) > 1 - p.

- Both prices lowered alike make what is answerable count more: 1 - price times as much. That moves the model along its
  ROC curve, to fewer refusals. At 0 and 0 refusing wins where p < 1 / (1 + a), at -1 and -1 where p < 1 / (1 + 2 a).
  The pull in rounds.py says whether a run moves so. At a pull of 0 what is left to learn is the order: which question
  to refuse rather than which other.
- A wrong answer below a refusal makes the model refuse what it cannot find, whether or not it is there. That is a
  better order by its own sureness, and more refusals too, which the other price can balance.
- A wrong answer above a refusal would teach it to guess.
"""

from dataclasses import dataclass
from typing import Any, NamedTuple

from compress.rating.judge import Item, Verdict, calls_of, judge
from compress.rating.scores import citations, exact_match, f1


@dataclass(frozen=True)
class Prices:
    """What a wrong answer and what a refusal is worth where there is an answer."""

    wrong_answer: float = 0.0
    wrong_refusal: float = 0.0


class Worth(NamedTuple):
    """What a reply is worth, and whether it is a refusal."""

    value: float
    refused: bool


def reward(item: Item, reply: dict[str, Any] | None, prices: Prices = Prices()) -> Worth:
    """Return what a parsed reply {"content", "tool_calls"?}, None if it did not end, is worth to who asked `item`."""
    if reply is None:
        return Worth(prices.wrong_answer if item.kind == "answer" else 0.0, refused=False)
    verdict = judge(item, reply)
    return Worth(_value(item, verdict, reply, prices), verdict.refused)


def _value(item: Item, verdict: Verdict, reply: dict[str, Any], prices: Prices) -> float:
    text = reply.get("content") or ""
    if item.kind == "answer":
        if verdict.refused:
            return prices.wrong_refusal
        right = _answered(item, verdict, text) * (0.5 if verdict.cited_rightly is False else 1.0)
        return prices.wrong_answer + (1 - prices.wrong_answer) * right
    if item.kind == "refusal":
        return float(verdict.refused and not citations(text))
    if item.kind == "tool":
        return _asked_alike(item, reply) if verdict.tool_right else 0.0
    return 0.0 if calls_of(reply) else _half(f1(text, [_wanted(item)]))


def _answered(item: Item, verdict: Verdict, text: str) -> float:
    if exact_match(_wanted(item), item.golds):
        return ((verdict.exact or 0.0) + (verdict.f1 or 0.0)) / 2
    return _half(f1(text, [_wanted(item)])) if verdict.contains_short else 0.0


def _asked_alike(item: Item, reply: dict[str, Any]) -> float:
    """Return how near a search's query is to the reference's, halved into 0.5 to 1; of other tools 1."""
    pairs = zip(calls_of(reply), calls_of(item.reference), strict=True)
    queries = [
        (str(ours["arguments"].get("query", "")), str(theirs["arguments"].get("query", "")))
        for ours, theirs in pairs
        if theirs["name"].startswith("search")
    ]
    return min((_half(f1(ours, [theirs])) for ours, theirs in queries), default=1.0)


def _wanted(item: Item) -> str:
    return item.reference.get("content") or ""


def _half(likeness: float) -> float:
    return 0.5 + 0.5 * likeness
