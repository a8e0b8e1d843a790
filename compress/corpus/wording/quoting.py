"""Sentences of the passage that answer by themselves, word for word but for what is cut off at the ends."""

import re

from compress.corpus.wording import inflection as forms
from compress.corpus.wording import segments
from compress.corpus.wording.clauses import PREPOSITIONS
from compress.corpus.wording.phrases import NUMBER_WORDS

MAX_WORDS, MAX_EXPLANATION = 40, 70
_OPENERS = re.compile(
    r"(?:However|Therefore|Thus|Moreover|Furthermore|Additionally|In addition|Nevertheless|Nonetheless|Consequently"
    r"|As a result|For example|For instance|Meanwhile|Instead|Finally|Similarly|Also|Hence|In fact|In contrast"
    r"|On the other hand|In response|Accordingly|Indeed|Subsequently),\s+"
)
_DANGLING = re.compile(
    r"(?:He|She|It|They|We|I|You|This|These|That|Those|Here|There(?= he| she| they| it)|Such|His|Her|Its|Their|Him"
    r"|Them|But|And|Or|So|Yet|Then|Also|Thus|Both|Another|Others?|The (?:former|latter|same)|Some of (?:them|these)"
    r"|One of (?:them|these)|Neither|Either|Hence|Still|Too|Instead|However|Later|The following)\b"
)
_NAME = re.compile(r"[A-Z][\w.'’-]*(?: (?:of |the |de |von |van )?[A-Z][\w.'’-]*)*")


def support_sentence(question: str, answer: str, passage: str, start: int | None = None) -> str | None:
    """Return the passage's sentence that holds the span, at most 40 words, if it stands alone; else None.

    start: where the span begins in the passage, in characters; without it the occurrence is taken whose sentence
    shares most words with the question.
    """
    found = _holding(question, answer, passage, start)
    if found is None:
        return None
    text = _alone(passage[found[0] : found[1]], question, answer)
    return _shortened(text, answer) if text and answer.strip() in text else None


def explain_sentences(question: str, answer: str, passage: str) -> str | None:
    """Return the sentence that holds the span and up to two that continue it, 70 words at most, as they stand."""
    found = _holding(question, answer, passage, None)
    if found is None:
        return None
    spans = segments.spans(passage)
    first = last = spans.index(found)
    while first > 0 and _points_back(passage[spans[first][0] :]) and last - first < 2:
        first -= 1
    if _points_back(passage[spans[first][0] :]) or not segments.balanced(passage[spans[first][0] : spans[last][1]]):
        return None
    while last + 1 < len(spans) and last - first < 2:
        following = passage[spans[last + 1][0] : spans[last + 1][1]]
        if not _continues(following, question) or _too_long(passage[spans[first][0] : spans[last + 1][1]]):
            break
        last += 1
    text = passage[spans[first][0] : spans[last][1]]
    return None if _too_long(text) or not _is_sentence(text) or "\n" in text else text


def nearest(question: str, answer: str, passage: str) -> str:
    """Return the sentence with the span that shares most words with the question; the passage if there is none."""
    found = _holding(question, answer, passage, None)
    return passage[found[0] : found[1]] if found else passage


def yes_no_sentence(question: str, yes: bool, passage: str) -> str | None:
    """Return "Yes, ..." or "No, ..." with the passage's sentence nearest to the question; None where none is near."""
    asked = segments.content(question)
    best = max(segments.sentences(passage), key=lambda text: len(asked & segments.content(text)), default="")
    if not asked or 2 * len(asked & segments.content(best)) < len(asked):
        return None
    text = _alone(best, question, "")
    if text is None or segments.length(text) >= MAX_WORDS or not _is_sentence(text):
        return None
    return f"{'Yes' if yes else 'No'}, {_within(text, passage)}"


