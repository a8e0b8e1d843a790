"""A GGUF file as a PyTorch model and a faithful tokenizer.

transformers loads GGUF weights rightly, but guesses the tokenizer from the architecture: for SmolLM2 it turns
every space into `<|endoftext|>` and loses the digit splitting. So the tokenizer is rebuilt here from the
file's own tokens and merges; a kind we cannot rebuild exactly is refused, not guessed.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from compress.home import UserError
from compress.stage import Shape

_EMBEDDING, _OUTPUT = "token_embd.weight", "output.weight"
_COMPARED_ROWS = 1000
_ROUNDING = 0.1  # one matrix in two quantizations differs by less, relative to its size; two matrices by 1 or more
_TOKENIZER_ONLY = ("merges", "token_type", "scores")
_SPECIAL, _USER_DEFINED = 3, 4  # tokenizer.ggml.token_type: control tokens, and plain text kept in one piece
# From tokenization_qwen2.py and Meta's llama3 tokenizer; they differ in how many DIGITS make a piece.
_WORDS = (
    r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}DIGITS|"
    r" ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"
)


def read_gguf(path: Path) -> tuple[Any, Any]:
    """Return (model in fp32, tokenizer) of a GGUF file; raises `UserError` where either cannot be had."""
    reader = _open(path)
    tokenizer = build_tokenizer(_contents(reader), path)  # before the weights: refusing should cost nothing
    _tie(reader)
    return _load_model(path, reader, tokenizer), tokenizer


def read_shape(path: Path) -> Shape | None:
    """Return the sizes that the file states; None where its architecture states them otherwise."""
    fields = _read_fields(path)
    prefix = fields.get("general.architecture")
    names = ("block_count", "embedding_length", "feed_forward_length")
    sizes = [fields.get(f"{prefix}.{name}") for name in names]
    return Shape(*sizes) if all(isinstance(size, int) for size in sizes) else None


def build_tokenizer(fields: dict[str, Any], path: Path) -> Any:
    """Return the tokenizer that a GGUF's own fields (`tokenizer.ggml.*`) describe, template included."""
    from transformers import PreTrainedTokenizerFast

    tokens = fields.get("tokenizer.ggml.tokens")
    kind, splitting = fields.get("tokenizer.ggml.model"), fields.get("tokenizer.ggml.pre", "default")
    if not tokens or kind != "gpt2" or splitting not in _SPLITTERS:
        why = f"{path} has a tokenizer ({kind}, {splitting}) that cannot be rebuilt exactly from GGUF"
        raise UserError(f"{why}; import the model from its Hugging Face folder instead")
    named = {
        f"{role}_token": tokens[fields[f"tokenizer.ggml.{key}_token_id"]]
        for role, key in (("bos", "bos"), ("eos", "eos"), ("unk", "unknown"), ("pad", "padding"))
        if f"tokenizer.ggml.{key}_token_id" in fields
    }
    named.setdefault("pad_token", named.get("eos_token"))
    tokenizer = PreTrainedTokenizerFast(
        tokenizer_object=_build_bpe(fields),
        clean_up_tokenization_spaces=False,
        model_max_length=fields.get(f"{fields['general.architecture']}.context_length", 2048),
        **named,
    )
    tokenizer.chat_template = fields.get("tokenizer.chat_template")
    return tokenizer


def _build_bpe(fields: dict[str, Any]) -> Any:
    from tokenizers import AddedToken, Tokenizer, decoders, models, processors

    tokens: list[str] = fields["tokenizer.ggml.tokens"]
    merges = [tuple(merge.split(" ", 1)) for merge in fields["tokenizer.ggml.merges"]]
    splitting = fields.get("tokenizer.ggml.pre", "default")
    bpe = models.BPE({token: i for i, token in enumerate(tokens)}, merges, ignore_merges=splitting == "llama-bpe")
    tokenizer = Tokenizer(bpe)
    tokenizer.normalizer, tokenizer.pre_tokenizer = _SPLITTERS[splitting]()
    tokenizer.decoder = decoders.ByteLevel()
    tokenizer.post_processor = _first_token(fields) or processors.ByteLevel(trim_offsets=False)
    types = fields.get("tokenizer.ggml.token_type", [])
    for token, kind in zip(tokens, types, strict=False):
        if kind in (_SPECIAL, _USER_DEFINED):
            tokenizer.add_tokens([AddedToken(token, normalized=False, special=kind == _SPECIAL)])
    return tokenizer


def _first_token(fields: dict[str, Any]) -> Any:
    """Return the step that puts the beginning-of-text token first, where the model was trained with one."""
    from tokenizers import processors

    if not fields.get("tokenizer.ggml.add_bos_token", fields.get("tokenizer.ggml.pre") == "llama-bpe"):
        return None
    number = fields["tokenizer.ggml.bos_token_id"]
    token = fields["tokenizer.ggml.tokens"][number]
    return processors.TemplateProcessing(
        single=f"{token} $A", pair=f"{token} $A {token} $B", special_tokens=[(token, number)]
    )


