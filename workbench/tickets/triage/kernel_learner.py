"""The model of what texts mean: kernel ridge regression, and the same without some of its rows."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.linalg import cho_factor, cho_solve, get_lapack_funcs

from workbench.tickets.triage.inputs import Inputs, Vectors
from workbench.tickets.triage.sparse import Bools, Floats, Ints, Matrix
from workbench.tickets.triage.word_learners import UNSEEN_MARGIN

_CHUNK = 200
_SHARPNESS = 2.0
_MEANING = 0.8
"""The weight of the vectors' cosine; the rest is that of the words' cosine."""

_RIDGE = 0.1


@dataclass(frozen=True)
class KernelLearner:
    """Scores by likeness to training texts, in what texts mean and how they are worded.

    The kernel is Gaussian in a weighted mean of two cosines, of vectors and of single words.
    Measured, it is better than a linear model of the vectors, most with few labels.
    `seen` says which classes training had.
    """

    seen: Bools
    words: Matrix
    vectors: Vectors
    weights: npt.NDArray[np.float32]

    def scores(self, inputs: Inputs) -> Floats:
        """Margins [texts, classes]; zero for a text without a vector."""
        found = np.empty((inputs.count, self.weights.shape[1]))
        for rows in _chunks(inputs.count):
            found[rows] = _kernel(inputs.rows(rows), self.words, self.vectors) @ self.weights
        found[:, ~self.seen] = UNSEEN_MARGIN
        found[~inputs.embedded()] = 0
        return found


class KernelFit:
    """Kernel ridge regression in closed form, trained once for all rows and for all but some."""

    def __init__(self, inputs: Inputs, labels: Ints, classes: int, held_out: Ints) -> None:
        """Train on texts that all have vectors; `held_out` are the rows that `without` knows."""
        count = len(labels)
        order = np.concatenate([np.setdiff1d(np.arange(count), held_out), held_out])
        known = inputs.rows(order)
        self._place = np.empty(count, dtype=np.int64)
        self._place[order] = np.arange(count)
        self._labels, self._classes = labels[order], classes
        self._words: Matrix = known.features.single
        self._vectors = _vectors(known)
        among = np.empty((count, count), dtype=np.float32)
        for rows in _chunks(count):
            after = slice(int(rows[0]), None)  # of the symmetric matrix, half is enough
            words = self._words[after]
            among[rows, after] = _kernel(known.rows(rows), words, self._vectors[after])
        among[np.diag_indices(count)] += _RIDGE
        # Transposed, the array lies in memory as LAPACK wants it: no copy is made.
        self._factor: npt.NDArray[np.float32]
        self._factor, _ = cho_factor(among.T, lower=True, overwrite_a=True, check_finite=False)
        wanted = np.where(np.arange(classes) == self._labels[:, None], 1, -1)
        self._weights = self._solved(wanted.astype(np.float32))
        self._first_held_out = count - len(held_out)
        self._inverse = _inverse_of_the_end(self._factor, self._first_held_out)

    @property
    def learner(self) -> KernelLearner:
        """Trained on all rows."""
        return self._learner(self._weights, np.arange(len(self._labels)))

    def without(self, rows: Ints) -> KernelLearner:
        """As if trained without these of the rows held out.

        By the inverse of a partitioned matrix: with A the inverse and G the rows left out,
        the weights of the others are w - A[:, G] A[G, G]^-1 w[G].
        """
        out = np.sort(self._place[rows])
        held = out - self._first_held_out
        block = np.tril(self._inverse[np.ix_(held, held)]).astype(np.float64)
        block += np.tril(block, -1).T
        share = np.zeros_like(self._weights)
        share[out] = np.linalg.solve(block, self._weights[out].astype(np.float64))
        weights = self._weights - self._solved(share)
        weights[out] = 0
        return self._learner(weights, np.setdiff1d(np.arange(len(self._labels)), out))

    def _solved(self, wanted: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
        return cho_solve((self._factor, True), wanted, check_finite=False)

    def _learner(self, weights: npt.NDArray[np.float32], trained: Ints) -> KernelLearner:
        seen = np.bincount(self._labels[trained], minlength=self._classes) > 0
        return KernelLearner(seen, self._words, self._vectors, weights)


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


def _kernel(inputs: Inputs, words: Matrix, vectors: Vectors) -> npt.NDArray[np.float32]:
    """Likeness of texts to those of training [texts, training texts], at most 1."""
    # Nearly all texts share a word, so that the product is dense: so is the smaller factor.
    worded = words @ inputs.features.single.toarray().T
    worded *= 1 - _MEANING
    likeness = vectors @ _vectors(inputs).T
    likeness *= _MEANING
    likeness += worded
    likeness -= 1
    likeness *= _SHARPNESS
    return np.exp(likeness, out=likeness).T


def _vectors(inputs: Inputs) -> Vectors:
    assert inputs.vectors is not None
    return np.nan_to_num(inputs.vectors)


def _chunks(count: int) -> Iterator[Ints]:
    for start in range(0, count, _CHUNK):
        yield np.arange(start, min(start + _CHUNK, count))
