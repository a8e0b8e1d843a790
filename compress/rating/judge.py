"""What a model had to do in each conversation of a file, whether it did, and the sums of it.

The last assistant message of a conversation is the reference; the model is given what comes before it, with the
tools. What counts depends on the conversation's kind:

| kind | meant for | counted |
|---|---|---|
| answer | a question whose passages hold the answer | EM, F1, whether a gold answer stands in it (and in at most 40 words), refusals (all wrong), citations against the reference's |
| refusal | a question whose passages do not hold it | refusals (all right) |
| tool | a turn that must call tools | the same calls in the same order, see scores.same_call |
| chat | a turn that needs no tool and no passage | where tools are offered: that none is called |

`answers` holds the gold strings; without them the reference itself is the gold answer. A line that names no kind is
a tool turn where the reference calls one, a refusal where `answers` is empty or the reference refuses, an answer
where `answers` has strings, else chat. Refusals are known by their words, see wire.is_refusal.

Every share is 0 to 1, over the items it applies to, and None where there is none. `tool_questions` is no share: how
many items of the kind tool there are.
"""  # noqa: E501 - a table row is a line

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from compress.data.conversations import Conversation, Kind
from compress.rating.scores import citations, cites_rightly, contains, exact_match, f1, same_call, word_count
from compress.wire import is_refusal

_LONGEST_SENTENCE = 40  # words a full answer may have


@dataclass(frozen=True)
class Item:
    """One thing to do: what the model is given, and what it should come up with."""

    messages: list[dict[str, Any]]
    tools: list[dict[str, Any]] | None
    reference: dict[str, Any]
    golds: list[str]
    kind: Kind
    group: str | None


@dataclass(frozen=True)
class Verdict:
    """What one reply came to. None: does not apply to this kind."""

    kind: Kind
    group: str | None
    refused: bool
    exact: float | None = None
    f1: float | None = None
    contains: bool | None = None
    contains_short: bool | None = None
    cited_rightly: bool | None = None
    tool_right: bool | None = None
    tool: str | None = None


def item_of(conversation: Conversation) -> Item:
    """Cut a conversation before its last assistant message."""
    messages = conversation.messages
    last = max(i for i, message in enumerate(messages) if message["role"] == "assistant")
    reference = messages[last]
    golds = list(conversation.answers or [reference.get("content") or ""])
    kind = conversation.kind or _kind_of(conversation, reference)
    return Item(messages[:last], conversation.tools, reference, golds, kind, conversation.group)


def judge(item: Item, reply: dict[str, Any]) -> Verdict:
    """Compare a parsed reply {"content", "tool_calls"?} with what the item asks for."""
    text, calls = reply.get("content") or "", calls_of(reply)
    refused = not calls and is_refusal(text)
    if item.kind == "answer":
        return _judge_answer(item, text, refused)
    if item.kind == "refusal":
        return Verdict("refusal", item.group, refused)
    wanted = calls_of(item.reference)
    if item.kind == "tool":
        same = len(calls) == len(wanted) and all(map(same_call, calls, wanted))
        return Verdict("tool", item.group, refused, tool_right=same, tool=wanted[0]["name"] if wanted else None)
    return Verdict("chat", item.group, refused, tool_right=not calls if item.tools else None, tool="none")


def calls_of(message: dict[str, Any]) -> list[dict[str, Any]]:
    """Return a message's calls as {"name", "arguments"}, whether or not they are wrapped as functions."""
    return [call.get("function", call) for call in message.get("tool_calls") or []]


def summarise(verdicts: Sequence[Verdict]) -> dict[str, Any]:
    """Return the shares over all items, and each group's beside them where groups are named."""
    groups = sorted({verdict.group for verdict in verdicts if verdict.group})
    by_group = {name: _shares([v for v in verdicts if v.group == name]) for name in groups}
    return {**_shares(verdicts), **({"groups": by_group} if groups else {})}


def _judge_answer(item: Item, text: str, refused: bool) -> Verdict:
    found = not refused and contains(text, item.golds)
    asked_to_cite = bool(citations(item.reference.get("content") or ""))
    return Verdict(
        "answer",
        item.group,
        refused,
        exact=0.0 if refused else exact_match(text, item.golds),
        f1=0.0 if refused else f1(text, item.golds),
        contains=found,
        contains_short=found and word_count(text) <= _LONGEST_SENTENCE,
        cited_rightly=cites_rightly(text, item.reference["content"]) if asked_to_cite and not refused else None,
    )


def _shares(verdicts: Sequence[Verdict]) -> dict[str, Any]:
    def share(of: Callable[[Verdict], Any], kind: str | None = None) -> float | None:
        return _mean(of(verdict) for verdict in verdicts if kind in (None, verdict.kind))

    tools = sorted({verdict.tool for verdict in verdicts if verdict.tool_right is not None and verdict.tool})
    return {
        "items": len(verdicts),
        "em": share(lambda v: v.exact),
        "f1": share(lambda v: v.f1),
        "answer_contained": share(lambda v: v.contains),
        "answer_contained_short": share(lambda v: v.contains_short),
        "false_refusals": share(lambda v: v.refused, "answer"),
        "right_refusals": share(lambda v: v.refused, "refusal"),
        "citation_accuracy": share(lambda v: v.cited_rightly),
        "tool_accuracy": share(lambda v: v.tool_right),
        "tool_questions": sum(verdict.kind == "tool" for verdict in verdicts),
        "tool_accuracy_by": {name: _mean(v.tool_right for v in verdicts if v.tool == name) for name in tools},
    }


def _mean(values: Iterable[Any]) -> float | None:
    known = [float(value) for value in values if value is not None]
    return round(sum(known) / len(known), 4) if known else None


def _kind_of(conversation: Conversation, reference: dict[str, Any]) -> Kind:
    if reference.get("tool_calls"):
        return "tool"
    if conversation.answers == [] or is_refusal(reference.get("content") or ""):
        return "refusal"
    return "answer" if conversation.answers else "chat"
