"""Finding text in the opened logs, and the parts of a line on the screen that match."""

import re
from collections.abc import Callable
from typing import Any

import numpy as np

from workbench.core.progress import Progress
from workbench.logs.finding import find
from workbench.logs.query import Matcher, Query
from workbench.logs.translation import Untranslatable, translated
from workbench.panes.logs.log_set import LogSet, Longs

Spans = Callable[[str], list[tuple[int, int]]]


def find_all(logs: LogSet, query: Query, progress: Progress) -> Longs:
    """int64: the records with a line that matches, ascending. Raises UserError, Cancelled."""
    found: list[Longs] = [np.zeros(0, np.int64)]
    with Matcher(query) as matcher:
        for number, file in enumerate(logs.files):
            for hits in find(file, matcher, progress=progress):
                if len(hits.lines) and len(file.records):
                    records = np.unique(file.records.records_at(hits.lines))
                    found.append(records + logs.starts[number])
    return np.unique(np.concatenate(found))


def check(query: Query) -> None:
    """Raise UserError when the query is not a valid expression."""
    Matcher(query).close()


def highlighter(query: Query) -> Spans | None:
    """Gives the parts of a line that match, in time that is linear in its length.

    None for expressions that only Python's `re` can decide: they could take for ever, so
    LateSpans looks for them in another process.
    """
    if query.literal and not query.whole_word:
        return _literal(query)
    try:
        import hyperscan
    except ImportError:
        return None
    inner = re.escape(query.text) if query.literal else query.text
    expression = rf"\b(?:{inner})\b" if query.whole_word else inner
    database = hyperscan.Database()
    flags = hyperscan.HS_FLAG_SOM_LEFTMOST | hyperscan.HS_FLAG_ALLOWEMPTY
    try:
        pattern = translated(expression, query.flags)
        database.compile(expressions=[pattern], ids=[0], elements=1, flags=[flags])
    except (Untranslatable, OverflowError, RecursionError, hyperscan.HyperscanError):
        return None
    return _scanner(database)


def _literal(query: Query) -> Spans:
    wanted = query.text.lower() if query.ignore_case else query.text

    def spans(text: str) -> list[tuple[int, int]]:
        seen = text.lower() if query.ignore_case else text
        found: list[tuple[int, int]] = []
        place = seen.find(wanted) if wanted else -1
        while place >= 0:
            found.append((place, place + len(wanted)))
            place = seen.find(wanted, place + len(wanted))
        return found

    return spans


def _scanner(database: Any) -> Spans:
    """Scans a line with one sign per character, so that byte places are character places."""

    def spans(text: str) -> list[tuple[int, int]]:
        longest: dict[int, int] = {}

        def keep(_id: int, start: int, end: int, *_: object) -> None:
            longest[start] = max(end, longest.get(start, 0))

        database.scan(text.encode("ascii", "replace"), match_event_handler=keep)
        found: list[tuple[int, int]] = []
        for start, end in sorted(longest.items()):
            if end > start and (not found or start >= found[-1][1]):
                found.append((start, end))
        return found

    return spans
