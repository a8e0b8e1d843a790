"""Tuning learns, resumes exactly after a kill, stops on a broken loss."""

import itertools

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from tiny_training import FACTS, same_weights, tiny_decoder, tiny_llama, write_jsonl

from compress.artifact import Artifact
from compress.data.batches import Feed
from compress.home import UserError
from compress.models.loading import load_model
from compress.models.lora_config import LoraConfig
from compress.stage import StageContext
from compress.training import loop
from compress.training.objectives import SupervisedObjective, in_chunks
from compress.training.optimizer import learning_rate_at
from compress.training.tune import tune


@pytest.fixture
def parent(home):
    return tiny_decoder(home)


@pytest.fixture
def said():
    return []


@pytest.fixture
def context(home, said):
    return StageContext(home, said.append)


def losses_of(monkeypatch, act):
    """Run `act` and return the losses of the training in it."""
    seen, real = [], loop.Report
    monkeypatch.setattr(loop, "Report", lambda **facts: seen.append(facts["losses"]) or real(**facts))
    act()
    monkeypatch.setattr(loop, "Report", real)
    return seen[-1]


@pytest.mark.parametrize("method", ["full", "lora"])
def test_a_few_steps_lower_the_loss_and_leave_a_whole_artifact(parent, home, settings_of, context, said, method):
    config = settings_of(method=method, steps=12, lora=LoraConfig(rank=8))
    tuned = tune(parent, home / "models" / "tuned", config, context)
    metrics = tuned.manifest.metrics["training"]
    assert metrics["last_loss"] < metrics["first_loss"] - 0.5
    assert (metrics["steps"], metrics["devices"]) == (12, "1 × CPU")
    assert tuned.manifest.parent == parent.manifest.hash
    names = {file.name for file in tuned.folder.iterdir()}
    assert names - {"adapter"} == {file.name for file in parent.folder.iterdir()}
    assert load_model(tuned).config.num_hidden_layers == 4
    assert [folder.name for folder in (home / "models").iterdir()] in (["tiny", "tuned"], ["tuned", "tiny"])
    assert said[0] == "24 conversations, 902 tokens"
    assert "step 12 of 12: loss" in said[-1]
    assert "tokens a second, 0.0 minutes left" in said[-1]


def test_the_objective_is_transformers_own_loss(tmp_path):
    model, examples = tiny_llama(), encoded(tmp_path)
    batch = Feed(examples, 4096, pad_id=3, seed=0).batch(0)
    labels = torch.full_like(batch.ids, -100)
    labels.view(-1)[batch.positions + 1] = batch.targets
    wanted = model(input_ids=batch.ids, attention_mask=batch.real().long(), labels=labels).loss
    total, count = SupervisedObjective(model)(batch)
    torch.testing.assert_close(total / count, wanted, atol=1e-5, rtol=1e-5)


def encoded(tmp_path):
    from tiny_training import tiny_tokenizer

    from compress.data.conversations import encode_conversations, read_conversations

    path = write_jsonl(tmp_path / "facts.jsonl", FACTS)
    return encode_conversations(read_conversations(path), tiny_tokenizer(), 512)[0]


def test_chunked_losses_and_their_gradients_equal_whole_ones():
    rows = torch.randn(10, 4, requires_grad=True)
    whole = torch.autograd.grad((rows**3).sum(), rows)[0]
    total = in_chunks(lambda part: (part**3).sum(), rows, size=3)
    torch.testing.assert_close(total, (rows**3).sum())
    torch.testing.assert_close(torch.autograd.grad(total, rows)[0], whole)


def test_accumulated_small_batches_equal_one_big_batch(parent, home, settings_of, context, monkeypatch):
    big = settings_of(steps=3, tokens_per_batch=64 * 24)
    small = settings_of(steps=3, tokens_per_batch=64 * 8, accumulate=3)
    first = losses_of(monkeypatch, lambda: tune(parent, home / "models" / "big", big, context))
    second = losses_of(monkeypatch, lambda: tune(parent, home / "models" / "small", small, context))
    assert second == pytest.approx(first, rel=1e-4)
    same_weights(*(load_model(Artifact.find(name, home)) for name in ("big", "small")), atol=2e-3, rtol=1e-2)


