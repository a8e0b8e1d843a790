"""A tiny GGUF file, as llama.cpp's converter would write it."""

from pathlib import Path

import numpy as np
from tiny_training import tiny_llama, tiny_tokenizer

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


def write_gguf(
    path: Path, splitting="smollm", kind="gpt2", architecture="llama", template="{{ messages }}", replaced=None
):
    """Write the tiny Llama and its byte-level vocabulary as llama.cpp would, and return the path.

    `replaced`: (content, type) by name, of tensors to write instead of, or beside, the model's own.
    """
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
    writer.add_chat_template(template)
    tensors = {"token_embd.weight": (state["model.embed_tokens.weight"], None)}
    tensors["output_norm.weight"] = (state["model.norm.weight"], None)
    for layer in range(config.num_hidden_layers):
        for ours, theirs in TENSORS.items():
            weight = as_llama_cpp_orders(ours, state[f"model.layers.{layer}.{ours}.weight"], config)
            tensors[f"blk.{layer}.{theirs}.weight"] = (np.ascontiguousarray(weight), None)
    for name, (content, quantization) in (tensors | (replaced or {})).items():
        writer.add_tensor(name, content, raw_dtype=quantization)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
    return path
