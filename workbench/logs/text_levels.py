"""Levels in free text, for many texts at once: what `level_in_head` gives for each.

Most logs say their levels in few ways. The words that may be one are found in all texts in
one pass; what leads up to the first of them, its digits made alike, decides for all texts
that begin so. The rest is looked at one by one.
"""

from dataclasses import dataclass, field
from typing import Any

import numpy as np

from workbench.logs.free_text import HEAD_WORDS, level_in_head
from workbench.logs.model import BoolArray, ByteArray, LineArray
from workbench.logs.words import WordFinder

TEXT_REACH = 400
"""Bytes at the head of a text in which a level is looked for."""

_NAMES = ("level", "lvl", "severity")
_WORDS = (
    *_NAMES,
    *(
        word
        for word in HEAD_WORDS
        if not any(word.startswith(other) for other in (*HEAD_WORDS, *_NAMES) if other != word)
        and word not in _NAMES
    ),
)
"""The names first; a word that begins with another one is found with that."""
_DIGITS = bytes.maketrans(b"0123456789", b"1" * 10)
_MOST_KNOWN = 100_000
_LONGEST_BEGINNING = 128
_CONTINUATIONS = (b" [fatal] x", b" [trace] x")
_NEW, _UNDECIDED = -1, -2
_LONGEST_WORD = 16
_WORD = np.array([chr(byte).isalnum() or byte == 95 for byte in range(128)] + [False] * 128)
_BETWEEN = np.isin(np.arange(256), np.frombuffer(b"\\\"' \t=:", np.uint8))

Buffer = bytes | memoryview


@dataclass(slots=True)
class TextLevels:
    """Reads the levels of texts; remembers the ways in which they were said."""

    _finder: WordFinder | None = field(default_factory=lambda: WordFinder.of(_WORDS))
    _known: dict[bytes, int] = field(default_factory=dict[bytes, int])

    def read(self, buffer: Buffer, starts: LineArray, ends: LineArray) -> ByteArray:
        """The levels (0 for none) of texts `buffer[start:end]`, which come in order."""
        ends = np.minimum(ends, starts + TEXT_REACH)
        levels = np.zeros(len(starts), np.uint8)
        if self._finder is None or not len(starts):
            for row, (start, end) in enumerate(zip(starts.tolist(), ends.tolist(), strict=True)):
                levels[row] = level_in_head(bytes(buffer[start:end])) or 0
            return levels
        rows, cuts = self._cuts(buffer, starts, ends)
        text, known = bytes(buffer), self._known
        found: list[int] = []
        read = zip(starts[rows].tolist(), cuts.tolist(), ends[rows].tolist(), strict=True)
        for start, cut, end in read:
            level = _UNDECIDED
            if cut - start <= _LONGEST_BEGINNING:
                beginning = text[start:cut].translate(_DIGITS)
                level = known.get(beginning, _NEW)
                if level == _NEW:
                    level = self._learned(beginning)
            if level == _UNDECIDED:
                level = level_in_head(text[start:end]) or 0
            found.append(level)
        levels[rows] = found
        return levels

    def _cuts(
        self, buffer: Buffer, starts: LineArray, ends: LineArray
    ) -> tuple[LineArray, LineArray]:
        """The texts that hold such words, and where what may decide ends in each."""
        places, words = self._finder.places(buffer) if self._finder else (starts[:0], starts[:0])
        data = np.frombuffer(buffer, np.uint8)
        first, there = _first(places, starts, ends)
        cuts = _skipped(data, first, _WORD, ends, there)
        names = places[words < len(_NAMES)]
        first, named = _first(names, starts, ends)
        behind = _skipped(data, first, _WORD, ends, named)
        behind = _skipped(data, behind, _BETWEEN, ends, named)
        behind = _skipped(data, behind, _WORD, ends, named)
        cuts = np.minimum(np.where(named, behind, cuts) + 1, ends)
        _, again = _first(names, np.where(named, first, ends), ends)
        rows = np.flatnonzero(there)
        return rows, np.where(again, ends, cuts)[rows]

    def _learned(self, beginning: bytes) -> int:
        """The level that a beginning decides, if what follows it makes no difference."""
        if len(self._known) > _MOST_KNOWN:
            self._known.clear()
        level = level_in_head(beginning)
        decided = level is not None and all(
            level_in_head(beginning + more) == level for more in _CONTINUATIONS
        )
        self._known[beginning] = int(level) if decided and level is not None else _UNDECIDED
        return self._known[beginning]


def _first(places: LineArray, starts: LineArray, ends: LineArray) -> tuple[LineArray, BoolArray]:
    """The first of the places behind each start, and whether it is not behind the end."""
    if not len(places):
        return starts, np.zeros(len(starts), np.bool_)
    first = places[np.minimum(np.searchsorted(places, starts, side="right"), len(places) - 1)]
    return first, (first > starts) & (first <= ends)


def _skipped(
    data: ByteArray, places: LineArray, kind: Any, ends: LineArray, among: BoolArray
) -> LineArray:
    """The places moved over the bytes of a kind that stand there."""
    for _ in range(_LONGEST_WORD):
        among = among & (places < ends)
        among &= kind[data[np.where(among, places, 0)]]
        if not among.any():
            break
        places = places + among
    return places
