"""What was bought, from a bill whose amounts add up: "What did I buy?" is all lines that come to its subtotal.

The sum shows that none is missing and none is too many; where there is none, no list is made.
"""

import re
from collections.abc import Sequence
from dataclasses import replace

from chatbot.answers.grounding import Grounded
from chatbot.answers.notes import Notes
from chatbot.questions.plurals import stem_set
from chatbot.questions.qualifiers import is_added
from chatbot.tables.bills import Amount, amounts, bill
from ingest.collection import Collection, Passage

_ITEMS = r"(?:things|items|products|goods|articles)"
_BOUGHT = re.compile(
    rf"\W*(?:and )?(?:(?:what|which) (?:{_ITEMS} )?(?:did|have) (?:i|we) (?:buy|bought|purchased?|order(?:ed)?)"
    rf"|(?:what|which) {_ITEMS} (?:are|were) (?:on|in)"
    rf"|(?:list|name|show me) (?:all )?(?:the )?{_ITEMS} (?:on|from|in))\b(?P<rest>.*)",
    re.IGNORECASE | re.DOTALL,
)
_A_BILL = stem_set("receipt bill invoice order purchase")
_MOST = 40  # lines of a bill; more are better read there
_HEAD = 3  # lines


def bought(question: str, passages: Sequence[Passage], collection: Collection) -> Grounded | None:
    """Return all that was bought, by the one bill that a question may mean; None where there is none, or several."""
    asked = _BOUGHT.match(question)
    if not asked:
        return None
    wanted = stem_set(asked["rest"]) - _A_BILL
    documents = [collection.document(source) for source in dict.fromkeys(each.source for each in passages)]
    found = [(_items(amounts(document)), _opening(document)) for document in documents]
    meant = [items for items, shop in found if items and wanted <= shop | items[0].over]
    if len(meant) != 1 or len(meant[0]) > _MOST:
        return None
    notes = Notes()
    lines = [
        f"- {' '.join(item.label.split())}: {item.text} {notes.mark(_place(item, meant[0]))}" for item in meant[0]
    ]
    return Grounded("\n".join(lines), tuple(notes.citations))


def _opening(document: Sequence[Passage]) -> frozenset[str]:
    """Return the terms of how a document begins: a receipt with where it is from."""
    return stem_set(" ".join(document[0].text.splitlines()[:_HEAD]) if document else "")


def _place(item: Amount, items: Sequence[Amount]) -> Passage:
    """Return the passage of an item cut down to all items in it: what its footnote quotes."""
    there = [line for other in items if other.window.id == item.window.id for line in other.window.text.splitlines()]
    return replace(item.window, text="\n".join(dict.fromkeys(there)))


def _items(found: Sequence[Amount]) -> tuple[Amount, ...]:
    """Return the amounts of a bill that were bought: those of its subtotal, else of its total without tax and tip."""
    made = bill(found)
    if made is None or not made.adds_up:
        return ()
    if made.parts[0].is_subtotal:
        return made.inside
    return tuple(part for part in made.parts if not is_added(part.label))
