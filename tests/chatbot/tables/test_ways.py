"""How something is done, where a table's row tells it."""

import pytest

from chatbot.answers.grounding import point_at
from chatbot.tables.ways import way_in_row
from tests.chatbot.passages import passage

COMMANDS = passage(
    "Pick your system.\n\n| System | Command |\n| --- | --- |\n| Fedora | dnf install lantern |\n"
    "| Debian | apt install lantern |\n| Debian Edge | xpm add lantern |\n"
    "| Ubuntu, Mint | apt install lantern-lts |\n| Haiku | pkg lantern |\n| Haiku, old | old-pkg lantern |\n"
    "| macOS (Homebrew) | brew install lantern |\n"
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
        (
            "How do I install Lantern on macOS?",
            "System: macOS (Homebrew); Command: brew install lantern\n"
            "System: macOS (MacPorts); Command: port install lantern",
        ),
        ("How do I install Lantern on Mint?", "System: Ubuntu, Mint; Command: apt install lantern-lts"),
        ("How do I install Lantern on Debian Edge?", "System: Debian Edge; Command: xpm add lantern"),
        ("How do I install Lantern on Haiku?", None),  # two rows, and nothing says which
        ("How do I install Lantern?", None),  # any row
        ("How do I remove Lantern from Fedora?", None),  # no row has all of it
        ("Why do I install Lantern on Fedora?", None),
    ],
)
def test_the_rows_that_have_all_of_the_question_tell_how(question, said):
    found = way_in_row(question, [COMMANDS, COMMANDS])
    assert (found and found.said) == said
    if found:
        assert found.window.text.count("\n") == 2 + said.count("\n")
        assert found.words == "; ".join(line.split(": ")[-1] for line in said.splitlines())


def test_the_footnote_quotes_every_row_that_is_shown():
    grounded = point_at(way_in_row("How do I install Lantern on macOS?", [COMMANDS]))
    (citation,) = grounded.citations
    assert citation.quote.splitlines()[2:] == [
        "| macOS (Homebrew) | brew install lantern |",
        "| macOS (MacPorts) | port install lantern |",
    ]
