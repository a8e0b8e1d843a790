"""A model that has learnt to write questions asks them of passages, and a reader says which are kept.

    python -m compress tune smollm2-135m --name question-writer --data build/corpus/lessons.jsonl --steps 560
    python -m compress ask question-writer --passages build/corpus/passages.jsonl --reader footnote-reader-fp32 \
        --out build/questions.jsonl
    python -m compress prepare --sources DATA --questions build/questions.jsonl --out build/corpus-asked

What is learnt and how it is asked: corpus/questions.py; what is kept: corpus/asking.py.
"""

import random
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pydantic import Field

from compress.artifact import Artifact
from compress.corpus.asking import Asked, Complete, answered, exchanged, explained, missed
from compress.corpus.items import Passage
from compress.corpus.pair_files import write_lines
from compress.corpus.swaps import Point
from compress.data.conversations import Conversation, encode_conversations, read_json_lines
from compress.home import UserError
from compress.models.loading import check_kind
from compress.stage import ArtifactName, OutputFolder, StageConfig, StageContext

if TYPE_CHECKING:
    from transformers import PreTrainedTokenizerBase

_NEW_TOKENS = 48
_AT_ONCE = {"cuda": 512, "cpu": 32}  # prompts
_LONGEST = 2048  # tokens of a passage with what is said around it
_REASONED = 2  # questions to write about each reason that a passage gives, of which one is kept


class AskConfig(StageConfig):
    """What is asked about, who checks it, how much is tried."""

    passages: Path = Field(description="passages.jsonl, as `prepare` writes it")
    out: OutputFolder = Field(description="the file to write the questions to")
    reader: ArtifactName = Field(description="the reader that must find each answer")
    tries: int = Field(default=6, gt=0, description="questions to write about each passage, of which some are kept")
    temperature: float = Field(default=0.8, gt=0, description="how freely to draw: low repeats itself, high wanders")
    seed: int = Field(default=0, ge=0)


def ask(parent: Artifact | None, folder: Path, config: AskConfig, context: StageContext) -> dict[str, Any]:
    """Write the questions and return how many are answered and how many are near misses."""
    writer = check_kind(parent, "decoder", "ask")
    checker = context.find(config.reader)
    if checker.manifest.kind != "reader":
        raise UserError(f"{config.reader} is no reader but a {checker.manifest.kind}; name one")
    asked = [_asked(record, f"{config.passages}, line {line}") for line, record in read_json_lines(config.passages)]
    complete, point = _completer(writer, config, context), _pointer(checker)
    context.say(f"{len(asked):,} passages, {config.tries} questions about each")
    found = list(answered(asked, config.tries, complete, point))
    context.say(f"{len(found):,} of them new, and answered where the reader looks")
    told = list(explained(_with(asked, found), _REASONED, complete, point))
    context.say(f"{len(told):,} about reasons")
    rng = random.Random(config.seed)
    misses = [*missed(_with(asked, found), complete, point), *exchanged(found, point, rng)]
    context.say(f"{len(misses):,} near misses")
    write_lines(config.out, [*found, *told, *misses])
    return {"answered": len(found), "about reasons": len(told), "near misses": len(misses)}


def _asked(record: dict[str, Any], place: str) -> Asked:
    try:
        source, group, title, heading, text = (
            str(record[key]) for key in ("source", "group", "title", "heading", "text")
        )
        return Asked(source, group, Passage(title, text, heading), tuple(map(str, record["questions"])))
    except (KeyError, TypeError):
        wanted = '"source", "group", "title", "heading", "text" and a list of "questions"'
        raise UserError(f"{place}: wanted are {wanted}; mend that line") from None


def _with(asked: Sequence[Asked], found: Sequence[dict[str, Any]]) -> list[Asked]:
    """Return the passages with the new questions among their own."""
    new: dict[tuple[str, str], list[str]] = {}
    for line in found:
        new.setdefault((line["title"], line["text"]), []).append(line["question"])
    return [
        replace(one, questions=(*one.questions, *new.get((one.passage.title, one.passage.text), ()))) for one in asked
    ]


def _pointer(reader: Artifact) -> Point:
    from compress.cross_encoders.reader_score import point_pairs
    from compress.cross_encoders.runner import open_runner

    runner = open_runner(reader)
    return lambda pairs: point_pairs(runner, pairs)


def _completer(writer: Artifact, config: AskConfig, context: StageContext) -> Complete:
    """Return what completes prompts: drawn at the temperature, the same for the same seed."""
    import torch

    from compress.models.loading import fastest_device, load_model, load_tokenizer
    from compress.training.completion import Sampling
    from compress.training.drawing import Drawer, draw_each

    tokenizer, device = load_tokenizer(writer), fastest_device()
    how = Sampling(
        _NEW_TOKENS, tokenizer.eos_token_id, tokenizer.pad_token_id, config.temperature, batch_size=_AT_ONCE[device]
    )
    model = load_model(writer)
    drawer = Drawer(model, how, 1, torch.bfloat16 if device == "cuda" else torch.float32).to(device)
    drawer.refresh(model.named_parameters())
    torch.manual_seed(config.seed)

    def run(prompts: Sequence[list[dict[str, str]]]) -> list[str]:
        begun, openings = _begun(prompts, tokenizer, config.passages)
        with context.progress("writing questions", total=len(begun)) as bar:
            replies = draw_each(drawer, begun, lambda n: bar.update(0, completed=n))
        written = (tokenizer.decode(reply, skip_special_tokens=True) for reply in replies)
        return [opening + rest for opening, rest in zip(openings, written, strict=True)]

    return run


def _begun(
    prompts: Sequence[list[dict[str, str]]], tokenizer: "PreTrainedTokenizerBase", place: Path
) -> tuple[list[list[int]], list[str]]:
    """Return each prompt's tokens, with what is said of its reply already, and that beginning itself."""
    from compress.training.completion import prompt_of

    # A reply stands in each, so that the tokens before it are those that it was learnt after.
    asked = [turns[:-1] if turns[-1]["role"] == "assistant" else turns for turns in prompts]
    openings = [turns[-1]["content"] if turns[-1]["role"] == "assistant" else "" for turns in prompts]
    whole = [Conversation(messages=[*turns, {"role": "assistant", "content": "?"}]) for turns in asked]
    examples, left_out = encode_conversations(whole, tokenizer, _LONGEST) if whole else ([], 0)
    if left_out:
        raise UserError(f"{left_out} passages are too long for {_LONGEST} tokens; cut them in {place}")
    begun = [
        [*prompt_of(example), *tokenizer.encode(opening, add_special_tokens=False)]
        for example, opening in zip(examples, openings, strict=True)
    ]
    return begun, openings
