"""Surgery and measures on models: what is taken out, what stays equal, what the config says afterwards."""

from itertools import pairwise

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from tiny_training import chat, tiny_encoder, tiny_llama, tiny_tokenizer, write_jsonl
from torch.nn import functional as F

from compress.data.conversations import encode_conversations, read_conversations
from compress.data.examples import encode_texts, sample_batches
from compress.home import UserError
from compress.models.layer_choice import check_layer_map, check_layers, chosen_layers, default_layer_map, evenly
from compress.models.loading import load_model
from compress.models.structure import describe, keep_layers, layers_of, narrow_ffn, sparse_targets
from compress.pruning.influence import (
    block_influence,
    ffn_scores,
    input_norms,
    layers_by_loss,
    least_influential,
    narrow_by_activation,
)
from compress.training.objectives import check_head, mean_loss

IDS = torch.tensor([[5, 9, 17, 33, 65]])


@pytest.fixture
def batches(tmp_path):
    path = write_jsonl(tmp_path / "c.jsonl", [chat(f"question {i}", f"answer {i * i}") for i in range(12)])
    examples, _ = encode_conversations(read_conversations(path), tiny_tokenizer(), 512)
    return sample_batches(examples, pad_id=3)


def logits(model):
    with torch.no_grad():
        return model(input_ids=IDS).logits


def silence(model, layer):
    """Make a layer add nothing: its output is its input."""
    with torch.no_grad():
        layers_of(model)[layer].self_attn.o_proj.weight.zero_()
        layers_of(model)[layer].mlp.down_proj.weight.zero_()


def test_dropping_a_layer_that_adds_nothing_changes_nothing():
    model = tiny_llama()
    silence(model, 2)
    before = logits(model)
    keep_layers(model, [0, 1, 3])
    assert model.config.num_hidden_layers == 3
    assert [layer.self_attn.layer_idx for layer in layers_of(model)] == [0, 1, 2]
    torch.testing.assert_close(logits(model), before)
    ids = model.generate(IDS, max_new_tokens=4, do_sample=False, eos_token_id=None)  # the cache is numbered anew
    assert ids[0, 5] == before[0, -1].argmax()


@pytest.mark.parametrize(
    ("kept", "why"),
    [
        ([], "is empty"),
        ([0, 4], "no layer 4: the model has 4, numbered 0"),
        ([-1], "no layer -1"),
        ([2, 1], "ascend"),
    ],
)
def test_impossible_layer_lists_are_one_sentence(kept, why):
    with pytest.raises(UserError, match=why):
        keep_layers(tiny_llama(), kept)


def test_narrowing_away_silent_neurons_changes_nothing():
    model = tiny_llama()
    kept = []
    with torch.no_grad():
        for number, layer in enumerate(layers_of(model)):
            silent = torch.arange(64) % 4 == number % 4
            layer.mlp.down_proj.weight[:, silent] = 0
            kept.append(torch.arange(64)[~silent])
    before = logits(model)
    narrow_ffn(model, kept)
    assert model.config.intermediate_size == layers_of(model)[0].mlp.up_proj.out_features == 48
    torch.testing.assert_close(logits(model), before)


def test_narrowing_takes_the_neurons_that_put_out_least(batches):
    model = tiny_llama()
    with torch.no_grad():
        for layer in layers_of(model):
            layer.mlp.up_proj.weight[10:20] *= 1e-3
    for scores in ffn_scores(model, batches):
        assert set(scores.topk(54).indices.tolist()) == set(range(64)) - set(range(10, 20))
    before = logits(model)
    narrow_by_activation(model, 54, batches)
    torch.testing.assert_close(logits(model), before, atol=2e-3, rtol=1e-2)
    with pytest.raises(UserError, match="must be above 0 and below the present 54, not 54"):
        narrow_by_activation(model, 54, batches)


def test_a_model_written_and_read_again_keeps_its_new_shape(tmp_path, batches):
    from transformers import AutoModelForCausalLM

    model = tiny_llama()
    keep_layers(model, [0, 3])
    narrow_by_activation(model, 32, batches)
    model.save_pretrained(tmp_path / "m")
    again = AutoModelForCausalLM.from_pretrained(tmp_path / "m")
    assert describe(again) == describe(model) | {"layers": 2, "ffn_width": 32}
    torch.testing.assert_close(logits(again), logits(model))


