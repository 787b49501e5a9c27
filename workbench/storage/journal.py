"""The journal of unsaved typing: after a kill at any moment at most two seconds are lost."""

import json
import logging
import zlib
from collections.abc import Callable
from pathlib import Path

from workbench.storage.files import write_atomically

NAME = "typing.journal"
FLUSH_SECONDS = 0.5
_COMPACT_BYTES = 4_000_000

_log = logging.getLogger("workbench.journal")


class Journal:
    """Drafts by key ("knowledge:rollback.md"), appended to one file, each line with a checksum.

    `note` is cheap and keeps the draft in memory and calls `on_note`; `flush` (the window
    calls it within half a second of that) appends what changed. A key begins with the id
    of the pane that owns it. Nothing here raises: a journal that cannot be written is
    said once in the log, and typing goes on.
    """

    def __init__(self, file: Path | None) -> None:
        """Open the journal and read what an earlier run left; None keeps nothing on disk."""
        self._file = file
        self._drafts: dict[str, str] = {}
        self._changed: set[str] = set()
        self.on_note: Callable[[], None] | None = None
        self._complained = False
        self._separator = b"\n"  # what a kill cut off must not swallow the next line
        if file is not None:
            self._drafts = _read(file)

    @property
    def drafts(self) -> dict[str, str]:
        """Every draft that is kept now: right after opening, those of the earlier run."""
        return dict(self._drafts)

    @property
    def waiting(self) -> bool:
        """Whether there is something to flush."""
        return bool(self._changed)

    def note(self, key: str, text: str) -> None:
        """Keep the text as it is typed now."""
        if self._drafts.get(key) != text:
            self._drafts[key] = text
            self._mark(key)

    def forget(self, key: str) -> None:
        """The text is saved (or thrown away): keep its draft no longer."""
        if self._drafts.pop(key, None) is not None:
            self._mark(key)

    def flush(self) -> None:
        """Append what changed to the file."""
        if self._file is None or not self._changed:
            return
        lines = b"".join(_line(key, self._drafts.get(key)) for key in sorted(self._changed))
        try:
            self._append(self._file, lines)
        except OSError as error:
            if not self._complained:
                _log.warning("unsaved typing cannot be kept in %s: %s", self._file, error)
            self._complained = True
        else:
            self._changed.clear()

    def _mark(self, key: str) -> None:
        self._changed.add(key)
        if self.on_note is not None:
            self.on_note()

    def _append(self, file: Path, lines: bytes) -> None:
        if file.exists() and file.stat().st_size > _COMPACT_BYTES:
            write_atomically(file, b"".join(_line(*draft) for draft in self._drafts.items()))
            return
        with file.open("ab") as journal:
            journal.write(self._separator + lines)
        self._separator = b""

    def close(self) -> None:
        """Flush, and leave no file where there is no draft."""
        self.flush()
        if self._file is not None and not self._drafts:
            try:
                self._file.unlink(missing_ok=True)
            except OSError as error:
                _log.warning("the empty journal %s cannot be removed: %s", self._file, error)


def _line(key: str, text: str | None) -> bytes:
    content = json.dumps([key, text], ensure_ascii=False).encode("utf-8", "surrogatepass")
    return b"%08x %s\n" % (zlib.crc32(content), content)


def _read(file: Path) -> dict[str, str]:
    """The latest draft of each key; a line that is cut off or damaged is passed over."""
    try:
        lines = file.read_bytes().split(b"\n")
    except OSError:
        return {}
    drafts: dict[str, str] = {}
    for line in lines:
        checksum, _, content = line.partition(b" ")
        if checksum != b"%08x" % zlib.crc32(content):
            continue
        key, text = json.loads(content.decode("utf-8", "surrogatepass"))
        if text is None:
            drafts.pop(key, None)
        else:
            drafts[key] = text
    return drafts
