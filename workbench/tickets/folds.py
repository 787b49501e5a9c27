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
class Fold:
    """Row numbers to train on and row numbers to score with that training."""

    train: Ints
    held_out: Ints


def folds(
    single: Matrix, labels: Ints, progress: Progress, usable: Bools | None = None
) -> list[Fold]:
    """Folds that score every row once, or one held-out part of a large set.

    `usable` says which rows can be scored by every model (those with a vector); of a large
    set at most half of them are held out.

    `single` are the single-word features [rows, words]. Rows that are worded nearly the
    same stay together: otherwise calibration sees answers it could look up, and promises
    more than new tickets keep.
    """
    count = len(labels)
    if count > _MANY:
        return [_one_part(single, count, progress, usable)]
    groups = _groups(single, progress)
    parts = 5 if count < _FEW else 4
    order = np.random.default_rng(0).permutation(int(groups.max()) + 1)
    fold_of_group = _even_parts(np.bincount(groups), order, parts)
    fold = fold_of_group[groups]
    return [
        Fold(np.flatnonzero(fold != part), np.flatnonzero(fold == part)) for part in range(parts)
    ]


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


def _one_part(single: Matrix, count: int, progress: Progress, usable: Bools | None) -> Fold:
    """A random part held out; training leaves out what is nearly the same as one of its rows."""
    rows = np.arange(count) if usable is None else np.flatnonzero(usable)
    most = _HELD_OUT if usable is None else min(_HELD_OUT, len(rows) // 2)
    held_out = np.sort(np.random.default_rng(0).permutation(rows)[:most])
    out = np.zeros(count, dtype=bool)
    out[held_out] = True
    for start in range(0, len(held_out), _CHUNK):
        out[_similar(single, held_out[start : start + _CHUNK], 0.7, progress)[1]] = True
    return Fold(np.flatnonzero(~out), held_out)


def _similar(
    single: Matrix, rows: Ints, least: float, progress: Progress
) -> tuple[Ints, Ints, np.ndarray]:
    """Pairs (row, other row, likeness) with a cosine of at least `least`."""
    progress.check()
    likeness = (single[rows] @ single.T).tocoo()
    kept = likeness.data >= least
    return rows[likeness.row[kept]], likeness.col[kept].astype(np.int64), likeness.data[kept]
