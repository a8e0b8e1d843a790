"""The reader in the chat: torch's answers in the passage's own characters; what is made of them."""

from dataclasses import replace

import pytest
import torch
from tokenizers.pre_tokenizers import Punctuation, Sequence, WhitespaceSplit

from chatbot.answers.evidence import DOUBTFUL, LIKELY, SURE, asks_why, evidence
from chatbot.answers.reader import Found, Reader, open_reader
from chatbot.answers.settle import ANSWERED, EXPLAINED, UNANSWERED, Reading, settle, settle_extract
from chatbot.retrieval import Retriever
from compress.cross_encoders.spans import best_span, verdict_shares
from ingest.encoders.cross_encoder import CrossEncoder
from tests.chatbot.passages import passage
from tests.ingest.conftest import incoming
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
        shares = verdict_shares(*logits, slice(row.sequence_ids(0).index(1), len(offsets) - 1))
        assert each.verdict == ("yes" if shares[1] > shares[2] else "no")
        assert each.share == pytest.approx(max(shares[1:]), abs=0.02)


def test_a_passage_is_read_once_for_a_question(model, monkeypatch):
    read, run = [], CrossEncoder.run
    monkeypatch.setattr(
        CrossEncoder, "run", lambda self, question, texts: read.append(texts) or run(self, question, texts)
    )
    reader, passages = open_reader(model[0]), [passage("Ada Moreno kept it.", 1), passage("for thirty years.", 2)]
    first, again = reader.find("Who?", passages), reader.find("Who?", [*passages[::-1], passages[0]])
    assert again == [*first[::-1], first[0]]
    assert reader.find("Why?", passages[:1])
    assert [len(texts) for texts in read] == [2, 1]


def test_no_passages_hold_no_answer_and_without_a_reader_there_is_none(model, home):
    assert open_reader(model[0]).find("who?", []) == []
    assert open_reader(home) is None
    assert evidence(Pointing("x", 9.0), "who?", []) is None


TABLE = "| Year | Oil |\n|-|-|\n| 1874 | 12 |\n| 1875 | 15 |"
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


LIST = "Before the boat leaves, never forget:\n\n1. A hat\n2. Some tea\n3. The ticket\n\nThen wait."


def test_an_item_comes_with_its_list_where_the_list_was_asked_for():
    found = evidence(Pointing("A hat", 9.0), "What should I not forget on the boat?", [passage(LIST)])
    assert found.window.text.splitlines() == [
        "Before the boat leaves, never forget:",
        "1. A hat",
        "2. Some tea",
        "3. The ticket",
    ]
    alone = evidence(Pointing("ticket", 9.0), "Which ticket?", [passage(LIST)])
    assert alone.window.text.splitlines() == ["Before the boat leaves, never forget:", "3. The ticket"]


def test_a_short_item_comes_whole():
    boats = "- The Heron is a cutter. It needs a crew of two.\n  Its sails are red.\n- The Otter is a barge.\nStay."
    for words in ("cutter", "crew of two", "red"):
        told = evidence(Pointing(words, 9.0), "Which boat?", [passage(boats)])
        assert told.window.text == "- The Heron is a cutter. It needs a crew of two. Its sails are red."
    assert evidence(Pointing("barge", 9.0), "Which?", [passage(boats)]).window.text == "- The Otter is a barge."
    long = f"- The Heron is a cutter. {'It sails and sails. ' * 20}"
    assert evidence(Pointing("cutter", 9.0), "Which?", [passage(long)]).window.text == "- The Heron is a cutter."


def test_an_item_comes_with_the_line_over_it_where_that_denies_it_or_it_is_no_sentence():
    kit = "The kit does not come with:\n\n- Glue is sold in the shop.\n- Paint\n\nThe box holds:\n\n- It has a lid."
    denied = "The kit does not come with:"
    for words, shown in {
        "Glue": [denied, "- Glue is sold in the shop."],
        "Paint": [denied, "- Paint"],
        "lid": ["- It has a lid."],
    }.items():
        told = evidence(Pointing(words, 9.0), "Is there any?", [passage(kit)])
        assert told.window.text.splitlines()[-len(shown) :] == shown
        assert (denied in told.window.text) is (denied in shown)


