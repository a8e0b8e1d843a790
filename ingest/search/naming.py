"""Which documents a question names, by a file's name or a title: "What does 08-pruning.docx say about ...?"

Names are compared as words, so that letter case, dashes, underscores and dots do not matter. A title alone is what
many a question is about ("When did the Black Death begin?"), and may well be answered elsewhere: it counts only where
the wording says that a document is meant.
"""

import re
import unicodedata
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from functools import lru_cache

from ingest.addresses import file_of
from ingest.search.document_kinds import of_that_kind, without_kind
from ingest.search.keywords import STOP_WORDS

_WORD = re.compile(r"[^\W_]+")
_QUOTED = re.compile(r"“([^”]+)”|\"([^\"]+)\"|‘([^’]+)’|`([^`]+)`")
_SPELLED = re.compile(r"[^\W_][-_][^\W_]|[^\W\d_]\d|\d[^\W\d_]")
_ORDER = re.compile(r"\d{1,3}")  # what a file's name may open with, and nobody says: 08-pruning
_NOUNS = "|".join(
    """article book chapter deck docs? document documentation file guide handbook letter e?mail manual memo minutes
    notebook notes page paper pdf presentation report sheet slides? spreadsheet workbook""".split()
)
_BEFORE = re.compile(
    rf"(?:according to|summari[sz]e|summary of|(?:{_NOUNS})(?: of| about)?|called|named|titled)(?: the| my| our)? $"
)
_PUT_TO = "in|from|of|on|within|inside|by|per|according to"
_AFTER = re.compile(rf" (?:{_NOUNS}|says?|mentions?|tells?|states?|describes?|explains?|contains?|covers?) ")

_FILE = re.compile(
    rf"(?:(?:the|my|our) )?(?:(?:{_NOUNS}) )?(\S*\w(\.[a-z]\w{{1,4}}))(?: (?:{_NOUNS}))?", re.IGNORECASE
)
_AROUND_NAME = re.compile(
    rf"^ (?:(?:the|an?|my|our|this|{_NOUNS}) )*(?:(?<= )(?:of|on|about|called|named|titled) )?(?:(?:the|an?) )?|"
    rf"(?<= )(?:{_NOUNS}) $"
)
_SPEAKS_OF = re.compile(rf"^ (?:\w+ )?(?:{_NOUNS}) |(?<= )(?:{_NOUNS}) $")


@dataclass(frozen=True)
class _Name:
    """One way to name a document: its words as " annual report ", and whether nobody writes them but for the file."""

    phrase: str
    is_file: bool = False


def named_documents(question: str, documents: Iterable[tuple[str, str]]) -> list[str]:
    """Return the sources that a question surely means, of `documents` (source, title), in their order.

    That is sure of a file's name with its extension, of one written with its own dashes and underscores, of a name
    in quotes, and where the wording speaks of a document ("the welcome guide", "according to", "summarise"). What
    names one document with more words than another, as "annual report 2023" does beside "annual report", does not
    name the other.
    """
    documents = list(documents)
    asked, written = _phrase(question), _plain(question)
    quoted = {_phrase("".join(found)) for found in _QUOTED.findall(question)}
    found: dict[str, str] = {}
    for source, title in documents:
        names = [name for name in _names(source, title) if name.phrase in asked]
        sure = [
            name.phrase
            for name in names
            if name.is_file or name.phrase in quoted or _is_meant(name, asked) or _is_written(source, written)
        ]
        if sure:
            found[source] = max(sure, key=len)
    if not found and (kind := of_that_kind(question, documents)):
        return [kind]
    phrases = set(found.values())
    parts = {phrase for phrase in phrases for other in phrases if phrase != other and phrase in other}
    return [source for source, phrase in found.items() if phrase not in parts]


