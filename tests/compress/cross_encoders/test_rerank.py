"""A reranker learns to tell passages apart, is measured, shrinks to a delta, and comes back from it."""

import json

import numpy as np
import pytest
import torch
from tiny_training import tiny_decoder, tiny_encoder, write_jsonl

from compress.__main__ import main
from compress.artifact import Artifact
from compress.cross_encoders.rerank_score import score
from compress.cross_encoders.runner import open_runner

COLOURS = ("red", "blue", "green", "grey", "black", "white", "pink", "brown")
RUN = ["--max-tokens", "48", "--tokens-per-batch", "512", "--learning-rate", "0.01", "--negatives", "3"]


def group(colour: str, number: int) -> dict:
    """Return a question whose answer is the passage of its colour; every fourth has none and only comes near."""
    others = [f"{other} {number}" for other in COLOURS if other != colour]
    if number % 4 == 3:
        return {"question": f"{colour}?", "positive": None, "negatives": others, "near_miss": True}
    return {"question": f"{colour}?", "positive": f"{colour} {number}", "negatives": others, "near_miss": False}


def case(colour: str) -> dict:
    candidates = [f"{each} 77" for each in COLOURS]
    return {"question": f"{colour}?", "candidates": candidates, "gold": COLOURS.index(colour)}


@pytest.fixture(scope="module")
def trained(tmp_path_factory):
    """Return a home with `encoder`, `reranker` made of it, and `small`, two layers of it taught by it."""
    home = tmp_path_factory.mktemp("rerank")
    tiny_encoder(home)
    data = write_jsonl(home / "groups.jsonl", [group(colour, number) for number in range(24) for colour in COLOURS])
    absent = {"question": "violet?", "candidates": ["red 7", "blue 7"], "gold": None}
    write_jsonl(home / "cases.jsonl", [*map(case, COLOURS), absent])
    more = ["--data", str(data), "--home", str(home), *RUN]
    assert main(["rerank", "encoder", "--name", "reranker", "--steps", "150", "--dropout", "0", *more]) == 0
    small = ["--name", "small", "--teacher", "reranker", "--keep-layers", "2", "--steps", "20"]
    assert main(["rerank", "reranker", *small, *more]) == 0
    return home


def evaluated(home, name: str, capsys) -> dict:
    assert (
        main(["evaluate", name, "--data", str(home / "cases.jsonl"), "--no-speed", "--home", str(home), "--json"]) == 0
    )
    return json.loads(capsys.readouterr().out)


def test_training_finds_the_passage_that_answers(trained, capsys):
    found = evaluated(trained, "reranker", capsys)
    assert found["items"] == 9
    assert found["answerable"] == 8
    assert found["first_recall@1"] == 0.125
    assert found["recall@1"] >= 0.75
    assert found["mrr"] >= 0.85
    losses = Artifact.find("reranker", trained).manifest.metrics["training"]
    assert losses["last_loss"] < 0.5 * losses["first_loss"]


def test_word_embeddings_stay_and_the_rest_learns(trained):
    from compress.models.loading import load_model

    before = dict(load_model(Artifact.find("encoder", trained)).named_parameters())
    after = dict(load_model(Artifact.find("reranker", trained)).base_model.named_parameters())
    assert torch.equal(before.pop("embeddings.word_embeddings.weight"), after["embeddings.word_embeddings.weight"])
    same = [name for name, value in before.items() if torch.equal(value, after[name])]
    assert not [name for name in same if not name.endswith("key.bias")]  # softmax does not feel a shift of all keys


def test_a_student_has_fewer_layers_and_knows_where_they_come_from(trained):
    small = Artifact.find("small", trained).manifest
    assert small.kind == "reranker"
    assert small.metrics["kept_layers"] == [0, 2]
    assert small.metrics["layers"] == 2
    assert not (trained / "models" / "small" / "modules.json").exists()


