"""Evaluation at the command line: figures of both forms of a model agree, are true, and stay in the manifest."""

import json
import math
import shutil
from pathlib import Path

import numpy as np
import pytest
import torch
import typer
import yaml
from tiny_training import chat, write_jsonl

import compress
from compress import cli_train
from compress.artifact import Artifact
from compress.console import run
from compress.data.conversations import encode_conversations, read_conversations
from compress.home import UserError
from compress.models.loading import load_model, load_tokenizer
from compress.quantization.quantize import QuantizeConfig, quantize
from compress.rating.decoders import open_decoder
from compress.rating.encoders import open_encoder
from compress.rating.evaluate import FEWEST_TOOL_QUESTIONS, recall_at
from compress.rating.judge import item_of
from compress.rating.measure import measure, measure_here
from compress.stage import StageContext

RECIPES = Path(compress.__file__).parent / "recipes"
LINES = [
    chat("What is it? [1] It is blue.", "blue [1]", answers=["blue"], kind="answer", group="colours"),
    chat("Who was it? [1] It is blue.", "I could not find that.", kind="refusal"),
    chat("Hello", "Hello!", tools=[{"type": "function", "function": {"name": "calculate"}}]),
]
PAIRS = [{"question": f"about {i}", "passage": f"passage number {i} " * 3} for i in range(9)]


@pytest.fixture(scope="module")
def built(tmp_path_factory, imported_home):
    """Return a data root with the tiny models in both forms."""
    root = tmp_path_factory.mktemp("built")
    shutil.copytree(imported_home / "models", root / "models")
    context = StageContext(root, say=lambda _: None)
    for name in ("tiny", "tiny-encoder"):
        quantize(Artifact.find(name, root), root / "models" / f"{name}-ov", QuantizeConfig(preset="fp32"), context)
    return root


@pytest.fixture
def both(home, built):
    shutil.copytree(built / "models", home / "models")
    return home


@pytest.fixture
def main():
    app = typer.Typer()
    cli_train.register(app)
    return lambda *argv: run(app, "python -m compress", [str(part) for part in argv])


@pytest.fixture
def data(tmp_path):
    return write_jsonl(tmp_path / "held.jsonl", LINES)


def test_both_forms_of_a_model_say_and_rate_the_same(both, data):
    forms = [Artifact.find(name, both) for name in ("tiny", "tiny-ov")]
    tokenizer = load_tokenizer(forms[0])
    prompts = ["<|im_start|>user\nabc<|im_end|>\n<|im_start|>assistant\n", "xyz and more"]
    examples, _ = encode_conversations(read_conversations(data), tokenizer, 512)
    replies, rated = [], []
    for artifact in forms:
        decoder = open_decoder(artifact)
        replies.append(decoder.answer(prompts, 6))
        rated.append(decoder.surprise(examples))
    assert replies[0] == replies[1]
    assert rated[0][1] == rated[1][1] == sum(example.weight for example in examples)
    assert rated[0][0] == pytest.approx(rated[1][0], rel=1e-3)


def test_the_perplexity_is_transformers_own(both, data, main, capsys):
    assert main("evaluate", "tiny", "--data", data, "--max-new-tokens", 4, "--no-speed", "--json") == 0
    found = json.loads(capsys.readouterr().out)
    artifact = Artifact.find("tiny", both)
    model, losses, weights = load_model(artifact), 0.0, 0
    examples, _ = encode_conversations(read_conversations(data), load_tokenizer(artifact), 512)
    for example in examples:
        ids = torch.as_tensor(example.ids[None].astype(np.int64))
        labels = torch.where(torch.as_tensor(example.labelled[None]), ids, -100)
        with torch.no_grad():
            losses += model(input_ids=ids, labels=labels).loss.item() * example.weight
        weights += example.weight
    assert found["perplexity"] == pytest.approx(math.exp(losses / weights), rel=1e-3)


