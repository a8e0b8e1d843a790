"""What moves the weights in training: AdamW, its rate at each step, and in which precision it is reckoned."""

import math

import torch
from torch import nn

from compress.training.config import TrainingConfig


def learning_rate_at(step: int, total: int, peak: float, warmup: float) -> float:
    """Return the rate of step 0..total-1: a straight climb over the `warmup` share, then half a cosine to near 0."""
    climb = max(1, round(total * warmup)) if warmup else 0
    if step < climb:
        return peak * (step + 1) / climb
    return peak * 0.5 * (1.0 + math.cos(math.pi * (step - climb + 1) / (total - climb + 1)))


def make_optimizer(module: nn.Module, config: TrainingConfig) -> torch.optim.Optimizer:
    """Return AdamW over what learns; matrices decay, norms and biases do not."""
    learning = [parameter for parameter in module.parameters() if parameter.requires_grad]
    groups = [
        {"params": [p for p in learning if p.ndim >= 2], "weight_decay": config.weight_decay},
        {"params": [p for p in learning if p.ndim < 2], "weight_decay": 0.0},
    ]
    groups = [group for group in groups if group["params"]]
    return torch.optim.AdamW(groups, lr=config.learning_rate, betas=(0.9, 0.95), fused=True)


def uses_bf16(config: TrainingConfig) -> bool:
    """Tell whether the arithmetic is bf16 (weights and sums stay fp32)."""
    return config.precision == "bf16" or (config.precision == "auto" and torch.cuda.is_available())
