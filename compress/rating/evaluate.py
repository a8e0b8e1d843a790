"""Quality, speed, size and memory of one artifact, written into its manifest.

    python -m compress evaluate smollm2-135m-int8 --data held-out.jsonl --json
    python -m compress evaluate minilm --data questions.jsonl --json

A decoder answers conversations: judge.py says how each kind is judged and what the shares mean. Beside them stand
the perplexity on the assistant's tokens, that of plain texts (`text_perplexity`) and what measure.py finds.
An encoder finds passages: each line
`{"question", "passage"}`, each question's own passage among all the file's; recall@k is the share found among the
first k. `parent_cosine` is the mean cosine to the vectors of the artifact it was made from, where that still exists.
A reranker sorts candidates, a reader points at answers in them: in cross_encoders/, data.py describes the lines,
rerank_score.py and reader_score.py what is counted.
"""

import hashlib
import json
import math
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pydantic import Field, field_validator, model_validator

from compress import wire
from compress.artifact import Artifact, Manifest
from compress.data.conversations import (
    ROW_TOKENS,
    Conversation,
    Example,
    conversations_of,
    encode_conversations,
    pack_texts,
    read_json_lines,
    read_texts,
)
from compress.home import UserError
from compress.models.loading import load_tokenizer
from compress.rating.decoders import Decoder, Note, open_decoder
from compress.rating.judge import Item, Verdict, item_of, judge, summarise
from compress.rating.measure import measure
from compress.stage import OptionalOutput, StageConfig, StageContext
from compress.training.config import as_paths

if TYPE_CHECKING:
    import numpy as np
    from transformers import PreTrainedTokenizerBase

_RECALL_AT = (1, 4, 8, 20)
_PARENT_TEXTS = 256
# Of so many, a model that chooses rightly six times in ten passes for one of eight in ten, which is what the chat asks
# for, less than once in fifty (binomial); of ten questions it would every sixth time.
FEWEST_TOOL_QUESTIONS = 30


class EvaluateConfig(StageConfig):
    """What to measure on."""

    data: tuple[Path, ...] = Field(default=(), description="conversations; for other models questions and passages")
    texts: tuple[Path, ...] = Field(default=(), description="decoders: plain texts for a perplexity of their own")
    limit: int | None = Field(default=None, gt=0, description="only so many lines of each file, from its start")
    groups: tuple[str, ...] = Field(default=(), description="decoders: only these groups; limit counts these alone")
    first_calls: bool = Field(default=False, description="decoders: rate the first reply, a call, not the last one")
    max_new_tokens: int = Field(default=160, gt=0, description="of an answer")
    max_tokens: int = Field(default=2048, gt=1, description="longer conversations are left out of the perplexity")
    perplexity: bool = Field(default=True, description="decoders: rate the references too, not only the replies")
    speed: bool = Field(default=True, description="measure speed and memory too, in a process of its own")
    replies: OptionalOutput = Field(default=None, description="decoders: a file to write each reply and verdict to")

    _paths = field_validator("data", "texts", mode="before")(as_paths)

    @model_validator(mode="after")
    def _measures_something(self) -> "EvaluateConfig":
        if not self.data and not self.texts:
            raise ValueError("give something to measure on: data, or plain texts for a decoder")
        return self


def evaluate(parent: Artifact | None, folder: Path, config: EvaluateConfig, context: StageContext) -> Artifact:
    """Measure the parent, store what was found in its manifest, and return it as it is now. `folder` is not used."""
    if parent is None:
        raise UserError("evaluate needs a model; name one")
    kinds = {
        "decoder": _decoder_quality,
        "encoder": _encoder_quality,
        "reranker": _pair_quality,
        "reader": _pair_quality,
    }
    quality = kinds[parent.manifest.kind]
    if parent.manifest.kind != "decoder" and not config.data:
        raise UserError(f"{parent.manifest.name} is no decoder: give it questions and passages as data")
    found = _rated(quality(parent, config, context), parent.manifest, context)
    metrics = {"bytes": parent.bytes(), **_name_files(config), **found}
    if config.speed:
        context.say("measuring speed and memory")
        metrics |= measure(parent).known()
    return Artifact.load(parent.folder).with_metrics(metrics)


