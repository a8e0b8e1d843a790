"""Measures Footnote beside the usual roads, alternating, and prints a table and, last, one line of JSON.

    make bench

Machines differ and are noisy: the ratios are what to quote.
"""

import importlib.util
import json
import statistics
import subprocess
import sys

from compress.console import emit, say

ROUNDS = 3


def run(module: str, name: str) -> dict[str, float]:
    """Measure one road in a process of its own."""
    say(f"measuring {module} {name}")
    command = [sys.executable, "-m", f"tests.benchmarks.{module}", name]
    done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=False)
    if done.returncode:
        sys.exit(f"{name} failed:\n{done.stderr}")
    return json.loads(done.stdout.splitlines()[-1])


def medians(module: str, names: list[str]) -> dict[str, dict[str, float]]:
    """Measure every road `ROUNDS` times, in turn, and return the median of each figure."""
    rounds = [{name: run(module, name) for name in names} for _ in range(ROUNDS)]
    return {
        name: {figure: statistics.median(one[name][figure] for one in rounds) for figure in rounds[0][name]}
        for name in names
    }


def main() -> None:
    """Print the table, then the JSON line."""
    engines = ["footnote", "transformers-fp32"]
    if importlib.util.find_spec("llama_cpp"):
        engines.append("llama.cpp-q8_0")
    else:
        say("llama-cpp-python is not installed: left out (pip install llama-cpp-python compiles it)")
    ingestion, answering = medians("ingestion", ["footnote", "tutorial"]), medians("answering", engines)
    print(f"{'ingestion':20} {'chunks/s':>10} {'ratio':>8} {'peak MB':>9}")
    for name, figures in ingestion.items():
        ratio = figures["chunks_per_s"] / ingestion["tutorial"]["chunks_per_s"]
        print(f"{name:20} {figures['chunks_per_s']:>10.1f} {ratio:>8.2f} {figures['peak_mb']:>9.0f}")
    print(f"\n{'answering':20} {'first s':>10} {'total s':>10} {'footnote/it':>12} {'peak MB':>9}")
    for name, figures in answering.items():
        ratio = answering["footnote"]["total_s"] / figures["total_s"]
        times = f"{figures['first_token_s']:>10.2f} {figures['total_s']:>10.2f}"
        print(f"{name:20} {times} {ratio:>12.2f} {figures['peak_mb']:>9.0f}")
    emit({"ingestion": ingestion, "answering": answering})


if __name__ == "__main__":
    main()
