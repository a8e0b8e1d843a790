"""The training loop that tuning, distillation and recovery share: CPU, one GPU, or several, with the same command.

    accelerate launch -m compress tune ...      # several GPUs; for single stages, not for `run`
    python -m compress tune ...                 # one GPU, or the CPU

AdamW (fused), cosine with warm-up, bf16 autocast on a GPU, accumulation, clipping, checkpoints that a killed run
goes on from exactly. The 135M model in full: 308,000 tokens a second on one H200, compiled
(tests/benchmarks/training_speed.py).
"""

import math
import shutil
import time
from collections import deque
from collections.abc import Callable, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import torch
from torch import nn

from compress.data.batches import Feed
from compress.data.conversations import Example
from compress.home import UserError
from compress.models.structure import layers_of
from compress.stage import StageContext
from compress.training.checkpoint import Progress, load_checkpoint, save_checkpoint
from compress.training.config import TrainingConfig
from compress.training.divergence import Divergence
from compress.training.optimizer import learning_rate_at, make_optimizer, uses_bf16

_SAY_SECONDS = 30.0


@dataclass(frozen=True)
class Run:
    """What to train and on what. `identity` tells this run from any other: its checkpoint goes with it alone."""

    objective: nn.Module
    examples: Sequence[Example]
    pad_id: int
    config: TrainingConfig
    workspace: Path
    identity: str
    after_step: Callable[[int], None] | None = None  # hears how many steps are done; keeps pruned weights at zero
    feed: Callable[..., Any] = Feed  # (examples, tokens per batch, padding, seed, processes) -> batches


