"""What a reader minimises: the surprise at where the answer starts and ends, or at there being none.

As BERT read SQuAD 2.0 (Devlin et al. 2019): the row's first token stands for "no answer here". Where several places
are right, their likelihoods are summed (Clark and Gardner 2018, "Simple and Effective Multi-Paragraph Reading
Comprehension"), so that the reader may choose among them. Of a question of yes or no it learns besides which of them
the passage tells (`spans.verdict_shares`).
"""

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from compress.cross_encoders.batches import Block, GroupBatch, as_table, run

_IMPOSSIBLE = -1e4


class ReaderObjective(nn.Module):
    """The loss of a reader: of a question's first passage, and the mean over its others. Sums over groups."""

    def __init__(self, model: nn.Module):
        super().__init__()
        self.model = model

    def forward(self, batch: GroupBatch) -> tuple[Tensor, Tensor]:
        """Return (loss summed over groups in nats, their number)."""
        losses = []
        for block in batch.blocks:
            found = run(self.model, block, batch.second_type)
            logits = found.start_logits.float(), found.end_logits.float()
            losses.append(span_loss(*logits, block) + verdict_loss(*logits, block))
        table = as_table(torch.cat(losses), batch, 0.0)
        others = batch.there[:, 1:].sum(1).clamp_min(1)
        loss = table[:, 0].sum() + (table[:, 1:].sum(1) / others).sum()
        return loss, batch.answered.new_tensor(len(batch.answered), dtype=torch.long)


def span_loss(starts: Tensor, ends: Tensor, block: Block) -> Tensor:
    """Return -log of the likelihood of a row's right spans, [rows]; 0 where the row has none. Logits [rows, width].

    Only the passage's tokens and the first one, which stands for "none", can be chosen.
    """
    columns = torch.arange(starts.shape[1], device=starts.device)
    passage = (columns >= block.second_at[:, None]) & (columns < block.lengths[:, None] - 1)
    closed = ~(passage | (columns == 0))
    starts, ends = (F.log_softmax(logits.masked_fill(closed, _IMPOSSIBLE), dim=1) for logits in (starts, ends))
    there = block.spans[..., 0] >= 0
    first, last = block.spans.clamp_min(0).unbind(-1)
    likely = (starts.gather(1, first) + ends.gather(1, last)).masked_fill(~there, _IMPOSSIBLE)
    return -torch.logsumexp(likely, dim=1) * there.any(1)


def verdict_loss(starts: Tensor, ends: Tensor, block: Block) -> Tensor:
    """Return -log of the likelihood of what a row tells of a question of yes or no, [rows]; 0 for another question."""
    first = torch.zeros_like(block.lengths)
    places = torch.stack([first, block.second_at - 1, block.lengths - 1], dim=1)
    logits = starts.gather(1, places) + ends.gather(1, places)
    asked = block.verdicts >= 0
    return F.cross_entropy(logits, block.verdicts.clamp_min(0), reduction="none") * asked
