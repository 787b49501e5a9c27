"""Tells texts of known kinds from texts unlike anything in training, without labels for those."""

from dataclasses import dataclass, replace

import numpy as np
from scipy.sparse import csr_matrix

from workbench.core.progress import Progress
from workbench.tickets.triage.inputs import Inputs
from workbench.tickets.triage.sparse import Bools, Floats, Ints, Matrix

_NEIGHBOURS = 20_000
_CHUNK = 500
_KEPT = 0.997
"""The share of known tickets that the gate lets pass."""

_WEIGHTS = (1.0, 0.5, 0.25, 0.5, 0.5)
_WEIGHTS_WITH_VECTORS = (0.5, 0.25, 0.0, 0.5, 0.5, 1.0, 1.0)
"""How much each sign counts, in standard deviations: margin, known words, nearest by words,
words and pieces of words that the likeliest class knows, nearest class by vectors, nearest text
by vectors. Fitting them on hidden classes was tried and ranked truly foreign texts worse."""

UNKNOWN_WORDS = 0.2
"""A text of which training knows a smaller share of its words is always unknown."""


@dataclass(frozen=True)
class Gate:
    """Scores how much a text is like training; below `least` it is not accepted.

    The signs are measured in standard deviations (`spread`) from their mean (`centre`) on
    held-out tickets of known kinds. `most` is how sure one can be of a text below `least`: as
    often as such held-out tickets were judged right, by Laplace's rule of succession.
    """

    centre: Floats
    spread: Floats
    least: float
    most: float

    def score(self, signs: Floats) -> Floats:
        """Higher is more like training [texts], from signs [texts, signs]."""
        weights = _WEIGHTS if signs.shape[1] == len(_WEIGHTS) else _WEIGHTS_WITH_VECTORS
        return (signs - self.centre) / self.spread @ np.array(weights)


def learn_gate(known: Floats, right: Bools) -> Gate:
    """The gate that lets 99.7 % of known tickets pass, from their signs [texts, signs].

    `right` says which of them were judged right [texts].
    """
    gate = Gate(known.mean(axis=0), known.std(axis=0) + 1e-6, 0.0, 1.0)
    score = gate.score(known)
    least = float(np.quantile(score, 1 - _KEPT))
    strange = right[score < least]
    return replace(gate, least=least, most=(float(strange.sum()) + 1) / (len(strange) + 2))


class _ClassVocabulary:
    """Which features occur in the training texts of which class."""

    def __init__(self, rows: Matrix, labels: Ints) -> None:
        count, self._width = rows.shape
        one = csr_matrix((np.ones(count, bool), (labels, np.arange(count))))
        used = (one @ rows.astype(bool)).tocoo()
        self._known = np.sort(used.row.astype(np.int64) * self._width + used.col)

    def share(self, rows: Matrix, classes: Ints) -> Floats:
        """The sum of each row's features that its class has [rows]."""
        row = np.repeat(np.arange(rows.shape[0]), np.diff(rows.indptr))
        wanted = classes[row] * self._width + rows.indices
        place = np.minimum(np.searchsorted(self._known, wanted), len(self._known) - 1)
        known = self._known[place] == wanted
        found = np.bincount(row, rows.data * known, minlength=rows.shape[0])
        return found.astype(np.float64)


class Neighbours:
    """The training texts that new texts are compared with, and the words in them."""

    def __init__(self, inputs: Inputs, labels: Ints) -> None:
        """Keep at most 20,000 of the texts, evenly; of all, which words each class has."""
        self._words_of = _ClassVocabulary(inputs.features.single, labels)
        self._pieces_of = _ClassVocabulary(inputs.features.pieces, labels)
        step = max(1, -(-inputs.count // _NEIGHBOURS))
        kept = np.arange(0, inputs.count, step)
        self._seen = np.diff(inputs.features.single.tocsc().indptr) > 0
        self._words: Matrix = inputs.features.single[kept].T.tocsr()
        self._vectors = None
        if inputs.vectors is not None:
            self._vectors = inputs.vectors[inputs.embedded()]

    def known_share(self, inputs: Inputs) -> Floats:
        """The share of each text's distinct words, weighted by rarity, that training has."""
        known = inputs.features.rarity @ self._seen
        return np.divide(
            known, inputs.features.mass, out=np.zeros(inputs.count), where=inputs.features.mass > 0
        )

    def says_nothing(self, inputs: Inputs) -> Bools:
        """Which texts have no word at all, or none that training has and no vector either."""
        wordless = inputs.features.mass == 0
        return wordless | ((self.known_share(inputs) == 0) & ~inputs.embedded())

    def class_shares(self, inputs: Inputs, classes: Ints) -> tuple[Floats, Floats]:
        """How much of each text its class in training has: of words by rarity, and of pieces."""
        features = inputs.features
        words = self._words_of.share(features.rarity, classes)
        words = np.divide(words, features.mass, out=np.zeros(inputs.count), where=features.mass > 0)
        return words, self._pieces_of.share(features.pieces.power(2), classes)

    def closeness(self, inputs: Inputs, progress: Progress) -> list[Floats]:
        """The cosine of the nearest training text: by words and, if there are any, by vectors."""
        found: list[list[Floats]] = []
        for start in range(0, inputs.count, _CHUNK):
            progress.check()
            part = inputs.rows(np.arange(start, min(start + _CHUNK, inputs.count)))
            found.append(self._closest(part))
        return [np.concatenate(kind) for kind in zip(*found, strict=True)]

    def _closest(self, part: Inputs) -> list[Floats]:
        words = (part.features.single @ self._words).max(axis=1).toarray().ravel()
        kinds: list[Floats] = [words.astype(np.float64)]
        if self._vectors is not None and part.vectors is not None:
            nearest = np.nan_to_num(part.vectors) @ self._vectors.T
            kinds.append(nearest.max(axis=1).astype(np.float64))
        return kinds


def signs(
    scores: list[Floats],
    likeliest: Ints,
    neighbours: Neighbours,
    inputs: Inputs,
    progress: Progress,
) -> Floats:
    """What tells known from unknown [texts, 5 signs, 7 with vectors]; higher is more known.

    `likeliest` is the class that each text probably has.
    """
    closest = neighbours.closeness(inputs, progress)
    found = [
        scores[0].max(axis=1),
        neighbours.known_share(inputs),
        closest[0],
        *neighbours.class_shares(inputs, likeliest),
    ]
    if len(closest) == 2:
        found += [scores[3].max(axis=1), closest[1]]
    return np.column_stack(found)