def _rated(found: dict[str, Any], before: Manifest, context: StageContext) -> dict[str, Any]:
    """Return what was found with `tool_rating`, the accuracy by which the chat chooses its mode.

    Too few questions leave it as it was before; where no tool was to be chosen, so do the figures beside it stay.
    """
    if found.get("tool_accuracy") is None:
        return {name: value for name, value in found.items() if not name.startswith("tool_")}
    if found["tool_questions"] >= FEWEST_TOOL_QUESTIONS:
        return {**found, "tool_rating": found["tool_accuracy"]}
    context.say(
        f"{found['tool_questions']} questions that want a tool are too few to rate a model by; the chat goes by its "
        f"rating of before, if any (at least {FEWEST_TOOL_QUESTIONS} make a new one)"
    )
    return {**found, "tool_rating": before.tool_rating}


def ask(
    decoder: Decoder, tokenizer: "PreTrainedTokenizerBase", conversations: list[Conversation], tokens: int, note: Note
) -> list[tuple[Item, dict[str, Any], Verdict]]:
    """Return for each conversation what was asked, the model's parsed reply, and the verdict on it."""
    items = [item_of(conversation) for conversation in conversations]
    prompts = [
        tokenizer.apply_chat_template(item.messages, tools=item.tools, tokenize=False, add_generation_prompt=True)
        for item in items
    ]
    replies = [wire.parse_reply(tokenizer, text) for text in decoder.answer(prompts, tokens, note)]
    return [(item, reply, judge(item, reply)) for item, reply in zip(items, replies, strict=True)]


def write_replies(path: Path, asked: list[tuple[Item, dict[str, Any], Verdict]]) -> None:
    """Write one JSON line a conversation: the question, the wanted and the given reply, and the verdict."""
    with path.open("w", encoding="utf-8") as file:
        for item, reply, verdict in asked:
            question = next((m["content"] for m in reversed(item.messages) if m["role"] == "user"), "")
            said = {"question": question, "wanted": item.reference, "golds": item.golds, "reply": reply}
            file.write(json.dumps({**said, **asdict(verdict)}, ensure_ascii=False) + "\n")


def recall_at(questions: "np.ndarray", passages: "np.ndarray", own: list[int]) -> dict[str, float]:
    """Return for each k the share of questions whose own passage is among the k nearest.

    questions [n, width] and passages [m, width] of unit length; own[i] is the passage of question i.
    """
    import numpy as np

    nearness = questions @ passages.T
    better = (nearness > nearness[np.arange(len(own)), own][:, None]).sum(1)
    return {f"recall@{k}": round(float((better < k).mean()), 4) for k in _RECALL_AT}


def _decoder_quality(artifact: Artifact, config: EvaluateConfig, context: StageContext) -> dict[str, Any]:
    conversations = [item for path in config.data for item in _chosen(path, config)]
    tokenizer, decoder = load_tokenizer(artifact), open_decoder(artifact)
    found: dict[str, Any] = {}
    if conversations:
        with _counting(context, f"asking {artifact.manifest.name}", len(conversations)) as note:
            asked = ask(decoder, tokenizer, conversations, config.max_new_tokens, note)
        if config.replies:
            write_replies(config.replies, asked)
        found = summarise([verdict for _, _, verdict in asked])
        if config.first_calls:
            found = {"first_calls": found}  # beside the rating of the choice of tools, by which the chat goes
        if config.perplexity:
            examples, _ = encode_conversations(conversations, tokenizer, config.max_tokens)
            found["perplexity"] = _perplexity(decoder, examples, "rating the references", context)
    texts = [text for path in config.texts for text in read_texts(path)[: config.limit]]
    if texts:
        rows = pack_texts(texts, tokenizer, ROW_TOKENS)
        found["text_perplexity"] = _perplexity(decoder, rows, "rating the texts", context)
    return found


