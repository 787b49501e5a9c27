"""A question to a log, and what answers it: which lines of a stretch match.

Hyperscan scans whole stretches with the expression extended to the line end, so that every
matching line is reported exactly once. What it cannot decide exactly goes to Python's `re`
in a process of its own.
"""

import re
import threading
from contextlib import nullcontext
from dataclasses import dataclass
from typing import Any, Self

import numpy as np

from workbench.core.errors import UserError
from workbench.core.progress import Progress
from workbench.logs.block import line_starts
from workbench.logs.frequent_literal import FrequentLiteral, lines_with
from workbench.logs.model import ByteArray, LineArray
from workbench.logs.regex_worker import RegexWorker
from workbench.logs.translation import Untranslatable, literal_of, minds_line_ends, translated

_NO_LINES = np.empty(0, np.int64)
_NEWLINE = 10
_OFTEN = 8 << 10
"""Lines found nearer to each other than so many bytes are many."""
Stretch = bytes | memoryview
"""Whole lines; the last one may lack its line end."""


@dataclass(frozen=True, slots=True)
class Query:
    """What to look for in lines: a literal or a regular expression (Python's syntax)."""

    text: str
    literal: bool = False
    ignore_case: bool = False
    whole_word: bool = False

    @property
    def expression(self) -> str:
        """The query as a regular expression."""
        inner = re.escape(self.text) if self.literal else self.text
        if not self.whole_word:
            return inner
        return rf"(?<!\w)(?:{inner})(?!\w)"

    @property
    def flags(self) -> int:
        """Flags for Python's `re`."""
        return re.IGNORECASE if self.ignore_case else 0


class Matcher:
    """Finds the lines that a query matches. Safe from several threads; close it at the end."""

    def __init__(self, query: Query) -> None:
        """Raises UserError for an expression that is none."""
        self.query = query
        try:
            re.compile(query.expression, query.flags)
        except re.error as error:
            place = "" if error.pos is None else f" at character {error.pos + 1}"
            raise UserError(
                f"'{query.text}' is not a regular expression: {error.msg}{place}.",
                "Correct it, or search for it literally.",
            ) from error
        self._literal = _literal(query)
        self._worker = RegexWorker(query.expression, query.flags)
        self._worker_lock = threading.Lock()
        self._local = threading.local()
        # Threads that report each line to Python wait for each other longer than they scan.
        self._alone = threading.Lock()
        self._reports_much = False
        self._database = _database(query)
        self._minds_returns = self._database is not None and minds_line_ends(_for_hyperscan(query))

    def rows(self, raw: Stretch, progress: Progress | None = None) -> LineArray:
        """The lines (from 0) of a stretch of whole lines that match. Raises Cancelled."""
        progress = progress or Progress()
        if self._database is None:
            lines = _split(_without_returns(bytes(raw)))
            return np.array(self._asked(lines, progress), np.int64)
        data = np.frombuffer(raw, np.uint8)
        if self._literal is not None and self._literal.is_frequent(raw):
            return _rows_of(data, self._literal.places(data))
        if self._minds_returns and _holds(raw, 13):
            raw = _without_returns(bytes(raw))
            data = np.frombuffer(raw, np.uint8)
        rows = _rows_of(data, np.array(self._scan(raw), np.int64) - 1)
        if self._literal is not None or not len(data) or data.max() < 128:
            return rows
        return self._with_worker(bytes(raw), rows, progress)

    def count(self, raw: Stretch, progress: Progress | None = None) -> int:
        """How many lines of a stretch match."""
        if self._database is not None and not (self._minds_returns and _holds(raw, 13)):
            data = np.frombuffer(raw, np.uint8)
            if self._literal is not None and self._literal.is_frequent(raw):
                return lines_with(data, self._literal.places(data))
            if self._literal is not None or not len(data) or data.max() < 128:
                return len(self._scan(raw))
        return len(self.rows(raw, progress))

    def close(self) -> None:
        """End the helper process, if it was needed."""
        self._worker.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _scan(self, raw: Stretch) -> list[int]:
        """Where the line ends of the matching lines are."""
        ends: list[int] = []
        keep = ends.append

        def report(_id: int, _start: int, end: int, _flags: int, _context: Any) -> None:
            keep(end)

        if len(raw) and raw[-1] != _NEWLINE:
            raw = bytes(raw) + b"\n"
        scratch = getattr(self._local, "scratch", None)
        if scratch is None:
            scratch = self._local.scratch = _scratch(self._database)
        with self._alone if self._reports_much else nullcontext():
            self._database.scan(raw, match_event_handler=report, scratch=scratch)
        self._reports_much = len(ends) * _OFTEN > len(raw)
        return ends

    def _with_worker(self, text: bytes, rows: LineArray, progress: Progress) -> LineArray:
        """Lines with other characters than ASCII are decided by `re`."""
        starts = line_starts(text)
        places = np.flatnonzero(np.frombuffer(text, np.uint8) >= 128)
        doubtful = np.unique(np.searchsorted(starts, places, side="right") - 1)
        stops = np.append(starts[1:] - 1, len(text) - (text[-1:] == b"\n"))
        lines = [text[starts[row] : stops[row]] for row in doubtful]
        matching = doubtful[self._asked(lines, progress)]
        return np.union1d(np.setdiff1d(rows, doubtful, assume_unique=True), matching)

    def _asked(self, lines: list[bytes], progress: Progress) -> list[int]:
        with self._worker_lock:
            return self._worker.matching(lines, progress)


