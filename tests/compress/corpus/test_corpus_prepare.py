"""From datasets to conversations: split by articles, the same every time, in the words and tools of the chat."""

import json
import random
import re

import pytest

from compress.__main__ import main
from compress.corpus import assistant, mix
from compress.corpus.items import Passage, Reading
from compress.corpus.reading import converse, footnoted
from compress.data.conversations import read_conversations
from tests.assistant_contract import contract

BRIDGE = Passage("Sallow Bridge", "Mara Holt built the bridge in 1890. It carried coal until the mine closed in 1931.")
MILL = Passage("Old Mill", "The mill ground oats for the whole valley. It burned down twice.")


def articles(count: int) -> list[dict]:
    """Return SQuAD's own form: articles about bridges, one question each that is answered and one that is not."""
    made = []
    for number in range(count):
        name, year = f"Bridge {number}", 1800 + number
        context = f"{name} was built in {year} by Ada Smith. It is {number + 10} metres long and made of grey stone."
        asked = [
            {
                "question": f"When was {name} built?",
                "answers": [{"text": str(year), "answer_start": context.index(str(year))}],
            },
            {"question": f"Who painted {name} in 1999?", "answers": []},
        ]
        made.append({"title": name, "paragraphs": [{"context": context, "qas": asked}]})
    return made


def articles_in(path) -> set[str]:
    """Return the articles whose passages a file shows."""
    shown = [message["content"] for item in read_conversations(path) for message in item.messages]
    return {name for text in shown for name in re.findall(r"(Bridge \d+) was built in \d+ by", text)}


@pytest.fixture
def sources(tmp_path, monkeypatch):
    monkeypatch.setattr(mix, "_GENERATED", dict.fromkeys(mix._GENERATED, 40))
    folder = tmp_path / "sources" / "squad"
    folder.mkdir(parents=True)
    (folder / "train.json").write_text(json.dumps(articles(60)))
    return folder.parent


def test_the_training_words_are_the_chats_own():
    assert assistant.contract() == contract()  # else: python -m tests.assistant_contract


def test_an_answer_carries_the_number_its_passage_is_shown_under():
    reading = Reading("squad", "Bridges", "When was the bridge built?", (BRIDGE,), ("1890",))
    for seed in range(20):
        made = converse(reading, [MILL], "full", random.Random(seed))
        shown, answer = made["messages"][-2]["content"], made["messages"][-1]["content"]
        number = 1 if shown.index("Mara Holt") < shown.index("ground oats") else 2
        assert answer == f"The bridge was built in 1890 [{number}]."
        brief = converse(reading, [MILL], "brief", random.Random(seed))["messages"][-1]["content"]
        assert brief in ("1890 [1]", "1890 [2]")


def test_what_no_passage_answers_is_refused():
    reading = Reading("squad", "Bridges", "Who painted the bridge?", (BRIDGE,), ())
    made = converse(reading, [MILL], "full", random.Random(0))
    assert (made["messages"][-1]["content"], made["kind"], made["answers"]) == (assistant.refusal(), "refusal", [])


def test_a_footnote_stands_before_the_stop():
    assert [footnoted(text, 2) for text in ("It rained.", "Why?", "1890")] == [
        "It rained [2].",
        "Why [2]?",
        "1890 [2]",
    ]


def test_prepare_splits_by_article_and_writes_the_same_again(sources, tmp_path, capsys):
    written = []
    for name in ("one", "two"):
        assert main(["prepare", "--sources", str(sources), "--out", str(tmp_path / name), "--json"]) == 0
        written.append({path.name: path.read_bytes() for path in (tmp_path / name).glob("*.jsonl")})
    assert written[0] == written[1]
    conversations = {"dev.jsonl", "test.jsonl", "train.jsonl"}
    paired = {"cases-dev.jsonl", "cases-test.jsonl", "pairs-train.jsonl", "verdicts-train.jsonl"}
    others = {*paired, "lessons.jsonl", "passages.jsonl"}
    assert set(written[0]) == conversations | others
    read = {split: articles_in(tmp_path / "one" / f"{split}.jsonl") for split in ("train", "dev", "test")}
    assert min(map(len, read.values())) > 0
    assert sum(map(len, read.values())) == len(set.union(*read.values()))
    told = json.loads(capsys.readouterr().out.splitlines()[-1])
    for name, count in told["pairs"].items():
        lines = written[0][f"{name}.jsonl"].decode().splitlines()
        found = [item for item in map(json.loads, lines) if item.get("spans") or item.get("answers")]
        asked = {re.search(r"Bridge \d+", item["question"])[0] for item in found}
        assert len(lines) == count >= len(found) > 0
        assert asked <= read[name.rsplit("-", 1)[-1]]
    assert told["sources"] == {"squad": {"licence": "CC BY-SA 4.0", "origin": "rajpurkar/SQuAD-explorer"}}


