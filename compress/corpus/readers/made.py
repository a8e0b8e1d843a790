"""How every reader makes a reading out of a text, a question and its answers."""

from collections.abc import Sequence

from compress.corpus.items import Passage, Reading
from compress.corpus.passages import WORDS, fit
from compress.corpus.prose import best_first, locate

_LONGEST = 1.5  # times WORDS: what must stay together is kept so long, or the reading is left out


def span_reading(source: str, group: str, question: str, passage: Passage, answers: Sequence[str]) -> Reading | None:
    """Return a reading whose answers are spans of its passage, cut to size; no answers make it a near miss.

    answers: as annotators gave them, repeats and all. None where the best answer is not in the passage, or the
    passage cannot be cut to a size that retrieval delivers.
    """
    spans = [found for answer in best_first(answers) if (found := locate(passage.text, answer))]
    if answers and not spans:
        return None
    text = fit(passage.text, spans[:1], query=question)
    if len(text.split()) > _LONGEST * WORDS:
        return None
    kept = tuple(dict.fromkeys(span for span in spans if locate(text, span)))
    if answers and not kept:  # the cut keeps the span, but now as a part of a word
        return None
    return Reading(source, group, " ".join(question.split()), (Passage(passage.title, text, passage.heading),), kept)
