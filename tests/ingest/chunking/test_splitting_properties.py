"""What the splitter promises, for any text, any way to count, and any change."""

import itertools
import random
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from langchain_core.documents import Document
from word_counters import COUNTERS, minilm, words

from ingest.chunking.splitting import embedded_text, iter_chunks, split

WORD = st.text("abcdefghijklmnopqrstuvwxyzäéß", min_size=1, max_size=12)
SENTENCE = st.lists(WORD, min_size=1, max_size=25).map(lambda found: " ".join(found).capitalize() + ".")
PARAGRAPH = st.lists(SENTENCE, min_size=1, max_size=8).map(" ".join)
HEADING = st.tuples(st.integers(1, 6), WORD, WORD).map(lambda found: f"{'#' * found[0]} {found[1]} {found[2]}")
LIST = st.lists(SENTENCE, min_size=1, max_size=12).map(lambda items: "\n".join(f"- {item}" for item in items))
ROW = st.lists(WORD, min_size=3, max_size=3).map(lambda cells: "| " + " | ".join(cells) + " |")
TABLE = st.tuples(ROW, st.lists(ROW, min_size=1, max_size=40)).map(
    lambda found: "\n".join([found[0], "| --- | --- | --- |", *found[1]])
)
CODE = st.lists(SENTENCE, min_size=1, max_size=30).map(lambda lines: "\n".join(["```python", *lines, "```"]))
UNBROKEN = st.integers(200, 3000).map(lambda size: "x1/" * (size // 3))
ANYTHING = st.text(max_size=300)
BLOCK = st.one_of(PARAGRAPH, HEADING, LIST, TABLE, CODE, UNBROKEN, ANYTHING)
TEXT = st.lists(BLOCK, min_size=1, max_size=14).map("\n\n".join)
TITLE = st.one_of(st.just(""), SENTENCE, UNBROKEN)


def ink(text: str) -> str:
    return re.sub(r"\s", "", text)


def own(chunk: Document) -> str:
    """Return a chunk's text without the table header that it repeats."""
    return chunk.page_content[chunk.metadata.get("repeated", 0) :]


def document(text: str, title: str = "Title", **metadata: object) -> Document:
    return Document(text, metadata={"source": "/a.md", "title": title, **metadata})


@settings(max_examples=60, deadline=None)
@given(texts=st.lists(TEXT, min_size=1, max_size=3), title=TITLE, most=st.sampled_from([40, 100, 256]))
@pytest.mark.parametrize("count", COUNTERS)
def test_no_chunk_is_too_long_and_no_character_is_lost_or_twice(count, texts, title, most):
    pages = [document(text, title, page=number) for number, text in enumerate(texts, start=1)]
    chunks = split(pages, count, most)
    assert max([count(embedded_text(chunk)) for chunk in chunks], default=0) <= most
    for page in pages:  # and none reaches over a page
        mine = [chunk for chunk in chunks if chunk.metadata["page"] == page.metadata["page"]]
        assert "".join(ink(own(chunk)) for chunk in mine) == ink(page.page_content)


@settings(max_examples=60, deadline=None)
@given(text=TEXT, cuts=st.lists(st.floats(0, 1), max_size=6))
def test_a_text_in_pieces_gives_the_chunks_of_the_whole(text, cuts):
    lines = re.findall(r"[^\n]*\n|[^\n]+", text)
    borders = sorted({0, len(lines), *(int(cut * len(lines)) for cut in cuts)})
    pieces = ["".join(lines[start:end]) for start, end in itertools.pairwise(borders)]
    assert split([document(piece) for piece in pieces], words) == split([document(text)], words)


def essay(generator: random.Random, paragraphs: int, sections: int) -> list[str]:
    """Return blocks of an essay: paragraphs of 1 to 6 sentences, some headings between them."""
    vocabulary = ["".join(generator.choices("aeiouklmnprst", k=generator.randint(2, 9))) for _ in range(500)]
    blocks = []
    for number in range(paragraphs):
        if sections and number % (paragraphs // sections) == 0:
            blocks.append(f"## Section {number}")
        sentences = (
            " ".join(generator.choices(vocabulary, k=generator.randint(5, 25))) for _ in range(number % 6 + 1)
        )
        blocks.append(". ".join(sentences) + ".")
    return blocks


def changed(before: list[str], after: list[str]) -> tuple[int, int]:
    """Return how many chunks stand between the first and the last difference, before and after."""
    same = len(list(itertools.takewhile(lambda pair: pair[0] == pair[1], zip(before, after, strict=False))))
    rest = zip(reversed(before[same:]), reversed(after[same:]), strict=False)
    tail = len(list(itertools.takewhile(lambda pair: pair[0] == pair[1], rest)))
    return len(before) - same - tail, len(after) - same - tail


def edit_somewhere(seed: int) -> tuple[list[str], list[str]]:
    """Return the embedded texts of an essay's chunks before and after one paragraph was changed, dropped or added."""
    generator = random.Random(seed)
    blocks = essay(generator, 100, sections=generator.choice([0, 5, 20]))
    place = generator.choice([number for number, block in enumerate(blocks) if not block.startswith("#")])
    instead = generator.choice([[blocks[place] + " Another word."], [], ["A paragraph more.", blocks[place]]])
    edited = [*blocks[:place], *instead, *blocks[place + 1 :]]
    before, after = (split([document("\n\n".join(text))], words) for text in (blocks, edited))
    return [embedded_text(chunk) for chunk in before], [embedded_text(chunk) for chunk in after]


@settings(max_examples=60, deadline=None)
@given(seed=st.integers(0, 10**6))
def test_a_changed_paragraph_changes_its_own_chunks_and_near_neighbours_only(seed):
    before, after = edit_somewhere(seed)
    assert len(before) > 25
    assert max(changed(before, after)) <= 8


def test_mostly_a_changed_paragraph_changes_one_chunk():
    counts = [max(changed(*edit_somewhere(seed))) for seed in range(40)]
    assert sum(count == 1 for count in counts) >= 25
    assert sum(counts) / len(counts) < 2


def test_rows_put_in_at_the_top_of_a_table_change_no_later_chunk_text():
    rows = [f"| {number} | name {number * 7919 % 1000} | {number * 31 % 97} |" for number in range(600)]
    head = ["| id | name | points |", "|-|-|-|"]
    before = split([document("\n".join(head + rows), row=2)], words)
    after = split([document("\n".join([*head, "| x | y | z |", *rows]), row=2)], words)
    gone, new = changed([own(chunk) for chunk in before], [own(chunk) for chunk in after])
    assert len(before) > 20
    assert max(gone, new) <= 4


@settings(max_examples=60, deadline=None)
@given(text=st.lists(st.one_of(PARAGRAPH, LIST, HEADING), min_size=1, max_size=30).map("\n\n".join))
def test_no_tail_is_left_where_its_neighbour_has_room(text):
    chunks = split([document(text)], minilm)
    for first, second in itertools.pairwise(chunks):
        same = first.metadata["heading"] == second.metadata["heading"] and not second.page_content.startswith("#")
        tiny = min(minilm(own(first)), minilm(own(second))) < 15
        together = minilm(embedded_text(first)) + minilm(own(second))
        assert not (same and tiny and together < 200), (first.page_content, second.page_content)


@settings(max_examples=30, deadline=None)
@given(text=TEXT)
def test_the_same_text_gives_the_same_chunks_wherever_its_file_lies(text):
    here, there = (split([Document(text, metadata={"source": name, "title": "T"})], words) for name in ("/a", "/b"))
    assert [embedded_text(chunk) for chunk in here] == [embedded_text(chunk) for chunk in there]


def test_chunks_come_before_the_text_is_read_to_its_end():
    """A text without end gives chunks: memory is bounded by what waits, not by the file."""
    generator = random.Random(1)
    endless = (document("\n\n".join(essay(generator, 50, 5)) + "\n\n") for _ in itertools.count())
    chunks = iter_chunks(endless, words)
    assert len([next(chunks) for _ in range(500)]) == 500
