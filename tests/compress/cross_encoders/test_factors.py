"""Factors come back from their six bits within half a step of their scale, whatever their shape; int8 ones as well."""

import pytest
import torch

from compress.cross_encoders.factors import factor_of, in_6_bits


@pytest.mark.parametrize("side", ["left", "right"])
@pytest.mark.parametrize(("length", "rank"), [(1, 1), (4, 2), (5, 3), (30, 7), (3072, 40)])
def test_a_factor_comes_back_within_half_a_step(side, length, rank):
    torch.manual_seed(length)
    shape = (length, rank) if side == "left" else (rank, length)
    factor = torch.randn(shape)
    stored = in_6_bits(f"weight.{side}", factor)
    packed = stored[f"weight.{side}"]
    assert packed.dtype == torch.uint8
    assert packed.numel() == 3 * -(-length // 4) * rank
    found = factor_of(stored, f"weight.{side}", length)
    assert found.shape == factor.shape
    step = factor.abs().amax(0 if side == "left" else 1, keepdim=True) / 31
    assert bool(((found - factor).abs() <= step / 2 + 1e-6).all())


def test_all_numbers_of_six_bits_are_kept():
    every = torch.arange(-31, 32).float()[:, None]
    assert torch.equal(factor_of(in_6_bits("a.left", every), "a.left", 63), every)


def test_a_factor_in_int8_is_read_as_it_was_stored():
    stored = {"a.right": torch.tensor([[-127, 0, 5]], dtype=torch.int8), "a.right.scale": torch.tensor([[0.5]])}
    assert factor_of(stored, "a.right", 3).tolist() == [[-63.5, 0.0, 2.5]]