@pytest.mark.parametrize("name", ["reranker", "small"])
def test_a_delta_of_full_rank_gives_the_reranker_back(trained, name, tmp_path, capsys):
    delta, made = tmp_path / "delta", f"{name}-again"
    home = ["--home", str(trained)]
    assert main(["extract", name, "--base", "encoder", "--out", str(delta), "--rank", "32", "--json", *home]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["captured"] > 0.9999
    assert found["bytes"] == (delta / "delta.safetensors").stat().st_size
    assert main(["merge", "encoder", "--name", made, "--adapter", str(delta), *home]) == 0
    scores = [score(open_runner(Artifact.find(each, trained)), "red?", ["red 1", "blue 1"]) for each in (name, made)]
    np.testing.assert_allclose(scores[0], scores[1], atol=0.2)  # the factors are in 6 bits
    assert (
        Artifact.find(made, trained).manifest.metrics["kept_layers"]
        == (Artifact.find(name, trained).manifest.metrics["kept_layers"])
    )


def test_learnt_at_a_low_rank_all_of_it_fits_a_small_delta(trained, tmp_path, capsys):
    more = ["--data", str(trained / "groups.jsonl"), "--home", str(trained), *RUN]
    low = ["--steps", "60", "--method", "lora", "--lora-rank", "2", "--dropout", "0"]
    assert main(["rerank", "encoder", "--name", "low", *low, *more]) == 0
    losses = Artifact.find("low", trained).manifest.metrics["training"]
    assert losses["last_loss"] < 0.9 * losses["first_loss"]
    capsys.readouterr()
    out = ["--out", str(tmp_path), "--rank", "2", "--json", "--home", str(trained)]
    assert main(["extract", "low", "--base", "encoder", *out]) == 0
    assert json.loads(capsys.readouterr().out)["captured"] > 0.9999


def test_the_mean_of_rerankers_lies_between_them(trained, capsys):
    from compress.models.loading import load_model

    home, more = ["--home", str(trained)], ["--data", str(trained / "groups.jsonl"), *RUN]
    for seed in ("1", "2"):
        assert main(["rerank", "encoder", "--name", f"run-{seed}", "--steps", "5", "--seed", seed, *more, *home]) == 0
    assert main(["merge", "encoder", "--name", "mean", "--mean-of", "run-1", "--mean-of", "run-2", *home]) == 0
    one, two, mean = (load_model(Artifact.find(name, trained)).state_dict() for name in ("run-1", "run-2", "mean"))
    for name, weight in mean.items():
        torch.testing.assert_close(weight, (one[name] + two[name]) / 2)
    assert main(["rerank", "run-1", "--name", "on", "--steps", "3", *more, *home]) == 0
    assert main(["merge", "run-1", "--name", "between", "--mean-of", "on", "--mean-of", "run-1", *home]) == 0
    on, between = (load_model(Artifact.find(name, trained)).state_dict() for name in ("on", "between"))
    for name, weight in between.items():
        torch.testing.assert_close(weight, (one[name] + on[name]) / 2)
    found = Artifact.find("mean", trained).manifest
    assert (found.kind, found.metrics["kept_layers"]) == ("reranker", [0, 1, 2])
    assert main(["merge", "encoder", "--name", "no", "--mean-of", "run-1", "--mean-of", "small", *home]) == 1
    assert "run-1 and small have no mean: take some of one kind, made of encoder" in capsys.readouterr().err


def test_a_smaller_rank_is_a_smaller_file_that_captures_less(trained, tmp_path, capsys):
    found = []
    for rank in ("1", "4", "16"):
        out = ["--out", str(tmp_path / rank), "--rank", rank]
        assert main(["extract", "reranker", "--base", "encoder", *out, "--json", "--home", str(trained)]) == 0
        found.append(json.loads(capsys.readouterr().out))
    assert [each["captured"] for each in found] == sorted(each["captured"] for each in found)
    assert found[0]["bytes"] < found[1]["bytes"] < found[2]["bytes"]
    assert 0.05 < found[0]["captured"] < found[2]["captured"] <= 1.0


def test_a_delta_goes_into_its_own_encoder_only(trained, tmp_path, capsys):
    tiny_encoder(trained, "other", seed=1)
    home = ["--home", str(trained)]
    assert main(["extract", "reranker", "--base", "encoder", "--out", str(tmp_path), *home]) == 0
    assert main(["merge", "other", "--name", "wrong", "--adapter", str(tmp_path), *home]) == 1
    assert (
        f"the delta in {tmp_path} was not taken from other; merge it into its own encoder" in capsys.readouterr().err
    )
    assert not (trained / "models" / "wrong").exists()


def test_a_quantized_reranker_scores_like_the_one_it_was_made_from(trained, capsys):
    home = ["--home", str(trained)]
    groups = str(trained / "groups.jsonl")
    assert main(["quantize", "reranker", "--preset", "int8", "--name", "int8", *home]) == 0
    w8a8 = ["--preset", "w8a8", "--name", "w8a8", "--calibration", groups, "--samples", "8"]
    assert main(["quantize", "reranker", *w8a8, *home]) == 0
    plain, *others = [
        score(open_runner(Artifact.find(name, trained)), "red?", ["red 1", "blue 1", "grey 8", "white 9"])
        for name in ("reranker", "int8", "w8a8")
    ]
    np.testing.assert_allclose(plain, others[0], atol=0.3)
    # 8-bit activations of so small a model move its logits by as much as 2.4 on some processors, but not their order.
    assert (plain.argmax(), *(plain > 0)) == (others[1].argmax(), *(others[1] > 0))
    found = Artifact.find("w8a8", trained).manifest
    assert found.kind == "reranker"
    assert found.metrics["weights"]["activations"] > 0


def test_a_reranker_is_measured_in_a_process_of_its_own(trained):
    from compress.rating.measure import measure

    found = measure(Artifact.find("small", trained)).known()
    assert 0 < found["candidates_s"] < 60
    assert "query_s" not in found


def test_a_recipe_refuses_layers_that_are_not_there(trained, capsys):
    recipe = trained / "recipe.yaml"
    stage = {"name": "r", "step": "rerank", "parent": "encoder", "keep_layers": 9, "data": "groups.jsonl"}
    recipe.write_text(json.dumps({"stages": [stage]}))
    assert main(["run", str(recipe), "--home", str(trained)]) == 1
    assert "9 layers cannot be kept: the model has 3" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("parent", "settings", "why"),
    [
        ("tiny", [], "tiny is a decoder; a reranker is made of a sentence encoder or of a reranker"),
        ("encoder", ["--teacher", "encoder"], "encoder is no reranker but of kind encoder; name one as the teacher"),
        ("encoder", ["--max-tokens", "65"], "max_tokens is 65, but the model has room for 64"),
        ("encoder", ["--compile"], "compile wants batches of few shapes"),
    ],
)
def test_what_cannot_be_trained_is_refused_in_a_sentence(trained, parent, settings, why, capsys):
    tiny_decoder(trained)
    data = ["--data", str(trained / "groups.jsonl"), "--max-tokens", "48"]
    assert main(["rerank", parent, "--name", "no", *data, *settings, "--home", str(trained)]) == 1
    assert why in capsys.readouterr().err
