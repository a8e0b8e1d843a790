"""Documents that a question calls by their kind alone: "the report", where one document alone is called a report."""

import re
from collections.abc import Iterable

from ingest.addresses import file_of

_WORD = re.compile(r"[^\W_]+")
_KIND = "|".join(
    """agreement article blog book brochure contract deck essay guide handbook invoice lease letter manual memo minutes
    notebook paper policy presentation receipt recipe report review slides spreadsheet study survey thesis
    workbook""".split()
)
_THE = "(?:the|this|that|our|my)"
# What may follow a document's kind and makes no other thing of it: "the guide says", and not "the guide dog".
_GOES_ON = (
    r"(?:in|from|of|on|about|and|or|is|are|was|were|does|do|did|has|have|had|can|should|say|tell|mention|describe|explain|"
    r"find|propose|recommend|suggest|conclude|argue|show|claim|give|name|list|state|cover|use)s?\b"
)
_SPEAKS_OF = re.compile(rf"\b{_THE} (?P<kind>{_KIND})(?: post)?(?=\W*$|,|,? {_GOES_ON})", re.IGNORECASE)
_PUT_TO = re.compile(
    rf"[,\s]*\b(?:in|from|of|on|by|according to) {_THE} (?:{_KIND})(?: post)?(?=\W*$)|"
    rf"^\W*(?:in|according to) {_THE} (?:{_KIND})(?: post)?,?",
    re.IGNORECASE,
)


def of_that_kind(question: str, documents: Iterable[tuple[str, str]]) -> str | None:
    """Return the source, of `documents` (source, title), that "the report" must mean: it alone is named so."""
    found = _SPEAKS_OF.search(question)
    if not found:
        return None
    named = [source for source, title in documents if found["kind"].lower() in _words(source, title)]
    return named[0] if len(named) == 1 else None


def without_kind(question: str) -> str:
    """Return a question without the document that it is put to: of "the costs in the report", "the costs"."""
    return _PUT_TO.sub("", question).strip() if _PUT_TO.search(question) else question


def _words(source: str, title: str) -> set[str]:
    return {word.lower() for word in _WORD.findall(f"{file_of(source).stem} {title}".replace("_", " "))}
