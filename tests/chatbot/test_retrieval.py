"""A reranker decides on the order and has a say at the gate; without one the search's order stands."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from chatbot.agent import Assistant, build_graph
from chatbot.answers.evidence import DOUBTFUL, FAR_BEHIND, HOPELESS, SURE
from chatbot.answers.reader import Found, Reader
from chatbot.retrieval import RANKER, Retriever
from chatbot.settings import Settings
from ingest.answerability.gate import READ, SEARCHED, Signals
from ingest.encoders.reranker import Reranker
from tests.chatbot.answers.test_reader import Pointing
from tests.chatbot.scripted import ScriptedModel
from tests.ingest.conftest import incoming

QUESTION = "When was the lighthouse lamp lit and who kept it?"


class WordReranker(Reranker):
    """Gives `high` to a text that has the word, `low` to any other; remembers what it was given to read."""

    def __init__(self, word: str, high: float = 3.0, low: float = -3.0) -> None:
        self.word, self.high, self.low = word, high, low
        self.read: list[str] = []

    def score_texts(self, question, texts):
        self.read += texts
        return np.asarray([self.high if self.word in text else self.low for text in texts], np.float32)


class GivenScores(Reranker):
    """Gives the scores in the order asked for."""

    def __init__(self, scores) -> None:
        self.scores = scores

    def score_texts(self, question, texts):
        return np.resize(np.asarray(self.scores, np.float32), len(texts))


@pytest.mark.parametrize("word", ["Moreno", "1874", "museum door"])
def test_what_the_reranker_likes_comes_first(collection, word):
    found, score = Retriever(collection, 4, WordReranker(word)).ranked(QUESTION)
    assert word in found[0].text
    assert score == 3.0


def test_a_passage_past_the_first_few_of_the_search_can_win(collection):
    collection.replace([incoming(f"/docs/{n}.md", f"The lighthouse lamp was lit, note {n}.") for n in range(9)])
    plain = Retriever(collection, 2)(QUESTION)
    found = Retriever(collection, 2, WordReranker("1874"))(QUESTION)
    assert "1874" in found[0].text
    assert len(found) == len(plain) == 2


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.floats(-9, 9, width=32), min_size=1, max_size=8))
def test_reranking_orders_and_invents_nothing(collection, scores):
    searched = [passage.id for passage in collection.search(QUESTION, k=16)]
    found, best = Retriever(collection, 16, GivenScores(scores)).ranked(QUESTION)
    given_scores = dict(zip(searched, np.resize(np.asarray(scores, np.float32), len(searched)), strict=True))
    assert sorted(passage.id for passage in found) == sorted(searched)
    places = [(-given_scores[passage.id], searched.index(passage.id)) for passage in found]
    assert places == sorted(places), "equal scores keep the search's order"
    assert best == max(given_scores.values())


def test_without_a_reranker_the_searchs_order_stands(collection):
    found, score = Retriever(collection, 4).ranked(QUESTION)
    assert [passage.id for passage in found] == [passage.id for passage in collection.search(QUESTION, k=4)]
    assert score is None


def test_it_reads_title_and_text_once(collection):
    reranker = WordReranker("1874")
    Retriever(collection, 4, reranker)(QUESTION)
    assert len(reranker.read) == len(set(reranker.read)) == collection.count()
    assert "T\nThe lighthouse keeper Ada Moreno kept the light for thirty years." in reranker.read


def test_the_reranker_can_refuse_what_only_shares_words(collection):
    asked = "What oil did the lighthouse lamp burn at night?"
    assert Retriever(collection)(asked)
    assert Retriever(collection, 4, WordReranker("1874"))(asked)
    assert Retriever(collection, 4, WordReranker("1874", high=-9, low=-9))(asked) == ()


def test_an_empty_collection_has_nothing_to_read(collection):
    collection.remove([source.source for source in collection.sources()])
    assert Retriever(collection, 4, WordReranker("1874"))(QUESTION) == ()


def test_a_score_counts_and_an_unknown_word_outweighs_the_best():
    plain = Signals(0.5, 0.5)
    assert plain.gate is SEARCHED
    scored = [replace(plain, score=score) for score in (-4.0, 0.0, 4.0)]
    assert {one.gate for one in scored} == {READ}
    assert [one.relevance() for one in scored] == sorted(one.relevance() for one in scored)
    assert replace(scored[2], unknown=1).relevance() < scored[1].relevance()


def test_the_assistant_searches_with_it(collection):
    model, reranker = ScriptedModel(lines=[]), WordReranker("1874")
    graph = build_graph(model, "context", Settings(), Retriever(collection, reranker=reranker))
    answer = Assistant("scripted", "context", collection, graph).ask("Who is the mayor of Paris?")
    assert answer.refused
    assert reranker.read


def test_the_reranker_does_not_undo_a_name(collection):
    asked = "What does museum.md say about the lighthouse lamp in 1874?"
    found, _ = Retriever(collection, 4, WordReranker("1874")).ranked(asked)
    assert found[0].source == "/docs/museum.md"


class GivenMargins(Reader):
    """Points at the first word of each passage, with the margins in the order in which they are read; keeps these."""

    def __init__(self, margins) -> None:
        self.margins, self.seen = np.asarray(margins, np.float32), {}

    def find(self, question, passages):
        for each in passages:
            self.seen.setdefault(each.id, float(self.margins[len(self.seen) % len(self.margins)]))
        return [Found(each, 0, 4, self.seen[each.id]) for each in passages]


@pytest.mark.parametrize("word", ["Moreno", "1874", "museum door"])
def test_what_the_reader_points_at_comes_first(collection, word):
    found = Retriever(collection, 4, reader=Pointing(word, 9.0))(QUESTION)
    assert word in found[0].text
    assert len(found) == min(4, collection.count())


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.floats(-20, 20, width=32), min_size=1, max_size=8))
def test_reading_orders_by_both_and_invents_nothing(collection, margins):
    reader = GivenMargins(margins)
    retriever = Retriever(collection, 16, GivenScores([2, -1, 0.5]), reader)
    ranked, _ = retriever.ranked(QUESTION)
    read = retriever.read(QUESTION, ranked)
    assert sorted(passage.id for passage in read) == sorted(passage.id for passage in ranked)
    seen = reader.seen
    promise = [seen[passage.id] + RANKER * passage.score for passage in read if passage.id in seen]
    if max(seen.values()) > DOUBTFUL:
        assert promise == sorted(promise, reverse=True)
        assert len(seen) == len(ranked) or max(seen.values()) >= SURE
    else:
        assert read == ranked


class Noting(Reader):
    """Points at a word where a passage has it, elsewhere at nothing much, and notes what it has read."""

    def __init__(self, word: str, margin: float) -> None:
        self.word, self.margin, self.read = word, margin, []

    def find(self, question, passages):
        self.read += [passage.text for passage in passages]
        return [Found(each, 0, 4, self.margin if self.word in each.text else -1.0) for each in passages]


@pytest.fixture
def notes(collection):
    collection.replace([incoming(f"/docs/{n}.md", f"The lighthouse lamp was lit, note {n}.") for n in range(9)])
    return collection


def test_a_passage_past_those_wanted_can_lead_where_the_reader_is_sure_of_none_of_these(notes):
    ranked, _ = Retriever(notes, 2, reader=Noting("", 0.0)).ranked(QUESTION)
    assert len(ranked) == 4
    reader = Noting(ranked[3].text, 9.0)
    found = [passage.text for passage in Retriever(notes, 2, reader=reader)(QUESTION)]
    assert found == [ranked[3].text, ranked[0].text], "one in which it sees no answer does not come in"
    assert len(set(reader.read)) == 4


def test_where_the_reader_is_sure_of_one_of_those_wanted_it_reads_no_others(notes):
    ranked, _ = Retriever(notes, 2, reader=Noting("", 0.0)).ranked(QUESTION)
    reader = Noting(ranked[1].text, 9.0)
    found = Retriever(notes, 2, reader=reader)(QUESTION)
    assert [passage.text for passage in found] == [ranked[1].text, ranked[0].text]
    assert set(reader.read) == {ranked[0].text, ranked[1].text}


def test_what_is_far_behind_or_hopeless_is_not_read_nor_what_comes_after_a_sure_answer(notes):
    def read(scores, sure_of=None):
        ranked = [replace(each, score=score) for each, score in zip(passages, scores, strict=True)]
        reader = Noting("", -1.0) if sure_of is None else Noting(ranked[sure_of].text, 9.0)
        found = Retriever(notes, 4, reader=reader).read(QUESTION, ranked)
        assert len(found) == 4
        return [[each.text for each in ranked].index(text) for text in reader.read]

    passages, _ = Retriever(notes, 4, reader=Noting("", 0.0)).ranked(QUESTION)
    assert len(passages) == 8
    low = HOPELESS - 0.1
    assert read([0, 0, -1, -1, -2, HOPELESS, low, low]) == [0, 1, 2, 3, 4, 5]
    assert read([low] * 8) == [0, 1], "two are read side by side"
    assert read([3, low, low, low, low, low, low, low]) == [0], "the second is far behind the first"
    assert read([3, 3 - FAR_BEHIND, 0, 3 - FAR_BEHIND - 0.1, *[-2] * 4]) == [0, 1, 2]
    assert read([3, 2, 1, 0, -1, -2, low, low], sure_of=1) == [0, 1]
    assert read([3, 2, 1, 0, -1, -2, low, low], sure_of=2) == [0, 1, 2, 3]
    assert read([0.02] * 8) == list(range(8)), "without a reranker a score says nothing of that"


def test_the_reader_has_no_say_where_an_explanation_is_wanted(collection):
    asked = "Why was the lighthouse lamp lit and who kept it?"
    plain, read = Retriever(collection, 4), Retriever(collection, 4, reader=Pointing("museum door", 9.0))
    assert read(asked) == plain(asked)


def test_the_reader_does_not_undo_a_name(collection):
    asked = "What does museum.md say about the lighthouse lamp in 1874?"
    assert Retriever(collection, 4, reader=Pointing("1874", 9.0))(asked)[0].source == "/docs/museum.md"
