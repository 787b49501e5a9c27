"""Character n-grams of words, computed once per distinct word instead of once per text.

The same features as scikit-learn's `char_wb` analyser with TF-IDF, several times faster:
texts repeat their words, so [texts, words] x [words, n-grams] is one sparse product.
"""

from collections import Counter
from collections.abc import Iterator, Sequence

import numpy as np
from scipy.sparse import csr_matrix, diags
from sklearn.preprocessing import normalize

from workbench.tickets.triage.sparse import Matrix

_LONGEST_WORD = 100


class WordPieces:
    """TF-IDF of the character n-grams inside words, `shortest` to `longest` characters."""

    def __init__(self, texts: Sequence[str], least: int, shortest: int = 2, longest: int = 5):
        """Learn from texts; an n-gram must occur in `least` of them."""
        self._lengths = range(shortest, longest + 1)
        self._column: dict[str, int] = {}
        counts = self._counts(texts, learn=True)
        present = np.bincount(counts.indices, minlength=counts.shape[1])
        kept = np.flatnonzero(present >= least)
        names = list(self._column)
        self._column = {names[old]: new for new, old in enumerate(kept.tolist())}
        rarity = np.log((1 + counts.shape[0]) / (1 + present[kept])) + 1
        self._rarity = diags(rarity.astype(np.float32))
        self.training = self._weighted(csr_matrix(counts[:, kept]))

    def transform(self, texts: Sequence[str]) -> Matrix:
        """Rows of unit length, float32 [texts, n-grams]."""
        return self._weighted(self._counts(texts, learn=False))

    def _weighted(self, counts: Matrix) -> Matrix:
        counts.data = 1 + np.log(counts.data)
        return normalize(counts @ self._rarity, copy=False)

    def _counts(self, texts: Sequence[str], *, learn: bool) -> Matrix:
        """How often each n-gram occurs in each text."""
        number: dict[str, int] = {}
        starts, words, times = [0], list[int](), list[int]()
        for text in texts:
            for word, count in Counter(text.lower().split()).items():
                words.append(number.setdefault(word, len(number)))
                times.append(count)
            starts.append(len(words))
        shape = (len(texts), len(number))
        occurrences = csr_matrix((np.array(times, np.float32), words, starts), shape=shape)
        return csr_matrix(occurrences @ self._pieces(list(number), learn=learn))

    def _pieces(self, words: Sequence[str], *, learn: bool) -> Matrix:
        starts, columns = [0], list[int]()
        for word in words:
            for piece in self._split(word):
                if learn:
                    columns.append(self._column.setdefault(piece, len(self._column)))
                elif piece in self._column:
                    columns.append(self._column[piece])
            starts.append(len(columns))
        shape = (len(words), len(self._column))
        return csr_matrix((np.ones(len(columns), np.float32), columns, starts), shape=shape)

    def _split(self, word: str) -> Iterator[str]:
        padded = f" {word[:_LONGEST_WORD]} "
        for length in self._lengths:
            for start in range(max(len(padded) - length + 1, 1)):
                yield padded[start : start + length]
