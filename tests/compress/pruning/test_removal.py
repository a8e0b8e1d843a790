"""Each method takes about the share asked for out of a copy, by the same evidence that pruning alone goes by."""

import pytest
import torch
from tiny_training import chat, tiny_llama, tiny_tokenizer

from compress.data.conversations import Conversation, encode_conversations
from compress.data.examples import sample_batches
from compress.models.structure import sparse_targets
from compress.pruning.influence import input_norms, narrow_by_activation
from compress.pruning.removal import Removal
from compress.pruning.sparsity import apply_masks, wanda_mask
from compress.training.objectives import mean_loss


@pytest.fixture(scope="module")
def batches():
    conversations = [Conversation(**chat(f"question {i}", f"answer {i * i}")) for i in range(6)]
    tokenizer = tiny_tokenizer()
    return sample_batches(encode_conversations(conversations, tokenizer, 512)[0], tokenizer.pad_token_id)


@pytest.mark.parametrize("method", ["magnitude", "wanda", "layers", "ffn"])
def test_more_is_gone_at_a_larger_share_and_the_model_stays_whole(batches, method):
    model = tiny_llama(sharpness=3.0)
    before = {name: tensor.clone() for name, tensor in model.state_dict().items()}
    removal = Removal(model, batches)
    gone = [removal.without(method, share)[1] for share in (0.25, 0.5)]
    assert gone == pytest.approx([0.25, 0.5], abs=0.02)
    assert all(torch.equal(tensor, before[name]) for name, tensor in model.state_dict().items())
    assert model.config.num_hidden_layers == 4
    assert model.config.intermediate_size == 64


def test_evidence_kept_for_every_share_prunes_as_evidence_of_its_own(batches):
    removal = Removal(tiny_llama(sharpness=3.0), batches)
    removal.without("wanda", 0.2)
    removal.without("ffn", 0.2)
    masked, narrowed = tiny_llama(sharpness=3.0), tiny_llama(sharpness=3.0)
    norms = input_norms(masked, batches)
    targets = sparse_targets(masked).items()
    apply_masks(masked, {name: wanda_mask(m.weight.detach(), norms[name], 0.5) for name, m in targets})
    assert mean_loss(removal.without("wanda", 0.5)[0], batches) == mean_loss(masked, batches)
    half, _ = removal.without("ffn", 0.3)
    narrow_by_activation(narrowed, half.config.intermediate_size, batches)
    assert mean_loss(half, batches) == mean_loss(narrowed, batches)
