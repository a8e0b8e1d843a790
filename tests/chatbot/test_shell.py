"""The command line's manners: what is wrong is said in one sentence, and nothing is half done."""

import pytest

from chatbot.__main__ import main
from chatbot.events import Citation
from chatbot.shell import say_nearest


@pytest.mark.parametrize(
    ("content", "complaint"),
    [
        ('{"id": 1, "question": "a"}\nnot json\n', "line 2 is not JSON (Expecting value); mend it and run again"),
        ('{"id": 1}\n', "line 1, question is missing; mend it and run again"),
        ("[1]\n", "line 1, the line must have named fields; mend it and run again"),
        ('{"question": "a"}', "line 1, id is missing; mend it and run again"),
        ('{"id": 1.5, "question": "a"}', "line 1, id must be a text, in quotes; mend it and run again"),
        ('{"id": 1, "question": " "}', "line 1, question must not be empty; mend it and run again"),
        (
            '{"id": 1, "question": "a", "history": [{"role": "bot", "content": "b"}]}',
            "line 1, history, item 1: a message has a role, user or assistant, and a content; mend it and run again",
        ),
    ],
)
def test_a_malformed_batch_names_its_line(tmp_path, capsys, content, complaint):
    questions = tmp_path / "in.jsonl"
    questions.write_text(content, "utf-8")
    out = tmp_path / "out.jsonl"
    assert main(["ask", "--batch", str(questions), "--out", str(out)]) == 1
    assert capsys.readouterr().err == f"error: {questions}, {complaint}\n"
    assert not out.exists()


HELP = "`python -m chatbot ask --help` says how it is used"
WHICH = f"give a QUESTION, or --batch IN.jsonl with --out OUT.jsonl, not both and not half of one; {HELP}"
NO_OUT = f"--out is missing; add --out OUT.jsonl, where the answers of the --batch go; {HELP}"


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (["ask"], WHICH),
        (["ask", "Why?", "--batch", "x.jsonl"], WHICH),
        (["ask", "--out", "x.jsonl"], WHICH),
        (["ask", "--batch", "x.jsonl"], NO_OUT),
        (["asc"], "there is no command 'asc'; did you mean ask?"),
        (["nonsense"], "there is no command 'nonsense'; `python -m chatbot --help` lists what there is"),
        (["ask", "Why?", "--colection", "x"], "there is no option '--colection'; did you mean --collection?"),
        (["ask", "Why?", "--zzz"], "there is no option '--zzz'; `python -m chatbot ask --help` lists what there is"),
        (["ask", "Who", "is", "it?"], "'is it?' is too much; put words that belong together in quotes"),
        (["evaluate"], "FILE is missing; `python -m chatbot evaluate --help` says what it is"),
        (["feedback"], "--out is missing; `python -m chatbot feedback --help` says what it is"),
        (["--port", "abc"], "--port: 'abc' is not a valid integer; `python -m chatbot --help` says what it takes"),
        (["ask", "Why?", "--model"], "option '--model' requires an argument; `--help` says how it is used"),
    ],
)  # fmt: skip
def test_a_wrong_command_line_is_one_sentence(capsys, arguments, complaint):
    assert main(arguments) == 2
    assert capsys.readouterr() == ("", f"error: {complaint}\n")


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (["--mode", "magic"], "--mode must be one of auto, tool, context, not 'magic'"),
        (["--style", "long"], "--style must be one of full, brief, not 'long'"),
    ],
)
def test_a_setting_that_cannot_be_is_refused(capsys, arguments, complaint):
    assert main(["ask", "Why?", *arguments]) == 1
    assert capsys.readouterr().err == f"error: {complaint}\n"


@pytest.mark.parametrize("question", ["", "  ", "\n\t"])
def test_an_empty_question_is_no_question(capsys, question):
    assert main(["ask", question]) == 1
    assert capsys.readouterr().err == "error: the question is empty; say what you want to know\n"


def test_the_places_that_came_nearest_are_named_beside_a_refusal(capsys):
    say_nearest([Citation(1, "/docs/guide.pdf", 3, "q"), Citation(2, "/docs/notes.md", None, "q")])
    say_nearest([])
    named = "the nearest passages, which may not answer: /docs/guide.pdf, page 3; /docs/notes.md\n"
    assert capsys.readouterr() == ("", named)


def test_without_models_the_mend_is_named(capsys):
    assert main(["ask", "Why?"]) == 1
    assert "python -m compress run compress/recipes/shipped.yaml" in capsys.readouterr().err


def test_path_prints_the_data_root(home, capsys):
    assert main(["path"]) == 0
    assert capsys.readouterr().out == f"{home}\n"


def test_doctor_finds_what_is_missing(capsys):
    assert main(["doctor"]) == 1
    out = capsys.readouterr().out
    assert "BAD  models: none; run `python -m compress run compress/recipes/shipped.yaml`" in out
    assert "BAD  collections: none; run `python -m ingest add PATH`" in out
    assert "reranker: none (optional" in out
    assert "reader: none (optional" in out
