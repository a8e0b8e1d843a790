"""The truth of a collection: one SQLite file with its sources, chunks, vectors, keyword index and outbox.

What changes together is one transaction here. Chroma only follows: the ids in `outbox` are those that it has
not been told of yet. Readers see a committed state at once (write-ahead log), also while another process writes.
"""

import errno
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from compress.home import UserError
from ingest.storage.places import FILE, no_collection

FORMAT = 1
_MANY = 500  # parameters of one statement; every SQLite takes 999

_SCHEMA = """
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE source (
    source TEXT PRIMARY KEY, title TEXT NOT NULL, hash TEXT NOT NULL,
    chunks INTEGER NOT NULL, digest TEXT NOT NULL, added TEXT NOT NULL
) WITHOUT ROWID;
-- words: the text that is embedded and searched for keywords; vector: the key of its vector
CREATE TABLE chunk (
    number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, source TEXT NOT NULL, vector TEXT NOT NULL,
    name TEXT NOT NULL, words TEXT NOT NULL, text TEXT NOT NULL, metadata TEXT NOT NULL
);
CREATE INDEX chunk_source ON chunk (source);
CREATE INDEX chunk_vector ON chunk (vector);
-- addressed by content: equal words share a vector, and a killed run's vectors are found again
CREATE TABLE vector (key TEXT PRIMARY KEY, value BLOB NOT NULL);
CREATE TABLE outbox (id TEXT PRIMARY KEY) WITHOUT ROWID;
CREATE VIRTUAL TABLE keyword USING fts5(
    words, name, content = 'chunk', content_rowid = 'number', tokenize = 'porter unicode61 remove_diacritics 2'
);
CREATE TRIGGER chunk_added AFTER INSERT ON chunk BEGIN
    INSERT INTO keyword (rowid, words, name) VALUES (new.number, new.words, new.name);
END;
CREATE TRIGGER chunk_removed AFTER DELETE ON chunk BEGIN
    INSERT INTO keyword (keyword, rowid, words, name) VALUES ('delete', old.number, old.words, old.name);
END;
"""


class StorageError(UserError):
    """The disk is full, read-only or damaged: no file's fault, so a run ends with it."""


def connect(folder: Path, new: Mapping[str, str] | None = None) -> sqlite3.Connection:
    """Open a collection's database; with `new`, make one that states these facts where there is none.

    Raises `UserError` where there is no collection and none is to be made, or it is of another format.
    """
    file = folder / FILE
    with storage_errors(folder):
        if new is not None:
            folder.mkdir(parents=True, exist_ok=True)
        elif not file.is_file():
            raise no_collection(folder)
        connection = sqlite3.connect(file, timeout=30, isolation_level=None, check_same_thread=False)
        connection.row_factory = sqlite3.Row
        if new is not None and _format(connection) == 0:
            _make_tables(connection, new)
        if (found := _format(connection)) != FORMAT:
            connection.close()
            if found == 0:  # a run was killed before it had made the tables
                raise no_collection(folder)
            raise UserError(f"{file} is of format {found}, this Footnote reads {FORMAT}; add the documents again")
        connection.execute("PRAGMA synchronous = FULL")  # a commit outlives a power cut; there are few of them
    return connection


def _format(connection: sqlite3.Connection) -> int:
    return connection.execute("PRAGMA user_version").fetchone()[0]


def _make_tables(connection: sqlite3.Connection, facts: Mapping[str, str]) -> None:
    connection.execute("PRAGMA journal_mode = WAL")
    with transaction(connection):
        if _format(connection) != 0:  # another process was quicker
            return
        for statement in _statements(_SCHEMA):
            connection.execute(statement)
        connection.executemany("INSERT INTO meta (key, value) VALUES (?, ?)", facts.items())
        connection.execute(f"PRAGMA user_version = {FORMAT}")


