"""One amount of a table where several are wanted together: "How much in total is still open?" is no single row.

What code cannot add up is better refused than half told.
"""

import re

from chatbot.questions.plurals import stem_set
from chatbot.tables.columns import SUMS
from chatbot.tables.reading import grids
from ingest.collection import Passage

_TOGETHER = re.compile(r"\b(?:in total|in all|altogether|all together|combined|the sum of)\b", re.IGNORECASE)
_FEWEST_COLUMNS = 3  # a form's two are a label and its value


def is_one_of_many(question: str, told: Passage) -> bool:
    """Tell whether a row that something was found in is one of those that a question wants together.

    It is not where its first cell is called as the question says, or as a sum is.
    """
    if not _TOGETHER.search(question):
        return False
    rows = [row for header, found in grids(told.text) if len(header) >= _FEWEST_COLUMNS for row in found]
    asked = stem_set(question)
    return bool(rows) and not any(SUMS.search(" ".join(row)) or asked & stem_set(row[0]) for row in rows)
