"""Talk that needs no document, links that nobody has read, and everyday questions that must be searched for.

What users say is read from CLINC150 and from small-talk sets; what Footnote says stands in chat.yaml.
"""

import csv
import json
import random
import re
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import yaml

from compress.corpus import assistant

Spoken = tuple[str, str]  # the split, what the user says
_SPLITS = {"train": "train", "val": "dev", "test": "test", "oos_train": "train", "oos_val": "dev", "oos_test": "test"}
_HELD_OUT = 0.1  # of the sets that have no split of their own: for dev, and again for test
_FULL = 0.75  # of the conversations are in the full style, the chat's default
_WH = r"what|whats|who|whos|when|whens|where|wheres|which|why|how|hows|is|are|am|do|does|did|has|have|was|were"
_QUESTION = re.compile(rf"(?:{_WH}|what's|who's|where's|how's|when's|explain|tell me|show me|give me|look up)\b", re.I)
_ABOUT = re.compile(rf"(?:{_WH}|what's|who's|where's|how's|when's|should|may|might)\b", re.I)
_ACTION_OF_OTHERS = re.compile(
    r"\b(?:headlines|speak to|talk to|play|turn (?:on|off)|book|joke|poem|story|sing)\b", re.I
)
_ARITHMETIC = re.compile(r"\d+\s*(?:[-+*/x%^]|plus|minus|times|divided|percent|squared)|\b(?:square|cube) root", re.I)
_HOW_ARE_YOU = re.compile(
    r"\bhow|\bare you\b|\bis the ai\b|what'?s up|what is up|been|feel|going|\bis (?:all|every)", re.I
)
_ELSEWHERE = re.compile(r"\bin\b|zone|coast|\b(?:[ecmp]st|gmt|utc|central|eastern|pacific|mountain)\b", re.I)
_PAST = re.compile(r"\b(?:last|record|average|typical\w*|usual\w*|normal\w*|year)\b", re.I)


@cache
def _texts() -> dict[str, Any]:
    return yaml.safe_load(files(__package__).joinpath("chat.yaml").read_text("utf-8"))


def small_talk(folder: Path, rng: random.Random) -> Iterator[dict[str, Any]]:
    """Yield conversations with a "split" of train, dev or test, shuffled, from `clinc150/` and `smalltalk/`.

    Talk and requests beyond Footnote's powers get a reply (kind "chat"); facts and personal papers a search, the
    date and the time of day a look at the clock (kind "tool", ending at the call). Missing folders give nothing.
    Words that the sets have on several sides stay on the strictest alone: test before dev before train.
    """
    made = [*_from_clinc(folder / "clinc150" / "data_full.json", rng), *_from_sets(folder / "smalltalk", rng)]
    strictest: dict[str, str] = {}
    for side in ("train", "dev", "test"):
        strictest |= {_bare(conversation): side for conversation in made if conversation["split"] == side}
    kept = [conversation for conversation in made if strictest[_bare(conversation)] == conversation["split"]]
    rng.shuffle(kept)
    yield from kept


def _bare(conversation: dict[str, Any]) -> str:
    """Return what the user says without case and marks, to find the same words in another split."""
    return " ".join(re.findall(r"\w+", conversation["messages"][1]["content"].lower()))


def unread_links(rng: random.Random, count: int) -> Iterator[dict[str, Any]]:
    """Yield `count` requests to read an invented link, refused in the words of the chat."""
    for _ in range(count):
        url = _url(rng)
        asks = rng.choice(_LINK_ASKS).format(url=url)
        reply = assistant.said(f"I have not read {url}, so I cannot say what it contains. {_mend(url)}")
        yield {**_conversation([assistant.asked(asks), reply], "refusal", "links", rng), "answers": []}


def replies(kind: str) -> list[str]:
    """Return what Footnote may say to a kind of talk or request, as chat.yaml names it; KeyError for another name."""
    texts = _texts()
    return list((texts["talk"] | texts["cannot"])[kind]["replies"])


def _conversation(turns: list[dict[str, Any]], kind: str, group: str, rng: random.Random) -> dict[str, Any]:
    system = assistant.system("full" if rng.random() < _FULL else "brief")
    return {"messages": [system, *turns], "tools": assistant.tools(), "kind": kind, "group": group}


