"""Margins on words weighted by how much more often they occur in a class than elsewhere."""

import numpy as np
from scipy.sparse import csr_matrix
from sklearn.svm import LinearSVC

from workbench.tickets.triage.sparse import Floats, Ints, Matrix

_STRICTNESS = 0.1


class RatioMargins:
    """One margin per class on features times log-count ratios (Wang and Manning 2012, NBSVM).

    Measured, with thousands of rows per class it errs otherwise than plain margins do; with
    few rows per class naive Bayes is the better second opinion.
    """

    def __init__(self, words: Matrix, labels: Ints) -> None:
        """Train on rows [texts, words] with class numbers, of which at least two occur."""
        self.classes_: Ints = np.unique(labels)
        member = (labels[:, None] == self.classes_).astype(np.float32)
        present = csr_matrix((np.ones_like(words.data), words.indices, words.indptr), words.shape)
        inside: Floats = 1 + np.asarray(present.T @ member)
        outside: Floats = 1 + np.asarray(present.sum(axis=0)).reshape(-1, 1) - (inside - 1)
        within, without = inside / inside.sum(axis=0), outside / outside.sum(axis=0)
        ratios: Floats = np.log(within) - np.log(without)
        weights: list[Floats] = []
        offsets: list[float] = []
        for column, number in enumerate(self.classes_.tolist()):
            ratio = ratios[:, column]
            model = LinearSVC(C=_STRICTNESS, tol=1e-2, random_state=0)
            model.fit(_scaled(words, ratio), labels == number)
            # The ratios go into the weights: texts to score need no scaling of their own.
            weights.append(model.coef_[0] * ratio)
            offsets.append(float(np.ravel(model.intercept_)[0]))
        self._weights = np.column_stack(weights)
        self._offsets = np.array(offsets)

    def scores(self, words: Matrix) -> Floats:
        """Margins [texts, classes that occurred]."""
        return np.asarray(words @ self._weights) + self._offsets


def _scaled(words: Matrix, ratio: Floats) -> Matrix:
    data = words.data * ratio[words.indices].astype(np.float32)
    return csr_matrix((data, words.indices, words.indptr), words.shape)
