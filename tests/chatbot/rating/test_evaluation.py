"""How an answer is judged against what its question demands."""

import pytest

from chatbot.events import Answer, Citation, ToolUse
from chatbot.rating.evaluation import Item, judge, read_items, report
from chatbot.rating.scoring import summary
from compress.home import UserError


def answer(text="One byte. [1]", refused=False, source="/docs/04-quantization.md"):
    citations = () if refused else (Citation(1, source, None, "one byte"),)
    return Answer("q", text, refused, citations)


@pytest.mark.parametrize(
    ("demands", "given", "passed"),
    [
        ({"must_contain": [["one byte", "1 byte"]]}, answer(), True),
        ({"must_contain": [["one byte"], ["two"]]}, answer(), False),
        ({"must_contain": [["one byte"]], "must_cite": "04-quantization.md"}, answer(), True),
        ({"must_contain": [["one byte"]], "must_cite": "05-pruning.md"}, answer(), False),
        ({"must_refuse": True}, answer("No.", refused=True), True),
        ({"must_refuse": True}, answer(), False),
        ({}, answer("No.", refused=True), False),
    ],
)
def test_an_item_passes_only_if_all_its_demands_are_met(demands, given, passed):
    assert judge(Item(id="x", question="q", **demands), given).passed is passed


def test_a_question_of_the_kind_refuse_must_be_refused_unless_it_says_otherwise():
    assert judge(Item(id="x", question="q", kind="refuse"), answer("No.", refused=True)).passed
    assert not judge(Item(id="x", question="q", kind="refuse"), answer()).passed
    assert judge(Item(id="x", question="q", kind="refuse", must_refuse=False), answer()).passed
    assert not judge(Item(id="x", question="q", kind="refusals"), answer("No.", refused=True)).passed


def test_the_summary_counts_what_it_says():
    outcomes = [
        judge(Item(id="a", question="q", must_contain=[["byte"]]), answer()),
        judge(Item(id="b", question="q", must_contain=[["byte"]]), answer("No.", refused=True)),
        judge(Item(id="c", question="q", kind="refuse", must_refuse=True), answer()),
    ]
    scores = summary(outcomes)
    assert (scores["passed"], scores["refuses_wrongly"], scores["refuses_rightly"]) == (0.3333, 0.5, 0.0)
    assert scores["by_kind"] == {"direct": [1, 2], "refuse": [0, 1]}


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("- {id: a}", "item 1, question is missing; mend it and run again"),
        (
            "- {id: a, question: b, must_contains: c}",
            r"item 1, must_contains is no .* \(did you mean must_contain",
        ),
        ("- {id: a, question: b, zzz: c}", r"item 1, zzz is no field that is known \(there are id, question, kind, "),
        ("- {id: a, question: b, must_contain: c}", "item 1, must_contain must be a list; mend"),
        ("- {id: a, question: b, must_contain: [[c], d]}", "item 1, must_contain, item 2 must be a list; mend"),
        ("- {id: a, question: b, answers: [1900]}", "item 1, answers, item 1 must be a text, in quotes; mend"),
        ("- {id: a, question: b, must_refuse: perhaps}", "item 1, must_refuse must be true or false; mend"),
        ("- {id: a, question: ''}", "item 1, question must not be empty; mend"),
        ("- b", "item 1 must have named fields; mend"),
        ("id: a", "questions.yaml, the file must be a list; mend"),
        ("- id: a\n- [", "questions.yaml, line 2, is not YAML; mend it and run again"),
    ],
)
def test_a_malformed_file_names_the_place(tmp_path, text, complaint):
    path = tmp_path / "questions.yaml"
    path.write_text(text, "utf-8")
    with pytest.raises(UserError, match=complaint):
        read_items(path)


def test_a_file_that_is_no_utf8_is_one_sentence(tmp_path):
    path = tmp_path / "questions.yaml"
    path.write_bytes("- {id: ä}".encode("latin-1"))
    with pytest.raises(UserError, match="is no UTF-8 text; convert it first"):
        read_items(path)


def test_the_report_says_what_was_wanted_done_and_said():
    item = Item(id="bytes", question="How many?", must_contain=[["one", "1"], ["byte"]], must_cite="05-pruning.md")
    tools = (
        ToolUse("search_documents", {"query": "how many"}, "..."),
        ToolUse("calculate", {"expression": "1 + 1"}, "2"),
    )
    refused = Item(id="none", question="Who?", kind="refuse", must_refuse=True)
    outcomes = [
        judge(item, Answer("How many?", "Two\nbytes. [1]", False, tools=tools)),
        judge(refused, answer("No.", refused=True)),
    ]
    assert report(outcomes, summary(outcomes) | {"mode": "tool"}).splitlines() == [
        "miss  bytes (direct): How many?",
        "      wanted  'one' or '1' and 'byte', citing 05-pruning.md",
        "      called  search_documents(how many), then calculate(1 + 1)",
        "      said    Two bytes. [1]",
        "questions              2",
        "passed                 0.5",
        "contains               0.0",
        "cites                  0.0",
        "refuses_wrongly        0.0",
        "refuses_rightly        1.0",
        "refusal_precision      1.0",
        "refusal_recall         1.0",
        "recall_at_1            0.0",
        "recall_at_4            0.0",
        "mrr                    0.0",
        "support_rate           1.0",
        "median_first_token_s   0.0",
        "median_total_s         0.0",
        "mode                   tool",
        "  direct               0 of 1 (0%)",
        "  refuse               1 of 1 (100%)",
    ]
