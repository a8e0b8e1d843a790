"""python -m ingest calibrate: what it prints and stores, that it is used, and what it refuses to do."""

import json
import os
import random
import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from chatbot.doctor import examine
from chatbot.retrieval import Retriever
from ingest.__main__ import main
from ingest.answerability.calibration import Calibration, gate_of, store, stored
from ingest.answerability.fitting import Asked, Point, Remembering, advice, curve, fewest_questions, fit, point
from ingest.answerability.gate import READ, SEARCHED
from ingest.answerability.question_generation import questions_of
from ingest.collection import Collection
from ingest.encoders import embedding, reranker
from ingest.encoders.reranker import Reranker
from ingest.text import terms
from tests.ingest.conftest import HashEmbedder, incoming

ROOT = Path(__file__).resolve().parents[3]
SUBJECTS = "lamp ferry bakery museum library orchard quarry railway".split()
PARTS = "keeper engine oven statue shelf cider granite signal".split()


class Overlap(Reranker):
    """Scores a text by the share of the question's terms that stand in it; counts what it reads."""

    name = "overlap@1"

    def __init__(self) -> None:
        self.read = 0

    def score_texts(self, question, texts):
        self.read += len(texts)
        asked = set(terms(question))
        shares = [len(asked & set(terms(text))) / max(len(asked), 1) for text in texts]
        return np.asarray([8 * share - 4 for share in shares], np.float32)


def fill(collection: Collection, documents: int = 8, chunks: int = 10) -> None:
    """Add documents on different subjects, each sentence with names and numbers of its own."""
    for place, subject in enumerate(SUBJECTS[:documents]):
        texts = [
            f"In {1700 + 10 * place + n} the {subject} {PARTS[(place + n) % 8]} cost {place * 31 + n * 7 + 3} crowns "
            f"and belonged to {subject.title()}man{n} of {PARTS[place].title()}ton. The {subject} stood near a hill."
            for n in range(chunks)
        ]
        collection.replace([incoming(f"/docs/{subject}.md", *texts)])


@pytest.fixture(autouse=True)
def _models(monkeypatch):
    monkeypatch.setattr(embedding, "open_embedder", lambda home: HashEmbedder())
    monkeypatch.setattr(reranker, "open_reranker", lambda home: Overlap())


@pytest.fixture
def filled(collection):
    fill(collection)
    return collection


def calibrated(capsys, *arguments: str) -> tuple[list[str], dict]:
    assert main(["calibrate", "--json", *arguments]) == 0
    *lines, last = capsys.readouterr().out.splitlines()
    return lines, json.loads(last)


def state(folder: Path) -> dict[str, str]:
    """Return the facts that a collection keeps of itself."""
    opened = Collection.open(folder, None)
    facts = {row["key"]: row["value"] for row in opened._database.execute("SELECT key, value FROM meta")}
    opened.close()
    return facts


def test_it_prints_the_curve_and_stores_what_it_fitted(filled, folder, capsys):
    lines, result = calibrated(capsys)
    assert lines[0] == "threshold  false answers  made-up passed  refused wrongly"
    assert lines[-1].startswith("fitted to 80 questions made from 80 chunks") or "refuses" in lines[-1]
    assert sum(line.endswith("  shipped") for line in lines) == 1
    [now] = [line for line in lines if line.endswith("  now in use")]
    assert now.split()[0] == f"{result['gate']['threshold']:.3f}"
    assert result["false_answers"] <= 0.05
    assert result["made_up_passed"] <= 0.05
    kept = stored(filled)
    assert kept.gate == replace(READ, threshold=result["gate"]["threshold"])
    assert (kept.chunks, kept.questions, kept.reranker, kept.target) == (80, 80, "overlap@1", 0.05)
    assert json.loads(state(folder)["calibration"])["gate"] == result["gate"]