def _chosen(path: Path, config: EvaluateConfig) -> list[Conversation]:
    """Return the file's first conversations, of the groups that are wanted."""
    chosen = conversations_of(path, config.groups)[: config.limit]
    return [item.until_first_reply() for item in chosen] if config.first_calls else chosen


def _perplexity(decoder: Decoder, examples: list[Example], label: str, context: StageContext) -> float:
    with _counting(context, label, len(examples)) as note:
        surprise, count = decoder.surprise(examples, note)
    return round(math.exp(min(surprise / max(count, 1), 100.0)), 4)


def _encoder_quality(artifact: Artifact, config: EvaluateConfig, context: StageContext) -> dict[str, Any]:
    from compress.rating.encoders import open_encoder

    pairs = [pair for path in config.data for pair in list(_read_pairs(path))[: config.limit]]
    passages = list(dict.fromkeys(passage for _, passage in pairs))
    place = {passage: number for number, passage in enumerate(passages)}
    encoder = open_encoder(artifact)
    context.say(f"encoding {len(pairs):,} questions and {len(passages):,} passages")
    vectors = encoder.encode(passages)
    questions = encoder.encode([question for question, _ in pairs])
    found: dict[str, Any] = {"items": len(pairs), "passages": len(passages)}
    found |= recall_at(questions, vectors, [place[passage] for _, passage in pairs])
    parent = _parent_of(artifact, context)
    if parent is not None:
        theirs = open_encoder(parent).encode(passages[:_PARENT_TEXTS])
        found["parent_cosine"] = round(float((vectors[:_PARENT_TEXTS] * theirs).sum(1).mean()), 5)
    return found


def _pair_quality(artifact: Artifact, config: EvaluateConfig, context: StageContext) -> dict[str, Any]:
    from compress.cross_encoders.data import read_cases
    from compress.cross_encoders.reader_score import read_quality
    from compress.cross_encoders.rerank_score import rank_quality
    from compress.cross_encoders.runner import open_runner

    cases = [case for path in config.data for case in read_cases(path)[: config.limit]]
    quality = read_quality if artifact.manifest.kind == "reader" else rank_quality
    with _counting(context, f"asking {artifact.manifest.name}", len(cases)) as note:
        return quality(open_runner(artifact), cases, note)


def _read_pairs(path: Path) -> Iterator[tuple[str, str]]:
    for number, record in read_json_lines(path):
        pair = record.get("question"), record.get("passage")
        if not all(isinstance(part, str) and part.strip() for part in pair):
            raise UserError(f'{path}, line {number}: "question" and "passage" are wanted as texts; mend that line')
        yield pair


def _parent_of(artifact: Artifact, context: StageContext) -> Artifact | None:
    """Return the artifact this one was made from, where it is still there and of the same kind."""
    same = [other for other in Artifact.all(context.home) if other.manifest.hash == artifact.manifest.parent]
    return same[0] if same and same[0].manifest.kind == artifact.manifest.kind else None


def _name_files(config: EvaluateConfig) -> dict[str, list[str]]:
    """Return name and hash of each file, so that figures on different data are not mistaken for each other."""
    limit = f", {', '.join(config.groups)}" if config.groups else ""
    limit += f", first {config.limit}" if config.limit else ""
    named = {
        kind: [f"{path.name} ({hashlib.sha256(path.read_bytes()).hexdigest()[:12]}{limit})" for path in files]
        for kind, files in (("data", config.data), ("texts", config.texts))
    }
    return {kind: names for kind, names in named.items() if names}


@contextmanager
def _counting(context: StageContext, label: str, total: int) -> Iterator[Note]:
    with context.progress(label, total=total) as bar:
        yield lambda done: bar.update(0, completed=done)
