"""The sentences that give a reason, a way or a consequence: "Why ...?", "How does ...?", "What happens if ...?".

A reader points at words, and those of a reason are seldom the ones it would point at. So the runs of a few sentences
are weighed: how many of the question's words they have, title and heading included, whether they say that they give a
reason, how early their passage came, and whether the words of the reader, or of a draft, are among them. What the
reranker makes of the most promising ones beside the question counts too.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from chatbot.answers.evidence import Evidence, asks_why
from chatbot.answers.prose import LEANING
from ingest.answerability.gate import coverage
from ingest.collection import Passage
from ingest.text import sentences, terms, words

_SHORTEST, _LONGEST = 3, 4  # sentences
_NO_PROSE = re.compile(r"^#[^\n]*$|^```.*?^```", re.MULTILINE | re.DOTALL)  # a heading; program code
_PARAGRAPHS = re.compile(r"\n\s*\n")
_TITLE = re.compile(
    r"[^\W\d_][\w'’-]*(?:,? [\w'’-]+){0,5}"
)  # a line that ends as no sentence does: plain text's headings
_LINK = re.compile(r"\[[^]]+\]: \S")
_STEP = re.compile(r"\(?\d{1,3}[.)] \S")
_ITEM = re.compile(r"(?:[-*•]|\(?[a-z]\)) \S")
_LEANS_BACK = re.compile(
    rf"{LEANING}|(?:so|otherwise|but|also|then|for this reason|as a result|in this way|instead|because of this)\b|"
    r"(?:\S+ ){0,6}(?:therefore|thus|hence)\b",
    re.IGNORECASE,
)
_WHY = re.compile(
    r"\bwhy\b|\bwhat (?:is|was|are) the (?:reasons?|causes?|point|purpose)\b|\bwhat caused?s?\b", re.IGNORECASE
)
_WHAT_IF = re.compile(r"\W*(?:(?:and|but|so) )?what (?:happens|happened|would happen|will happen|if)\b", re.IGNORECASE)
_REASON = re.compile(
    r"\b(?:because|since|therefore|so that|in order to|otherwise|which means|to avoid|that is why|due to|as a result|"
    r"for this reason|the reasons?|owing to|hence|thus|caused? by|prevents?|unless)\b|, (?:so|as|for)\b",
    re.IGNORECASE,
)
_CONSEQUENCE = re.compile(r"\b(?:if|when|whenever|once|unless|otherwise|whoever|in case)\b", re.IGNORECASE)
_CUE, _POINTED, _SURE, _DRAFTED = 0.25, 0.5, 1.0, 0.1
_LOGIT = 0.3  # of the handbook's reasons one more is found, of 45 on dev articles none fewer
_READ = 16  # runs that the reranker reads: about 0.15 s on two cores
_PARAGRAPH, _WORDS = 5, 110  # sentences and words of a paragraph that is shown from its beginning
_LENGTH_COST, _PLACE_COST, _PARAGRAPH_COST = (
    0.002,
    0.15,
    0.1,
)  # of a term, of a passage lower, of going over a blank line


@dataclass(frozen=True)
class _Run:
    """Sentences that stand together, the place of their passage among those found, and the paragraphs they go over.

    `before` is what their paragraph says before them.
    """

    parts: tuple[str, ...]
    passage: Passage
    place: int
    over: int = 0
    before: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        return " ".join(self.parts)

    @property
    def with_opening(self) -> str:
        """The sentences from the beginning of their paragraph on, if these are not many."""
        whole = " ".join((*self.before, *self.parts))
        short = len(self.before) + len(self.parts) <= _PARAGRAPH and len(words(whole)) <= _WORDS
        return whole if short else self.text

    def holds(self, text: str) -> bool:
        """Tell whether a text stands in the sentences, word for word."""
        return f" {' '.join(words(text))} " in f" {' '.join(words(self.text))} "


def asks_reason(question: str) -> bool:
    """Tell whether a question wants a reason, a way or a consequence."""
    return asks_why(question) or bool(_WHY.search(question) or _WHAT_IF.match(question))


@dataclass(frozen=True)
class Weighing:
    """What tells one run from another: the question's terms, the rare ones heavier, what a reader points at, a draft.

    `logits` is what a reranker makes of passages beside the question, where there is one.
    """

    weights: dict[str, float]
    pointed: Evidence | None = None
    draft: str = ""
    logits: Callable[[list[Passage]], Sequence[float]] | None = None


def reason(question: str, found: Sequence[Passage], weighing: Weighing) -> Passage | None:
    """Return the sentences of one passage that explain best, None without prose or where none has a draft's words.

    They begin where their paragraph does, unless that is long.
    """
    said, runs = sentences(weighing.draft), list(_runs(found))
    if said and not any(run.holds(sentence) for run in runs for sentence in said):
        return None
    cue = _CONSEQUENCE if _WHAT_IF.match(question) else _REASON
    rated = [(_promise(run, cue, weighing) + _DRAFTED * sum(map(run.holds, said)), run) for run in runs]
    first = sorted(rated, key=lambda rating: -rating[0])[:_READ]
    if weighing.logits and len(first) > 1:
        logits = weighing.logits([replace(run.passage, text=run.text) for _, run in first])
        first = [(rating + _LOGIT * logit, run) for (rating, run), logit in zip(first, logits, strict=True)]
    _, best = max(first, key=lambda rating: rating[0], default=(0.0, None))
    return replace(best.passage, text=best.with_opening) if best else None


def _promise(run: _Run, cue: re.Pattern[str], weighing: Weighing) -> float:
    around = f"{run.passage.title} {run.passage.heading} {run.text}"
    weights, pointed, trust = weighing.weights, weighing.pointed, 0.0
    if pointed and not pointed.doubtful and pointed.window.id == run.passage.id and run.holds(pointed.words):
        trust = _SURE if pointed.sure else _POINTED
    return (
        coverage(around, weights)
        + coverage(run.text, weights)
        + _CUE * bool(cue.search(run.text))
        + trust
        - _LENGTH_COST * len(terms(run.text))
        - _PLACE_COST * run.place
        - _PARAGRAPH_COST * run.over
    )


def _runs(found: Sequence[Passage]) -> Iterator[_Run]:
    """Yield the runs of sentences, none of which begins by leaning on the one before it.

    They are long where the paragraph is: a reason seldom stands in the sentence that has the question's words.
    """
    for place, passage in enumerate(found):
        for block in _blocks(passage.text):
            for start in _starts(block):
                for length in range(min(_SHORTEST, len(block)), min(_LONGEST, len(block) - start) + 1):
                    parts, paragraphs = zip(*block[start : start + length], strict=True)
                    before = tuple(part for part, paragraph in block[:start] if paragraph == paragraphs[0])
                    yield _Run(parts, passage, place, paragraphs[-1] - paragraphs[0], before)


def _starts(block: Sequence[tuple[str, int]]) -> Iterator[int]:
    """Yield where a run may begin; where one sentence after another leans back, at one of them too."""
    last = 0
    for start, (first, _) in enumerate(block):
        leans = first[:1].islower() or (start and _LEANS_BACK.match(first))  # a small letter: cut within a sentence
        if not leans or start - last >= _SHORTEST or (not start and len(block) <= _SHORTEST):
            last = start
            yield start


def _blocks(text: str) -> Iterator[list[tuple[str, int]]]:
    """Yield the sentences that stand together, each with the number of its paragraph.

    Steps stand together, any other item of a list only with what else its paragraph says of it.
    """
    block: list[tuple[str, int]] = []
    opened, last = "", 0
    for part, paragraph, kind in _parts(text):
        goes_on = kind == opened != "item" or (kind == "prose" and paragraph == last and opened)
        if not goes_on:
            if block:
                yield block
            block, opened = [], kind
        if kind:
            block.append((part, paragraph))
        last = paragraph
    if block:
        yield block


def _parts(text: str) -> Iterator[tuple[str, int, str]]:
    """Yield each sentence with the number of its paragraph and its kind; between two sections something of none."""
    for section in _NO_PROSE.split(text):
        for number, paragraph in enumerate(_PARAGRAPHS.split(section)):
            for part in sentences(paragraph):
                yield " ".join(part.split()), number, _kind(part)
        yield "", 0, ""


def _kind(part: str) -> str:
    """Return "prose", "step" or "item"; "" of what explains nothing: a table's row, a title, where a link leads."""
    if not terms(part) or part.startswith(("|", "<", "[Picture")) or _LINK.match(part) or _TITLE.fullmatch(part):
        return ""
    if _STEP.match(part):
        return "step"
    return "item" if _ITEM.match(part) else "prose"
