"""The row about a name as it is written in program code, and nothing where that does not tell what is asked for."""

import pytest

from chatbot.tables.named_rows import code_names, rows_called, told_of_name
from tests.chatbot.overview.test_describing import document

OPTIONS = (
    "| Option | Description |\n|-|-|\n| `--level [n]` | How loud the horn is. Defaults to 3. |\n"
    "| `--levels [list]` | Choices are `low` and `high`. |\n| `.sound(n)` / `.blow()` | Sounds the horn n times. |"
)
METHODS = "| Method | Description |\n|-|-|\n| `.close()` | Shuts the valve. |"
MORE = "| Method | Description |\n|-|-|\n| `.close()` | Ends the log. |"


@pytest.fixture
def told(collection):
    parts = (("Horn > Options", OPTIONS), ("Horn > Valve", METHODS), ("Horn > Log", MORE))
    collection.replace([document("/docs/horn.md", "Horn", *parts)])

    def of(question: str) -> str | None:
        found = told_of_name(question, collection.document("/docs/horn.md")[:1], collection)
        return found and found.text

    return of


@pytest.mark.parametrize(
    ("question", "names"),
    [
        ("What are the choices for --levels?", ["--levels"]),
        ("What does `.blow()` do?", ["blow"]),
        ("What does blow() do?", ["blow"]),
        ("Is wave_height a number?", ["wave_height"]),
        ("What is in report.pdf, page 3-4 and/or well-known?", []),
        ("Who wrote it?", []),
    ],
)
def test_names_are_what_nobody_writes_in_prose(question, names):
    assert code_names(question) == names


@pytest.mark.parametrize(
    ("question", "said"),
    [
        (
            "What are the choices for --levels?",
            "Option: `--levels [list]`; Description: Choices are `low` and `high`.",
        ),
        (
            "What does the --level option do?",
            "Option: `--level [n]`; Description: How loud the horn is. Defaults to 3.",
        ),
        ("What does blow() do?", "Option: `.sound(n)` / `.blow()`; Description: Sounds the horn n times."),
        ("Who added --level?", None),  # the row does not tell
        ("What does --volume do?", None),
        ("How does --level differ from --levels?", None),  # two names
        ("What does close() do?", None),  # two rows
        ("What are the choices for levels?", None),  # no name
    ],
)
def test_the_one_row_of_a_name_is_quoted(told, question, said):
    assert told(question) == (said and f"{said} [1]")


def test_a_row_is_called_by_its_whole_name(collection, told):
    rows = list(rows_called("--level", collection.document("/docs/horn.md")))
    assert ["Defaults to 3" in row.text for row in rows] == [True]
