"""One file that holds all a killed run needs to go on exactly: weights in training, optimizer, place, losses.

Random numbers need no saving: each step draws its own from the run's seed and the step's number. Read back with
`weights_only=True`, so that a checkpoint can carry data but no code.
"""

import os
from dataclasses import dataclass, field
from pathlib import Path

import torch
from torch import nn

from compress.home import UserError


@dataclass
class Progress:
    """How far a run has come."""

    step: int = 0
    losses: list[float] = field(default_factory=list)  # one a step, in nats a token
    tokens: int = 0  # real ones, padding left out
    seconds: float = 0.0  # in training, all sessions together


def trainable(module: nn.Module) -> dict[str, nn.Parameter]:
    """Return the parameters that learn, by name."""
    return {name: parameter for name, parameter in module.named_parameters() if parameter.requires_grad}


def save_checkpoint(
    path: Path, module: nn.Module, optimizer: torch.optim.Optimizer, progress: Progress, identity: str
) -> None:
    """Write the checkpoint whole or not at all; raises `UserError` where the disk does not take it."""
    state = {
        "identity": identity,
        "model": {name: parameter.detach() for name, parameter in trainable(module).items()},
        "optimizer": optimizer.state_dict(),
        "progress": vars(progress),
    }
    temporary = path.with_suffix(".tmp")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        torch.save(state, temporary)
        os.replace(temporary, path)
    except (OSError, RuntimeError) as error:  # torch's writer reports a full disk as a RuntimeError
        temporary.unlink(missing_ok=True)
        why = str(error).splitlines()[0]
        raise UserError(f"no checkpoint could be written to {path} ({why}); free some disk and run again") from None


def load_checkpoint(path: Path, module: nn.Module, optimizer: torch.optim.Optimizer, identity: str) -> Progress | None:
    """Restore module and optimizer and return the progress; None where there is none, or it is of another run."""
    if not path.is_file():
        return None
    state = torch.load(path, map_location="cpu", weights_only=True)
    if state["identity"] != identity:
        return None
    with torch.no_grad():
        for name, parameter in trainable(module).items():
            parameter.copy_(state["model"][name])
    optimizer.load_state_dict(state["optimizer"])
    return Progress(**state["progress"])
