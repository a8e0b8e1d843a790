"""Tokens a second of the training loop on a model of SmolLM2-135M's shape, random weights, made-up conversations.

    python tests/benchmarks/training_speed.py                      # the full shape; wants a GPU
    python tests/benchmarks/training_speed.py --tiny --steps 6     # seconds on a CPU: does it run at all?

Lengths are drawn like those of real training conversations (median 600 tokens, 30 labelled at the end). Each variant
is timed after `--warmup` steps, in which torch compiles. Prints a table, then one line of JSON.
"""

import argparse
import json
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

VARIANTS = {"eager": False, "compiled": True}


def examples(count: int, longest: int, vocabulary: int) -> list:
    """Return made-up examples with the lengths of real ones."""
    import numpy as np

    from compress.data.conversations import Example

    draw = np.random.default_rng(0)
    made = []
    for length in np.clip(draw.lognormal(np.log(longest * 0.3), 0.5, count), 40, longest).astype(int):
        ids = draw.integers(3, vocabulary, length).astype(np.int32)
        made.append(Example(ids, np.arange(length) >= length - 30))
    return made


def build(tiny: bool):
    """Return a random Llama of SmolLM2-135M's shape, or a tiny one."""
    from transformers import LlamaConfig, LlamaForCausalLM

    shape = {"vocab_size": 49152, "hidden_size": 576, "intermediate_size": 1536, "num_hidden_layers": 30}
    heads = {"num_attention_heads": 9, "num_key_value_heads": 3, "max_position_embeddings": 8192}
    if tiny:
        shape = {"vocab_size": 512, "hidden_size": 64, "intermediate_size": 128, "num_hidden_layers": 3}
        heads = {"num_attention_heads": 4, "num_key_value_heads": 2, "max_position_embeddings": 512}
    return LlamaForCausalLM(LlamaConfig(**shape, **heads, tie_word_embeddings=True)).float()


def time_variant(compiled: bool, arguments: argparse.Namespace) -> dict:
    """Return tokens a second (padding left out, and with it), and the most memory the GPU held."""
    import torch
    from accelerate import Accelerator

    from compress.stage import StageContext
    from compress.training.config import TrainingConfig
    from compress.training.loop import Run, _Loop, compile_layers
    from compress.training.objectives import SupervisedObjective

    torch.manual_seed(0)
    model = build(arguments.tiny)
    if compiled:
        compile_layers(model)
    longest = 256 if arguments.tiny else 2048
    config = TrainingConfig(tokens_per_batch=arguments.tokens_per_batch, steps=10_000, checkpoint_seconds=1e9)
    made = examples(200 if arguments.tiny else 8000, longest, model.config.vocab_size)
    accelerator = Accelerator(cpu=not torch.cuda.is_available())
    with tempfile.TemporaryDirectory() as folder:
        run = Run(SupervisedObjective(model), made, 0, config, Path(folder), "")
        loop = _Loop(run, StageContext(Path(folder), say=lambda _: None), accelerator)
        loop.objective.train()
        began = time.perf_counter()
        for step in range(arguments.warmup):
            loop._step(step)
        warm = time.perf_counter() - began
        before, began = loop.progress.tokens, time.perf_counter()
        places = 0
        for step in range(arguments.warmup, arguments.warmup + arguments.steps):
            places += loop.feed.batch(step).ids.numel()
            loop._step(step)
        seconds = time.perf_counter() - began
    memory = torch.cuda.max_memory_allocated() if torch.cuda.is_available() else 0
    return {
        "tokens_per_second": round((loop.progress.tokens - before) / seconds),
        "with_padding": round(places / seconds),
        "warmup_s": round(warm, 1),
        "gpu_gb": round(memory / 1e9, 1),
    }


def main() -> None:
    """Time the variants asked for."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--tiny", action="store_true")
    parser.add_argument("--steps", type=int, default=40)
    parser.add_argument("--warmup", type=int, default=20)
    parser.add_argument("--tokens-per-batch", type=int, default=49152)
    parser.add_argument("--variant", choices=VARIANTS, action="append")
    arguments = parser.parse_args()
    found = {name: time_variant(VARIANTS[name], arguments) for name in arguments.variant or VARIANTS}
    for name, figures in found.items():
        print(f"{name:10}", *(f"{key} {value:,}" for key, value in figures.items()))
    print(json.dumps(found))


if __name__ == "__main__":
    main()
