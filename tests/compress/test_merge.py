"""What was learnt is extracted, kept beside a model, merged and averaged; only the model it belongs to takes it."""

import json

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from safetensors.torch import load_file
from tiny_training import same_weights, tiny_decoder

from compress.data.examples import load_examples, sample_batches
from compress.distillation.distill import DistillConfig, distill
from compress.home import UserError
from compress.merge import MergeConfig, merge
from compress.models.adapters import extract_adapter
from compress.models.loading import load_model
from compress.models.lora_config import LoraConfig
from compress.models.tensor_file import sample_of
from compress.models.ternary import ternary, ternary_for
from compress.models.ternary_delta import TERNARY, extract_ternary, merge_ternary
from compress.pruning.influence import input_moments
from compress.stage import StageContext
from compress.training.tune import tune


@pytest.fixture
def parent(home):
    return tiny_decoder(home)


@pytest.fixture
def context(home):
    return StageContext(home, lambda _: None)


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
    # And scales, vectors and names, which a tiny model feels.
    assert matrices / 5 < found["bytes"] - 2 * len(sample_of(before)) < matrices / 2


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


def test_a_ternary_change_knows_its_model_from_another_processor(parent, home, settings_of, context, tmp_path):
    tuned = tune(parent, home / "models" / "tuned", settings_of(), context)
    extract_ternary(load_model(parent), load_model(tuned), tmp_path)
    elsewhere = load_model(parent).requires_grad_(False)
    for weight in elsewhere.parameters():
        weight.mul_(1 + 1e-6)  # what merging this model anew may differ by
    same_weights(merge_ternary(elsewhere, tmp_path), merge_ternary(load_model(parent).requires_grad_(False), tmp_path))


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


def test_the_mean_of_full_fine_tunes_is_that_of_their_weights(parent, home, settings_of, context):
    tuned = [
        tune(parent, home / "models" / name, settings_of(seed=seed, steps=steps), context)
        for name, seed, steps in (("one", 0, 3), ("two", 1, 6))
    ]
    mean = merge(parent, home / "models" / "mean", MergeConfig(mean_of=("one", "two")), context)
    one, two, found = (dict(load_model(each).named_parameters()) for each in (*tuned, mean))
    assert any(not torch.equal(one[name], two[name]) for name in one)
    for name, weight in found.items():
        torch.testing.assert_close(weight, (one[name] + two[name]) / 2)
    assert not (mean.folder / "adapter").exists()
    tune(parent, home / "models" / "small", settings_of(method="lora", lora=LoraConfig(rank=2)), context)
    mixed = merge(parent, home / "models" / "mixed", MergeConfig(mean_of=("one", "small")), context)
    assert not (mixed.folder / "adapter").exists()
    halfway = merge(parent, home / "models" / "halfway", MergeConfig(mean_of=("one", "tiny")), context)
    before, found = (dict(load_model(each).named_parameters()) for each in (parent, halfway))
    for name, weight in found.items():
        torch.testing.assert_close(weight, (one[name] + before[name]) / 2)
    with pytest.raises(UserError, match="two and halfway were tuned from different models"):
        merge(halfway, home / "models" / "wrong", MergeConfig(mean_of=("two", "halfway")), context)
    cut = DistillConfig(**settings_of().model_dump(include={"data", "steps", "tokens_per_batch"}), keep_layers=2)
    distill(parent, home / "models" / "cut", cut, context)
    with pytest.raises(UserError, match="the models have different shapes, and so no mean"):
        merge(parent, home / "models" / "wrong", MergeConfig(mean_of=("one", "cut")), context)


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


@pytest.mark.parametrize("seed", range(5))
def test_three_values_fitted_to_inputs_do_more_of_what_the_matrix_does_to_them(seed):
    generator = torch.Generator().manual_seed(seed)
    matrix = torch.randn(12, 24, generator=generator)
    inputs = torch.randn(200, 6, generator=generator) @ torch.randn(6, 24, generator=generator)  # features go together
    inputs[:, 5] = 0  # and one never occurs

    def lost(signs, scales):
        return float((inputs @ (matrix - signs * scales[:, None]).T).square().sum())

    signs, scales = ternary_for(matrix, inputs.T @ inputs)
    assert set(signs.unique().tolist()) == {-1, 0, 1}
    assert lost(signs, scales) < lost(*ternary(matrix)) / 2
    assert lost(signs, scales) < min(lost(signs, scales * factor) for factor in (0.97, 1.03))


def test_inputs_that_have_nothing_in_common_change_no_value(context):
    matrix = torch.randn(8, 16, generator=torch.Generator().manual_seed(0))
    for one, other in zip(ternary(matrix), ternary_for(matrix, torch.eye(16)), strict=True):
        torch.testing.assert_close(one, other, atol=1e-5, rtol=1e-5)


def test_a_change_fitted_to_conversations_is_nearer_on_them(parent, home, settings_of, context, tmp_path):
    config = settings_of()
    tuned = tune(parent, home / "models" / "tuned", config, context)
    examples, tokenizer = load_examples(parent, config.data, config.max_tokens, context)
    batches = sample_batches(examples, tokenizer.pad_token_id)
    moments = input_moments(load_model(tuned), batches)
    plain = extract_ternary(load_model(parent), load_model(tuned), tmp_path / "plain")
    fitted = extract_ternary(load_model(parent), load_model(tuned), tmp_path / "fitted", moments)
    assert fitted["bytes"] == plain["bytes"]
    assert plain["captured"] < fitted["captured"] < 1

    def distance(folder):
        model, wanted = merge_ternary(load_model(parent).requires_grad_(False), folder), load_model(tuned)
        with torch.no_grad():
            return sum(float((model(b.ids).logits - wanted(b.ids).logits)[b.real()].square().mean()) for b in batches)

    assert distance(tmp_path / "fitted") < distance(tmp_path / "plain")
