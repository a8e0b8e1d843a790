"""Markdown is read as its rendered page is: what links, pictures, HTML, quotations and marks leave behind."""

import json
import re
from random import Random

import pytest

from ingest.loaders import load
from ingest.loaders.markdown import plainer


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("Ask the [harbour office](https://h.example/o) first.", "Ask the harbour office first."),
        ("See [here](https://h.example/o).", "See here (https://h.example/o)."),
        (
            "The form is [here](forms/leave.pdf); see [above](#rules).",
            "The form is here (forms/leave.pdf); see above.",
        ),
        ("[Tide table](https://t.example/)", "Tide table (https://t.example/)"),
        ("- Website: [Gull Ferries](https://gull.example)", "- Website: Gull Ferries (https://gull.example)"),
        ("- [Rules](#rules)", "- Rules"),
        ("Write to [Ada](mailto:ada@h.example?subject=x).", "Write to Ada (ada@h.example)."),
        ("<https://h.example/o> and <ada@h.example>", "https://h.example/o and ada@h.example"),
        ("[www.h.example](https://www.h.example/)", "www.h.example"),
        ("Read [the rules][r] and [r].\n\n[r]: https://h.example/r 'Rules'", "Read the rules and r.\n"),
        ("## [1.2](https://h.example/diff)", "## 1.2"),
        ("Now [a link that\ngoes on](https://h.example/o) here.", "Now a link that\ngoes on here."),
        ("arr[i] and [x] and (y)[z] and [[1, 2], [3]]", "arr[i] and [x] and (y)[z] and [[1, 2], [3]]"),
        ("See [[Bread recipe]] and [[Tides#May|the tides]].", "See Bread recipe and the tides."),
    ],
)
def test_a_link_leaves_its_words_and_its_address_where_they_say_too_little(written, read):
    assert plainer(written) == read


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("![The lamp at dusk](lamp.jpg)", "[Picture: The lamp at dusk]"),
        ("![IMG_2031.png](a.png) ![](b.png)", ""),
        ("[![Build status](https://ci.example/s.svg)](https://ci.example)\n[![v](v.svg)](u)\nText.", "Text."),
        ("- ![Downloads](https://img.shields.io/d.svg)\n- oil", "- oil"),
        ('<p align="center"><img src="logo.svg" alt="Gull Ferries"></p>', "[Picture: Gull Ferries]\n"),
    ],
)
def test_a_picture_leaves_what_it_shows_and_a_badge_nothing(written, read):
    assert plainer(written).strip("\n") == read.strip("\n")


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("**Never** open _both_ *gates*, __ever__.", "Never open both gates, ever."),
        ("snake_case_name, 2 * 3 * 4, 5*x*y", "snake_case_name, 2 * 3 * 4, 5xy"),
        ("Run `gate **--all**`, ``a`b`` and ~~not~~.", "Run `gate **--all**`, ``a`b`` and ~~not~~."),
        ("Take $a_1*b_2*c$, it costs $5 and *only* $7.", "Take $a_1*b_2*c$, it costs $5 and only $7."),
        ("AT&amp;T &copy; \\*stars\\* a < b", "AT&T © *stars* a < b"),
        (
            "1986\\. A good year.\n\n\\# no heading\n\n\\- no item",
            "1986. A good year.\n\n\\# no heading\n\n\\- no item",
        ),
        ("H<sub>2</sub>O, <kbd>Esc</kbd><!-- no --> and<br>on", "H2O, Esc and\non"),
        ("Run `go` <your name> <Note>x</Note>", "Run `go` <your name> x"),
        ("<name of the ship>", "<name of the ship>"),
        ("Sentence.[^1] More.[^b]\n\n[^1]: Source.\n[^b]: word", "Sentence.[1] More.[2]\n\n[1] Source.\n[2] word"),
        ("***\n\nText\n\n---", "\n\nText\n\n"),
        ("[Ada]: Yes\n\n`a` and ``b\nc`` and ``` d", "[Ada]: Yes\n\n`a` and ``b\nc`` and ``` d"),
        ("<div>\n<b>Oil</b> < 5 <name\n</div>\n\nend", "Oil < 5 <name\n\n\nend"),
    ],
)
def test_marks_go_and_what_is_no_mark_stays(written, read):
    assert plainer(written).rstrip("\n") == read.rstrip("\n")


