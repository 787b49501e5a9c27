"""What the writing help finds in an article."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """One thing to look at: line and columns count from 1, `end` is after the last letter.

    `kind` is one of spelling, plain-language, long-sentence, hard-to-read, passive,
    abbreviation, missing-part, broken-link, no-expected-result, no-rollback,
    front-matter, wrong-date, duplicate-id.
    """

    line: int
    column: int
    end: int
    kind: str
    message: str
    suggestions: tuple[str, ...] = ()


def at(text: str, offset: int) -> tuple[int, int]:
    """Line and column (from 1) of an offset in a text."""
    before = text.rfind("\n", 0, offset)
    return text.count("\n", 0, offset) + 1, offset - before


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
