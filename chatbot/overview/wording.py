"""Which document a question wants an overview of: "What is report.pdf about?", "Who wrote the paper on pruning?".

A question for something that a document says, "What does report.pdf say about rain?", is none: the wording is matched
as a whole, and what stands where the document should must be the name of one and nothing else.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from ingest.search.naming import called

_ABOUT = r"what(?: is|['’]s| are) (.+?) (?:all )?about"
_SUMMARY = (
    r"summari[sz]e (.+)|"
    r"(?:(?:give|show|write|tell)(?: me)? )?(?:a |an |the )?(?:(?:short|brief|quick) )?"
    r"(?:summary|overview|outline|gist) of (.+)|what is the (?:summary|gist|subject|topic) of (.+)"
)
_CONTENTS = (
    r"what(?: is|['’]s| stands) (?:written )?in(?:side)? (.+)|what can i (?:find|read) in (.+)|"
    r"what does (.+) (?:contain|cover|say|describe|include|deal with|talk about|tell(?: me| us)?)|"
    r"(?:describe|outline|tell me about) (.+)|what are the (?:contents|headings|chapters|sections|columns) of (.+)"
)
_FINDINGS = (
    r"(?:what (?:are|were)|list|name|tell me|give me) (?:the |its )?(?:main |key |major |most important |central )*"
    r"(?:findings?|results?|conclusions?|outcomes?|take-?aways?|points|messages?) of (.+)|"
    r"what did (.+) find(?: out)?|what does (.+) (?:find|conclude)|"
    r"what is the (?:conclusion|result|outcome|finding) of (.+)"
)
_AUTHORS = (
    r"who (?:wrote|authored|compiled|prepared) (.+)|who (?:is|are|was|were) (?:the )?(?:authors?|writers?) of (.+)|"
    r"who (?:is|was) (.+?)(?: written)? by|by whom (?:is|was) (.+?)(?: written)?|"
    r"(?:what (?:is|are) )?the (?:names? of the )?authors? of (.+)"
)
_BY_AUTHORS = re.compile(rf"\W*(?:{_AUTHORS})\W*", re.IGNORECASE)
_BY_FINDINGS = re.compile(rf"\W*(?:{_FINDINGS})\W*", re.IGNORECASE)
_BY_TITLE = re.compile(rf"\W*(?:{_ABOUT}|{_SUMMARY})\W*", re.IGNORECASE)  # of these a bare title is sure enough
_BY_NAME = re.compile(rf"\W*(?:{_CONTENTS})\W*", re.IGNORECASE)
_ANY = r"(?:document|file|pdf|text)"
_KIND = (
    r"(?:paper|report|book|article|spreadsheet|workbook|presentation|notebook|page|web ?page|manual|guide|handbook)"
)
_THIS = re.compile(
    rf"(?:this|that|the|my|our)(?: (?:uploaded|attached|added))? {_ANY}|(?:this|my) {_KIND}", re.IGNORECASE
)
_THE_ONE = re.compile(rf"(?:this|that|the|my|our) (?:{_ANY}|{_KIND})", re.IGNORECASE)


Part = Literal["", "findings", "authors"]


@dataclass(frozen=True)
class Meant:
    """The documents that may be meant, by source; `said` is how the question calls them. None: it is not there."""

    said: str
    sources: tuple[str, ...]
    part: Part = ""  # what of it is wanted, where that is not what it is about

    @property
    def only(self) -> str | None:
        """The source, where one document is meant."""
        return self.sources[0] if len(self.sources) == 1 else None


def meant(question: str, documents: Sequence[tuple[str, str]]) -> Meant | None:
    """Return which of the documents (source, title) a question wants an overview of; None where it wants none."""
    part, found = _asked(question)
    said = next(filter(None, found.groups()), "").rstrip(" ?!.") if found else ""
    if not said or not documents:
        return None
    named = called(said, documents, by_title=bool(part == "authors" or _BY_TITLE.fullmatch(question)))
    if named is not None:
        return Meant(said, tuple(named), part)
    generic = _THE_ONE if len(documents) == 1 else _THIS
    sources = tuple(source for source, _ in documents)
    return Meant(said, sources, part) if generic.fullmatch(said) else None


def _asked(question: str) -> tuple[Part, re.Match[str] | None]:
    """Return what of a document is wanted, and the wording that asks for it, which has the document's name."""
    if found := _BY_FINDINGS.fullmatch(question):
        return "findings", found
    if found := _BY_AUTHORS.fullmatch(question):
        return "authors", found
    return "", _BY_TITLE.fullmatch(question) or _BY_NAME.fullmatch(question)
