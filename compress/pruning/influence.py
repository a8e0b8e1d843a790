"""What each piece of a model does on given data: measured, to decide what pruning takes away.

All functions run the model without gradients over batches of tokens and leave it as it was.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from compress.data.batches import Batch
from compress.home import UserError
from compress.models.structure import ffn_of, layers_of, narrow_ffn, sparse_targets, trunk_of
from compress.training.objectives import mean_loss, on_device


@torch.no_grad()
def block_influence(model: nn.Module, batches: Iterable[Batch]) -> Tensor:
    """Return for each layer 1 - mean cosine of its input and output over real tokens, [layers], 0 to 2.

    Men et al., "ShortGPT: Layers in Large Language Models are More Redundant Than You Expect" (2024), equation 1.
    """
    layers = layers_of(model)
    sums, count = torch.zeros(len(layers), dtype=torch.float64), 0

    def watch(number: int) -> Callable[..., None]:
        def hook(_: nn.Module, inputs: tuple, keywords: dict, output: Tensor | tuple) -> None:
            before = inputs[0] if inputs else keywords["hidden_states"]
            after = output[0] if isinstance(output, tuple) else output
            cosine = F.cosine_similarity(before.float(), after.float(), dim=-1)
            sums[number] += cosine[real].sum().double().cpu()

        return hook

    with _hooks((layer, watch(number)) for number, layer in enumerate(layers)):
        for batch in on_device(model, batches):
            real = batch.real()
            count += batch.tokens
            _run(model, batch, real)
    return (1.0 - sums / max(count, 1)).float()


def least_influential(scores: Tensor, keep: int) -> list[int]:
    """Return the numbers, ascending, of the `keep` layers with the highest scores [layers]."""
    return sorted(torch.argsort(scores, descending=True, stable=True)[:keep].tolist())


@torch.no_grad()
def layers_by_loss(
    model: nn.Module, batches: Sequence[Batch], keep: int, say: Callable[[str], None] = lambda _: None
) -> list[int]:
    """Return the `keep` layers left after taking away, one at a time, the layer whose loss hurts the data least.

    Song et al., "SLEB: Streamlining LLMs through Redundancy Verification and Elimination of Transformer Blocks"
    (2024), with the loss on this task's labelled tokens. Costs about layers² / 2 passes over the data.
    """
    layers = layers_of(model)
    everything = list(layers)
    left = list(range(len(everything)))
    while len(left) > keep:
        losses = {}
        for candidate in left:
            _put(layers, [everything[i] for i in left if i != candidate])
            losses[candidate] = mean_loss(model, batches)
        worst = min(losses, key=losses.get)
        left.remove(worst)
        say(f"without layer {worst} the loss is {losses[worst]:.3f}; {len(left)} layers left")
    _put(layers, everything)
    return left


@torch.no_grad()
def ffn_scores(model: nn.Module, batches: Iterable[Batch]) -> list[Tensor]:
    """Return for each layer how much each FFN neuron puts out, [ffn width]: its activation's norm times its column's.

    That is Wanda's score (Sun et al. 2023) summed over a neuron, as in structured pruning by activation.
    """
    narrowing = {f"{number}": ffn_of(layer)[1] for number, layer in enumerate(layers_of(model))}
    norms = _input_norms(model, narrowing, batches)
    return [norms[name] * linear.weight.norm(dim=0).cpu() for name, linear in narrowing.items()]


def narrow_by_activation(model: nn.Module, width: int, batches: Iterable[Batch]) -> None:
    """Narrow every FFN in place to the `width` neurons that put out most on the data; `UserError` if too wide."""
    present = model.config.intermediate_size
    if not 0 < width < present:
        raise UserError(f"the FFN width must be above 0 and below the present {present}, not {width}")
    narrow_ffn(model, strongest_neurons(ffn_scores(model, batches), width))


def strongest_neurons(scores: Sequence[Tensor], width: int) -> list[Tensor]:
    """Return for each layer the numbers, ascending, of the `width` FFN neurons with the highest scores, [width]."""
    return [layer.topk(width).indices.sort().values for layer in scores]


@torch.no_grad()
def input_norms(model: nn.Module, batches: Iterable[Batch]) -> dict[str, Tensor]:
    """Return for each matrix inside the layers the 2-norm of each input feature over all real tokens, [in]."""
    return _input_norms(model, sparse_targets(model), batches)


@torch.no_grad()
def input_moments(model: nn.Module, batches: Iterable[Batch]) -> dict[str, Tensor]:
    """Return for each matrix inside the layers the sum of x xᵀ over its inputs x at all real tokens, [in, in]."""
    return _gathered(model, sparse_targets(model), batches, lambda rows: rows.T @ rows)


def _input_norms(model: nn.Module, targets: dict[str, nn.Linear], batches: Iterable[Batch]) -> dict[str, Tensor]:
    squares = _gathered(model, targets, batches, lambda rows: rows.double().square().sum(0))
    return {name: total.sqrt() for name, total in squares.items()}


def _gathered(
    model: nn.Module, targets: dict[str, nn.Linear], batches: Iterable[Batch], of: Callable[[Tensor], Tensor]
) -> dict[str, Tensor]:
    """Return for each matrix the sum over batches of what `of` makes of its inputs at real tokens, [tokens, in]."""
    sums = dict.fromkeys(targets, torch.zeros((), dtype=torch.float64))

    def watch(name: str) -> Callable[..., None]:
        def hook(_: nn.Module, inputs: tuple, __: dict, ___: Tensor) -> None:
            sums[name] = sums[name] + of(inputs[0][real]).double().cpu()

        return hook

    with _hooks((linear, watch(name)) for name, linear in targets.items()):
        for batch in on_device(model, batches):
            real = batch.real()
            _run(model, batch, real)
    return {name: total.float() for name, total in sums.items()}


def _run(model: nn.Module, batch: Batch, real: Tensor) -> None:
    """Send a batch through the trunk; an encoder sees both ways and needs to be told where padding is."""
    trunk = trunk_of(model)
    if trunk is model:
        trunk(input_ids=batch.ids, attention_mask=real.long())
    else:
        trunk(input_ids=batch.ids, use_cache=False)


def _put(layers: nn.ModuleList, chosen: list[nn.Module]) -> None:
    del layers[:]
    layers.extend(chosen)


@contextmanager
def _hooks(pairs: Iterable[tuple[nn.Module, Callable[..., None]]]) -> Iterator[None]:
    handles = [module.register_forward_hook(hook, with_kwargs=True) for module, hook in pairs]
    try:
        yield
    finally:
        for handle in handles:
            handle.remove()