def test_the_curve_is_monotone(filled, capsys):
    _, result = calibrated(capsys, "--false-answers", "0.1")
    points = result["curve"]
    assert len(points) > 3
    for name, order in {"threshold": -1, "false_answers": 1, "made_up_passed": 1, "refused_wrongly": -1}.items():
        values = [order * one[name] for one in points]
        assert values == sorted(values), name


def test_the_same_collection_gives_the_same_result(filled, capsys):
    first = calibrated(capsys)
    assert main(["calibrate", "--forget"]) == 0
    capsys.readouterr()
    assert calibrated(capsys) == first


def test_a_higher_rate_never_raises_the_threshold(filled, capsys):
    rates = ("0.05", "0.1", "0.5")
    thresholds = [calibrated(capsys, "--false-answers", rate)[1]["gate"]["threshold"] for rate in rates]
    assert thresholds == sorted(thresholds, reverse=True)


def test_the_chat_uses_it_and_forgets_it(filled, capsys):
    question = "How much did the lamp keeper cost in 1700?"
    retriever = Retriever(filled, reranker=Overlap())
    assert retriever(question)
    calibrated(capsys)
    fitted = stored(filled)
    store(filled, replace(fitted, gate=replace(fitted.gate, threshold=99.0)))
    assert retriever(question) == (), "an open chat refuses by the new threshold at once"
    assert main(["calibrate", "--forget", "--json"]) == 0
    assert capsys.readouterr().out == 'forgotten: the shipped threshold holds\n{"calibrated": false}\n'
    assert stored(filled) is None
    assert retriever(question)


def test_another_reranker_or_none_is_judged_by_the_shipped_gate(filled, capsys):
    calibrated(capsys)
    assert gate_of(filled, Overlap()) == stored(filled).gate
    other = Overlap()
    other.name = "overlap@2"
    assert gate_of(filled, other) == READ
    assert gate_of(filled, None) == SEARCHED


def test_without_a_reranker_the_searchs_gate_is_fitted(filled, capsys, monkeypatch):
    monkeypatch.setattr(reranker, "open_reranker", lambda home: None)
    calibrated(capsys)
    assert stored(filled).reranker == ""
    assert gate_of(filled, None) == replace(SEARCHED, threshold=stored(filled).gate.threshold)
    assert gate_of(filled, Overlap()) == READ


@pytest.mark.parametrize(
    ("documents", "chunks", "arguments", "sentence"),
    [
        (4, 30, [], "a collection of 4 documents is too small to calibrate: each is held out in turn, which takes 5; "
         "add documents, or go on with the shipped threshold"),
        (5, 4, [], "the collection is too small to calibrate to 5 % false answers: that takes 60 questions, and 20 "
         "can be made from it; add documents, or allow more with --false-answers"),
        (8, 10, ["--false-answers", "0.02"], "the collection is too small to calibrate to 2 % false answers: that "
         "takes 150 questions, and 80 can be made from it; add documents, or allow more with --false-answers"),
    ],
)  # fmt: skip
def test_too_small_a_collection_is_told_so(collection, folder, capsys, documents, chunks, arguments, sentence):
    fill(collection, documents, chunks)
    before = state(folder)
    assert main(["calibrate", *arguments]) == 1
    out, err = capsys.readouterr()
    assert out == ""
    assert err.splitlines()[-1] == f"error: {sentence}"
    assert state(folder) == before


@pytest.mark.parametrize("rate", ["0", "0.01", "0.6", "many"])
def test_a_rate_that_cannot_be_held_is_refused(rate, capsys):
    assert main(["calibrate", "--false-answers", rate]) == 2
    assert capsys.readouterr().err.startswith("error: --false-answers: ")


def test_a_missing_collection_is_not_made(home, capsys):
    assert main(["calibrate"]) == 1
    assert "there is no collection 'default'" in capsys.readouterr().err
    assert not home.exists()


