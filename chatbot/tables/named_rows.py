"""The row of a table that is about a name that a question gives as it is written: "What does --verbose do?".

Its first cell is that name, or a few of them with what they take: "`--level [n]`", "`.width` / `.height`". Code reads
such names letter by letter: as words, "load_file" and "load_files" are the same.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from chatbot.answers.grounding import Grounded, quote
from chatbot.answers.subject import over
from chatbot.questions.plurals import stem_set
from chatbot.tables.reading import grids
from ingest.collection import Collection, Passage

_CODE = re.compile(
    r"(?<![\w./-])(?:--?[A-Za-z][\w-]*|[A-Za-z]\w*_\w+|\.[A-Za-z]\w*|[A-Za-z]\w*(?=\(\)))(?![\w/-]|\.\w)|(?<=`)[^`\s]+(?=`)"
)
_TAKEN = re.compile(r"\([^)]*\)|\[[^\]]*\]|<[^>]*>")  # what an option or a function takes
_MARKS = "`'\"“”*. "
_CARRIERS = stem_set(  # of a question about such a name: what it is, and what is asked of it
    "option argument parameter setting flag switch key keyword method function class property field column variable "
    "command possible available valid value choice work mean meaning purpose return do"
)


def code_names(question: str) -> list[str]:
    """Return the names in a question that are written as in program code, without quotes and brackets."""
    return [_TAKEN.sub("", found[0]).strip(_MARKS).lower() for found in _CODE.finditer(question)]


def rows_called(name: str, passages: Sequence[Passage]) -> Iterator[Passage]:
    """Yield the rows whose first cell is a name, each as its passage cut down to the table's header and the row."""
    for passage in passages:
        for header, rows in grids(passage.text):
            for row in rows if any(header) else ():
                if name.strip(_MARKS).lower() in _names_of(row[0]):
                    lines = ("| " + " | ".join(cells) + " |" for cells in (header, ["---"] * len(header), row))
                    yield replace(passage, text="\n".join(lines))


def told_of_name(question: str, found: Sequence[Passage], collection: Collection) -> Grounded | None:
    """Return the one row about the one name written as code; None where its place has not all that is asked for."""
    names = set(code_names(question))
    if len(names) != 1:
        return None
    name = names.pop()
    documents = [collection.document(source) for source in dict.fromkeys(each.source for each in found)]
    rows = {row.text: row for document in documents for row in rows_called(name, document)}
    if len(rows) != 1:
        return None
    row = next(iter(rows.values()))
    asked = stem_set(question.lower().replace(name, " ")) - _CARRIERS
    return quote(row) if asked <= stem_set(row.text) | over(row) else None


def _names_of(cell: str) -> list[str]:
    return [part.strip(_MARKS).lower() for part in re.split(r"[,/]| or ", _TAKEN.sub("", cell))]
