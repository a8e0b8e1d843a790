"""The mean of several models of one shape, weight by weight.

Runs that begin at one model and differ in their settings or their order of data are better together than each, and
cost no more than one to run (Wortsman et al. 2022, "Model soups", arXiv:2203.05482).
"""

from collections.abc import Sequence

import torch
from torch import nn

from compress.home import UserError


@torch.no_grad()
def mean_weights(models: Sequence[nn.Module]) -> nn.Module:
    """Return the first model with the mean of all of them in it; raises `UserError` where their shapes differ."""
    others = [dict(model.named_parameters()) for model in models]
    shapes = [{name: weight.shape for name, weight in weights.items()} for weights in others]
    if any(each != shapes[0] for each in shapes):
        raise UserError("the models have different shapes, and so no mean; name some tuned from one, cut alike")
    for name, weight in models[0].named_parameters():
        weight.copy_(torch.stack([weights[name] for weights in others]).mean(0))
    return models[0]