def called(text: str, documents: Iterable[tuple[str, str]], *, by_title: bool = False) -> list[str] | None:
    """Return the sources that a text is the name of and nothing else; None where it does not surely name documents.

    That is sure of a file's name, of quotes and of a word for documents, "the chapter on pruning"; `by_title` also of
    a title alone. A part of a name will do: of the documents that have it, all are returned, of a file's name that no
    document has, none.
    """
    documents = list(documents)
    bare = _QUOTED.sub(lambda found: "".join(filter(None, found.groups())), text)
    file = _FILE.fullmatch(bare.strip())
    phrase = _phrase(file[1] if file else bare)
    spoken = phrase if file else _AROUND_NAME.sub(" ", phrase)
    ways = {phrase, spoken}
    listed = [(source, _names(source, title)) for source, title in documents]
    if file:
        listed = [(source, names) for source, names in listed if file_of(source).suffix.lower() == file[2].lower()]
    whole = [source for source, names in listed if any({name.phrase, _bare(name)} & ways for name in names)]
    sure = bool(file) or bare != text or bool(_SPEAKS_OF.search(phrase))
    if whole and (sure or by_title):
        return whole
    if without_kind(f"of {text}") == "" and (kind := of_that_kind(text, documents)):
        return [kind]
    wanted = set(spoken.split())
    if not sure or not wanted - STOP_WORDS:
        return None
    part = [source for source, names in listed if any(wanted <= set(name.phrase.split()) for name in names)]
    return part if part or file else None


def _bare(name: _Name) -> str:
    """Return a name as it may be said behind a word for documents: without its article."""
    return re.sub(r"^ (?:the|an?) ", " ", name.phrase)


def besides_files(question: str, sources: Collection[str]) -> str:
    """Return a question without the files that it is put to: "Who is the cashier in receipt.pdf?" is for a cashier.

    No passage has its file's name in it, so that whoever looks for the question's words there would miss some. A
    question of which nothing is left, "What is in receipt.pdf?", stays whole.
    """
    put_to = rf"\b(?:{_PUT_TO})\s+(?:(?:the|my|our)\s+)?(?:(?:{_NOUNS})\s+)?"
    rest = question
    for name in {file_of(source).name for source in sources if file_of(source).suffix}:
        rest = re.sub(rf"[,\s]*{put_to}[\"'“‘`(]*{re.escape(name)}(?!\w)[\"'”’`)]*,?", " ", rest, flags=re.IGNORECASE)
    rest = without_kind(rest) if sources else rest
    asked = any(word not in STOP_WORDS for word in _WORD.findall(_plain(rest)))
    return re.sub(r"\s+(?=[?!.,])", "", " ".join(rest.split())) if asked and rest != question else question


def _is_meant(name: _Name, asked: str) -> bool:
    """Tell whether the words around a name, which says anything at all, speak of a document."""
    before, _, after = asked.partition(name.phrase)
    telling = any(word not in STOP_WORDS for word in name.phrase.split())
    return telling and bool(_BEFORE.search(f"{before} ") or _AFTER.match(f" {after}"))


def _is_written(source: str, written: str) -> bool:
    """Tell whether a file's name stands in the question as only a file is spelled: `annual_report`, `csv-comma`."""
    stem = _plain(file_of(source).stem)
    return bool(_SPELLED.search(stem)) and bool(re.search(rf"(?<!\w){re.escape(stem)}(?!\w)", written))


@lru_cache(maxsize=100_000)
def _names(source: str, title: str) -> tuple[_Name, ...]:
    file = file_of(source)
    stem = _WORD.findall(_plain(file.stem))
    spoken = stem[1:] if len(stem) > 1 and _ORDER.fullmatch(stem[0]) else stem
    ways = (stem, spoken, _WORD.findall(_plain(title)))
    names = [_Name(f" {way} ") for way in dict.fromkeys(" ".join(words) for words in ways if words)]
    if file.suffix and stem:
        names.append(_Name(_phrase(file.name), is_file=True))
    return tuple(names)


def _phrase(text: str) -> str:
    return f" {' '.join(_WORD.findall(_plain(text)))} "


def _plain(text: str) -> str:
    return unicodedata.normalize("NFC", text).casefold()