def test_copied_documents_give_no_held_out_questions(filled, capsys):
    """With a copy left in, its questions are answerable: 20 of the 80 different ones go."""
    for subject in SUBJECTS[:2]:
        chunks = [sample for sample in filled.sample(400) if sample.source == f"/docs/{subject}.md"]
        filled.replace([incoming(f"/docs/copy of {subject}.md", *(chunk.text for chunk in chunks))])
    _, result = calibrated(capsys)
    assert result["questions"] == 60
    assert result["chunks"] == 100


def test_ctrl_c_changes_nothing(filled, folder, capsys, monkeypatch):
    calibrated(capsys)
    before = state(folder)

    class Interrupted(Overlap):
        def score_texts(self, question, texts):
            if self.read > 100:
                raise KeyboardInterrupt
            return super().score_texts(question, texts)

    monkeypatch.setattr(reranker, "open_reranker", lambda home: Interrupted())
    assert main(["calibrate", "--false-answers", "0.3"]) == 130
    out, err = capsys.readouterr()
    assert out == ""
    assert err.splitlines()[-1] == "stopped; the chat goes by the threshold that it had"
    assert state(folder) == before


def test_a_killed_calibration_changes_nothing(filled, folder, tmp_path):
    before = state(folder)
    began = tmp_path / "began"
    script = (
        "import pathlib, sys; from tests.ingest.conftest import HashEmbedder;"
        "from tests.ingest.answerability.test_calibrate import Overlap;"
        "from ingest.encoders import embedding, reranker; from ingest.__main__ import main;"
        "embedding.open_embedder = lambda home: HashEmbedder(seconds_a_text=0.1);"
        "reranker.open_reranker = lambda home: Overlap();"
        f"pathlib.Path({str(began)!r}).touch(); sys.exit(main(['calibrate']))"
    )
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    child = subprocess.Popen([sys.executable, "-c", script], env=environment, cwd=ROOT, stderr=subprocess.DEVNULL)
    while not began.exists() and child.poll() is None:
        time.sleep(0.05)
    time.sleep(1.0)
    child.send_signal(signal.SIGKILL)
    assert child.wait() == -signal.SIGKILL, "it ended before it could be killed"
    assert state(folder) == before
    filled.replace([incoming("/docs/new.md", "Nothing keeps others from writing.")])


def test_what_another_version_wrote_is_as_good_as_none(filled):
    for text in ("{}", "not json", '{"gate": {"threshold": 1}}', '{"gate": {}, "more": 1}'):
        filled.keep_fact("calibration", text)
        assert stored(filled) is None
        assert gate_of(filled, None) == SEARCHED


def test_doctor_says_who_is_calibrated_and_who_has_grown(filled, home, capsys):
    def said() -> str:
        return next(finding.detail for finding in examine(home) if finding.what == "collections")

    assert said() == "default (shipped threshold)"
    calibrated(capsys)
    assert said() == "default (calibrated to 5 % false answers)"
    filled.replace([incoming("/docs/more.md", *(f"Page {n} of a long report." for n in range(60)))])
    assert said() == (
        "default (calibrated with 80 chunks, has 140 now: run `python -m ingest calibrate --collection default` again)"
    )


def test_held_out_documents_are_neither_found_nor_counted(filled):
    rest = filled.without(["/docs/lamp.md", "/docs/ferry.md"])
    assert rest.count() == filled.count() - 20
    found = rest.search("the old lamp and the old ferry", k=50, candidates=50)
    assert len(found) == 50
    assert not {passage.source for passage in found} & {"/docs/lamp.md", "/docs/ferry.md"}
    assert filled.term_frequencies(["lamp", "hill"]) == {"lamp": 10, "hill": 80}
    assert rest.term_frequencies(["lamp", "hill"]) == {"lamp": 0, "hill": 60}
    assert {passage.source for passage in filled.search("the old lamp", k=3)} == {"/docs/lamp.md"}


def test_the_sample_takes_documents_in_turn(filled):
    some = filled.sample(12)
    assert {sample.source for sample in some[:8]} == {f"/docs/{subject}.md" for subject in SUBJECTS}
    assert len({sample.id for sample in filled.sample(1000)}) == 80
    assert all(sample.other and sample.other != sample.text for sample in some)
    assert filled.sample(12) == some


