"""Runs a file of questions and scores the answers: what they must contain, cite or refuse.

A file is YAML, a list of items:

    - id: int8-bytes
      question: How many bytes does an INT8 weight take?
      kind: direct            # free text, scores are also given by kind; "refuse" sets must_refuse
      history: []             # earlier {"role", "content"} messages
      must_contain: [[one byte, "1 byte"]]   # every group needs one of its alternatives, letter case aside
      answers: [one byte, a byte]            # optional, short: one must stand in it; compared by exact match and F1
      must_cite: 04-quantization.md          # a citation's source must end so
      must_refuse: false

What the scores mean stands in `scoring.py`.
"""

import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml
from pydantic import BaseModel, ConfigDict, TypeAdapter, ValidationError, model_validator

from chatbot.asked import History, Question
from chatbot.events import Answer
from chatbot.rating.scoring import cited_rightly, exact_match, f1, holds, rank, supported
from compress.faults import first_fault
from compress.home import UserError

if TYPE_CHECKING:
    from chatbot.agent import Assistant

_SHOWN = 200  # characters of an answer in the report


class Item(BaseModel):
    """One question and what its answer must do."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str
    question: Question
    kind: str = "direct"
    history: History = []
    must_contain: list[list[str]] = []
    answers: list[str] = []
    must_cite: str | None = None
    must_refuse: bool = False
    style: str | None = None

    @model_validator(mode="before")
    @classmethod
    def _kind_refuse_must(cls, given: Any) -> Any:
        """Whoever files a question under `refuse` and says no more wants a refusal, which else counts as a miss."""
        if isinstance(given, dict) and given.get("kind") == "refuse":
            return {"must_refuse": True, **given}
        return given


class Outcome(BaseModel):
    """How one item went. `passed` wants everything; the rest says what was missing.

    `exact_match`, `f1` and `rank` (the wanted source's among the passages found, from 1; 0: not found) are None where
    the item does not ask for them; `citations` counts those that could be judged.
    """

    id: str
    kind: str
    passed: bool
    contains: bool
    cites: bool
    refused: bool
    must_refuse: bool
    question: str
    wanted: str
    answer: str
    tools: list[str]
    exact_match: float | None
    f1: float | None
    citations: int
    citations_right: int
    rank: int | None
    supported: int
    sentences: int
    first_token_s: float
    total_s: float


def read_items(path: Path) -> list[Item]:
    """Read a question file; raises `UserError` that names the item and the field that is wrong."""
    try:
        return TypeAdapter(list[Item]).validate_python(yaml.safe_load(path.read_text("utf-8")))
    except OSError as error:
        raise UserError(f"{path} cannot be read ({error.strerror}); give the path of a question file") from None
    except UnicodeDecodeError:
        raise UserError(f"{path} is no UTF-8 text; convert it first") from None
    except yaml.YAMLError as error:
        raise UserError(f"{path}{_place(error)} is not YAML; mend it and run again") from None
    except ValidationError as error:
        why = first_fault(error, "the file", Item.model_fields)
        raise UserError(f"{path}, {why}; mend it and run again") from None


def _place(error: yaml.YAMLError) -> str:
    mark = getattr(error, "problem_mark", None)
    return f", line {mark.line + 1}," if mark else ""


def evaluate(assistant: "Assistant", items: Sequence[Item]) -> Iterator[Outcome]:
    """Ask every question in turn and yield how it went."""
    for item in items:
        yield judge(item, assistant.ask(item.question, item.history))


def judge(item: Item, answer: Answer) -> Outcome:
    """Hold one answer against what its item demands."""
    said = _plain(answer.answer)
    contains = all(any(_plain(option) in said for option in group) for group in item.must_contain)
    contains = contains and (not item.answers or holds(answer.answer, item.answers))
    sources = [citation.source for citation in answer.citations]
    cites = item.must_cite is None or any(source.endswith(item.must_cite) for source in sources)
    return Outcome(
        id=item.id,
        kind=item.kind,
        passed=answer.refused if item.must_refuse else (contains and cites and not answer.refused),
        contains=contains,
        cites=cites,
        refused=answer.refused,
        must_refuse=item.must_refuse,
        question=item.question,
        wanted=_wanted(item),
        answer=answer.answer,
        tools=[f"{tool.name}({', '.join(map(str, tool.arguments.values()))})" for tool in answer.tools],
        **_measures(item, answer),
        first_token_s=answer.timings.first_token_s,
        total_s=answer.timings.total_s,
    )


def _measures(item: Item, answer: Answer) -> dict[str, Any]:
    """Return what can be measured of an answer: a question to be refused has no right words and no right source."""
    accepted = [] if item.must_refuse else item.answers
    source = None if item.must_refuse else item.must_cite
    options = [_plain(option) for group in item.must_contain for option in group]

    def says(text: str) -> bool:
        free = not accepted and not options
        return free or holds(text, accepted) or any(option in _plain(text) for option in options)

    judged = not item.must_refuse and bool(accepted or options or source)
    sound, shown = supported(answer)
    return {
        "exact_match": exact_match(answer.answer, accepted) if accepted else None,
        "f1": f1(answer.answer, accepted) if accepted else None,
        "citations": len(answer.citations) if judged else 0,
        "citations_right": cited_rightly(answer, source, says) if judged else 0,
        "rank": rank(answer.found, source) if source else None,
        "supported": sound,
        "sentences": shown,
    }


def report(outcomes: Sequence[Outcome], scores: dict[str, Any]) -> str:
    """Return the misses, each with what was wanted, done and said; then the scores, then passes by kind."""
    lines = []
    for miss in (outcome for outcome in outcomes if not outcome.passed):
        lines.append(f"miss  {miss.id} ({miss.kind}): {miss.question}")
        lines.append(f"      wanted  {miss.wanted}")
        lines.append(f"      called  {', then '.join(miss.tools) or 'no tool'}")
        lines.append(f"      said    {' '.join(miss.answer.split())[:_SHOWN]}")
    lines += [f"{name:22} {value}" for name, value in scores.items() if name != "by_kind" and value is not None]
    lines += [
        f"  {kind:20} {passed} of {asked} ({passed / asked:.0%})"
        for kind, (passed, asked) in scores["by_kind"].items()
    ]
    return "\n".join(lines)


def _wanted(item: Item) -> str:
    if item.must_refuse:
        return "a refusal"
    groups = [" or ".join(map(repr, group)) for group in item.must_contain]
    if item.answers:
        groups.append(" or ".join(map(repr, item.answers)))
    wanted = " and ".join(groups) or "an answer"
    return wanted + (f", citing {item.must_cite}" if item.must_cite else "")


def _plain(text: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"[*_`“”\"]|\[\d+\]", "", text)).lower()
