"""What becomes of a draft written from passages: shown, shown in part, replaced by a quotation, or refused."""

from collections.abc import Sequence
from dataclasses import dataclass

from chatbot.evidence import Evidence
from chatbot.grounding import MARK, Grounded, ground, is_yes_no, point_at, quote
from chatbot.retrieval import Retriever
from compress.wire import is_refusal
from ingest.gate import coverage
from ingest.store import Passage
from ingest.text import STOP_WORDS, names, numbers, sentences, stem, terms, words

ABOUT = 0.6  # of the question's weighted terms in a sentence that is quoted against the model's refusal
STRONG = 0.75  # of the question's weighted terms in a quotation that stands in for an answer


@dataclass(frozen=True)
class Reading:
    """What a draft was written for and from; `computed` is what the turn's tools returned."""

    question: str
    passages: Sequence[Passage]
    computed: str = ""
    brief: bool = False


def settle(draft: str, reading: Reading, retriever: Retriever, *, stopped: bool = False) -> Grounded | None:
    """Return what may be shown of a draft, None to refuse.

    1. The model refuses: so do we, unless the reader is sure of an answer whose sentence has most of the question's
       words: where these are missing, the question assumes what the documents do not say.
    2. Some sentences are supported: these are shown, the others are not. Where the reader points at other words it
       is quoted if it is sure; if it doubts that there is any answer, we refuse. A brief answer is the reader's words:
       pointing is its trade. Not beside what was calculated, nor a yes or no: it knows neither.
    3. None is: the sentences nearest to the question are quoted if that is surely what the draft was about
       (`is_strong`). A draft that was stopped half-way is never replaced.
    """
    kept, flat = None, refuses(draft)
    if not flat:
        kept = ground(draft, reading.passages, reading.question, reading.computed, brief=reading.brief)
    if stopped or not reading.passages:
        return kept
    pointed = retriever.evidence(reading.question, reading.passages)
    if flat and not (pointed and pointed.sure and _is_about(pointed, reading, retriever)):
        return None
    if pointed and not (kept and _agrees(pointed, kept, reading)):
        if pointed.sure or (kept and reading.brief and not pointed.doubtful):
            return point_at(pointed, brief=reading.brief)
        if pointed.doubtful:
            return None
    if kept:
        return kept
    window = retriever.focus(reading.question, reading.passages)
    return quote(window) if is_strong(window, draft, reading.question, retriever.weights(reading.question)) else None


def _is_about(pointed: Evidence, reading: Reading, retriever: Retriever) -> bool:
    window = pointed.window
    text = f"{window.title} {window.heading} {window.text}"
    return coverage(text, retriever.weights(reading.question)) >= ABOUT


def _agrees(pointed: Evidence, kept: Grounded, reading: Reading) -> bool:
    """Tell whether a checked draft says what the reader points at, if brief no more, or what no reader can know."""
    if reading.computed or is_yes_no(reading.question):
        return True
    return pointed.is_all_of(kept.text) if reading.brief else pointed.stands_in(kept.text)


def is_strong(window: Passage, draft: str, question: str, weights: dict[str, float]) -> bool:
    """Tell whether a window may be quoted for a draft: it has the question's rare words and what the draft found.

    `weights` are the question's terms, the rare ones heavier. What the draft found is a number or a name that the
    question did not have: a draft with nothing of the kind in common was about something else.
    """
    if coverage(f"{window.title} {window.heading} {window.text}", weights) < STRONG:
        return False
    found = _telling(MARK.sub("", draft)) - set(terms(question)) - numbers(question)
    return bool(found & (numbers(window.text) | set(terms(window.text))))


def refuses(draft: str) -> bool:
    """Tell whether a draft says that the answer is not there; a sentence with a footnote says something else."""
    return any(is_refusal(sentence) for sentence in sentences(draft) if not MARK.search(sentence))


def _telling(text: str) -> set:
    """Return the numbers and the stems of names, a sentence's first word included where it is no common one."""
    openings = (words(sentence)[:1] for sentence in sentences(text) if sentence[0].isupper())
    first = {stem(opening[0]) for opening in openings if opening and opening[0] not in STOP_WORDS}
    return numbers(text) | names(f". {text}") | first
