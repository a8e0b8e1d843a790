"""One answer out of those to the parts of a question: each with its own footnotes, numbered on."""

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import chain

from chatbot.events import Answer, Timings
from chatbot.prompts import prompt

_MARK = re.compile(r"\[(\d{1,3})\]")


def joined(question: str, answers: Sequence[Answer]) -> Answer:
    """Return the answers one below the other; of a part that was not found, that it was not. All refused: the last."""
    *_, last = answers
    texts, citations = [], []
    for answer in answers:
        texts.append(_numbered_on(answer, len(citations)))
        citations += [replace(one, n=one.n + len(citations)) for one in answer.citations]
    refused = all(answer.refused for answer in answers)
    return replace(
        last,
        question=question,
        answer=last.answer if refused else "\n\n".join(texts),
        refused=refused,
        citations=tuple(citations),
        tools=tuple(chain.from_iterable(answer.tools for answer in answers)),
        timings=Timings(answers[0].timings.first_token_s, round(sum(one.timings.total_s for one in answers), 3)),
        found=tuple(chain.from_iterable(answer.found for answer in answers)),
        prompts=tuple(chain.from_iterable(answer.prompts for answer in answers)),
    )


def _numbered_on(answer: Answer, before: int) -> str:
    """Return an answer's text with its footnotes numbered after those before it."""
    if answer.refused:
        return prompt("part_not_found").substitute(part=answer.question)
    known = {citation.n for citation in answer.citations}

    def mark(found: re.Match[str]) -> str:
        n = int(found[1])
        return f"[{n + before}]" if n in known else found[0]

    return _MARK.sub(mark, answer.answer)