def _reply(spoken: Spoken, kind: str, rng: random.Random) -> dict[str, Any]:
    split, text = spoken
    turns = [assistant.asked(_written(text, rng)), assistant.said(rng.choice(replies(kind)))]
    return {**_conversation(turns, "chat", "none", rng), "split": split}


def _call(spoken: Spoken, name: str, group: str, rng: random.Random) -> dict[str, Any]:
    split, text = spoken
    asks = _written(text, rng)
    arguments = {"query": asks} if name == assistant.SEARCH else {}
    turns = [assistant.asked(asks), assistant.called(name, **arguments)]
    return {**_conversation(turns, "tool", group, rng), "split": split}


def _written(text: str, rng: random.Random) -> str:
    """Return a question as somebody might type it: left as it is, or with capitals and a mark at its end."""
    text = " ".join(text.split())
    if rng.random() < 0.35:
        return text
    text = re.sub(r"\bi(?=\b|')", "I", text)
    mark = "?" if _ABOUT.match(text) or re.match(r"(?:can|could|will|would) (?:you|i)\b", text, re.I) else "."
    closed = text[-1] in ".?!" or rng.random() < 0.2
    return text[0].upper() + text[1:] + ("" if closed else mark)


def _from_clinc(file: Path, rng: random.Random) -> Iterator[dict[str, Any]]:
    if not file.is_file():
        return
    texts = _texts()
    kind_of = {intent: kind for kind, entry in texts["talk"].items() for intent in entry.get("intents", ())}
    cannot = {intent: kind for kind, entry in texts["cannot"].items() for intent in entry["intents"]}
    search = set(texts["search"])
    for key, rows in sorted(json.loads(file.read_text("utf-8")).items()):
        for text, intent in rows:
            spoken = (_SPLITS[key], text)
            if intent in kind_of:
                how = intent == "greeting" and _HOW_ARE_YOU.search(text)
                yield _reply(spoken, "how are you" if how else kind_of[intent], rng)
            elif intent in cannot and _is_request(text, cannot[intent]):
                yield _reply(spoken, cannot[intent], rng)
            elif intent in search and _is_fact(text):
                yield _call(spoken, assistant.SEARCH, "search", rng)
            elif intent in ("date", "time") and not _ELSEWHERE.search(text):
                yield _call(spoken, "current_date", "date", rng)


def _from_sets(folder: Path, rng: random.Random) -> Iterator[dict[str, Any]]:
    """Yield talk of the Personality Chat and chatterbot files; the same words always land in the same split."""
    texts = _texts()
    scenarios = {name: kind for kind, entry in texts["talk"].items() for name in entry.get("scenarios", ())}
    said: dict[str, str] = {}
    for file in sorted(folder.glob("personality_chat_Queries_*.tsv")):
        for row in csv.reader(file.read_text("utf-8").splitlines(), delimiter="\t", quoting=csv.QUOTE_NONE):
            scenario = row[2].removeprefix("Scenario:") if len(row) > 2 else ""
            if scenario in scenarios and "*" not in row[0]:
                said.setdefault(row[0].strip(), scenarios[scenario])
    for file in sorted(folder.glob("chatterbot_*.yml")):
        topic = file.stem.removeprefix("chatterbot_") in texts["topics"]
        for conversation in yaml.safe_load(file.read_text("utf-8"))["conversations"]:
            text = str(conversation[0]).strip()
            kind = _kind_by_words(text.capitalize() if text.isupper() else text, topic)
            if kind:
                said.setdefault(text.capitalize() if text.isupper() else text, kind)
    for text, kind in said.items():
        spoken = (_split_of(text), text)
        yield _call(spoken, assistant.SEARCH, "search", rng) if kind == "search" else _reply(spoken, kind, rng)


