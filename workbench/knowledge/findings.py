"""What the writing help finds in an article."""

from bisect import bisect_right
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """One thing to look at: line and columns count from 1, `end` is after the last letter.

    `kind` is one of spelling, plain-language, long-sentence, hard-to-read, passive,
    abbreviation, missing-part, broken-link, no-expected-result, no-rollback,
    front-matter, wrong-date, duplicate-id, stale, empty-part.
    """

    line: int
    column: int
    end: int
    kind: str
    message: str
    suggestions: tuple[str, ...] = ()


def at(text: str, offset: int) -> tuple[int, int]:
    """Line and column (from 1) of an offset in a text."""
    starts = _line_starts(text)
    line = bisect_right(starts, offset)
    return line, offset - starts[line - 1] + 1


@lru_cache(maxsize=1)  # one text is asked about many times in a row
def _line_starts(text: str) -> list[int]:
    return list(accumulate((len(line) + 1 for line in text.split("\n")), initial=0))


def finding(
    text: str,
    start: int,
    length: int,
    kind: str,
    message: str,
    *,
    suggestions: tuple[str, ...] = (),
) -> Finding:
    """A finding at an offset in a text."""
    line, column = at(text, start)
    return Finding(line, column, column + length, kind, message, suggestions)
