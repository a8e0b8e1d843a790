"""Tiny real models for the training tests: a byte-level tokenizer, a Llama of some thousand weights, a BERT."""

import json

from compress.artifact import Artifact, Manifest, new_artifact

TEMPLATE = (
    "{% if tools %}tools: {% for tool in tools %}{{ tool | tojson }}\n{% endfor %}{% endif %}"
    "{% for m in messages %}{{ '<|im_start|>' + m['role'] + '\n' }}"
    "{% if m['role'] == 'assistant' %}{% generation %}{{ m.get('content') or '' }}"
    "{% for call in m.get('tool_calls') or [] %}"
    "{{ '<tool_call>' + {'name': call.function.name, 'arguments': call.function.arguments} | tojson }}"
    "{{ '</tool_call>' }}"
    "{% endfor %}{{ '<|im_end|>' }}{% endgeneration %}{% else %}{{ m['content'] + '<|im_end|>' }}{% endif %}"
    "{{ '\n' }}{% endfor %}{% if add_generation_prompt %}{{ '<|im_start|>assistant\n' }}{% endif %}"
)


def tiny_tokenizer(template: str = TEMPLATE):
    """Return a byte-level tokenizer (260 tokens) with a chat template."""
    from tokenizers import Tokenizer, decoders, models, pre_tokenizers
    from transformers import PreTrainedTokenizerFast

    special = ["<|endoftext|>", "<|im_start|>", "<|im_end|>", "<pad>"]
    alphabet = sorted(pre_tokenizers.ByteLevel.alphabet())
    tokenizer = Tokenizer(models.BPE(vocab={word: i for i, word in enumerate(special + alphabet)}, merges=[]))
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    tokenizer.add_special_tokens(special)
    names = {"bos_token": special[1], "eos_token": special[2], "unk_token": special[0], "pad_token": special[3]}
    fast = PreTrainedTokenizerFast(tokenizer_object=tokenizer, **names)
    fast.chat_template = template
    return fast


def tiny_llama(layers: int = 4, vocabulary: int = 260, seed: int = 0, sharpness: float = 1.0):
    """Return a random Llama: hidden width 32, FFN 64, 4 heads, 2 of keys and values, tied embeddings; sure of itself
    where sharpness is above 1."""
    import torch
    from transformers import LlamaConfig, LlamaForCausalLM

    torch.manual_seed(seed)
    config = LlamaConfig(
        vocab_size=vocabulary,
        hidden_size=32,
        intermediate_size=64,
        num_hidden_layers=layers,
        num_attention_heads=4,
        num_key_value_heads=2,
        max_position_embeddings=512,
        tie_word_embeddings=True,
        bos_token_id=1,
        eos_token_id=2,
        pad_token_id=3,
        initializer_range=0.1,
    )
    model = LlamaForCausalLM(config).float().eval()
    model.model.norm.weight.data.fill_(sharpness)
    return model


def tiny_decoder(home, name: str = "tiny", layers: int = 4, seed: int = 0, sharpness: float = 1.0) -> Artifact:
    """Write a tiny decoder artifact under `home` and return it."""
    manifest = Manifest(name=name, kind="decoder", format="huggingface", precision="fp32", step="import")
    with new_artifact(home / "models" / name, manifest) as folder:
        tiny_llama(layers, seed=seed, sharpness=sharpness).save_pretrained(folder)
        tiny_tokenizer().save_pretrained(folder)
    return Artifact.find(name, home)


def chat(question: str, answer: str, **more) -> dict:
    """Return a conversation of one turn."""
    messages = [{"role": "user", "content": question}, {"role": "assistant", "content": answer}]
    return {"messages": messages, **more}


def write_jsonl(path, records):
    """Write records one a line and return the path."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(json.dumps(record) + "\n" for record in records), "utf-8")
    return path


def tiny_encoder(home, name: str = "encoder", layers: int = 3, seed: int = 0) -> Artifact:
    """Write a tiny BERT as a sentence encoder's artifact under `home` and return it."""
    from transformers import BertConfig, BertModel

    return _write_encoder(home, name, BertModel, BertConfig(num_hidden_layers=layers, **_ENCODER), seed)


def tiny_mpnet(home) -> Artifact:
    """Write a tiny MPNet, which knows no segments, as the artifact `mpnet` under `home` and return it."""
    from transformers import MPNetConfig, MPNetModel

    return _write_encoder(home, "mpnet", MPNetModel, MPNetConfig(num_hidden_layers=3, pad_token_id=3, **_ENCODER), 0)


_ENCODER = {
    "vocab_size": 260,
    "hidden_size": 32,
    "intermediate_size": 48,
    "num_attention_heads": 4,
    "max_position_embeddings": 64,
    "initializer_range": 0.1,
}


def _pair_tokenizer():
    """Return the tiny tokenizer with what an encoder's puts around a text, and between two."""
    from tokenizers.processors import TemplateProcessing

    tokenizer = tiny_tokenizer()
    tokenizer.backend_tokenizer.post_processor = TemplateProcessing(
        single="<|im_start|> $A <|im_end|>",
        pair="<|im_start|> $A <|im_end|> $B:1 <|im_end|>:1",
        special_tokens=[("<|im_start|>", 1), ("<|im_end|>", 2)],
    )
    return tokenizer


def _write_encoder(home, name: str, kind, config, seed: int) -> Artifact:
    import torch

    torch.manual_seed(seed)
    manifest = Manifest(name=name, kind="encoder", format="huggingface", precision="fp32", step="import")
    with new_artifact(home / "models" / name, manifest) as folder:
        kind(config).float().eval().save_pretrained(folder)
        _pair_tokenizer().save_pretrained(folder)
        (folder / "sentence_bert_config.json").write_text('{"max_seq_length": 48}', "utf-8")
    return Artifact.find(name, home)


FACTS = [chat(f"number {i}?", f"it is {i * 7 % 10}") for i in range(24)]


def same_weights(one, other, **tolerance):
    """Assert that two models have the same weights, in the same order."""
    import torch

    for (name, ours), theirs in zip(one.named_parameters(), other.parameters(), strict=True):
        torch.testing.assert_close(ours, theirs, msg=lambda text, name=name: f"{name}: {text}", **tolerance)
