"""The linear models under the triage; each gives one score per text and class."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt
from scipy.linalg import cho_factor, cho_solve
from sklearn.naive_bayes import MultinomialNB
from sklearn.svm import LinearSVC

from workbench.tickets.features import Features
from workbench.tickets.ratio_margins import RatioMargins
from workbench.tickets.sparse import Bools, Floats, Ints, Matrix

Vectors = npt.NDArray[np.float32]
"""Embeddings [texts, dimensions]; a row of NaN is a text that was not embedded."""

_UNSEEN_MARGIN = -1.0
_UNSEEN_LOG_PROBABILITY = -30.0

_MANY = 20_000
"""Rows above which a smoother margin and log-count ratios told more (on long, noisy tickets)."""

_MOST_COMPARED = 12_000
_CHUNK = 500
_SHARPNESS = 2.0
_MEANING = 0.8
"""The weight of the vectors' cosine; the rest is that of the words' cosine."""

_RIDGE = 0.1


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


class WordLearners:
    """The models of words trained on one set of rows, scoring into a fixed list of classes."""

    def __init__(self, features: Features, labels: Ints, classes: int) -> None:
        """Train on rows [texts] with class numbers; at least two classes must occur."""
        self._classes = classes
        self._words = features.words.shape[1]
        many = len(labels) > _MANY
        self._margins = LinearSVC(C=0.3 if many else 0.5, tol=1e-2, random_state=0)
        self._margins.fit(features.all, labels)
        if many:
            self._counts: Any = RatioMargins(features.words, labels)
        else:
            self._counts = MultinomialNB(alpha=0.05).fit(features.words, labels)

    def scores(self, features: Features) -> list[Floats]:
        """Two matrices [texts, classes]: margins, and what the counts of words say."""
        margins = _two_columns(self._margins.decision_function(features.all))
        found = [self._placed(margins, self._margins, _UNSEEN_MARGIN)]
        if isinstance(self._counts, RatioMargins):
            counted, unseen = self._counts.scores(features.words), _UNSEEN_MARGIN
        else:
            counted = self._counts.predict_log_proba(features.words)
            unseen = _UNSEEN_LOG_PROBABILITY
        return [*found, self._placed(counted, self._counts, unseen)]

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


class Learners:
    """The models trained on all rows: of words, and of vectors where rows have them."""

    def __init__(self, inputs: Inputs, labels: Ints, classes: int) -> None:
        """Train on rows [texts] with class numbers; at least two classes must occur."""
        self.words = WordLearners(inputs.features, labels, classes)
        self._kernel: KernelLearner | None = None
        embedded = np.flatnonzero(inputs.embedded())
        if len(embedded):
            self._kernel = KernelLearner(inputs.rows(embedded), labels[embedded], classes)

    def scores(self, inputs: Inputs) -> list[Floats]:
        """One matrix [texts, classes] per model: margins, counts, likeness."""
        found = self.words.scores(inputs.features)
        return found if self._kernel is None else [*found, self._kernel.scores(inputs)]


class KernelLearner:
    """Kernel ridge regression on what texts mean and how they are worded, in closed form.

    The kernel is Gaussian in a weighted mean of two cosines, of vectors and of single words.
    Measured, it is better than a linear model of the vectors, most with few labels.
    """

    def __init__(self, inputs: Inputs, labels: Ints, classes: int) -> None:
        """Train on texts with vectors; of many, on an even sample."""
        kept = np.random.default_rng(0).permutation(inputs.count)[:_MOST_COMPARED]
        kept.sort()
        known = inputs.rows(kept)
        self._seen = np.bincount(labels[kept], minlength=classes) > 0
        self._words: Matrix = known.features.single.T.tocsr()
        self._vectors = _vectors(known)
        among = np.empty((len(kept), len(kept)), dtype=np.float32)
        for rows in _chunks(len(kept)):
            among[rows] = self._kernel(known.rows(rows))
        among[np.diag_indices(len(kept))] += _RIDGE
        wanted = np.where(np.arange(classes) == labels[kept][:, None], 1, -1).astype(np.float32)
        # Transposed, the (symmetric) array lies in memory as LAPACK wants it: no copy is made.
        factor = cho_factor(among.T, lower=True, overwrite_a=True, check_finite=False)
        self._weights = cho_solve(factor, wanted, check_finite=False)

    def scores(self, inputs: Inputs) -> Floats:
        """Margins [texts, classes]; zero for a text without a vector."""
        found = np.empty((inputs.count, self._weights.shape[1]))
        for rows in _chunks(inputs.count):
            found[rows] = self._kernel(inputs.rows(rows)) @ self._weights
        found[:, ~self._seen] = _UNSEEN_MARGIN
        found[~inputs.embedded()] = 0
        return found

    def _kernel(self, inputs: Inputs) -> npt.NDArray[np.float32]:
        """Likeness of texts to those of training [texts, training texts], at most 1."""
        worded = (inputs.features.single @ self._words).toarray()
        meant = _vectors(inputs) @ self._vectors.T
        return np.exp(_SHARPNESS * (_MEANING * meant + (1 - _MEANING) * worded - 1))


def _vectors(inputs: Inputs) -> Vectors:
    assert inputs.vectors is not None
    return np.nan_to_num(inputs.vectors)


def _chunks(count: int) -> Iterator[Ints]:
    for start in range(0, count, _CHUNK):
        yield np.arange(start, min(start + _CHUNK, count))


def _two_columns(margins: Floats) -> Floats:
    """Two classes give one margin per text: the second class's."""
    return np.column_stack([-margins, margins]) if margins.ndim == 1 else margins
