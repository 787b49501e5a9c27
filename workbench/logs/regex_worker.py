"""Python's `re` in a process of its own: a catastrophic expression is ended by ending it."""

import itertools
import re
from collections.abc import Sequence
from multiprocessing import get_context
from multiprocessing.process import BaseProcess
from typing import Any

from workbench.core.progress import Progress

_POLL_SECONDS = 0.02
_BATCH_BYTES = 1 << 20
_MOST_SPANS = 200

Spans = list[tuple[int, int]]


def serve(connection: Any, expression: str, flags: int) -> None:
    """The process: answers each list of lines (bytes) or texts (str), see RegexWorker.

    It first sends an empty list, to say that it listens.
    """
    pattern = re.compile(expression, flags)
    try:
        connection.send([])
        while True:
            asked: list[bytes] | list[str] = connection.recv()
            connection.send(
                [_spans(pattern, one) for one in asked if isinstance(one, str)]
                if asked and isinstance(asked[0], str)
                else [n for n, one in enumerate(asked) if pattern.search(_text(one))]
            )
    except (EOFError, OSError):
        return


def _text(line: bytes | str) -> str:
    return line if isinstance(line, str) else line.decode("utf-8", "surrogateescape")


def _spans(pattern: re.Pattern[str], text: str) -> Spans:
    found = (match.span() for match in itertools.islice(pattern.finditer(text), _MOST_SPANS))
    return [(start, stop) for start, stop in found if stop > start]


class RegexWorker:
    """One expression in its own process, started at first use."""

    def __init__(self, expression: str, flags: int = 0) -> None:
        """Raises re.error for an expression that is none."""
        re.compile(expression, flags)
        self._arguments = (expression, flags)
        self._connection: Any = None  # a Connection, on Windows a PipeConnection
        self._process: BaseProcess | None = None

    def matching(self, lines: Sequence[bytes], progress: Progress) -> list[int]:
        """Positions of the lines that the expression matches. Raises Cancelled within 100 ms."""
        found: list[int] = []
        first = 0
        while first < len(lines):
            stop, size = first, 0
            while stop < len(lines) and size < _BATCH_BYTES:
                size += len(lines[stop])
                stop += 1
            found += [first + place for place in self._ask(list(lines[first:stop]), progress)]
            first = stop
        return found

    def spans(self, texts: Sequence[str], progress: Progress) -> list[Spans]:
        """The parts of each text that match, as (start, stop). Raises Cancelled within 100 ms."""
        return self._ask(list(texts), progress) if texts else []

    def _ask(self, lines: list[bytes] | list[str], progress: Progress) -> Any:
        try:
            connection = self._started(progress)
            connection.send(lines)
            return self._answer(progress)
        except BaseException:
            self.close()
            raise

    def _answer(self, progress: Progress) -> Any:
        while not self._connection.poll(_POLL_SECONDS):
            progress.check()
        return self._connection.recv()

    def _started(self, progress: Progress) -> Any:
        progress.check()
        if self._connection is None:
            context = get_context("spawn")
            here, there = context.Pipe()
            self._process = context.Process(
                target=serve, args=(there, *self._arguments), daemon=True
            )
            self._process.start()
            there.close()
            self._connection = here
            self._answer(progress)
        return self._connection

    def close(self) -> None:
        """End the process, whatever it is doing."""
        if self._process is not None:
            self._process.kill()
            self._process.join()
            self._process = None
        if self._connection is not None:
            self._connection.close()
            self._connection = None
