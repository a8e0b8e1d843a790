"""Words of a text, as retrieval and the support check see them: sentences, stemmed terms, numbers, names.

Plain functions on strings. English rules; other languages lose the stemming and the stop words, nothing else.
"""

import re
from collections.abc import Iterator
from decimal import Decimal, InvalidOperation
from functools import cache
from itertools import pairwise

PATH = " > "  # between the headings that a chunk stands under
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)?")
_NUMBER = re.compile(r"(?<![\w.])\d[\d,]*(?:\.\d+)?")
_ABBREVIATION = re.compile(
    r"\b(?:Mr|Mrs|Ms|Dr|Prof|St|vs|etc|e\.g|i\.e|cf|No|Fig|Eq|al|Inc|Ltd|Jr|Sr|[Ee]xt|[Tt]el|[Dd]ept|approx|[Ee]xcl|[Ii]ncl|[A-Z])\.$"
)
# A reference as encyclopaedias print it behind a sentence, "[14]: 108, 112–114", belongs to it.
REFERENCE = r"(?:\[\d{1,3}\](?:\s?:\s?\d+(?:[–-]\d+)?(?:,\s\d+(?:[–-]\d+)?)*)?)"
_SENTENCE_END = re.compile(
    rf"(?<=[.!?])(?:[\"”')\]]*|[\"”')]*{REFERENCE}+)\s+(?=[\"“'(\[]?[\w])"
    r"|\s*\n\s*\n\s*"  # a blank line
    r"|\n\s*(?=[-*•#|>☐☒]|\d+[.)]\s)"  # the next item, heading, table row or quotation
)
_TABLE_LINE = re.compile(r"\|(?:\s*:?-+:?\s*\|)+")
_LIST_NUMBER = re.compile(r"(?:\s*#{1,6})?\s*\d{1,3}\.")  # a numbered heading's too
_BLOCK = re.compile(r"[^\n]+(?:\n[^\n]+)+")  # lines without a blank one between them
_LINE = re.compile(r"(?P<line>[^\n]+)(?=\n *(?P<next>[A-Z0-9(]\S*))")
_FIELD = re.compile(  # of a form: "Account number: 77 40"
    r"(?![a-z])[^\W\d_][^\s:|]*(?: [^\s:|]+){0,4}:[ \t]+\S(?:.*[^,\n])?"
)
_FIELDS = re.compile(rf"(?<![^\n]){_FIELD.pattern}(?=\n{_FIELD.pattern})")
_BREAK = re.compile(r"\n\s*")
_GOES_ON = re.compile(  # no line of a form ends so
    r"\b(?:an?|the|of|and|or|to|in|for|with|by|at|from|on|any|no|his|her|their|its|your|our|be|is|are|was|were|not|shall|"
    r"may|must|will|can)\s*$"
)
_NARROW = 45  # characters: no one wraps prose so narrowly

# Words that carry no subject of their own. Question words and the verbs of asking are among them.
STOP_WORDS = frozenset(
    """a about above after again all also am an and any are as at be because been before being below between both but
    by can could did do does doing done down during each else ever few for from further get give had has have having
    he her here hers him his how i if in into is it its itself just know let like made make many may me mean means
    might more most much must my no nor not of off on once one only or other our out over own per please said same say
    says shall she should show since so some such tell than that the their them then there these they this those
    through to too under until up upon us use used uses using very was way we were what when where which while who
    whom whose why will with within without would you your yes explain describe
    whats wheres whens whos hows im ive isnt arent wasnt dont doesnt didnt cant""".split()
)
_POSSESSIVE = re.compile(r"['’]s?$|['’]")
_SHORTENED = re.compile(r"(?:n['’]t|['’](?:s|re|ll|d|ve|m))$")  # "what's": what is


def sentences(text: str) -> list[str]:
    """Split prose into sentences; blank lines, list items and the lines of a form end one too.

    Only white space between them is lost.
    """
    parts: list[str] = []
    start = 0
    ends = {end.end(): end for end in (*_line_ends(text), *_SENTENCE_END.finditer(text))}
    for place, end in sorted(ends.items()):
        before = text[start : end.start()]
        inside = _ABBREVIATION.search(before) or _LIST_NUMBER.fullmatch(before) or before.startswith("|")
        if inside and "\n" not in end.group():
            continue
        parts.append(text[start:place])
        start = place
    parts.append(text[start:])
    return [part.strip() for part in parts if part.strip()]


