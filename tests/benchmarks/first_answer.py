"""How long the page takes: from its start to "Footnote is open", and from there to each of the first answers.

    python -m tests.benchmarks.first_answer                   # a person who reads the page for three seconds first
    python -m tests.benchmarks.first_answer --pause 0 --tree ../other --rounds 3

Starts `python -m chatbot` as a person does and asks over the wire, in the order below: what is loaded by the first
question is paid for once. Several trees take turns, since machines are noisy. Needs the models and the handbook.
"""

import argparse
import contextlib
import re
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from gradio_client import Client

from compress.console import emit, say
from compress.home import resolve_home

QUESTIONS = (
    "What does post-training quantization do to a model's weights?",
    "What is knowledge distillation?",
    "Why is a student trained on soft labels?",
    "What is 40366 / 439?",
)
_WAIT_S = 120


def measure(tree: Path, pause: float) -> dict[str, float]:
    """Start the page of a tree, ask each question once, and return seconds and the most memory held, in MB."""
    with tempfile.TemporaryDirectory() as folder:
        for part in ("models", "collections"):  # the conversations of a person stay out of it
            (Path(folder) / part).symlink_to(resolve_home() / part)
        began = time.perf_counter()
        with _chat(tree, Path(folder)) as (process, url):
            figures = {"open": time.perf_counter() - began}
            client = Client(url, verbose=False, analytics_enabled=False)
            time.sleep(pause)
            for number, question in enumerate(QUESTIONS, start=1):
                began = time.perf_counter()
                client.submit(question, "", "", "", api_name="/ask").result(timeout=_WAIT_S)
                figures[f"answer {number}"] = time.perf_counter() - began
            client.close()
            return {**figures, "peak MB": _peak_mb(process.pid)}


@contextlib.contextmanager
def _chat(tree: Path, home: Path) -> Iterator[tuple[subprocess.Popen, str]]:
    command = [sys.executable, "-m", "chatbot", "--port", "0", "--home", str(home)]
    with subprocess.Popen(command, cwd=tree, stderr=subprocess.PIPE, text=True, encoding="utf-8") as process:
        try:
            said = (re.search(r"open on (\S+)", line) for line in process.stderr)
            yield process, next(match[1] for match in said if match)
        finally:
            process.terminate()


def _peak_mb(process: int) -> float:
    """Return the most memory a process has held; Linux alone tells that of another process."""
    status = Path(f"/proc/{process}/status").read_text("ascii")
    return int(re.search(r"VmHWM:\s*(\d+) kB", status)[1]) * 1024 / 1e6


def main() -> None:
    """Print the medians of each tree, then one line of JSON."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--tree", type=Path, action="append", help="a checkout to measure; may be repeated")
    parser.add_argument("--pause", type=float, default=3.0, help="seconds between the page and the first question")
    parser.add_argument("--rounds", type=int, default=3)
    given = parser.parse_args()
    trees = given.tree or [Path()]
    measured: dict[str, list[dict[str, float]]] = {str(tree): [] for tree in trees}
    for number in range(given.rounds):
        say(f"round {number + 1} of {given.rounds}")
        for tree in trees:
            measured[str(tree)].append(measure(tree, given.pause))
    found = {
        tree: {name: statistics.median(one[name] for one in rounds) for name in rounds[0]}
        for tree, rounds in measured.items()
    }
    for tree, figures in found.items():
        print(f"{tree}: " + ", ".join(f"{name} {value:.2f}" for name, value in figures.items()))
    emit(found)


if __name__ == "__main__":
    main()