def test_a_question_is_read_once(filled):
    reader = Overlap()
    remembering = Remembering(reader)
    first = remembering.score_texts("the lamp?", ["the lamp", "a hill"])
    again = remembering.score_texts("the lamp?", ["a hill", "a ferry", "the lamp"])
    assert reader.read == 3
    assert again.tolist() == [first[1], -4.0, first[0]]
    assert remembering.score_texts("a ferry?", ["a ferry"]).tolist() == [4.0]


SENTENCE = "The lighthouse lamp was lit in 1874 by the keeper Ada Moreno."


@pytest.mark.parametrize("seed", range(20))
def test_a_question_leaves_its_answer_out(seed):
    [question] = questions_of(SENTENCE, "", random.Random(seed))
    assert question.answered_by == SENTENCE
    assert question.text.endswith("?")
    assert not ("1874" in question.text and "Moreno" in question.text)
    assert set(terms(question.text)) & set(terms(SENTENCE))
    invented = question.about_nothing(random.Random(seed))
    assert len(set(invented.split()) - set(question.text.split())) == 1


def test_a_table_is_asked_by_row_and_column():
    text = "| Year | Revenue |\n|---|---|\n| 2021 | 1,200 |\n| 2022 | 1,350 |"
    asked = {questions_of(text, "", random.Random(seed))[0].text for seed in range(20)}
    assert asked == {"What is the Revenue of 2021?", "What is the Revenue of 2022?"}


@pytest.mark.parametrize("text", ["", "Short.", "# A heading of some more words here", "It was there. This is so."])
def test_what_says_nothing_is_not_asked_about(text):
    assert questions_of(text, "other words", random.Random(0)) == []


@given(st.text(max_size=300), st.integers(0, 9))
def test_any_text_can_be_read(text, seed):
    for question in questions_of(text, text[::-1], random.Random(seed)):
        question.about_nothing(random.Random(seed))


answers = st.lists(st.builds(Asked, st.just("?"), *[st.floats(-2, 3) for _ in range(3)]), min_size=1, max_size=60)


@given(answers, st.sampled_from([0.02, 0.05, 0.1, 0.2, 0.5]))
def test_the_fitted_threshold_holds_the_rate_and_one_that_lets_another_pass_does_not(asked, rate):
    found = fit(asked, rate)
    assert max(found.false_answers, found.made_up_passed) <= rate
    refused = [one for part in asked for one in (part.held_out, part.made_up) if one < found.threshold]
    lower = [point(asked, threshold) for threshold in refused]
    assert any(max(one.false_answers, one.made_up_passed) > rate for one in lower)


@given(answers)
def test_any_curve_is_monotone(asked):
    points = curve(asked, fit(asked, 0.05), READ)
    assert [one.false_answers for one in points] == sorted(one.false_answers for one in points)
    assert [one.refused_wrongly for one in points] == sorted((one.refused_wrongly for one in points), reverse=True)


def test_a_rate_takes_three_expected_answers():
    assert [fewest_questions(rate) for rate in (0.02, 0.05, 0.3)] == [150, 60, 10]


def test_a_dear_threshold_is_told_what_would_be_cheaper():
    dear, cheap = Point(1.2, 0.05, 0.04, 0.31), Point(0.9, 0.081, 0.06, 0.18)
    assert advice(cheap, [dear, cheap]) == ""
    assert advice(dear, [dear, cheap]) == (
        "this refuses 31% of what the documents do answer: `--false-answers 0.09` would refuse 18%"
    )
    assert "too alike" in advice(dear, [dear])


def test_a_collection_has_outgrown_its_calibration_at_half_as_much_again():
    fitted = Calibration(READ, "", 0.05, 0.0, 0.0, 0.0, 60, chunks=100)
    assert [fitted.outgrown(chunks) for chunks in (50, 67, 100, 150, 151)] == [True, False, False, False, True]