def _line_ends(text: str) -> Iterator[re.Match[str]]:
    """Yield the line breaks that a writer set, of a form say: prose is wrapped where no further word fits.

    Prose wrapped by hand has some such breaks too; they count where half of a block's are of that kind.
    """
    for field in _FIELDS.finditer(text):
        yield _BREAK.match(text, field.end())
    for block in _BLOCK.finditer(text):
        lines = block.group().split("\n")
        width = max(map(len, lines))
        short = [len(line) + 1 + len(after.split()[0]) <= width for line, after in pairwise(lines) if after.strip()]
        if width >= _NARROW and 2 * sum(short) < len(short):
            continue
        for end in _LINE.finditer(text, block.start(), block.end()):
            early = width < _NARROW or len(end["line"]) + 1 + len(end["next"]) <= width
            if early and not _GOES_ON.search(end["line"]):
                yield _BREAK.match(text, end.end("line"))


def windows(text: str, longest: int = 3) -> list[str]:
    """Return what may be quoted from a text: each run of one to `longest` sentences, each table row under its header.

    Headings are no sentences. A text without any is one window.
    """
    parts = sentences(text)
    lines = {n: line for n, line in enumerate(parts) if terms(line) and not line.startswith("#")}
    rows = {n: line for n, line in lines.items() if line.startswith("|")}
    alone = list(rows.values())[:1] if len(rows) == 2 else []  # of two lines without a header: itself a window
    headed = [(header_of(parts, n) or alone, row) for n, row in rows.items()]
    prose = [line for line in lines.values() if not line.startswith("|")]
    runs = [" ".join(prose[i : i + n]) for n in range(1, longest + 1) for i in range(len(prose) - n + 1)]
    return runs + ["\n".join([*header, row]) for header, row in headed if row not in header] or [text.strip()]


def header_of(parts: list[str], row: int) -> list[str]:
    """Return the header over a row of a text's sentences, by its number; [] if there is none.

    A line of dashes marks it; in a text with several tables each has its own.
    """
    pairs = enumerate(pairwise(parts[: row + 2]))
    marked = [
        before for n, (before, line) in pairs if n <= row and before.startswith("|") and _TABLE_LINE.fullmatch(line)
    ]
    return marked[-1:]


def terms(text: str) -> list[str]:
    """Return the stems of the words that carry a subject, in order, repeats kept."""
    return [stem(word) for word in words(text) if not STOP_WORDS & {word, _SHORTENED.sub("", word)}]


def spelt(text: str) -> dict[str, str]:
    """Return the terms of a text, each with a word that it is the stem of.

    Where others stem too, give them the words: a stem stemmed again is often another one.
    """
    whole = {stem(word): _POSSESSIVE.sub("", word) for word in words(text)}
    return {term: whole[term] for term in terms(text)}


@cache
def stem(word: str) -> str:
    """Return the Porter stem of a lower-case word, the same that the keyword index uses (Porter 1980)."""
    return _stemmer().stemWord(_POSSESSIVE.sub("", word))


@cache
def _stemmer():
    import snowballstemmer

    return snowballstemmer.stemmer("porter")


def words(text: str) -> list[str]:
    """Return every word in lower case, in order."""
    return [match.group().lower() for match in _WORD.finditer(text)]


def numbers(text: str) -> set[Decimal]:
    """Return the values of the numbers in a text; `1,234.50` and `1234.5` are the same."""
    found = set()
    for match in _NUMBER.finditer(text):
        try:
            found.add(Decimal(match.group().replace(",", "")).normalize())
        except InvalidOperation:  # "1,,2" is no number
            continue
    return found


def names(text: str) -> set[str]:
    """Return the stems of capitalised words that do not merely open a sentence: what is probably a name."""
    found = set()
    for sentence in sentences(text):
        words = list(_WORD.finditer(sentence))
        for match in words[1:]:
            word, opens_quote = match.group(), sentence[: match.start()].endswith(("“", '"'))
            if word[0].isupper() and word.lower() not in STOP_WORDS and not opens_quote:
                found.add(stem(word.lower()))
    return found
