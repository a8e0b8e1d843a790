"""Questions that lean on what was said before, and the query that stands alone.

"Who founded the club?" → "The club was founded by ... [1]" → "And when did it move?"
→ search_documents("When did the club move?")
"""

import random
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from difflib import SequenceMatcher
from itertools import pairwise
from typing import Any

from compress.corpus import assistant
from compress.corpus.chat import replies
from compress.corpus.items import Reading
from compress.corpus.prose import FUNCTION_WORDS, content_words
from compress.corpus.readers.dialogues import Rewrite
from compress.corpus.rewording import shortened

Turns = Sequence[tuple[str, str]]
_FULL = 0.75  # of the conversations are in the full style
_MOST_TURNS = 3  # of a history
_LONGEST_HEARD = 45  # words of an earlier answer
_LONGEST_QUERY = 24  # words
_CITED = 0.8  # of the earlier answers carry a footnote, as the chat's answers do
_LEANS = re.compile(
    r"\b(?:he|she|him|his|her|hers|they|them|their|theirs|it|its|this|that|these|those|there|one|ones|same|such|other"
    r"|others|another|else|then|also|more)\b|^(?:and|but|so|what about|how about|who|when|where|why|how)\W*$|^and\b",
    re.I,
)
_UNRESOLVED = re.compile(
    r"\b(?:he|she|him|his|her|they|them|their|it|its|this|these|those|article|passage|you)\b", re.I
)
_THAT = re.compile(r"\bthat (?:[a-z]+ )?(?:[.?]|time|year|album|film|book|war|game|season|place|song)", re.I)
_WANTS = re.compile(
    r"^(?:in |at |on |for |to |of |from |by |with |besides |other than |aside from |after |before |during |while )?"
    r"(?:who|what|when|where|which|why|how|is|are|was|were|do|does|did|has|have|had|can|could|will|would|should|tell|name"
    r"|list|explain|describe|whom|whose)\b",
    re.I,
)
_NAME = re.compile(r"[A-Z][\w'’-]+(?: [A-Z][\w'’-]+)+")
_THANKS = (
    "Thanks!",
    "thank you",
    "Great, thanks.",
    "Thank you, that helps.",
    "ok thanks",
    "Perfect, thank you!",
    "That is all I needed, thanks.",
    "thx",
    "Thanks a lot for your help.",
    "Cheers!",
    "Good to know, thank you.",
    "Many thanks",
)
_LEADS = ("And ", "and ", "Also, ", "OK, and ", "", "", "", "")


def from_rewrites(rewrites: Iterable[Rewrite], rng: random.Random) -> Iterator[dict[str, Any]]:
    """Yield conversations that end in a search whose query stands alone, each with its "source" and "split_group".

    Left out are rewrites that say what the shown history does not, that still lean on it, or are no clean question;
    and questions that stand alone already: `from_pairs` and `topic_change` have better ones of those.
    """
    for rewrite in rewrites:
        query = _tidied(rewrite.standalone)
        history = _shown(rewrite.history, rng)
        if history and _is_clean(rewrite, query) and _is_said(query, rewrite.question, history):
            turns = [assistant.asked(rewrite.question), assistant.called(assistant.SEARCH, query=query)]
            made = _conversation(history, turns, "tool", "follow-up", rng)
            yield {**made, "source": rewrite.source, "split_group": rewrite.group}


def from_pairs(first: Reading, second: Reading, answer_text: str, rng: random.Random) -> Reading | None:
    """Return the second question put as a follow-up to the first and its answer; None where that is not safe.

    Its `query` is the second question in full. Both readings should be about one article: what is replaced by a
    pronoun, or left out, stands in the first question or in `answer_text`.
    """
    if _leans(first.question) or _leans(second.question) or _same(first.question, second.question):
        return None
    short = _what_about(first.question, second.question, rng) or shortened(first, second, answer_text, rng)
    if short is None:
        return None
    lead = rng.choice(_LEADS)
    if lead and not short.lower().startswith(("and ", "what about", "how about")):
        short = lead + (short if short.startswith("I ") else short[0].lower() + short[1:])
    return replace(second, question=short, query=second.question, history=((first.question, answer_text),))


def topic_change(earlier: Turns, reading: Reading) -> Reading | None:
    """Return a reading whose question stands alone although others were asked before; None where it would lean."""
    if not earlier or _leans(reading.question):
        return None
    return replace(reading, query=reading.question, history=tuple(earlier[-_MOST_TURNS:]))


def with_history(conversation: dict[str, Any], earlier: Turns) -> dict[str, Any]:
    """Return a conversation (a sum, small talk) with earlier turns between its system turn and its question."""
    system, *turns = conversation["messages"]
    return {**conversation, "messages": [system, *_heard(earlier[-_MOST_TURNS:]), *turns]}


def thanks(earlier: Turns, rng: random.Random) -> dict[str, Any]:
    """Return a conversation in which the user thanks for an earlier answer, and no tool is needed."""
    turns = [assistant.asked(rng.choice(_THANKS)), assistant.said(rng.choice(replies("thanks")))]
    return _conversation(earlier[-_MOST_TURNS:], turns, "chat", "none", rng)


