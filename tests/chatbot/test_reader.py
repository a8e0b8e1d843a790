"""The reader in the chat: torch's answers in the passage's own characters; what is made of them."""

import pytest
import torch
from tokenizers.pre_tokenizers import Punctuation, Sequence, WhitespaceSplit

from chatbot.evidence import DOUBTFUL, SURE, asks_why, evidence
from chatbot.reader import Found, Reader, open_reader
from chatbot.retrieval import Retriever
from chatbot.settle import Reading, settle
from compress.spans import best_span
from tests.chatbot.passages import passage
from tests.tiny_cross_encoders import tiny_cross_encoder


class Pointing(Reader):
    """Points at given words wherever they stand, with a given margin."""

    def __init__(self, words: str, margin: float) -> None:
        self._words, self._margin = words, margin

    def find(self, question, passages):
        return [
            Found(each, start := each.text.index(self._words), start + len(self._words), self._margin)
            for each in passages
            if self._words in each.text
        ]


@pytest.fixture(scope="module")
def model(tmp_path_factory):
    """Return (a home with a small untrained reader as an OpenVINO graph, the same in torch and its tokenizer)."""
    words = "Who kept the light ? Lamps Ada Moreno for thirty years .".split()
    splits = Sequence([WhitespaceSplit(), Punctuation()])
    return tiny_cross_encoder(tmp_path_factory.mktemp("reader"), "reader", words, splits, initializer_range=0.2)


def test_it_points_where_torch_does_in_the_passages_own_characters(model):
    home, reference, tokenizer = model
    question = "Who kept the light?"
    passages = [
        passage("Ada Moreno kept the light for thirty years.", title="Lamps", metadata={"heading": "the years"}),
        passage("thirty   Ada\nMoreno", 2, title=""),
        passage("years. " * 90, 3, title="Lamps"),  # longer than a row
    ]
    found = open_reader(home).find(question, passages)
    assert [each.passage for each in found] == passages
    for each, text in zip(found, ("Lamps > the years\n", "", "Lamps\n"), strict=True):
        cut = {"truncation": "only_second", "max_length": 64, "return_token_type_ids": True}
        row = tokenizer(question, text + each.passage.text, return_offsets_mapping=True, return_tensors="pt", **cut)
        offsets = row.pop("offset_mapping")[0].tolist()
        with torch.inference_mode():
            output = reference(**row)
        second = [n for n, side in enumerate(row.sequence_ids(0)) if side == 1 and offsets[n][0] >= len(text)]
        logits = output.start_logits[0].numpy(), output.end_logits[0].numpy()
        first, last, margin = best_span(*logits, slice(second[0], second[-1] + 1))
        assert (each.start, each.end) == (offsets[first][0] - len(text), offsets[last][1] - len(text))
        assert each.margin == pytest.approx(margin, abs=0.05)
        assert each.text == each.passage.text[each.start : each.end]


def test_no_passages_hold_no_answer_and_without_a_reader_there_is_none(model, home):
    assert open_reader(model[0]).find("who?", []) == []
    assert open_reader(home) is None
    assert evidence(Pointing("x", 9.0), "who?", []) is None


TABLE = "| Year | Oil |\n| 1874 | 12 |\n| 1875 | 15 |"
TEXT = f"The lamp is old. It was lit in 1874. A storm broke it. Ada mended it.\n\n{TABLE}"


@pytest.mark.parametrize(
    ("question", "words", "shown"),
    [
        ("Who mended it?", "Ada", "Ada mended it."),
        ("When was it lit?", "1874", "The lamp is old. It was lit in 1874."),  # "It" leans on the sentence before
        ("Why was it mended?", "storm", "It was lit in 1874. A storm broke it. Ada mended it."),
        ("How old is it?", "old", "The lamp is old."),
        ("Why is it old?", "old", "The lamp is old. It was lit in 1874."),
        ("How much oil?", "15", "| Year | Oil |\n| 1875 | 15 |"),
    ],
)
def test_evidence_is_a_whole_sentence_or_a_row_under_its_header(question, words, shown):
    found = evidence(Pointing(words, 1.0), question, [passage(TEXT)])
    assert found.words == words
    assert found.window.text == shown


def test_a_tables_header_is_no_evidence():
    assert evidence(Pointing("Oil", 9.0), "How much oil?", [passage(TEXT)]) is None
    crossing = evidence(Pointing("mended it.\n\n| Year", 9.0), "Who?", [passage(TEXT)])
    assert crossing.window.text == "Ada mended it."


def test_an_explanation_is_wanted_by_why_and_how_it_is_done():
    assert asks_why("Why is it red?")
    assert asks_why("And how does it work?")
    assert not asks_why("How many are there?")
    assert not asks_why("Who knows?")


@pytest.mark.parametrize(
    ("draft", "margin", "shown"),
    [
        ("I could not find that in your documents.", SURE, "“The lighthouse lamp was lit in 1874"),
        ("I could not find that in your documents.", SURE - 1, None),
        ("The lamp was lit in 1874 [1].", DOUBTFUL - 1, "The lamp was lit in 1874. [1]"),  # it says the reader's words
        ("The lamp burned 12 litres of oil [1].", SURE, "“The lighthouse lamp was lit in 1874"),
        ("The lamp burned 12 litres of oil [1].", SURE - 1, "The lamp burned 12 litres of oil. [1]"),
        ("The lamp burned 12 litres of oil [1].", DOUBTFUL - 1, None),
    ],
)
def test_the_reader_decides_where_it_is_sure_and_refuses_where_it_doubts(collection, draft, margin, shown):
    question = "When was the lighthouse lamp lit?"
    retriever = Retriever(collection, reader=Pointing("1874", margin))
    settled = settle(draft, Reading(question, retriever(question)), retriever)
    assert (settled is None) if shown is None else settled.text.startswith(shown)


@pytest.mark.parametrize("draft", ["12 litres [1]", "lit in 1874 [1]", "1874 [1]"])
def test_a_brief_answer_is_the_readers_words_unless_it_doubts(collection, draft):
    retriever = Retriever(collection, reader=Pointing("1874", DOUBTFUL))
    reading = Reading("When was the lighthouse lamp lit?", retriever("lighthouse lamp"), brief=True)
    settled = settle(draft, reading, retriever)
    assert settled.text == "1874 [1]"
    assert settled.citations[0].quote.startswith("The lighthouse lamp was lit in 1874")
    assert settle("I could not find that in your documents.", reading, retriever) is None
    doubting = Retriever(collection, reader=Pointing("1874", DOUBTFUL - 1))
    assert settle("12 litres [1]", reading, doubting) is None


def test_neither_a_yes_nor_a_calculation_is_the_readers_to_judge(collection):
    retriever = Retriever(collection, reader=Pointing("1874", DOUBTFUL - 5))
    passages = retriever("lighthouse lamp")
    yes = Reading("Was the lighthouse lamp lit in 1874?", passages)
    assert settle("Yes, the lighthouse lamp was lit in 1874 [1].", yes, retriever).text.startswith("Yes")
    sum_ = Reading("How much oil in two nights?", passages, computed="12 + 12 = 24")
    assert settle("It is 24.", sum_, retriever).text == "It is 24."


def test_a_sure_reader_opens_the_gate_but_not_for_words_that_nobody_knows(collection):
    sure, less = (Retriever(collection, reader=Pointing("red", margin)) for margin in (SURE, SURE - 1))
    known = "Who opened painted years of revenue on Tuesday?"
    assert less(known) == ()
    assert sure(known)
    assert sure(f"{known[:-1]}, Zebulon?") == ()
