"""Whether a sentence is about a question: by its own words, and by those of the title and the heading over it."""

from chatbot.questions.plurals import stem_set
from ingest.collection import Passage

_IN_SENTENCE = 0.5  # of the question's words; the others may stand in its title or heading


def over(passage: Passage) -> frozenset[str]:
    """Return the terms of what stands over a passage: its title and its heading."""
    return stem_set(f"{passage.title} {passage.heading}")


def is_about(wanted: frozenset[str], said: frozenset[str], around: frozenset[str]) -> bool:
    """Tell whether a sentence that has the terms `said` has half of those `wanted`, and `around` it are the others."""
    return wanted <= said | around and len(wanted & said) >= _IN_SENTENCE * len(wanted)
