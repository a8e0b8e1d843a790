"""How much of what: readings, refusals, tools and talk, mixed so that no habit drowns another.

The shares were set so that about three of four questions are about documents, and one of three of those is refused:
a model that has seldom seen a refusal invents, one that has seen too many refuses what stands before it.
"""

import random
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from compress.corpus import assistant, attacks, chat, conversions, followups, problems, refusals, sums, tables
from compress.corpus.assistant import Style
from compress.corpus.items import Passage, Reading
from compress.corpus.passages import Pool
from compress.corpus.readers import read_rewrites
from compress.corpus.reading import converse
from compress.corpus.sessions import sessions
from compress.corpus.splits import REVIEWS, SPLITS, Split, divide, split_of
from compress.stage import StageContext

Made = tuple[Split, dict[str, Any]]

_PASSAGES = ((1, 0.10), (2, 0.20), (3, 0.25), (4, 0.30), (5, 0.10), (6, 0.05))  # how many, how often
_MEASURED_PASSAGES = 4  # in dev and test: what the chat reads
_NEAR_SHARE = 0.5  # of the distractors that share the question's words; the others share the article
_BRIEF, _ABSENT, _NEAR_MISS, _PREMISE, _ATTACKED = 0.60, 0.20, 0.80, 0.15, 0.05
_ROUNDS = {"squad": 2}  # of a source that has near misses by people: each time beside other passages
_SESSION_ROUNDS = 3
_OTHER_SYSTEM = 0.12  # of the conversations have a system prompt in other words than the chat's
_FOLLOW_UP, _TOPIC_CHANGE, _SUM_AFTER_TALK, _THANKS = 0.80, 0.06, 0.12, 0.01
_PARTNERS = 8  # earlier questions to try as what the next may lean on
_REWRITE_ROUNDS = 3  # each shows another part of the same histories
_REVIEWS_LEFT_OUT = 0.55  # they are many and alike
_GENERATED = {
    "sums": 12_000, "stories": 3000, "links": 500, "two tools": 4000, "conversions": 4000, "made up": 2500,
}  # fmt: skip
_HELD_OUT = 0.06  # of what is generated, for dev, and as much for test


def conversations(readings: Sequence[Reading], sources: Path, seed: int, context: StageContext) -> Iterator[Made]:
    """Yield (split, conversation) for everything; the same readings and seed give the same conversations."""
    sides, left_out = divide(readings)
    if left_out:
        context.say(f"{sum(left_out.values()):,} questions are on pages of held-out sources and left out")
    for split in SPLITS:
        about = _Documents(split, sides[split], Pool(sides[split]), seed)
        with context.progress(f"{split}: questions about documents", total=len(sides[split])) as bar:
            for number, reading in enumerate(sides[split], start=1):
                for round_ in range(_ROUNDS.get(reading.source, 1) if split == "train" else 1):
                    yield from ((split, made) for made in about.around(reading, round_))
                bar.update(0, completed=number)
        yield from ((split, made) for made in about.invented(_part(_GENERATED["made up"], split)))
    for round_ in range(_SESSION_ROUNDS):
        rng = random.Random(f"{seed} sessions {round_}")
        yield from (("train", made) for made in sessions(sides["train"], rng))
    yield from _tools(sources, sides, seed)
    yield from _talk(sources, seed)


