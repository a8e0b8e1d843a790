"""Low-rank adapters through peft: to train one, to merge one, to extract one from a full fine-tune (Hu et al. 2021).

An adapter is a peft folder: adapter_config.json and adapter_model.safetensors. An extracted one holds the best
low-rank approximation of each matrix's change (Eckart and Young 1936), and whole what has no rank: the norms.
"""

import json
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import torch
from safetensors import SafetensorError
from torch import nn

from compress.home import UserError
from compress.models.lora_config import LoraConfig
from compress.models.structure import sparse_targets

_SETTINGS = "adapter_config.json"
# The settings that decide what an adapter's factors do to a model: a mean of factors takes them to be the same.
_ADDED_BY = ("r", "lora_alpha", "target_modules", "rank_pattern", "alpha_pattern", "use_rslora", "use_dora")
_ONE_ORIGIN = "give some that were learnt on from one adapter"


def add_lora(model: nn.Module, lora: LoraConfig, origin: Path | None = None) -> Any:
    """Wrap a model so that only an adapter on every matrix of every layer learns: a new one, or on from `origin`.

    Raises `UserError` as `load_adapter`.
    """
    from peft import get_peft_model

    if origin:
        return load_adapter(model, origin, learning=True)
    config = _peft_config(_endings(sparse_targets(model)), lora.rank, lora.scale * lora.rank)
    config.lora_dropout = lora.dropout
    if not hasattr(model, "prepare_inputs_for_generation"):
        config.task_type = None
    return get_peft_model(model, config)


def save_adapter(wrapped: Any, folder: Path) -> None:
    """Write the adapter of a wrapped model as a peft folder, in fp16; the model stays as it is."""
    halves = {name: tensor.half() for name, tensor in wrapped.state_dict().items() if "lora_" in name}
    with _quiet_peft():
        wrapped.save_pretrained(str(folder), state_dict=halves, save_embedding_layers=False)


def load_adapter(model: nn.Module, folder: Path, learning: bool = False) -> Any:
    """Return the model as peft wraps it, with the adapter of `folder` beside its weights; only that learns, if any.

    Raises `UserError` where the folder holds no adapter or one for another shape of model.
    """
    from peft import PeftModel

    if not (folder / _SETTINGS).is_file():
        raise UserError(f"{folder} is no adapter: it has no {_SETTINGS}; name a peft folder")
    refused = f"the adapter in {folder} does not fit this model; take the model it was made for"
    try:
        with _quiet_peft():
            wrapped = PeftModel.from_pretrained(model, str(folder), is_trainable=learning, local_files_only=True)
    except (RuntimeError, KeyError, ValueError, SafetensorError):  # another width, fewer layers, a damaged file
        raise UserError(refused) from None
    if not _all_used(wrapped, folder):
        raise UserError(refused)
    return wrapped


def merge_adapter(model: nn.Module, folder: Path) -> nn.Module:
    """Return the model with the adapter of `folder` added into its weights; raises `UserError` as `load_adapter`."""
    with _quiet_peft():
        return load_adapter(model, folder).merge_and_unload(safe_merge=True)


@torch.no_grad()
def merged_weights(model: nn.Module) -> Iterator[tuple[str, torch.Tensor]]:
    """Yield a model's weights by name, an adapter that peft put beside one added in; the model stays as it is."""
    from peft.tuners.lora import LoraLayer

    inside: set[str] = set()  # the names of parameters that belong to an adapted matrix
    for name, module in model.named_modules():
        if isinstance(module, LoraLayer):
            inside |= {f"{name}.{own}" for own, _ in module.named_parameters()}
            base, added = module.get_base_layer(), sum(map(module.get_delta_weight, module.active_adapters))
            yield f"{name}.weight", base.weight + added
            if base.bias is not None:
                yield f"{name}.bias", base.bias
    yield from ((name, weight) for name, weight in model.named_parameters() if name not in inside)


def mean_adapter(model: nn.Module, folders: Sequence[Path]) -> Any:
    """Return the model as peft wraps it, with the mean of the adapters in `folders` beside its weights.

    For adapters that were learnt on from one and the same: their factors then still belong together, and their mean is
    often better than each (Wortsman et al. 2022, "Model soups", arXiv:2203.05482). Raises `UserError` as
    `load_adapter`, and where they are not shaped alike or not added to a model alike.
    """
    from peft import set_peft_model_state_dict
    from safetensors.torch import load_file

    wrapped = load_adapter(model, folders[0])
    _check_added_alike(folders)
    found = [load_file(folder / "adapter_model.safetensors") for folder in folders]
    shapes = [{name: tensor.shape for name, tensor in one.items()} for one in found]
    if any(one != shapes[0] for one in shapes):
        raise UserError(f"the adapters have different shapes; {_ONE_ORIGIN}")
    mean = {name: torch.stack([one[name].float() for one in found]).mean(0) for name in found[0]}
    set_peft_model_state_dict(wrapped, mean)
    return wrapped


