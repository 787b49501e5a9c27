"""Nearest vectors above 100,000 sections: a usearch HNSW graph kept as a checked cache file."""

import hashlib
import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from workbench.core.progress import Progress
from workbench.search.embedder import Vectors
from workbench.search.vectors import VectorStore
from workbench.storage.files import write_atomically

EXACT_UP_TO = 100_000
"""Below, comparing with every vector is faster than 4 ms, never wrong and needs no file."""

_FORMAT = 1
_EXPANSION_ADDED = 64
_EXPANSION_ASKED = 256
"""Half the time to build of usearch's own 128, and a wider search finds as much again."""
_ADDED_AT_ONCE = 5_000
_REMOVED_BEFORE_REBUILD = 0.3


@dataclass(frozen=True, slots=True)
class _Label:
    """What a graph file is; kept beside it, since usearch opens damaged and foreign files."""

    format: int
    model: str
    dimension: int
    file: str
    sha256: str


class NearestVectors:
    """The graph of one model's vectors, with section ids as keys."""

    def __init__(self, store: VectorStore, folder: Path) -> None:
        self._store = store
        self._folder = folder
        self._label = folder / "nearest.json"
        self._graph: Any = self._open() or self._empty()

    def __len__(self) -> int:
        return len(self._graph)

    def follow(self, ids: NDArray[np.int64], progress: Progress | None = None) -> None:
        """Add and remove vectors until the graph holds exactly those of `ids`, and save it."""
        present = np.asarray(self._graph.keys, np.int64).ravel()
        gone, new = np.setdiff1d(present, ids), np.setdiff1d(ids, present)
        if not len(gone) and not len(new):
            return
        if len(gone) > _REMOVED_BEFORE_REBUILD * max(len(present), 1):
            self._graph, new, gone = self._empty(), ids, gone[:0]
        for key in gone:
            self._graph.remove(int(key))
        for start in range(0, len(new), _ADDED_AT_ONCE):
            if progress is not None:
                progress.report(start, len(new), "ordering meanings")
            batch = new[start : start + _ADDED_AT_ONCE]
            vectors = self._store.load(batch)
            known = np.isfinite(vectors[:, 0])
            # Threads that start a graph together can leave a node that nobody points at.
            threads = 1 if len(self._graph) < _ADDED_AT_ONCE else 0
            self._graph.add(batch[known].astype(np.uint64), vectors[known], threads=threads)
        self._save()

    def search(self, query: Vectors, count: int) -> tuple[NDArray[np.int64], Vectors]:
        """Ids and cosines of the nearest vectors, best first."""
        found = self._graph.search(query, count)
        return np.asarray(found.keys, np.int64), (1 - np.asarray(found.distances)).astype("f4")

    def _empty(self) -> Any:
        from usearch.index import Index

        return Index(
            ndim=self._store.dimension,
            metric="cos",
            dtype="f16",
            expansion_add=_EXPANSION_ADDED,
            expansion_search=_EXPANSION_ASKED,
        )

    def _open(self) -> Any:
        """The saved graph; None when it is absent, of another model, or not as it was saved."""
        try:
            label = _Label(**json.loads(self._label.read_text(encoding="utf-8")))
            path = self._folder / label.file
            with path.open("rb") as file:
                whole = hashlib.file_digest(file, "sha256").hexdigest() == label.sha256
            wanted = (_FORMAT, self._store.model, self._store.dimension)
            if not whole or (label.format, label.model, label.dimension) != wanted:
                return None
            graph = self._empty()
            graph.load(str(path))
        except (OSError, ValueError, TypeError, RuntimeError):
            return None
        graph.expansion_add, graph.expansion_search = _EXPANSION_ADDED, _EXPANSION_ASKED
        return graph if graph.ndim == self._store.dimension else None

    def _save(self) -> None:
        """Write a new file, then point the label at it: a kill leaves the old pair or the new."""
        self._folder.mkdir(parents=True, exist_ok=True)
        temporary = self._folder / f"nearest-{os.getpid()}.tmp"
        self._graph.save(str(temporary))
        with temporary.open("rb+") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
            os.fsync(file.fileno())
        name = f"nearest-{digest[:16]}.usearch"
        temporary.replace(self._folder / name)
        label = _Label(_FORMAT, self._store.model, self._store.dimension, name, digest)
        write_atomically(self._label, json.dumps(asdict(label)).encode())
        for old in [*self._folder.glob("nearest-*.usearch"), *self._folder.glob("nearest-*.tmp")]:
            if old.name != name:
                old.unlink(missing_ok=True)
