"""What a reply is worth, from 0 to 1: what a model learns from where many replies would do.

| kind (judge.py) | worth |
|---|---|
| answer, brief | half for the gold answer's words, half for no others |
| answer, in a sentence | where a gold answer stands in at most 40 words, half; the rest by likeness to the reference |
| refusal | whether it refuses, and cites nothing |
| tool | whether the calls are right; of a search, half by its query's likeness to the reference's |
| chat | where it calls nothing, half; the rest by likeness to the reference |

A footnote that is wrong, or missing where the reference has one, halves an answer. A refusal of what is answered, and
an answer to what must be refused, are both worth nothing: it pays to refuse what is more likely not there than
answered rightly. Likeness is F1 over words.
"""

from typing import Any

from compress.rating.judge import Item, Verdict, calls_of, judge
from compress.rating.scores import citations, exact_match, f1


def reward(item: Item, reply: dict[str, Any]) -> float:
    """Return what a parsed reply {"content", "tool_calls"?} is worth to who asked for `item`, 0 to 1."""
    verdict, text = judge(item, reply), reply.get("content") or ""
    if item.kind == "answer":
        right = 0.0 if verdict.refused else _answered(item, verdict, text)
        return right * (0.5 if verdict.cited_rightly is False else 1.0)
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
