"""Word problems become one expression that has the dataset's answer, and the test sets stay out of training."""

import json
import random

import pytest

from chatbot.mathematics.math_tools import calculate
from compress.corpus.problems import gsm8k, mawps, normalised, problems, split_of, untokenised


@pytest.mark.parametrize(
    ("question", "answer", "expression"),
    [
        ("Ada packs 48 eggs, then half as many. How many in all?",
         "48/2=<<48/2=24>>24 later. 48+24=<<48+24=72>>72.\n#### 72", "48 + 48 / 2"),
        ("A tram has 3 cars of 40 seats, 15 seats are broken. How many are good?",
         "<<3*40=120>>120 then <<120-15=105>>105\n#### 105", "3 * 40 - 15"),
        ("Ida had 30 beans, ate 5 and 6 more. How many are left?",
         "<<5+6=11>>11, <<30-11=19>>19\n#### 19", "30 - (5 + 6)"),
        ("A drum costs $1,200 and 20% off. What is off?", "<<1200*.2=240>>240\n#### 240", "1200 * 0.2"),
    ],
)  # fmt: skip
def test_steps_become_one_expression(question, answer, expression):
    assert gsm8k({"question": question, "answer": answer}) == expression


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("Ten and 3 more?", "<<10+3=13>>13\n#### 14"),  # its own answer differs
        ("A box of 8 balls and 4 of 2 balls?", "<<4*2=8>>8 <<8+8=16>>16\n#### 16"),  # which 8 is which?
        ("A man runs 77 m.", "<<91+77=168>>168\n#### 168"),  # 91 is nowhere in the question
        ("Some 5 of them", "#### 5"),
        ("1, 2, 3, 4, 5, 6", "<<1+2+3+4+5+6=21>>21\n#### 21"),  # five operations
        ("12 cats and 5 dogs", "<<12+5=17>>17, <<12-5=7>>7\n#### 7"),  # a step that leads nowhere
    ],
)
def test_unsure_steps_are_left_out(question, answer):
    assert gsm8k({"question": question, "answer": answer}) is None


@pytest.mark.parametrize(
    ("record", "question", "expression"),
    [
        ({"original_text": "Al has 22 nuts . If 14 rot, how many by 4 ?", "equation": "X=((22.0-14.0)/4.0)", "ans": 2},
         "Al has 22 nuts. If 14 rot, how many by 4?", "(22 - 14) / 4"),
        ({"sQuestion": " 9 boxes of $ 2.50 each ? ", "lEquations": ["9*2.50=x"], "lSolutions": [22.5]},
         "9 boxes of $2.50 each?", "9 * 2.5"),
        ({"original_text": "Two of 3 and 4", "equation": "x=3+x", "ans": 7}, "Two of 3 and 4", None),
        ({"original_text": "Half of 9", "equation": "x=91+2", "ans": 93}, "Half of 9", None),
    ],
)  # fmt: skip
def test_equations_become_expressions(record, question, expression):
    assert mawps(record) == (question, expression)


def test_spaces_of_tokenisers_go():
    assert untokenised("Tom 's mother didn 't pay $ 3.00 . Why ?") == "Tom's mother didn't pay $3.00. Why?"


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "mawps").mkdir()
    (tmp_path / "gsm8k").mkdir()
    shared = {"original_text": "Lu has 3 cups and 4 mugs . How many ?", "equation": "x=3+4", "ans": 7}
    own = {"original_text": "Lu has 5 cups and 4 mugs . How many ?", "equation": "x=5+4", "ans": 9}
    single = {"sQuestion": "Lu has 3 cups and 4 mugs. How many?", "lEquations": ["3+4=x"], "lSolutions": [7]}
    files = {"mawps_testset": [shared], "mawps_trainset": [own], "mawps_validset": [], "mawps-single_testset": []}
    for name, records in {**files, "mawps-single_trainset": [single], "mawps-single_validset": []}.items():
        (tmp_path / "mawps" / f"{name}.json").write_text(json.dumps(records), "utf-8")
    made = [{"question": f"{n} and 5?", "answer": f"<<{n}+5={n + 5}>>\n#### {n + 5}"} for n in range(20, 220)]
    (tmp_path / "gsm8k" / "train.jsonl").write_text("\n".join(map(json.dumps, made)), "utf-8")
    return tmp_path


def test_what_is_tested_is_never_trained_on(folder):
    made = list(problems(folder, random.Random(0)))
    questions = {
        split: {normalised(c["messages"][1]["content"]) for c in made if c["split"] == split}
        for split in ("train", "test")
    }
    assert not questions["train"] & questions["test"]
    assert normalised("Lu has 3 cups and 4 mugs. How many?") in questions["test"]
    assert normalised("Lu has 5 cups and 4 mugs. How many?") in questions["train"]
    assert sum(map(len, questions.values())) == len(made) == 202
    assert 3 <= len(questions["test"]) <= 25


def test_splits_do_not_depend_on_spacing():
    assert split_of("How many ?  ") == split_of("how many?")


def test_results_are_those_of_the_calculator(folder):
    for conversation in problems(folder, random.Random(0)):
        expression = conversation["messages"][2]["tool_calls"][0]["function"]["arguments"]["expression"]
        assert conversation["messages"][3]["content"] == calculate(expression)
