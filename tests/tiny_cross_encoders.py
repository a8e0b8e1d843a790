"""Untrained rerankers and readers of some thousand weights: as an artifact that the chat opens, and in torch."""

import json
import shutil
from pathlib import Path
from typing import Any

from compress.artifact import Manifest, new_artifact
from compress.home import models_folder

_SPECIAL = ["[PAD]", "[UNK]", "[CLS]", "[SEP]"]


def build(home: Path, name: str, source: Path, **facts: str) -> None:
    """Make a reranker's artifact of the files in a folder; `facts` change its manifest."""
    known = {"kind": "reranker", "format": "openvino", "precision": "fp32", "step": "quantize"}
    with new_artifact(models_folder(home) / name, Manifest(name=name, **(known | facts))) as folder:
        shutil.copytree(source, folder, dirs_exist_ok=True)


def tiny_cross_encoder(root: Path, kind: str, words: list[str], pre_tokenizer: Any, **config: Any) -> tuple:
    """Return (a home with the model as an OpenVINO graph, the same in torch, its tokenizer), all under `root`.

    Rows have 64 tokens; `words` are all it knows; `config` changes the BERT.
    """
    import torch
    from optimum import intel
    from tokenizers import Tokenizer, models, processors
    from transformers import BertConfig, PreTrainedTokenizerFast

    from compress.models.loading import cross_encoder_class

    torch.manual_seed(0)
    known = [*_SPECIAL, *dict.fromkeys(words)]
    core = Tokenizer(models.WordLevel({word: number for number, word in enumerate(known)}, "[UNK]"))
    core.pre_tokenizer = pre_tokenizer
    core.post_processor = processors.TemplateProcessing(
        single="[CLS] $A [SEP]", pair="[CLS] $A [SEP] $B:1 [SEP]:1", special_tokens=[("[CLS]", 2), ("[SEP]", 3)]
    )
    tokenizer = PreTrainedTokenizerFast(tokenizer_object=core, pad_token="[PAD]", unk_token="[UNK]")
    sizes = {"hidden_size": 32, "num_hidden_layers": 2, "num_attention_heads": 2, "intermediate_size": 64}
    bert = BertConfig(vocab_size=len(known), max_position_embeddings=64, **(sizes | config))
    reference = cross_encoder_class(kind).from_config(bert).eval()
    folder, exported, home = (root / name for name in ("torch", "openvino", "home"))
    reference.save_pretrained(folder)
    tokenizer.save_pretrained(folder)
    exporter = {"reranker": intel.OVModelForSequenceClassification, "reader": intel.OVModelForQuestionAnswering}[kind]
    exporter.from_pretrained(folder, export=True, compile=False).save_pretrained(exported)
    shutil.copy(folder / "tokenizer.json", exported)
    (exported / "sentence_bert_config.json").write_text(json.dumps({"max_seq_length": 64}), encoding="utf-8")
    build(home, f"footnote-{kind}", exported, kind=kind)
    return home, reference, tokenizer
