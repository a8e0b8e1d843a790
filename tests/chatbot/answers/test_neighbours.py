"""A reader that took another row than the one that is named is led to that."""

import pytest

from chatbot.answers.evidence import evidence
from chatbot.answers.reader import Found, Reader
from tests.chatbot.passages import passage

BOATS = (
    "| Boat | Built | Lost |\n|-|-|-|\n| Heron | 1874 | 1911 |\n| Grey Tern | 1880 | 1924 |\n| Tern | 1890 | 1930 |"
)


class LastCells(Reader):
    """Points at the last cell of the last row that it is given."""

    def find(self, question, passages):
        ends = [(each, len(each.text.rstrip("| "))) for each in passages]
        return [Found(each, each.text.rindex(" ", 0, end) + 1, end, 3.0) for each, end in ends]


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("When was the Heron lost?", "1911"),
        ("When was the Tern lost?", "1930"),  # it has that name already
        ("When was the Grey Tern lost?", "1930"),  # two rows may be meant: the reader's choice stands
        ("When was the Gull lost?", "1930"),  # no row has that name: others are to judge
        ("When were the Heron and the Grey Auk lost?", "1911"),
    ],
)
def test_the_row_whose_name_is_asked_for_answers(question, words):
    assert evidence(LastCells(), question, [passage(BOATS)]).words == words


def test_a_table_without_a_header_names_no_row():
    rows = "\n".join(BOATS.splitlines()[2:])
    assert evidence(LastCells(), "When was the Heron lost?", [passage(rows)]).words == "1930"