def _split_digits() -> tuple[Any, Any]:
    from tokenizers import pre_tokenizers

    steps = [pre_tokenizers.Digits(individual_digits=True), pre_tokenizers.ByteLevel(add_prefix_space=False)]
    return None, pre_tokenizers.Sequence(steps)


def _split_as_gpt2() -> tuple[Any, Any]:
    from tokenizers import pre_tokenizers

    return None, pre_tokenizers.ByteLevel(add_prefix_space=False)


def _split_words(digits: str) -> Any:
    from tokenizers import Regex, pre_tokenizers

    words = pre_tokenizers.Split(Regex(_WORDS.replace("DIGITS", digits)), behavior="isolated", invert=False)
    return pre_tokenizers.Sequence([words, pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False)])


def _split_as_qwen2() -> tuple[Any, Any]:
    from tokenizers import normalizers

    return normalizers.NFC(), _split_words("")


def _split_as_llama3() -> tuple[Any, Any]:
    return None, _split_words("{1,3}")


# tokenizer.ggml.pre -> (normalizer, pre-tokenizer). The names are llama.cpp's.
_SPLITTERS = {
    "smollm": _split_digits,
    "gpt-2": _split_as_gpt2,
    "qwen2": _split_as_qwen2,
    "llama-bpe": _split_as_llama3,
}


def _read_fields(path: Path) -> dict[str, Any]:
    return _contents(_open(path))


def _open(path: Path) -> Any:
    import numpy as np
    from gguf import GGUFReader

    class Reader(GGUFReader):
        def __setattr__(self, name: str, value: Any) -> None:
            # It cuts a slice for each token, and numpy's memmap takes four times as long for that as a plain array.
            super().__setattr__(name, np.asarray(value) if name == "data" else value)

    try:
        return Reader(path)
    except (ValueError, OSError, IndexError) as error:  # no GGUF magic, unknown version, cut short
        raise UserError(f"{path} cannot be read as GGUF ({error}); download it again") from None


def _contents(reader: Any) -> dict[str, Any]:
    return {name: field.contents() for name, field in reader.fields.items()}


def _tie(reader: Any) -> None:
    """Make one matrix of the embedding and the output where they are one that was quantized twice.

    llama.cpp may store a tied matrix for each use in the precision that suits it; loaded as two, the model would have
    grown by a vocabulary, and would be trained and quantized as what it is not. The finer of the two is kept.
    """
    pair = [tensor for tensor in reader.tensors if tensor.name in (_EMBEDDING, _OUTPUT)]
    if len(pair) == 2 and _are_one(*pair):
        finer = max(pair, key=lambda tensor: tensor.n_bytes)
        others = [tensor for tensor in reader.tensors if tensor.name not in (_EMBEDDING, _OUTPUT)]
        reader.tensors = [finer._replace(name=_EMBEDDING), *others]


def _are_one(tensor: Any, other: Any) -> bool:
    import numpy as np
    from gguf import dequantize

    if list(tensor.shape) != list(other.shape):
        return False
    one, two = (dequantize(each.data[:_COMPARED_ROWS], each.tensor_type) for each in (tensor, other))
    return bool(np.linalg.norm(one - two) < _ROUNDING * np.linalg.norm(two))


@contextmanager
def _lent(reader: Any) -> Iterator[None]:
    """Let transformers read from `reader`: it would open the file twice more, which takes seconds each, and untied."""
    import gguf

    own = gguf.GGUFReader
    gguf.GGUFReader = lambda path: reader
    try:
        yield
    finally:
        gguf.GGUFReader = own


def _load_model(path: Path, reader: Any, tokenizer: Any) -> Any:
    import torch
    from transformers import AutoModelForCausalLM

    for name in _TOKENIZER_ONLY:  # not for the model, but it would look at each entry, twice
        reader.fields.pop(f"tokenizer.ggml.{name}", None)
    try:
        with _lent(reader):
            model = AutoModelForCausalLM.from_pretrained(path.parent, gguf_file=path.name, dtype=torch.float32)
    except (ValueError, OSError, KeyError) as error:  # an architecture transformers cannot read from GGUF
        why = str(error).splitlines()[0]
        raise UserError(
            f"{path} cannot be loaded ({why}); import the model from its Hugging Face folder instead"
        ) from None
    for config in (model.config, model.generation_config):
        config.bos_token_id, config.eos_token_id = tokenizer.bos_token_id, tokenizer.eos_token_id
        config.pad_token_id = tokenizer.pad_token_id
    return model
