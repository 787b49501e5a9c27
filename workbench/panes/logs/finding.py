"""Finding text in the opened logs, and the parts of a line to be highlighted."""

import re
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from workbench.core.errors import UserError
from workbench.core.progress import Progress
from workbench.logs.logfile import LogFile
from workbench.panes.logs.log_set import LogSet, Longs

_LINES = 20_000


@dataclass(frozen=True, slots=True)
class Query:
    """What is looked for: plain text, or a regular expression."""

    text: str
    regex: bool = False
    match_case: bool = False
    whole_word: bool = False

    def pattern(self) -> re.Pattern[bytes]:
        """The expression it stands for. Raises UserError when it is not a valid one."""
        text = self.text if self.regex else re.escape(self.text)
        if self.whole_word:
            text = rf"\b(?:{text})\b"
        try:
            return re.compile(text.encode(), 0 if self.match_case else re.IGNORECASE)
        except re.error as error:
            raise UserError(
                f"“{self.text}” is not a regular expression: {error.msg}"
                f" (at character {(error.pos or 0) + 1}).",
                "Correct it, or look for it as plain text.",
            ) from error


def find_all(logs: LogSet, query: Query, progress: Progress) -> Longs:
    """int64: the records with a line that matches, ascending. Raises UserError, Cancelled."""
    pattern = query.pattern()
    found: list[Longs] = [np.zeros(0, np.int64)]
    for number, file in enumerate(logs.files):
        lines = _matching_lines(file, pattern, progress)
        if len(lines) and len(file.records):
            records = np.unique(file.records.records_at(lines))
            found.append(records + logs.starts[number])
    return np.concatenate(found)


def _matching_lines(file: LogFile, pattern: re.Pattern[bytes], progress: Progress) -> Longs:
    hits: list[int] = []
    search = pattern.search
    for first in range(0, file.line_count, _LINES):
        progress.report(first, file.line_count, file.path.name)
        lines = file.lines(first, first + _LINES)
        hits += [first + place for place, line in enumerate(lines) if search(line)]
    return np.array(hits, np.int64)


def highlighter(query: Query) -> Callable[[str], list[tuple[int, int]]]:
    """Gives the parts of a line that match."""
    source = query.pattern()
    pattern = re.compile(source.pattern.decode(), source.flags & re.IGNORECASE)

    def spans(text: str) -> list[tuple[int, int]]:
        return [found.span() for found in pattern.finditer(text) if found.end() > found.start()]

    return spans
