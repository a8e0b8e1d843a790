"""What the scores measure, on answers whose worth can be counted by hand."""

import pytest

from chatbot.events import Answer, Citation, ToolUse
from chatbot.rating.evaluation import Item, judge
from chatbot.rating.scoring import exact_match, f1, holds, rank, shown_sentences, summary
from compress.rating import scores as of_training

CITED = (Citation(1, "/docs/museum.md", None, "First lit in 1868."), Citation(2, "/docs/fair.md", None, "In May."))


def measured(answer, **demands):
    return judge(Item(id="x", question=answer.question, **demands), answer)


@pytest.mark.parametrize(
    ("said", "accepted", "exact", "shared"),
    [
        ("The Heron. [1]", ["heron"], 1.0, 1.0),
        ("“Heron” [2]", ["a heron"], 1.0, 1.0),
        ("lit on 1 October 1868", ["1 October 1868"], 0.0, 0.75),  # the handbook's own example
        ("in May", ["June", "May"], 0.0, 2 / 3),
        ("blue", ["red"], 0.0, 0.0),
        ("", ["red"], 0.0, 0.0),
    ],
)
def test_words_are_compared_as_squad_does(said, accepted, exact, shared):
    assert exact_match(said, accepted) == exact
    assert f1(said, accepted) == pytest.approx(shared)


@pytest.mark.parametrize("said", ["An “Owl”, the Heron. [1]", "x-ray [12] of THE thing", "a", "", "the the"])
def test_the_chat_and_the_training_score_alike(said):
    plain = said.translate({ord(sign): None for sign in "“”"})
    for gold in ["owl heron", "thing", "a", "x ray"]:
        assert f1(said, [gold]) == pytest.approx(of_training.f1(plain, [gold]))
        assert exact_match(said, [gold]) == of_training.exact_match(plain, [gold])


def test_an_accepted_answer_stands_in_a_text_only_as_whole_words():
    assert holds("It weighs 62 kg.", ["62 kg"])
    assert not holds("It weighs 162 kg.", ["62 kg"])


@pytest.mark.parametrize(("wanted", "place"), [("a.md", 1), ("b.md", 2), ("c.md", 0)])
def test_the_rank_of_a_source_counts_from_one(wanted, place):
    assert rank(("/docs/a.md", "/docs/b.md", "/docs/b.md"), wanted) == place


def test_footnotes_stay_with_their_sentences():
    assert shown_sentences("One byte. [1] Two bytes [2]. Three.") == ["One byte. [1]", "Two bytes [2].", "Three."]
    assert shown_sentences("A. [1] [2]") == ["A. [1] [2]"]
    assert shown_sentences("“One. Two. Three.” [1]") == ["“One. Two. Three.” [1]"]


def test_a_citation_is_right_if_its_source_and_its_words_are():
    answer = Answer("When?", "First lit in 1868. [1] It opens in May. [2]", False, CITED)
    assert measured(answer, must_cite="museum.md", answers=["1868"]).citations_right == 1
    assert measured(answer, must_cite="fair.md", answers=["1868"]).citations_right == 0
    assert measured(answer, must_contain=[["1868"], ["may"]]).citations_right == 2
    assert measured(answer).citations == 0  # nothing says what would be right


def test_a_sentence_is_supported_by_a_footnote_or_a_tool():
    sums = ToolUse("calculate", {"expression": "6*7"}, "42")
    assert measured(Answer("6*7?", "6*7 = 42", False, tools=(sums,))).supported == 1
    assert measured(Answer("6*7?", "It is 43.", False, tools=(sums,))).supported == 0
    half = measured(Answer("When?", "First lit in 1868. [1] It was dark.", False, CITED[:1]))
    assert (half.supported, half.sentences) == (1, 2)
    assert measured(Answer("Hello!", "Hello, ask me.", False)).sentences == 0
    assert measured(Answer("Who?", "I could not find that.", True)).sentences == 0


def test_the_averages_are_those_of_the_handbook():
    places = {"a": ("m.md",), "b": ("x", "m.md"), "c": ("x", "x", "x", "m.md"), "d": ("x",), "e": ("m.md",)}
    found = [measured(Answer(name, "A.", False, found=sources), must_cite="m.md") for name, sources in places.items()]
    scores = summary(found)
    assert (scores["recall_at_1"], scores["recall_at_4"], scores["mrr"]) == (0.4, 0.8, 0.55)

    refused, said = Answer("q", "No.", True), Answer("q", "Yes.", False)
    wrongly, rightly = [measured(refused)] * 5, [measured(refused, must_refuse=True)] * 27
    others = [measured(said, must_refuse=True)] * 3 + [measured(said)] * 65
    scores = summary(wrongly + rightly + others)
    assert (scores["refusal_precision"], scores["refusal_recall"]) == (0.8438, 0.9)
    assert scores["refuses_wrongly"] == 0.0714


def test_what_nobody_asked_for_has_no_score():
    scores = summary([measured(Answer("Hello!", "Hello.", False))])
    names = ("exact_match", "f1", "citation_precision", "mrr", "support_rate", "refusal_precision", "refusal_recall")
    assert {scores[name] for name in names} == {None}
