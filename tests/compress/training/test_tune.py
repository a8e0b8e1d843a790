"""Tuning learns, resumes exactly after a kill, stops on a broken loss, and adapters carry what was learnt."""

import itertools
import json

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from safetensors.torch import load_file
from tiny_training import chat, tiny_decoder, tiny_llama, write_jsonl

from compress.artifact import Artifact
from compress.data.batches import Feed
from compress.home import UserError
from compress.merge import MergeConfig, merge
from compress.models.adapters import extract_adapter
from compress.models.loading import load_model
from compress.models.lora_config import LoraConfig
from compress.models.ternary_delta import TERNARY, extract_ternary, ternary
from compress.stage import StageContext
from compress.training import loop
from compress.training.loop import learning_rate_at
from compress.training.objectives import SupervisedObjective, in_chunks
from compress.training.tune import TuneConfig, tune

FACTS = [chat(f"number {i}?", f"it is {i * 7 % 10}") for i in range(24)]


@pytest.fixture
def parent(home):
    return tiny_decoder(home)


@pytest.fixture
def settings_of(tmp_path):
    data = write_jsonl(tmp_path / "train.jsonl", FACTS)

    def make(**more):
        values = {"data": data, "learning_rate": 1e-2, "tokens_per_batch": 512, "steps": 6, "checkpoint_seconds": 0}
        return TuneConfig(**{**values, **more})

    return make


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


def same_weights(one, other, **tolerance):
    for (name, ours), theirs in zip(one.named_parameters(), other.parameters(), strict=True):
        torch.testing.assert_close(ours, theirs, msg=lambda text, name=name: f"{name}: {text}", **tolerance)


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


def test_an_extracted_adapter_merges_back_to_the_full_fine_tune(parent, home, settings_of, context, tmp_path):
    tuned = tune(parent, home / "models" / "tuned", settings_of(), context)
    found = extract_adapter(load_model(parent), load_model(tuned), rank=32, folder=tmp_path / "adapter")
    assert found["captured"] == pytest.approx(1.0, abs=1e-6)  # 32 is the full rank of these matrices
    merged = merge(parent, home / "models" / "merged", MergeConfig(adapter=tmp_path / "adapter"), context)
    same_weights(load_model(tuned), load_model(merged), atol=2e-3, rtol=2e-3)  # stored in fp16
    before = (load_model(parent).lm_head.weight - load_model(tuned).lm_head.weight).abs().max()
    assert before > 0.01  # so there was something to carry


def test_a_smaller_adapter_holds_a_smaller_share(parent, home, settings_of, context, tmp_path):
    tuned = tune(parent, home / "models" / "tuned", settings_of(), context)
    shares = [
        extract_adapter(load_model(parent), load_model(tuned), rank=rank, folder=tmp_path / str(rank))["captured"]
        for rank in (1, 4, 16)
    ]
    assert 0 < shares[0] < shares[1] < shares[2] < 1


def test_an_adapter_that_was_learnt_is_kept_beside_the_model_and_makes_it_again(parent, home, settings_of, context):
    tuned = tune(parent, home / "models" / "tuned", settings_of(method="lora", lora=LoraConfig(rank=4)), context)
    merged = merge(parent, home / "models" / "merged", MergeConfig(adapter=tuned.folder / "adapter"), context)
    same_weights(load_model(tuned), load_model(merged), atol=1e-3, rtol=1e-3)  # the adapter is kept in fp16
    again = tune(tuned, home / "models" / "again", settings_of(steps=1), context)
    assert not (again.folder / "adapter").exists()  # it is not the change that this one learnt


def test_what_lora_learnt_is_extracted_exactly_at_its_own_rank(parent, home, settings_of, context, tmp_path):
    tuned = tune(parent, home / "models" / "tuned", settings_of(method="lora", lora=LoraConfig(rank=4)), context)
    found = extract_adapter(load_model(parent), load_model(tuned), rank=4, folder=tmp_path / "adapter")
    assert found["captured"] == pytest.approx(1.0, abs=1e-4)


