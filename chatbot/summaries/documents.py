"""Which document a text calls by some words of its name, or by what kind of thing it is: "the dishwasher manual".

Names in full are for `ingest.search.naming`. Here any document will do that alone has all the words in its title or
its file's name; what kind of thing it is ("dishwasher") may stand in its opening instead, if one word is of its name.
"""

import re
from pathlib import Path
from urllib.parse import unquote

from chatbot.questions.plurals import stem_set
from ingest.collection import Collection, Passage, Source
from ingest.text import words

_KINDS = stem_set(
    "article book chapter deck doc document documentation email file guide handbook leaflet letter manual memo "
    "minutes notebook notes novel page paper pdf presentation report sheet slides spreadsheet thread "
    "workbook"
)
_ADDRESS = re.compile(r"\b(?:mr|mrs|ms|miss|dr|prof)\b\.?", re.IGNORECASE)
_OPENING = 40  # words
_READ = 20  # documents, of which the opening is looked at
_WORDS_OF_A_NAME = 2  # at most, of which one alone means the document and not a matter


def likely(
    said: str, collection: Collection, *, also_by_opening: bool = True, surely_document: bool = False
) -> list[str]:
    """Return the sources of the documents that a text may call so, [] where it is no name of any.

    By its opening alone a document is called where the text has a word for documents, or is `surely_document`.
    """
    wanted = stem_set(_ADDRESS.sub("", said))
    telling = wanted - _KINDS
    if not telling:
        return []
    ways = {source.source: _ways(source) for source in collection.sources()}
    named = {source: title | file for source, (title, file) in ways.items()}
    # A word for a document, as in "the ledger file", need not stand in its name.
    several = len(wanted) > 1
    whole = [
        source
        for source, terms in named.items()
        if telling <= terms and (several or any(telling <= way and _is_most(way) for way in ways[source]))
    ]
    if whole or not also_by_opening:
        exact = [source for source in whole if wanted <= named[source]]
        return exact or whole
    some = [source for source, terms in named.items() if wanted & terms or surely_document]
    if len(some) > _READ or not (wanted & _KINDS or surely_document):
        return []
    return [source for source in some if telling <= named[source] | _opening(collection.document(source))]


def _is_most(name: frozenset[str]) -> bool:
    return len(name) <= _WORDS_OF_A_NAME


def _ways(source: Source) -> tuple[frozenset[str], frozenset[str]]:
    """Return the terms of a document's title, and those of its file's name."""
    return stem_set(source.title), stem_set(Path(unquote(source.source)).stem.replace("_", " "))


def _opening(document: list[Passage]) -> frozenset[str]:
    return stem_set(" ".join(words(document[0].with_headings)[:_OPENING])) if document else frozenset()