def test_a_killed_run_goes_on_exactly_where_it_was(parent, home, settings_of, context, said, monkeypatch):
    config = settings_of()
    whole = losses_of(monkeypatch, lambda: tune(parent, home / "models" / "whole", config, context))

    real, steps = loop._Loop._step, itertools.count()
    monkeypatch.setattr(loop._Loop, "_step", lambda self, step: real(self, step) if next(steps) < 4 else die())
    with pytest.raises(KeyboardInterrupt):
        tune(parent, home / "models" / "killed", config, context)
    monkeypatch.setattr(loop._Loop, "_step", real)
    assert not (home / "models" / "killed").exists()

    resumed = losses_of(monkeypatch, lambda: tune(parent, home / "models" / "killed", config, context))
    assert "going on from step 4 of 6" in said
    assert resumed == whole
    same_weights(*(load_model(Artifact.find(name, home)) for name in ("whole", "killed")), atol=0, rtol=0)


def die():
    raise KeyboardInterrupt


def test_other_data_means_another_run(parent, home, settings_of, context, said, tmp_path):
    config = settings_of(steps=3, learning_rate=1e30)
    with pytest.raises(UserError):
        tune(parent, home / "models" / "run", config, context)
    write_jsonl(tmp_path / "train.jsonl", FACTS[:9])
    tune(parent, home / "models" / "run", settings_of(steps=3), context)
    assert not [line for line in said if line.startswith("going on")]


def test_a_broken_loss_stops_on_the_last_good_checkpoint(parent, home, settings_of, context, said):
    with pytest.raises(UserError) as error:
        tune(parent, home / "models" / "run", settings_of(learning_rate=1e30, warmup=0.0), context)
    assert str(error.value) == (
        "the loss is no number any more at step 2 and the checkpoint of step 1 is kept; "
        "run again with a learning rate below 1e+30: it goes on from there"
    )
    assert not (home / "models" / "run").exists()
    assert (home / "models" / ".run.training" / "checkpoint.pt").is_file()


def test_a_full_disk_is_one_sentence(parent, home, settings_of, context, monkeypatch):
    def full(*_, **__):
        raise RuntimeError("[enforce fail at inline_container.cc:659] . unexpected pos 64 vs 0")

    monkeypatch.setattr(torch, "save", full)
    with pytest.raises(UserError, match=r"no checkpoint could be written to .*; free some disk and run again"):
        tune(parent, home / "models" / "run", settings_of(), context)
    assert not list((home / "models" / ".run.training").iterdir())


@given(total=st.integers(1, 500), warmup=st.floats(0, 0.9))
@settings(max_examples=60, deadline=None)
def test_the_learning_rate_climbs_and_then_falls_and_stays_in_its_bounds(total, warmup):
    rates = [learning_rate_at(step, total, 1.0, warmup) for step in range(total)]
    top = rates.index(max(rates))
    assert all(0.0 < rate <= 1.0 for rate in rates)
    assert rates[: top + 1] == sorted(rates[: top + 1])
    assert rates[top:] == sorted(rates[top:], reverse=True)


@pytest.mark.parametrize("method", ["full", "lora"])
def test_frozen_embeddings_stay_as_they_were(method, parent, home, settings_of, context):
    how = settings_of(method=method, lora=LoraConfig(rank=4), freeze_embeddings=True)
    before, after = load_model(parent), load_model(tune(parent, home / "models" / "tuned", how, context))
    assert torch.equal(before.get_input_embeddings().weight, after.get_input_embeddings().weight)
    assert torch.equal(before.lm_head.weight, after.lm_head.weight)
    assert not torch.equal(before.model.layers[0].mlp.up_proj.weight, after.model.layers[0].mlp.up_proj.weight)