def test_a_ternary_change_merges_back_to_nearly_the_full_fine_tune(parent, home, settings_of, context, tmp_path):
    tuned = tune(parent, home / "models" / "tuned", settings_of(), context)
    found = extract_ternary(load_model(parent), load_model(tuned), tmp_path / "ternary")
    merged = merge(parent, home / "models" / "merged", MergeConfig(adapter=tmp_path / "ternary"), context)
    before, after, back = (load_model(a).requires_grad_(False) for a in (parent, tuned, merged))
    before, after, back = (dict(model.named_parameters()) for model in (before, after, back))
    change = torch.cat([(after[name] - before[name]).flatten() for name in after])
    missed = torch.cat([(after[name] - back[name]).flatten() for name in after])
    assert found["captured"] == pytest.approx(1 - float(missed.square().sum() / change.square().sum()), abs=1e-4)
    assert found["captured"] > 0.75  # what a Gaussian change keeps is 0.81
    matrices = sum(weight.numel() for weight in after.values() if weight.ndim == 2)
    # And scales, vectors and a header, which a tiny model feels.
    assert matrices / 5 < found["bytes"] < matrices / 2


def test_a_ternary_change_is_refused_by_any_other_model(parent, home, settings_of, context, tmp_path):
    tuned = tune(parent, home / "models" / "tuned", settings_of(), context)
    extract_ternary(load_model(parent), load_model(tuned), tmp_path)
    with pytest.raises(UserError, match="was not taken from this model"):
        merge(tuned, home / "models" / "merged", MergeConfig(adapter=tmp_path), context)
    with pytest.raises(UserError, match="nothing to extract"):
        extract_ternary(load_model(parent), load_model(parent), tmp_path)
    (tmp_path / TERNARY).write_bytes(b"cut short")
    with pytest.raises(UserError, match=r"cannot be read .*; fetch it again"):
        merge(parent, home / "models" / "merged", MergeConfig(adapter=tmp_path), context)


@given(seed=st.integers(0, 10_000), rows=st.integers(1, 4), columns=st.integers(1, 9))
@settings(max_examples=60, deadline=None)
def test_no_other_three_values_are_nearer_to_a_row(seed, rows, columns):
    matrix = torch.randn(rows, columns, generator=torch.Generator().manual_seed(seed))
    signs, scales = ternary(matrix)
    for row, sign, scale in zip(matrix, signs, scales, strict=True):
        errors = []
        for kept in range(1, columns + 1):  # with so many kept the largest are best, and their mean is the best scale
            mean = row.abs().topk(kept).values.mean()
            errors.append(float(row.square().sum() - kept * mean**2))
        assert float((row - sign * scale).square().sum()) == pytest.approx(min(errors), abs=1e-4)


@pytest.mark.parametrize("method", ["full", "lora"])
def test_frozen_embeddings_stay_as_they_were(method, parent, home, settings_of, context):
    how = settings_of(method=method, lora=LoraConfig(rank=4), freeze_embeddings=True)
    before, after = load_model(parent), load_model(tune(parent, home / "models" / "tuned", how, context))
    assert torch.equal(before.get_input_embeddings().weight, after.get_input_embeddings().weight)
    assert torch.equal(before.lm_head.weight, after.lm_head.weight)
    assert not torch.equal(before.model.layers[0].mlp.up_proj.weight, after.model.layers[0].mlp.up_proj.weight)


def test_an_adapter_for_another_model_is_refused(parent, home, settings_of, context, tmp_path):
    tuned = tune(parent, home / "models" / "tuned", settings_of(), context)
    extract_adapter(load_model(parent), load_model(tuned), rank=2, folder=tmp_path / "adapter")
    shallow = tiny_decoder(home, "shallow", layers=2)
    with pytest.raises(UserError, match="does not fit this model"):
        merge(shallow, home / "models" / "merged", MergeConfig(adapter=tmp_path / "adapter"), context)
    with pytest.raises(UserError, match="is no adapter"):
        merge(parent, home / "models" / "merged", MergeConfig(adapter=tmp_path / "nowhere"), context)
    with pytest.raises(UserError, match="nothing to extract"):
        extract_adapter(load_model(parent), load_model(parent), rank=2, folder=tmp_path / "none")
    with pytest.raises(UserError, match="the two models differ in shape"):
        extract_adapter(load_model(shallow), load_model(tuned), rank=2, folder=tmp_path / "none")


