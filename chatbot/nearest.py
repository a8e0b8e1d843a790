"""What came nearest where the chat refuses: passages that a person may look into, though they may not answer.

Nothing here is an answer: no model reads these passages, and they enter neither the text nor the history.
"""

from collections.abc import Iterable

from chatbot.events import Answer, Citation
from chatbot.retrieval import Retriever
from chatbot.tools import SEARCH
from ingest.answerability.gate import coverage
from ingest.collection import Passage
from ingest.ranking import asked_of
from ingest.text import terms, windows

_MOST = 3
_NEAR = 0.3  # cosine: of passages without any word of the question, those below are about something else altogether
_WINDOWS = 4  # of a passage, those with most of the question's words are embedded
_LENGTH_COST = 0.004  # of a window's each term, so that one sentence is shown where a second adds nothing


def nearest(answer: Answer, retriever: Retriever) -> tuple[Citation, ...]:
    """Return up to three passages for a refusal that searched, best first, each cut to one or two sentences.

    Empty for any other answer, and where nothing in the collection is about the question.
    """
    if not answer.refused:
        return ()
    queries = dict.fromkeys(str(tool.arguments.get("query", "")) for tool in answer.tools if tool.name == SEARCH)
    found = list(_found(queries, retriever))[:_MOST]
    return tuple(
        Citation(n, passage.source, passage.page, text, passage.title, passage.heading)
        for n, (passage, text) in enumerate(found, start=1)
    )


def _found(queries: Iterable[str], retriever: Retriever) -> Iterable[tuple[Passage, str]]:
    """Yield passages that are about any of the queries and have prose or rows, each once, with what to show of it."""
    seen: set[str] = set()  # passages, and what is shown of them: what stands twice in a document is shown once
    for query in queries:
        passages, _ = retriever.ranked(query)
        asked = asked_of(query, passages)
        for passage in passages:
            if passage.id in seen or not _is_about(asked, passage):
                continue
            text = _excerpt(asked, passage, retriever)
            if text and text not in seen:
                yield passage, text
            seen |= {passage.id, text}


def _is_about(question: str, passage: Passage) -> bool:
    told = set(terms(passage.with_headings))
    return passage.named or passage.cosine >= _NEAR or not told.isdisjoint(terms(question))


def _excerpt(question: str, passage: Passage, retriever: Retriever) -> str:
    """Return the one or two sentences, or the row under its header, nearest to the question; "" of headings alone."""
    candidates = [text for text in windows(passage.text, longest=2) if not text.startswith("#")]
    weights = retriever.weights(question)
    promise = {text: coverage(text, weights) - _LENGTH_COST * len(terms(text)) for text in candidates}
    best = sorted(promise, key=lambda text: -promise[text])[:_WINDOWS]
    near = dict(zip(best, retriever.cosines(question, best), strict=True))
    return max(best, key=lambda text: promise[text] + near[text], default="")
