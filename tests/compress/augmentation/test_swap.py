"""`compress swap`: near misses of a file of questions, judged by a tiny reader that knows them or their answers."""

import json

import pytest
from tiny_training import tiny_encoder, write_jsonl

from compress.__main__ import main

NUMBERS = [(61, 72), (12, 85), (33, 94), (57, 20), (48, 19), (76, 31)]
TEXTS = [f"{first} ab {second} cd" for first, second in NUMBERS]


def group(text: str, place: int, span: list[int] | None) -> dict:
    question = f"at {text.split()[place]}?"
    if span is None:
        return {"question": question, "positive": None, "negatives": [text, "ef ef"]}
    return {"question": question, "positive": text, "negatives": ["ef ef"], "spans": [span]}


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    """Return a home with `strict`, which finds nothing at the second number, and `knowing`, which finds its answer."""
    home = tmp_path_factory.mktemp("swap")
    tiny_encoder(home)
    for name, second in (("strict", None), ("knowing", [9, 11])):
        data = write_jsonl(
            home / f"{name}.jsonl", [g for text in TEXTS for g in (group(text, 0, [3, 5]), group(text, 2, second))]
        )
        size = ["--negatives", "1", "--max-tokens", "60", "--dropout", "0", "--steps", "200"]
        more = ["--tokens-per-batch", "512", "--learning-rate", "0.005", "--home", str(home)]
        assert main(["read", "encoder", "--name", name, "--data", str(data), *size, *more]) == 0
    write_jsonl(home / "asked.jsonl", [group(text, 0, [3, 5]) for text in TEXTS])
    return home


def swap(home, reader: str, out) -> int:
    return main(["swap", reader, "--data", str(home / "asked.jsonl"), "--out", str(out), "--home", str(home)])


def test_what_the_reader_finds_no_longer_becomes_a_near_miss_to_learn_from(home, tmp_path, capsys):
    out = tmp_path / "swaps.jsonl"
    assert swap(home, "strict", out) == 0
    assert capsys.readouterr().out == f"{out}: 6 near misses of 6 swapped questions\n"
    lines = [json.loads(line) for line in out.read_text().splitlines()]
    assert [line["question"] for line in lines] == [f"at {second}?" for _, second in NUMBERS]
    assert all(line["positive"] is None and line["near_miss"] for line in lines)
    assert [line["negatives"] for line in lines] == [[text, "ef ef"] for text in TEXTS]
    told = ["--data", str(out), "--data", str(home / "asked.jsonl"), "--steps", "1", "--max-tokens", "60"]
    assert main(["read", "encoder", "--name", "next", *told, "--home", str(home)]) == 0


def test_what_has_an_answer_of_its_own_is_left_out(home, tmp_path, capsys):
    assert swap(home, "knowing", tmp_path / "swaps.jsonl") == 0
    assert "0 near misses of 6 swapped questions" in capsys.readouterr().out
    assert (tmp_path / "swaps.jsonl").read_text() == ""


def test_only_a_reader_judges(home, tmp_path, capsys):
    assert swap(home, "encoder", tmp_path / "swaps.jsonl") == 1
    assert "encoder is no reader but a encoder; swap needs one" in capsys.readouterr().err
