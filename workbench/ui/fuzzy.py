"""Fuzzy matching for the palette and quick open: letters in order, best places first."""

from dataclasses import dataclass

_START_OF_TEXT = 12
_START_OF_WORD = 8
_IN_A_ROW = 6
_GAP = 1


@dataclass(frozen=True, slots=True)
class Match:
    """How well a text matched, and at which positions its letters were found."""

    score: int
    positions: tuple[int, ...]


def match(query: str, text: str) -> Match | None:
    """Match every word of the query, in any order, as letters in order; None when one is missing.

    A letter at the start of a word, or right after another that matched, counts more;
    letters that are skipped in between count against it.
    """
    score = 0
    positions: set[int] = set()
    for word in query.casefold().split():
        found = _match_word(word, text)
        if found is None:
            return None
        score += found.score
        positions.update(found.positions)
    return Match(score - len(text) // 16, tuple(sorted(positions)))


def _match_word(word: str, text: str) -> Match | None:
    """The best way to find the letters of one word in the text (dynamic programming)."""
    lower = text.casefold()
    if len(lower) != len(text):  # a letter that folds to two, as in some ligatures
        lower = text.lower()
    best: dict[int, tuple[int, tuple[int, ...]]] = {}
    for number, letter in enumerate(word):
        row: dict[int, tuple[int, tuple[int, ...]]] = {}
        for position in (i for i, other in enumerate(lower) if other == letter):
            value = _START_OF_TEXT if position == 0 else _bonus(text, position)
            if number == 0:
                row[position] = (value, (position,))
                continue
            before = [
                (_joined(score, position - at) + value, places)
                for at, (score, places) in best.items()
                if at < position
            ]
            if before:
                score, places = max(before)
                row[position] = (score, (*places, position))
        best = row
    if not best:
        return None
    score, places = max(best.values())
    return Match(score, places)


def _joined(score: int, distance: int) -> int:
    return score + _IN_A_ROW if distance == 1 else score - _GAP * min(distance, 10)


def _bonus(text: str, position: int) -> int:
    before, here = text[position - 1], text[position]
    new_word = not before.isalnum() or (before.islower() and here.isupper())
    return _START_OF_WORD if new_word else 0
