"""What stands in an OpenVINO graph: how its weights are stored, and storing them in bfloat16."""

import re
from collections import Counter
from pathlib import Path
from typing import Any

_STORED = {
    "i4": "int4",
    "u4": "int4",
    "i8": "int8",
    "u8": "int8",
    "f16": "fp16",
    "bf16": "bf16",
    "f32": "fp32",
}
_COUNTED = re.compile(r"\w+_\d+(\.\d+)?")  # Constant_20944, RaggedToDense_24401.0


def count_weight_types(model: Any) -> dict[str, int]:
    """Count how the weights of an `openvino.Model` are stored: {"int8": 211, "fp32": 61, "activations": 0}.

    Only constants of two or more dimensions with more than one element count, so that biases, norms and scalars
    do not; nor do the scales and zero points that belong to a quantized weight. "activations" counts the points
    at which activations are quantized (FakeQuantize), 0 where only weights are.
    """
    counts: Counter[str] = Counter()
    for op in model.get_ops():
        kind = op.get_type_name()
        if kind == "FakeQuantize":
            counts["activations"] += 1
        elif kind == "Constant" and _is_weight(op):
            counts[_STORED[op.get_element_type().get_type_name()]] += 1
    return {"activations": 0, **counts}


def read_graph(folder: Path) -> Any:
    """Return the `openvino.Model` of an artifact's folder, not compiled."""
    import openvino

    return openvino.Core().read_model(folder / "openvino_model.xml")


def name_steadily(model: Any) -> None:
    """Number the nodes that OpenVINO named after a counter of the process, so that equal graphs are equal files.

    An artifact's hash is the identity of an embedder: building the same one again must not change it.
    """
    model.set_friendly_name("model")
    for place, op in enumerate(model.get_ordered_ops()):
        counted = op.get_friendly_name()
        if not _COUNTED.fullmatch(counted):
            continue
        steady = f"{op.get_type_name()}_{place}"
        op.set_friendly_name(steady)
        for port in op.outputs():
            port.set_names({steady if name == counted else name for name in port.get_names()})


def store_weights_in_bf16(model: Any) -> None:
    """Replace every fp32 weight of the graph by a bfloat16 one that is widened when the model is loaded.

    bfloat16 keeps float32's range and 8 bits of its precision; rounding is to nearest even, as torch does it.
    """
    import openvino
    import torch
    from openvino import opset13

    for op in model.get_ops():
        if op.get_type_name() != "Constant" or op.get_element_type() != openvino.Type.f32 or not _is_weight(op):
            continue
        rounded = torch.from_numpy(op.data.copy()).to(torch.bfloat16).view(torch.int16).numpy()
        owned = openvino.Tensor(
            openvino.Type.bf16, list(rounded.shape)
        )  # its own memory: the graph outlives the array
        owned.data.view("int16")[:] = rounded
        narrow = opset13.constant(owned)
        narrow.set_friendly_name(f"{op.get_friendly_name()}/bf16")
        readers = list(op.output(0).get_target_inputs())
        wide = opset13.convert(narrow, "f32")
        for reader in readers:
            reader.replace_source_output(wide.output(0))
    model.validate_nodes_and_infer_types()


def _is_weight(op: Any) -> bool:
    shape = list(op.get_output_shape(0))
    named = op.get_friendly_name()
    if op.get_element_type().get_type_name() not in _STORED or named.endswith(("/zero_point", "/scale")):
        return False
    return len(shape) >= 2 and sum(size > 1 for size in shape) >= 2
