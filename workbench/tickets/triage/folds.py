"""Held-out rows for calibration: near-duplicates never stand on both sides."""

from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import connected_components
from sklearn.preprocessing import normalize

from workbench.core.progress import Progress
from workbench.tickets.triage.sparse import Bools, Floats, Ints, Matrix

_CHUNK = 500
_FEW = 2_000
_MANY = 20_000
"""Rows up to which all are held out in turn; of more, one part is."""

_HELD_OUT = 6_000

_COPIES = 0.9
"""From this cosine on, of words weighted by rarity, texts count as copies of each other."""

Pairs = tuple[Ints, Ints, Floats]
"""Rows, other rows, and how alike the two are."""


@dataclass(frozen=True)
class Fold:
    """Rows to learn from, and rows to score with that training."""

    train: Ints
    held_out: Ints


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
    usable = np.ones(count, dtype=bool) if usable is None else usable
    if count <= _MANY:
        return [Fold(rest, out[usable[out]]) for rest, out in _splits(single, progress)]
    chosen = np.random.default_rng(0).permutation(np.flatnonzero(usable))
    held_out = np.sort(chosen[:_HELD_OUT])
    return [Fold(_unlike(single, held_out, progress), held_out)]


def share_of_copies(single: Matrix, progress: Progress) -> Floats:
    """One over how many of the rows are worded nearly the same, a row itself included [rows].

    Hundred copies of one alert tell no more of other tickets than one does.
    """
    rows = np.arange(single.shape[0])
    pairs = _similar(_shared(single), rows, _COPIES, progress)
    group = _linked(len(rows), pairs, _COPIES)
    return 1 / np.bincount(group)[group]


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
    pairs = _similar(single, np.arange(count), 0.7, progress)
    for least in (0.7, 0.8, 0.9):
        found = _linked(count, pairs, least)
        if np.bincount(found).max() <= max(count // 10, 20):
            break
    return found


def _shared(single: Matrix) -> Matrix:
    """The same without words that one row alone has, numbers mostly, again of unit length."""
    several = np.bincount(single.indices, minlength=single.shape[1]) > 1
    return csr_matrix(normalize(single[:, several]))


def _linked(count: int, pairs: Pairs, least: float) -> Ints:
    """The number of the group that each row belongs to: pairs at least so alike are linked."""
    rows, columns, likeness = pairs
    kept = likeness >= least
    links = csr_matrix((likeness[kept], (rows[kept], columns[kept])), shape=(count, count))
    return connected_components(links, directed=False)[1].astype(np.int64)


def _unlike(single: Matrix, held_out: Ints, progress: Progress) -> Ints:
    """The rows that are neither held out nor nearly the same as one that is."""
    out = np.zeros(single.shape[0], dtype=bool)
    out[held_out] = True
    out[_similar(single, held_out, 0.7, progress)[1]] = True
    return np.flatnonzero(~out)


def _similar(single: Matrix, rows: Ints, least: float, progress: Progress) -> Pairs:
    """Pairs (row, other row, likeness) with a cosine of at least `least`.

    Rows are of unit length. What the lighter half of a row adds to a cosine is bounded by
    its length, so only pairs that are like enough in the heavier half are looked at in full:
    that half is of rare words, few rows share them.
    """
    across = csr_matrix(single.T)
    found: list[tuple[Ints, Ints, Floats]] = []
    for start in range(0, len(rows), _CHUNK):
        progress.check()
        here = rows[start : start + _CHUNK]
        wanted = single[here]
        alike = (_heavier(wanted, least / 2) @ across).tocoo()
        near = alike.data >= least / 2 - 1e-6
        one, other = alike.row[near], alike.col[near].astype(np.int64)
        likeness = np.asarray(wanted[one].multiply(single[other]).sum(axis=1)).ravel()
        kept = likeness >= least
        found.append((here[one[kept]], other[kept], likeness[kept]))
    ones, others, how = zip(*found, strict=True)
    return np.concatenate(ones), np.concatenate(others), np.concatenate(how)


def _heavier(rows: Matrix, rest: float) -> Matrix:
    """The heaviest entries of each row, so many that those left out have a length below `rest`."""
    row = np.repeat(np.arange(rows.shape[0]), np.diff(rows.indptr))
    order = np.lexsort((rows.data, row))  # the lightest of each row first
    squares = rows.data[order].astype(np.float64) ** 2
    total = np.cumsum(squares)
    before = np.concatenate([[0.0], total])[rows.indptr[:-1]]
    light = total - before[row[order]] < rest**2
    kept = np.ones(len(rows.data), dtype=bool)
    kept[order[light]] = False
    return csr_matrix((rows.data[kept], (row[kept], rows.indices[kept])), shape=rows.shape)
