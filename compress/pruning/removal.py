"""Take a given share of a model's weights away, by any method, on evidence that is measured once.

    removal = Removal(model, batches)
    pruned, removed = removal.without("wanda", 0.3)

What each method goes by (input norms, block influence, activations) is a property of the whole model and the data, not
of the share: it is measured at its first use and serves every share after that.
"""

import copy
from collections.abc import Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from torch import Tensor, nn

    from compress.data.batches import Batch

Method = Literal["magnitude", "wanda", "layers", "ffn"]


class Removal:
    """A whole model, batches to choose by, and copies of the model with less in them. The model itself stays."""

    def __init__(self, model: "nn.Module", batches: Sequence["Batch"]) -> None:
        self._model = model
        self._batches = batches

    def without(self, method: Method, share: float) -> tuple["nn.Module", float]:
        """Return a copy without about `share` of the layers' weights, and the share that really went."""
        pruned = copy.deepcopy(self._model)
        if method in ("layers", "ffn"):
            before = _weights(pruned)
            (self._drop_layers if method == "layers" else self._drop_neurons)(pruned, share)
            return pruned, 1 - _weights(pruned) / before
        return pruned, self._zero(pruned, method, share)

    def _drop_layers(self, model: "nn.Module", share: float) -> None:
        """Take away the layers that turn their input least; at least one goes and one stays."""
        from compress.models.structure import keep_layers
        from compress.pruning.influence import least_influential

        count = model.config.num_hidden_layers
        keep_layers(model, least_influential(self._influence, max(1, count - max(1, round(share * count)))))

    def _drop_neurons(self, model: "nn.Module", share: float) -> None:
        """Take away the FFN neurons that put out least, as many of each layer as make up the share."""
        from compress.models.structure import ffn_of, layers_of, narrow_ffn
        from compress.pruning.influence import strongest_neurons

        inside = 0
        for layer in layers_of(model):
            widening, narrowing = ffn_of(layer)
            inside += sum(linear.weight.numel() for linear in (*widening, narrowing))
        of_ffn = min(share * _weights(model) / inside, 0.99)
        width = max(1, round(model.config.intermediate_size * (1 - of_ffn)))
        narrow_ffn(model, strongest_neurons(self._neurons, width))

    def _zero(self, model: "nn.Module", method: Method, share: float) -> float:
        from compress.models.structure import sparse_targets
        from compress.pruning.sparsity import apply_masks, magnitude_mask, sparsity_of, wanda_mask

        masks = {}
        for name, linear in sparse_targets(model).items():
            weight = linear.weight.detach()
            wanda = method == "wanda"
            masks[name] = wanda_mask(weight, self._norms[name], share) if wanda else magnitude_mask(weight, share)
        apply_masks(model, masks)
        return sparsity_of(model)

    @cached_property
    def _influence(self) -> "Tensor":
        from compress.pruning.influence import block_influence

        return block_influence(self._model, self._batches)

    @cached_property
    def _neurons(self) -> list["Tensor"]:
        from compress.pruning.influence import ffn_scores

        return ffn_scores(self._model, self._batches)

    @cached_property
    def _norms(self) -> dict[str, "Tensor"]:
        from compress.pruning.influence import input_norms

        return input_norms(self._model, self._batches)


def _weights(model: "nn.Module") -> int:
    from compress.models.structure import sparse_targets

    return sum(linear.weight.numel() for linear in sparse_targets(model).values())
