"""Everyday documents and their questions: read as written, cut between lines, none of their words lost."""

import random

import pytest

from compress.corpus.layout import laid_out
from compress.corpus.pairs import pairs
from compress.corpus.passages import Pool
from compress.corpus.readers.everyday import read_everyday
from compress.corpus.reading import converse
from compress.home import UserError

SHOP = """=== sea_shop.txt
SEA SHOP
Rope 4 m      @ 2.50     5.00
Paid: card ending 77
Open Monday and Friday
Nets are not exchanged.
--- questions
? Which card paid at the sea shop?
= card ending 77
> It was the one with 77 at the end, card ending 77.
? When is it open
= Monday
= Friday
> It is open on Monday and Friday.
? Can I bring nets back?
= no
= Nets are not exchanged
> No, nets are not exchanged.
? Who owns the sea shop?
-
"""
GUIDE = """# Weir Tool

Watches a weir.

## Flags

| Flag | Meaning |
|---|---|
| -a | asks for every gate before it is moved, one after the other |
| -b | brings the boats down in the order of their names |

```
# not a heading
weir -a
```

## Limits

It counts no fish.
"""


TABLE = """=== ships.txt
Ship          Answers   Mean
Skua            4,310    3.2
Petrel          3,877    2.7
--- questions
? How many answers did the Skua give?
= 4,310
> The Skua gave 4,310 answers.
? Give the whole row of the Petrel.
= Petrel          3,877    2.7
> Petrel: 3,877 answers, mean 2.7.
"""


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "shops.txt").write_text(SHOP, "utf-8")
    return tmp_path


def bare(text: str) -> str:
    return "".join(text.split())


def test_a_question_gets_its_answers_as_they_were_written(folder):
    card, days, nets, owner = read_everyday(folder)
    assert (card.question, card.answers) == ("Which card paid at the sea shop?", ("card ending 77",))
    assert days.answers == ("Monday, Friday", "Monday and Friday")
    assert nets.answers == ("no", "Nets are not exchanged")
    assert not owner.answerable
    assert {reading.group for reading in (card, days, nets, owner)} == {"sea_shop.txt"}
    assert card.passages[0].title == "sea_shop"


def test_a_reader_learns_to_point_at_the_words_that_decide(folder):
    readings = list(read_everyday(folder))
    made = {each["question"].rstrip("?"): each for each in pairs(readings, Pool(readings), random.Random(0))}
    nets, days = made["Can I bring nets back"], made["When is it open"]
    assert [nets["positive"][a:b] for a, b in nets["spans"]] == ["Nets are not exchanged"]
    assert [days["positive"][a:b] for a, b in days["spans"]] == ["Monday and Friday"]
    assert made["Who owns the sea shop"]["near_miss"]


@pytest.mark.parametrize(
    ("text", "items", "run"),
    [
        ("Bring:\n 1. rope\n 2. a net, new\nand time", ("rope", "a net, new"), "rope\n 2. a net, new"),
        ("Ship, which sails (12 m); boat and car", ("Ship", "boat"), None),  # half of it is of no item
        ("| Heron | 4.60 |\n| Otter | 3.90 |", ("Heron", "Otter"), None),  # between cells stand other cells
        ("Otter and Heron", ("Heron", "Otter"), None),
    ],
)
def test_a_list_is_pointed_at_from_its_first_item_to_its_last(tmp_path, text, items, run):
    asked = "".join(f"= {item}\n" for item in items)
    (tmp_path / "a.txt").write_text(f"=== a.txt\n{text}\n--- questions\n? Which?\n{asked}> All.\n", "utf-8")
    (reading,) = read_everyday(tmp_path)
    assert reading.answers == (", ".join(items), *([run] if run else items))


def test_the_assistant_says_it_as_a_person_does(folder):
    card, days, nets, owner = read_everyday(folder)

    def said(reading, style):
        return converse(reading, [], style, random.Random(0))["messages"][-1]["content"]

    assert said(card, "full") == "It was the one with 77 at the end, card ending 77 [1]."
    assert said(days, "brief") == "Monday, Friday [1]"
    assert said(nets, "brief") == "No [1]"
    assert converse(owner, [], "full", random.Random(0))["kind"] == "refusal"


@pytest.mark.parametrize("words", [6, 12, 25, 200])
def test_a_document_is_cut_between_lines_and_nothing_is_lost(words):
    passages = laid_out("weir.md", GUIDE, words)
    assert {passage.title for passage in passages} == {"Weir Tool"}
    lines = [line for passage in passages for line in passage.text.splitlines() if line.strip()]
    wanted = [line for line in GUIDE.splitlines() if line.strip()]
    assert [line for line in wanted if line in lines] == wanted
    assert [line for line in lines if not line.startswith(("| Flag", "|--"))] == [
        line for line in wanted if not line.startswith(("| Flag", "|--"))
    ]
    for passage in passages:
        if "| -b |" in passage.text:
            assert "| Flag | Meaning |" in passage.text
        if "no fish" in passage.text and words < 200:
            assert passage.heading.startswith("Weir Tool")


def test_a_short_document_is_one_passage_and_a_table_is_stored_with_bars():
    (passage,) = laid_out("stock.csv", 'Item,Price\n"Rope, thick",2.50\n')
    assert passage.text == "| Item | Price |\n| - | - |\n| Rope, thick | 2.50 |"
    assert bare(laid_out("note.txt", "One\n\nTwo")[0].text) == "OneTwo"


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("no document", "=== name.txt"),
        ("=== a.txt\nText.\n", "--- questions"),
        ("=== a.txt\nText.\n--- questions\n? What?\n= Text\n", "`> `"),
        ("=== a.txt\nText.\n--- questions\n? What?\n= Words\n> It is words.\n", "'Words'"),
    ],
)
def test_a_file_of_another_form_is_named(tmp_path, text, named):
    (tmp_path / "wrong.txt").write_text(text, "utf-8")
    with pytest.raises(UserError, match=r"wrong\.txt") as raised:
        list(read_everyday(tmp_path))
    assert named in str(raised.value)


def test_aligned_columns_are_read_as_ingest_reads_them(folder):
    (folder / "shops.txt").write_text(TABLE, "utf-8")
    first, second = read_everyday(folder)
    table = "| Ship | Answers | Mean |\n|-|-|-|\n| Skua | 4,310 | 3.2 |\n| Petrel | 3,877 | 2.7 |"
    assert first.passages[0].text == second.passages[0].text == table
    assert (first.answers, second.answers) == (("4,310",), ("Petrel | 3,877 | 2.7",))


def test_columns_stay_as_they_are_where_an_answer_would_be_lost(folder):
    gap = TABLE.replace("Petrel          3,877", "Petrel               ")
    (folder / "shops.txt").write_text(gap, "utf-8")
    row = f"Petrel{' ' * 19}2.7"
    assert row in gap
    assert all(row in reading.passages[0].text for reading in read_everyday(folder))
