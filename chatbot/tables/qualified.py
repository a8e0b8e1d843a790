"""The amount that is asked for with or without something: "the total without the sales tax" is the subtotal.

What a document calls so itself is told, "Total excl. VAT". Before tax it is the subtotal, too; a total is with what it
is the sum of. What no line says is worked out, the total less the tax, where both are surely of one bill.
"""

import re
from collections.abc import Sequence
from dataclasses import replace

from chatbot.answers.evidence import CERTAIN, Evidence
from chatbot.mathematics.calculator import decimal_text
from chatbot.questions.plurals import stem_set
from chatbot.questions.qualifiers import WITH, WITHOUT, Qualifier, qualifier
from chatbot.tables.bills import Amount, Bill, amounts, bill
from chatbot.tables.labelled import with_named_whole
from chatbot.tables.lookup import CARRIERS
from ingest.collection import Collection, Passage
from ingest.text import sentences

_WHOLE = stem_set("total bill invoice receipt order check meal stay purchase sum whole due payable charge include")
_ASKS_TOTAL = stem_set("total bill invoice receipt order check whole")
_SAYING = (
    _WHOLE | CARRIERS | stem_set("excl incl excluding exclusive inclusive net gross plus ex pre sales value added")
)
_EACH = re.compile(r"\b(?:unit|each|per|piece)\b", re.IGNORECASE)
_CLAUSE = re.compile(r"[,;:]\s+|\s(?:and|or|but|while|whereas)\s")
_DIGITS = re.compile(r"\d(?:[\d.,]*\d)?")
_PRICES = re.compile(r"\b(?:prices|amounts|fees|rates|charges|fares|costs|figures)\b", re.IGNORECASE)


def qualified(question: str, passages: Sequence[Passage]) -> Qualifier | None:
    """Return what an amount is asked for with or without; None where that is nothing the passages speak of so.

    What is of no known kind must be a part of a bill, or a text may say so and need not.
    """
    asked = qualifier(question)
    if asked is None or asked.kind:
        return asked
    bills = filter(None, (bill(amounts(parts)) for parts in _by_document(passages)))
    if any(made.adds_up and _parts(asked, made) for made in bills):
        return asked
    return replace(asked, loose=True) if any(asked.told(each.text) for each in passages) else None


def amount_told(asked: Qualifier, passages: Sequence[Passage], collection: Collection) -> Evidence | None:
    """Return the amount that a document tells so; None where none does, or several that differ."""
    sources = dict.fromkeys(each.source for each in with_named_whole(passages, collection))
    told = [each for source in sources if (each := _told(asked, amounts(collection.document(source))))]
    if len({each.text for each in told}) != 1:
        return None
    return Evidence(told[0].text, told[0].window, CERTAIN, told[0].said, named=True)


def difference(asked: Qualifier, passages: Sequence[Passage]) -> set[str]:
    """Return the expressions for totals less what they are to be without, where no line tells that."""
    documents = [amounts(parts) for parts in _by_document(passages)]
    if any(_told(asked, found) for found in documents):
        return set()
    return {made for found in documents if (made := _difference(asked, found))}


def is_told_so(asked: Qualifier, said: str, place: Passage, passages: Sequence[Passage]) -> bool:
    """Tell whether a place says of a number that was said that it is with, or without, what was asked.

    The clause that has the number must, else its sentence or what stands over it; or its passage says that prices in
    general are so.
    """
    numbers = set(_DIGITS.findall(said)) - set(_DIGITS.findall(asked.rest))
    parts = [amount.called for amount in amounts([place]) if numbers & set(_DIGITS.findall(amount.text))]
    parts += [] if parts else [part for part in _prose(place) if numbers & set(_DIGITS.findall(part))]
    whole = next((each for each in passages if each.id == place.id), place)
    general = (told for part in _prose(whole) if _PRICES.search(part) and (told := asked.told(part)))
    around = asked.told(f"{place.title} {place.heading}") or next(general, frozenset())
    if asked.loose:
        return all(asked.sense in (told := asked.told(part)) or not (told or asked.names(part)) for part in parts)
    return any((_of_clause(asked, part, numbers) or around) == {asked.sense} for part in parts)


