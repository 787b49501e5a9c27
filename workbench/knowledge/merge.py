"""Brings together two people's edits of one article, line by line."""

import difflib
from dataclasses import dataclass
from typing import TypeAlias

_Change: TypeAlias = tuple[int, int, list[str]]


@dataclass(frozen=True, slots=True)
class Merged:
    """The text with both edits; `conflicts` is how many places both had changed differently."""

    text: str
    conflicts: int


def merge(base: str, mine: str, theirs: str) -> Merged:
    """Three-way merge. Where both changed the same lines, both versions are kept, marked."""
    lines = base.split("\n")
    ours, other = _changes(lines, mine.split("\n")), _changes(lines, theirs.split("\n"))
    result: list[str] = []
    conflicts = at = 0
    while ours or other:
        start, end, mine_here, theirs_here = _next_region(ours, other)
        result += lines[at:start]
        left, right = (
            _applied(lines, start, end, mine_here),
            _applied(lines, start, end, theirs_here),
        )
        if not theirs_here or left == right:
            result += left
        elif not mine_here:
            result += right
        else:
            conflicts += 1
            result += ["<<<<<<< mine", *left, "=======", *right, ">>>>>>> on disk"]
        at = end
    result += lines[at:]
    return Merged("\n".join(result), conflicts)


def _changes(base: list[str], edited: list[str]) -> list[_Change]:
    matcher = difflib.SequenceMatcher(None, base, edited, autojunk=False)
    return [
        (i1, i2, edited[j1:j2]) for tag, i1, i2, j1, j2 in matcher.get_opcodes() if tag != "equal"
    ]


def _next_region(
    ours: list[_Change], other: list[_Change]
) -> tuple[int, int, list[_Change], list[_Change]]:
    """The next stretch of base lines that is changed, with all changes that touch it."""
    start = min(changes[0][0] for changes in (ours, other) if changes)
    end = start
    taken: tuple[list[_Change], list[_Change]] = ([], [])
    grown = True
    while grown:
        grown = False
        for changes, mine in ((ours, taken[0]), (other, taken[1])):
            while changes and changes[0][0] <= end:
                change = changes.pop(0)
                mine.append(change)
                end, grown = max(end, change[1]), True
    return start, end, taken[0], taken[1]


def _applied(base: list[str], start: int, end: int, changes: list[_Change]) -> list[str]:
    result: list[str] = []
    at = start
    for first, last, lines in changes:
        result += base[at:first] + lines
        at = last
    return result + base[at:end]
