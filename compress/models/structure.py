"""What a decoder or encoder is made of, and how to take pieces out so that its config still tells the truth.

Pure surgery on a model in memory: layers dropped, feed-forward networks narrowed. Which pieces to take is
decided in pruning/influence.py.
"""

from collections.abc import Sequence
from typing import Any

import torch
from torch import Tensor, nn

from compress.home import UserError
from compress.models.layer_choice import check_layers


def trunk_of(model: nn.Module) -> nn.Module:
    """Return the part of a causal language model or a reranker that makes hidden states, or an encoder itself."""
    if model.get_output_embeddings() is not None:
        return model.get_decoder()
    return getattr(model, "base_model", model)  # transformers' word for what stands under a head


def layers_of(model: nn.Module) -> nn.ModuleList:
    """Return the model's list of transformer layers; raises `UserError` where the architecture hides it."""
    trunk = trunk_of(model)
    for place in (trunk, getattr(trunk, "encoder", None)):
        for name in ("layers", "layer", "h"):
            found = getattr(place, name, None)
            if isinstance(found, nn.ModuleList):
                return found
    raise UserError(f"{type(model).__name__} keeps its layers where we do not look; take a Llama-like model or a BERT")


def keep_layers(model: nn.Module, kept: Sequence[int]) -> None:
    """Drop every layer but `kept` in place, and renumber the rest; the config follows."""
    layers = layers_of(model)
    kept = check_layers(kept, len(layers))
    remaining = [layers[i] for i in kept]
    config = model.config
    if getattr(config, "layer_types", None):  # some architectures say per layer how it attends
        config.layer_types = [config.layer_types[i] for i in kept]
    config.num_hidden_layers = len(kept)
    del layers[:]
    layers.extend(remaining)
    for number, layer in enumerate(layers):
        for module in layer.modules():
            if hasattr(module, "layer_idx"):  # where its keys and values lie in the cache
                module.layer_idx = number


def ffn_of(layer: nn.Module) -> tuple[list[nn.Linear], nn.Linear]:
    """Return a layer's (widening, narrowing) feed-forward matrices: gate and up, then down; or BERT's pair."""
    mlp = getattr(layer, "mlp", None)
    if mlp is not None and hasattr(mlp, "down_proj") and hasattr(mlp, "up_proj"):
        gate = [mlp.gate_proj] if hasattr(mlp, "gate_proj") else []
        return [*gate, mlp.up_proj], mlp.down_proj
    if hasattr(layer, "intermediate") and hasattr(layer, "output"):
        return [layer.intermediate.dense], layer.output.dense
    raise UserError(f"{type(layer).__name__} has no feed-forward network we can narrow; drop layers instead")


def narrow_ffn(model: nn.Module, kept: Sequence[Tensor]) -> None:
    """Keep in each layer's FFN the neurons numbered in `kept[layer]`, int64 [width], in place; one width for all."""
    widths = {len(numbers) for numbers in kept}
    if len(widths) != 1:
        raise ValueError(f"one width for all layers, not {sorted(widths)}: the config holds a single number")
    for layer, numbers in zip(layers_of(model), kept, strict=True):
        widening, narrowing = ffn_of(layer)
        for linear in widening:
            _take(linear, numbers, dimension=0)
        _take(narrowing, numbers, dimension=1)
    model.config.intermediate_size = widths.pop()


def sparse_targets(model: nn.Module) -> dict[str, nn.Linear]:
    """Return, by name, the matrices inside the layers: what pruning methods prune. No embeddings, norms, head."""
    inside = {id(module) for layer in layers_of(model) for module in layer.modules()}
    return {n: m for n, m in model.named_modules() if isinstance(m, nn.Linear) and id(m) in inside}


def freeze_embeddings(model: nn.Module) -> None:
    """Let a model's embeddings, and a language model's head, learn no more."""
    for part in (model.get_input_embeddings(), model.get_output_embeddings()):
        if part is not None:
            part.requires_grad_(False)


def describe(model: nn.Module) -> dict[str, Any]:
    """Return the shape of a model for a manifest: layers, FFN width, parameters (tied ones once)."""
    return {
        "layers": len(layers_of(model)),
        "ffn_width": model.config.intermediate_size,
        "parameters": sum(parameter.numel() for parameter in model.parameters()),
    }


@torch.no_grad()
def _take(linear: nn.Linear, numbers: Tensor, dimension: int) -> None:
    """Keep the rows (0) or columns (1) of a matrix with these numbers."""
    numbers = numbers.to(linear.weight.device)
    linear.weight = nn.Parameter(linear.weight.index_select(dimension, numbers).contiguous())
    if dimension == 0:
        linear.out_features = len(numbers)
        if linear.bias is not None:
            linear.bias = nn.Parameter(linear.bias[numbers].contiguous())
    else:
        linear.in_features = len(numbers)