def _conversation(
    earlier: Turns, turns: list[dict[str, Any]], kind: str, group: str, rng: random.Random
) -> dict[str, Any]:
    system = assistant.system("full" if rng.random() < _FULL else "brief")
    messages = [system, *_heard(earlier), *turns]
    return {"messages": messages, "tools": assistant.tools(), "kind": kind, "group": group}


def _heard(earlier: Turns) -> list[dict[str, Any]]:
    return [turn for question, said in earlier for turn in (assistant.asked(question), assistant.heard(said))]


def _shown(history: Turns, rng: random.Random) -> list[tuple[str, str]]:
    """Return the last turns of a dialogue as the chat would show them; an answer that is not known is a refusal."""
    shown = []
    for question, answer in history[-_MOST_TURNS:]:
        known = answer and not re.match(r"I don.t know|CANNOTANSWER", answer)
        shown.append((question, _as_answer(answer, rng) if known else assistant.refusal()))
    return shown


def _as_answer(text: str, rng: random.Random) -> str:
    words = text.strip(" ,;").split()
    cut = " ".join(words[:_LONGEST_HEARD]).rstrip(" ,;:") + ("..." if len(words) > _LONGEST_HEARD else "")
    cut = cut[0].upper() + cut[1:]
    closed = cut if cut[-1] in ".!?" else f"{cut}."
    return f"{closed} [1]" if rng.random() < _CITED else closed


def _tidied(query: str) -> str:
    """Mend what is typed carelessly: spaces before marks, no capital, no mark at the end."""
    query = re.sub(r"\s+([?.,!'’])", r"\1", " ".join(query.split())).rstrip(" .,")
    query = query[0].upper() + query[1:]
    return query if query[-1] in "?!" or not _WANTS.match(query) else f"{query}?"


def _is_clean(rewrite: Rewrite, query: str) -> bool:
    """Tell whether a rewrite is one question that leans on nothing any more, and differs from what was asked."""
    words = query.split()
    if not 3 < len(words) <= _LONGEST_QUERY or not _WANTS.match(query) or _same(query, rewrite.question):
        return False
    if _UNRESOLVED.search(query) or _THAT.search(query) or query.count("?") > 1 or re.search(r"[.!;:] ", query):
        return False
    names = _NAME.findall(query.replace("'s", "")) if query.count('"') % 2 == 0 else [""]
    twice = any(query.count(name) > 1 for name in names)
    stutter = any(one.lower() == other.lower() for one, other in pairwise(words))
    return not twice and not stutter and bool(_LEANS.search(rewrite.question) or len(words) > _asked(rewrite) + 1)


def _asked(rewrite: Rewrite) -> int:
    return len(rewrite.question.split())


def _is_said(query: str, question: str, history: Turns) -> bool:
    """Tell whether every word of content in a query stands in the question or in the history that is shown."""
    told = " ".join([question, *(f"{asked} {said}" for asked, said in history)])
    known = {_stem(word) for word in content_words(told)}
    return all(_stem(word) in known for word in content_words(query))


def _stem(word: str) -> str:
    bare = re.sub(r"['’]s?$", "", word.lower())
    for ending in ("ing", "ed", "es", "s"):
        if bare.endswith(ending) and len(bare) > len(ending) + 2:
            return bare[: -len(ending)].rstrip("e")
    return bare.rstrip("e")


def _leans(question: str) -> bool:
    """Tell whether a question points at something outside itself, as far as single words show."""
    return bool(_UNRESOLVED.search(question) or re.search(r"\b(?:else|same|that\?|there\?)", question, re.I))


def _same(one: str, other: str) -> bool:
    return re.findall(r"\w+", one.lower()) == re.findall(r"\w+", other.lower())


def _what_about(first: str, second: str, rng: random.Random) -> str | None:
    """Return "What about X?" where two questions differ in X alone, which must be a name or have an article."""
    ours, theirs = first.rstrip("? ").split(), second.rstrip("? ").split()
    blocks = SequenceMatcher(None, ours, theirs, autojunk=False).get_opcodes()
    changed = [block for block in blocks if block[0] != "equal"]
    if len(changed) != 1 or changed[0][0] != "replace" or min(len(ours), len(theirs)) < 4:
        return None
    _, was, end, start, stop = changed[0]
    part, before = theirs[start:stop], theirs[:start]
    if start < 2 or stop - start > 4 or end - was > 4:
        return None
    named = all(word[0].isupper() or word[0].isdigit() or word in FUNCTION_WORDS for word in part)
    replaced = all(word[0].isupper() or word[0].isdigit() or word in FUNCTION_WORDS for word in ours[was:end])
    if not (named and replaced) or not (part[-1][0].isupper() or re.fullmatch(r"(?:1\d|20)\d\d", part[-1])):
        return None
    longer = before[-1][0].isupper() or any(word[0].isupper() for word in theirs[stop : stop + 1])
    if longer or part[-1].endswith(("'s", "’s")):
        return None
    if part[-1] == "Other":
        return None
    lead = f"{before[-1]} " if stop == len(theirs) and before[-1] in ("in", "the", "at", "for", "during", "by") else ""
    return f"{rng.choice(('What about', 'And', 'How about'))} {lead}{' '.join(part)}?"
