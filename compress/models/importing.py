"""The first stage: a model from a package, a Hugging Face folder or id, or a GGUF file, as an fp32 artifact.

    python -m compress import smollm2-135m
    python -m compress import ~/models/some-model.gguf --name some-model

Decoders get the wire format (compress.wire) in their tokenizer; one that has a template for tools keeps it unless
`--wire-format footnote` is given. Sentence encoders and rerankers are copied.
"""

import json
import shutil
from contextlib import nullcontext
from pathlib import Path
from typing import Any, Literal, Self

from pydantic import Field

from compress import wire
from compress.artifact import Artifact, manifest_of, new_artifact
from compress.home import UserError
from compress.models.gguf_file import read_gguf, read_shape
from compress.models.packaged import PACKAGED, files_of, opened
from compress.stage import Shape, StageConfig, StageContext

_HUB_FILES = ["*.json", "*.safetensors", "*.txt", "*.model", "*.jinja"]
_HUB_SECONDS = 10
WireFormat = Literal["own", "footnote"]


class ImportConfig(StageConfig):
    """Where the model comes from, and how conversations are written for it."""

    source: str = Field(min_length=1, description=f"{', '.join(PACKAGED)}, a folder, a .gguf file, a Hugging Face id")
    wire_format: WireFormat = Field(
        "own", description="own keeps a template for tools that the model has; footnote puts Footnote's in its place"
    )

    def relative_to(self, folder: Path) -> Self:
        """Return the settings with a source that is a path in `folder` made absolute."""
        found = folder / Path(self.source).expanduser()
        is_path = self.source not in PACKAGED and found.exists()
        return self.model_copy(update={"source": str(found.resolve())}) if is_path else self


def import_model(parent: Artifact | None, folder: Path, config: ImportConfig, context: StageContext) -> Artifact:
    """Write the model that `config.source` names to `folder` as a huggingface-format fp32 artifact.

    Raises `UserError` where there is no such model, it cannot be reached, or it is of no kind we can use.
    """
    context.say(f"importing {config.source}")
    packaged = config.source in PACKAGED
    with opened(config.source) if packaged else nullcontext(locate(config.source)) as source:
        return _write(source, folder, config, context)


def _write(source: Path, folder: Path, config: ImportConfig, context: StageContext) -> Artifact:
    """Write the model in the folder or GGUF file `source` to `folder`."""
    if source.suffix == ".gguf":
        model, tokenizer = read_gguf(source)
        return _write_decoder(folder, model, tokenizer, config, context)
    kind = kind_of(source)
    if kind == "decoder":
        return _write_decoder(folder, *_load_decoder(source), config, context)
    with new_artifact(folder, manifest_of(folder, "import", config, kind=kind)) as new:
        _copy_encoder(source, new)
    return Artifact.load(folder)


def inputs_of(config: ImportConfig) -> list[Path]:
    """Return the files an import depends on: the source where it is on this machine, and the wire format."""
    return [*_files_here(config.source), *wire.FILES]


def plan_import(config: ImportConfig, shape: Shape | None) -> Shape | None:
    """Return the shape of the model to import; raises `UserError` where its source is not there."""
    files = _files_here(config.source)
    if _names_hub(config.source) or len(files) > 1:
        return None  # known when it is fetched, or put together
    source = files[0] if files else locate(config.source)
    return read_shape(source) if source.suffix == ".gguf" else Shape.read(source)


def locate(source: str) -> Path:
    """Return the file or folder that `source` names, fetched from the hub where it is an id there."""
    path = Path(source).expanduser()
    if path.is_file() and path.suffix != ".gguf":
        raise UserError(f"{path} is neither a model folder nor a .gguf file; give one of these, or a Hugging Face id")
    if path.exists():
        return path
    if not _names_hub(source):
        names = ", ".join(PACKAGED)
        raise UserError(f"there is no model at {source}; give a folder, a .gguf file, a Hugging Face id, or {names}")
    return _fetch(source)