def _statements(script: str) -> Iterator[str]:
    """Cut a script into statements: `executescript` would commit the open transaction."""
    statement = ""
    for line in script.splitlines():
        statement += line + "\n"
        if sqlite3.complete_statement(statement):
            yield statement
            statement = ""


@contextmanager
def transaction(connection: sqlite3.Connection) -> Iterator[None]:
    """Commit what the block does, as one; undo it if the block raises."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
        connection.execute("COMMIT")
    except BaseException:
        connection.rollback()  # where SQLite has not done so already, as it does when the disk is full
        raise


def get_meta(connection: sqlite3.Connection, key: str) -> str | None:
    """Return a fact about the collection, such as its "embedder" or "dimension"."""
    row = connection.execute("SELECT value FROM meta WHERE key = ?", (key,)).fetchone()
    return row["value"] if row else None


def select_in(connection: sqlite3.Connection, query: str, values: Iterable[str]) -> Iterator[sqlite3.Row]:
    """Run a query whose `IN (?)` takes any number of values; the rows come in no order."""
    for part in parts(list(values)):
        yield from connection.execute(query.replace("(?)", f"({','.join('?' * len(part))})"), part)


def parts(values: Sequence, size: int = _MANY) -> Iterator[Sequence]:
    """Cut a sequence into pieces of at most `size`."""
    for start in range(0, len(values), size):
        yield values[start : start + size]


@contextmanager
def snapshot(connection: sqlite3.Connection) -> Iterator[None]:
    """Let every query of the block see one and the same state."""
    connection.execute("BEGIN")
    try:
        yield
    finally:
        connection.rollback()  # nothing was written


@contextmanager
def storage_errors(folder: Path) -> Iterator[None]:
    """Turn what the disk did wrong into one sentence that says how to mend it."""
    try:
        yield
    except sqlite3.DatabaseError as error:
        for cause in _chain(error):
            if why := _storage_sentence(folder, cause):
                raise StorageError(why) from error
        raise
    except OSError as error:
        if isinstance(error, BlockingIOError | InterruptedError):
            raise
        raise StorageError(_os_sentence(folder, error)) from error


def _chain(error: BaseException | None) -> Iterator[sqlite3.DatabaseError]:
    """Yield the database errors in whose course an error came up: undoing may fail in turn and hide the reason."""
    while error is not None:
        if isinstance(error, sqlite3.DatabaseError):
            yield error
        error = error.__cause__ or error.__context__


def full_disk(folder: Path) -> str:
    """Return the sentence about a full disk."""
    return f"the disk that holds {folder} is full: free some space and run the same again; what was stored is safe"


def _storage_sentence(folder: Path, error: sqlite3.DatabaseError) -> str | None:
    code = getattr(error, "sqlite_errorcode", None)
    match code & 0xFF if code is not None else None:
        case sqlite3.SQLITE_FULL:
            return full_disk(folder)
        case sqlite3.SQLITE_READONLY | sqlite3.SQLITE_CANTOPEN | sqlite3.SQLITE_PERM:
            return _read_only(folder)
        case sqlite3.SQLITE_BUSY | sqlite3.SQLITE_LOCKED:
            return f"another process keeps {folder} locked; wait until it is done and try again"
        case sqlite3.SQLITE_CORRUPT | sqlite3.SQLITE_NOTADB:
            return f"{folder / FILE} is damaged; move {folder} away and add the documents again"
        case sqlite3.SQLITE_IOERR:
            return f"the disk that holds {folder} failed ({error}); check it and run the same command again"
    return None


def _os_sentence(folder: Path, error: OSError) -> str:
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return full_disk(folder)
    if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return _read_only(folder)
    return f"{folder} cannot be used ({error.strerror}); choose another place with --home or FOOTNOTE_HOME"


def _read_only(folder: Path) -> str:
    return f"{folder} cannot be written; choose another place with --home or FOOTNOTE_HOME, or allow writing there"
