"""Each group has its own passage first and no answer among its negatives; texts are those that ingest embeds."""

from dataclasses import replace
from random import Random

import pytest
from langchain_core.documents import Document

from compress.corpus.items import Passage, Reading
from compress.corpus.pairs import cases, embedded, gold_passages, pairs, places
from compress.corpus.passages import Pool
from compress.cross_encoders.data import read_cases, read_groups
from ingest.chunking.splitting import embedded_text

TOWNS = ("Arden", "Brook", "Cliffe", "Dunmore", "Eastby", "Farrow", "Glenton", "Hathe")


def told(town: str, year: int) -> Passage:
    text = f"The old stone bridge of {town} was opened in {year} by the mayor, after a long quarrel about its tolls."
    return Passage("Bridges of the north", text, heading=f"Rivers > {town}")


def reading(town: str, year: int, **more) -> Reading:
    passages = (told(town, year),)
    asked = f"When was the bridge of {town} opened?"
    return Reading(
        **({"source": "own", "group": "bridges", "question": asked} | more), passages=passages, answers=(str(year),)
    )


READINGS = [reading(town, 1801 + 7 * number) for number, town in enumerate(TOWNS)]
NEAR_MISS = Reading("own", "mills", "When did the mill of Arden burn?", (told("Arden", 1801),), ())
POOL = Pool(READINGS)


def test_the_answering_passage_is_the_positive_and_no_negative_holds_the_answer():
    made = [group for group in pairs(READINGS, POOL, Random(0)) if not group["near_miss"]]
    assert len(made) == len(READINGS)
    for group, source in zip(made, READINGS, strict=True):
        assert group["question"].rstrip("?") == source.question.rstrip("?")
        assert group["positive"].endswith(source.passages[0].text)
        assert len(group["negatives"]) >= 4
        assert not [text for text in group["negatives"] if source.answers[0] in text]


def test_a_group_is_titled_throughout_or_not_at_all():
    seen = set()
    for seed in range(6):
        for group in pairs(READINGS, POOL, Random(seed)):
            texts = group["negatives"] + [group["positive"]] * (not group["near_miss"])
            titled = {text.startswith("Bridges of the north > Rivers > ") for text in texts}
            assert len(titled) == 1
            seen |= titled
    assert seen == {True, False}


def test_a_question_that_its_passages_do_not_answer_has_them_as_its_first_negatives():
    made = list(pairs([NEAR_MISS], POOL, Random(1)))
    assert len(made) == 2  # people's near misses are few: each is shown twice
    for group in made:
        assert group["positive"] is None
        assert group["near_miss"] is True
        assert group["spans"] == []
        assert group["negatives"][0].endswith(NEAR_MISS.passages[0].text)


def test_spans_are_where_the_answer_stands_in_the_text_and_not_in_its_title():
    dated = replace(told("Arden", 1801), title="Bridges of 1801")
    made = replace(reading("Arden", 1801), passages=(dated,))
    for seed in range(8):
        for group in pairs([made], POOL, Random(seed)):
            found = [group["positive"][start:end] for start, end in group["spans"]]
            assert found == ([] if group["near_miss"] else ["1801"])
    assert places(("bridge", "rid", "yes", "bridge"), dated, embedded(dated)) == [
        [start := embedded(dated).index("bridge"), start + len("bridge")]
    ]


def test_near_misses_are_made_that_name_what_no_passage_of_theirs_tells():
    dated = [
        reading(town, 1801 + 7 * n, question=f"Who opened the bridge of {town} in {1801 + 7 * n}?")
        for n, town in enumerate(TOWNS)
    ]
    made = [group for seed in range(8) for group in pairs(dated, POOL, Random(seed)) if group["near_miss"]]
    assert len(made) >= 8
    asked = {source.question.rstrip("?") for source in dated}
    for group in made:
        assert group["question"].rstrip("?") not in asked
        assert len(group["negatives"]) >= 2


def test_the_same_seed_makes_the_same_groups():
    assert list(pairs(READINGS, POOL, Random(3))) == list(pairs(READINGS, POOL, Random(3)))


def test_follow_ups_are_asked_in_words_that_stand_alone_or_not_at_all():
    history = (("Is there a bridge?", "Yes."),)
    alone = reading("Arden", 1801, question="And when?", history=history, query="When was Arden's bridge opened?")
    lost = reading("Brook", 1808, question="And when?", history=history)
    assert [group["question"].rstrip("?") for group in pairs([alone, lost], POOL, Random(0)) if group["positive"]] == [
        "When was Arden's bridge opened"
    ]


def test_gold_passages_hold_a_span_or_are_alone():
    two = (told("Arden", 1801), told("Brook", 1808))
    assert gold_passages(Reading("s", "g", "q", two, ("1808",))) == [two[1]]
    assert gold_passages(Reading("s", "g", "q", two, ("yes",))) == []
    assert gold_passages(Reading("s", "g", "q", two[:1], ("yes",))) == [two[0]]
    assert gold_passages(Reading("s", "g", "q", two[:1], ("7",), derivation="3 + 4")) == [two[0]]
    assert gold_passages(Reading("s", "g", "q", two, ())) == []


@pytest.mark.parametrize("missing", [True, False])
def test_cases_keep_the_order_of_the_search_and_number_the_answer(missing):
    def search(question: str, count: int) -> list[Passage]:
        return [each.passages[0] for each in READINGS if not (missing and each is READINGS[2])][:count]

    (case,) = cases([READINGS[2]], search, count=4)
    assert len(case["candidates"]) == 4
    assert case["gold"] == (3 if missing else 2)
    assert case["candidates"][case["gold"]] == embedded(READINGS[2].passages[0])
    (absent,) = cases([NEAR_MISS], search, count=4)
    assert absent["gold"] is None
    assert embedded(NEAR_MISS.passages[0]) in absent["candidates"]


def test_what_is_written_can_be_trained_on_and_measured(tmp_path):
    import json

    groups, measured = tmp_path / "groups.jsonl", tmp_path / "cases.jsonl"
    groups.write_text("".join(json.dumps(each) + "\n" for each in pairs(READINGS, POOL, Random(0))))
    found = cases(READINGS, POOL.near)
    measured.write_text("".join(json.dumps(each) + "\n" for each in found))
    assert sum(group.answered for group in read_groups([groups])) == len(READINGS)
    assert len(read_cases(measured)) == len(READINGS)


@pytest.mark.parametrize("passage", [told("Arden", 1801), Passage("Notes", "Text."), Passage("A", "B", "A > C")])
def test_texts_are_what_ingest_embeds(passage):
    metadata = {"title": passage.title, "heading": passage.heading}
    assert embedded(passage) == embedded_text(Document(passage.text, metadata=metadata))
