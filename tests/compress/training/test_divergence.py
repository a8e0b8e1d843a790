"""A run whose loss goes up for good is told from one with a bad batch, a long plateau, or hardly any loss at all."""

import math
import random

import pytest
from tiny_training import chat, tiny_decoder, write_jsonl

from compress.home import UserError
from compress.stage import StageContext
from compress.training import divergence
from compress.training.divergence import Divergence
from compress.training.tune import TuneConfig, tune


def follow(losses) -> int | None:
    """Return at which step a run is stopped, None if never."""
    seen = Divergence()
    for step, loss in enumerate(losses, start=1):
        seen.note(loss)
        if seen.lost():
            return step
    return None


def falling(steps: int, low: float, rng: random.Random) -> list[float]:
    return [low + 8 * math.exp(-step / 60) + rng.uniform(-0.2, 0.2) * low for step in range(steps)]


@pytest.mark.parametrize("low", [0.01, 0.3, 3.0])
def test_a_run_that_was_thrown_back_is_stopped_soon(low):
    rng = random.Random(1)
    losses = falling(400, low, rng) + [low + 8 + rng.random() for _ in range(2000)]
    assert 400 < follow(losses) <= 400 + divergence._WINDOW


@pytest.mark.parametrize("low", [0.01, 0.3, 3.0])
def test_noise_bad_batches_and_a_slow_rise_are_borne(low):
    rng = random.Random(2)
    losses = falling(1000, low, rng) + [low * (1 + step / 4000) for step in range(1000)]
    losses[500] = losses[700] = 20 * low  # one bad batch is no divergence
    assert follow(losses) is None


def test_a_run_that_learns_on_may_rise_while_its_rate_is_at_its_peak():
    rng = random.Random(3)
    rise = [0.04 + 0.025 * math.sin(math.pi * step / 600) for step in range(600)]
    assert follow([loss * rng.uniform(0.6, 1.4) for loss in rise]) is None


def test_a_run_that_is_gone_on_with_remembers_what_it_had_won():
    seen = Divergence([5.0] * 60 + [0.5] * 60)
    for _ in range(50):
        seen.note(4.0)
    assert seen.lost()


def test_training_stops_with_one_sentence_and_begins_anew_below_that_rate(home, tmp_path, monkeypatch):
    monkeypatch.setattr(divergence, "_WINDOW", 5)
    facts = [chat(f"number {i}?", f"it is {i * 7 % 10}") for i in range(24)]
    said: list[str] = []

    def run(rate: float):
        data = write_jsonl(tmp_path / "train.jsonl", facts)
        values = {"tokens_per_batch": 512, "steps": 60, "warmup": 0.9, "checkpoint_seconds": 0}
        config = TuneConfig(data=data, learning_rate=rate, **values)
        return tune(tiny_decoder(home), home / "models" / "run", config, StageContext(home, said.append))

    with pytest.raises(
        UserError,
        match=r"^the loss has gone up from \S+ to \S+ at step \d+, what was learnt is being lost; .*: it begins anew$",
    ):
        run(10.0)  # far too high, so that it comes apart on every processor
    run(1e-2)
    assert not any(line.startswith("going on") for line in said)
