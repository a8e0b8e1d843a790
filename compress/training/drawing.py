"""Several replies to each prompt at once, the next token of all of them at a time: what a model tries.

A prompt and its replies are one sequence: the prompt, then the first token of every reply, the second of every reply,
and so on. A mask lets a token see the prompt and its own reply, and its position is the one within that reply. So a
prompt is read once and its keys and values are held once, however many replies there are, and the layers are
transformers' own. All shapes are fixed: on a GPU a step of one token is recorded as a CUDA graph and played again.
"""

import copy
from collections.abc import Callable, Iterable, Sequence
from typing import Any

import torch
from torch import Tensor, nn

from compress.training.completion import Sampling, until_end

_MULTIPLE = 256  # prompts' room grows by so many tokens: each growth is a graph recorded anew


class Drawer(nn.Module):
    """Draws replies with a copy of a model, in a number format of its own and without gradients."""

    def __init__(self, model: nn.Module, how: Sampling, replies: int, dtype: torch.dtype, graph: bool = True) -> None:
        """Make the copy, whose weights `refresh` brings; `graph`: record CUDA graphs, where there is a GPU."""
        super().__init__()
        from transformers import AutoModelForCausalLM

        made = AutoModelForCausalLM.from_config(copy.deepcopy(model.config), dtype=dtype)
        self.model = made.requires_grad_(False)
        self.how, self._replies, self._graph = how, replies, graph
        self._slate: _Slate | None = None
        self._play: Callable[[], None] = lambda: None

    @torch.no_grad()
    def refresh(self, weights: Iterable[tuple[str, Tensor]]) -> None:
        """Take over weights by name, in place: a recorded graph reads them where they were.

        Without autocast, which keeps what it cast: learning would find an adapter's factors there, cut off from it.
        """
        own = dict(self.model.named_parameters())
        with torch.autocast(self.model.device.type, enabled=False):
            for name, weight in weights:
                own[name].copy_(weight)

    @torch.no_grad()
    def draw(self, prompts: Sequence[Sequence[int]]) -> list[list[list[int]]]:
        """Return the replies to each prompt, tokens [prompts][replies][...], the end token with them where it came."""
        self.model.eval()
        how, device = self.how, self.model.device
        with torch.autocast(device.type, enabled=False):
            slate = self._slate_for(prompts)
            logits, drawn = self._read(slate, prompts), []
            ended = torch.zeros_like(slate.tokens, dtype=torch.bool)
            while True:
                drawn.append(self._chosen(logits).masked_fill(ended, how.pad_id))
                ended |= drawn[-1] == how.end_id
                if len(drawn) == how.max_new_tokens or ended.all():
                    break
                slate.place(drawn[-1], len(drawn) - 1)
                self._play()
                logits = slate.logits
        tokens = torch.stack(drawn, -1).tolist()
        return [[until_end(reply, how.end_id) for reply in replies] for replies in tokens]

    def _read(self, slate: "_Slate", prompts: Sequence[Sequence[int]]) -> Tensor:
        """Read the prompts into the slate; return the logits [prompts, replies, words] of the first tokens.

        No mask is given: prompts are padded on the right, and causal attention never looks there.
        """
        device, lengths = self.model.device, [len(prompt) for prompt in prompts]
        ids = torch.full((len(prompts), max(lengths)), self.how.pad_id)
        for row, prompt in enumerate(prompts):
            ids[row, : len(prompt)] = torch.as_tensor(prompt)
        read = self.model.get_decoder()(input_ids=ids.to(device), use_cache=True)
        held = torch.tensor(lengths, device=device)
        slate.begin(read.past_key_values, held)
        last = read.last_hidden_state[torch.arange(len(prompts), device=device), held - 1]
        return self.model.get_output_embeddings()(last).float()[:, None].expand(-1, self._replies, -1)

    def _chosen(self, logits: Tensor) -> Tensor:
        """Return a token for each row of logits [prompts, replies, words]."""
        if not self.how.temperature:
            return logits.argmax(-1)
        shares = (logits / self.how.temperature).softmax(-1)
        return torch.multinomial(shares.flatten(0, 1), 1).view(shares.shape[:2])

    def _slate_for(self, prompts: Sequence[Sequence[int]]) -> "_Slate":
        """Return a slate with room for the prompts, the last one where it has."""
        width = -(-max(map(len, prompts)) // _MULTIPLE) * _MULTIPLE
        slate = self._slate
        if slate is None or slate.tokens.shape[0] != len(prompts) or slate.width < width:
            slate = self._slate = None  # the old room is freed before the new is taken
            self._play = lambda: None
            slate = _Slate(self.model, (len(prompts), self._replies), width, self.how.max_new_tokens)

            def step() -> None:
                _step(self.model, slate)

            recorded = self._graph and self.model.device.type == "cuda"
            self._slate, self._play = slate, _recorded(step) if recorded else step
        return slate


@torch.no_grad()
def draw_each(
    drawer: Drawer, prompts: Sequence[Sequence[int]], note: Callable[[int], None] = lambda _: None
) -> list[list[int]]:
    """Return one reply to each prompt, in their order; as many are drawn at once as the drawer's batch size says.

    `note` hears how many are done.
    """
    at_once, done = drawer.how.batch_size, {}
    order = sorted(range(len(prompts)), key=lambda i: len(prompts[i]))
    for start in range(0, len(order), at_once):
        chosen = order[start : start + at_once]
        # As many in each batch, so that what was recorded for one serves all.
        filled = [prompts[i] for i in chosen] + [prompts[chosen[0]]] * (at_once - len(chosen))
        done.update(zip(chosen, (own[0] for own in drawer.draw(filled)), strict=False))
        note(len(done))
    return [done[i] for i in range(len(prompts))]


class _Slate:
    """The tensors that a step of one token reads and writes, always the same ones; the model's cache as well."""

    def __init__(self, model: Any, shape: tuple[int, int], width: int, longest: int) -> None:
        """Take room for `shape` (prompts, replies to each), prompts of `width` and replies of `longest` tokens."""
        (prompts, replies), config = shape, model.config
        on = {"device": model.device}
        size = getattr(config, "head_dim", None) or config.hidden_size // config.num_attention_heads
        held = (config.num_hidden_layers, prompts, config.num_key_value_heads, width + replies * longest, size)
        self.width = width
        self.keys, self.values = (torch.zeros(held, dtype=model.dtype, **on) for _ in range(2))
        # All is seen until `begin`: a row that sees nothing would leave values that are no numbers behind.
        self.seen = torch.ones((prompts, 1, replies, held[3]), dtype=torch.bool, **on)
        self.tokens, self.positions = (torch.zeros(shape, dtype=torch.long, **on) for _ in range(2))
        self.columns = torch.arange(replies, **on)  # where the step's keys and values go
        self.logits = torch.zeros((*shape, config.vocab_size), **on)
        self._lengths = torch.zeros(prompts, dtype=torch.long, **on)

    def begin(self, cache: Any, lengths: Tensor) -> None:
        """Take over what transformers' cache holds of the prompts, of which so many tokens are no padding."""
        for number, layer in enumerate(cache.layers):
            self.keys[number, :, :, : layer.keys.shape[2]] = layer.keys
            self.values[number, :, :, : layer.values.shape[2]] = layer.values
        self._lengths.copy_(lengths)
        columns = torch.arange(self.seen.shape[-1], device=lengths.device)
        self.seen.copy_((columns < lengths[:, None])[:, None, None])

    def place(self, tokens: Tensor, number: int) -> None:
        """Make ready for a step that reads the replies' tokens [prompts, replies] with that number, from 0."""
        replies = torch.arange(tokens.shape[1], device=tokens.device)
        self.columns.copy_(self.width + number * len(replies) + replies)
        self.seen[:, 0, replies, self.columns] = True
        self.tokens.copy_(tokens)
        self.positions.copy_((self._lengths + number)[:, None].expand_as(tokens))

    def update(self, keys: Tensor, values: Tensor, layer: int, *_: Any, **__: Any) -> tuple[Tensor, Tensor]:
        """Take in a layer's new keys and values and return all of them: what transformers asks of a cache."""
        self.keys[layer].index_copy_(2, self.columns, keys)
        self.values[layer].index_copy_(2, self.columns, values)
        return self.keys[layer], self.values[layer]


def _step(model: Any, slate: _Slate) -> None:
    read = model.get_decoder()(
        input_ids=slate.tokens,
        position_ids=slate.positions,
        attention_mask=slate.seen,
        past_key_values=slate,
        use_cache=True,
    )
    slate.logits.copy_(model.get_output_embeddings()(read.last_hidden_state))


def _recorded(step: Callable[[], None]) -> Callable[[], None]:
    """Return what plays `step` again, recorded as a CUDA graph after it ran thrice, as torch's notes on them ask."""
    beside = torch.cuda.Stream()
    beside.wait_stream(torch.cuda.current_stream())
    with torch.cuda.stream(beside):
        for _ in range(3):
            step()
    torch.cuda.current_stream().wait_stream(beside)
    graph = torch.cuda.CUDAGraph()
    with torch.cuda.graph(graph):
        step()
    return graph.replay