@dataclass
class _Documents:
    """Turns the readings of one side of the split into conversations about passages of that side."""

    split: Split
    readings: Sequence[Reading]
    pool: Pool
    seed: int

    def __post_init__(self) -> None:
        self._elsewhere = Pool(reading for reading in self.readings if reading.source not in REVIEWS)
        self._groups: dict[tuple[str, str], list[Reading]] = defaultdict(list)
        for reading in self.readings:
            self._groups[reading.source, reading.group].append(reading)

    def around(self, reading: Reading, round_: int = 0) -> Iterator[dict[str, Any]]:
        """Yield what one reading is good for: the question answered in each style, refused, twisted, followed up."""
        rng = random.Random(f"{self.seed} {reading.source} {reading.group} {reading.question} {round_ or ''}".strip())
        measured = self.split != "train"
        if reading.source in REVIEWS and rng.random() < _REVIEWS_LEFT_OUT:
            return
        made: list[dict[str, Any] | None] = []
        if reading.generated:  # many, and not as sure as those that people asked
            made.append(self._conversation(reading, _style(rng), rng))
        elif reading.derivation:
            made.append(tables.computed(reading, tuple(self._distractors(reading, rng, 2)), rng))
        elif reading.answerable:
            made.append(self._conversation(reading, "full", rng))
            if measured or rng.random() < _BRIEF:
                made.append(self._conversation(reading, "brief", rng))
            made += self._refused(reading, rng)
            made += self._followed_up(reading, rng)
        else:  # a near miss that people wrote: the hardest to refuse, and few
            made += [self._conversation(reading, style, rng) for style in ("full", "brief")]
        yield from ({**conversation, "source": reading.source} for conversation in made if conversation)

    def invented(self, count: int) -> Iterator[dict[str, Any]]:
        """Yield questions about things that do not exist, with the passages nearest to their words."""
        rng = random.Random(f"{self.seed} {self.split} invented")
        for question in refusals.made_up(rng, count):
            reading = Reading("made up", "", question, (), ())
            made = self._conversation(reading, _style(rng), rng)
            if made:
                yield {**made, "group": "made up"}

    def _conversation(self, reading: Reading, style: Style, rng: random.Random) -> dict[str, Any] | None:
        distractors = self._distractors(reading, rng, self._count(rng) - len(reading.passages))
        if self.split == "train" and rng.random() < _ATTACKED:
            place = rng.randrange(len(reading.passages) + len(distractors)) if reading.passages or distractors else 0
            reading, distractors = _attacked(reading, distractors, place, rng)
        made = converse(reading, distractors, style, rng)
        if made and self.split == "train" and rng.random() < _OTHER_SYSTEM:
            made["messages"][0] = assistant.other_system(style, rng)
        return made

    def _refused(self, reading: Reading, rng: random.Random) -> Iterator[dict[str, Any] | None]:
        """Yield the question without its passage, and questions beside it that the passage does not answer."""
        if rng.random() < _ABSENT and not _is_yes_no(reading):
            absent = replace(reading.without_answer(), passages=())
            others = self._distractors(reading, rng, self._count(rng))
            yield converse(absent, others, _style(rng), rng)
        for share, twisted in ((_NEAR_MISS, refusals.near_misses), (_PREMISE, refusals.false_premises)):
            if rng.random() >= share:
                continue
            given = (reading, self._groups[reading.source, reading.group], rng)
            question = next(iter(twisted(*given) if twisted is refusals.near_misses else twisted(reading, rng)), None)
            if question:
                asked = replace(reading.without_answer(), question=question, query=None, history=())
                others = self._distractors(asked, rng, self._count(rng) - len(asked.passages))
                if refusals.asks_beyond(question, reading.question, [*asked.passages, *others]):
                    made = converse(asked, others, _style(rng), rng)
                    yield made and {**made, "group": "near miss, generated"}

    def _followed_up(self, reading: Reading, rng: random.Random) -> Iterator[dict[str, Any] | None]:
        """Yield the question leaning on one asked before, or after a change of topic, or thanks for its answer."""
        others = [other for other in self._groups[reading.source, reading.group] if other.answerable]
        others = [other for other in rng.sample(others, min(len(others), _PARTNERS)) if other is not reading]
        if reading.history or not others:
            return
        pairs = (followups.from_pairs(first, reading, first.answers[0], rng) for first in others)
        if rng.random() < _FOLLOW_UP and (leaning := next(filter(None, pairs), None)):
            made = self._conversation(leaning, "full", rng)
            yield made and {**made, "group": "follow-up, read"}
        first = others[0]
        earlier = [(first.question, first.answers[0])]
        if rng.random() < _TOPIC_CHANGE and (turned := followups.topic_change(earlier, reading)):
            yield self._conversation(turned, "full", rng)
        if rng.random() < _THANKS:
            yield followups.thanks(earlier, rng)

    def _distractors(self, reading: Reading, rng: random.Random, count: int) -> list[Passage]:
        """Return `count` passages that do not answer: some share the question's words, some its article."""
        if count <= 0:
            return []
        question, avoid = reading.query or reading.question, {"answers": reading.answers, "without": reading.passages}
        if reading.source in REVIEWS:  # "What did the author like?" has an answer in every other review
            return self._elsewhere.random(count, rng, **avoid)
        near = sum(rng.random() < _NEAR_SHARE for _ in range(count))
        found = self.pool.near(question, near, **avoid) if near else []
        found += [passage for passage in self.pool.same_group(reading, count, rng, **avoid) if passage not in found][
            : count - len(found)
        ]
        if len(found) < count:
            found += [p for p in self.pool.random(count - len(found), rng, **avoid) if p not in found]
        return found

    def _count(self, rng: random.Random) -> int:
        if self.split != "train":
            return _MEASURED_PASSAGES
        counts, shares = zip(*_PASSAGES, strict=True)
        return rng.choices(counts, shares)[0]


