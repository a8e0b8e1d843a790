"""A row of a table that is of something else than the question, which names another row of the same table.

Of "Which subsidiary of the museum makes bicycles?" a reader points at the bicycles, and these are the ferry's.
"""

import re
from collections.abc import Sequence

from chatbot.questions.plurals import stem_set
from chatbot.tables.reading import grids, row_of
from ingest.collection import Passage

_ABOUT_OTHERS = re.compile(  # where the answer is another row by right
    r"\b(?:than|other|another|except|besides|after|before|next|first|last|follow\w*|succe\w+|neighbou?rs?|like|same)\b",
    re.IGNORECASE,
)


def is_of_another_row(question: str, told: Passage, passages: Sequence[Passage]) -> bool:
    """Tell whether what was found is a row of another name than that of a row which the question asks something of."""
    if not told.text.startswith("|") or _ABOUT_OTHERS.search(question):
        return False
    own = row_of(told.text)[1][0]
    if stem_set(own) & stem_set(question):
        return False
    whole = next((passage.text for passage in passages if passage.id == told.id), told.text)
    return any(_owns(row[0], question) for _, rows in grids(whole) for row in rows if row[0] != own)


def _owns(name: str, question: str) -> bool:
    """Tell whether a question asks for something of a name: "the keeper of the museum", "the museum's keeper"."""
    if not re.search(r"[^\W\d_]{3}", name):
        return False
    found = rf"\b(?:of|at|in|by) (?:the |an? |our |my )?{re.escape(name)}(?!\w)|(?<!\w){re.escape(name)}['’]s\b"
    return bool(re.search(found, question, re.IGNORECASE))