def test_a_quotation_loses_its_marks_and_a_callout_says_its_kind():
    written = "> [!WARNING]\n> Do **not** open\n> both gates.\n\n- > # Said\n  > - one\n\n> ```\n> a > b\n> ```"
    assert plainer(written) == "Warning:\nDo not open\nboth gates.\n\n- Said\n\n  - one\n\n```\na > b\n```"


def test_headings_are_of_one_kind():
    assert plainer("Harbour *rules*\n===\n\nFees\n---\n\n### Boats ### {#boats}\n\n  # [Oil](x)") == (
        "# Harbour rules\n\n## Fees\n\n### Boats\n\n# Oil"
    )
    assert plainer("Two lines\nof text\n---\nmore") == "Two lines\nof text\n\nmore"


def test_tables_keep_their_cells_and_get_their_bars():
    written = "Berth | Fee\n--- | ---\n[A](https://a.example) | **5** `x\\|y`\nB | 6 | beyond"
    assert plainer(written) == (
        "| Berth | Fee |\n| --- | --- |\n| A (https://a.example) | 5 `x\\|y` |\n| B | 6 | beyond |"
    )


def test_html_between_paragraphs_is_read_as_a_page_is():
    table = "<table><tr><th>a</th><th>b</th></tr>\n\n<tr><td>1</td><td>2</td></tr></table>"
    written = (
        f"<!-- hidden\n\nnote -->\n\n{table}\n\n<details><summary>More</summary>\n\nInner **text**.\n\n</details>"
    )
    assert plainer(written).split() == "| a | b | |-|-| | 1 | 2 | More Inner text.".split()


def test_no_word_is_lost_but_in_what_nobody_sees():
    marks = [
        "* ",
        "- ",
        "1. ",
        "> ",
        "# ",
        "===",
        "---",
        "\n",
        "\n\n",
        "    ",
        "`",
        "``",
        "```\n",
        "**",
        "_",
        "|",
        "[",
        "]",
    ]
    marks += [
        "| a | b |\n|--|--|\n",
        "[x]",
        "[^1]",
        "$",
        "\\",
        "&amp;",
        "<",
        "> ",
        "  \n",
        "<b>",
        "</b>",
        "<div>\n",
        "</div>\n",
    ]
    random = Random(7)
    for _ in range(1500):
        words = (f"w{number}x" for number in range(100))
        parts = [
            next(words) + random.choice([" ", "", "\n"]) if random.random() < 0.4 else random.choice(marks)
            for _ in range(20)
        ]
        text = "".join(parts)
        if not re.search(r"</?[a-z]+[^>]*w\d+x", text):  # within a tag
            seen = plainer(text)
            assert not [word for word in re.findall(r"w\d+x", text) if word not in seen], text


def test_fenced_code_and_lists_stay_as_they_are():
    text = "Do:\n\n1. one\n   - [ ] inner\n2. two\n\n```py\n**kw** [a](b) <b>\n```\n\n    [indented](code)\n"
    assert plainer(text) == text


def test_a_large_file_is_cut_between_blocks_and_knows_its_references_everywhere(tmp_path):
    part = "Text with [here][r] and more.\n\n```\n" + "[code](stays)\n\n" * 3000 + "```\n\n"
    (tmp_path / "a.md").write_text(part * 8 + "[r]: https://h.example/r\n", encoding="utf-8")
    documents = list(load(tmp_path / "a.md"))
    assert len(documents) > 1
    text = "".join(document.page_content for document in documents)
    assert text == part.replace("[here][r]", "here (https://h.example/r)") * 8


def test_a_notebook_is_read_as_its_page_is(tmp_path):
    cell = {"cell_type": "markdown", "source": "See **[here](https://h.example)**."}
    (tmp_path / "a.ipynb").write_text(json.dumps({"cells": [cell], "metadata": {}}), encoding="utf-8")
    (document,) = load(tmp_path / "a.ipynb")
    assert document.page_content == "See here (https://h.example)."