@torch.no_grad()
def extract_adapter(base: nn.Module, tuned: nn.Module, rank: int, folder: Path) -> dict[str, float]:
    """Write the change from `base` to `tuned` as an adapter of that rank, in fp16; `base` is used up.

    Returns {"captured": share of the change's squared size that the adapter holds, "bytes": its size on disk}.
    Raises `UserError` where the two models have different shapes.
    """
    from peft import get_peft_model

    changes = changes_between(base, tuned)
    low_rank = {name: change for name, change in changes.items() if change.ndim == 2}
    whole = sorted({name.removesuffix(".weight") for name, change in changes.items() if change.ndim == 1})
    if not low_rank:
        raise UserError("the tuned model's matrices are the base's own; there is nothing to extract")
    config = _peft_config(sorted(name.removesuffix(".weight") for name in low_rank), rank, float(rank))
    config.modules_to_save = whole or None
    with _quiet_peft():
        wrapped = get_peft_model(base, config)
    kept = total = 0.0
    modules = dict(wrapped.base_model.model.named_modules())
    for name, change in low_rank.items():
        kept_here, total_here = _fill(modules[name.removesuffix(".weight")], change, rank)
        kept, total = kept + kept_here, total + total_here
    for name in whole:
        modules[name].modules_to_save["default"].weight.copy_(tuned.get_parameter(f"{name}.weight"))
    wrapped.half().save_pretrained(str(folder), save_embedding_layers=False)
    size = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
    return {"captured": kept / total, "bytes": size}


def changes_between(base: nn.Module, tuned: nn.Module) -> dict[str, torch.Tensor]:
    """Return tuned minus base for every parameter that changed, by name; tied parameters come once.

    Raises `UserError` where the two models have different shapes.
    """
    before, after = dict(base.named_parameters()), dict(tuned.named_parameters())
    for name in before.keys() | after.keys():
        if name not in before or name not in after or before[name].shape != after[name].shape:
            raise UserError(f"the two models differ in shape at {name}; extract against the model that was tuned")
    changes = {name: after[name].float() - before[name].float() for name in before}
    return {name: change for name, change in changes.items() if change.abs().max() > 0}


def _check_added_alike(folders: Sequence[Path]) -> None:
    """Raise `UserError` where adapters say of themselves that they are added to a model in different ways."""
    told = [json.loads((folder / _SETTINGS).read_text("utf-8")) for folder in folders]
    for name in _ADDED_BY:
        values = [sorted(one[name]) if isinstance(one.get(name), list) else one.get(name) for one in told]
        if any(value != values[0] for value in values):
            raise UserError(f"the adapters differ in {name}; {_ONE_ORIGIN}")


def _fill(module: Any, change: torch.Tensor, rank: int) -> tuple[float, float]:
    """Put the best rank-`rank` factors of a change into a LoRA layer; return (kept, total) squared size."""
    left, sizes, right = torch.linalg.svd(change, full_matrices=False)
    held = min(rank, len(sizes))
    root = sizes[:held].sqrt()
    b, a = torch.zeros(change.shape[0], rank), torch.zeros(rank, change.shape[1])
    b[:, :held], a[:held] = left[:, :held] * root, root[:, None] * right[:held]
    if "default" in getattr(module, "lora_embedding_A", {}):  # an embedding [words, width] adds (B A) transposed
        module.lora_embedding_A["default"].copy_(b.T)
        module.lora_embedding_B["default"].copy_(a.T)
    else:
        module.lora_A["default"].weight.copy_(a)
        module.lora_B["default"].weight.copy_(b)
    return float(sizes[:held].square().sum()), float(sizes.square().sum())


def _all_used(wrapped: Any, folder: Path) -> bool:
    """Tell whether every tensor of the adapter's file found its place: peft passes over surplus layers in silence."""
    from peft import get_peft_model_state_dict
    from safetensors import safe_open

    with safe_open(folder / "adapter_model.safetensors", "pt") as file:
        stored = set(file.keys())
    return stored == set(get_peft_model_state_dict(wrapped, save_embedding_layers=False))


@contextmanager
def _quiet_peft() -> Iterator[None]:
    """Hold back peft's warning about tied embeddings: merged, both uses get the change, which is what is meant."""
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message=".*tie_word_embeddings", category=UserWarning)
        warnings.filterwarnings("ignore", message="Found missing adapter keys", category=UserWarning)  # refused below
        yield


def _peft_config(targets: list[str], rank: int, alpha: float) -> Any:
    from peft import LoraConfig as PeftLora

    return PeftLora(r=rank, lora_alpha=alpha, target_modules=targets, lora_dropout=0.0, task_type="CAUSAL_LM")


def _endings(names: dict[str, nn.Linear]) -> list[str]:
    return sorted({name.rsplit(".", 1)[-1] for name in names})
