"""The vectors of sections in SQLite: every one with its model and the hash of its text."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from workbench.search.embedder import Vectors, checked
from workbench.storage.database import Database

_BATCH = 500


@dataclass(frozen=True, slots=True)
class Coverage:
    """How many sections have a vector of the model, of how many."""

    embedded: int
    total: int

    @property
    def complete(self) -> bool:
        """Whether every section has one."""
        return self.embedded >= self.total


class VectorStore:
    """The vectors of one model. Sections with equal text share one vector."""

    def __init__(self, database: Database, model: str, dimension: int) -> None:
        self.model = model
        self.dimension = dimension
        self._database = database

    def coverage(self) -> Coverage:
        """How far embedding has come."""
        sql = (
            "SELECT count(*), count(vector.content) FROM section"
            " LEFT JOIN vector ON vector.model = ? AND vector.content = section.content"
        )
        row = self._database.connection().execute(sql, (self.model,)).fetchone()
        return Coverage(embedded=row[1], total=row[0])

    def missing(self) -> list[tuple[int, str]]:
        """(section id, content hash) of every text without a vector."""
        sql = (
            "SELECT min(id), content FROM section WHERE NOT EXISTS"
            " (SELECT 1 FROM vector WHERE vector.model = ? AND vector.content = section.content)"
            " GROUP BY content ORDER BY min(id)"
        )
        rows = self._database.connection().execute(sql, (self.model,)).fetchall()
        return [(row[0], row[1]) for row in rows]

    def put(self, contents: Sequence[str], vectors: Vectors) -> None:
        """Keep vectors. Raises UserError on a zero or a NaN one; then none is kept."""
        if vectors.shape != (len(contents), self.dimension):
            raise ValueError(f"{len(contents)} texts, vectors of shape {vectors.shape}")
        rows = [
            (self.model, content, vector.tobytes())
            for content, vector in zip(contents, checked(vectors, self.model), strict=True)
        ]
        with self._database.write() as writer:
            writer.executemany("INSERT OR REPLACE INTO vector VALUES (?, ?, ?)", rows)

    def drop_unused(self) -> None:
        """Forget vectors of other models and of texts that are gone."""
        with self._database.write() as writer:
            writer.execute(
                "DELETE FROM vector WHERE model != ?"
                " OR NOT EXISTS (SELECT 1 FROM section WHERE section.content = vector.content)",
                (self.model,),
            )

    def load(self, ids: NDArray[np.int64]) -> Vectors:
        """One row a section, in the order of ids; a row of NaN where there is none yet."""
        matrix = np.full((len(ids), self.dimension), np.nan, np.float32)
        for start in range(0, len(ids), _BATCH):
            self._load_batch(ids, start, matrix)
        return matrix

    def _load_batch(self, ids: NDArray[np.int64], start: int, matrix: Vectors) -> None:
        batch = [int(one) for one in ids[start : start + _BATCH]]
        marks = ",".join("?" * len(batch))
        rows = self._database.connection().execute(
            # CROSS keeps SQLite from going through all vectors for each batch of sections.
            "SELECT section.id, data FROM section CROSS JOIN vector"
            " ON vector.content = section.content"
            f" WHERE model = ? AND section.id IN ({marks})",
            (self.model, *batch),
        )
        place = {one: start + offset for offset, one in enumerate(batch)}
        size = 4 * self.dimension
        for number, data in rows:
            if len(data) == size:
                matrix[place[number]] = np.frombuffer(data, np.float32)
