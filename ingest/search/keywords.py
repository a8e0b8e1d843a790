"""Search by words: SQLite's FTS5 with its Porter stemmer, in the collection's database.

A question is searched as plain words: nothing in it can be taken for FTS5's query language.
"""

import json
import re
import sqlite3
import unicodedata
from collections.abc import Collection, Iterable, Sequence

# Words too common to tell one passage from another; a question is full of them.
STOP_WORDS = frozenset(
    """a about above after again all also am an and any are as at be because been before being below between both but
    by can could did do does doing down during each few for from further had has have having he her here hers him his
    how i if in into is it its itself just me more most my no nor not of off on once only or other our ours out over
    own please same she should so some such tell than that the their theirs them then there these they this those
    through to too under until up us very was we were what when where which while who whom why will with would you
    your yours""".split()
)

# What is not of the sources that a parameter lists, as JSON: a statement's text stays the same for any number.
_KEPT = "keyword.rowid NOT IN (SELECT number FROM chunk WHERE source IN (SELECT value FROM json_each(?)))"

_WORD = re.compile(r"[^\W_]+")


def search(
    connection: sqlite3.Connection,
    query: str,
    limit: int,
    left_out: Collection[str] = (),
    sources: Sequence[str] = (),
) -> list[str]:
    """Return the ids of the chunks that share words with the query, best first by BM25, at most `limit`.

    Only chunks of `sources` count, where some are given; chunks of the sources in `left_out` are passed over.
    """
    match = match_expression(query)
    if not match:
        return []
    rows = connection.execute(
        "SELECT chunk.id FROM keyword JOIN chunk ON chunk.number = keyword.rowid WHERE keyword MATCH :match "
        "AND (:sources IS NULL OR chunk.source IN (SELECT value FROM json_each(:sources))) "
        "AND chunk.source NOT IN (SELECT value FROM json_each(:left_out)) "
        "ORDER BY bm25(keyword), chunk.id LIMIT :limit",
        {
            "match": match,
            "sources": json.dumps(list(sources)) if sources else None,
            "left_out": json.dumps(list(left_out)),
            "limit": limit,
        },
    )
    return [row["id"] for row in rows]


def match_expression(query: str) -> str:
    """Return the query's words quoted and joined by OR; "" where it has none that tells anything.

    Stop words and single letters are dropped. What was written as one word with marks inside it (`e-mail`,
    `3.5`) is searched as a phrase as well.
    """
    terms: dict[str, None] = {}
    for written in unicodedata.normalize("NFC", query).lower().split():
        words = _WORD.findall(written)
        telling = [word for word in words if word not in STOP_WORDS and (len(word) > 1 or word.isdigit())]
        terms.update(dict.fromkeys(telling))
        if len(words) > 1 and telling:
            terms[" ".join(words)] = None
    return " OR ".join(f'"{term}"' for term in terms)


def term_frequencies(
    connection: sqlite3.Connection, terms: Iterable[str], left_out: Collection[str] = ()
) -> dict[str, int]:
    """Return in how many chunks each term occurs, in any inflection that the stemmer takes for the same.

    Chunks of the sources in `left_out` are not counted.
    """
    sources = json.dumps(list(left_out))
    return {term: _frequency(connection, term, sources) for term in terms}


def _frequency(connection: sqlite3.Connection, term: str, left_out: str) -> int:
    words = _WORD.findall(unicodedata.normalize("NFC", term))
    if not words:
        return 0
    phrase = f'"{" ".join(words)}"'
    query = f"SELECT count(*) FROM keyword WHERE keyword MATCH ? AND {_KEPT}"  # noqa: S608 - ours
    return connection.execute(query, (phrase, left_out)).fetchone()[0]
