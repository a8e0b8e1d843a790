"""The lists of a document: every item exactly once, whole, wherever the document was cut."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chatbot.lists.listings import listings
from chatbot.lists.ordinals import ordinals
from chatbot.lists.rows import rows
from chatbot.lists.sections import sections
from tests.chatbot.passages import passage

MARKERS = st.sampled_from(["-", "*", "•", "1.", "1)", "(a)"])


def marked(marker: str, n: int) -> str:
    return marker.replace("1", str(n + 1)).replace("a", "abcdefghij"[n])


def texts(listing) -> list[str]:
    return [item.text for item in listing.items]


@given(MARKERS, st.integers(2, 9), st.data())
def test_every_item_comes_exactly_once_wherever_the_document_was_cut(marker, count, data):
    lines = [f"{marked(marker, n)} thing number{n}" for n in range(count)]
    cut = data.draw(st.integers(1, count))
    gap = data.draw(st.sampled_from(["\n", "\n\n"]))
    document = [
        passage(f"# What to pack\n\nNever forget:\n\n{gap.join(lines[:cut])}", 1, heading="What to pack"),
        *([passage(gap.join(lines[cut:]), 2, heading="What to pack")] if cut < count else []),
        passage("# The end\n\n- another\n- list", 3, heading="The end"),
    ]
    found, _ = listings(document)
    assert [text.split()[-1] for text in texts(found)] == [f"number{n}" for n in range(count)]
    assert found.lead.text == "Never forget:"
    assert all(item.place.text in part.text for item in found.items for part in document if part.id == item.place.id)


def test_an_item_has_its_wrapped_lines_and_what_is_within_it():
    text = (
        "Do this:\n1. Pull the plug of the machine and wait until the lamp has gone out for at least\nten minutes.\n"
        "   - not five\n2. Run:\n```\n- no item\n```\n3. Done.\nThe filter is another matter."
    )
    (found,) = listings([passage(text)])
    assert texts(found) == [
        "1. Pull the plug of the machine and wait until the lamp has gone out for at least ten minutes.\n  - not five",
        "2. Run:\n  ```\n  - no item\n  ```",
        "3. Done.",
    ]
    assert found.ordered


def test_a_paragraph_a_heading_and_a_new_count_end_a_list():
    text = "- a\n- b\n\nBetween.\n\n- c\n- d\n\n# Next\n\n1. e\n2. f\n1. g\n2. h\n\n- alone"
    assert [texts(found) for found in listings([passage(text)])] == [
        ["- a", "- b"],
        ["- c", "- d"],
        ["1. e", "2. f"],
        ["1. g", "2. h"],
    ]


def test_a_list_does_not_go_on_under_another_heading():
    document = [passage("- a\n- b", 1, heading="One"), passage("- c\n- d", 2, heading="Two")]
    assert [texts(found) for found in listings(document)] == [["- a", "- b"], ["- c", "- d"]]


def test_sections_below_a_heading_are_its_items():
    document = [
        passage("# Modes\n\nThere are two modes.\n\n## Auto\n\nIt hums.\n\n### Deep\n\nText.", 1, heading="Modes"),
        passage("## Quiet\n\nIt rests.", 2, heading="Modes > Quiet"),
        passage("# Care\n\nWipe it.", 3, heading="Care"),
    ]
    (found,) = sections(document)
    assert (found.heading, found.lead.text, texts(found)) == ("Modes", "There are two modes.", ["- Auto", "- Quiet"])
    assert [item.place.id for item in found.items] == ["id1", "id2"]


def test_sentences_that_count_are_a_list():
    text = (
        "There are three checks. First, look. It is quick. Second, listen. Finally, smell. Then go. The first is best."
    )
    (found,) = ordinals([passage(text)])
    assert texts(found) == ["- First, look. It is quick.", "- Second, listen.", "- Finally, smell."]
    assert found.lead.text == "There are three checks."


@pytest.mark.parametrize("text", ["First, look. Then go.", "The second is here. The third is there.", "Nothing."])
def test_fewer_are_no_list(text):
    assert list(ordinals([passage(text)])) == []


def test_the_rows_of_a_table_by_name_each_once_over_all_its_parts():
    table = "| Format | Ending |\n|-|-|\n"
    document = [
        passage(f"The formats:\n\n{table}| Word | docx |\n| Plain | txt |", 1, heading="Reading"),
        passage(f"{table}| Plain | md |\n| Web | html |", 2, heading="Reading"),
        passage("| Mail | eml |", 3, heading="Reading"),
        passage("| Not | this |", 4, heading="Writing"),
    ]
    (found,) = rows(document)
    assert texts(found) == ["- Word", "- Plain", "- Web", "- Mail"]
    assert (found.heading, found.lead.text) == ("Reading > Format", "The formats:")
