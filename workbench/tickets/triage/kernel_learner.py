"""The model of what texts mean: kernel ridge regression, and the same without some of its rows."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.linalg import cho_factor, cho_solve, get_lapack_funcs

from workbench.tickets.triage.inputs import Inputs, Vectors
from workbench.tickets.triage.sparse import Bools, Floats, Ints, Matrix
from workbench.tickets.triage.word_learners import UNSEEN_MARGIN

Weights = npt.NDArray[np.float32]
"""One number for each training text and class [texts, classes]."""

_CHUNK = 200
_SHARPNESS = 2.0
_MEANING = 0.8
"""The weight of the vectors' cosine, if there are any; the rest is that of the words'."""

_RIDGE = 0.1
_SAME = 0.992
"""The kernel of a text with itself; less than 1, as vectors vary with what is read beside."""


@dataclass(frozen=True)
class KernelLearner:
    """Scores by likeness to training texts, in what texts mean and how they are worded.

    The kernel is Gaussian in a weighted mean of two cosines, of vectors and of single words;
    without vectors, in that of the words.
    Measured, it is better than a linear model of the vectors, most with few labels.
    `seen` says which classes training had. `corrections`, where there are some, are what the
    scores of a training text change by when that text itself is left out.
    """

    seen: Bools
    words: Matrix
    vectors: Vectors | None
    weights: Weights
    corrections: Weights | None = None

    def scores(self, inputs: Inputs) -> Floats:
        """Margins [texts, classes]; zero for a text without a vector where training had some."""
        found = np.empty((inputs.count, self.weights.shape[1]))
        for rows in _chunks(inputs.count):
            likeness = _kernel(inputs.rows(rows), self.words, self.vectors)
            found[rows] = likeness @ self.weights
            if self.corrections is not None:
                text, same = np.nonzero(likeness >= _SAME)
                np.add.at(found, rows[text], self.corrections[same])
        found[:, ~self.seen] = UNSEEN_MARGIN
        if self.vectors is not None:
            found[~inputs.embedded()] = 0
        return found


class KernelRidge:
    """Kernel ridge regression in closed form: factored once, solved for all rows or all but some.

    What is wanted of the rows is [texts, classes] numbers from -1 to 1.
    """

    def __init__(self, inputs: Inputs, held_out: Ints) -> None:
        """Prepare for texts that all have vectors, or none; `held_out` can be left out later."""
        count = inputs.count
        self._order = np.concatenate([np.setdiff1d(np.arange(count), held_out), held_out])
        known = inputs.rows(self._order)
        self._place = np.empty(count, dtype=np.int64)
        self._place[self._order] = np.arange(count)
        self._words: Matrix = known.features.single
        self._vectors = _vectors(known)
        among = np.empty((count, count), dtype=np.float32)
        for rows in _chunks(count):
            after = slice(int(rows[0]), None)  # of the symmetric matrix, half is enough
            vectors = None if self._vectors is None else self._vectors[after]
            among[rows, after] = _kernel(known.rows(rows), self._words[after], vectors)
        among[np.diag_indices(count)] += _RIDGE
        # Transposed, the array lies in memory as LAPACK wants it: no copy is made.
        self._factor: npt.NDArray[np.float32]
        self._factor, _ = cho_factor(among.T, lower=True, overwrite_a=True, check_finite=False)
        self._first_held_out = count - len(held_out)
        self._inverse = _inverse_of_the_end(self._factor, self._first_held_out)

    def solved(self, wanted: Weights) -> Weights:
        """The weights of the rows, in an order of their own."""
        return self._solved(wanted[self._order])

    def without(self, weights: Weights, rows: Ints) -> Weights:
        """Weights as if solved without these of the rows held out.

        By the inverse of a partitioned matrix: with A the inverse and G the rows left out,
        the weights of the others are w - A[:, G] A[G, G]^-1 w[G].
        """
        out = np.sort(self._place[rows])
        held = out - self._first_held_out
        block = np.tril(self._inverse[np.ix_(held, held)]).astype(np.float64)
        block += np.tril(block, -1).T
        share = np.zeros_like(weights)
        share[out] = np.linalg.solve(block, weights[out].astype(np.float64))
        left = weights - self._solved(share)
        left[out] = 0
        return left

    def corrections(self, weights: Weights, rows: Ints) -> Weights:
        """What leaving out one of these held-out rows adds to its own scores; 0 for others.

        With A the inverse, the score of a row is y - ridge w, and y - w / A[i, i] without it
        (leave-one-out in closed form).
        """
        place = self._place[rows]
        diagonal = np.diagonal(self._inverse)[place - self._first_held_out]
        found = np.zeros_like(weights)
        found[place] = weights[place] * (_RIDGE - 1 / diagonal)[:, None]
        return found

    def learner(
        self, weights: Weights, seen: Bools, corrections: Weights | None = None
    ) -> KernelLearner:
        """What scores with these weights."""
        return KernelLearner(seen, self._words, self._vectors, weights, corrections)

    def _solved(self, wanted: Weights) -> Weights:
        return cho_solve((self._factor, True), wanted, check_finite=False)


class KernelFit:
    """Kernel ridge regression trained on labelled texts, once for all and for all but some."""

    def __init__(self, inputs: Inputs, labels: Ints, classes: int, held_out: Ints) -> None:
        """Train on texts that all have vectors; `held_out` are the rows that `without` knows."""
        self._labels, self._classes = labels, classes
        self._ridge = KernelRidge(inputs, held_out)
        self._weights = self._ridge.solved(wanted_of(labels, classes))

    @property
    def learner(self) -> KernelLearner:
        """Trained on all rows."""
        return self._ridge.learner(self._weights, seen_in(self._labels, self._classes))

    def without(self, rows: Ints) -> KernelLearner:
        """As if trained without these of the rows held out."""
        seen = seen_in(np.delete(self._labels, rows), self._classes)
        return self._ridge.learner(self._ridge.without(self._weights, rows), seen)


def wanted_of(labels: Ints, classes: int) -> Weights:
    """1 at the label of each row, -1 at the others [texts, classes]."""
    return np.where(np.arange(classes) == labels[:, None], 1, -1).astype(np.float32)


def seen_in(labels: Ints, classes: int) -> Bools:
    """Which classes occur [classes]."""
    return np.bincount(labels, minlength=classes) > 0


def _inverse_of_the_end(factor: npt.NDArray[np.float32], first: int) -> npt.NDArray[np.float32]:
    """The lower half of the end, from `first` on, of the inverse of a matrix from its factor.

    Of a lower triangular factor, the end of the inverse depends on the end alone.
    """
    end = np.asfortranarray(factor[first:, first:])
    if not end.size:
        return end
    (invert,) = get_lapack_funcs(("potri",), (end,))
    inverse, failed = invert(end, lower=True, overwrite_c=True)
    assert not failed, "the factor of a positive definite matrix"
    return inverse


def _kernel(inputs: Inputs, words: Matrix, vectors: Vectors | None) -> Weights:
    """Likeness of texts to those of training [texts, training texts], at most 1."""
    # Nearly all texts share a word, so that the product is dense: so is the smaller factor.
    likeness = words @ inputs.features.single.toarray().T
    if vectors is not None:
        likeness *= 1 - _MEANING
        meant = vectors @ _given(inputs).T
        meant *= _MEANING
        likeness += meant
    likeness -= 1
    likeness *= _SHARPNESS
    return np.exp(likeness, out=likeness).T


def _vectors(inputs: Inputs) -> Vectors | None:
    return None if inputs.vectors is None else np.nan_to_num(inputs.vectors)


def _given(inputs: Inputs) -> Vectors:
    vectors = _vectors(inputs)
    assert vectors is not None, "training had vectors"
    return vectors


def _chunks(count: int) -> Iterator[Ints]:
    for start in range(0, count, _CHUNK):
        yield np.arange(start, min(start + _CHUNK, count))
