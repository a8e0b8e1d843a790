"""One answer out of those to the parts of a question: each with its own footnotes, numbered on."""

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import chain

from chatbot.answers.grounding import MARK
from chatbot.events import Answer, Timings
from chatbot.prompts import prompt
from ingest.text import numbers, terms, words

_MARK = re.compile(r"\[(\d{1,3})\]")
_COUNTED = re.compile(r"\W*how (?:many|much) (?P<thing>[^\W\d_]+)", re.IGNORECASE)
_SENTENCE = 4  # words from which on an answer is a sentence, which may stand in another's


def joined(question: str, answers: Sequence[Answer]) -> Answer:
    """Return the answers one below the other; of a part that was not found, that it was not. All refused: the last.

    What stands in another part's answer is not said again.
    """
    *_, last = answers
    texts, citations = [], []
    for place, answer in enumerate(answers):
        if answer.refused or _counts_another_thing(answer, answers[:place]):
            texts.append(prompt("part_not_found").substitute(part=answer.question))
        elif not _stands_in_another(place, answers):
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


def is_half_told(answers: Sequence[Answer]) -> bool:
    """Tell whether some parts of a question were answered and others were not found."""
    return len({answer.refused for answer in answers}) > 1


def instead(whole: Answer, answers: Sequence[Answer]) -> list[Answer]:
    """Return the answer to the question as a whole, where it says all that was answered and more; else the parts'."""
    told = [_bare(answer) for answer in answers if not answer.refused]
    says_more = not whole.refused and all(f" {each} " in f" {_bare(whole)} " and each != _bare(whole) for each in told)
    if not says_more:
        return list(answers)
    tools = chain.from_iterable(answer.tools for answer in (*answers, whole))
    spent = sum(answer.timings.total_s for answer in (*answers, whole))
    timings = Timings(answers[0].timings.first_token_s, round(spent, 3))
    return [replace(whole, tools=tuple(tools), timings=timings)]


def _stands_in_another(place: int, answers: Sequence[Answer]) -> bool:
    """Tell whether an answer is said within another's: a longer one, or the same before it."""
    said = [_bare(answer) for answer in answers]
    own = said[place]
    if answers[place].refused or len(own.split()) < _SENTENCE:
        return False
    return any(
        f" {own} " in f" {other} " and (other != own or at < place)
        for at, other in enumerate(said)
        if at != place and not answers[at].refused
    )


def _counts_another_thing(answer: Answer, before: Sequence[Answer]) -> bool:
    """Tell whether an answer gives the number of an earlier one again, and not of what its own question counts."""
    counted, said = _COUNTED.match(answer.question), MARK.sub("", answer.answer)
    if counted is None or set(terms(counted["thing"])) <= set(terms(said)):
        return False
    return any(numbers(said) and numbers(said) <= numbers(MARK.sub("", each.answer)) for each in before)


def _bare(answer: Answer) -> str:
    return " ".join(words(MARK.sub("", answer.answer)))


def _numbered_on(answer: Answer, before: int) -> str:
    """Return an answer's text with its footnotes numbered after those before it."""
    known = {citation.n for citation in answer.citations}

    def mark(found: re.Match[str]) -> str:
        n = int(found[1])
        return f"[{n + before}]" if n in known else found[0]

    return _MARK.sub(mark, answer.answer)
