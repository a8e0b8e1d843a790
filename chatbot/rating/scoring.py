"""What an answer is worth: its words, its footnotes, the search behind it. Pure functions, and their averages.

f1("It is Paris [1].", ["Paris"])      0.5
rank(("a.md", "b.md"), "b.md")         2

`normalise`, `exact_match` and `f1` are those of compress/rating/scores.py written once more: of `compress` the chat
imports the artifacts and the wire format alone, and its answers have other marks. A test holds both to the same score.
"""

import re
import statistics
import string
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, Any

from chatbot.answers.grounding import MARK
from chatbot.events import Answer, Citation
from chatbot.planner import is_small_talk
from chatbot.tools import SEARCH
from ingest.text import numbers, sentences, terms

if TYPE_CHECKING:
    from chatbot.rating.evaluation import Outcome

_ARTICLES = re.compile(r"\b(a|an|the)\b")
_SIGNS = frozenset(string.punctuation) | frozenset("“”‘’„")
_AFTER_MARK = re.compile(r"((?:\s*\[\d{1,3}\])+)\s*")
_FEW = 4  # passages; what a model reads at most by default


def normalise(text: str) -> str:
    """Return a text as SQuAD compares it: no footnotes, lower case, no punctuation, no articles, single spaces.

    Rajpurkar et al., "SQuAD: 100,000+ Questions for Machine Comprehension of Text" (2016), its evaluation script;
    our quoted passages stand in curly quotation marks, which are punctuation here too.
    """
    bare = "".join(sign for sign in MARK.sub(" ", text).lower() if sign not in _SIGNS)
    return " ".join(_ARTICLES.sub(" ", bare).split())


def exact_match(answer: str, accepted: Sequence[str]) -> float:
    """Return 1.0 where the answer equals an accepted one after `normalise`, else 0.0."""
    return float(normalise(answer) in {normalise(text) for text in accepted})


def f1(answer: str, accepted: Sequence[str]) -> float:
    """Return the best harmonic mean of word precision and recall over the accepted answers, from 0 to 1."""
    said = normalise(answer).split()
    return max((_overlap(said, normalise(text).split()) for text in accepted), default=0.0)


def holds(text: str, accepted: Iterable[str]) -> bool:
    """Tell whether one of the accepted answers stands in a text, its words together and whole."""
    there = f" {normalise(text)} "
    return any(f" {bare} " in there for bare in map(normalise, accepted) if bare)


def rank(sources: Sequence[str], wanted: str) -> int:
    """Return the place, from 1, of the first source that ends with `wanted`; 0 where none does."""
    return next((place for place, source in enumerate(sources, 1) if source.endswith(wanted)), 0)


def cited_rightly(answer: Answer, source: str | None, says: Callable[[str], bool]) -> int:
    """Count the citations from the wanted source (None: any) whose quote, or whose sentence, `says` what is wanted."""
    shown = shown_sentences(answer.answer)

    def right(citation: Citation) -> bool:
        carried = " ".join(sentence for sentence in shown if f"[{citation.n}]" in sentence)
        return citation.source.endswith(source or "") and (says(citation.quote) or says(carried))

    return sum(map(right, answer.citations))


def supported(answer: Answer) -> tuple[int, int]:
    """Return how many shown sentences have a footnote or come from a tool, and how many there are.

    Refusals and greetings claim nothing and count as no sentences.
    """
    if answer.refused or is_small_talk(answer.question):
        return 0, 0
    shown = shown_sentences(answer.answer)
    tools = [tool for tool in answer.tools if tool.name != SEARCH]
    given = " ".join(f"{tool.result} {' '.join(map(str, tool.arguments.values()))}" for tool in tools)

    def computed(sentence: str) -> bool:
        return sentence in given or bool(numbers(sentence) and numbers(sentence) <= numbers(given))

    return sum(bool(MARK.search(sentence)) or computed(sentence) for sentence in shown), len(shown)


def shown_sentences(text: str) -> list[str]:
    """Return an answer's sentences, each with the footnotes that follow it; a quotation is one sentence."""
    found: list[str] = []
    for sentence in sentences(text):
        if found and found[-1].count("“") > found[-1].count("”"):
            found[-1] += f" {sentence}"
            continue
        marks = _AFTER_MARK.match(sentence)
        if marks and found:
            found[-1] += marks[1] if marks[1].startswith(" ") else f" {marks[1]}"
            sentence = sentence[marks.end() :]
        if terms(sentence) or (sentence and not marks):
            found.append(sentence)
    return found


def summary(outcomes: Sequence["Outcome"]) -> dict[str, Any]:
    """Return the scores: shares from 0 to 1, None where nothing was asked for; seconds; by kind [passed, asked]."""
    answerable = [outcome for outcome in outcomes if not outcome.must_refuse]
    unanswerable = [outcome for outcome in outcomes if outcome.must_refuse]
    ranks = [outcome.rank for outcome in outcomes if outcome.rank is not None]
    kinds = sorted({outcome.kind for outcome in outcomes})
    return {
        "questions": len(outcomes),
        "passed": mean(o.passed for o in outcomes),
        "contains": mean(o.contains for o in answerable),
        "cites": mean(o.cites for o in answerable),
        "exact_match": mean(o.exact_match for o in outcomes),
        "f1": mean(o.f1 for o in outcomes),
        "refuses_wrongly": mean(o.refused for o in answerable),
        "refuses_rightly": mean(o.refused for o in unanswerable),
        "refusal_precision": mean(o.must_refuse for o in outcomes if o.refused),
        "refusal_recall": mean(o.refused for o in unanswerable),
        "citation_precision": _ratio((o.citations_right, o.citations) for o in outcomes),
        "recall_at_1": mean(place == 1 for place in ranks),
        f"recall_at_{_FEW}": mean(0 < place <= _FEW for place in ranks),
        "mrr": mean(1 / place if place else 0 for place in ranks),
        "support_rate": _ratio((o.supported, o.sentences) for o in outcomes),
        "median_first_token_s": statistics.median(o.first_token_s for o in outcomes),
        "median_total_s": statistics.median(o.total_s for o in outcomes),
        "by_kind": {
            kind: [sum(o.passed for o in outcomes if o.kind == kind), sum(o.kind == kind for o in outcomes)]
            for kind in kinds
        },
    }


def mean(values: Iterable[float | None]) -> float | None:
    """Return the mean of the values that are not None, to four places; None where there is none."""
    given = [value for value in values if value is not None]
    return round(sum(given) / len(given), 4) if given else None


def _ratio(pairs: Iterable[tuple[int, int]]) -> float | None:
    parts, wholes = zip(*pairs, strict=True)
    return round(sum(parts) / sum(wholes), 4) if sum(wholes) else None


def _overlap(said: list[str], accepted: list[str]) -> float:
    if not said or not accepted:
        return float(said == accepted)
    shared = sum((Counter(said) & Counter(accepted)).values())
    return 2 * shared / (len(said) + len(accepted))
