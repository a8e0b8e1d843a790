"""Chroma as the mirror of a collection's database: told of every change, asked for neighbours, rebuilt when torn."""

import json
import sqlite3
import time
from collections.abc import Collection, Iterator, Sequence
from typing import TYPE_CHECKING

from ingest.storage.database import parts, select_in, transaction
from ingest.storage.vectors import Row, Vectors

if TYPE_CHECKING:
    import numpy as np

_AT_ONCE = 1024


class Mirror:
    """A database and the vectors that follow it."""

    def __init__(self, database: sqlite3.Connection, vectors: Vectors) -> None:
        self._database = database
        self.vectors = vectors

    def follow(self) -> None:
        """Tell Chroma of what waits in the outbox; only for the one process that writes.

        Ends at the same state however often it is killed and begun again.
        """
        with self.vectors.hold():
            self._mend()
        waiting = [row["id"] for row in self._database.execute("SELECT id FROM outbox")]
        for ids in parts(waiting, _AT_ONCE):
            rows = list(self._rows(ids))
            gone = set(ids) - {row.id for row in rows}
            with self.vectors.hold():
                self.vectors.apply(rows, sorted(gone))
            with transaction(self._database):
                self._database.executemany("DELETE FROM outbox WHERE id = ?", [(id_,) for id_ in ids])
            if len(waiting) > _AT_ONCE:
                time.sleep(0.02)  # let a reader in between

    def nearest(self, vector: "np.ndarray", k: int, left_out: Collection[str] = ()) -> dict[str, float]:
        """Return the `k` nearest chunks that the database has, with their cosines, nearest first.

        Chunks of the sources in `left_out` are passed over.

        Chroma may still know chunks that are gone, and not know yet those in the outbox: both are seen to here.
        """
        wanted = 2 * k  # which of several equally near ones Chroma names last is chance, and no chance is wanted here
        while True:
            with self.vectors.hold():
                self._mend()
                told = self.vectors.nearest(vector, wanted)
            cosines = self._cosines_without(told, vector, left_out)
            if len(cosines) >= k or len(told) < wanted:
                break
            wanted *= 4
        waiting = [row["id"] for row in self._database.execute("SELECT id FROM outbox JOIN chunk USING (id)")]
        cosines |= self._cosines_without(waiting, vector, left_out)
        return dict(sorted(cosines.items(), key=lambda item: (-item[1], item[0]))[:k])

    def cosines(self, ids: Sequence[str], vector: "np.ndarray") -> dict[str, float]:
        """Return the similarity to `vector`, a unit vector, of each of the chunks that the database has."""
        import numpy as np

        query = "SELECT id, value FROM chunk JOIN vector ON vector.key = chunk.vector WHERE id IN (?)"
        rows = select_in(self._database, query, ids)
        return {row["id"]: float(np.frombuffer(row["value"], np.float32) @ vector) for row in rows}

    def _cosines_without(
        self, ids: Sequence[str], vector: "np.ndarray", left_out: Collection[str]
    ) -> dict[str, float]:
        cosines = self.cosines(ids, vector)
        if left_out:
            for row in select_in(self._database, "SELECT id, source FROM chunk WHERE id IN (?)", cosines):
                if row["source"] in left_out:
                    del cosines[row["id"]]
        return cosines

    def rebuild(self) -> None:
        """Make Chroma anew from the database; call it inside `vectors.hold()`."""
        ids = [row["id"] for row in self._database.execute("SELECT id FROM chunk ORDER BY number")]
        self.vectors.rebuild((list(self._rows(part)) for part in parts(ids, _AT_ONCE)), len(ids))

    def _mend(self) -> None:
        if self.vectors.torn:
            self.rebuild()

    def _rows(self, ids: Sequence[str]) -> Iterator[Row]:
        import numpy as np

        query = "SELECT id, value, text, metadata FROM chunk JOIN vector ON vector.key = chunk.vector WHERE id IN (?)"
        for row in select_in(self._database, query, ids):
            yield Row(row["id"], np.frombuffer(row["value"], np.float32), row["text"], json.loads(row["metadata"]))
