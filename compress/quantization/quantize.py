"""Post-training quantization: a huggingface-format artifact as an OpenVINO one, through Optimum and NNCF.

    python -m compress quantize smollm2-135m --preset int8 --name smollm2-135m-int8

| preset | weights | activations |
|---|---|---|
| fp32, fp16, bf16 | stored in that type | computed as the device likes |
| int8 | 8 bits, asymmetric, one scale a channel | not quantized |
| int4 | 4 bits, one scale a group; embedding and head stay 8 bits | not quantized |
| w8a8 | 8 bits, symmetric | 8 bits, ranges learnt from calibration texts |

int4 gains from calibration texts: by scale estimation, which fits each group's scale to the layer's outputs, or by AWQ
(Lin et al., "AWQ: Activation-aware Weight Quantization", 2023), which first scales up the channels that matter most.
"""

import shutil
from pathlib import Path
from typing import Any, Literal

from pydantic import Field, model_validator

from compress.artifact import Artifact, manifest_of, new_artifact
from compress.home import UserError
from compress.quantization.calibration import model_inputs, read_texts
from compress.quantization.exporting import export
from compress.quantization.openvino_graph import count_weight_types, name_steadily, read_graph, store_weights_in_bf16
from compress.stage import Shape, StageConfig, StageContext

Preset = Literal["fp32", "fp16", "bf16", "int8", "int4", "w8a8"]
_GROUP_SIZES = (128, 64, 32)
_POOLING_FILES = ("modules.json", "sentence_bert_config.json", "config_sentence_transformers.json", "1_Pooling")


class QuantizeConfig(StageConfig):
    """How small the numbers get, and on which texts the damage is kept small."""

    preset: Preset
    group_size: int | None = Field(
        default=None,
        ge=1,
        description="int4: weights that share a scale; by default the largest of 128, 64, 32 that fits",
    )
    calibration: tuple[Path, ...] = Field(default=(), description="text or JSONL files; w8a8 needs them, int4 gains")
    samples: int = Field(default=128, ge=1, le=10_000, description="calibration texts to use")
    tokens: int = Field(default=256, ge=8, le=8192, description="tokens a calibration text is cut to")
    awq: bool = Field(
        default=False, description="int4 with calibration: activation-aware scaling, not scale estimation"
    )

    @model_validator(mode="after")
    def _fits_together(self) -> "QuantizeConfig":
        if self.group_size is not None and self.preset != "int4":
            raise ValueError("group_size belongs to the preset int4")
        if self.preset == "w8a8" and not self.calibration:
            raise ValueError("the preset w8a8 needs calibration texts: give calibration")
        if self.calibration and self.preset not in ("int4", "w8a8"):
            raise ValueError(f"calibration has no effect on the preset {self.preset}: leave it out")
        if self.awq and not (self.preset == "int4" and self.calibration):
            raise ValueError("awq is a way to calibrate int4: it needs that preset and calibration texts")
        return self


def quantize(parent: Artifact | None, folder: Path, config: QuantizeConfig, context: StageContext) -> Artifact:
    """Write `parent`, exported and quantized, to `folder`; metrics get the types its weights are stored in.

    Raises `UserError` for a parent that is no huggingface artifact, a group size that does not divide the
    model's widths, and calibration files without text.
    """
    assert parent is not None, "quantize needs a parent; the recipe and the command line see to that"
    if parent.manifest.format != "huggingface":
        raise UserError(f"{parent.manifest.name} is quantized already; quantize what it was made from")
    shape = Shape.read(parent.folder)
    plan_quantize(config, shape)
    group_size = choose_group_size(config, shape) if config.preset == "int4" and shape else config.group_size
    model, tokenizer = export(parent, context), _read_tokenizer(parent)
    context.say(f"storing its weights as {config.preset}")
    _apply(model, tokenizer, config, group_size)
    name_steadily(model.model)
    used = config.model_copy(update={"group_size": group_size})
    manifest = manifest_of(folder, "quantize", used, parent, format="openvino", precision=config.preset)
    with new_artifact(folder, manifest) as new:
        model.save_pretrained(new)
        _write_tokenizer(parent, tokenizer, new)
        counts = count_weight_types(read_graph(new))
    return Artifact.load(folder).with_metrics({"weights": counts})


