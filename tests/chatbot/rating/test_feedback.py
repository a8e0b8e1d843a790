"""From a thumb in the browser to a question file that `evaluate` reads."""

import json

import pytest

from chatbot.__main__ import main
from chatbot.events import Citation
from chatbot.rating.evaluation import read_items
from chatbot.ui.conversations import Conversation, Turn
from chatbot.ui.history import feedback_line

CITED = (Citation(1, "/docs/fair.md", None, "It opens in May."),)
TALK = Conversation(
    id="20260101-120000-0a1b2c3d",
    turns=(
        Turn(question="When is the fair?", status="done", text="In May. [1]", citations=CITED),
        Turn(
            question="And where: “there” # or é?",
            status="done",
            text="- said\x00\n\n---\n# a heading\u2028x",
            liked=False,
        ),
    ),
)


def judge(home, *thumbs):
    """Write the lines that the page writes for (turn, thumb)."""
    lines = []
    for index, liked in thumbs:
        turns = list(TALK.turns)
        turns[index] = turns[index].model_copy(update={"liked": liked})
        line = feedback_line(TALK.model_copy(update={"turns": tuple(turns)}), index)
        lines.append(json.dumps(line, ensure_ascii=False) + "\n")
    home.mkdir(parents=True, exist_ok=True)
    (home / "feedback.jsonl").write_text("".join(lines), "utf-8")


def test_a_thumb_down_becomes_an_item_to_fill_in(home, tmp_path, capsys):
    judge(home, (0, False), (1, False))
    out = tmp_path / "tests.yaml"
    assert main(["feedback", "--out", str(out)]) == 0
    assert capsys.readouterr().out == f"2 questions written to {out}\n"
    first, second = read_items(out)
    assert (first.id, first.question, first.kind) == ("20260101-120000-0a1b2c3d-0", "When is the fair?", "feedback")
    assert (first.must_contain, first.answers, first.must_cite, first.must_refuse) == ([], [], None, False)
    assert second.question == TALK.turns[1].question
    assert second.history == [
        {"role": "user", "content": "When is the fair?"},
        {"role": "assistant", "content": "In May. [1]"},
    ]
    assert "# said: In May. [1]\n# cited: /docs/fair.md\n- id: 20260101-120000-0a1b2c3d-0\n" in out.read_text("utf-8")


@pytest.mark.parametrize("thumbs", [[(0, False), (0, None)], [(0, False), (0, True)], [(0, True)], []])
def test_the_last_thumb_counts(home, tmp_path, capsys, thumbs):
    judge(home, *thumbs)
    out = tmp_path / "tests.yaml"
    assert main(["feedback", "--out", str(out)]) == 1
    assert capsys.readouterr().err == (
        f"error: no answer has a thumb down in {home / 'feedback.jsonl'}; give one in the browser first\n"
    )
    assert not out.exists()


def test_a_thumb_given_again_after_it_was_taken_back_is_one_item(home, tmp_path):
    judge(home, (0, False), (0, None), (0, False))
    assert main(["feedback", "--out", str(tmp_path / "tests.yaml")]) == 0
    assert len(read_items(tmp_path / "tests.yaml")) == 1


def test_a_file_is_never_overwritten(home, tmp_path, capsys):
    judge(home, (0, False))
    out = tmp_path / "tests.yaml"
    out.write_text("mine", "utf-8")
    assert main(["feedback", "--out", str(out)]) == 1
    assert capsys.readouterr().err == (
        f"error: {out} exists already and is left as it is; give another path to --out\n"
    )
    assert out.read_text("utf-8") == "mine"


@pytest.mark.parametrize(
    ("line", "complaint"),
    [("{", "line 1 is not JSON"), ('{"turn": 1}', "line 1, conversation is missing")],
)
def test_a_broken_line_is_named(home, tmp_path, capsys, line, complaint):
    home.mkdir(parents=True, exist_ok=True)
    (home / "feedback.jsonl").write_text(line, "utf-8")
    assert main(["feedback", "--out", str(tmp_path / "tests.yaml")]) == 1
    assert complaint in capsys.readouterr().err
