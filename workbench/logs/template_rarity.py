"""Thousands of rows that differ in one rare word: the word is a parameter."""

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from workbench.logs.template_tokens import TokenRows

_MANY_ROWS = 2_000
_RARE_SHARE = 0.001
_FAMILY = 20
"""A rare word is only taken for a parameter where this many rows differ in nothing else."""


def distinct_rows(rows: TokenRows) -> tuple[TokenRows, NDArray[np.int64], NDArray[np.int64]]:
    """Rows with rare words masked, the first shape of each distinct row, and the row of each shape.

    Gives (rows, firsts, row_of): row_of[i] is the position in `firsts` of shape i's row.
    """
    hashes = row_hashes(rows.tokens, rows.offsets)
    firsts, row_of = _distinct(hashes)
    if len(firsts) <= _MANY_ROWS:
        return rows, firsts, row_of
    masked, hashes = _mask_rare(rows, firsts, row_of, hashes)
    return masked, *_distinct(hashes)


def _distinct(hashes: NDArray[np.uint64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The first place of each distinct hash, and the number of each place's hash."""
    encoded = pa.array(hashes).dictionary_encode().indices.to_numpy(zero_copy_only=False)
    seen = np.maximum.accumulate(encoded)
    return np.flatnonzero(np.diff(seen, prepend=-1)), encoded


def row_hashes(tokens: NDArray[np.int32], offsets: NDArray[np.int64]) -> NDArray[np.uint64]:
    """A 64-bit hash of each row, the order of its tokens included."""
    lengths = np.diff(offsets)
    place = np.arange(len(tokens), dtype=np.int32) - np.repeat(
        offsets[:-1].astype(np.int32), lengths
    )
    numbers = np.arange(1, int(tokens.max(initial=0)) + 2, dtype=np.uint64)
    mixed = _mix(numbers * np.uint64(0x9E3779B97F4A7C15), 29)[tokens]
    places = np.arange(int(place.max(initial=0)) + 1, dtype=np.uint64)
    mixed *= ((places * np.uint64(2) + np.uint64(1)) * np.uint64(0xBF58476D1CE4E5B9))[place]
    mixed = _mix(mixed, 32)
    sums = np.zeros(len(lengths), np.uint64)
    filled = lengths > 0
    if filled.any():
        sums[filled] = np.add.reduceat(mixed, offsets[:-1][filled])
    return sums + lengths.astype(np.uint64)


def _mix(values: NDArray[np.uint64], shift: int) -> NDArray[np.uint64]:
    values ^= values >> np.uint64(shift)
    return values


def _mask_rare(
    rows: TokenRows,
    firsts: NDArray[np.int64],
    row_of: NDArray[np.int64],
    hashes: NDArray[np.uint64],
) -> tuple[TokenRows, NDArray[np.uint64]]:
    """Replace rare words by parameters in rows that belong to a large family; new hashes too."""
    lengths = np.diff(rows.offsets)
    is_first = np.zeros(len(lengths), np.bool_)
    is_first[firsts] = True
    in_first = np.repeat(is_first, lengths)
    frequency = np.bincount(rows.tokens[in_first], minlength=len(rows.vocabulary))
    word = rows.vocabulary.is_word
    rare_word = word & (frequency <= max(1, int(len(firsts) * _RARE_SHARE)))
    rare = rare_word[rows.tokens]
    blanked = np.where(rare, np.int32(0), rows.tokens)
    anchored = _sums(word[rows.tokens] & ~rare, rows.offsets) >= _sums(rare, rows.offsets)
    blank_hashes = row_hashes(blanked, rows.offsets)
    _, family = _distinct(blank_hashes[firsts])
    large = anchored & (np.bincount(family)[family] >= _FAMILY)[row_of]
    tokens = np.where(np.repeat(large, lengths), blanked, rows.tokens)
    masked = TokenRows(tokens, rows.glued, rows.offsets, rows.vocabulary)
    return masked, np.where(large, blank_hashes, hashes)


def _sums(flags: NDArray[np.bool_], offsets: NDArray[np.int64]) -> NDArray[np.int64]:
    places = np.flatnonzero(flags)
    return np.diff(np.searchsorted(places, offsets))
