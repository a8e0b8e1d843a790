"""The answer's words as they fit into a sentence: its preposition, article and case, as the passage has them."""

import re

from compress.corpus.wording import inflection as forms
from compress.corpus.wording import segments
from compress.corpus.wording.clauses import DETERMINERS, PREPOSITIONS, plain

MONTHS = "January February March April May June July August September October November December".split()
DAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()
_TIME = frozenset("in on at during by from between around after before within throughout about".split())
_PLACE = frozenset(
    """in at on near to within along into inside outside through throughout under over across around between
    behind beyond above below upon onto among""".split()
)
_DATE = re.compile(rf"(?:(?:{'|'.join(MONTHS)}) \d{{1,2}}\b|\d{{1,2}} (?:{'|'.join(MONTHS)})|(?:{'|'.join(DAYS)})\b)")
_YEAR = re.compile(
    rf"(?:the )?(?:(?:early|late|mid)[- ])?(?:(?:{'|'.join(MONTHS)}),? )?\d{{3,4}}s?(?: (?:BC|AD|BCE|CE))?$"
)
_PERIOD = re.compile(r"(?:the )?.*(?:century|centuries|summer|winter|spring|autumn|season)\b|\d+ (?:BC|BCE)$")
_STARTERS = frozenset(
    "to by via through because due when while if since as once every about when later today now".split()
)
NUMBER_WORDS = frozenset(
    """zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen
    eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety hundred thousand million billion trillion
    dozen several half""".split()
)


def answer_phrase(answer: str, passage: str) -> str | None:
    """Return the span without outer punctuation, in the case of mid-sentence; None where it is no single phrase."""
    text = re.sub(r"\s+", " ", answer).strip(" ,;:–-")
    if not re.search(r"\b(?:[A-Z]|Jr|Sr|Inc|Ltd|Co|Corp|etc)\.$", text):
        text = text.rstrip(".!?,")
    if (
        not text
        or not segments.balanced(text)
        or re.search(r"[;?!\[\]]|\. [A-Z][a-z]{2,}.* ", text)
        or segments.length(text) > 14
    ):
        return None
    first = text.split()[0]
    number = plain(first) in NUMBER_WORDS and not re.search(r"[A-Z]", text[1:])
    opener = plain(first) in DETERMINERS | PREPOSITIONS | _STARTERS and _opens_sentence(text, passage)
    return text[0].lower() + text[1:] if first[0].isupper() and (number or opener) else text


def _opens_sentence(text: str, passage: str) -> bool:
    return any(passage.startswith(text, start) for start, _ in segments.spans(passage))


def before(answer: str, passage: str, start: int | None = None) -> list[str]:
    """Return the two words before the span, lower case, nearest last; fewer after a comma or full stop."""
    at = passage.find(answer) if start is None else start
    if at < 0:
        return []
    lead = re.split(r"[.,;:()]", passage[max(0, at - 40) : at])[-1]
    return [plain(word) for word in lead.split()[-2:]]


def is_modifier(span: str, passage: str) -> bool:
    """Tell whether the span is only part of a longer noun: "Santa Clara" in "the Santa Clara Marriott"."""
    after = [passage[match.end() :] for match in re.finditer(re.escape(span) + r"(?!\w)", passage)]
    return bool(after) and all(_goes_on(text) for text in after)


def _goes_on(text: str) -> bool:
    if re.match(r"-[^\W\d_]", text):
        return True
    found = re.match(r" ([^\W\d_][\w'’-]*)", text)
    if not found:
        return False
    word = plain(found[1])
    if (
        word in PREPOSITIONS | segments.COMMON
        or forms.is_finite(word)
        or forms.is_adverb(word)
        or forms.is_form(word, "gerund")
    ):
        return False
    return forms.is_noun(word) or found[1][0].isupper()


def with_article(phrase: str, answer: str, passage: str) -> str:
    """Return the phrase with the article that the passage has right before the span."""
    lead = before(answer, passage)
    articles = {"the"} if phrase[0].isupper() else {"the", "a", "an"}
    if lead and lead[-1] in articles and not is_date(phrase) and plain(phrase.split()[0]) not in DETERMINERS:
        return f"{lead[-1]} {phrase}"
    return phrase


def is_adjunct(phrase: str) -> bool:
    """Tell whether a phrase says when, where or how by itself: "in 1890", "because of rain"."""
    first = plain(phrase.split()[0])
    return first in PREPOSITIONS - {"of"} or first in _STARTERS


def is_date(phrase: str) -> bool:
    """Tell whether a phrase is a date or a year."""
    return bool(_DATE.match(phrase) or _YEAR.match(phrase))


def time_phrase(phrase: str, answer: str, passage: str) -> str | None:
    """Return when it was, with its preposition; None where neither the passage nor the shape of the date tells it."""
    if is_adjunct(phrase):
        return phrase
    lead = before(answer, passage)
    article = lead and lead[-1] in {"the", "a"}
    preposition = lead[-2] if article and len(lead) > 1 else lead[-1] if lead else ""
    full = f"{lead[-1]} {phrase}" if article and not re.fullmatch(r"\d{3,4}", phrase) else phrase
    if re.match(r"\d{3,4}(?: to |[-–])\d{2,4}$", phrase):
        return f"from {phrase}" if " to " in phrase else f"in {phrase}"
    if preposition in _TIME - {"since"} and re.search(
        r"\d|" + "|".join((*MONTHS, *DAYS, "century", "day", "season")), phrase
    ):
        if (
            preposition in {"by", "from", "about", "between", "after", "before"}
            and " and " not in phrase
            and preposition != "by"
        ):
            return f"{preposition} {full}" if preposition in {"after", "before"} else _dated(full)
        return f"{preposition} {full}"
    return _dated(full)


