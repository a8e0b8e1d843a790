"""Completions of token prompts by a Hugging Face model, many at a time: a teacher's answers, a student's samples.

Generation pads on the left; training pads on the right. Nothing outside this file needs to know.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from torch import nn

from compress.data.batches import Batch, collate
from compress.data.conversations import Example


@dataclass(frozen=True)
class Sampling:
    """How to complete: greedily, or drawing at a temperature; the token that ends, the token that pads."""

    max_new_tokens: int
    end_id: int
    pad_id: int
    temperature: float = 0.0  # 0: greedy
    batch_size: int = 32


@torch.no_grad()
def complete(
    model: nn.Module, prompts: Sequence[Sequence[int]], how: Sampling, note: Callable[[int], None] = lambda _: None
) -> list[list[int]]:
    """Return the new tokens of each prompt, in the prompts' order, the end token included where it was reached.

    `note` hears how many are done.
    """
    order = sorted(range(len(prompts)), key=lambda i: len(prompts[i]))
    done: dict[int, list[int]] = {}
    was_training = model.training
    model.eval()
    # Layers may be compiled for training's fixed shapes; each generated token has another one.
    with torch.compiler.set_stance("force_eager"):
        for start in range(0, len(order), how.batch_size):
            chosen = order[start : start + how.batch_size]
            done.update(zip(chosen, _batch(model, [prompts[i] for i in chosen], how), strict=True))
            note(len(done))
    model.train(was_training)
    return [done[i] for i in range(len(prompts))]


def _batch(model: nn.Module, prompts: list[Sequence[int]], how: Sampling) -> list[list[int]]:
    width = max(map(len, prompts))
    ids = torch.full((len(prompts), width), how.pad_id)
    mask = torch.zeros_like(ids)
    for row, prompt in enumerate(prompts):
        ids[row, width - len(prompt) :] = torch.as_tensor(np.asarray(prompt, np.int64))
        mask[row, width - len(prompt) :] = 1
    device = next(model.parameters()).device
    drawing = {"do_sample": False, "temperature": None, "top_p": None, "top_k": None}
    if how.temperature:
        drawing = {"do_sample": True, "temperature": how.temperature, "top_p": 1.0, "top_k": 0}
    output = model.generate(
        input_ids=ids.to(device),
        attention_mask=mask.to(device),
        max_new_tokens=how.max_new_tokens,
        eos_token_id=how.end_id,
        pad_token_id=how.pad_id,
        **drawing,
    )
    return [until_end(row, how.end_id) for row in output[:, width:].tolist()]


def until_end(tokens: list[int], end_id: int) -> list[int]:
    """Return the tokens up to the first end token, it included."""
    return tokens[: tokens.index(end_id) + 1] if end_id in tokens else tokens


def prompt_of(example: Example) -> list[int]:
    """Return the tokens before the last labelled stretch: what the assistant's last turn answers."""
    labelled = np.flatnonzero(example.labelled)
    if not len(labelled):
        return example.ids.tolist()
    gaps = np.flatnonzero(np.diff(labelled) > 1)
    return example.ids[: labelled[gaps[-1] + 1] if len(gaps) else labelled[0]].tolist()


def with_completion(prompt: Sequence[int], completion: Sequence[int]) -> Example:
    """Return prompt and completion as one sequence whose completion is labelled."""
    ids = np.asarray([*prompt, *completion], np.int32)
    return Example(ids, np.arange(len(ids)) >= len(prompt))


def completed_by(
    model: nn.Module, examples: Sequence[Example], how: Sampling, note: Callable[[int], None] = lambda _: None
) -> list[Example]:
    """Return the examples with the model's own last turns; `note` hears how many are done."""
    prompts = [prompt_of(example) for example in examples]
    return [with_completion(*pair) for pair in zip(prompts, complete(model, prompts, how, note), strict=True)]


def resampled(model: nn.Module, batch: Batch, how: Sampling) -> Batch:
    """Return the batch with the model's own last turns, labelled; as wide for every batch of the same width."""
    rows = [_example(batch, row) for row in range(len(batch.ids)) if batch.lengths[row] > 0]
    width = batch.ids.shape[1] + -(-how.max_new_tokens // 64) * 64
    drawn = completed_by(model, rows, how)
    return collate(drawn, len(batch.ids), width, how.pad_id).to(batch.ids.device)


def _example(batch: Batch, row: int) -> Example:
    width, length = batch.ids.shape[1], int(batch.lengths[row])
    targets = batch.positions + 1
    mine = targets[(targets >= row * width) & (targets < (row + 1) * width)] - row * width
    labelled = np.zeros(length, bool)
    labelled[mine.cpu().numpy()] = True
    return Example(batch.ids[row, :length].cpu().numpy().astype(np.int32), labelled)
