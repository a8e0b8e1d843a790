"""The training data shows passages exactly as the chat does."""

from hypothesis import given
from hypothesis import strategies as st

from chatbot.tools import numbered
from compress.corpus.items import Passage
from compress.corpus.passages_text import show
from ingest import collection

_PASSAGES = st.lists(
    st.builds(
        Passage,
        title=st.text(max_size=20),
        text=st.text(max_size=40),
        heading=st.text(max_size=20),
        page=st.none() | st.integers(1, 999),
    ),
    max_size=4,
)


def as_found(passage: Passage) -> collection.Passage:
    return collection.Passage(
        id="1",
        text=passage.text,
        source="/a.md",
        title=passage.title,
        page=passage.page,
        heading=passage.heading,
        metadata={},
        cosine=0.5,
        score=0.5,
    )


def test_one_passage_with_everything():
    shown = show([Passage("Rules of the lake", "No boats after ten.", heading="Night", page=3)])
    assert shown == "[1] Rules of the lake, page 3: Night\nNo boats after ten."


@given(_PASSAGES, st.integers(1, 9))
def test_passages_look_as_in_the_chat(passages, first):
    assert show(passages, first) == numbered(tuple(as_found(passage) for passage in passages), first)
