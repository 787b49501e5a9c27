"""Follows a growing log: every line once, also when the log is rotated, truncated or replaced.

A log is rotated in three ways: renamed with a new file in its place (the rest of the old
file is read first), copied away and truncated, or truncated and written anew. The file that
is open keeps being read until it gives no more, then the one that has its name now is opened.
"""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import IO

from workbench.core.errors import UserError

_CHUNK = 1 << 20
_HEAD = 256


class Change(Enum):
    """What happened to the file since the last look."""

    NONE = "none"
    TRUNCATED = "truncated"
    REPLACED = "replaced"
    GONE = "gone"


@dataclass(frozen=True, slots=True)
class NewLines:
    """Whole lines (bytes with line ends, maybe empty) and what happened before them."""

    text: bytes
    change: Change

    @property
    def lines(self) -> list[bytes]:
        """The lines without their ends."""
        return self.text.replace(b"\r\n", b"\n").split(b"\n")[:-1]


class Follower:
    """Reads what is appended to a file. Call `look` again and again, from one thread."""

    def __init__(self, path: Path, start: int | None = None) -> None:
        """Begin at byte `start` (default: the end). Raises UserError when it cannot be opened."""
        self._path = path
        self._held = b""
        self._file: IO[bytes] | None = None
        try:
            self._open()
        except OSError as error:
            reason = error.strerror or str(error)
            raise UserError(f"{path}: {reason}.", "Check that it exists.") from error
        self._position = self._size() if start is None else start

    @property
    def position(self) -> int:
        """How far the file that is open has been read, in bytes; a held half line is not read."""
        return self._position - len(self._held)

    def look(self) -> NewLines:
        """The whole lines that have come since the last look; a half line is held back.

        When the file was replaced, the rest of the old one comes first, with its last line
        even without a line end, and the next look begins the new one.
        """
        change = self._change()
        if change is Change.TRUNCATED:
            self._position, self._held = 0, b""
            self._keep_head()
        text = b"".join(self._chunks())
        if change in (Change.REPLACED, Change.GONE):
            return self._last_of_old(text, change)
        whole = text.rfind(b"\n") + 1
        result = self._held + text[:whole] if whole else b""
        self._held = text[whole:] if whole else self._held + text
        return NewLines(result, change)

    def close(self) -> None:
        """Close the file."""
        if self._file is not None:
            self._file.close()
            self._file = None

    def _last_of_old(self, text: bytes, change: Change) -> NewLines:
        rest = self._held + text
        if rest and not rest.endswith(b"\n"):
            rest += b"\n"
        self._held = b""
        if change is Change.REPLACED:
            self.close()
            self._open()
            self._position = 0
        return NewLines(rest, change)

    def _open(self) -> None:
        self._file = self._path.open("rb", buffering=0)
        self._keep_head()

    def _keep_head(self) -> None:
        """Remember the first bytes: a file written anew to the same size shows by them."""
        self._head = self._read_at(0, _HEAD)

    def _read_at(self, position: int, length: int) -> bytes:
        if self._file is None:
            return b""
        self._file.seek(position)
        return self._file.read(length)

    def _size(self) -> int:
        return 0 if self._file is None else os.fstat(self._file.fileno()).st_size

    def _change(self) -> Change:
        try:
            named = self._path.stat()
        except OSError:
            return Change.GONE
        if self._file is None:
            self._open()
            return Change.REPLACED
        mine = os.fstat(self._file.fileno())
        if (named.st_dev, named.st_ino) != (mine.st_dev, mine.st_ino):
            return Change.REPLACED
        if mine.st_size < self._position:
            return Change.TRUNCATED
        head = self._read_at(0, _HEAD)
        if not head.startswith(self._head):
            return Change.TRUNCATED
        self._head = head
        return Change.NONE

    def _chunks(self) -> Iterator[bytes]:
        """All that is there now, and no more than that, so that a look comes to an end."""
        stop = self._size()
        while self._position < stop:
            chunk = self._read_at(self._position, min(_CHUNK, stop - self._position))
            if not chunk:
                return
            self._position += len(chunk)
            yield chunk
