"""Replies drawn beside each other are what the model would say by itself, and are learnt from as what was drawn."""

import pytest
import torch
from tiny_training import tiny_llama

from compress.models.adapters import add_lora, merged_weights
from compress.models.lora_config import LoraConfig
from compress.reinforcement.sequences import Tried, batches_of
from compress.training.completion import Sampling, complete
from compress.training.drawing import Drawer, draw_each

PROMPTS = [[5, 6, 7], list(range(20, 60)), [9], [80, 81, 82, 83, 84, 85, 86]]
LONGEST = 12


def drawer_of(model, replies: int = 3, temperature: float = 0.0, end: int = 2) -> Drawer:
    made = Drawer(model, Sampling(LONGEST, end, 3, temperature), replies, torch.float32)
    made.refresh(merged_weights(model))
    return made


def logits_of(model, prompt, reply):
    """Return the model's own logits [tokens, words] of a reply's tokens, read by itself."""
    return model(input_ids=torch.tensor([[*prompt, *reply]])).logits[0, len(prompt) - 1 : -1]


def test_greedy_replies_are_what_transformers_generates():
    """Prompts of unequal length, which transformers pads on the left, in one batch and after another one."""
    model = tiny_llama(sharpness=3.0)
    drawer = drawer_of(model)
    for prompts in (PROMPTS, PROMPTS[::-1], PROMPTS[:2], [[7] * 300, [8]]):
        wanted = complete(model, prompts, Sampling(LONGEST, 2, 3))
        assert drawer.draw(prompts) == [[reply] * 3 for reply in wanted]


def test_a_reply_ends_with_the_end_token():
    model = tiny_llama(sharpness=3.0)
    whole = [own[0] for own in drawer_of(model).draw(PROMPTS)]
    end = whole[1][4]
    cut = [reply[: reply.index(end) + 1] if end in reply else reply for reply in whole]
    assert len(cut[1]) < LONGEST
    assert drawer_of(model, end=end).draw(PROMPTS) == [[reply] * 3 for reply in cut]


def test_drawing_stops_when_all_replies_have_ended(monkeypatch):
    model, steps = tiny_llama(), []
    monkeypatch.setattr("compress.training.drawing._step", lambda *_: steps.append(1))
    (first,) = complete(model, [PROMPTS[0]], Sampling(1, 2, 3))
    assert drawer_of(model, end=first[0]).draw(PROMPTS[:1]) == [[first] * 3]
    assert not steps


@pytest.mark.parametrize("temperature", [1.0, 0.5])
def test_replies_are_drawn_by_the_models_own_likelihoods(monkeypatch, temperature):
    """Every token is drawn from the distribution that the model itself has there, its prompt and own reply before."""
    model, seen = tiny_llama(sharpness=3.0), []
    drawer, chosen = drawer_of(model, temperature=temperature), Drawer._chosen

    def spied(self, logits):
        seen.append(logits.clone())
        return chosen(self, logits)

    monkeypatch.setattr(Drawer, "_chosen", spied)
    torch.manual_seed(1)
    drawn = drawer.draw(PROMPTS)
    assert len({tuple(reply) for own in drawn for reply in own}) == 12
    for row, (prompt, own) in enumerate(zip(PROMPTS, drawn, strict=True)):
        for number, reply in enumerate(own):
            ours = torch.stack([logits[row, number] for logits in seen[: len(reply)]]).log_softmax(-1)
            torch.testing.assert_close(ours, logits_of(model, prompt, reply).log_softmax(-1), atol=1e-4, rtol=1e-4)


def test_tokens_come_as_often_as_they_are_likely():
    model = tiny_llama(sharpness=3.0)
    torch.manual_seed(2)
    drawn = Drawer(model, Sampling(1, 2, 3, 0.7), 4000, torch.float32)
    drawn.refresh(merged_weights(model))
    firsts = torch.tensor(drawn.draw([[5, 6, 7]])).flatten()
    wanted = (model(input_ids=torch.tensor([[5, 6, 7]])).logits[0, -1] / 0.7).softmax(-1)
    assert (torch.bincount(firsts, minlength=260) / 4000 - wanted).abs().max() < 0.03


def test_an_adapter_is_drawn_with_and_left_as_it_is():
    model = tiny_llama(sharpness=3.0)
    plain = drawer_of(model)
    wrapped = add_lora(model, LoraConfig(rank=4))
    for name, parameter in wrapped.named_parameters():
        if "lora_B" in name:
            torch.nn.init.normal_(parameter, std=0.1, generator=torch.Generator().manual_seed(4))
    before = {name: weight.clone() for name, weight in wrapped.state_dict().items()}
    learnt = drawer_of(model)
    wanted = complete(model, PROMPTS, Sampling(LONGEST, 2, 3))
    assert learnt.draw(PROMPTS) == [[reply] * 3 for reply in wanted] != plain.draw(PROMPTS)
    assert all(torch.equal(weight, before[name]) for name, weight in wrapped.state_dict().items())


@pytest.mark.parametrize("tokens", [256, 1024, 4096])
def test_a_row_of_replies_is_read_as_each_by_itself(tokens):
    model = tiny_llama(sharpness=3.0)
    torch.manual_seed(5)
    replies = drawer_of(model, temperature=1.0).draw(PROMPTS)
    tried = [Tried(prompt, own, [1.0, 2.0, 3.0]) for prompt, own in zip(PROMPTS, replies, strict=True)]
    found = []
    for rows in batches_of(tried, tokens, pad_id=3):
        assert rows.ids.numel() <= tokens
        mask = rows.mask(torch.float32)
        states = model.model(input_ids=rows.ids, position_ids=rows.positions, attention_mask=mask).last_hidden_state
        logits = model.lm_head(states.reshape(-1, states.shape[-1])[rows.places]).log_softmax(-1)
        said = logits[torch.arange(len(rows.targets)), rows.targets]
        found += zip(rows.weights.tolist(), said.tolist(), strict=True)
    wanted = [
        (weight, value)
        for one in tried
        for reply, weight in zip(one.replies, one.weights, strict=True)
        for value in logits_of(model, one.prompt, reply).log_softmax(-1)[range(len(reply)), reply].tolist()
    ]
    torch.testing.assert_close(torch.tensor(sorted(found)), torch.tensor(sorted(wanted)), atol=1e-4, rtol=1e-4)


def test_one_reply_to_each_prompt_comes_in_their_order_however_many_are_drawn_at_once():
    model, heard = tiny_llama(sharpness=3.0), []
    wanted = complete(model, PROMPTS, Sampling(LONGEST, 2, 3))
    for at_once in (1, 3, 8):
        drawer = Drawer(model, Sampling(LONGEST, 2, 3, batch_size=at_once), 1, torch.float32)
        drawer.refresh(model.named_parameters())
        assert draw_each(drawer, PROMPTS, heard.append) == wanted
    assert heard == [1, 2, 3, 4, 3, 4, 4]
    assert draw_each(drawer, []) == []
