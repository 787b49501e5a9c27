"""Weights of the character index: how rare each gram is, how long each section (scipy).

The sparse arrays are typed Any: scipy ships no types of its own.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csc_array, csr_array

from workbench.search.characters import Floats, Ints, SectionWords
from workbench.search.grams import WordGrams


def gram_frequencies(table: SectionWords, grams: WordGrams, starts: Ints) -> NDArray[np.int64]:
    """In how many sections each gram occurs."""
    by_word = _grams_by_word(grams, starts)
    total = np.zeros(by_word.shape[1], np.int64)
    for first, end in table.portions():
        product = _portion(table, first, end, by_word.shape[0]) @ by_word
        total += np.bincount(product.indices, minlength=len(total))
    return total


def section_lengths(table: SectionWords, grams: WordGrams, starts: Ints, rarity: Floats) -> Floats:
    """The Euclidean length of each section's weighted gram vector."""
    by_word = _grams_by_word(grams, starts)
    by_word.data *= rarity[by_word.indices]
    lengths = [np.empty(0, np.float32)]
    for first, end in table.portions():
        product = _portion(table, first, end, by_word.shape[0]) @ by_word
        lengths.append(np.sqrt(np.asarray(product.multiply(product).sum(axis=1)).ravel()))
    return np.concatenate(lengths).astype(np.float32)


def _grams_by_word(grams: WordGrams, starts: Ints) -> Any:
    words = int(grams.words.max(initial=0)) + 1
    shape = (words, len(starts) - 1)
    return csc_array((grams.counts.copy(), grams.words, starts), shape=shape).tocsr()


def _portion(table: SectionWords, first: int, end: int, words: int) -> Any:
    starts = table.starts[first : end + 1]
    inside = slice(starts[0], starts[-1])
    entries = (table.counts[inside], table.words[inside], starts - starts[0])
    return csr_array(entries, shape=(end - first, words))
