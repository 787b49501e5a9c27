"""How near each section is to a question in meaning: exact where it can be, else by graph."""

import threading
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from workbench.core.progress import Progress
from workbench.search.embedder import Embedder, Vectors
from workbench.search.nearest import EXACT_UP_TO, NearestVectors
from workbench.search.store import SectionStore
from workbench.search.vectors import Coverage, VectorStore
from workbench.search.words import plain
from workbench.storage.database import Database

_TEXT_FORM = 1  # how texts are prepared for the model: another form needs new vectors
_EMBEDDED_AT_ONCE = 512
_ONE_AT_A_TIME = threading.Lock()
"""Two readers beside each other would read the same texts."""

_POLL_SECONDS = 0.2
_CANDIDATES = 500


def stored_vectors(database: Database, model_id: str, dimension: int) -> VectorStore:
    """The vectors of a database that were made with a model, of texts as they are prepared now."""
    return VectorStore(database, f"{model_id}/{_TEXT_FORM}", dimension)


class MeaningIndex:
    """The vectors of one model, aligned with the sections of the index."""

    def __init__(self, database: Database, embedder: Embedder, folder: Path | None) -> None:
        self.embedder = embedder
        self._store = stored_vectors(database, embedder.model.id, embedder.dimension)
        self._folder = folder
        self._matrix: Vectors | None = None
        self._ids: NDArray[np.int64] = np.empty(0, np.int64)
        self._nearest: NearestVectors | None = None

    def coverage(self) -> Coverage:
        """How many sections have a vector."""
        return self._store.coverage()

    def embed_missing(
        self, sections: SectionStore, progress: Progress | None = None, most: int | None = None
    ) -> int:
        """Make the vectors that are missing (at most `most`); gives how many were made."""
        while not _ONE_AT_A_TIME.acquire(timeout=_POLL_SECONDS):
            if progress is not None:
                progress.check()
        try:
            return self._embed_missing(sections, progress, most)
        finally:
            _ONE_AT_A_TIME.release()

    def _embed_missing(
        self, sections: SectionStore, progress: Progress | None, most: int | None
    ) -> int:
        missing = self._store.missing()[:most]
        for start in range(0, len(missing), _EMBEDDED_AT_ONCE):
            if progress is not None:
                progress.report(start, len(missing), "reading for meaning")
            batch = missing[start : start + _EMBEDDED_AT_ONCE]
            texts = dict(sections.texts([number for number, _ in batch]))
            batch = [(number, content) for number, content in batch if number in texts]
            vectors = self.embedder.embed([plain(texts[number]) for number, _ in batch])
            self._store.put([content for _, content in batch], vectors)
        if missing:
            self._store.drop_unused()
            self._matrix = None
        return len(missing)

    def follow(self, ids: NDArray[np.int64], progress: Progress | None = None) -> None:
        """Get ready for these sections, all ids in ascending order."""
        if np.array_equal(ids, self._ids) and (self._matrix is not None or self._nearest):
            return
        self._ids = ids
        if len(ids) <= EXACT_UP_TO or self._folder is None:
            self._matrix, self._nearest = self._store.load(ids), None
            return
        self._matrix = None
        self._nearest = self._nearest or NearestVectors(self._store, self._folder)
        self._nearest.follow(ids, progress)

    def scores(self, query: str, chosen: NDArray[np.int64] | None) -> Vectors:
        """The cosine of the query with each section that was followed; NaN where not known.

        `chosen` are the positions to which the search is limited: those are compared
        exactly, whatever the size of the collection.
        """
        vector = self.embedder.embed([plain(query)], query=True)[0]
        if self._matrix is not None:
            matrix = self._matrix if chosen is None else self._matrix[chosen]
            return matrix @ vector
        if chosen is not None:
            return self._store.load(self._ids[chosen]) @ vector
        assert self._nearest is not None
        ids, cosines = self._nearest.search(vector, _CANDIDATES)
        scores = np.full(len(self._ids), cosines.min(initial=0.0), np.float32)
        scores[np.searchsorted(self._ids, ids)] = cosines
        return scores
