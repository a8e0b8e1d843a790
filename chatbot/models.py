"""From a `--model` name to a chat model, and the mode it can work in.

A name may be one of our artifacts, a folder, a GGUF file, a Hugging Face id (the last three are converted once, in a
process of their own that gives its memory back), or `provider:model` for anything LangChain's `init_chat_model` knows.
"""

import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from langchain_core.language_models import BaseChatModel

from chatbot.llm import LocalChatModel
from chatbot.settings import Settings
from compress.artifact import Artifact
from compress.home import UserError, models_folder

_TOOL_RATING = 0.8  # by `compress evaluate`; checks.py mends what is left, below it rules choose better
_HUB_ID = re.compile(r"[\w.-]+/[\w.-]+")
_PROVIDER = re.compile(r"[a-z][a-z_0-9]+:.+")


def open_model(settings: Settings, say: Callable[[str], None]) -> tuple[BaseChatModel, str]:
    """Return the loaded model and its mode, `tool` or `context`; `settings.mode` overrides the choice."""
    if _PROVIDER.fullmatch(settings.model) and not Path(settings.model).exists():
        return _provider_model(settings), ("tool" if settings.mode == "auto" else settings.mode)
    artifact = _find_or_convert(settings, say)
    model = LocalChatModel(model=str(artifact.folder), max_tokens=settings.max_tokens).load()
    able = (artifact.manifest.tool_rating or 0.0) >= _TOOL_RATING
    return model, (("tool" if able else "context") if settings.mode == "auto" else settings.mode)


def _provider_model(settings: Settings) -> BaseChatModel:
    from langchain.chat_models import init_chat_model

    try:
        return init_chat_model(settings.model, max_tokens=settings.max_tokens, temperature=0)
    except (ImportError, ValueError) as error:  # the text names the package to install, or the provider's mistake
        raise UserError(f"{settings.model} cannot be used: {str(error).splitlines()[0]}") from error


def _find_or_convert(settings: Settings, say: Callable[[str], None]) -> Artifact:
    """Return a decoder the engine can run, converting a foreign or unquantized model once."""
    try:
        artifact = Artifact.find(settings.model, settings.home)
    except UserError:
        if not (Path(settings.model).expanduser().exists() or _HUB_ID.fullmatch(settings.model)):
            raise
        artifact = _compress(settings, say, ["import", settings.model], _import_name(settings.model))
    if artifact.manifest.kind != "decoder":
        raise UserError(
            f"{artifact.manifest.name} is an {artifact.manifest.kind}, not a chat model; choose another --model"
        )
    if artifact.manifest.format == "openvino":
        return artifact
    name = f"{artifact.manifest.name}-int8"
    return _compress(settings, say, ["quantize", str(artifact.folder), "--preset", "int8"], name)


def _compress(settings: Settings, say: Callable[[str], None], arguments: list[str], name: str) -> Artifact:
    """Run one `python -m compress` command unless its artifact is already there."""
    folder = models_folder(settings.home) / name
    if not folder.exists():
        say(f"{arguments[0]}: making {name} (once, some minutes)")
        command = [sys.executable, "-m", "compress", *arguments, "--name", name, "--home", str(settings.home)]
        if subprocess.run(command, check=False).returncode:  # noqa: S603  # our own interpreter, no shell
            raise UserError(f"{settings.model} could not be made into a local model; the line above says why")
    return Artifact.load(folder)


def _import_name(model: str) -> str:
    return re.sub(r"[^A-Za-z0-9._-]+", "-", Path(model).stem if Path(model).exists() else model).strip("-.").lower()
