"""The splitter by example: what a reader sees in the chunks."""

import pytest
from langchain_core.documents import Document
from word_counters import minilm, words

from ingest.chunking.splitting import embedded_text, split


def document(text: str, **metadata: object) -> Document:
    return Document(text, metadata={"source": "/guide.md", "title": "Guide", **metadata})


def long_paragraph(name: str, size: int = 120) -> str:
    """Return a sentence of about so many tokens."""
    return " ".join(f"{name}{number}" for number in range(size // 2)) + "."


def summary(chunks: list[Document]) -> list[tuple[str, str]]:
    return [(chunk.metadata["heading"], chunk.page_content[:23]) for chunk in chunks]


def test_each_chunk_says_the_headings_it_stands_under():
    sections = ["# Guide\n\nHello.", "## Install", long_paragraph("a"), "### Linux", long_paragraph("b"), "## Use"]
    text = "\n\n".join([*sections, long_paragraph("c")])
    assert summary(split([document(text)], words)) == [
        ("Guide > Install", "# Guide\n\nHello.\n\n## Ins"),
        ("Guide > Install > Linux", "### Linux\n\nb0 b1 b2 b3 "),
        ("Guide > Use", "## Use\n\nc0 c1 c2 c3 c4 "),
    ]


def test_the_embedded_text_names_title_and_headings_once():
    text = f"# Basics\n\n## Install\n\n{long_paragraph('a', 180)}\n\n{long_paragraph('b', 180)}"
    first, second = split([document(text)], words)
    assert embedded_text(first).startswith("Guide\n# Basics\n\n## Install\n\na0 a1")
    assert embedded_text(second).startswith("Guide > Basics > Install\nb0 b1")


def test_headings_of_one_page_hold_on_the_next_but_not_in_the_next_file():
    pages = [document(f"# One\n\n{long_paragraph('a')}", page=1), document(long_paragraph("b"), page=2)]
    other = Document(long_paragraph("c"), metadata={"source": "/other.pdf", "title": "Other", "page": 1})
    found = [(chunk.metadata["page"], chunk.metadata["heading"]) for chunk in split([*pages, other], words)]
    assert found == [(1, "One"), (2, "One"), (1, "")]


def test_small_sections_share_a_chunk_under_their_common_heading():
    text = "# Terms\n\n" + "\n\n".join(f"## Term {number}\n\nIt means {number}." for number in range(4))
    (chunk,) = split([document(text)], words)
    assert chunk.metadata["heading"] == "Terms"
    assert chunk.page_content == text


def test_a_heading_at_the_foot_of_a_page_makes_no_chunk_of_its_own():
    text = f"{long_paragraph('a', 60)}\n\n## Results"
    (chunk,) = split([document(text, page=3)], words)
    assert chunk.page_content == text


def test_a_long_table_repeats_its_header_and_counts_its_rows():
    rows = [f"| {number} | {long_paragraph('x', 10)} |" for number in range(1, 41)]
    table = "\n".join(["| id | what |", "| --- | --- |", *rows])
    chunks = split([document(table, sheet="S", row=2)], words)
    assert len(chunks) > 2
    assert "repeated" not in chunks[0].metadata
    for chunk in chunks:
        header, rule, first, *_ = chunk.page_content.split("\n")
        assert header == "| id | what |"
        assert rule.replace("---", "-").replace(" ", "") == "|-|-|"
        assert int(first.split("|")[1]) + 1 == chunk.metadata["row"]
    assert {chunk.metadata.get("repeated") for chunk in chunks[1:]} == {len("| id | what |\n|-|-|\n")}


def test_a_table_that_only_the_true_count_finds_too_long_repeats_its_header_too():
    rows = [f"| step {number} | turn it {number} times |" for number in range(1, 13)]
    text = "\n".join(["## Steps", "", "| step | what |", "| --- | --- |", *rows])
    _, *later = split([document(text, sheet="S", row=2)], lambda text: 8 * len(text.split()) + 2)
    assert len(later) > 1
    for chunk in later:
        header, _, first, *_ = chunk.page_content.split("\n")
        assert header == "| step | what |"
        assert int(first.split()[2]) + 1 == chunk.metadata["row"]


def test_a_table_in_several_documents_is_one_table():
    """The loader repeats the header in each Document of a long sheet; the splitter goes on with the rows."""
    head = "| id | name |\n|-|-|\n"
    documents = [document(f"{head}| {n} | a |\n| {n + 1} | b |", sheet="S", row=n + 1) for n in (1, 3, 5)]
    (chunk,) = split(documents, words)
    assert chunk.page_content == head + "\n".join(f"| {n} | {'ab'[(n + 1) % 2]} |" for n in range(1, 7))
    assert chunk.metadata["row"] == 2


def test_records_carry_the_row_they_begin_with():
    documents = [document(f"name: {long_paragraph('n', 100)}", row=row) for row in range(1, 7)]
    chunks = split(documents, words)
    assert [chunk.metadata["row"] for chunk in chunks] == sorted({chunk.metadata["row"] for chunk in chunks})
    assert chunks[0].metadata["row"] == 1
    assert len(chunks) > 2


def test_sheets_and_pages_do_not_mix():
    chunks = split([document("alpha", sheet="A"), document("beta", sheet="B"), document("gamma", page=1)], words)
    assert [chunk.page_content for chunk in chunks] == ["alpha", "beta", "gamma"]


@pytest.mark.parametrize(
    "block",
    [
        "- one\n- two\n\n  with a paragraph\n- three",
        "```sh\n# not a heading\npip install x\n\npip list\n```",
        "1. first\n2. second\n3. third",
        "| a | b |\n|-|-|\n| 1 | 2 |",
    ],
)
def test_what_belongs_together_stays_together_where_it_fits(block):
    text = "\n\n".join([long_paragraph("a", 170), block, long_paragraph("b", 170)])
    assert any(block in chunk.page_content for chunk in split([document(text)], words))


def test_a_comment_in_fenced_code_is_no_heading():
    (chunk,) = split([document("```python\n# setup\nx = 1\n```\n\nText.")], words)
    assert chunk.metadata["heading"] == ""


def test_source_code_is_cut_at_its_definitions():
    functions = [f"def function_{number}():\n    # step\n" + "    call(1, 2, 3)\n" * 9 for number in range(12)]
    chunks = split([document("import os\n\n\n" + "\n\n".join(functions), language="python")], minilm)
    assert len(chunks) > 3
    assert all(chunk.page_content.startswith(("import", "def ")) for chunk in chunks)
    assert {chunk.metadata["heading"] for chunk in chunks} == {""}
    assert "language" not in chunks[0].metadata


def test_a_string_without_spaces_is_cut_hard():
    chunks = split([document("x" * 5000)], lambda text: len(text) // 3 + 2)
    assert "".join(chunk.page_content for chunk in chunks) == "x" * 5000
    assert len(chunks) < 12


def test_a_title_longer_than_the_chunk_leaves_room_for_the_text():
    text = Document("The only sentence.", metadata={"source": "/a", "title": "A title " * 200})
    (chunk,) = split([text], minilm, 64)
    assert minilm(embedded_text(chunk)) <= 64
    assert embedded_text(chunk).endswith("The only sentence.")


def test_where_the_usual_context_is_too_dear_the_chunk_carries_a_shorter_one():
    text = Document("The only sentence.", metadata={"source": "/a", "title": "가나다라마바사" * 9})
    (chunk,) = split([text], len, 40)
    assert len(embedded_text(chunk)) <= 40
    assert embedded_text(chunk) == f"{chunk.metadata['context']}\nThe only sentence."


def test_no_number_in_the_metadata_runs_through_the_file():
    """An index or an offset would change with every line put in before it, and embed everything anew."""
    paragraphs = [long_paragraph(name) for name in "abcdefgh"]
    before = split([document("\n\n".join(paragraphs))], words)
    after = split([document("\n\n".join(["New.", *paragraphs]))], words)
    assert before[-1] == after[-1]


def test_too_little_room_is_said():
    with pytest.raises(ValueError, match="max_tokens is 4: 2 are special ones, and 4 more are the least"):
        split([document("a")], words, 4)


def test_nothing_gives_nothing():
    assert split([], words) == []
    assert split([document(" \n\n ")], words) == []