def is_unsaid(question: str, said: str, places: Sequence[Passage]) -> bool:
    """Tell whether a question is for an amount with or without something, and no place says so of the one said."""
    asked = qualified(question, places)
    return asked is not None and not any(is_told_so(asked, said, place, places) for place in places)


def _prose(passage: Passage) -> list[str]:
    return [part for part in sentences(passage.text) if not part.startswith("|")]


def _of_clause(asked: Qualifier, part: str, numbers: set[str]) -> frozenset[str]:
    clauses = [clause for clause in _CLAUSE.split(part) if numbers & set(_DIGITS.findall(clause))]
    return frozenset().union(*map(asked.told, clauses)) or asked.told(part)


def _by_document(passages: Sequence[Passage]) -> list[list[Passage]]:
    sources = dict.fromkeys(each.source for each in passages)
    return [[each for each in passages if each.source == source] for source in sources]


def _told(asked: Qualifier, found: Sequence[Amount]) -> Amount | None:
    """Return the one amount of a document that its label, or its bill, says to be with or without the thing."""
    so = [each for each in found if asked.told(each.called) == {asked.sense} and _is_meant(asked, each)]
    terms = stem_set(asked.rest)
    best = max((len(terms & stem_set(each.called)) for each in so), default=0)
    so = [each for each in so if len(terms & stem_set(each.called)) == best]
    if so:
        return so[0] if len({each.text for each in so}) == 1 else None
    made = _bill_of(asked, found)
    if made is None:
        return None
    return made.total if asked.sense == WITH else _before(asked, made)


def _is_meant(asked: Qualifier, amount: Amount) -> bool:
    """Tell whether an amount is that of what the question asks about, by its label and what stands over it.

    Nothing of the question may be left over, nor of the label; an item's name, under "Price excl. VAT", need not be
    said in full.
    """
    terms = stem_set(asked.rest)
    left, label = terms - _SAYING, stem_set(amount.label)
    if not left <= stem_set(amount.called) | amount.over or (terms & _ASKS_TOTAL and _EACH.search(amount.called)):
        return False
    if not asked.told(amount.label):
        return bool(left & label) or amount.is_total
    own = stem_set(re.sub(rf"\b(?:{asked.thing})\b|\d", " ", amount.label, flags=re.IGNORECASE))
    return own - _SAYING <= terms | amount.over


def _bill_of(asked: Qualifier, found: Sequence[Amount]) -> Bill | None:
    """Return the bill of a document that the question is about as a whole, and that the thing is a part of."""
    made = bill(found)
    if made is None or asked.earned or not _parts(asked, made) or asked.told(made.total.label):
        return None
    left = stem_set(asked.rest) - _SAYING
    return made if left <= stem_set(made.total.called) | made.total.over else None


def _parts(asked: Qualifier, made: Bill) -> list[Amount]:
    """Return the amounts of a bill that are meant: of a sales tax and a city tax that which the question names."""
    found, said = [part for part in (*made.parts, *made.inside) if asked.names(part.label)], stem_set(asked.said)
    most = max((len(said & stem_set(part.label)) for part in found), default=0)
    return [part for part in found if len(said & stem_set(part.label)) == most]


def _before(asked: Qualifier, made: Bill) -> Amount | None:
    """Return a bill's subtotal, where it is before tax, and all of that is meant, or lacks nothing else."""
    first, *others = made.parts
    every = [part for part in others if asked.names(part.label)]
    if every != _parts(asked, made) or not (first.is_subtotal or first.is_total):
        return None
    return first if (first.is_subtotal and asked.is_of_tax) or (made.adds_up and every == others) else None


def _difference(asked: Qualifier, found: Sequence[Amount]) -> str | None:
    made = _bill_of(asked, found) if asked.sense == WITHOUT else None
    values = [amount.value for amount in (made.total, *_parts(asked, made))] if made else [None]
    if None in values:
        return None
    total, *parts = values
    return " - ".join([decimal_text(total), *(decimal_text(n) if n >= 0 else f"({decimal_text(n)})" for n in parts)])
