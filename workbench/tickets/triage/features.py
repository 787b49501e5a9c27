"""Turns ticket texts into sparse features: TF-IDF of words and of characters."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_matrix, hstack, vstack
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.preprocessing import normalize
from sklearn.utils.extmath import randomized_svd

from workbench.tickets.triage.sparse import Floats, Ints, Matrix
from workbench.tickets.triage.word_pieces import WordPieces

LONGEST_TEXT = 10_000
"""Characters of a text that are looked at: a pasted log adds nothing after that."""

_WORD = re.compile(r"\w\w")
"""What the vectorisers take for a word: single letters are none."""

_FEW = 500
_MANY = 20_000
_TOPICS = 200


@dataclass(frozen=True)
class Features:
    """One row per text: words (1-2 grams), words with characters, single words.

    `topics`, [texts, topics], is what single words that occur together have in common (latent
    semantic analysis, Deerwester et al. 1990).

    `rarity` holds the rarity (inverse document frequency) of each distinct single word that
    the space knows, `mass` the sum over all distinct words of a text, known or not.
    """

    words: Matrix
    all: Matrix
    single: Matrix
    rarity: Matrix
    mass: Floats
    topics: npt.NDArray[np.float32]

    @property
    def pieces(self) -> Matrix:
        """Pieces of words alone, of unit length."""
        return self.all[:, self.words.shape[1] :]

    def rows(self, wanted: Ints) -> "Features":
        """The same features of some texts."""
        return Features(
            self.words[wanted],
            self.all[wanted],
            self.single[wanted],
            self.rarity[wanted],
            self.mass[wanted],
            self.topics[wanted],
        )

    def followed_by(self, others: "Features") -> "Features":
        """The features of these texts and then of the others."""
        return Features(
            _below(self.words, others.words),
            _below(self.all, others.all),
            _below(self.single, others.single),
            _below(self.rarity, others.rarity),
            np.concatenate([self.mass, others.mass]),
            np.concatenate([self.topics, others.topics]),
        )

    def as_new_to(self, known: "Features") -> "Features":
        """These texts as new ones would be seen if only `known` had been learnt from.

        What no known text has is left out and the rest is of unit length again. Otherwise texts
        held out of training look less sure than new texts will, whose unknown words count for
        nothing.
        """
        words = _seen_only(self.words, known.words)
        pieces = _seen_only(self.pieces, known.pieces)
        joined = _beside(words, pieces)
        single = _seen_only(self.single, known.single)
        return Features(words, joined, single, self.rarity, self.mass, self.topics)


class FeatureSpace:
    """The vocabulary and weights learnt from training texts."""

    def __init__(self, texts: Sequence[str]) -> None:
        """Learn from texts (at least one)."""
        rare = 2 if len(texts) >= _MANY else 1
        shared: dict[str, Any] = {"sublinear_tf": True, "dtype": np.float32}
        self._words = TfidfVectorizer(ngram_range=(1, 2), min_df=rare, **shared)
        self._single = TfidfVectorizer(token_pattern=r"(?u)\b\w+\b", **shared)
        cut = [_cut(text) for text in texts]
        words, single = self._words.fit_transform(cut), self._single.fit_transform(cut)
        self.word_names: Sequence[str] = self._words.get_feature_names_out().tolist()
        """The names of the columns of `Features.words`."""
        least = 1 if len(texts) < _FEW else 2
        # Of many texts, short pieces tell nothing that longer ones do not tell better.
        self._pieces = WordPieces(cut, least, *((4, 5) if len(texts) >= _MANY else (2, 5)))
        most = min(_TOPICS, *single.shape)
        # The directions in which single words vary most together.
        directions = randomized_svd(single, most, random_state=0)[2]
        self._directions = directions.T.astype(np.float32)
        self.training = self._assemble(cut, words, self._pieces.training, single)

    def features(self, texts: Sequence[str]) -> Features:
        """The features of new texts in the learnt space."""
        cut = [_cut(text) for text in texts]
        return self._assemble(
            cut,
            self._words.transform(cut),
            self._pieces.transform(cut),
            self._single.transform(cut),
        )

    def _assemble(
        self, texts: Sequence[str], words: Matrix, pieces: Matrix, single: Matrix
    ) -> Features:
        joined = _beside(words, pieces)
        single = csr_matrix(single)
        weights: Floats = np.asarray(self._single.idf_, np.float64)
        rarity = csr_matrix((weights[single.indices], single.indices, single.indptr), single.shape)
        split: Callable[[str], list[str]] = self._single.build_analyzer()
        distinct = np.array([len(set(split(text))) for text in texts])
        unknown = distinct - np.diff(single.indptr)
        mass = np.asarray(rarity.sum(axis=1)).ravel() + unknown * (float(weights.max()) + 0.5)
        topics = np.asarray(single @ self._directions)
        return Features(csr_matrix(words), joined, single, rarity, mass, topics)


def _beside(words: Matrix, pieces: Matrix) -> Matrix:
    return csr_matrix(hstack([words, pieces], format="csr", dtype=np.float32))


def _below(upper: Matrix, lower: Matrix) -> Matrix:
    return csr_matrix(vstack([upper, lower], format="csr"))


def _seen_only(rows: Matrix, known: Matrix) -> Matrix:
    """Rows without the columns that are empty in `known`, of unit length."""
    seen = np.bincount(known.indices, minlength=known.shape[1]) > 0
    data = np.where(seen[rows.indices], rows.data, 0).astype(np.float32)
    return normalize(csr_matrix((data, rows.indices, rows.indptr), rows.shape), copy=False)


def _cut(text: str) -> str:
    """The part of a text that is looked at, never empty of words for the vectorisers."""
    cut = text[:LONGEST_TEXT]
    return cut if _WORD.search(cut) else f"{cut} ticket"