def test_the_perplexity_can_be_left_out(both, data, main, capsys):
    command = ("evaluate", "tiny", "--data", data, "--max-new-tokens", 4, "--no-speed", "--json")
    assert main(*command) == 0
    whole = json.loads(capsys.readouterr().out)
    Artifact.find("tiny", both).with_metrics({"perplexity": None})
    assert main(*command, "--no-perplexity") == 0
    found = json.loads(capsys.readouterr().out)
    assert {**found, "bytes": 0} == {**whole, "bytes": 0, "perplexity": None}  # the manifest is one of the bytes


def test_plain_texts_have_a_perplexity_of_their_own_and_need_no_conversations(both, tmp_path, main, capsys):
    (tmp_path / "t.txt").write_text("A dull book.\n\nAnd its sequel.\n", "utf-8")
    assert main("evaluate", "tiny", "--texts", tmp_path / "t.txt", "--no-speed", "--json") == 0
    found = json.loads(capsys.readouterr().out)
    artifact = Artifact.find("tiny", both)
    ids = load_tokenizer(artifact)("A dull book.<|im_end|>And its sequel.<|im_end|>", return_tensors="pt").input_ids
    with torch.no_grad():
        loss = load_model(artifact)(input_ids=ids, labels=ids).loss.item()
    assert found["text_perplexity"] == pytest.approx(math.exp(loss), rel=1e-3)
    assert found["texts"][0].startswith("t.txt (")
    assert not {"perplexity", "f1", "data"} & found.keys()


@pytest.mark.parametrize("name", ["tiny", "tiny-ov"])
def test_evaluation_is_printed_and_kept(both, data, main, capsys, name):
    before = Artifact.find(name, both)
    assert main("evaluate", name, "--data", data, "--max-new-tokens", 4, "--no-speed", "--json") == 0
    printed = json.loads(capsys.readouterr().out)
    after = Artifact.find(name, both)
    assert printed == {"name": name, **after.manifest.metrics}
    assert after.manifest.hash == before.manifest.hash
    assert after.manifest.metrics.items() >= before.manifest.metrics.items()
    assert printed["items"] == 3
    assert printed["groups"]["colours"]["items"] == 1
    assert printed["data"][0].startswith("held.jsonl (")
    assert abs(printed["bytes"] - after.bytes()) < 5_000  # measured before the manifest grew
    assert 0 <= printed["tool_accuracy"] <= 1


def test_a_limit_takes_the_first_lines(both, data, main, capsys):
    assert main("evaluate", "tiny", "--data", data, "--limit", 1, "--max-new-tokens", 2, "--no-speed", "--json") == 0
    found = json.loads(capsys.readouterr().out)
    assert (found["items"], found["right_refusals"]) == (1, None)
    assert found["data"][0].endswith(", first 1)")


def test_what_has_no_tool_to_choose_keeps_the_rating_of_that_choice(both, data, main, capsys):
    run = ("evaluate", "tiny", "--data", data, "--no-speed", "--max-new-tokens", 2)
    assert main(*run, "--groups", "colours") == 0
    assert "tool_accuracy" not in Artifact.find("tiny", both).manifest.metrics
    assert main(*run) == 0
    rated = Artifact.find("tiny", both).manifest.metrics["tool_accuracy"]
    assert rated is not None
    assert main(*run, "--groups", "colours") == 0
    assert Artifact.find("tiny", both).manifest.metrics["tool_accuracy"] == rated
    capsys.readouterr()


def test_few_questions_leave_the_rating_by_which_the_chat_goes(both, tmp_path, main, capsys):
    called = {"type": "function", "function": {"name": "calculate", "arguments": {"expression": "2 * 3"}}}
    asking = chat("What is twice three?", "", kind="tool")
    asking["messages"][-1]["tool_calls"] = [called]
    file = write_jsonl(tmp_path / "tools.jsonl", [asking] * 30)
    run = ("evaluate", "tiny", "--data", file, "--no-speed", "--no-perplexity", "--max-new-tokens", 1)
    Artifact.find("tiny", both).with_metrics({"tool_accuracy": 0.9})  # as before the rating was kept apart
    assert main(*run, "--limit", 29) == 0
    few = Artifact.find("tiny", both).manifest
    assert (few.metrics["tool_accuracy"], few.metrics["tool_questions"], few.tool_rating) == (0.0, 29, 0.9)
    assert "29 questions that want a tool are too few" in " ".join(capsys.readouterr().err.split())
    assert main(*run) == 0
    enough = Artifact.find("tiny", both).manifest
    assert (enough.metrics["tool_questions"], enough.tool_rating) == (30, 0.0)
    assert "too few" not in capsys.readouterr().err


