"""Mends misspelt words of a question with words that the collection has."""

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Protocol

from workbench.search.words import is_filling, without_accents

_SHORTEST = 4
_SHORTEST_PART = 3
_VOWELS = (("ae", "a"), ("oe", "o"), ("ue", "u"))
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

    def accented(self, plain: str) -> str:
        """The known word that is this one without its accents, "" where there is none."""
        ...


def joined(words: Sequence[str], vocabulary: Vocabulary) -> dict[str, str]:
    """Two words side by side ("time out") that somebody wrote as one ("timeout")."""
    return {
        f"{first} {second}": first + second
        for first, second in pairwise(words)
        if first + second in vocabulary
        and min(len(first), len(second)) > 1
        and not (is_filling(first) and is_filling(second))
    }


def mended(words: Sequence[str], vocabulary: Vocabulary) -> dict[str, str]:
    """For every word that nobody wrote before, the nearest one that somebody did.

    Nearest is the same word with accents, then fewest slips (letter missing, doubled, wrong,
    or two swapped): one in a word of up to five letters, two in a longer one; then the most
    common. A word that is like none may be two written together ("loadbalancer").
    """
    found: dict[str, str] = {}
    for word in dict.fromkeys(words):
        if len(word) < _SHORTEST or not word.isalpha() or word in vocabulary:
            continue
        meant = _accented(word, vocabulary) or _nearest(word, vocabulary)
        meant = meant or _apart(word, vocabulary)
        if meant:
            found[word] = meant
    return found


def _accented(word: str, vocabulary: Vocabulary) -> str:
    """ "groesse" and "grosse" for "größe", "resume" for "résumé"."""
    plain = without_accents(word)
    shorter = plain
    for two, one in _VOWELS:
        shorter = shorter.replace(two, one)
    return vocabulary.accented(plain) or vocabulary.accented(shorter)


def _nearest(word: str, vocabulary: Vocabulary) -> str:
    allowed = 1 if len(word) < 6 else 2
    near = [
        (slips(word, other), -vocabulary.sections_with(other), other)
        for other in vocabulary.alike(word, _CANDIDATES)
        if abs(len(other) - len(word)) <= allowed
    ]
    return min((entry for entry in near if entry[0] <= allowed), default=(0, 0, ""))[2]


def _apart(word: str, vocabulary: Vocabulary) -> str:
    """The two known words that it is made of, with a blank between; the more common ones."""
    pairs = _pairs(word, vocabulary)
    return max(pairs, key=lambda pair: min(map(vocabulary.sections_with, pair.split())), default="")


def _pairs(word: str, vocabulary: Vocabulary) -> Iterator[str]:
    for cut in range(_SHORTEST_PART, len(word) - _SHORTEST_PART + 1):
        if word[:cut] in vocabulary and word[cut:] in vocabulary:
            yield f"{word[:cut]} {word[cut:]}"


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
