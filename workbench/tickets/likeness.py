"""Which earlier tickets a ticket is like: suggested, never merged."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from workbench.core.progress import Progress
from workbench.tickets.triage.inputs import Embedder, Vectors
from workbench.tickets.triage.sparse import Bools, Floats, Matrix

_CELLS = 1_000_000
"""Pairs that are compared between two looks at whether to go on."""

_FEW = 500
"""Of fewer texts, pieces of words that occur once count too."""

_BLOCK = 2_000
_LONGEST = 5_000
_EMBEDDED = 300
"""Characters that are embedded: the first 64 tokens told more than the whole text."""

_TITLE = 80
"""Characters of a text without a title that stand for one."""

_VIEWS = (0.35, 0.35, 0.15, 0.15)
"""Of the likeness of words: words and pieces of words of the whole, then of the title alone.
Measured, word pairs beside them put fewer true duplicates in front."""

_NEARNESS = 0.2
"""How much sooner duplicates follow than other tickets: standard deviations of likeness that
the logarithm of the number of tickets in between outweighs."""

_WORD = r"(?u)\b\w+\b"

LIKELY, LIKELY_WITH_MEANING = 0.45, 0.55
"""From this score on, a pair is worth showing as a possible duplicate: of two public exports'
reports one in six has an earlier one as much alike."""


@dataclass(frozen=True)
class Candidate:
    """An earlier text: its position, and a score between 0 and 1 (higher is more alike).

    In a list the score is at most that of the one before: what is ranked lower, for having come
    long before, does not claim to be the likelier duplicate.
    """

    place: int
    score: float


@dataclass(frozen=True)
class Wording:
    """How a ticket is worded: in its title, and as a whole."""

    title: str
    whole: str


def worded(title: str, body: str) -> Wording:
    """A ticket with a title, which counts twice in the whole."""
    return Wording(title, f"{title}\n{title}\n{body[:_LONGEST]}")


def worded_without_title(text: str) -> Wording:
    """A text whose title is not known: the beginning of its first line stands for it."""
    return Wording(text.strip().partition("\n")[0][:_TITLE], text[:_LONGEST])


def earlier_likeness(
    tickets: Sequence[Wording],
    *,
    most: int = 10,
    wanted: Sequence[int] | None = None,
    embedder: Embedder | None = None,
    progress: Progress | None = None,
) -> list[list[Candidate]]:
    """For each wanted ticket (default all) the most alike earlier ones, best first.

    Words and pieces of words are compared by TF-IDF cosine; with an embedder its cosine is
    added, both measured in standard deviations of the ticket's own scores. `tickets` are in
    the order in which they came: those shortly before come somewhat sooner. A text without any
    word is like no other.
    """
    step = progress or Progress()
    rows = list(range(len(tickets))) if wanted is None else list(wanted)
    if len(tickets) < 2:
        return [[] for _ in rows]
    matrix = _matrix(tickets)
    vectors = None
    if embedder is not None:
        vectors = embedder.embed([ticket.whole[:_EMBEDDED] or " " for ticket in tickets], step)
    has_words: Bools = np.array([bool(re.search(_WORD, t.whole)) for t in tickets])
    found: list[list[Candidate]] = []
    chunk = max(_CELLS // len(tickets), 1)
    others = _Others(matrix)
    for start in range(0, len(rows), chunk):
        step.report(start, len(rows), "comparing tickets")
        part = rows[start : start + chunk]
        lexical = others.cosines(part, max(part))
        meaning = None if vectors is None else _cosines(vectors, part)
        for place, row in enumerate(part):
            earlier = np.flatnonzero(has_words[:row]) if has_words[row] else []
            meant = None if meaning is None else meaning[place, earlier]
            best = _best(lexical[place, earlier], meant, most)
            found.append([Candidate(int(earlier[near]), score) for near, score in best])
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


def _matrix(tickets: Sequence[Wording]) -> Matrix:
    """Rows of unit length at most: words and pieces of words, of the whole and of the title."""
    from scipy.sparse import csr_matrix, hstack

    blocks = [*_words_and_pieces([ticket.whole for ticket in tickets]),
              *_words_and_pieces([ticket.title for ticket in tickets])]  # fmt: skip
    weighted = [block * np.sqrt(weight) for block, weight in zip(blocks, _VIEWS, strict=True)]
    return csr_matrix(hstack(weighted, format="csr", dtype=np.float32))


def _words_and_pieces(texts: Sequence[str]) -> tuple[Matrix, Matrix]:
    from scipy.sparse import csr_matrix
    from sklearn.feature_extraction.text import TfidfVectorizer

    from workbench.tickets.triage.word_pieces import WordPieces

    some = [*texts, "ticket"]  # the last, dropped again, is there for those without any word
    words = TfidfVectorizer(token_pattern=_WORD, sublinear_tf=True)
    pieces = WordPieces(some, 1 if len(texts) < _FEW else 2, 3, 5)
    return csr_matrix(words.fit_transform(some)[:-1]), csr_matrix(pieces.training[:-1])


def _cosines(vectors: Vectors, rows: Sequence[int]) -> Floats:
    return (vectors[list(rows)] @ vectors.T).astype(np.float64)


def _best(scores: Floats, meant: Floats | None, most: int) -> list[tuple[int, float]]:
    """The first `most` of all earlier ones, of which the last came just before."""
    if not len(scores):
        return []
    order_by = _standard(scores) - _NEARNESS * np.log(np.arange(len(scores), 0, -1))
    if meant is not None:
        order_by = order_by + _standard(meant)
    shown = scores if meant is None else (scores + meant) / 2
    count = min(most, len(scores))
    top = np.argpartition(-order_by, count - 1)[:count]
    top = top[np.lexsort((top, -order_by[top]))]
    top = top[shown[top] > 0]
    return list(
        zip(top.tolist(), np.minimum.accumulate(np.minimum(shown[top], 1)).tolist(), strict=True)
    )


def _standard(scores: Floats) -> Floats:
    spread = scores.std()
    return (scores - scores.mean()) / (spread if spread > 0 else 1.0)
