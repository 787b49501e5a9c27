"""Finds by the look of words: cosine of character 3-5-gram TF-IDF, which survives misspelling.

The weight of a gram in a section is the sum over the section's words, so only two small
tables are kept (words of each section, grams of each word) instead of one thirty times as
large: a question is compared with every word first, then with every section.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from workbench.search.grams import WordGrams, grams_of
from workbench.search.words import without_accents, words

Floats = NDArray[np.float32]
Ints = NDArray[np.int64]

_ROWS_AT_ONCE = 4096
_SHARE_BEFORE_REFIT = 0.2


@dataclass(frozen=True, slots=True)
class SectionWords:
    """How often each section has each word: rows in CSR form.

    Every row also holds the empty word 0 once, so that no row is empty.
    """

    starts: Ints
    words: NDArray[np.int32]
    counts: Floats

    def portions(self) -> Iterator[tuple[int, int]]:
        """Yield (first row, row after the last) in portions that fit in memory."""
        total = len(self.starts) - 1
        for first in range(0, total, _ROWS_AT_ONCE):
            yield first, min(first + _ROWS_AT_ONCE, total)


@dataclass(frozen=True, slots=True)
class _WordFacts:
    """By word number: the word, the length of its gram vector, in how many sections it is.

    `accented` are the words that are not all ASCII, by how they are typed without accents.
    """

    names: list[str]
    lengths: Floats
    frequencies: Ints
    accented: dict[str, str]


class CharacterIndex:
    """The sections as character grams. Sections are known by their id (any integer)."""

    def __init__(self) -> None:
        self.ids: Ints = np.empty(0, np.int64)
        self.vocabulary: dict[str, int] = {"": 0}
        self.table = SectionWords(
            np.zeros(1, np.int64), np.empty(0, np.int32), np.empty(0, np.float32)
        )
        self.grams: NDArray[np.uint64] = np.empty(0, np.uint64)
        self.posting_starts: Ints = np.zeros(1, np.int64)
        self.postings: WordGrams = grams_of([])
        self.rarity: Floats = np.empty(0, np.float32)
        self.norms: Floats = np.empty(0, np.float32)
        self.fitted_on = 0
        self.changed = 0
        self._facts: _WordFacts | None = None

    def __contains__(self, word: object) -> bool:
        return word in self.vocabulary

    def add(self, ids: Sequence[int], texts: Sequence[str]) -> None:
        """Add sections; ids must be new. Weights are fitted anew once a fifth has changed."""
        first_new_word = len(self.vocabulary)
        addition = self._count(texts)
        offset = self.table.starts[-1]
        self.table = SectionWords(
            np.concatenate([self.table.starts, addition.starts[1:] + offset]),
            np.concatenate([self.table.words, addition.words]),
            np.concatenate([self.table.counts, addition.counts]),
        )
        self.ids = np.concatenate([self.ids, np.asarray(ids, np.int64)])
        if len(self.vocabulary) > first_new_word:
            self._rebuild_postings()
        self.changed += len(ids)
        self._facts = None
        if not self._fit_if_needed():
            self.norms = np.concatenate([self.norms, self._lengths(addition)])

    def remove(self, ids: Sequence[int]) -> None:
        """Forget sections; unknown ids are ignored."""
        keep = ~np.isin(self.ids, np.asarray(ids, np.int64))
        if keep.all():
            return
        lengths = np.diff(self.table.starts)
        entries = np.repeat(keep, lengths)
        starts = np.concatenate([[0], np.cumsum(lengths[keep])])
        self.table = SectionWords(starts, self.table.words[entries], self.table.counts[entries])
        self.changed += len(self.ids) - int(keep.sum())
        self.ids, self.norms = self.ids[keep], self.norms[keep]
        self._facts = None
        self._fit_if_needed()

    def scores(self, query: str) -> Floats:
        """The cosine of the query with every section, in the order of `ids`."""
        if not len(self.ids):
            return np.empty(0, np.float32)
        grams, weights = self._query_grams(Counter(words(query)))
        weights *= self.rarity[grams]
        length = float(np.sqrt((weights**2).sum())) or 1.0
        likeness = self._per_word(grams, weights * self.rarity[grams])
        parts = np.take(likeness, self.table.words, mode="clip")  # a third faster than [...]
        parts *= self.table.counts
        sums = np.add.reduceat(parts, self.table.starts[:-1])
        return (sums / (np.maximum(self.norms, 1e-9) * length)).astype(np.float32)

    def alike(self, word: str, count: int) -> list[str]:
        """The known words whose grams are most like those of the word, best first."""
        grams, weights = self._query_grams(Counter([word]))
        facts = self._facts_of_words()
        likeness = self._per_word(grams, weights) / facts.lengths
        best = np.argpartition(-likeness, min(count, len(likeness) - 1))[:count]
        best = best[np.argsort(-likeness[best], kind="stable")]
        return [facts.names[i] for i in best if likeness[i] > 0]

    def sections_with(self, word: str) -> int:
        """In how many sections the word stands."""
        number = self.vocabulary.get(word)
        return 0 if number is None else int(self._facts_of_words().frequencies[number])

    def accented(self, plain: str) -> str:
        """The known word that is this one without its accents, "" where there is none."""
        return self._facts_of_words().accented.get(plain, "")

    def _facts_of_words(self) -> _WordFacts:
        """Kept until sections are added or removed."""
        if self._facts is None:
            size = len(self.vocabulary)
            squares = np.bincount(self.postings.words, self.postings.counts**2, minlength=size)
            self._facts = _WordFacts(
                names=list(self.vocabulary),
                lengths=np.maximum(np.sqrt(squares), 1.0).astype(np.float32),
                frequencies=np.bincount(self.table.words, minlength=size),
                accented={
                    without_accents(word): word for word in self.vocabulary if not word.isascii()
                },
            )
        return self._facts

    def _count(self, texts: Sequence[str]) -> SectionWords:
        starts, numbers, counts = [0], list[int](), list[int]()
        for text in texts:
            found = Counter(words(text))
            numbers.append(0)
            counts.append(1)
            for word, count in found.items():
                numbers.append(self.vocabulary.setdefault(word, len(self.vocabulary)))
                counts.append(count)
            starts.append(len(numbers))
        return SectionWords(
            np.array(starts, np.int64), np.array(numbers, np.int32), np.array(counts, np.float32)
        )

    def _rebuild_postings(self) -> None:
        """Grams of all words; grams seen before keep their weight until the next fit."""
        old_grams, old_rarity = self.grams, self.rarity
        self.postings = grams_of(list(self.vocabulary))
        self.grams, firsts = np.unique(self.postings.grams, return_index=True)
        self.posting_starts = np.append(firsts, len(self.postings.grams)).astype(np.int64)
        self.rarity = np.full(len(self.grams), _rarity(self.fitted_on, 1), np.float32)
        self.rarity[np.searchsorted(self.grams, old_grams)] = old_rarity

    def _fit_if_needed(self) -> bool:
        """Fit gram weights and section lengths to all sections, if enough has changed."""
        if self.changed <= _SHARE_BEFORE_REFIT * self.fitted_on:
            return False
        from workbench.search.character_fit import gram_frequencies

        self.fitted_on, self.changed = len(self.ids), 0
        frequencies = gram_frequencies(self.table, self.postings, self.posting_starts)
        self.rarity = _rarity(self.fitted_on, frequencies)
        self.norms = self._lengths(self.table)
        return True

    def _lengths(self, table: SectionWords) -> Floats:
        from workbench.search.character_fit import section_lengths

        return section_lengths(table, self.postings, self.posting_starts, self.rarity)

    def _query_grams(self, counted: Counter[str]) -> tuple[Ints, Floats]:
        """The known grams of the counted words and how often each occurs."""
        found = grams_of(list(counted))
        times = np.array(list(counted.values()), np.float32)[found.words] * found.counts
        grams, place = np.unique(found.grams, return_inverse=True)
        weights = np.bincount(place, weights=times, minlength=len(grams)).astype(np.float32)
        places = np.searchsorted(self.grams, grams)
        known = places < len(self.grams)
        known[known] = self.grams[places[known]] == grams[known]
        return places[known], weights[known]

    def _per_word(self, grams: Ints, weights: Floats) -> Floats:
        """For every known word the sum of the weights of its grams."""
        starts, ends = self.posting_starts[grams], self.posting_starts[grams + 1]
        sizes = ends - starts
        total = int(sizes.sum())
        before = np.repeat(np.cumsum(sizes) - sizes, sizes)
        entries = np.arange(total) - before + np.repeat(starts, sizes)
        values = self.postings.counts[entries] * np.repeat(weights, sizes)
        size = len(self.vocabulary)
        sums = np.bincount(self.postings.words[entries], weights=values, minlength=size)
        return sums.astype(np.float32)


def _rarity(sections: int, having: "int | NDArray[np.int64]") -> Floats:
    """Inverse document frequency, smoothed: ln((1 + n) / (1 + df)) + 1."""
    return np.asarray(np.log((1 + sections) / (1 + np.asarray(having))) + 1, np.float32)
