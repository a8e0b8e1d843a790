"""Passages of the size that retrieval delivers, and a pool of them to draw hard negatives from.

fit(text, ["Paris"], words=170)                        the piece of the text that holds "Paris"
Pool(readings).near("When was the bridge built?", 3, answers=("1937",))    three that look right and are not
"""

import re
import sqlite3
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from random import Random

from compress.corpus.items import Passage, Reading
from compress.corpus.prose import FUNCTION_WORDS, content_words, holds, sentences

WORDS = 170  # a piece of the splitter has 190 words at most; 60 to 170 are usual
_TERMS = 6  # of a query: the rarest; each costs time in proportion to the passages that have it
_COMMON = 0.02  # of all passages: a term in more of them tells little and costs much
_SHINGLE = 6  # words in a row
_SAME = 1 / 3  # of the shorter text's shingles: texts that share as many are one text


def chunks(text: str, words: int = WORDS) -> list[str]:
    """Return the text cut into pieces of whole sentences, each as long as fits; a longer sentence is cut too."""
    pieces: list[list[str]] = []
    size = 0
    for sentence in _short_sentences(text, words):
        length = len(sentence.split())
        if not pieces or size + length > words:
            pieces.append([])
            size = 0
        pieces[-1].append(sentence)
        size += length
    return [" ".join(piece) for piece in pieces]


def fit(text: str, spans: Sequence[str] = (), words: int = WORDS, rng: Random | None = None, query: str = "") -> str:
    """Return a window of whole sentences that keeps all spans; the text itself where it is short.

    Without rng one of the fixed pieces (`chunks`) where one will do, so that questions about one text share passages:
    the one with most words of the query. With rng any window of up to `words` words. Where the spans lie too far
    apart the window is longer than asked; where one is not in the text, no window can keep it: ValueError.
    """
    if missing := [span for span in spans if span not in text]:
        raise ValueError(f"not in the text: {missing[0]!r}")
    if len(text.split()) <= words:
        return text
    keeping = [piece for piece in chunks(text, words) if all(span in piece for span in spans)]
    if rng is not None:
        windows = [piece for piece in _windows(text, words) if all(span in piece for span in spans)]
        return rng.choice(windows) if windows else _cover(text, spans)
    if not keeping:
        keeping = [piece for piece in _windows(text, words) if all(span in piece for span in spans)]
    wanted = content_words(query)
    return max(keeping, key=lambda piece: len(wanted & content_words(piece)), default="") or _cover(text, spans)


def same_text(one: str, other: str) -> bool:
    """Tell whether two passages overlap so much that showing both shows one text twice."""
    return _overlap(_shingles(one), _shingles(other))


