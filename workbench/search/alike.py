"""Orders what words found by how near it is in meaning to a document of the index.

Only vectors that are stored already are used: nothing is embedded, no process is started.
"""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from workbench.search.documents import Hit
from workbench.search.meaning import stored_vectors
from workbench.search.models import InstalledModel
from workbench.search.store import SectionStore
from workbench.storage.database import Database

Vector = NDArray[np.float32]

_MEANING = 0.5
"""The share of the cosine in the score; the rest is the score by words.

Measured on pairs of tickets that report the same (`tests/bench`), with the hundred best by
words: .3 to .7 find more of them than words alone, .5 the most.
"""


class StoredMeaning:
    """The vectors that a workspace keeps of one model."""

    def __init__(self, database: Database, model: InstalledModel) -> None:
        self._sections = SectionStore(database)
        self._vectors = stored_vectors(database, model.id, model.dimension)

    def of(self, kind: str, key: str) -> Vector | None:
        """The vector of how a document begins; None where there is none yet."""
        ids = self._sections.ids_of(kind, [key]).get(key)
        if not ids:
            return None
        vector = self._vectors.load(np.array(ids[:1], np.int64))[0]
        return None if np.isnan(vector).any() else vector

    def nearer_first(self, meaning: Vector, hits: Sequence[Hit]) -> list[Hit]:
        """The hits with their scores by words and meaning together, best first.

        A document is as near as its nearest section. One without a vector keeps its score.
        """
        nearness: dict[tuple[str, str], float] = {}
        for kind in {hit.kind for hit in hits}:
            found = self._sections.ids_of(kind, [hit.key for hit in hits if hit.kind == kind])
            ids = np.array([one for own in found.values() for one in own], np.int64)
            keys = [key for key, own in found.items() for _ in own]
            for key, cosine in zip(keys, (self._vectors.load(ids) @ meaning).tolist(), strict=True):
                if not np.isnan(cosine):
                    nearness[kind, key] = max(cosine, nearness.get((kind, key), -1.0))
        scored = [_with_meaning(hit, nearness.get((hit.kind, hit.key))) for hit in hits]
        return sorted(scored, key=lambda hit: -hit.score)


def _with_meaning(hit: Hit, cosine: float | None) -> Hit:
    if cosine is None:
        return hit
    score = (1 - _MEANING) * hit.score + _MEANING * max(cosine, 0.0)
    return replace(hit, score=round(score, 4), why=f"{hit.why}; meaning: {cosine:.2f}")
