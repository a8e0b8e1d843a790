"""Whether a training run has come apart: its loss goes up and stays up, so that the rest of the run is wasted.

A loss that is no number any more stops a run by itself. One that a too high learning rate has thrown back is a number,
and the run would go on to the end with a model that has forgotten what it had learnt.
"""

from collections import deque
from collections.abc import Iterable

_WINDOW = 50  # steps: one bad batch is no divergence
# What is lost when the loss has gone up by so much of what it had fallen, and by so much of what it was at its lowest:
# a run that learns on from an adapter begins low, and is half as high again while its rate is at its peak.
_OF_FALL, _OF_LOWEST = 0.5, 1.0


class Divergence:
    """Follows the mean loss of the last steps; `losses` are those of a run that is gone on with."""

    def __init__(self, losses: Iterable[float] = ()) -> None:
        self._recent: deque[float] = deque(maxlen=_WINDOW)
        self._first = self.lowest = self.mean = 0.0  # means of `_WINDOW` steps, in nats
        for loss in losses:
            self.note(loss)

    def note(self, loss: float) -> None:
        """Take in a step's loss."""
        self._recent.append(loss)
        if len(self._recent) == _WINDOW:
            self.mean = sum(self._recent) / _WINDOW
            self._first = self._first or self.mean
            self.lowest = min(self.lowest or self.mean, self.mean)

    def lost(self) -> bool:
        """Tell whether half of what had been won is lost, and the loss is twice what it was."""
        return self.mean > self.lowest + max(_OF_FALL * (self._first - self.lowest), _OF_LOWEST * self.lowest)
