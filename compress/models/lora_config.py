"""How large a low-rank adapter is. No torch here: recipes are checked without it."""

from pydantic import Field

from compress.stage import StageConfig


class LoraConfig(StageConfig):
    """The size of a low-rank adapter (Hu et al. 2021) on every matrix of every layer."""

    rank: int = Field(default=64, gt=0)
    alpha: float | None = Field(default=None, gt=0, description="scale = alpha / rank; default: twice the rank")
    dropout: float = Field(default=0.0, ge=0, lt=1, description="share of an adapter's inputs left out while learning")

    @property
    def scale(self) -> float:
        """What the product of the two low-rank matrices is multiplied by."""
        return (self.alpha or 2.0 * self.rank) / self.rank
