"""Mends misspelt words of a question with words that the collection has."""

from typing import Protocol

_SHORTEST = 4
_CANDIDATES = 20


class Vocabulary(Protocol):
    """The words of a collection."""

    def __contains__(self, word: object) -> bool: ...
    def alike(self, word: str, count: int) -> list[str]:
        """Known words that look like it, best first."""
        ...

    def sections_with(self, word: str) -> int:
        """How common a word is."""
        ...


def mended(words: list[str], vocabulary: Vocabulary) -> dict[str, str]:
    """For every word that nobody wrote before, the nearest one that somebody did.

    Nearest is fewest slips (letter missing, doubled, wrong, or two swapped): one in a
    word of up to five letters, two in a longer one; then the most common.
    """
    found: dict[str, str] = {}
    for word in dict.fromkeys(words):
        if len(word) < _SHORTEST or not word.isalpha() or word in vocabulary:
            continue
        allowed = 1 if len(word) < 6 else 2
        near = [
            (slips(word, other), -vocabulary.sections_with(other), other)
            for other in vocabulary.alike(word, _CANDIDATES)
            if abs(len(other) - len(word)) <= allowed
        ]
        near = [entry for entry in near if entry[0] <= allowed]
        if near:
            found[word] = min(near)[2]
    return found


def slips(first: str, second: str) -> int:
    """Optimal string alignment distance: letters inserted, left out, replaced, swapped."""
    before: list[int] = []
    row = list(range(len(second) + 1))
    for i, a in enumerate(first, 1):
        after = [i]
        for j, b in enumerate(second, 1):
            cost = min(row[j] + 1, after[j - 1] + 1, row[j - 1] + (a != b))
            if i > 1 and j > 1 and a == second[j - 2] and first[i - 2] == b:
                cost = min(cost, before[j - 2] + 1)
            after.append(cost)
        before, row = row, after
    return row[-1]
