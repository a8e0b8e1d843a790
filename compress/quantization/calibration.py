"""Texts from files as model inputs: what quantization watches activations on.

A `.jsonl` file gives one text a line (the line itself if it is a string, else its "text", else its "messages"
in the model's own chat format, else its "question" beside a passage, as a reranker reads them:
cross_encoders/data.py); any other file is plain text, and its paragraphs are the texts.
"""

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from compress.home import UserError

Text = str | tuple[str, str]  # two: a pair
_SHORTEST = 40  # characters: a heading or a lone line says little about activations


def read_texts(files: Sequence[Path], samples: int, tokenizer: Any) -> list[Text]:
    """Return the first `samples` texts, taken from the files in turn, so that each file is heard.

    Fewer texts than asked for are returned as they are; none at all raises `UserError`.
    """
    streams = [_texts_of(path, tokenizer) for path in files]
    texts: list[Text] = []
    while streams and len(texts) < samples:
        for stream in list(streams):
            text = next(stream, None)
            if text is None:
                streams.remove(stream)
            elif len(texts) < samples:
                texts.append(text)
    if not texts:
        raise UserError(f"no calibration text of {_SHORTEST} characters or more in {', '.join(map(str, files))}")
    return texts


def model_inputs(texts: Sequence[Text], tokenizer: Any, names: set[str], tokens: int) -> list[dict[str, Any]]:
    """Return one dict of numpy arrays a text, of the graph inputs called `names`, at most `tokens` long.

    Shapes are (1, length), int64; `beam_idx`, an input of stateful decoders, is (1,), int32.
    """
    import numpy

    inputs = []
    for text in texts:
        parts = (text,) if isinstance(text, str) else text
        coded = tokenizer(*parts, truncation=True, max_length=tokens, return_tensors="np")
        length = coded["input_ids"].shape[1]
        values = {name: coded[name].astype(numpy.int64) for name in coded}
        values.setdefault("token_type_ids", numpy.zeros((1, length), dtype=numpy.int64))  # one sentence, no pair
        values["position_ids"] = numpy.arange(length, dtype=numpy.int64)[None]
        values["beam_idx"] = numpy.zeros(1, dtype=numpy.int32)
        inputs.append({name: value for name, value in values.items() if name in names})
    return inputs


def _texts_of(path: Path, tokenizer: Any) -> Iterator[Text]:
    try:
        content = path.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise UserError(f"{path} cannot be read as calibration text ({error}); give UTF-8 text or JSONL") from None
    texts = _lines_of(path, content, tokenizer) if path.suffix == ".jsonl" else content.split("\n\n")
    for text in texts:
        if isinstance(text, tuple):
            yield text
        elif len(text.strip()) >= _SHORTEST:
            yield text.strip()


def _lines_of(path: Path, content: str, tokenizer: Any) -> Iterator[Text]:
    for number, line in enumerate(content.splitlines(), start=1):
        if not line.strip():
            continue
        try:
            found = json.loads(line)
        except ValueError:
            raise UserError(f"{path}, line {number} is no JSON; mend or remove the line") from None
        if isinstance(found, str):
            yield found
        elif isinstance(found, dict) and isinstance(found.get("text"), str):
            yield found["text"]
        elif isinstance(found, dict) and isinstance(found.get("messages"), list):
            yield tokenizer.apply_chat_template(found["messages"], tools=found.get("tools"), tokenize=False)
        elif isinstance(found, dict) and (pair := _pair(found, number)):
            yield pair
        else:
            wanted = 'a string, a "text" or "messages", or a "question" with passages'
            raise UserError(f"{path}, line {number} has no text: it needs {wanted}")


def _pair(record: dict[str, Any], number: int) -> tuple[str, str] | None:
    """Return the question and one of its passages, another place of the list on each line."""
    passages = [record.get("positive"), *(record.get("negatives") or []), *(record.get("candidates") or [])]
    known = [passage for passage in passages if isinstance(passage, str)]
    question = record.get("question")
    return (question, known[number % len(known)]) if isinstance(question, str) and known else None
