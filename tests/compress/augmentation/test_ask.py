"""`compress ask`: a tiny writer that has learnt one question and one near miss, and a tiny reader that checks both."""

import json

import pytest
from tiny_training import tiny_decoder, tiny_encoder, write_jsonl

from compress.__main__ import main
from compress.corpus.questions import ask_prompt, miss_prompt

ASK, MISS = "how many are there?", "how many were in it?"
TEXTS = [f"61 {words}" for words in ("ab", "cde", "fg", "hij", "ab fg", "cde ab", "hij fg", "fg ab")]


@pytest.fixture(scope="module")
def trained(tmp_path_factory):
    """Return a home with `writer` and `reader`."""
    home = tmp_path_factory.mktemp("ask")
    tiny_decoder(home)
    tiny_encoder(home)
    lessons = [
        {"messages": [*prompt, {"role": "assistant", "content": reply}]}
        for text in TEXTS
        for prompt, reply in (
            (ask_prompt(text), f"Answer: 61\nQuestion: {ASK}"),
            (miss_prompt(text, ASK), MISS),
        )
    ]
    write_jsonl(home / "lessons.jsonl", lessons)
    groups = [
        group
        for text in TEXTS
        for group in (
            {"question": ASK, "positive": text, "negatives": ["ab ab"], "spans": [[0, 2]]},
            {"question": MISS, "positive": None, "negatives": [text]},
        )
    ]
    write_jsonl(home / "groups.jsonl", groups)
    at = ["--home", str(home), "--learning-rate"]
    data = ["--data", str(home / "lessons.jsonl")]
    assert (
        main(["tune", "tiny", "--name", "writer", *data, "--steps", "120", "--tokens-per-batch", "2048", *at, "0.01"])
        == 0
    )
    data = ["--data", str(home / "groups.jsonl"), "--negatives", "1", "--max-tokens", "60", "--dropout", "0"]
    size = ["--steps", "150", "--tokens-per-batch", "512"]
    assert main(["read", "encoder", "--name", "reader", *data, *size, *at, "0.005"]) == 0
    return home


def asked(home, out, *more) -> int:
    lines = [
        {"source": "squad", "group": "Ab", "title": "", "heading": "", "text": text, "questions": []} for text in TEXTS
    ]
    write_jsonl(home / "passages.jsonl", lines)
    told = ["--passages", str(home / "passages.jsonl"), "--reader", "reader", "--out", str(out), "--home", str(home)]
    return main(["ask", "writer", *told, "--tries", "2", "--temperature", "0.1", "--json", *more])


def test_questions_and_near_misses_are_written_each_once_and_the_same_for_the_same_seed(trained, tmp_path, capsys):
    capsys.readouterr()
    for name in ("one.jsonl", "two.jsonl"):
        assert asked(trained, tmp_path / name) == 0
    counts = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert (tmp_path / "one.jsonl").read_bytes() == (tmp_path / "two.jsonl").read_bytes()
    lines = [json.loads(line) for line in (tmp_path / "one.jsonl").read_text().splitlines()]
    found = [line for line in lines if line["answers"]]
    misses = [line for line in lines if not line["answers"]]
    assert counts == {"answered": len(found), "about reasons": 0, "near misses": len(misses)}
    assert found
    assert {(line["question"], *line["answers"]) for line in found} == {(ASK, "61")}
    assert misses
    assert {line["question"] for line in misses} == {MISS}
    assert len({line["text"] for line in found}) == len(found)  # the second try asked the same again


def test_a_line_that_is_no_passage_and_a_model_that_is_no_reader_are_named(trained, tmp_path, capsys):
    broken = write_jsonl(tmp_path / "broken.jsonl", [{"text": "ab"}])
    assert asked(trained, tmp_path / "out.jsonl", "--passages", str(broken)) == 1
    assert f"{broken}, line 1: wanted are" in capsys.readouterr().err
    assert asked(trained, tmp_path / "out.jsonl", "--reader", "encoder") == 1
    assert "encoder is no reader but a encoder; name one" in capsys.readouterr().err
    assert not (tmp_path / "out.jsonl").exists()