def test_an_adapter_can_be_learnt_on(parent, home, settings_of, context):
    first = tune(parent, home / "models" / "first", settings_of(method="lora", lora=LoraConfig(rank=4)), context)
    on = {"method": "lora", "adapter": first.folder / "adapter"}
    same = tune(parent, home / "models" / "same", settings_of(**on, learning_rate=1e-9, steps=1), context)
    same_weights(load_model(first), load_model(same), atol=1e-3, rtol=1e-3)  # the adapter is kept in fp16
    with pytest.raises(ValueError, match="with method lora only"):
        settings_of(**on | {"method": "full"})
    further = tune(parent, home / "models" / "further", settings_of(**on, steps=30), context)
    assert further.manifest.metrics["training"]["first_loss"] < first.manifest.metrics["training"]["first_loss"]
    merged = merge(parent, home / "models" / "merged", MergeConfig(adapter=further.folder / "adapter"), context)
    same_weights(load_model(further), load_model(merged), atol=1e-3, rtol=1e-3)
    named = settings_of(method="lora", adapter_of="first", learning_rate=1e-9, steps=1)
    same_weights(
        load_model(first), load_model(tune(parent, home / "models" / "named", named, context)), atol=1e-3, rtol=1e-3
    )
    with pytest.raises(UserError, match="tiny has no adapter of its own"):
        tune(parent, home / "models" / "none", settings_of(method="lora", adapter_of="tiny"), context)


def test_the_mean_of_adapters_lies_between_them_and_is_kept(parent, home, settings_of, context):
    first = tune(parent, home / "models" / "first", settings_of(method="lora", lora=LoraConfig(rank=4)), context)
    on = {"method": "lora", "adapter_of": "first"}
    for name, steps in (("one", 3), ("two", 6)):
        tune(parent, home / "models" / name, settings_of(**on, steps=steps), context)
    alone = merge(parent, home / "models" / "alone", MergeConfig(mean_of=("first",)), context)
    same_weights(load_model(first), load_model(alone), atol=1e-3, rtol=1e-3)
    mean = merge(parent, home / "models" / "mean", MergeConfig(mean_of=("one", "two")), context)
    parts = [
        load_file(home / "models" / name / "adapter" / "adapter_model.safetensors") for name in ("one", "two", "mean")
    ]
    for name in parts[0]:
        torch.testing.assert_close(
            (parts[0][name].float() + parts[1][name].float()) / 2, parts[2][name].float(), atol=1e-3, rtol=1e-3
        )
    again = merge(parent, home / "models" / "again", MergeConfig(adapter=mean.folder / "adapter"), context)
    same_weights(load_model(mean), load_model(again), atol=1e-3, rtol=1e-3)
    other = tune(parent, home / "models" / "other", settings_of(method="lora", lora=LoraConfig(rank=2)), context)
    with pytest.raises(UserError, match="differ in r; give some that were learnt on from one adapter"):
        merge(parent, home / "models" / "wrong", MergeConfig(mean_of=("one", other.manifest.name)), context)
    with pytest.raises(ValueError, match="either adapter or mean_of"):
        MergeConfig()


def test_adapters_of_different_origins_have_no_mean(parent, home, settings_of, context):
    tuned = settings_of(method="lora", lora=LoraConfig(rank=4))
    for name in ("one", "two"):
        tune(parent, home / "models" / name, tuned, context)
    both = MergeConfig(mean_of=("one", "two"))
    settings = home / "models" / "two" / "adapter" / "adapter_config.json"
    kept = json.loads(settings.read_text("utf-8"))
    assert merge(parent, home / "models" / "mean", both, context)
    settings.write_text(json.dumps(kept | {"target_modules": kept["target_modules"][::-1]}), "utf-8")
    assert merge(parent, home / "models" / "mean", both, context), "the order of the modules means nothing"
    for name, value in {"lora_alpha": 1.0, "target_modules": ["q_proj"], "use_rslora": True}.items():
        settings.write_text(json.dumps(kept | {name: value}), "utf-8")
        with pytest.raises(UserError, match=f"differ in {name}; give some that were learnt on from one adapter"):
            merge(parent, home / "models" / "wrong", both, context)
    tune(tiny_decoder(home, "other", seed=1), home / "models" / "two", tuned, context)
    with pytest.raises(UserError, match="one and two were tuned from different models; name some tuned from one"):
        merge(parent, home / "models" / "wrong", both, context)
    assert not (home / "models" / "wrong").exists()