def _split(text: bytes) -> list[bytes]:
    lines = text.split(b"\n")
    return lines[:-1] if lines and not lines[-1] else lines


def _without_returns(text: bytes) -> bytes:
    return text.replace(b"\r\n", b"\n")


def _holds(raw: Stretch, byte: int) -> bool:
    if isinstance(raw, bytes):
        return byte in raw
    return bool((np.frombuffer(raw, np.uint8) == byte).any())


def _rows_of(data: ByteArray, places: LineArray) -> LineArray:
    """The lines that hold these ascending places."""
    if not len(places):
        return _NO_LINES
    ends = np.flatnonzero(data == _NEWLINE)
    rows = np.searchsorted(ends, places).astype(np.int64)
    return rows[np.concatenate([[True], rows[1:] != rows[:-1]])]


def _literal(query: Query) -> FrequentLiteral | None:
    """The query's bytes where they decide for every line: a literal in which case counts."""
    if query.ignore_case or query.whole_word:
        return None
    text = query.text if query.literal else literal_of(query.text)
    if not text or not {"\n", "\r"}.isdisjoint(text):
        return None
    return FrequentLiteral(text.encode("utf-8", "surrogatepass"))


def _database(query: Query) -> Any:
    """The compiled query, None where hyperscan cannot hold it or is not installed."""
    try:
        import hyperscan
    except ImportError:
        return None
    try:
        pattern = _for_hyperscan(query)
    except (Untranslatable, OverflowError, RecursionError):
        return None
    database = hyperscan.Database()
    try:
        database.compile(
            expressions=[b"(?:" + pattern + rb")[^\n]*\n"],
            ids=[0],
            elements=1,
            flags=[hyperscan.HS_FLAG_MULTILINE],
        )
    except hyperscan.HyperscanError:
        return None
    return database


def _for_hyperscan(query: Query) -> bytes:
    if not query.whole_word:
        return translated(query.expression, query.flags)
    inner = Query(query.text, query.literal, query.ignore_case)
    if (
        query.literal
        and query.text
        and all(c.isalnum() or c == "_" for c in (query.text[0], query.text[-1]))
    ):
        return rb"\b(?:" + translated(inner.expression, inner.flags) + rb")\b"
    raise Untranslatable


def _scratch(database: Any) -> Any:
    import hyperscan

    return hyperscan.Scratch(database)