def _dated(phrase: str) -> str | None:
    if re.match(r"(?:between|from) ", phrase):
        return phrase
    if _DATE.match(phrase):
        return f"on {phrase}"
    if _YEAR.match(phrase) or phrase in MONTHS:
        return f"in {phrase}"
    if _PERIOD.match(phrase):
        return f"in {phrase}" if re.match(r"(?:the|early|late|\d+ B)", phrase) else f"in the {phrase}"
    return None


def place_phrase(phrase: str, answer: str, passage: str, default: str | None) -> str | None:
    """Return where it was, with its preposition: the passage's, else `default` for a name."""
    if is_adjunct(phrase):
        return phrase
    lead = before(answer, passage)
    article = lead and lead[-1] in {"the", "a", "an", "his", "her", "its", "their"}
    preposition = lead[-2] if article and len(lead) > 1 else lead[-1] if lead else ""
    full = f"{lead[-1]} {phrase}" if article else phrase
    if preposition in _PLACE and (default != "to" or preposition in {"to", "into", "onto"}):
        return f"{preposition} {full}"
    return f"{default} {full}" if default and phrase[0].isupper() else None


def counted(phrase: str, noun: list[str]) -> str | None:
    """Return a number with what is counted: "four" and "bridges" give "four bridges"."""
    words = segments.words(phrase)
    if not any(word[0].isdigit() or word in NUMBER_WORDS for word in words) or words in (["one"], ["1"]):
        return None
    if not noun or plain(noun[-1]) in words:
        return phrase
    tail = words[-1]
    if phrase.endswith("%"):
        return f"{phrase} of {' '.join(noun)}"
    if tail[0].isdigit() or tail in NUMBER_WORDS:
        return f"{phrase} {' '.join(noun)}"
    return phrase if set(words) & set(segments.words(" ".join(noun))) else None


_ACRONYMS = {"i": "I", "usa": "USA", "uk": "UK", "tv": "TV", "nfl": "NFL", "nba": "NBA", "mlb": "MLB", "nhl": "NHL"}


def recased(question: str, passage: str) -> str | None:
    """Return a question typed in lower case with the passage's capitals; None where a name is not in the passage."""
    if question != question.lower():
        return question
    seen, lower = _spellings(passage), passage.lower()
    given, out, at = question.split(), [], 0
    while at < len(given):
        run = _copied(given, at, passage, lower)
        if run:
            out += run
            at += len(run)
            continue
        one = _respelt(given[at], out[-1:] == ["the"], seen)
        if one is None:
            return None
        out.append(one)
        at += 1
    return " ".join(out)


def _copied(given: list[str], at: int, passage: str, lower: str) -> list[str] | None:
    """Return the longest run of words from `at` on that the passage has with capitals, as it writes them."""
    starts = {start for start, _ in segments.spans(passage)}
    for end in range(min(len(given), at + 9), at + 1, -1):
        text = " ".join(given[at:end])
        if text.split()[0] in segments.COMMON - {"a", "the", "i", "you", "he", "she", "we", "my"} and end - at < 3:
            continue
        if text not in lower:
            continue
        for found in re.finditer(rf"(?<!\w){re.escape(text)}(?!\w)", lower):
            run = passage[found.start() : found.end()].split()
            if found.start() in starts and plain(run[0]) in segments.COMMON:
                run[0] = run[0].lower()
            if sum(word[0].isupper() for word in run) > 1 and len(run) == end - at:
                return run
    return None


def _spellings(passage: str) -> dict[str, set[str]]:
    """Return lower-case word → the spellings it has within sentences; a first word's capital tells nothing."""
    seen: dict[str, set[str]] = {}
    starts = {start for start, _ in segments.spans(passage)}
    for match in re.finditer(r"[^\W_]+(?:[-'’][^\W_]+)*", passage):
        spellings = seen.setdefault(match.group().lower(), set())
        if match.start() not in starts or match.group().islower():
            spellings.add(match.group())
    return seen


def _respelt(written: str, after_the: bool, seen: dict[str, set[str]]) -> str | None:
    """Return one word of the question in the passage's case; None for a name that the passage lacks."""
    word = plain(written)
    stem = re.sub(r"'s$", "", word)
    if word in _ACRONYMS or (word == "us" and after_the):
        return written.replace(word, _ACRONYMS.get(word, "US"))
    if word in segments.COMMON or not stem:
        return written
    found = seen.get(word) or {re.sub(r"['’]s$", "", spelling) for spelling in seen.get(stem, ())}
    if word not in seen and stem not in seen and not re.search(r"\d", word):
        kinds = set(forms.lemmas(stem))
        if not kinds:
            return None
        return written.capitalize() if kinds == {"PROPN"} else written
    if found and not any(spelling.islower() for spelling in found):
        spelling = min(found)
        return written.replace(word if word in seen else stem, spelling, 1)
    return written