def test_few_questions_alone_are_no_rating(both, data, main, capsys):
    assert main("evaluate", "tiny", "--data", data, "--no-speed", "--max-new-tokens", 2) == 0
    capsys.readouterr()
    found = Artifact.find("tiny", both).manifest
    assert found.metrics["tool_accuracy"] is not None
    assert found.tool_rating is None


def test_the_shipped_recipe_rates_by_enough_questions():
    stages = yaml.safe_load((RECIPES / "shipped.yaml").read_text("utf-8"))["stages"]
    rated = [stage for stage in stages if stage["step"] == "evaluate" and stage["name"].startswith("rate-footnote")]
    assert rated
    for stage in rated:
        items = [item_of(each) for each in read_conversations(RECIPES / stage["data"])[: stage["limit"]]]
        assert sum(item.kind == "tool" for item in items) >= FEWEST_TOOL_QUESTIONS


def test_only_the_wanted_groups_are_asked(both, data, main, capsys):
    assert main("evaluate", "tiny", "--data", data, "--groups", "colours", "--no-speed", "--max-new-tokens", 2) == 0
    capsys.readouterr()
    assert Artifact.find("tiny", both).manifest.metrics["items"] == 1
    both_forms = (["--groups", "shapes,colours"], ["--groups", "colours", "--groups", "shapes"])
    for wanted in both_forms:
        assert main("evaluate", "tiny", "--data", data, *wanted, "--no-speed", "--max-new-tokens", 2) == 0
        capsys.readouterr()
        assert Artifact.find("tiny", both).manifest.metrics["items"] == 1
    assert main("evaluate", "tiny", "--data", data, "--groups", "shapes", "--no-speed") == 1
    assert "has no conversation of shapes; its groups are colours" in capsys.readouterr().err


def test_first_calls_are_rated_beside_the_choice_of_tools(both, tmp_path, main, capsys):
    called = {"type": "function", "function": {"name": "calculate", "arguments": {"expression": "2 * 3"}}}
    words = chat("What is twice three?", "", group="words", kind="answer", answers=["6"])
    words["messages"][-1]["tool_calls"] = [called]
    words["messages"] += [{"role": "tool", "content": "6"}, {"role": "assistant", "content": "2 * 3 = 6"}]
    told = ["--data", write_jsonl(tmp_path / "words.jsonl", [words]), "--first-calls", "--no-speed", "--json"]
    Artifact.find("tiny", both).with_metrics({"tool_accuracy": 0.9})
    assert main("evaluate", "tiny", "--replies", tmp_path / "replies.jsonl", *told) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["tool_accuracy"] == 0.9
    assert found["first_calls"]["groups"]["words"]["tool_accuracy"] == 0.0  # a random model calls nothing
    kept = json.loads((tmp_path / "replies.jsonl").read_text())
    assert kept["question"] == "What is twice three?"
    assert kept["wanted"]["tool_calls"] == [called]


def test_replies_can_be_kept_with_what_was_wanted(both, data, main, tmp_path):
    kept = tmp_path / "replies.jsonl"
    assert main("evaluate", "tiny", "--data", data, "--max-new-tokens", 2, "--no-speed", "--replies", kept) == 0
    lines = [json.loads(line) for line in kept.read_text("utf-8").splitlines()]
    wanted = [json.loads(line)["messages"][-1] for line in data.read_text("utf-8").splitlines()]
    assert [line["wanted"] for line in lines] == wanted
    assert all(line["reply"]["role"] == "assistant" and line["question"] for line in lines)