def test_what_is_of_the_kind_asked_for_goes_before_what_is_likelier():
    class Both(Pointing):
        def find(self, question, passages):
            return [
                *Pointing("4:30 PM", 9.0).find(question, passages),
                *Pointing("98 min", 3.0).find(question, passages),
            ]

    shown = passage("The Keeper starts at 4:30 PM. It runs for 98 min.")
    reader = Both("", 0.0)
    assert evidence(reader, "What is the running time of The Keeper?", [shown]).words == "98 min"
    assert evidence(reader, "When does The Keeper start?", [shown]).words == "4:30 PM"
    assert evidence(Pointing("4:30 PM", 9.0), "What is the running time of The Keeper?", [shown]).doubtful


@pytest.mark.parametrize(("ahead", "words"), [(0.0, "wax"), (2.0, "wax"), (4.0, "oil")])
def test_a_passage_that_the_search_put_later_must_be_clearly_surer(ahead, words):
    class Two(Pointing):
        def find(self, question, passages):
            return [
                *Pointing("wax", 3.0).find(question, passages),
                *Pointing("oil", 3.0 + ahead).find(question, passages),
            ]

    first, second = passage("The lamp burned wax.", 1), passage("The stove burned oil.", 2)
    assert evidence(Two("", 0.0), "What burned?", [first, second]).words == words


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("When must a boat call the warden?", "at noon"),
        ("When must a boat call the school?", "at six"),  # of which the other sentence says nothing
        ("When must a boat call?", "at noon"),
        ("When must a boat call the school or the warden?", "at noon"),
        ("When must the crew call the school?", "at noon"),  # whose own sentence begins otherwise
    ],
)
def test_of_two_sentences_that_begin_alike_that_which_has_more_of_the_question_answers(question, words):
    class Times(Pointing):
        def find(self, question, passages):
            found = (
                Pointing(time, margin).find(question, passages) for time, margin in [("at noon", 3), ("at six", 1)]
            )
            return sorted((each for times in found for each in times), key=lambda each: -each.margin)

    rules = (
        "- A boat calls at noon, the warden.\n- A boat calls at six, the school.\n- The crew calls the school at dusk."
    )
    told = evidence(Times("", 0.0), question, [passage(rules)])
    assert (told.words, told.margin) == (words, 3)


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
        ("I could not find that in your documents.", LIKELY, "“The lighthouse lamp was lit in 1874"),
        ("I could not find that in your documents.", LIKELY - 1, None),
        ("The lamp was lit in 1874 [1].", DOUBTFUL, "The lamp was lit in 1874. [1]"),  # it says the reader's words
        ("The lamp burned 12 litres of oil [1].", DOUBTFUL, "“The lighthouse lamp was lit in 1874"),
        ("The lamp burned 12 litres of oil [1].", DOUBTFUL - 1, None),
    ],
)
def test_the_reader_decides_against_a_refusal_where_it_holds_an_answer_likelier_than_none_and_else_unless_it_doubts(
    collection, draft, margin, shown
):
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


CREED = passage("Oil is better than wax. Rest is better than haste.")


def test_an_explanation_is_the_sentences_around_what_the_reader_points_at_or_around_the_draft_where_it_doubts(
    collection,
):
    why = Reading("Why is rest better than haste?", [CREED])
    sure, doubting = (Retriever(collection, reader=Pointing("Oil is", margin)) for margin in (SURE, DOUBTFUL - 1))
    draft = "Oil is better than wax [1]."
    assert settle(draft, why, sure).text == "“Oil is better than wax. Rest is better than haste.” [1]"
    assert settle(draft, why, doubting).text == "“Oil is better than wax. Rest is better than haste.” [1]"


@pytest.mark.parametrize(("margin", "shown"), [
    (EXPLAINED, "“The keeper wrote it down. A storm broke the pier. It was mended in May.” [1]"),
    (EXPLAINED - 0.1, "“The harbour is closed because of the rules of the board. "),
])  # fmt: skip
def test_what_the_reader_is_surer_of_explains_itself(collection, margin, shown):
    told = passage(
        "The harbour is closed because of the rules of the board. They are old. Nobody likes them. "
        "The keeper wrote it down. A storm broke the pier. It was mended in May."
    )
    retriever = Retriever(collection, reader=Pointing("A storm", margin))
    reading = Reading("Why is the harbour closed?", [told])
    assert settle("The harbour is closed [1].", reading, retriever).text.startswith(shown)


