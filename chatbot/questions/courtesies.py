"""What is said to the assistant itself, and how: thanks, a goodbye, what it can do, which documents it has.

Closed lists, matched as a whole: "What can you do with the scanner?" and "Which documents do I need?" are questions.
"""

import re
from collections.abc import Sequence

from ingest.addresses import name_of

_PART = re.compile(r"[,.!?;:–—]+|\s-\s")
_DOCUMENTS = r"(?:of )?(?:my |your |the )?(?:documents|docs|files)"
_HELD = (
    r"(?:do you have|do you know(?: of| about)?|have you (?:got|read)|are (?:there|loaded|here)|"
    r"can you (?:see|read|access|search)|did i (?:add|load)|have i (?:added|loaded)|"
    r"(?:are |do you have )?in (?:here|(?:the|this|your|my) (?:collection|library)))"
)
_PRAISE = (
    r"(?:that|this|it|you)(?: is|['’]s| was| were| has been| have been)?"
    r"(?: (?:a|very|really|so|most|quite|all|great|big))* "
    r"(?:helpful|useful|helps|helped|help|great|perfect|good|kind|nice|wonderful|excellent|enough|all)"
)
_FOR = r" for (?:(?:all )?(?:your|the|that|this)(?: \w+)?|helping(?: me)?)"
_FILLER = "filler"
_FILLERS = r"hi|hello|hey|ok|okay|great|well|so|and|please"
_KINDS = {
    "thanks": r"(?:many |a lot of )?(?:thanks|thank you|thx|cheers)"
    rf"(?: (?:so|very) much| a lot| again| footnote)?(?:{_FOR})?|(?:thanks |thank you )?{_PRAISE}",
    "goodbye": r"good[ -]?bye|bye(?:[ -]bye)?(?: for now)?|good ?night|farewell|take care|so long"
    r"|see (?:you|ya)(?: (?:later|soon|tomorrow|then|again|around))?"
    r"|have a (?:nice|good|great|lovely) (?:day|evening|night|weekend|time)",
    "abilities": r"what (?:all )?can you do(?: for me)?|what do you do|what are you (?:good )?for"
    r"|what are you able to do|(?:how|what) (?:can|do) you help(?: me)?(?: with)?|what can i ask(?: you)?(?: about)?"
    r"|what are your (?:abilities|capabilities|skills|functions|features)|help(?: me)?",
    "documents": rf"(?:which|what|how many) {_DOCUMENTS} {_HELD}"
    r"|what is in (?:the|this|your|my) (?:collection|library)"
    rf"|(?:can you )?(?:list|show|name)(?: me)?(?: all)? {_DOCUMENTS}(?: (?:that )?you have)?",
    _FILLER: rf"{_FILLERS}|footnote|cool|perfect|now|then",
}
_PATTERNS = {kind: re.compile(pattern, re.IGNORECASE) for kind, pattern in _KINDS.items()}
_AROUND = re.compile(rf"^(?:(?:{_FILLERS})\s+)+|\s+(?:please|footnote)$", re.IGNORECASE)
_NAMED = 10  # documents that a reply names; more would be a wall


def courtesy(text: str) -> str | None:
    """Return "thanks", "goodbye", "abilities" or "documents" where a text is nothing else, by what it says last."""
    kinds = [_kind(" ".join(part.split())) for part in _PART.split(text) if part.strip()]
    if None in kinds:
        return None
    return next((kind for kind in reversed(kinds) if kind != _FILLER), None)


def listed(sources: Sequence[str], listing: str) -> str:
    """Return how many documents there are and their names; of many the first ones, and the command `listing`."""
    names = list(map(name_of, sources))
    count = f"{len(names):,} {'document' if len(names) == 1 else 'documents'}"
    more = f" and {len(names) - _NAMED:,} more; `{listing}` shows them all" if len(names) > _NAMED else ""
    return f"{count}: {', '.join(names[:_NAMED])}{more}"


def _kind(part: str) -> str | None:
    for candidate in (part, _AROUND.sub("", part)):
        for kind, pattern in _PATTERNS.items():
            if pattern.fullmatch(candidate):
                return kind
    return None