class Pool:
    """All passages of some readings, each text once, to draw negatives from; the same calls give the same passages.

    A negative must not answer: none holds one of `answers`, nor overlaps one of `without` (the gold passages).
    """

    def __init__(self, readings: Iterable[Reading]) -> None:
        self._passages: list[Passage] = []
        self._groups: dict[tuple[str, str], list[int]] = {}
        self._texts: dict[str, int] = {}
        self._frequency: Counter[str] = Counter()
        for reading in readings:
            for passage in reading.passages:
                self._add(reading, passage)
        self._index = sqlite3.connect(":memory:")
        self._index.execute("CREATE VIRTUAL TABLE passage USING fts5(text, content='', tokenize='porter unicode61')")
        rows = ((n, f"{p.title} {p.heading} {p.text}") for n, p in enumerate(self._passages))
        self._index.executemany("INSERT INTO passage(rowid, text) VALUES (?, ?)", rows)

    def __len__(self) -> int:
        return len(self._passages)

    def near(self, query: str, n: int, answers: Sequence[str] = (), without: Iterable[Passage] = ()) -> list[Passage]:
        """Return up to n passages that share the query's rarer words, best first by BM25."""
        match = " OR ".join(f'"{term}"' for term in self._terms(query))
        if not match:
            return []
        limit = 4 * n + 20
        rows = self._index.execute(
            "SELECT rowid FROM passage WHERE passage MATCH ? ORDER BY rank LIMIT ?", (match, limit)
        )
        return self._allowed((row for (row,) in rows), n, answers, without)

    def same_group(
        self,
        reading: Reading,
        n: int,
        rng: Random,
        answers: Sequence[str] = (),
        without: Iterable[Passage] = (),
    ) -> list[Passage]:
        """Return up to n passages of a reading's group (an article, a dialogue), in random order."""
        rows = self._groups.get((reading.source, reading.group), [])
        return self._allowed(rng.sample(rows, len(rows)), n, answers, without)

    def random(
        self, n: int, rng: Random, answers: Sequence[str] = (), without: Iterable[Passage] = ()
    ) -> list[Passage]:
        """Return up to n passages from anywhere."""
        rows = rng.sample(range(len(self)), min(len(self), 4 * n + 20))
        return self._allowed(rows, n, answers, without)

    def _add(self, reading: Reading, passage: Passage) -> None:
        key = "".join(sign for sign in passage.text.lower() if sign.isalnum())
        if key not in self._texts:
            self._texts[key] = len(self._passages)
            self._passages.append(passage)
            self._frequency.update(set(_words(f"{passage.title} {passage.heading} {passage.text}")))
        rows = self._groups.setdefault((reading.source, reading.group), [])
        if self._texts[key] not in rows:
            rows.append(self._texts[key])

    def _terms(self, query: str) -> list[str]:
        known = {word for word in _words(query) if word not in FUNCTION_WORDS and self._frequency[word]}
        rarest = sorted(known, key=lambda word: (self._frequency[word], word))[:_TERMS]
        return [word for word in rarest if self._frequency[word] <= max(50, _COMMON * len(self))] or rarest[:1]

    def _allowed(
        self, rows: Iterable[int], n: int, answers: Sequence[str], without: Iterable[Passage]
    ) -> list[Passage]:
        spans = [answer for answer in answers if answer.lower() not in ("yes", "no")]
        taken = [_shingles(passage.text) for passage in without]
        chosen: list[Passage] = []
        for row in rows:
            if len(chosen) == n:
                break
            passage = self._passages[row]
            shown = f"{passage.title} {passage.heading} {passage.text}"
            shingles = _shingles(passage.text)
            if any(holds(shown, span) for span in spans) or any(_overlap(shingles, other) for other in taken):
                continue
            chosen.append(passage)
            taken.append(shingles)
        return chosen


def _words(text: str) -> list[str]:
    return re.findall(r"[^\W_]+", text.lower())


def _shingles(text: str) -> set[tuple[str, ...]]:
    words = _words(text)
    return {tuple(words[i : i + _SHINGLE]) for i in range(max(1, len(words) - _SHINGLE + 1))}


def _overlap(one: set[tuple[str, ...]], other: set[tuple[str, ...]]) -> bool:
    return len(one & other) > _SAME * min(len(one), len(other))


def _short_sentences(text: str, words: int) -> Iterator[str]:
    for sentence in sentences(text):
        tokens = sentence.split()
        if len(tokens) <= words:
            yield sentence
        else:
            yield from (" ".join(tokens[i : i + words]) for i in range(0, len(tokens), words))


def _windows(text: str, words: int) -> list[str]:
    """Return for each sentence the longest window of up to `words` words that starts with it."""
    parts = list(_short_sentences(text, words))
    found = []
    for start in range(len(parts)):
        end, size = start, 0
        while end < len(parts) and size + len(parts[end].split()) <= words:
            size += len(parts[end].split())
            end += 1
        found.append(" ".join(parts[start:end]))
        if end == len(parts):
            break
    return found


def _cover(text: str, spans: Sequence[str]) -> str:
    """Return the shortest run of whole sentences with all spans; the text itself where a span crosses odd breaks."""
    parts = sentences(text)
    runs = (
        " ".join(parts[i:j])
        for size in range(1, len(parts) + 1)
        for i in range(len(parts) - size + 1)
        for j in (i + size,)
    )
    return next((run for run in runs if all(span in run for span in spans)), text)
