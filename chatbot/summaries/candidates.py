"""What a summary may quote of a document: its sentences and list items, of what has neither the rows of its tables.

Headings, code, questions, captions, page feet and lines of names or of links tell nothing of what a document says.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from chatbot.answers.grounding import without_references
from chatbot.answers.opening import tells
from chatbot.answers.prose import CODE, ITEMS, LEANS_BACK
from chatbot.summaries.sections import Section
from ingest.collection import Passage
from ingest.text import sentences, windows, words

_BLOCKS = re.compile(r"\n\s*\n")
_ITEM = re.compile(r"(?:[-*+•▪◦‣–]|\(?\d{1,3}[.)])\s+")
_PROSE = re.compile(r"[^\W_].*[.!…][”\")’]?", re.DOTALL)
_COLUMNS = re.compile(r"\S(?: {3,}|\t+)\S")  # of a table drawn with spaces
_SHORTEST, _LONGEST, _OF_ITEM = 3, 60, 4  # words of a sentence; the fewest of an item
_SMALL, _SAYING = re.compile(r"(?<![\w'’-])[^\W\d_A-Z][^\W\d_]*"), 2  # words that are no names, and how many
_QUOTES = "“\"‘'("
_GOES_ON = re.compile(
    r"\W*(?:however|but|and|or|so|thus|hence|therefore|then|also|moreover|furthermore|nevertheless|instead|otherwise|"
    r"still|yet|besides|similarly|likewise|consequently|accordingly|meanwhile|finally|in addition|in contrast|"
    r"for example|for instance|after that|from then on|as a result|on the other hand|the same|the latter|the former|"
    r"there|here|another|same|one of them|the (?:first|second|third|other|last) (?:is|was|one))\b|"
    r"\W*if (?:so|not|\w+ (?:do|does|did|are|is|was|were|can)(?: not|n['’]t)?),|"
    r"\W*(?:decision|result|vote|outcome): (?:adopted|accepted|agreed|approved|carried|passed|rejected|refused)\b",
    re.IGNORECASE,
)
_LEADS = re.compile(r"\b(?:the following|as follows)\b|\b(?:shown|listed|given|described) below\W*$", re.IGNORECASE)
OF_ITSELF = re.compile(
    r"\W*(?:this|these|our) (?:agreement|article|book|brochure|chapter|document|guide|handbook|instructions|leaflet|"
    r"letter|manual|memo|minutes|notes?|page|paper|plan|policy|proposal|report|review|section|study|summary|text)\b",
    re.IGNORECASE,
)
_THAT_TIME = re.compile(
    r"\W*(?:that|this|the same) (?:night|day|morning|evening|afternoon|week|month|year|spring|summer|autumn|winter)\b",
    re.IGNORECASE,
)
_APART = re.compile(
    r"(?:\d+\.? )?(?:references|bibliography|(?:table of )?contents|acknowledge?ments?|see also|external links|"
    r"further reading|footnotes|index|imprint)",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Candidate:
    """Words that may be quoted: `passage` is cut down to them, `section` is the number of theirs.

    `after` is the number of the candidate that they follow at once, `leans` whether they are not told without it.
    """

    passage: Passage
    section: int
    after: int | None = None
    leans: bool = False
    is_item: bool = False

    @property
    def text(self) -> str:
        """The words, as they are quoted."""
        return self.passage.text


def candidates(found: Sequence[Section]) -> list[Candidate]:
    """Return what may be quoted of a document's sections as prose, in its order and nothing twice."""
    made: list[Candidate] = []
    seen: set[str] = set()
    for number, section in enumerate(found):
        if section.path and _APART.fullmatch(section.path[-1].strip()):
            continue
        before: int | None = None
        for text, is_item in _quotable(section.passage.text):
            key = " ".join(words(text))
            if not text or key in seen:
                before = None
                continue
            seen.add(key)
            leans = bool(LEANS_BACK.match(text) or _GOES_ON.match(text))
            leans = leans and not OF_ITSELF.match(text) and not _THAT_TIME.match(text)
            made.append(Candidate(replace(section.passage, text=text), number, before, leans and not is_item, is_item))
            before = len(made) - 1
    return made


def rows(found: Sequence[Section]) -> list[Candidate]:
    """Return the rows of the tables of a document's sections, each under its header, in its order."""
    lines = [
        Candidate(replace(section.passage, text=row), number)
        for number, section in enumerate(found)
        for row in windows(section.passage.text)
        if row.startswith("|")
    ]
    return list({line.text: line for line in lines}.values())


def _quotable(text: str) -> Iterator[tuple[str, bool]]:
    """Yield each sentence and each list item, and whether it is an item; "" for what lies between and is neither."""
    ends = ""
    for block in _BLOCKS.split(CODE.sub("\n\n", text)):
        for number, part in enumerate(_whole(sentences(block))):
            told = without_references(part)
            item = _ITEM.match(told)
            bare = told[item.end() :] if item else told
            greeted = number == 0 and ends.endswith(",")  # "Dear Ada,", after which a sentence may begin small
            yield (bare if _is_told(part, bare, bool(item), greeted=greeted) else ""), bool(item)
        ends = block.strip()


def _whole(parts: Sequence[str]) -> Iterator[str]:
    """Yield sentences, several as one where a quotation that one opens is closed by a later one, none if by none."""
    held = ""
    for part in parts:
        held = f"{held} {part}" if held else part
        if held.count('"') % 2 == 0 and held.count("“") <= held.count("”"):
            yield held
            held = ""


def _is_told(written: str, text: str, is_item: bool, *, greeted: bool) -> bool:
    count = len(words(text))
    if not tells(text) or text.startswith(ITEMS) or text.endswith("?") or count > _LONGEST:
        return False
    if _COLUMNS.search(written) or _LEADS.search(text):
        return False
    if is_item:
        return count >= _OF_ITEM
    begins = text[0].isupper() or text[0].isdigit() or greeted or text[0] in _QUOTES
    says = len(_SMALL.findall(text)) >= _SAYING  # "Linden Court, 3 June 2025." names, and says nothing
    return begins and says and count >= _SHORTEST and bool(_PROSE.fullmatch(text.lstrip(_QUOTES)))