def _within(text: str, passage: str) -> str:
    """Return a sentence as it goes on after a comma: its first word small unless it is a name."""
    first = re.match(r"[A-Za-z]*", text).group()
    small, seen = first.lower(), re.findall(r"[A-Za-z]+", passage)
    common = small in segments.COMMON | PREPOSITIONS | NUMBER_WORDS or (
        small in seen and not re.search(rf"[a-z,] {re.escape(first)}\b", passage)
    )
    after = text[len(first) + 1 :].split()[:1]
    plain_next = bool(after) and after[0].islower() and not forms.is_finite(after[0]) and text[len(first)] == " "
    common = common or (plain_next and forms.is_form(small, "participle", "gerund"))
    return text[0].lower() + text[1:] if first and first != "I" and common else text


def _too_long(text: str) -> bool:
    return segments.length(text) > MAX_EXPLANATION


def _holding(question: str, answer: str, passage: str, start: int | None) -> tuple[int, int] | None:
    """Return the (start, end) of the sentence that holds the span."""
    span = answer.strip()
    if not span:
        return None
    asked = segments.content(question)
    at = [start] if start is not None else [match.start() for match in re.finditer(re.escape(span), passage)]
    whole = [
        (left, right)
        for left, right in segments.spans(passage)
        if any(left <= i and i + len(span) <= right for i in at)
    ]
    return max(whole, key=lambda pair: len(asked & segments.content(passage[pair[0] : pair[1]])), default=None)


def _alone(text: str, question: str, answer: str) -> str | None:
    """Return a sentence that needs no other: openers cut, a pronoun replaced by the question's only name."""
    text = re.sub(r"\[\d+\]", "", text).strip()
    while opener := _OPENERS.match(text):
        text = text[opener.end() :]
        text = text[0].upper() + text[1:]
    if pronoun := re.match(r"(?:He|She)\b(?!['’])", text):
        name = _only_name(question)
        if name is None or name in text or set(segments.words(name)) & set(segments.words(answer)):
            return None
        text = name + text[pronoun.end() :]
    if _points_back(text) or not _is_sentence(text) or not segments.balanced(text) or "\n" in text:
        return None
    return text


def _points_back(text: str) -> bool:
    """Tell whether a sentence leans on an earlier one: `It ...`, or `In 1884, he ...` with nobody named before."""
    if _DANGLING.match(text):
        return True
    lead = re.match(r"([^,.]{1,200}), (?:he|she|it|they|his|her|its|their|this|these)\b", text)
    return bool(lead) and not any(forms.is_finite(word) for word in segments.words(lead[1])[1:])


def _only_name(question: str) -> str | None:
    """Return the one name that the question holds, if it asks of nobody else."""
    words = question.split(" ", 1)
    found = [match.group().strip(".") for match in _NAME.finditer(words[1])] if len(words) > 1 else []
    found = [re.sub(r"['’]s?$", "", name) for name in found]
    return found[0] if len(found) == 1 and question != question.lower() and words[0].lower() != "who" else None


def _is_sentence(text: str) -> bool:
    return (
        text.endswith((".", ".”", '."', ".)", "!"))
        and text[0] not in "#|*-•"
        and any("VERB" in forms.lemmas(word) for word in segments.words(text)[1:])
    )


def _continues(text: str, question: str) -> bool:
    """Tell whether a sentence goes on about what was said: it points back, or shares words with the question."""
    return bool(
        _DANGLING.match(text) or _OPENERS.match(text) or len(segments.content(text) & segments.content(question)) >= 2
    )


def _shortened(text: str, answer: str) -> str | None:
    """Return a sentence of at most 40 words, cut behind a clause that holds the span and a verb."""
    if segments.length(text) <= MAX_WORDS:
        return text
    cuts = [
        match.start()
        for match in re.finditer(r";|, (?:and|but|while|although|whereas|with|which|where|who)\b|, \w+ing\b", text)
    ]
    for at in sorted(cuts, reverse=True):
        part = text[:at]
        held = answer.strip().rstrip(".") in part
        if (
            held
            and segments.length(part) <= MAX_WORDS
            and any(forms.is_finite(word) for word in segments.words(part)[1:])
            and segments.balanced(part)
        ):
            return (
                f"{part}."
                if segments.length(part) >= 6 and not re.match(r"(?:While|Although|When|If|Because|Since|As)\b", part)
                else None
            )
    return None