def test_of_a_reason_reader_and_reranker_together_outweigh_a_draft_that_refuses(collection):
    refusing = "I could not find that in your documents."
    retriever = Retriever(collection, reader=Pointing("Rest is", LIKELY))
    told = Reading("Why is rest better than haste?", [replace(CREED, score=ANSWERED)])
    assert settle(refusing, told, retriever).text.startswith("“Oil is better than wax. Rest is better")
    assert settle(refusing, Reading(told.question, [CREED]), retriever) is None
    fact = Reading("What is better than haste?", [CREED])
    assert settle(refusing, fact, retriever).text == "“Rest is better than haste.” [1]"
    less = Retriever(collection, reader=Pointing("Rest is", DOUBTFUL))
    assert settle(refusing, told, less).text.startswith("“Oil is better than wax.")
    assert settle(refusing, fact, less) is None
    assert settle(refusing, told, Retriever(collection, reader=Pointing("Rest is", DOUBTFUL - 1))) is None


@pytest.mark.parametrize(("question", "score", "shown"), [
    ("What is the creed against haste?", UNANSWERED - 1, False),  # no document has a creed
    ("What is the creed against haste?", UNANSWERED, True),
    ("What is better than haste?", UNANSWERED - 1, True),
    ("What is better than haste according to wax?", UNANSWERED - 1, True),  # that it accords need not be said
])  # fmt: skip
def test_what_the_reader_points_at_is_not_quoted_for_a_word_that_no_document_has_where_none_is_held_to_answer(
    collection, question, score, shown
):
    collection.replace([incoming("/docs/1.md", CREED.text)])
    retriever = Retriever(collection, reader=Pointing("Rest", SURE - 1), reranker=object())
    told = settle("Wax is it [1].", Reading(question, [replace(CREED, score=score)]), retriever)
    assert (told is not None) is shown


def test_a_draft_that_says_something_else_gives_way_and_a_refusal_stays_where_none_is_likelier(collection):
    retriever = Retriever(collection, reader=Pointing("Oil is", LIKELY - 1))
    reading = Reading("What is better than haste?", [CREED])
    assert settle("I could not find that.", reading, retriever) is None
    assert settle("Rest is better than haste [1].", reading, retriever).text == "“Oil is better than wax.” [1]"


def test_what_the_reader_doubts_is_refused_however_many_of_the_questions_words_a_draft_has(collection):
    retriever = Retriever(collection, reader=Pointing("Oil is", DOUBTFUL - 1))
    reading = Reading("What is better than haste?", [CREED])
    assert settle("Rest is better than haste [1].", reading, retriever) is None


SHARES = "{over}\n\n| Share | Weight | Price |\n|-|-|-|\n| Family | 8 kg | 12 600 |\n| Winter | 6 kg | 5 100 |"


@pytest.mark.parametrize(
    ("over", "shown"), [("SHARES FROM APRIL 2025", True), ("Told in April 2025.\n\nSHARES", False)]
)
def test_a_row_stands_in_for_a_refusal_where_the_questions_names_stand_over_its_table(collection, over, shown):
    retriever = Retriever(collection, reader=Pointing("12 600", LIKELY))
    shares = passage(SHARES.format(over=over))
    told = settle("I could not find that.", Reading("What is a family share in April 2025?", [shares]), retriever)
    assert (told is not None) is shown


def test_a_row_that_the_reader_is_sure_of_is_all_of_a_how(collection):
    retriever = Retriever(collection, reader=Pointing("8 kg", SURE))
    reading = Reading(
        "How is the family share weighed?", [passage(SHARES.format(over="We weigh the family share daily."))]
    )
    assert settle("Daily [1].", reading, retriever).text == "Share: Family; Weight: 8 kg; Price: 12 600 [1]"


def test_a_draft_of_another_kind_is_not_shown(collection):
    tours = passage("The evening tour takes 98 min. The evening tour starts at 9:30 PM.")
    reading = Reading("What is the duration of the evening tour?", [tours])
    retriever = Retriever(collection)
    assert settle("The evening tour is 98 min [1].", reading, retriever).text == "The evening tour is 98 min. [1]"
    shown = settle("The evening tour is at 9:30 PM [1].", reading, retriever)
    assert shown is None or shown.text.startswith("“")


