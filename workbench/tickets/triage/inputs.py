"""What the learners see of texts, and what makes vectors of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
import numpy.typing as npt

from workbench.core.progress import Progress
from workbench.tickets.triage.features import Features
from workbench.tickets.triage.sparse import Bools, Ints

Vectors = npt.NDArray[np.float32]
"""Embeddings [texts, dimensions]; a row of NaN is a text that was not embedded."""


class Embedder(Protocol):
    """Turns texts into vectors; the search room offers one that runs in a child process."""

    @property
    def name(self) -> str:
        """The model's name, kept with every prediction."""
        ...

    def embed(self, texts: Sequence[str], progress: Progress | None = None) -> Vectors:
        """Unit vectors, float32 [texts, dimensions]."""
        ...


@dataclass(frozen=True)
class Inputs:
    """What the learners see of some texts: sparse features, and vectors where there are any."""

    features: Features
    vectors: Vectors | None = None

    @property
    def count(self) -> int:
        """How many texts."""
        return self.features.all.shape[0]

    def rows(self, wanted: Ints) -> "Inputs":
        """The same of some texts."""
        vectors = None if self.vectors is None else self.vectors[wanted]
        return Inputs(self.features.rows(wanted), vectors)

    def followed_by(self, others: "Inputs") -> "Inputs":
        """These texts and then the others, which have vectors where these have some."""
        features = self.features.followed_by(others.features)
        if self.vectors is None or others.vectors is None:
            return Inputs(features)
        return Inputs(features, np.concatenate([self.vectors, others.vectors]))

    def as_new_to(self, known: "Inputs") -> "Inputs":
        """The same as if only `known` had been learnt from."""
        return Inputs(self.features.as_new_to(known.features), self.vectors)

    def embedded(self) -> Bools:
        """Which texts have a vector."""
        if self.vectors is None:
            return np.zeros(self.count, dtype=bool)
        return ~np.isnan(self.vectors[:, 0])

    def usable(self) -> Bools:
        """Which texts a learner of likeness can learn from: those with a vector, if any have."""
        return np.ones(self.count, dtype=bool) if self.vectors is None else self.embedded()