def test_what_a_model_asked_is_learnt_from_and_never_measured_by(sources, tmp_path):
    asked = tmp_path / "questions.jsonl"
    lines = [
        {"source": "squad", "group": name, "title": name, "heading": "", "text": f"{name} is {n + 10} metres long."}
        | {"question": f"What length has {name}?", "answers": [f"{n + 10} metres"]}
        for n in range(60)
        for name in [f"Bridge {n}"]
    ]
    missed = [line | {"question": line["question"].replace("length", "height"), "answers": []} for line in lines]
    asked.write_text("".join(json.dumps(line) + "\n" for line in lines + missed))
    out = tmp_path / "out"
    told = ["prepare", "--sources", str(sources), "--questions", str(asked), "--out"]
    assert main([*told, str(out)]) == 0
    assert "What height has" in (out / "train.jsonl").read_text("utf-8")
    assert main([*told, str(tmp_path / "answered"), "--answered-only"]) == 0
    answered = (tmp_path / "answered" / "train.jsonl").read_text("utf-8")
    assert "What length has" in answered
    assert "What height has" not in answered
    files = {path.name: path.read_text("utf-8") for path in out.glob("*.jsonl")}
    told = {name for name, text in files.items() if "What length has" in text}
    assert told == {"train.jsonl", "pairs-train.jsonl"}  # lessons.jsonl: it is not taught by what it wrote itself
    learnt = set(re.findall(r"What length has (Bridge \d+)", files["train.jsonl"]))
    assert learnt
    assert not learnt & (articles_in(out / "dev.jsonl") | articles_in(out / "test.jsonl"))


def test_everyday_documents_are_on_one_side_and_a_change_in_them_is_prepared_again(sources, tmp_path, capsys):
    folder = tmp_path / "everyday"
    folder.mkdir()
    shops = [
        f"=== shop_{n}.txt\nShop number {n}\nOwner: Ada Quill {n}\nRope: {n} coins\n--- questions\n"
        f"? Who owns shop number {n}?\n= Ada Quill {n}\n> Shop number {n} is owned by Ada Quill {n}.\n"
        f"? what does a net cost in shop number {n}\n-\n"
        for n in range(60)
    ]
    (folder / "shops.txt").write_text("\n".join(shops), "utf-8")
    out = tmp_path / "out"
    command = ["prepare", "--sources", str(sources), "--everyday", str(folder), "--out", str(out)]
    assert main(command) == 0
    told = {split: (out / f"{split}.jsonl").read_text("utf-8") for split in ("train", "dev", "test")}
    shown = {split: set(re.findall(r"Owner: Ada Quill (\d+)", text)) for split, text in told.items()}
    assert min(map(len, shown.values())) > 0
    assert sum(map(len, shown.values())) == len(set.union(*shown.values())) == len(shops)
    assert re.search(r"is owned by Ada Quill \d+ \[\d\]", told["train"])
    (folder / "shops.txt").write_text("\n".join(shops[:50]), "utf-8")
    capsys.readouterr()
    assert main(command) == 0
    assert "is up to date" not in capsys.readouterr().err
    (folder / "shops.txt").write_text("=== shop.txt\nNo questions.\n", "utf-8")
    assert main(command) == 1
    assert "shops.txt, shop.txt: after `--- questions` wanted are lines" in capsys.readouterr().err


def test_prepare_does_nothing_twice(sources, tmp_path, capsys):
    command = ["prepare", "--sources", str(sources), "--out", str(tmp_path / "out")]
    assert main(command) == 0
    stamp = (tmp_path / "out" / "train.jsonl").stat().st_mtime_ns
    assert main(command) == 0
    assert "is up to date" in capsys.readouterr().err
    assert (tmp_path / "out" / "train.jsonl").stat().st_mtime_ns == stamp


def test_a_folder_without_datasets_is_one_sentence(tmp_path, capsys):
    (tmp_path / "empty").mkdir()
    assert main(["prepare", "--sources", str(tmp_path / "empty"), "--out", str(tmp_path / "out")]) == 1
    assert "holds none of the datasets squad, " in capsys.readouterr().err
