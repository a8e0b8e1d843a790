"""A made-up word is known by its absence, a misspelt or another one is not taken for it."""

import pytest

from chatbot.answers.evidence import SURE
from chatbot.retrieval import Retriever
from ingest.answerability.gate import Signals
from ingest.answerability.unknown_words import as_known, made_up_words, unknown_words
from ingest.collection import Collection
from tests.chatbot.answers.test_reader import Pointing
from tests.ingest.conftest import HashEmbedder, incoming

_UNUSUAL = {
    "quandrel",
    "prunning",
    "magnitued",
    "halverd",
    "pruninf",
    "wieghts",
    "dunetree",
    "smalest",
    "pruneing",
    "macos",
    "lampos",
    "lampdb",
    "outlive",
    "outlime",
}


class PieceEmbedder(HashEmbedder):
    """Splits words of an unusual kind, as a vocabulary of pieces does."""

    def count_tokens(self, text):
        return 2 + sum(3 if word.strip("?").lower() in _UNUSUAL else 1 for word in text.split())


@pytest.fixture
def known(tmp_path):
    found = Collection.open(tmp_path / "words", PieceEmbedder(), create=True)
    text = "Magnitude pruning removes the smallest weights."
    found.replace([incoming("/docs/pruning.md", text, "Ask Halvard about the dune tree.")])
    return found


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("How does quandrel pruning work?", ["quandrel"]),
        ("Who is Velstra?", ["velstra"]),
        ("What does pruning cost?", []),  # an ordinary word, though it stands nowhere
        ("What does Prunning remove?", []),  # misspelt
        ("What is a Dunetree?", []),  # two words
        ("What is in 2019?", []),
        ("Quandrel pruning", []),  # no English word to tell the language by
        ("Wer war Velstra und was ist das Quandrel?", []),
    ],
)
def test_only_names_and_unusual_words_that_stand_nowhere_are_unknown(known, question, words):
    assert unknown_words(known, question) == words


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("How does quandrel pruning work?", ["quandrel"]),
        ("Which weights outlive pruning?", []),  # a dictionary has it, the documents have another word for it
        ("Which weights did Petra prune?", ["petra"]),  # a dictionary has it, but a name has no other word
    ],
)
def test_made_up_are_of_the_unknown_words_those_that_no_document_has_another_word_for(known, question, words):
    assert made_up_words(known, question) == words


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("What does prunning remove?", "What does pruning remove?"),
        ("Who is Halverd?", "Who is Halvard?"),
        ("Which are the smalest wieghts?", "Which are the smallest weights?"),
    ],
)
def test_a_word_that_is_one_letter_beside_a_known_one_is_read_as_that(known, typed, read):
    assert as_known(known, typed) == read


def test_a_name_is_known_without_its_ending(known):
    known.replace([incoming("/docs/systems.md", "Runs on LampOS and macOS. The chaos of LampDB.")])
    assert as_known(known, "Does it run on a Mac?") == "Does it run on a MacOS?"
    for typed in ("Does it run on a Lamp?", "What is cha?", "Is it on the MAC?"):  # two, a word, an abbreviation
        assert as_known(known, typed) == typed


@pytest.mark.parametrize(
    "typed",
    [
        "What does pruning cost?",
        "How does quandrel pruning work?",
        "What is the prunning.md about?",
        "What does the option --prunning do?",
        "What is “prunning”?",
        "What is PRUNNING?",
        "What is a Dunetree?",
        "Wer war Halverd?",  # no English word to tell the language by
        "Who is Haldverd?",
    ],
)
def test_what_is_no_sure_slip_is_read_as_it_stands(known, typed):
    assert as_known(known, typed) == typed


def test_a_word_of_the_dictionary_is_no_slip(known):
    known.replace([incoming("/docs/will.md", "The outline of the will.")])
    assert as_known(known, "Who must outlive me?") == "Who must outlive me?"
    assert as_known(known, "What is the outlime?") == "What is the outline?"


def test_a_word_beside_two_known_ones_is_read_as_neither(known):
    known.replace([incoming("/docs/prunings.md", "The dune tree is called pruninx, or prunint.")])
    assert as_known(known, "What is pruninf?") == "What is pruninf?"


def test_an_unknown_word_closes_the_gate(known):
    retriever = Retriever(known)
    assert retriever("Which weights does pruning of the smallest magnitude remove?")
    assert retriever("Which weights does quandrel pruning of the smallest magnitude remove?") == ()


@pytest.mark.parametrize(
    ("question", "margin", "passes"),
    [
        ("Which weights outlive all pruning?", SURE, True),
        ("Which weights outlive all pruning?", SURE - 1, False),
        ("Which weights does quandrel pruning remove?", SURE, False),
    ],
)
def test_a_reader_that_is_sure_outweighs_a_word_that_only_a_dictionary_has(known, question, margin, passes):
    assert Retriever(known)(question) == ()
    assert bool(Retriever(known, reader=Pointing("smallest weights", margin))(question)) is passes


def test_one_unknown_word_costs_as_much_as_many():
    assert Signals(0.6, 0.5, 1).relevance() == Signals(0.6, 0.5, 3).relevance() < Signals(0.6, 0.5).relevance()


def test_a_copied_file_does_not_fill_all_the_places(known):
    text = "Magnitude pruning removes the smallest weights."
    known.replace([incoming(f"/docs/copy{n}.md", text) for n in range(6)])
    known.replace([incoming("/docs/other.md", "Pruning of the smallest weights needs a magnitude.")])
    found = Retriever(known)("Which of the smallest weights does magnitude pruning remove?")
    assert len({passage.text for passage in found}) == len(found)
    assert "/docs/other.md" in {passage.source for passage in found}
