"""The bins of a column: drawn from the reference, named, the same for every window and engine."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from workbench.drift.columns import Column, Kind, missing_word_sql, number_sql
from workbench.drift.engine import identifier

FINE_BINS = 20
_JUST_ABOVE = 1e-6
BY_VALUE = "one bin per value"
VALUES_AT_MOST = 50
CATEGORIES_KEPT = 200
FEW_ROWS = 5
"""A category with fewer rows in the reference is a rare one."""
NAMED_BINS = ("null", "nan", "-inf", "+inf", "empty", "unparsable", "unseen", "other")
"""Bins of what is no ordinary value; they follow the ordinary bins, in this order."""

NULL, NAN, NEGATIVE, POSITIVE, EMPTY, UNPARSABLE, UNSEEN, OTHER = range(len(NAMED_BINS))
MISSING_BINS = (NULL, NAN, EMPTY, UNPARSABLE)
INFINITE_BINS = (NEGATIVE, POSITIVE)


@dataclass(frozen=True, slots=True)
class Binning:
    """How a column is counted.

    Numbers: bin i holds edges[i-1] <= x < edges[i]; `coarse` are the positions in `edges`
    that bound the bins of PSI. Categories: bin i holds values[i]; `others` are known, too,
    and share the bin 'other'; `novelty` is the share of new categories to be expected
    without any drift (Good, 1953: the share of rows whose category occurs once). The first
    `frequent` values (None: all) are no rare ones; `fading` is the share of rows that they
    are expected to lose to the rare and new ones without any drift, as they were chosen for
    being frequent here. `method` says in words how the bins were found.
    """

    column: str
    kind: Kind
    method: str
    edges: tuple[float, ...] = ()
    coarse: tuple[int, ...] = ()
    values: tuple[str, ...] = ()
    others: tuple[str, ...] = ()
    novelty: float = 0.0
    frequent: int | None = None
    fading: float = 0.0

    @property
    def ordinary(self) -> int:
        """The number of ordinary bins."""
        return len(self.values) if self.kind is Kind.CATEGORICAL else len(self.edges) + 1

    @property
    def size(self) -> int:
        """The number of all bins, the named ones included."""
        return self.ordinary + len(NAMED_BINS)

    @property
    def labels(self) -> tuple[str, ...]:
        """A label for every bin."""
        if self.kind is Kind.CATEGORICAL:
            return (*self.values, *NAMED_BINS)
        if not self.edges:
            return ("all", *NAMED_BINS)
        marks = [f"{edge:.6g}" for edge in self.edges]
        if self.method == BY_VALUE:
            return (f"below {marks[0]}", *marks[:-1], f"above {marks[-2]}", *NAMED_BINS)
        inner = [f"{low} to {high}" for low, high in pairwise(marks)]
        return (f"below {marks[0]}", *inner, f"{marks[-1]} and above", *NAMED_BINS)

    def coarsened(self, counts: NDArray[np.int64]) -> NDArray[np.int64]:
        """Counts (..., bins) over the bins of PSI: fine bins merged, named bins kept.

        With a long tail of categories, the new ones are no other than the rare ones.
        """
        if self.kind is Kind.CATEGORICAL and self.others:
            merged = counts.copy()
            merged[..., self.ordinary + OTHER] += counts[..., self.ordinary + UNSEEN]
            merged[..., self.ordinary + UNSEEN] = 0
            return merged
        if not self.coarse or len(self.coarse) == len(self.edges):
            return counts
        starts = [0, *(position + 1 for position in self.coarse)]
        merged = np.add.reduceat(counts[: self.ordinary], starts)
        return np.concatenate([merged, counts[self.ordinary :]])

    def without_tail(self, counts: NDArray[np.int64]) -> NDArray[np.int64]:
        """Counts (..., bins) with the rare categories merged into 'other', and the new ones.

        What single rare categories do is chance, and where they are many it adds up.
        """
        kept = self.ordinary if self.frequent is None else self.frequent
        if kept == self.ordinary:
            return self.coarsened(counts)
        rare = (*range(kept, self.ordinary), self.ordinary + UNSEEN)
        merged = counts.copy()
        merged[..., self.ordinary + OTHER] += counts[..., rare].sum(axis=-1)
        merged[..., rare] = 0
        return merged


def number_bins(column: str, ascending: NDArray[np.float64]) -> Binning:
    """Bins of a numeric column from the reference's finite values, ascending.

    One bin per value where there are at most 50 different ones (and one below, one above
    them), else the reference's deciles, each halved.
    """
    if not len(ascending):
        return Binning(column, Kind.NUMERIC, "one bin: the reference holds no number")
    starts = np.flatnonzero(np.diff(ascending)) + 1
    if len(starts) < VALUES_AT_MOST:
        known = [float(ascending[0]), *(float(value) for value in ascending[starts])]
        edges = (*known, known[-1] + max(abs(known[-1]), 1.0) * _JUST_ABOVE)
        coarse = tuple(range(len(edges)))
        return Binning(column, Kind.NUMERIC, BY_VALUE, edges, coarse)
    ranks = np.arange(1, FINE_BINS) * len(ascending) // FINE_BINS
    deciles = _edge_values(ascending, ranks[1::2])
    fine = np.unique(np.concatenate([_edge_values(ascending, ranks), deciles]))
    coarse = tuple(int(i) for i in np.flatnonzero(np.isin(fine, deciles)))
    edges = tuple(float(value) for value in fine)
    return Binning(column, Kind.NUMERIC, "reference deciles, each halved", edges, coarse)


def _edge_values(ascending: NDArray[np.float64], ranks: NDArray[np.int64]) -> NDArray[np.float64]:
    """The values at these ranks; a value that fills several ranks gets a bin of its own."""
    picked, times = np.unique(ascending[ranks], return_counts=True)
    after = np.searchsorted(ascending, picked[times > 1], "right")
    following = ascending[after[after < len(ascending)]]
    edges = np.unique(np.concatenate([picked, following]))
    return edges[edges > ascending[0]]


def category_bins(column: str, counted: Sequence[tuple[str, int]]) -> Binning:
    """Bins of a categorical column: the reference's most frequent values, then the rest.

    `counted` are the values and how many rows of the reference have each, most frequent first.
    """
    kept = tuple(value for value, _ in counted[:CATEGORIES_KEPT])
    others = tuple(value for value, _ in counted[CATEGORIES_KEPT:])
    method = "one bin per category"
    if others:
        method = f"the {CATEGORIES_KEPT} most frequent categories; {len(counted)} are known"
    rows = np.array([count for _, count in counted], dtype=np.int64)
    total = max(int(rows.sum()), 1)
    least = max(FEW_ROWS, int(rows[CATEGORIES_KEPT - 1]) if others else 0)
    # Of values seen r times, those seen r + 1 times tell how often they come (Good, 1953); three
    # neighbouring r steady that.
    fading = sum(r * int((rows == r).sum()) for r in (least - 1, least, least + 1)) / 3
    return Binning(
        column,
        Kind.CATEGORICAL,
        method,
        values=kept,
        others=others,
        novelty=int((rows == 1).sum()) / total,
        frequent=int((rows[:CATEGORIES_KEPT] >= FEW_ROWS).sum()),
        fading=fading / total,
    )


def number_bin_sql(binning: Binning, column: Column) -> str:
    """The bin of a number in SQL; what is no ordinary number is never compared with an edge."""
    number = number_sql(column)
    base = binning.ordinary
    cast = "FLOAT" if column.type == "FLOAT" else "DOUBLE"
    tree = _search_tree(number, cast, binning.edges, 0, len(binning.edges))
    written = column.is_text_in_file and column.kind is Kind.NUMERIC
    missing = str(base + NULL)
    if written:
        quoted = identifier(column.name)
        missing = (
            f"CASE WHEN {quoted} IS NULL OR {missing_word_sql(column.name)} THEN {base + NULL}"
            f" WHEN trim({quoted}) = '' THEN {base + EMPTY} ELSE {base + UNPARSABLE} END"
        )
    if not written and not is_float(column.type):
        return f"CASE WHEN {number} IS NULL THEN {missing} ELSE {tree} END"
    return (
        f"CASE WHEN isfinite({number}) THEN {tree} WHEN {number} IS NULL THEN {missing}"
        f" WHEN isnan({number}) THEN {base + NAN}"
        f" WHEN {number} < 0 THEN {base + NEGATIVE} ELSE {base + POSITIVE} END"
    )


def is_float(type_: str) -> bool:
    """Whether a column type can hold NaN and infinity."""
    return type_ in ("FLOAT", "DOUBLE")


def _search_tree(number: str, cast: str, edges: Sequence[float], low: int, high: int) -> str:
    """A binary search over the edges as nested CASE: few comparisons per row."""
    if low == high:
        return str(low)
    middle = (low + high) // 2
    edge = f"{edges[middle]!r}::{cast}"
    below = _search_tree(number, cast, edges, low, middle)
    above = _search_tree(number, cast, edges, middle + 1, high)
    return f"CASE WHEN {number} < {edge} THEN {below} ELSE {above} END"