@pytest.mark.parametrize(("margin", "refused"), [(DOUBTFUL - 1, True), (DOUBTFUL, False)])
def test_in_context_mode_doubt_closes_unless_the_quotation_has_the_questions_words(collection, margin, refused):
    retriever = Retriever(collection, reader=Pointing("lit in 1874", margin))
    about_it = Reading("When was the lighthouse lamp lit?", retriever("lighthouse lamp"))
    assert settle_extract("A keeper.", about_it, retriever).text.startswith("“The lighthouse lamp was lit in 1874")
    assumes = Reading("Which circus bought the lighthouse lamp?", about_it.passages)
    assert (settle_extract("A circus.", assumes, retriever) is None) is refused


@pytest.mark.parametrize(
    ("question", "verdict"),
    [
        ("Was the lighthouse lamp lit in 1874?", "Yes"),
        ("Was the lighthouse lamp lit in 1874?", "No"),  # the sentence denies nothing
        ("Was the lighthouse lamp always lit in 1874?", "Yes"),
    ],
)
def test_a_yes_is_said_only_where_the_place_that_the_reader_is_sure_of_says_all_of_it(collection, question, verdict):
    sure, less = (Retriever(collection, reader=Pointing("lit in 1874", margin)) for margin in (SURE, SURE - 1))
    reading = Reading(question, sure("lighthouse lamp"))
    draft = f"{verdict}, the lighthouse lamp was lit in 1874 [1]."
    certain = verdict == "Yes" and "always" not in question
    assert settle(draft, reading, sure).text.startswith("Yes") is certain
    assert settle(draft, reading, less).text.startswith("The lighthouse lamp was lit in 1874")


def test_a_calculation_is_not_the_readers_to_judge(collection):
    retriever = Retriever(collection, reader=Pointing("1874", DOUBTFUL - 5))
    sum_ = Reading("How much oil in two nights?", retriever("lighthouse lamp"), computed="12 + 12 = 24")
    assert settle("It is 24.", sum_, retriever).text == "It is 24."


def test_what_is_neither_yes_nor_no_is_the_readers_to_judge(collection):
    retriever = Retriever(collection, reader=Pointing("1874", DOUBTFUL))
    asked = Reading("Was the lighthouse lamp lit in 1874?", retriever("lighthouse lamp"))
    settled = settle("The lamp burned 12 litres of oil [1].", asked, retriever)
    assert settled.text.startswith("“The lighthouse lamp was lit in 1874")


def test_a_reader_with_an_answer_opens_the_gate_and_for_words_that_nobody_knows_only_where_it_is_surest(collection):
    less, likely, surest = (Retriever(collection, reader=Pointing("red", at)) for at in (LIKELY - 1, LIKELY, 15.0))
    known = "Who opened painted years of revenue on Tuesday?"
    assert less(known) == ()
    assert likely(known)
    assert likely(f"{known[:-1]}, Zebulon?") == ()
    assert surest(f"{known[:-1]}, Zebulon?")


def test_a_sure_verdict_of_the_readers_goes_before_what_the_model_drafts(collection):
    class Judging(Pointing):
        def find(self, question, passages):
            return [replace(found, verdict="no", share=0.95) for found in super().find(question, passages)]

    harbour = passage("The lighthouse lamp was lit in 1874.")
    retriever = Retriever(collection, reader=Judging("in 1874", SURE))
    for draft in (
        "Yes, it was lit in 1900 [1].",
        "I could not find that.",
        "The lighthouse lamp was lit in 1874 [1].",
    ):
        settled = settle(draft, Reading("Was the lamp lit in 1900?", [harbour]), retriever)
        assert settled.text == "No. “The lighthouse lamp was lit in 1874.” [1]"
        assert [citation.quote for citation in settled.citations] == ["The lighthouse lamp was lit in 1874."]
    brief = Reading("Was the lamp lit in 1900?", [harbour], brief=True)
    assert settle("Yes [1]", brief, retriever).text == "No [1]"
    when = Reading("When was the lamp lit?", [harbour])
    assert settle("In 1874 [1].", when, retriever).text == "In 1874. [1]"
    stopped = settle("Yes, the", Reading("Was the lamp lit in 1900?", [harbour]), retriever, stopped=True)
    assert stopped is None or not stopped.text.startswith("No")
