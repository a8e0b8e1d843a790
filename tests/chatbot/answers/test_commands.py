"""A how-to is answered with the code that a document shows for it, and with no other."""

import pytest

from chatbot.answers.commands import typed
from ingest.collection import Passage

MANUAL = """## Plugins

Plugins are off by default. To list the installed plugins:

```bash
wren --list-plugins
```

To switch a plugin on, name it:

```bash
wren --use NAME
```"""
INSTALLING = """## Installation

Use pip: `pip install wren`. Alternatively, install it from the source:

```bash
git clone wren.git
pip install ./wren
```"""
LISTED = "To list the installed plugins: [1]\n\n```bash\nwren --list-plugins\n```"
BARE = "### 1. Install\n\n```bash\npip install heron\n```\n\nHeron needs Python 3.10."


def passage(text: str, title: str = "Wren", heading: str = "") -> Passage:
    return Passage(text[:20], text, f"/docs/{title.lower()}.md", title, None, heading, {}, 0.5, 1.0)


@pytest.mark.parametrize(
    ("question", "shown"),
    [
        (
            "How do I list the installed plugins?",
            "To list the installed plugins: [1]\n\n```bash\nwren --list-plugins\n```",
        ),
        (
            "How can I list the plugins of Wren?",
            "To list the installed plugins: [1]\n\n```bash\nwren --list-plugins\n```",
        ),
        ("How do I switch on a plugin?", "To switch a plugin on, name it: [1]\n\n```bash\nwren --use NAME\n```"),
        (
            "What is the command to list plugins?",
            "To list the installed plugins: [1]\n\n```bash\nwren --list-plugins\n```",
        ),
    ],
)
def test_the_code_that_is_introduced_so_is_shown(question, shown):
    found = typed(question, [passage(BARE, "Heron"), passage(MANUAL)])
    assert found.text == shown
    [citation] = found.citations
    assert (citation.n, citation.source) == (1, "/docs/wren.md")


def test_a_lead_that_goes_on_comes_with_what_it_goes_on_from():
    found = typed("How do I install Wren?", [passage(INSTALLING, heading="Installation")])
    assert found.text.startswith(
        "Use pip: `pip install wren`. Alternatively, install it from the source: [1]\n\n```bash"
    )


def test_without_a_lead_the_heading_leads():
    found = typed("How do I install Heron?", [passage(BARE, "Heron", "Quickstart > 1. Install")])
    assert found.text == "1. Install: [1]\n\n```bash\npip install heron\n```"


@pytest.mark.parametrize(
    "question",
    [
        "How do I remove a plugin?",
        "How do I install Wren on a Mac?",
        "How do plugins work in Wren?",
        "What are plugins?",
        "How do I use Wren?",
        "How do I cut a reed?",  # the code is cut off
    ],
)
def test_what_no_code_is_introduced_for_is_left_to_others(question):
    found = [passage(MANUAL), passage(INSTALLING, heading="Installation"), passage("To cut a reed:\n\n```\nwren cut")]
    assert typed(question, found) is None