def _kind_by_words(text: str, topic: bool) -> str | None:
    """Return the kind of talk that a chatterbot line opens, "search" for a fact about the world, None if unsure."""
    plain = text.lower().replace("’", "'")
    for kind, entry in _texts()["talk"].items():
        if any(re.match(rf"{re.escape(start)}\b", plain) for start in entry.get("asks", ())):
            return kind
    about_you = re.search(r"\b(?:you|your|hal)\b", plain)
    whole = len(plain.split()) > 2 and _is_fact(plain) and not plain.endswith((" the", " and", " of", " in"))
    return "search" if topic and whole and not about_you and not plain.startswith("i ") else None


def _split_of(text: str) -> str:
    """Return the split that a text belongs to, whatever the seed; case, marks and spaces make no other text."""
    bare = re.sub(r"\W+", " ", text.lower()).strip()
    share = random.Random(bare).random()
    return "test" if share < _HELD_OUT else "dev" if share < 2 * _HELD_OUT else "train"


def _is_request(text: str, kind: str) -> bool:
    """Tell whether an utterance asks for an act, not how it is done: that the documents may say."""
    if kind == "live":
        return not _PAST.search(text)
    return not _ABOUT.match(text) or "song" in text


def _is_fact(text: str) -> bool:
    return bool(_QUESTION.match(text)) and not (_ARITHMETIC.search(text) or _ACTION_OF_OTHERS.search(text))


_LINK_ASKS = (
    "summarise {url}",
    "Summarise {url}",
    "Summarize {url} for me.",
    "Please summarise {url} in three sentences.",
    "What does this article say: {url}",
    "What does {url} say?",
    "What is on {url}?",
    "What is {url} about?",
    "Can you read {url} and tell me the main points?",
    "Read {url}",
    "Read this for me: {url}",
    "Open {url} and list the key findings.",
    "{url}",
    "{url} what is this about?",
    "Give me a summary of {url}.",
    "tl;dr {url}",
    "Is {url} worth reading?",
    "Who wrote {url}?",
    "According to {url}, what happened?",
    "I found this page: {url}. What does it conclude?",
    "Check {url} and tell me the price.",
    "Does {url} mention a deadline?",
    "Translate {url} into plain English.",
    "What are the main arguments in {url}?",
    "Compare {url} with my documents.",
    "hey, can u look at {url}",
    "Look at the table on {url} and give me the total.",
    "When was {url} published?",
    "Here is the link: {url} What should I know?",
    "Extract the contact details from {url}",
)
_SUBDOMAINS = ("", "", "www.", "www.", "news.", "blog.", "docs.", "en.", "shop.", "support.", "files.", "library.")
_SECTIONS = "news blog articles research wiki posts docs reports papers help events products stories science".split()
_SUBJECTS = (
    "city-budget solar-panels river-levels bread-baking tax-guide quarterly-report school-meals bird-migration "
    "night-trains museum-hours vaccine-trial bicycle-lanes housing-market chess-openings moon-landing heat-pumps "
    "data-privacy coral-reefs election-results coffee-prices password-rules battery-recycling garden-soil "
    "travel-insurance ancient-rome street-lights wind-farm sleep-study job-openings annual-accounts"
).split()
_ENDINGS = ("", "", "", ".html", "/", ".pdf", "?id=17", "#summary", "?ref=mail", ".php")


def _url(rng: random.Random) -> str:
    """Return a plausible address on one of the hosts reserved for examples (RFC 2606)."""
    host = f"{rng.choice(_SUBDOMAINS)}example.{rng.choice(('com', 'org', 'net'))}"
    subject = rng.choice(_SUBJECTS) + rng.choice(("", "", f"-{rng.randint(2, 99)}"))
    section = rng.choice(_SECTIONS)
    year = f"/{rng.randint(2009, 2026)}" + rng.choice(("", f"/{rng.randint(1, 12):02}"))
    path = rng.choice((f"{section}/{subject}", f"{section}{year}/{subject}", f"{section}/{rng.randint(100, 99999)}"))
    scheme = rng.choice(("https://", "https://", "https://", "http://"))
    return rng.choice((f"{scheme}{host}/{path}{rng.choice(_ENDINGS)}", f"{scheme}{host}/{path}", f"{scheme}{host}"))


def _mend(url: str) -> str:
    return f"To let me read it, run: `python -m ingest add {url}`"
