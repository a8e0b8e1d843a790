"""A reader that took another row than the one that is named is led to that."""

import pytest

from chatbot.answers.evidence import evidence
from chatbot.answers.reader import Found, Reader
from tests.chatbot.passages import passage

BOATS = (
    "| Boat | Built | Lost |\n|-|-|-|\n| Heron | 1874 | 1911 |\n| Grey Tern | 1880 | 1924 |\n| Tern | 1890 | 1930 |"
)


class LastCells(Reader):
    """Points at the last cell of the last row that it is given; of one row alone it has a margin of its own."""

    def __init__(self, alone: float = 3.0) -> None:
        self._alone = alone

    def find(self, question, passages):
        ends = [(each, len(each.text.rstrip("| "))) for each in passages]
        margins = [3.0 if each.text.count("\n") > 1 else self._alone for each in passages]
        return [
            Found(each, each.text.rindex(" ", 0, end) + 1, end, margin)
            for (each, end), margin in zip(ends, margins, strict=True)
        ]


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


def test_a_named_row_that_answers_nothing_is_no_answer():
    told = evidence(LastCells(alone=-0.1), "Which daughter of the Heron was lost?", [passage(BOATS)])
    assert told.words == "1930"


def test_a_table_without_a_header_names_no_row():
    rows = "\n".join(BOATS.splitlines()[2:])
    assert evidence(LastCells(), "When was the Heron lost?", [passage(rows)]).words == "1930"