def plan_quantize(config: QuantizeConfig, shape: Shape | None) -> Shape | None:
    """Raise `UserError` where the group size does not divide the widths; the shape stays as it is."""
    if shape is not None and config.preset == "int4":
        choose_group_size(config, shape)
    return shape


def choose_group_size(config: QuantizeConfig, shape: Shape) -> int:
    """Return the group size for int4: the one asked for, else the largest that divides the model's widths."""
    widths = sorted({shape.width, shape.ffn_width})
    fitting = [size for size in _GROUP_SIZES if all(width % size == 0 for width in widths)]
    mend = f"use {fitting[0]}" if fitting else "use the preset int8"
    if config.group_size is None:
        if not fitting:
            raise UserError(f"no group size of {_GROUP_SIZES} divides the model's widths {widths}; {mend}")
        return fitting[0]
    for width in widths:
        if width % config.group_size:
            raise UserError(f"group size {config.group_size} does not divide the model's width {width}; {mend}")
    return config.group_size


def _read_tokenizer(parent: Artifact) -> Any:
    from transformers import AutoTokenizer

    return AutoTokenizer.from_pretrained(str(parent.folder), local_files_only=True)


def _apply(model: Any, tokenizer: Any, config: QuantizeConfig, group_size: int | None) -> None:
    """Quantize the exported model in place."""
    import logging

    import nncf
    from optimum.intel import OVConfig, OVQuantizationConfig, OVQuantizer, OVWeightQuantizationConfig

    nncf.set_log_level(logging.ERROR)  # its import sets a level of its own
    if config.preset == "fp16":
        model.half()
    if config.preset == "bf16":
        store_weights_in_bf16(model.model)
    if config.preset in ("fp32", "fp16", "bf16"):
        return
    dataset = None
    if config.calibration:
        texts = read_texts(config.calibration, config.samples, tokenizer)
        names = {name for port in model.model.inputs for name in port.get_names()}
        readable = min(config.tokens, getattr(model.config, "max_position_embeddings", config.tokens))
        dataset = nncf.Dataset(model_inputs(texts, tokenizer, names, readable))
    if config.preset == "w8a8":
        method = OVQuantizationConfig(bits=8, num_samples=config.samples)
    elif config.preset == "int8":
        method = OVWeightQuantizationConfig(bits=8)
    else:
        aware = {"quant_method": "awq"} if config.awq else {"scale_estimation": dataset is not None}
        method = OVWeightQuantizationConfig(bits=4, group_size=group_size, num_samples=config.samples, **aware)
    OVQuantizer(model).quantize(calibration_dataset=dataset, ov_config=OVConfig(quantization_config=method))


def _write_tokenizer(parent: Artifact, tokenizer: Any, folder: Path) -> None:
    """Put beside the graph what reading and writing text needs: the tokenizer, for decoders as a graph too."""
    tokenizer.save_pretrained(folder)
    for name in _POOLING_FILES:
        if (parent.folder / name).is_dir():
            shutil.copytree(parent.folder / name, folder / name)
        elif (parent.folder / name).is_file():
            shutil.copyfile(parent.folder / name, folder / name)
    if parent.manifest.kind != "decoder":
        return
    import openvino
    from openvino_tokenizers import convert_tokenizer

    reader, writer = convert_tokenizer(tokenizer, with_detokenizer=True)
    for graph in (reader, writer):
        name_steadily(graph)
    openvino.save_model(reader, folder / "openvino_tokenizer.xml")
    openvino.save_model(writer, folder / "openvino_detokenizer.xml")