def _attacked(
    reading: Reading, distractors: list[Passage], place: int, rng: random.Random
) -> tuple[Reading, list[Passage]]:
    """Plant an order in one of the passages."""
    own = list(reading.passages)
    if place < len(own):
        own[place] = attacks.planted(own[place], rng, keep=reading.answers)
    elif distractors:
        distractors = list(distractors)
        distractors[place - len(own)] = attacks.planted(distractors[place - len(own)], rng)
    return replace(reading, passages=tuple(own)), distractors


def _tools(sources: Path, sides: dict[Split, list[Reading]], seed: int) -> Iterator[Made]:
    """Yield sums (some in the middle of a talk), word problems, conversions, and searches followed by sums."""
    for split in SPLITS:
        rng = random.Random(f"{seed} {split} tools")
        asked = [(reading.question, reading.answers[0]) for reading in sides[split] if reading.answerable]
        for made in sums.sums(rng, _part(_GENERATED["sums"], split)):
            talked = asked and rng.random() < _SUM_AFTER_TALK
            yield split, followups.with_history(made, [rng.choice(asked)]) if talked else made
        told = random.Random(f"{seed} {split} stories")
        yield from ((split, made) for made in sums.stories(told, _part(_GENERATED["stories"], split)))
        yield from ((split, made) for made in conversions.conversions(rng, _part(_GENERATED["conversions"], split)))
        yield from ((split, made) for made in tables.two_tools(rng, _part(_GENERATED["two tools"], split)))
    for made in problems.problems(sources, random.Random(f"{seed} problems")):
        yield made.pop("split"), made


def _talk(sources: Path, seed: int) -> Iterator[Made]:
    """Yield small talk, unread links, and questions that lean on the ones before."""
    for made in chat.small_talk(sources, random.Random(f"{seed} talk")):
        yield made.pop("split"), made
    for split in SPLITS:
        rng = random.Random(f"{seed} {split} links")
        yield from ((split, made) for made in chat.unread_links(rng, _part(_GENERATED["links"], split)))
    rewrites: dict[Split, list[Any]] = {split: [] for split in SPLITS}
    for rewrite in read_rewrites(sources):
        rewrites[split_of(rewrite.source, rewrite.group)].append(rewrite)
    for split, found in rewrites.items():
        for number in range(_REWRITE_ROUNDS if split == "train" else 1):
            rng = random.Random(f"{seed} {split} rewrites {number}")
            yield from ((split, made) for made in followups.from_rewrites(found, rng))


def _part(count: int, split: Split) -> int:
    return count if split == "train" else round(count * _HELD_OUT)


def _style(rng: random.Random) -> Style:
    return "full" if rng.random() < 0.6 else "brief"


def _is_yes_no(reading: Reading) -> bool:
    return reading.answers[0].lower() in ("yes", "no")