def kind_of(folder: Path) -> str:
    """Tell what a Hugging Face folder holds, see `Manifest.kind`; raises `UserError` for anything else."""
    if (folder / "modules.json").is_file():
        return "encoder"
    try:
        config = json.loads((folder / "config.json").read_text("utf-8"))
        names = config.get("architectures") or []
    except (OSError, ValueError, AttributeError):
        raise UserError(f"{folder} is no Hugging Face model: it has no readable config.json") from None
    if any(name.endswith(("ForCausalLM", "LMHeadModel")) for name in names):
        return "decoder"
    if any(name.endswith("ForSequenceClassification") for name in names) and len(config.get("id2label", "01")) == 1:
        return "reranker"
    if any(name.endswith("ForQuestionAnswering") for name in names):
        return "reader"
    found = ", ".join(names) or "nothing named in config.json"
    raise UserError(f"{folder} is no causal language model ({found}); give a decoder or a sentence encoder")


def _files_here(source: str) -> list[Path]:
    """Return where on this machine a model lies: in packages, or at a path."""
    path = Path(source).expanduser()
    return files_of(source) if source in PACKAGED else [locate(source)] if path.exists() else []


def _names_hub(source: str) -> bool:
    """Tell whether a source can only be an id on the hub: owner/name, and no such path here."""
    if source in PACKAGED or Path(source).expanduser().exists() or source.endswith(".gguf"):
        return False
    return source.count("/") == 1 and not source.startswith((".", "~", "/"))


def _fetch(model_id: str) -> Path:
    """Return the hub's snapshot of a model, or the one kept from before where the hub cannot be reached."""
    from httpx import HTTPError
    from huggingface_hub import HfApi, snapshot_download
    from huggingface_hub.errors import HfHubHTTPError, HFValidationError

    try:
        HfApi().model_info(model_id, timeout=_HUB_SECONDS)  # snapshot_download would wait for an answer for ever
        return Path(snapshot_download(model_id, allow_patterns=_HUB_FILES))
    except (HfHubHTTPError, HFValidationError) as error:
        why = str(error).strip().splitlines()[0]
        raise UserError(f"the hub does not give {model_id} ({why}); check the id, or give a folder") from None
    except (HTTPError, ConnectionError):  # no network, offline by choice, or no answer in time
        pass
    try:
        return Path(snapshot_download(model_id, allow_patterns=_HUB_FILES, local_files_only=True))
    except OSError:  # LocalEntryNotFoundError among them
        why = f"{model_id} is not on this machine and the hub cannot be reached"
        raise UserError(f"{why}; go online, or give a folder") from None


def _load_decoder(folder: Path) -> tuple[Any, Any]:
    import torch
    from transformers import AutoModelForCausalLM, AutoTokenizer

    local: dict[str, Any] = {"local_files_only": True, "trust_remote_code": False}  # left out, it would ask and wait
    try:
        tokenizer = AutoTokenizer.from_pretrained(str(folder), **local)
        model = AutoModelForCausalLM.from_pretrained(str(folder), dtype=torch.float32, use_safetensors=True, **local)
    except (OSError, ValueError) as error:  # no safetensors, no tokenizer, code of its own
        why = str(error).strip().splitlines()[0]
        raise UserError(f"{folder} cannot be loaded ({why}); give a model whose folder is whole") from None
    return model, tokenizer


def _write_decoder(folder: Path, model: Any, tokenizer: Any, config: ImportConfig, context: StageContext) -> Artifact:
    if not wire.set_wire_format(tokenizer, instead=config.wire_format == "footnote"):
        context.say("its vocabulary has no ChatML turns: it keeps its own template and cannot call tools")
    metrics = {"parameters": model.num_parameters()}
    manifest = manifest_of(folder, "import", config, kind="decoder", metrics=metrics)
    with new_artifact(folder, manifest) as new:
        model.save_pretrained(new)
        tokenizer.save_pretrained(new)
    return Artifact.load(folder)


def _copy_encoder(source: Path, target: Path) -> None:
    """Copy what loading needs: a hub snapshot may also hold ONNX, TensorFlow and README files."""
    for path in sorted(source.rglob("*")):
        inside = path.relative_to(source)
        wanted = path.suffix in {".json", ".safetensors", ".txt", ".model"} and inside.parts[0] not in {
            "onnx",
            "openvino",
        }
        if path.is_file() and wanted:
            (target / inside).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, target / inside)
