"""The conversations of compress/recipes/smoke.yaml, made from our own handbook and from sums.

python -m tests.smoke_data           # writes smoke-train.jsonl and smoke-held-out.jsonl beside the recipe

Three kinds: an answer out of two numbered passages, a refusal where neither holds it, a call of the calculator. No
question, section or sum of the held-out file stands in the training file. Seeded: the same handbook, the same bytes.
"""

import json
import random
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).resolve().parent.parent
HANDBOOK = ROOT / "ingest" / "handbook"
RECIPES = ROOT / "compress" / "recipes"
REFUSAL = "I could not find that in your documents."
_SENTENCE = re.compile(r"(?<=[.!?])\s+(?=[A-Z])")
_PROSE = re.compile(r"[A-Z][^|`#<>\[\]]{40,400}[.!?]", re.DOTALL)
_SUMS = (
    ("What is {a} / {b}?", "{a} / {b}"),
    ("How much is {a} times {b}?", "{a} * {b}"),
    ("{a} minus {b} is what?", "{a} - {b}"),
    ("Add {a} and {b}.", "{a} + {b}"),
    ("What is {b}% of {a}?", "{b}% of {a}"),
)
_HELD_OUT = 4  # every fourth goes to the held-out file
_SECTIONS, _SUM_COUNT = 150, 60


def sections() -> Iterator[tuple[str, str, list[str]]]:
    """Yield (file name, heading, sentences) of each stretch of prose in the handbook."""
    from ingest.loaders import load

    for path in sorted(HANDBOOK.iterdir()):
        if path.suffix in {".csv", ".xlsx", ".ipynb", ".yaml"} or path.name.startswith("."):
            continue
        heading = path.stem
        for document in load(path):
            for block in document.page_content.split("\n\n"):
                if block.startswith("#"):
                    heading = block.split("\n")[0].strip("# ")
                elif _PROSE.fullmatch(block.strip()):
                    yield path.name, heading, _SENTENCE.split(" ".join(block.split()))


def answered(stretches: list[tuple[str, str, list[str]]]) -> Iterator[tuple[str, str, str, list[str]]]:
    """Yield (question, passage, answering sentence, gold answers) for each question that one sentence answers."""
    for item in yaml.safe_load((HANDBOOK / "questions.yaml").read_text("utf-8")):
        golds = item.get("must_contain") or []
        if item["kind"] not in {"direct", "how"} or len(golds) != 1:
            continue
        words = set(re.findall(r"\w{4,}", item["question"].lower()))
        found = [
            (len(words & set(re.findall(r"\w{4,}", " ".join(sentences).lower()))), _short(sentences[place:]), sentence)
            for name, _, sentences in stretches
            for place, sentence in enumerate(sentences)
            if name == item.get("must_cite", name) and any(gold.lower() in sentence.lower() for gold in golds[0])
        ]
        shared, passage, sentence = max(found, key=lambda candidate: candidate[0], default=(0, "", ""))
        if shared >= 2:
            yield item["question"], passage, sentence, golds[0]


def told(stretches: list[tuple[str, str, list[str]]]) -> Iterator[tuple[str, str, str, list[str]]]:
    """Yield the same for the first stretch of each section, asked for by its heading."""
    seen = set()
    for _, heading, sentences in stretches:
        if heading not in seen:
            seen.add(heading)
            yield f"What is said about {heading[:1].lower() + heading[1:]}?", _short(sentences), sentences[0], []


def reading(fact: tuple[str, str, str, list[str]], others: list[str], draw: random.Random) -> list[dict[str, Any]]:
    """Return two conversations: the question with its passage among two, and with neither of them right."""
    question, passage, sentence, golds = fact
    wrong = draw.sample([text for text in others if text != passage], 3)
    place = draw.randrange(2)
    right = [wrong[0], passage] if place else [passage, wrong[0]]
    answer = _conversation(f"{_numbered(right)}\n\n{question}", f"{sentence} [{place + 1}]", "answer")
    refusal = _conversation(f"{_numbered(wrong[1:])}\n\n{question}", REFUSAL, "refusal")
    return [{**answer, "answers": golds or [sentence]}, {**refusal, "answers": []}]


def sums(count: int, draw: random.Random) -> Iterator[dict[str, Any]]:
    """Yield conversations in which the calculator must be called, with the chat's own description of it."""
    from langchain_core.utils.function_calling import convert_to_openai_tool

    from chatbot.mathematics.math_tools import math_tools

    calculator = convert_to_openai_tool(math_tools()[0])
    for number in range(count):
        ask, expression = _SUMS[number % len(_SUMS)]
        values = {"a": draw.randrange(100, 99_999), "b": draw.randrange(2, 999)}
        call = {"name": "calculate", "arguments": {"expression": expression.format(**values)}}
        turn = _conversation(ask.format(**values), "", "tool")
        turn["messages"][-1]["tool_calls"] = [{"type": "function", "function": call}]
        yield {**turn, "tools": [calculator]}


def make() -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Return (training, held-out) conversations."""
    draw = random.Random(0)
    stretches = list(sections())
    passages = sorted({_short(sentences) for *_, sentences in stretches})
    facts = [*answered(stretches), *list(told(stretches))[:_SECTIONS]]
    pairs = [reading(fact, passages, draw) for fact in facts]
    # A refusal for every second fact keeps the two kinds from being a coin's toss in favour of refusing.
    reads = [pair if number % 2 else pair[:1] for number, pair in enumerate(pairs)]
    groups = [*reads, *([turn] for turn in sums(_SUM_COUNT, draw))]
    draw.shuffle(groups)
    parts = [[], []]
    for number, group in enumerate(groups):
        parts[number % _HELD_OUT == 0] += group
    return parts[0], parts[1]


def _conversation(user: str, assistant: str, kind: str) -> dict[str, Any]:
    messages = [{"role": "user", "content": user}, {"role": "assistant", "content": assistant}]
    return {"messages": messages, "kind": kind, "group": kind}


def _short(sentences: list[str]) -> str:
    """Return the first two sentences: training on a CPU pays for every token."""
    return " ".join(sentences[:2])


def _numbered(passages: list[str]) -> str:
    return "\n\n".join(f"[{n}] {passage}" for n, passage in enumerate(passages, start=1))


if __name__ == "__main__":
    for part, conversations in zip(("train", "held-out"), make(), strict=True):
        target = RECIPES / f"smoke-{part}.jsonl"
        lines = (json.dumps(conversation, ensure_ascii=False) + "\n" for conversation in conversations)
        target.write_text("".join(lines), "utf-8")
        print(f"{target.relative_to(ROOT)}: {len(conversations)} conversations")
