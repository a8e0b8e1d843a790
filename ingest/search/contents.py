"""Tables of contents: they have the words of every section, and so are found for every question, and answer none."""

import re

_CALLED_SO = re.compile(r"(?:^|> ?)(?:table of )?contents$", re.IGNORECASE)
_HEADING = re.compile(r"^\s*#{1,6} ")
_ENTRY = re.compile(r"(?!.*[^.\s][.;]$)\s*\S.{0,100}")  # no sentence, but a question may be a heading
_LED_TO_PAGE = re.compile(r".*\w.*(?:\s?[.…·_]){3,}\s*(\d{1,4})")
_FEWEST = 4
_ASKS_WHERE = re.compile(
    r"\b(?:chapters?|sections?|pages?|contents|parts?|appendi(?:x|ces)|cover(?:s|ed)?)\b", re.IGNORECASE
)


def is_contents(text: str, heading: str = "") -> bool:
    """Tell whether a passage is a table of contents: called one, or its lines lead to pages, each after the last."""
    lines = [line.rstrip() for line in text.splitlines() if line.strip()]
    titles = [_HEADING.sub("", line).strip() for line in lines if _HEADING.match(line)]
    entries = [line for line in lines if not _HEADING.match(line)]
    if len(entries) < _FEWEST:
        return False
    pages = [int(found[1]) for found in map(_LED_TO_PAGE.fullmatch, entries) if found]
    if 2 * len(pages) > len(entries):
        return pages == sorted(pages) and pages[0] < pages[-1]  # a menu's prices go up and down
    called_so = any(map(_CALLED_SO.search, (heading, *titles, entries[0].strip())))
    return called_so and all(map(_ENTRY.fullmatch, entries))


def asks_where(question: str) -> bool:
    """Tell whether a question is about the parts of a document, which its contents list."""
    return bool(_ASKS_WHERE.search(question))
