"""Held-out rows for calibration: near-duplicates never stand on both sides."""

from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import connected_components

from workbench.core.progress import Progress
from workbench.tickets.sparse import Bools, Ints, Matrix

_CHUNK = 500
_FEW = 2_000
_MANY = 20_000
_HELD_OUT = 4_000


@dataclass(frozen=True)
class Part:
    """Rows to score, and the rows that a model of vectors may learn from for that."""

    held_out: Ints
    meant: Ints


@dataclass(frozen=True)
class Fold:
    """Rows that the models of words learn from, and the parts to score with that training."""

    train: Ints
    parts: tuple[Part, ...]


def folds(
    single: Matrix, labels: Ints, progress: Progress, usable: Bools | None = None
) -> list[Fold]:
    """Folds that score every row once, or one held-out part of a large set.

    `usable` says which rows can be scored by every model (those with a vector); no others
    are held out.

    `single` are the single-word features [rows, words]. Rows that are worded nearly the
    same stay together: otherwise calibration sees answers it could look up, and promises
    more than new tickets keep.
    """
    count = len(labels)
    if count <= _MANY:
        return [Fold(rest, (_part(rest, out, usable),)) for rest, out in _splits(single, progress)]
    if usable is None:
        held_out = np.sort(np.random.default_rng(0).permutation(count)[:_HELD_OUT])
        return [Fold(_unlike(single, held_out, progress), (Part(held_out, held_out[:0]),))]
    # Models of words are slow to train and miss these rows little; the others are quick.
    rows = np.flatnonzero(usable)
    splits = _splits(single[rows], progress)
    return [
        Fold(_unlike(single, rows, progress),
             tuple(Part(rows[out], rows[rest]) for rest, out in splits))
    ]  # fmt: skip


def _part(rest: Ints, out: Ints, usable: Bools | None) -> Part:
    return Part(out, rest[:0]) if usable is None else Part(out[usable[out]], rest[usable[rest]])


def _splits(single: Matrix, progress: Progress) -> list[tuple[Ints, Ints]]:
    """Pairs (the rest, rows held out) that hold every row out once."""
    count = single.shape[0]
    groups = _groups(single, progress)
    parts = 5 if count < _FEW else 4
    order = np.random.default_rng(0).permutation(int(groups.max()) + 1)
    fold = _even_parts(np.bincount(groups), order, parts)[groups]
    return [(np.flatnonzero(fold != part), np.flatnonzero(fold == part)) for part in range(parts)]


def _even_parts(sizes: Ints, order: Ints, parts: int) -> Ints:
    """Deal groups to parts, each to the emptiest so far, large groups first."""
    filled = [0] * parts
    part_of = np.zeros(len(sizes), dtype=np.int64)
    for group in sorted(order.tolist(), key=lambda number: -int(sizes[number])):
        emptiest = filled.index(min(filled))
        part_of[group] = emptiest
        filled[emptiest] += int(sizes[group])
    return part_of


def _groups(single: Matrix, progress: Progress) -> Ints:
    """Connected near-duplicates; a likeness at which chains swallow a tenth is too low."""
    count = single.shape[0]
    found: Ints = np.arange(count)
    pairs = [_similar(single, np.arange(start, min(start + _CHUNK, count)), 0.7, progress)
             for start in range(0, count, _CHUNK)]  # fmt: skip
    rows, columns, likeness = (np.concatenate(part) for part in zip(*pairs, strict=True))
    for least in (0.7, 0.8, 0.9):
        kept = likeness >= least
        links = csr_matrix((likeness[kept], (rows[kept], columns[kept])), shape=(count, count))
        found = connected_components(links, directed=False)[1].astype(np.int64)
        if np.bincount(found).max() <= max(count // 10, 20):
            break
    return found


def _unlike(single: Matrix, held_out: Ints, progress: Progress) -> Ints:
    """The rows that are neither held out nor nearly the same as one that is."""
    out = np.zeros(single.shape[0], dtype=bool)
    out[held_out] = True
    for start in range(0, len(held_out), _CHUNK):
        out[_similar(single, held_out[start : start + _CHUNK], 0.7, progress)[1]] = True
    return np.flatnonzero(~out)


def _similar(
    single: Matrix, rows: Ints, least: float, progress: Progress
) -> tuple[Ints, Ints, np.ndarray]:
    """Pairs (row, other row, likeness) with a cosine of at least `least`."""
    progress.check()
    likeness = (single[rows] @ single.T).tocoo()
    kept = likeness.data >= least
    return rows[likeness.row[kept]], likeness.col[kept].astype(np.int64), likeness.data[kept]
