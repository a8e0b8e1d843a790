"""Masks take exactly the share asked for, the right entries, and stay zero through recovery."""

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from tiny_training import tiny_llama

from compress.home import UserError
from compress.models.structure import sparse_targets
from compress.pruning.sparsity import (
    add_masked_lora,
    apply_masks,
    keep_zeros,
    magnitude_mask,
    merge_masked_lora,
    near_zero_shares,
    sparsity_of,
    wanda_mask,
)

SHARES = st.floats(0.01, 0.99)


def matrix(rows=6, columns=10, seed=0):
    return torch.randn(rows, columns, generator=torch.Generator().manual_seed(seed))


@given(share=SHARES, seed=st.integers(0, 50))
@settings(max_examples=40, deadline=None)
def test_magnitude_takes_the_smallest_and_exactly_the_share(share, seed):
    weight = matrix(seed=seed)
    mask = magnitude_mask(weight, share)
    assert int((~mask).sum()) == round(share * 60)
    if mask.any() and not mask.all():
        assert weight[mask].abs().min() >= weight[~mask].abs().max()


@given(share=SHARES, seed=st.integers(0, 50))
@settings(max_examples=40, deadline=None)
def test_wanda_compares_within_a_row_by_weight_times_input(share, seed):
    weight, norms = matrix(seed=seed), matrix(1, 10, seed=seed + 1)[0].abs()
    mask = wanda_mask(weight, norms, share)
    assert ((~mask).sum(1) == round(share * 10)).all()
    for row, kept in zip(weight.abs() * norms, mask, strict=True):
        if kept.any() and not kept.all():
            assert row[kept].min() >= row[~kept].max()


@given(share=SHARES, seed=st.integers(0, 50), values=st.integers(1, 4))
@settings(max_examples=60, deadline=None)
def test_of_equal_scores_the_first_go_and_never_more_than_the_share(share, seed, values):
    """A quantized checkpoint has few distinct weights; sorting says which of them go."""
    weight = torch.randint(0, values, (6, 10), generator=torch.Generator().manual_seed(seed)).float()
    going = round(share * 60)
    expected = torch.ones(60, dtype=torch.bool)
    expected[torch.argsort(weight.flatten(), stable=True)[:going]] = False
    mask = magnitude_mask(weight, share)
    assert int((~mask).sum()) == going
    assert torch.equal(mask.flatten(), expected)
    rows = torch.ones(6, 10, dtype=torch.bool)
    rows.scatter_(1, torch.argsort(weight, dim=1, stable=True)[:, : round(share * 10)], False)
    assert torch.equal(wanda_mask(weight, torch.ones(10), share), rows)


def test_with_equal_inputs_wanda_is_magnitude_by_row():
    weight = matrix()
    by_row = torch.cat([magnitude_mask(row[None], 0.5) for row in weight])
    assert torch.equal(wanda_mask(weight, torch.ones(10), 0.5), by_row)


@pytest.mark.parametrize("share", [0.0, 1.0, -0.1, 1.5])
def test_a_senseless_share_is_one_sentence(share):
    with pytest.raises(UserError, match="must be above 0 and below 1"):
        magnitude_mask(matrix(), share)


def test_near_zero_shares_count_the_layers_matrices_alone():
    model = tiny_llama()
    with torch.no_grad():
        model.model.embed_tokens.weight.zero_()  # not counted
    flat = torch.cat([m.weight.flatten() for m in sparse_targets(model).values()]).abs()
    shares = near_zero_shares(model, [0.0, 0.01, 0.1, 10.0])
    assert shares[0.0] == 0.0
    assert shares[10.0] == 1.0
    assert shares[0.1] == pytest.approx((flat <= 0.1).float().mean().item())
    assert list(shares.values()) == sorted(shares.values())


def masks_of(model, share=0.5):
    return {name: magnitude_mask(m.weight.detach(), share) for name, m in sparse_targets(model).items()}


def test_zeros_come_back_after_every_step():
    model = tiny_llama()
    masks = masks_of(model)
    apply_masks(model, masks)
    assert sparsity_of(model) == pytest.approx(0.5, abs=1e-3)
    again = keep_zeros(model, masks)
    for step in (1, 2):
        with torch.no_grad():
            for parameter in model.parameters():
                parameter.add_(0.1)
        assert sparsity_of(model) < 0.01
        again(step)
        assert sparsity_of(model) == pytest.approx(0.5, abs=1e-3)


def test_a_masked_adapter_begins_at_nothing_learns_and_leaves_the_zeros():
    model, ids = tiny_llama(), torch.tensor([[4, 8, 15, 16, 23]])
    masks = masks_of(model)
    apply_masks(model, masks)
    before = model(input_ids=ids, labels=ids).loss.item()
    add_masked_lora(model, masks, rank=4, scale=2.0)
    assert model(input_ids=ids, labels=ids).loss.item() == pytest.approx(before)
    learning = [name for name, p in model.named_parameters() if p.requires_grad]
    assert all(name.endswith((".0.a", ".0.b")) for name in learning)
    optimizer = torch.optim.AdamW([p for p in model.parameters() if p.requires_grad], lr=1e-2)
    for _ in range(8):
        loss = model(input_ids=ids, labels=ids).loss
        loss.backward()
        optimizer.step()
        optimizer.zero_grad()
    learnt = model(input_ids=ids, labels=ids).loss.item()
    assert learnt < before - 0.1
    merge_masked_lora(model)
    assert model(input_ids=ids, labels=ids).loss.item() == pytest.approx(learnt, abs=1e-4)
    assert sparsity_of(model) == pytest.approx(0.5, abs=1e-3)
    assert not [name for name in model.state_dict() if "parametrizations" in name]