@dataclass(frozen=True)
class Report:
    """What a run did. `tokens` are real ones, padding left out; `losses` in nats a token, one a step."""

    steps: int
    losses: list[float]
    tokens: int
    tokens_per_second: float
    resumed_at: int
    devices: str

    def metrics(self) -> dict[str, Any]:
        """Return the part for a manifest: the first and last tenth of the losses averaged."""
        tenth = max(1, len(self.losses) // 10)
        first, last = (sum(part) / tenth for part in (self.losses[:tenth], self.losses[-tenth:]))
        return {
            "steps": self.steps,
            "first_loss": round(first, 4),
            "last_loss": round(last, 4),
            "tokens": self.tokens,
            "tokens_per_second": round(self.tokens_per_second),
            "devices": self.devices,
        }


def train(run: Run, context: StageContext) -> Report:
    """Train `run.objective` in place to the end of the run, from its checkpoint where there is one.

    Raises `UserError` where the loss or its gradient is no number any more, and where the loss goes up for good
    (divergence.py); in the first case the last good checkpoint is kept.
    """
    from accelerate import Accelerator

    accelerator = Accelerator(cpu=not torch.cuda.is_available(), mixed_precision="no")
    loop = _Loop(run, context, accelerator)
    loop.run_to_end()
    accelerator.wait_for_everyone()
    return loop.report()


def finish(workspace: Path) -> None:
    """Remove a run's workspace, its checkpoint with it, once its artifact is whole."""
    shutil.rmtree(workspace, ignore_errors=True)


def compile_layers(model: nn.Module) -> None:
    """Compile each layer by itself: all share one graph a shape, so that compiling takes seconds and not minutes."""
    import torch._dynamo

    # One graph a bucket width (6) with gradients and one without (a teacher, an evaluation), above the default of 8.
    torch._dynamo.config.recompile_limit = 64
    for layer in layers_of(model):
        layer.compile(dynamic=False)


@dataclass
class _Clock:
    """Tokens a second over the last steps, and when something was last said or saved."""

    started: float = field(default_factory=time.monotonic)
    recent: deque[tuple[float, int]] = field(default_factory=lambda: deque(maxlen=20))
    said: float = field(default_factory=time.monotonic)
    saved: float = field(default_factory=time.monotonic)

    def note(self, tokens: int) -> None:
        self.recent.append((time.monotonic(), tokens))

    def rate(self) -> float:
        """Return tokens a second, from the running total at both ends of the window."""
        (then, before), (now, after) = self.recent[0], self.recent[-1]
        return (after - before) / (now - then) if now > then else 0.0


class _Loop:
    """The state of one run; `run_to_end` is the loop itself."""

    def __init__(self, run: Run, context: StageContext, accelerator: Any):
        self.run, self.context, self.accelerator = run, context, accelerator
        config, self.processes = run.config, accelerator.num_processes
        self.feed = run.feed(run.examples, config.tokens_per_batch, run.pad_id, config.seed, self.processes)
        steps_per_epoch = math.ceil(self.feed.batches_per_epoch / config.accumulate)
        self.total = config.steps or max(1, round(config.epochs * steps_per_epoch))
        self.objective = accelerator.prepare(run.objective)
        self.optimizer = make_optimizer(run.objective, config)
        self.path = run.workspace / "checkpoint.pt"
        self.progress = load_checkpoint(self.path, run.objective, self.optimizer, run.identity) or Progress()
        self.resumed_at = self.saved_step = self.progress.step
        self.divergence = Divergence(self.progress.losses)

    def run_to_end(self) -> None:
        config, progress = self.run.config, self.progress
        if self.resumed_at:
            self.context.say(f"going on from step {self.resumed_at} of {self.total}")
        self.objective.train()
        self.clock = _Clock()
        self.clock.note(progress.tokens)
        with self.context.progress("training", total=self.total) as bar:
            while progress.step < self.total:
                began = time.monotonic()
                loss = self._step(progress.step)
                progress.losses.append(loss)
                progress.step += 1
                progress.seconds += time.monotonic() - began
                self.clock.note(progress.tokens)
                bar.update(0, completed=progress.step, description=f"training, loss {loss:.3f}")
                self._tell(loss)
                self.divergence.note(loss)
                if self.divergence.lost():
                    self._come_apart()
                if time.monotonic() - self.clock.saved >= config.checkpoint_seconds:
                    self._save()
        self.objective.eval()
        if self.saved_step < self.total:
            self._save()  # what follows (merging, writing) may be killed too

    def _step(self, step: int) -> float:
        """Take one optimizer step; return the loss in nats a labelled token over all processes."""
        config, accelerator = self.run.config, self.accelerator
        torch.manual_seed(config.seed * 1_000_003 + step * self.processes + accelerator.process_index)
        sums = torch.zeros(3, device=accelerator.device)  # loss, labels, tokens
        for part in range(config.accumulate):
            batch = self.feed.batch(step * config.accumulate + part, accelerator.process_index)
            last = part == config.accumulate - 1
            with nullcontext() if last else accelerator.no_sync(self.objective):
                loss, labels = self._forward_backward(batch.to(accelerator.device))
            sums += torch.stack([loss.detach().float(), labels.float(), sums.new_tensor(batch.tokens)])
        total_loss, labels, tokens = accelerator.reduce(sums, "sum").tolist()
        self._update(step, labels, total_loss)
        self.progress.tokens += int(tokens)
        return total_loss / max(labels, 1.0)

    def _forward_backward(self, batch: Any) -> tuple[torch.Tensor, torch.Tensor]:
        device = self.accelerator.device.type
        with torch.autocast(device, dtype=torch.bfloat16, enabled=uses_bf16(self.run.config)):
            loss, labels = self.objective(batch)
        loss.backward()
        return loss, labels

    def _update(self, step: int, labels: float, loss: float) -> None:
        """Turn the summed gradients into means, clip them, and step; a broken one never reaches the weights."""
        config = self.run.config
        learning = [p for p in self.run.objective.parameters() if p.grad is not None]
        # DistributedDataParallel has averaged the sums over processes; the mean over labels is wanted.
        torch._foreach_mul_([p.grad for p in learning], self.processes / max(labels, 1.0))
        norm = nn.utils.clip_grad_norm_(learning, config.clip, foreach=True)
        if not (math.isfinite(loss) and torch.isfinite(norm).item()):
            self._stop(step)
        for group in self.optimizer.param_groups:
            group["lr"] = learning_rate_at(step, self.total, config.learning_rate, config.warmup)
        self.optimizer.step()
        self.optimizer.zero_grad(set_to_none=True)
        if self.run.after_step:
            self.run.after_step(step + 1)

    def _stop(self, step: int) -> None:
        kept = f"the checkpoint of step {self.saved_step} is kept" if self.saved_step else "no checkpoint was made yet"
        raise UserError(
            f"the loss is no number any more at step {step + 1} and {kept}; "
            f"run again with a learning rate below {self.run.config.learning_rate:g}: it goes on from there"
        )

    def _come_apart(self) -> None:
        """Stop; the checkpoint goes, for it may be of a step at which the weights were bad already."""
        self.path.unlink(missing_ok=True)
        raise UserError(
            f"the loss has gone up from {self.divergence.lowest:.3g} to {self.divergence.mean:.3g} at step "
            f"{self.progress.step}, what was learnt is being lost; run again with a learning rate below "
            f"{self.run.config.learning_rate:g}: it begins anew"
        )

    def _save(self) -> None:
        self.clock.saved = time.monotonic()
        self.saved_step = self.progress.step
        if self.accelerator.is_main_process:
            save_checkpoint(self.path, self.run.objective, self.optimizer, self.progress, self.run.identity)

    def _tell(self, loss: float) -> None:
        """Say loss, speed and time left on stderr, every half minute and at the end."""
        step, now = self.progress.step, time.monotonic()
        if not self.accelerator.is_main_process or (now - self.clock.said < _SAY_SECONDS and step < self.total):
            return
        self.clock.said = now
        steps_a_second = (step - self.resumed_at) / max(now - self.clock.started, 1e-9)
        left = (self.total - step) / steps_a_second / 60
        self.context.say(
            f"step {step} of {self.total}: loss {loss:.3f}, {self.clock.rate():,.0f} tokens a second, "
            f"{left:.1f} minutes left"
        )

    def report(self) -> Report:
        """Return what was done, all sessions together; the speed has compiling in it, but no checkpoints."""
        kind = torch.cuda.get_device_name() if self.accelerator.device.type == "cuda" else "CPU"
        return Report(
            steps=self.progress.step,
            losses=self.progress.losses,
            tokens=self.progress.tokens,
            tokens_per_second=self.progress.tokens / max(self.progress.seconds, 1e-9),
            resumed_at=self.resumed_at,
            devices=f"{self.processes} × {kind}",
        )
