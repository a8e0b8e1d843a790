"""How something is done, where a table's row tells it."""

import pytest

from chatbot.tables.ways import way_in_row
from tests.chatbot.passages import passage

COMMANDS = passage(
    "Pick your system.\n\n| System | Command |\n| --- | --- |\n| Fedora | dnf install lantern |\n"
    "| Debian | apt install lantern |\n| macOS (Homebrew) | brew install lantern |\n"
    "| macOS (MacPorts) | port install lantern |",
    title="Lantern", heading="Installation",
)  # fmt: skip


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("How do I install Lantern on Fedora?", "System: Fedora; Command: dnf install lantern"),
        (
            "How can I install Lantern on macOS with Homebrew?",
            "System: macOS (Homebrew); Command: brew install lantern",
        ),
        ("How do I install Lantern on macOS?", None),  # two rows
        ("How do I install Lantern?", None),  # any row
        ("How do I remove Lantern from Fedora?", None),  # no row has all of it
        ("Why do I install Lantern on Fedora?", None),
    ],
)
def test_the_one_row_that_has_all_of_the_question_tells_how(question, said):
    found = way_in_row(question, [COMMANDS, COMMANDS])
    assert (found and found.said) == said
    if found:
        assert found.window.text.count("\n") == 2
        assert found.words == said.split(": ")[-1]
