"""Speed and memory of one artifact in a process of its own, which loads nothing but it.

    python -m compress.rating.measure FOLDER          # one line of JSON

A decoder reads a prompt of 1,024 tokens (fewer where its context is shorter) that it has not seen, and writes 64.
A sentence encoder reads a short query, then passages of 200 words; a reranker or reader a query beside 20 of them.
Everything is done once to warm up; then the median of three. Peak memory is that of the whole process, libraries
included: what a machine must have free.
"""

import json
import os
import re
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import median
from typing import Any

from compress.artifact import Artifact
from compress.home import UserError

PROMPT_TOKENS = 1024
NEW_TOKENS = 64
_PASSAGE_TOKENS = 200
_PASSAGES = 16
_CANDIDATES = 20  # of which a reranker picks
_TIMES = 3
_LIMIT_SECONDS = 600


@dataclass(frozen=True)
class Speed:
    """What was measured. Times in seconds, sizes in bytes; fields that a kind of model has not are None."""

    device: str
    threads: int
    load_s: float
    peak_memory_bytes: int
    prompt_tokens: int | None = None
    first_token_s: float | None = None
    tokens_per_second: float | None = None  # written after the first
    query_s: float | None = None
    passages_per_second: float | None = None
    candidates_s: float | None = None  # for 20 passages

    def known(self) -> dict[str, Any]:
        """Return the fields that apply."""
        return {name: value for name, value in asdict(self).items() if value is not None}


def measure(artifact: Artifact) -> Speed:
    """Measure in a fresh process; raises `UserError` where the model cannot be run."""
    command = [sys.executable, "-m", "compress.rating.measure", str(artifact.folder)]
    root = Path(__file__).parents[2]
    try:
        done = subprocess.run(  # noqa: S603 - our own interpreter and module
            command, cwd=root, capture_output=True, encoding="utf-8", timeout=_LIMIT_SECONDS, check=True
        )
    except subprocess.TimeoutExpired:
        raise UserError(f"{artifact.manifest.name} did not finish in {_LIMIT_SECONDS} s; take a smaller one") from None
    except subprocess.CalledProcessError as error:
        last = (error.stderr.strip().splitlines() or ["it was killed"])[-1]
        raise UserError(f"{artifact.manifest.name} cannot be run here ({last}); build it again") from None
    return Speed(**json.loads(done.stdout.splitlines()[-1]))


def measure_here(artifact: Artifact) -> Speed:
    """Measure in this process. Whatever is loaded in it already counts as memory."""
    began = time.perf_counter()
    decoder = artifact.manifest.kind == "decoder"
    openvino = artifact.manifest.format == "openvino"
    if decoder:
        found, device = (_openvino_decoder if openvino else _torch_decoder)(artifact, began)
    else:
        found, device = (_encoder if artifact.manifest.kind == "encoder" else _cross_encoder)(artifact, began)
    return Speed(device=device, threads=os.cpu_count() or 1, peak_memory_bytes=_peak_memory(), **found)


def _openvino_decoder(artifact: Artifact, began: float) -> tuple[dict[str, Any], str]:
    import numpy as np
    import openvino
    import openvino_genai as genai

    pipeline = genai.LLMPipeline(str(artifact.folder), "CPU")
    load = time.perf_counter() - began
    config = pipeline.get_generation_config()
    config.max_new_tokens, config.do_sample, config.ignore_eos = NEW_TOKENS, False, True
    count = _prompt_tokens(artifact)

    def run(number: int) -> tuple[float, float]:
        marks: list[float] = []

        def note(_: str) -> genai.StreamingStatus:
            marks.append(time.perf_counter())
            return genai.StreamingStatus.RUNNING

        ids = openvino.Tensor(np.asarray([_token_ids(artifact, count, number)], np.int64))
        start = time.perf_counter()
        result = pipeline.generate(ids, config, genai.TextStreamer(pipeline.get_tokenizer(), note))
        metrics = result.perf_metrics  # the streamer holds back bytes of unfinished characters; these do not
        first = metrics.get_ttft().mean / 1000 or marks[0] - start
        return first, 1000.0 / metrics.get_tpot().mean

    return {"load_s": round(load, 3), "prompt_tokens": count, **_medians(run)}, "CPU"


