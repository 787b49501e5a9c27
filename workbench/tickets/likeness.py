"""Which earlier tickets a ticket is like: suggested, never merged."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from workbench.core.progress import Progress
from workbench.tickets.triage.inputs import Embedder, Vectors
from workbench.tickets.triage.sparse import Floats, Matrix

_CELLS = 1_000_000
"""Pairs that are compared between two looks at whether to go on."""

_BLOCK = 2_000
_LONGEST = 5_000
_EMBEDDED = 300
"""Characters that are embedded: the first 64 tokens told more than the whole text."""

LIKELY = 0.35
"""From this cosine on, a pair is worth showing as a possible duplicate."""


@dataclass(frozen=True)
class Candidate:
    """An earlier text: its position, and a score between 0 and 1 (higher is more alike)."""

    place: int
    score: float


def weighted(title: str, body: str) -> str:
    """A text in which the title counts twice."""
    return f"{title}\n{title}\n{body[:_LONGEST]}"


def earlier_likeness(
    texts: Sequence[str],
    *,
    most: int = 10,
    wanted: Sequence[int] | None = None,
    only_earlier: bool = True,
    embedder: Embedder | None = None,
    progress: Progress | None = None,
) -> list[list[Candidate]]:
    """For each wanted text (default all) the most alike earlier ones, best first.

    Words and parts of words are compared by TF-IDF cosine; with an embedder its cosine is
    added, both measured in standard deviations of the text's own scores.
    """
    step = progress or Progress()
    rows = list(range(len(texts))) if wanted is None else list(wanted)
    if len(texts) < 2:
        return [[] for _ in rows]
    matrix = _matrix(texts)
    vectors = None
    if embedder is not None:
        vectors = embedder.embed([text[:_EMBEDDED] or " " for text in texts], step)
    found: list[list[Candidate]] = []
    chunk = max(_CELLS // len(texts), 1)
    others = _Others(matrix)
    for start in range(0, len(rows), chunk):
        step.report(start, len(rows), "comparing tickets")
        part = rows[start : start + chunk]
        lexical = others.cosines(part, max(part) if only_earlier else len(texts))
        meaning = None if vectors is None else _cosines(vectors, part)
        for place, row in enumerate(part):
            limit = row if only_earlier else len(texts)
            scores = lexical[place, :limit]
            if not only_earlier:
                scores[row] = -1.0
            meant = None if meaning is None else meaning[place, :limit]
            found.append(_best(scores, meant, most))
    return found


class _Others:
    """The texts that others are compared with: of those that come later, as few as possible."""

    def __init__(self, matrix: Matrix) -> None:
        self._matrix = matrix
        self._across: Matrix | None = None

    def cosines(self, rows: Sequence[int], limit: int) -> Floats:
        """Cosines [rows, at least the first `limit` texts]."""
        from scipy.sparse import csr_matrix

        count = min(-(-limit // _BLOCK) * _BLOCK, self._matrix.shape[0])
        if self._across is None or self._across.shape[1] != count:
            self._across = csr_matrix(self._matrix[:count].T)
        return (self._matrix[rows] @ self._across).toarray().astype(np.float64)


def _matrix(texts: Sequence[str]) -> Matrix:
    """Rows of unit length: word 1-2-grams and parts of words."""
    from scipy.sparse import csr_matrix, hstack
    from sklearn.feature_extraction.text import TfidfVectorizer

    from workbench.tickets.triage.word_pieces import WordPieces

    # Without any word (emoji only) there is nothing to compare; a dummy keeps the shape.
    filled = [text if any(map(str.isalnum, text)) else f"{text} emptyticket" for text in texts]
    chosen: dict[str, Any] = {"ngram_range": (1, 2), "sublinear_tf": True, "dtype": np.float32}
    words = TfidfVectorizer(token_pattern=r"(?u)\b\w+\b", **chosen).fit_transform(filled)
    pieces = WordPieces(filled, 1 if len(texts) < 500 else 2, 3, 5).training
    return csr_matrix(hstack([words * np.sqrt(0.7), pieces * np.sqrt(0.3)], format="csr"))


def _cosines(vectors: Vectors, rows: Sequence[int]) -> Floats:
    return (vectors[list(rows)] @ vectors.T).astype(np.float64)


def _best(scores: Floats, meant: Floats | None, most: int) -> list[Candidate]:
    if not len(scores):
        return []
    order_by = scores if meant is None else _standard(scores) + _standard(meant)
    shown = scores if meant is None else (scores + meant) / 2
    count = min(most, len(scores))
    top = np.argpartition(-order_by, count - 1)[:count]
    top = top[np.lexsort((top, -order_by[top]))]
    return [Candidate(int(place), float(shown[place])) for place in top if shown[place] > 0]


def _standard(scores: Floats) -> Floats:
    spread = scores.std()
    return (scores - scores.mean()) / (spread if spread > 0 else 1.0)
