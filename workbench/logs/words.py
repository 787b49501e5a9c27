"""Finds the lines of a block that hold any of some words, all words in one pass."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np

from workbench.logs.block import Block
from workbench.logs.model import LineArray


@dataclass(frozen=True, slots=True)
class WordFinder:
    """A compiled set of words; upper and lower case are the same unless asked for."""

    database: Any
    scratch: Any

    @staticmethod
    @lru_cache(maxsize=64)
    def of(
        words: tuple[str, ...], *, same_case: bool = False, once: bool = False
    ) -> "WordFinder | None":
        """The finder of these words (simple patterns), None where hyperscan is not installed.

        `once`: each word is reported at its first place only.
        """
        try:
            import hyperscan
        except ImportError:
            return None
        if not words:
            return None
        database = hyperscan.Database()
        flags = 0 if same_case else hyperscan.HS_FLAG_CASELESS
        flags |= hyperscan.HS_FLAG_SINGLEMATCH if once else 0
        database.compile(
            expressions=[word.encode() for word in words],
            ids=list(range(len(words))),
            elements=len(words),
            flags=[flags] * len(words),
        )
        return WordFinder(database, hyperscan.Scratch(database))

    def places(self, text: bytes | memoryview) -> tuple[LineArray, LineArray]:
        """Where words end in a text, in order, and the number of the word that does."""
        ends: list[int] = []
        numbers: list[int] = []

        def keep(number: int, _start: int, end: int, *_: Any) -> None:
            ends.append(end)
            numbers.append(number)

        # a scratch serves one scan at a time: clone it, blocks are read by several threads
        self.database.scan(text, match_event_handler=keep, scratch=self.scratch.clone())
        return np.array(ends, np.int64), np.array(numbers, np.int64)

    def lines(self, block: Block) -> LineArray:
        """The rows that hold a word, each once, in order."""
        ends, _ = self.places(block.text)
        return np.unique(np.searchsorted(block.starts, ends - 1, side="right") - 1)
