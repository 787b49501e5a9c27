"""Finds the lines of a block that hold any of some words, all words in one pass."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from workbench.logs.block import Block
from workbench.logs.model import LineArray


@dataclass(frozen=True, slots=True)
class WordFinder:
    """A compiled set of words; upper and lower case are the same."""

    database: Any
    scratch: Any

    @staticmethod
    def of(words: tuple[str, ...]) -> "WordFinder | None":
        """The finder of these words (simple patterns), None where hyperscan is not installed."""
        try:
            import hyperscan
        except ImportError:
            return None
        if not words:
            return None
        database = hyperscan.Database()
        flags = hyperscan.HS_FLAG_CASELESS
        database.compile(
            expressions=[word.encode() for word in words],
            ids=list(range(len(words))),
            elements=len(words),
            flags=[flags] * len(words),
        )
        return WordFinder(database, hyperscan.Scratch(database))

    def lines(self, block: Block) -> LineArray:
        """The rows that hold a word, each once, in order."""
        ends: list[int] = []

        def keep(*match: Any) -> None:
            ends.append(match[2])

        # a scratch serves one scan at a time: clone it, blocks are read by several threads
        self.database.scan(block.text, match_event_handler=keep, scratch=self.scratch.clone())
        if not ends:
            return np.empty(0, np.int64)
        places = np.array(ends, np.int64) - 1
        return np.unique(np.searchsorted(block.starts, places, side="right") - 1)