def test_speed_and_memory_are_those_of_a_process_of_its_own(both):
    ballast = bytearray(600_000_000)  # must not count as the model's
    speed = measure(Artifact.find("tiny-ov", both))
    assert 20e6 < speed.peak_memory_bytes < 590e6
    assert len(ballast) == 600_000_000
    assert speed.prompt_tokens == 512 - 64
    assert speed.first_token_s > 0
    assert speed.tokens_per_second > 0
    assert speed.passages_per_second is None


@pytest.mark.parametrize("name", ["tiny", "tiny-encoder", "tiny-encoder-ov"])
def test_every_kind_and_form_can_be_timed(both, name):
    known = measure_here(Artifact.find(name, both)).known()
    wanted = {"query_s", "passages_per_second"} if "encoder" in name else {"first_token_s", "tokens_per_second"}
    assert known.keys() >= wanted
    assert all(known[key] > 0 for key in wanted)


def test_a_model_that_cannot_run_is_one_sentence(both):
    (both / "models" / "tiny-ov" / "openvino_model.bin").write_bytes(b"")
    with pytest.raises(UserError, match=r"tiny-ov cannot be run here \(.*\); build it again"):
        measure(Artifact.find("tiny-ov", both))


def test_an_encoder_is_rated_by_what_it_finds(both, tmp_path, main, capsys):
    pairs = write_jsonl(tmp_path / "pairs.jsonl", PAIRS)
    for name in ("tiny-encoder", "tiny-encoder-ov"):
        assert main("evaluate", name, "--data", pairs, "--no-speed", "--json") == 0
    first, second = (json.loads(line) for line in capsys.readouterr().out.splitlines())
    assert first["items"] == first["passages"] == 9
    assert first["recall@1"] <= first["recall@4"] <= first["recall@20"] == 1.0
    assert second["parent_cosine"] == pytest.approx(1.0, abs=1e-3)
    assert "parent_cosine" not in first  # it has no parent
    assert second["recall@4"] == pytest.approx(first["recall@4"], abs=0.12)


def test_vectors_do_not_depend_on_their_neighbours(both):
    texts = ["short", "a much longer text than the other one", "middle one"]
    for name in ("tiny-encoder", "tiny-encoder-ov"):
        encoder = open_encoder(Artifact.find(name, both))
        together = encoder.encode(texts)
        alone = np.concatenate([encoder.encode([text]) for text in texts])
        np.testing.assert_allclose(together, alone, atol=1e-4)
        np.testing.assert_allclose(np.linalg.norm(together, axis=1), 1, atol=1e-5)


def test_recall_counts_the_questions_whose_passage_is_near_enough():
    passages = np.eye(30, dtype=np.float32)
    questions = passages[[0, 1, 2]].copy()
    questions[1, 5] = questions[1, 6] = 2.0  # two others are nearer
    assert recall_at(questions, passages, [0, 1, 2]) == {
        "recall@1": pytest.approx(2 / 3, abs=1e-4),
        "recall@4": 1.0,
        "recall@8": 1.0,
        "recall@20": 1.0,
    }


@pytest.mark.parametrize(
    ("argv", "why"),
    [
        (["tiny", "--data", "nowhere.jsonl"], "there is no file"),
        (["nobody", "--data", "pairs.jsonl"], "there is no model 'nobody'"),
        (["tiny-encoder", "--data", "held.jsonl"], 'held.jsonl, line 1: "question" and "passage" are wanted'),
        (["tiny"], "give something to measure on: data, or plain texts for a decoder"),
        (["tiny-encoder", "--texts", "pairs.jsonl"], "tiny-encoder is no decoder: give it questions and passages"),
    ],
)
def test_bad_input_is_one_sentence(both, data, tmp_path, monkeypatch, main, capsys, argv, why):
    monkeypatch.chdir(tmp_path)
    write_jsonl(tmp_path / "pairs.jsonl", PAIRS)
    assert main("evaluate", *argv) == 1
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err.startswith("error: ")
    assert why in captured.err
    assert captured.err.count("\n") == 1