def test_block_influence_is_the_papers_and_zero_for_a_layer_that_adds_nothing(batches):
    model = tiny_llama()
    silence(model, 1)
    scores = block_influence(model, batches)
    assert scores[1].item() == pytest.approx(0, abs=1e-5)
    assert (scores[[0, 2, 3]] > 1e-3).all()
    assert least_influential(scores, 3) == [0, 2, 3]
    cosines, count = torch.zeros(4), 0
    for batch in batches:
        with torch.no_grad():
            states = model.model(input_ids=batch.ids, attention_mask=batch.real().long(), output_hidden_states=True)
        real, layer_3 = batch.real(), []
        handle = layers_of(model)[3].register_forward_hook(lambda m, i, o, out=layer_3: out.append(o))
        with torch.no_grad():
            model.model(input_ids=batch.ids)
        handle.remove()  # the last hidden state that transformers gives is normed; the layer's own is wanted
        hidden = [*states.hidden_states[:-1], layer_3[0][0] if isinstance(layer_3[0], tuple) else layer_3[0]]
        cosines += torch.stack([F.cosine_similarity(a, b, -1)[real].sum() for a, b in pairwise(hidden)])
        count += int(real.sum())
    torch.testing.assert_close(scores, 1 - cosines / count, atol=1e-5, rtol=1e-4)


def test_the_loss_drops_the_layer_nobody_misses_first(batches):
    model = tiny_llama()
    silence(model, 2)
    before, said = mean_loss(model, batches), []
    assert layers_by_loss(model, batches, keep=3, say=said.append) != [0, 1, 2, 3]
    assert len(said) == 1
    assert len(layers_of(model)) == 4
    assert mean_loss(model, batches) == pytest.approx(before)
    left = layers_by_loss(model, batches, keep=1)
    keep_layers(model, left)
    assert len(layers_of(model)) == 1


def test_input_norms_see_no_padding(batches):
    model = tiny_llama()
    wanted = {name: torch.zeros(m.in_features) for name, m in sparse_targets(model).items()}
    name, linear = next(iter(wanted)), next(iter(sparse_targets(model).values()))
    seen = []
    handle = linear.register_forward_hook(lambda m, i, o: seen.append(i[0]))
    for batch in batches:
        for row, length in zip(batch.ids, batch.lengths.tolist(), strict=True):
            if length:
                with torch.no_grad():
                    model(input_ids=row[None, :length])
    handle.remove()
    squares = sum(part.square().sum((0, 1)) for part in seen)
    torch.testing.assert_close(input_norms(model, batches)[name], squares.sqrt(), atol=1e-3, rtol=1e-4)


def test_encoders_are_measured_and_cut_alike(home):
    model = load_model(tiny_encoder(home))
    texts = sample_batches(encode_texts(["one", "two three"], tiny_tokenizer(), 48), pad_id=3)
    assert block_influence(model, texts).shape == (3,)
    keep_layers(model, [0, 2])
    narrow_by_activation(model, 16, texts)
    assert describe(model)["layers"] == 2
    assert describe(model)["ffn_width"] == 16
    assert model(input_ids=IDS).last_hidden_state.shape == (1, 5, 32)


def test_capped_logits_are_refused():
    model = tiny_llama()
    check_head(model)
    forward = model.forward

    def capped(*args, **kwargs):
        output = forward(*args, **kwargs)
        output.logits = torch.tanh(output.logits)
        return output

    model.forward = capped
    with pytest.raises(UserError, match="scales or caps its logits"):
        check_head(model)


@given(count=st.integers(1, 60), data=st.data())
@settings(max_examples=40, deadline=None)
def test_layers_taken_evenly_are_a_valid_choice(count, data):
    keep = data.draw(st.integers(1, count))
    kept = evenly(keep, count)
    assert check_layers(kept, count) == kept
    assert len(kept) == keep
    assert kept[0] == 0
    assert keep == 1 or kept[-1] == count - 1
    layer_map = default_layer_map(kept, count)
    check_layer_map(layer_map, keep, count)
    assert layer_map[-1] == (keep, count)
    if keep == count:
        assert layer_map == [(i, i) for i in range(1, count + 1)]


def test_the_layers_that_settings_name_are_a_list_so_many_or_all():
    assert chosen_layers((0, 3), None, 6) == [0, 3]
    assert chosen_layers(None, 3, 6) == evenly(3, 6)
    assert chosen_layers(None, None, 3) == [0, 1, 2]
    with pytest.raises(UserError, match="name at least one"):
        chosen_layers((), None, 3)


def test_layer_maps_out_of_range_are_one_sentence():
    with pytest.raises(UserError, match=r"no pair of hidden states \(3, 9\)"):
        check_layer_map([(1, 1), (3, 9)], 3, 6)
    with pytest.raises(UserError, match="say by layer_map"):
        check_layer_map([], 3, 6)
    with pytest.raises(UserError, match="7 layers cannot be kept: the model has 6"):
        evenly(7, 6)
