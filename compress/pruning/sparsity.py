"""Unstructured pruning as pure functions of weights, and what keeps zeros zero while a model recovers.

A mask is a bool tensor of the weight's shape, true where the weight stays.
"""

from collections.abc import Callable, Sequence

import torch
from torch import Tensor, nn
from torch.nn.utils import parametrize

from compress.home import UserError
from compress.models.structure import sparse_targets


def magnitude_mask(weight: Tensor, sparsity: float) -> Tensor:
    """Keep the entries of largest absolute value, over the whole matrix [out, in]; a share `sparsity` goes.

    Han et al., "Learning both Weights and Connections for Efficient Neural Networks" (2015).
    """
    return _keep_largest(weight.abs().flatten()[None], sparsity).view_as(weight)


def wanda_mask(weight: Tensor, input_norm: Tensor, sparsity: float) -> Tensor:
    """Keep in each row of [out, in] the entries of largest |weight| × norm of their input feature [in].

    Sun et al., "A Simple and Effective Pruning Approach for Large Language Models" (2023), equation 1: outputs are
    compared with themselves only, and no weight is updated.
    """
    return _keep_largest(weight.abs() * input_norm.to(weight.device), sparsity)


def near_zero_shares(model: nn.Module, thresholds: Sequence[float]) -> dict[float, float]:
    """Return for each threshold the share of the layers' weights whose absolute value is at or below it."""
    weights = [module.weight.detach() for module in sparse_targets(model).values()]
    total = sum(weight.numel() for weight in weights)
    counts = {t: sum(int((weight.abs() <= t).sum()) for weight in weights) for t in thresholds}
    return {threshold: count / total for threshold, count in counts.items()}


@torch.no_grad()
def apply_masks(model: nn.Module, masks: dict[str, Tensor]) -> None:
    """Set to zero, in place, what the masks let go."""
    targets = sparse_targets(model)
    for name, mask in masks.items():
        targets[name].weight.mul_(mask.to(targets[name].weight.device))


def keep_zeros(model: nn.Module, masks: dict[str, Tensor]) -> Callable[[int], None]:
    """Return what to call after each optimizer step: it sets to zero again what the step has moved."""
    there: dict[str, Tensor] = {}  # the masks on the model's device, moved once

    def after_step(_step: int) -> None:
        if not there:
            there.update({name: mask.to(model.device) for name, mask in masks.items()})
        apply_masks(model, there)

    return after_step


def sparsity_of(model: nn.Module) -> float:
    """Return the share of exact zeros in the layers' matrices."""
    return near_zero_shares(model, [0.0])[0.0]


def check_sparsity(sparsity: float) -> None:
    """Raise `UserError` unless the share to take away is above 0 and below 1."""
    if not 0.0 < sparsity < 1.0:
        raise UserError(f"the sparsity must be above 0 and below 1, not {sparsity:g}; 0.5 takes half the weights")


def add_masked_lora(model: nn.Module, masks: dict[str, Tensor], rank: int, scale: float) -> None:
    """Let only a low-rank change of each masked matrix learn, and only where the mask stands.

    An ordinary adapter would fill the zeros again when merged; here the change is masked as it is learnt.
    """
    model.requires_grad_(False)
    targets = sparse_targets(model)
    for name, mask in masks.items():
        parametrize.register_parametrization(targets[name], "weight", MaskedLora(mask, rank, scale))


def merge_masked_lora(model: nn.Module) -> None:
    """Turn the masked changes into plain weights."""
    for module in list(sparse_targets(model).values()):
        if parametrize.is_parametrized(module, "weight"):
            parametrize.remove_parametrizations(module, "weight", leave_parametrized=True)


class MaskedLora(nn.Module):
    """weight + mask × scale × (b a), with b starting at zero as in Hu et al. 2021."""

    def __init__(self, mask: Tensor, rank: int, scale: float):
        super().__init__()
        self.register_buffer("mask", mask, persistent=False)
        self.a = nn.Parameter(torch.randn(rank, mask.shape[1]) / mask.shape[1] ** 0.5)
        self.b = nn.Parameter(torch.zeros(mask.shape[0], rank))
        self._scale = scale

    def forward(self, weight: Tensor) -> Tensor:
        """Return the weight [out, in] with its change."""
        return weight + self.mask * (self._scale * (self.b @ self.a))


def _keep_largest(scores: Tensor, sparsity: float) -> Tensor:
    """Return true for all but the `sparsity` share of lowest scores in each row of [rows, entries].

    Exactly round(sparsity × entries) go in each row; of equal scores the first ones, so that equal inputs give equal
    masks. Selection, not sorting: a fifth of the time.
    """
    check_sparsity(sparsity)
    going = round(sparsity * scores.shape[1])
    if not going:
        return torch.ones_like(scores, dtype=torch.bool)
    highest = scores.kthvalue(going, dim=1, keepdim=True).values  # of those that go
    goes, tied = scores < highest, scores == highest
    room = going - goes.sum(1, keepdim=True)
    return ~(goes | tied & (tied.cumsum(1) <= room))
