"""What the readers make of open datasets, and the builders turn into conversations.

A `Reading` is one question about passages; the datasets agree on little else.
"""

from dataclasses import dataclass, replace


@dataclass(frozen=True)
class Passage:
    """A piece of a document as the search tool shows it: `[n] title, page 3: heading`, then the text."""

    title: str
    text: str
    heading: str = ""
    page: int | None = None


@dataclass(frozen=True)
class Reading:
    """A question, the passages it was asked of, and its gold answers.

    answers: spans of the passages, best first, or "yes"/"no"; empty where the passages do not answer the question,
    which makes them near misses. sentence: a full answer that people wrote, where the dataset has one. derivation:
    an arithmetic expression over numbers of the passages, where the answer must be computed. history: earlier
    (question, answer) turns, oldest first; query is then the question made to stand alone.
    group: what is held out as a whole (an article, a dialogue), unique within the source. generated: a model of ours
    asked it, so that nothing is measured by it.
    """

    source: str
    group: str
    question: str
    passages: tuple[Passage, ...]
    answers: tuple[str, ...]
    sentence: str | None = None
    derivation: str | None = None
    history: tuple[tuple[str, str], ...] = ()
    query: str | None = None
    generated: bool = False

    @property
    def answerable(self) -> bool:
        """Tell whether the passages hold the answer."""
        return bool(self.answers)

    def without_answer(self) -> "Reading":
        """Return the same question, asked of passages that do not answer it."""
        return replace(self, answers=(), sentence=None, derivation=None)
