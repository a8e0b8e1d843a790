"""What tests say of a collection's stored state."""

from collections import defaultdict

from ingest.collection import Collection
from ingest.storage.verify import compare_chroma


def assert_whole(collection: Collection) -> None:
    """Assert that sources, chunks, records, keyword index and Chroma agree, and that nothing waits."""
    rows = collection._database.execute("SELECT number, id, source FROM chunk").fetchall()
    ids = {row["id"]: row["source"] for row in rows}
    records = dict(map(tuple, collection._database.execute("SELECT key, group_id FROM upsertion_record")))
    assert records == ids
    indexed = {row[0] for row in collection._database.execute("SELECT id FROM keyword_docsize")}
    assert indexed == {row["number"] for row in rows}
    assert {source.source: source.chunks for source in collection.sources()} == {
        source: list(ids.values()).count(source) for source in set(ids.values())
    }
    assert collection._database.execute("SELECT count(*) FROM outbox").fetchone()[0] == 0
    assert not collection._mirror.vectors.torn
    assert compare_chroma(collection.folder) == []


def chunk_texts(collection: Collection) -> dict[str, list[str]]:
    """Return the sorted texts of each document."""
    found = defaultdict(list)
    for row in collection._database.execute("SELECT source, text FROM chunk"):
        found[row["source"]].append(row["text"])
    return {source: sorted(texts) for source, texts in found.items()}


def state(collection: Collection) -> dict:
    """Return all that is stored and does not depend on when: documents, chunks, vectors."""
    chunks = collection._database.execute("SELECT id, source, vector, words, text, metadata FROM chunk ORDER BY id")
    return {
        "sources": [(s.source, s.title, s.chunks, s.hash) for s in collection.sources()],
        "chunks": [tuple(row) for row in chunks],
        "vectors": [tuple(row) for row in collection._database.execute("SELECT key, value FROM vector ORDER BY key")],
    }