def _torch_decoder(artifact: Artifact, began: float) -> tuple[dict[str, Any], str]:
    import torch

    from compress.models.loading import load_model

    cuda = torch.cuda.is_available()
    model = load_model(artifact).to("cuda" if cuda else "cpu")
    load, count = time.perf_counter() - began, _prompt_tokens(artifact)

    def write(ids: torch.Tensor, tokens: int) -> float:
        start = time.perf_counter()
        more = {"do_sample": False, "pad_token_id": 0, "eos_token_id": None}
        model.generate(ids, attention_mask=torch.ones_like(ids), max_new_tokens=tokens, **more)
        if cuda:
            torch.cuda.synchronize()
        return time.perf_counter() - start

    def run(number: int) -> tuple[float, float]:
        ids = torch.tensor([_token_ids(artifact, count, number)], device=model.device)
        first = write(ids, 1)
        return first, (NEW_TOKENS - 1) / max(write(ids, NEW_TOKENS) - first, 1e-9)

    device = torch.cuda.get_device_name() if cuda else "CPU"
    return {"load_s": round(load, 3), "prompt_tokens": count, **_medians(run)}, device


def _encoder(artifact: Artifact, began: float) -> tuple[dict[str, Any], str]:
    from compress.rating.encoders import open_encoder

    encoder = open_encoder(artifact)
    load = time.perf_counter() - began
    query = _median_seconds(lambda: encoder.encode(["where did people live?"]))
    many = _median_seconds(lambda: encoder.encode([_passage()] * _PASSAGES))
    found = {"query_s": round(query, 4), "passages_per_second": round(_PASSAGES / many, 2)}
    return {"load_s": round(load, 3), **found}, encoder.device


def _cross_encoder(artifact: Artifact, began: float) -> tuple[dict[str, Any], str]:
    from compress.cross_encoders.runner import open_runner

    runner = open_runner(artifact)
    load = time.perf_counter() - began
    taken = _median_seconds(lambda: runner.run("where did people live?", [_passage()] * _CANDIDATES))
    return {"load_s": round(load, 3), "candidates_s": round(taken, 4)}, runner.device


def _passage() -> str:
    words = "the quick survey of water and stone in old northern towns shows how people lived there before ".split()
    return " ".join((words * 20)[:_PASSAGE_TOKENS])


def _median_seconds(run: Callable[[], object]) -> float:
    """Return the median time of a call that was warmed up by one before."""
    run()
    times = []
    for _ in range(_TIMES):
        start = time.perf_counter()
        run()
        times.append(time.perf_counter() - start)
    return median(times)


def _medians(run: Callable[[int], tuple[float, float]]) -> dict[str, float]:
    run(0)
    pairs = [run(number) for number in range(1, 1 + _TIMES)]
    first, rate = (median(column) for column in zip(*pairs, strict=True))
    return {"first_token_s": round(first, 4), "tokens_per_second": round(rate, 2)}


def _prompt_tokens(artifact: Artifact) -> int:
    config = json.loads((artifact.folder / "config.json").read_text("utf-8"))
    return max(8, min(PROMPT_TOKENS, config.get("max_position_embeddings", 2048) - NEW_TOKENS))


def _token_ids(artifact: Artifact, count: int, number: int) -> list[int]:
    """Return a prompt of its own for each run, so that no cached prefix flatters the time. What it says is all one."""
    import random

    vocabulary = json.loads((artifact.folder / "config.json").read_text("utf-8"))["vocab_size"]
    draw = random.Random(number)  # noqa: S311 - a prompt, not a secret
    return [draw.randrange(vocabulary // 4, vocabulary // 2) for _ in range(count)]


def _peak_memory() -> int:
    """Return the most memory this process has held, in bytes."""
    if sys.platform == "win32":
        import psutil

        return psutil.Process().memory_info().peak_wset
    if sys.platform == "linux":  # here getrusage would count the process that started this one as well
        return 1024 * int(re.search(r"VmHWM:\s*(\d+) kB", Path("/proc/self/status").read_text("ascii"))[1])
    import resource

    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


if __name__ == "__main__":
    print(json.dumps(measure_here(Artifact.load(Path(sys.argv[1]))).known()))
