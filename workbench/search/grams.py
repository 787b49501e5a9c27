"""Character 3- to 5-grams of words, hashed and counted in numpy."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

LENGTHS = (3, 4, 5)
_FACTOR = np.uint64(0x9E3779B97F4A7C15)


@dataclass(frozen=True, slots=True)
class WordGrams:
    """Which grams each word has: three arrays of one length, sorted by gram, then word."""

    grams: NDArray[np.uint64]
    words: NDArray[np.int32]
    counts: NDArray[np.float32]


def grams_of(words: Sequence[str]) -> WordGrams:
    """Hash the grams of " word " for every word; equal grams of a word are counted."""
    if not words:
        return WordGrams(np.empty(0, np.uint64), np.empty(0, np.int32), np.empty(0, np.float32))
    letters = np.frombuffer("".join(f" {word} " for word in words).encode("utf-32-le"), np.uint32)
    lengths = np.fromiter((len(word) + 2 for word in words), np.int64, len(words))
    owner = np.repeat(np.arange(len(words), dtype=np.int32), lengths)
    hashes: list[NDArray[np.uint64]] = []
    owners: list[NDArray[np.int32]] = []
    for length in LENGTHS:
        if len(letters) < length:
            continue
        windows = len(letters) - length + 1
        inside = owner[:windows] == owner[length - 1 :]
        hashed = np.full(windows, length, np.uint64)
        for offset in range(length):
            hashed = (hashed ^ letters[offset : offset + windows]) * _FACTOR
            hashed ^= hashed >> np.uint64(29)
        hashes.append(hashed[inside])
        owners.append(owner[:windows][inside])
    return _counted(np.concatenate(hashes), np.concatenate(owners))


def _counted(hashes: NDArray[np.uint64], owners: NDArray[np.int32]) -> WordGrams:
    order = np.lexsort((owners, hashes))
    hashes, owners = hashes[order], owners[order]
    new = np.ones(len(hashes), bool)
    new[1:] = (hashes[1:] != hashes[:-1]) | (owners[1:] != owners[:-1])
    starts = np.flatnonzero(new)
    counts = np.diff(np.append(starts, len(hashes))).astype(np.float32)
    return WordGrams(hashes[starts], owners[starts], counts)
