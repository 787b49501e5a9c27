"""The linear models under the triage; each gives one score per text and class."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt
from scipy.linalg import solve_triangular
from sklearn.naive_bayes import MultinomialNB
from sklearn.svm import LinearSVC

from workbench.tickets.features import Features
from workbench.tickets.sparse import Bools, Floats, Ints

Vectors = npt.NDArray[np.float32]
"""Embeddings [texts, dimensions]; a row of NaN is a text that was not embedded."""

_UNSEEN_MARGIN = -1.0
_UNSEEN_LOG_PROBABILITY = -30.0

_MANY = 20_000
"""Rows above which a smoother margin told more (measured on long, noisy tickets)."""

_LANDMARKS = 1_500
_SHARPNESS = 1.5
_RIDGE = 0.1
_JITTER = 1e-4


class Embedder(Protocol):
    """Turns texts into vectors; the search room offers one that runs in a child process."""

    @property
    def name(self) -> str:
        """The model's name, kept with every prediction."""
        ...

    def embed(self, texts: Sequence[str]) -> Vectors:
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

    def embedded(self) -> Bools:
        """Which texts have a vector."""
        if self.vectors is None:
            return np.zeros(self.count, dtype=bool)
        return ~np.isnan(self.vectors[:, 0])


class Learners:
    """The models trained on one set of rows, scoring into a fixed list of classes."""

    def __init__(self, inputs: Inputs, labels: Ints, classes: int) -> None:
        """Train on rows [texts] with class numbers; at least two classes must occur."""
        self._classes = classes
        self._words = inputs.features.words.shape[1]
        strictness = 0.3 if len(labels) > _MANY else 0.5
        self._margins = LinearSVC(C=strictness, tol=1e-2, random_state=0)
        self._margins.fit(inputs.features.all, labels)
        self._bayes = MultinomialNB(alpha=0.05).fit(inputs.features.words, labels)
        self._dense: DenseLearner | None = None
        embedded = inputs.embedded()
        if inputs.vectors is not None and embedded.any():
            self._dense = DenseLearner(inputs.vectors[embedded], labels[embedded], classes)

    def scores(self, inputs: Inputs) -> list[Floats]:
        """One matrix [texts, classes] per model: margins, log-probabilities, likeness."""
        margins = _two_columns(self._margins.decision_function(inputs.features.all))
        bayes = self._bayes.predict_log_proba(inputs.features.words)
        found = [
            self._placed(margins, self._margins, _UNSEEN_MARGIN),
            self._placed(bayes, self._bayes, _UNSEEN_LOG_PROBABILITY),
        ]
        if self._dense is not None and inputs.vectors is not None:
            found.append(self._dense.scores(inputs.vectors))
        return found

    def word_weights(self, label: int) -> Floats:
        """The weight of every column of `Features.words` for a class."""
        trained = self._margins.classes_.tolist()
        if label not in trained:
            return np.zeros(self._words)
        position, coefficients = trained.index(label), self._margins.coef_
        if len(coefficients) == 1:
            row = coefficients[0] if position else -coefficients[0]
        else:
            row = coefficients[position]
        return row[: self._words]

    def _placed(self, scores: Floats, model: Any, unseen: float) -> Floats:
        """Scores of the trained classes, placed among all classes."""
        placed = np.full((len(scores), self._classes), unseen)
        placed[:, model.classes_] = scores
        return placed


class DenseLearner:
    """Kernel ridge regression on embeddings, through landmarks (Nyström; Williams, Seeger 2001).

    Closed form, so that it trains in seconds on hundreds of classes, where a logistic
    regression takes minutes; measured, it is also a little better.
    """

    def __init__(self, vectors: Vectors, labels: Ints, classes: int) -> None:
        """Train on unit vectors [texts, dimensions]."""
        self._seen = np.bincount(labels, minlength=classes) > 0
        chosen = np.random.default_rng(0).permutation(len(vectors))[:_LANDMARKS]
        self._landmarks = vectors[chosen]
        among = self._kernel(self._landmarks) + _JITTER * np.eye(len(chosen))
        self._root = np.linalg.cholesky(among)
        data = self._mapped(vectors)
        wanted = np.where(np.arange(classes) == labels[:, None], 1.0, -1.0)
        inner = data.T @ data + _RIDGE * np.eye(data.shape[1])
        self._weights = np.linalg.solve(inner, data.T @ wanted)

    def scores(self, vectors: Vectors) -> Floats:
        """Margins [texts, classes]; zero for a text without a vector."""
        found = self._mapped(np.nan_to_num(vectors)) @ self._weights
        found[:, ~self._seen] = _UNSEEN_MARGIN
        found[np.isnan(vectors[:, 0])] = 0
        return found

    def _kernel(self, vectors: Vectors) -> Floats:
        """Gaussian kernel with the landmarks, of unit vectors: a function of the cosine."""
        return np.exp(_SHARPNESS * (vectors @ self._landmarks.T - 1)).astype(np.float64)

    def _mapped(self, vectors: Vectors) -> Floats:
        return solve_triangular(self._root, self._kernel(vectors).T, lower=True).T


def _two_columns(margins: Floats) -> Floats:
    """Two classes give one margin per text: the second class's."""
    return np.column_stack([-margins, margins]) if margins.ndim == 1 else margins
