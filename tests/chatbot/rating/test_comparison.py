"""Two runs held against each other: differences, intervals that can be reckoned, and what flipped."""

import json
import weakref

import pytest

from chatbot.__main__ import main
from chatbot.agent import Assistant
from chatbot.events import Answer
from chatbot.rating.comparison import compare, table
from chatbot.rating.evaluation import Item, judge

QUESTIONS = """
- {id: first, question: "one?", must_contain: [["yes"]]}
- {id: second, question: "two?", must_contain: [["yes"]]}
- {id: third, question: "three?", must_refuse: true}
"""


def run(passes, refused=False):
    answers = [Answer("q", "yes" if good else "no", refused) for good in passes]
    return [judge(Item(id=f"i{n}", question="q", must_contain=[["yes"]]), answer) for n, answer in enumerate(answers)]


def test_equal_runs_differ_by_nothing_for_sure():
    compared = compare(run([True, False] * 20), run([True, False] * 20))
    wanted = {"first": 0.5, "second": 0.5, "difference": 0.0, "low": 0.0, "high": 0.0}
    assert compared["differences"]["passed"] == wanted
    assert (compared["gained"], compared["lost"]) == ([], [])


def test_the_interval_is_that_of_paired_differences():
    """The handbook's example, 12 to 4 of 100: the normal approximation says 0.08 ± 1.96 · 0.0392."""
    before, after = [True] * 88 + [False] * 12, [True] * 84 + [False] * 4 + [True] * 12
    compared = compare(run(before), run(after))
    passed = compared["differences"]["passed"]
    assert passed["difference"] == 0.08
    assert passed["low"] == pytest.approx(0.08 - 1.96 * 0.0392, abs=0.015)
    assert passed["high"] == pytest.approx(0.08 + 1.96 * 0.0392, abs=0.015)
    assert compared["lost"] == [f"i{n}" for n in range(84, 88)]
    assert compared["gained"] == [f"i{n}" for n in range(88, 100)]
    assert compare(run(before), run(after)) == compared, "the seed is fixed"


def test_swapping_the_runs_mirrors_the_difference():
    one, other = run([True] * 7 + [False] * 13), run([True] * 12 + [False] * 8)
    there, back = (compare(*pair)["differences"]["passed"] for pair in ((one, other), (other, one)))
    assert (there["difference"], there["low"], there["high"]) == (-back["difference"], -back["high"], -back["low"])


def test_a_score_that_one_run_has_nothing_for_is_left_out():
    names = compare(run([True, True]), run([True, False]))["differences"]
    assert "passed" in names
    assert not {"f1", "mrr", "refuses_rightly", "refusal_precision", "citation_precision"} & set(names)


def test_the_table_stars_what_is_sure():
    lines = table(compare(run([False] * 9), run([True] * 9)), ("small", "large")).splitlines()
    assert lines[:2] == ["first   small", "second  large"]
    assert "passed                  0.000    1.000   +1.000   +1.000 to +1.000 *" in lines
    assert "refuses_wrongly         0.000    0.000   +0.000   +0.000 to +0.000" in lines
    assert lines[-2:] == [
        "passed only by the second (9): i0, i1, i2, i3, i4, i5, i6, i7, i8",
        "passed only by the first (0): none",
    ]


_ALIVE = weakref.WeakSet()


class Parrot:
    """Says yes to the first question, or refuses everything; knows no document."""

    def __init__(self, settings):
        assert not _ALIVE, "two models may not fit"
        _ALIVE.add(self)
        self.mode, self.shy = settings.mode, settings.model == "shy"

    def ask(self, question, history=()):
        return Answer(question, "yes" if question == "one?" else "no", self.shy)


@pytest.fixture
def file(tmp_path, monkeypatch):
    monkeypatch.setattr(Assistant, "open", lambda settings, say: Parrot(settings))
    path = tmp_path / "questions.yaml"
    path.write_text(QUESTIONS, "utf-8")
    return str(path)


def test_the_command_compares_two_models_one_after_the_other(file, capsys):
    assert main(["evaluate", file, "--model", "bold", "--against", "shy", "--mode", "tool", "--json"]) == 0
    result = json.loads(capsys.readouterr().out)
    assert (result["model"], result["passed"], result["against"]["model"]) == ("bold", 0.3333, "shy")
    assert [miss["id"] for miss in result["against"]["misses"]] == ["first", "second"]
    assert (result["comparison"]["gained"], result["comparison"]["lost"]) == (["third"], ["first"])


def test_the_command_compares_two_modes(file, capsys):
    assert main(["evaluate", file, "--model", "shy", "--mode", "tool", "--against-mode", "context"]) == 0
    assert capsys.readouterr().out.splitlines()[:2] == ["first   shy (tool mode)", "second  shy (context mode)"]


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (["--model", "shy", "--against", "shy"], "both sides are the same; give another model to --against"),
        (["--against-mode", "magic"], "--mode must be one of auto, tool, context, not 'magic'"),
    ],
)
def test_a_comparison_that_cannot_be_is_refused(file, capsys, arguments, complaint):
    assert main(["evaluate", file, *arguments]) == 1
    assert capsys.readouterr().err.startswith(f"error: {complaint}")
