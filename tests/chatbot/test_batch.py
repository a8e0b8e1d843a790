"""`ask --batch`: no finished answer is lost, whatever ends the run."""

import json
from pathlib import Path

import pytest

from chatbot.__main__ import main
from chatbot.agent import Assistant
from chatbot.events import Answer


class Scripted:
    """Answers in capitals; at a question in `breaks` it raises what stands there."""

    def __init__(self, breaks=None):
        self.asked = []
        self._breaks = breaks or {}

    def ask(self, question, history):
        self.asked.append(question)
        if question in self._breaks:
            raise self._breaks[question]
        return Answer(question, question.upper(), refused=False)


@pytest.fixture
def batch(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    lines = [{"id": number, "question": question} for number, question in enumerate("abc")]
    Path("in.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines), "utf-8")
    return tmp_path


@pytest.fixture
def answering(monkeypatch):
    def answer(assistant):
        monkeypatch.setattr(Assistant, "open", lambda *_: assistant)
        return assistant

    return answer


def ask(*more):
    return main(["ask", "--batch", "in.jsonl", "--out", "out.jsonl", *more])


def answers(path):
    return [(line["id"], line["answer"]) for line in map(json.loads, path.read_text("utf-8").splitlines())]


def test_ctrl_c_keeps_what_is_answered_and_the_same_command_goes_on(batch, answering, capsys):
    answering(Scripted({"c": KeyboardInterrupt()}))
    assert ask() == 130
    [part] = batch.glob("out.jsonl*")
    assert answers(part) == [(0, "A"), (1, "B")]
    assert capsys.readouterr().err == (
        f"answering\nstopped; 2 of 3 answers are kept in {part.name}, and the same command goes on from there\n"
    )
    second = answering(Scripted())
    assert ask() == 0
    assert second.asked == ["c"]
    assert answers(batch / "out.jsonl") == [(0, "A"), (1, "B"), (2, "C")]
    assert not list(batch.glob("*.part"))
    assert capsys.readouterr().err == (
        f"going on after the 2 answers in {part.name}\nanswering\n3 answers in out.jsonl\n"
    )


def test_ctrl_c_before_the_first_answer_leaves_nothing_and_says_so(batch, answering, capsys):
    answering(Scripted({"a": KeyboardInterrupt()}))
    assert ask() == 130
    assert capsys.readouterr().err == "answering\nstopped; no answer was finished\n"
    assert [path.name for path in batch.iterdir()] == ["in.jsonl"]


def test_a_killed_run_leaves_half_a_line_and_the_next_one_cuts_it_off(batch, answering):
    answering(Scripted({"c": KeyboardInterrupt()}))
    ask()
    [part] = batch.glob("*.part")
    part.write_bytes(part.read_bytes()[:-5])
    second = answering(Scripted())
    assert ask() == 0
    assert second.asked == ["b", "c"]
    assert answers(batch / "out.jsonl") == [(0, "A"), (1, "B"), (2, "C")]


def test_a_bug_of_ours_loses_nothing_either(batch, answering):
    answering(Scripted({"b": ZeroDivisionError()}))
    with pytest.raises(ZeroDivisionError):
        ask()
    [part] = batch.glob("*.part")
    assert answers(part) == [(0, "A")]


def test_another_command_does_not_mix_its_answers_in(batch, answering):
    answering(Scripted({"c": KeyboardInterrupt()}))
    ask()
    second = answering(Scripted())
    assert ask("--style", "brief") == 0
    assert second.asked == ["a", "b", "c"]
    assert len(list(batch.glob("*.part"))) == 1  # what the first command answered


def test_an_older_answer_file_stays_until_the_new_one_is_whole(batch, answering):
    (batch / "out.jsonl").write_text("old\n", "utf-8")
    answering(Scripted({"c": KeyboardInterrupt()}))
    assert ask() == 130
    assert (batch / "out.jsonl").read_text("utf-8") == "old\n"
    answering(Scripted())
    assert ask() == 0
    assert len(answers(batch / "out.jsonl")) == 3


@pytest.mark.parametrize(
    ("out", "sentence"),
    [
        (".", "error: . is a folder; choose another --out\n"),
        ("in.jsonl", "error: in.jsonl is the batch itself; choose another --out\n"),
    ],
)
def test_where_the_answers_cannot_go_is_said_before_the_model_loads(batch, capsys, out, sentence):
    assert main(["ask", "--batch", "in.jsonl", "--out", out]) == 1
    assert capsys.readouterr().err == sentence


def test_a_missing_folder_is_said_before_the_model_loads(batch, capsys):
    assert main(["ask", "--batch", "in.jsonl", "--out", "missing/out.jsonl"]) == 1
    assert "missing/out.jsonl" in (err := capsys.readouterr().err)
    assert err.endswith("cannot be written (No such file or directory); choose another --out\n")


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("missing", "missing cannot be read (No such file or directory); give the path of a JSONL file"),
        ("latin", "latin is no UTF-8 text; convert it first"),
    ],
)
def test_a_batch_that_cannot_be_read_is_one_sentence(batch, capsys, name, sentence):
    Path("latin").write_bytes("é".encode("latin-1"))
    assert main(["ask", "--batch", name, "--out", "out.jsonl"]) == 1
    assert capsys.readouterr().err == f"error: {sentence}\n"


def test_a_line_separator_inside_a_question_ends_no_line(batch, answering):
    Path("in.jsonl").write_text('{"id": 1, "question": "a\u2028b"}\r\n', "utf-8")
    assistant = answering(Scripted())
    assert ask() == 0
    assert assistant.asked == ["a\u2028b"]


def test_a_stopped_evaluation_says_that_nothing_is_kept(batch, answering, capsys):
    Path("q.yaml").write_text("- {id: a, question: a}\n- {id: b, question: b}\n", "utf-8")
    answering(Scripted({"b": KeyboardInterrupt()}))
    assert main(["evaluate", "q.yaml"]) == 130
    assert capsys.readouterr().err.splitlines()[-1] == (
        "stopped; a score wants every question, and 1 of 2 were asked: nothing is kept"
    )
