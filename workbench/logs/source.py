"""Where a log's bytes come from: a plain file, a compressed one, text in UTF-16, standard input.

Bytes are read with positioned reads: a memory map of a file that is truncated while it is
read ends the process. Only a file that has been quiet for a while is mapped, for searching.
"""

import codecs
import errno
import hashlib
import mmap
import os
import sys
import tempfile
import threading
import time
from array import array
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from workbench.core.errors import UserError
from workbench.core.paths import user_cache
from workbench.core.progress import Progress
from workbench.logs.compressed import entries_of_zip, packing_of, unpacked
from workbench.logs.event_document import (
    is_event_xml,
    is_journal_export,
    write_journal,
    write_xml_events,
)
from workbench.logs.json_document import LARGEST, is_document, write_json_events

_HEAD = 65_536
_CHUNK = 1 << 20
_Writer = Callable[[bytes, IO[bytes], Progress], "array[int]"]
_QUIET_SECONDS = 5.0
_ENCODINGS = {
    codecs.BOM_UTF32_LE: "utf-32-le",
    codecs.BOM_UTF32_BE: "utf-32-be",
    codecs.BOM_UTF8: "utf-8-sig",
    codecs.BOM_UTF16_LE: "utf-16-le",
    codecs.BOM_UTF16_BE: "utf-16-be",
}


@dataclass(frozen=True, slots=True)
class LogPath:
    """One log to open: a file, or one entry of a zip."""

    path: Path
    entry: str | None = None

    def __str__(self) -> str:
        return str(self.path) if self.entry is None else f"{self.path}!{self.entry}"


class Source:
    """The bytes of one log, opened. Reads are safe from any thread."""

    def __init__(
        self, path: Path, encoding: str = "utf-8", start: int = 0, lines: Sequence[int] = ()
    ) -> None:
        """Open the file; `start` bytes at its head (a byte order mark) are left out.

        `lines`: for text that was rewritten, the line of the original (from 1) of each line.
        """
        self.lines = lines
        self._path = path
        self._file = path.open("rb", buffering=0)
        self._lock = threading.Lock()
        self._map: mmap.mmap | None = None
        self._start = start
        self.encoding = encoding
        self.size = max(os.fstat(self._file.fileno()).st_size - start, 0)

    def read(self, start: int, stop: int) -> bytes:
        """The bytes from `start` to `stop`; fewer when the file has shrunk meanwhile."""
        length = max(min(stop, self.size) - start, 0)
        if hasattr(os, "pread"):
            return os.pread(self._file.fileno(), length, start + self._start)
        with self._lock:
            self._file.seek(start + self._start)
            return self._file.read(length)

    def view(self, start: int, stop: int) -> "bytes | memoryview":
        """The bytes without copying them, where the file has not changed for a while."""
        stop = min(stop, self.size)
        mapped = self._mapped()
        if mapped is None or stop <= start:
            return self.read(start, stop)
        return memoryview(mapped)[start + self._start : stop + self._start]

    def _mapped(self) -> "mmap.mmap | None":
        state = os.fstat(self._file.fileno())
        quiet = time.time() - state.st_mtime > _QUIET_SECONDS
        if not quiet or state.st_size < self.size + self._start or not self.size:
            return None
        with self._lock:
            if self._map is None:
                self._map = mmap.mmap(self._file.fileno(), 0, access=mmap.ACCESS_READ)
            return self._map if len(self._map) >= self.size + self._start else None

    def grown(self) -> int:
        """Look at the file's size again and give it; it may have grown or shrunk."""
        self.size = max(os.fstat(self._file.fileno()).st_size - self._start, 0)
        return self.size

    def reopened(self) -> "Source":
        """The same bytes again, after `close`. Raises OSError."""
        return Source(self._path, self.encoding, self._start, self.lines)

    def close(self) -> None:
        """Close the file."""
        self._file.close()


def default_cache() -> Path:
    """Where unpacked logs and indexes go outside a workspace."""
    return user_cache() / "logs"


def open_source(
    log: LogPath, cache: Path | None = None, progress: Progress | None = None
) -> Source:
    """Open a log's bytes, unpacked and as UTF-8 (or the bytes that they are).

    Raises UserError when the file cannot be read or unpacked, is a folder or a device.
    """
    progress = progress or Progress()
    cache = _writable(cache or default_cache())
    path = log.path
    try:
        if not path.is_file():
            raise UserError(
                _why_not_a_file(path), "Give a file, a folder, or - for standard input."
            )
        with path.open("rb") as file:
            head = file.read(_HEAD)
        packing = packing_of(head)
        if packing:
            path = unpacked(path, packing, log.entry, cache, progress)
            with path.open("rb") as file:
                head = file.read(_HEAD)
        return _decoded(path, head, cache, progress)
    except OSError as error:
        reason = error.strerror or str(error)
        if error.errno == errno.ENOSPC:
            raise UserError(
                f"{log}: there is no room to unpack it in {cache}.", "Make room."
            ) from error
        raise UserError(f"{log}: {reason}.", "Check that it exists and may be read.") from error


def _writable(cache: Path) -> Path:
    """The cache folder, or one for temporary files where that cannot be written to."""
    try:
        cache.mkdir(parents=True, exist_ok=True)
    except OSError:
        return Path(tempfile.gettempdir()) / "workbench-logs"
    return cache if os.access(cache, os.W_OK) else Path(tempfile.gettempdir()) / "workbench-logs"


def _why_not_a_file(path: Path) -> str:
    if path.is_dir():
        return f"{path} is a folder."
    return f"{path} is not a file." if path.exists() else f"{path} does not exist."


def _decoded(path: Path, head: bytes, cache: Path, progress: Progress) -> Source:
    mark = next((mark for mark in _ENCODINGS if head.startswith(mark)), None)
    encoding = _ENCODINGS[mark] if mark else _unmarked_utf16(head)
    start = len(mark or b"")
    if encoding is not None and encoding != "utf-8-sig":
        path = _as_utf8(path, encoding, start, cache, progress)
        start = 0
        with path.open("rb") as file:
            head = file.read(_HEAD)
    found = "utf-8" if encoding == "utf-8-sig" else encoding or _text_encoding(head)
    writer = _event_writer(head)
    if writer is not None and path.stat().st_size <= LARGEST:
        events, lines = _as_events(path, writer, cache, progress)
        return Source(events, found, lines=lines)
    return Source(path, found, start)


def _event_writer(head: bytes) -> _Writer | None:
    """What writes one event a line for an export that begins so, None for other files."""
    if is_document(head):
        return write_json_events
    if is_event_xml(head):
        return write_xml_events
    return write_journal if is_journal_export(head) else None


def _as_events(
    path: Path, writer: _Writer, cache: Path, progress: Progress
) -> tuple[Path, "array[int]"]:
    """An export with one event a line, in the cache, and the lines where events begin."""

    def write(output: IO[bytes]) -> None:
        lines = writer(path.read_bytes(), output, progress)
        _made_once(path, "lines", cache, lambda file: file.write(lines.tobytes()))

    events = _made_once(path, "events", cache, write)
    kept = _made_once(path, "lines", cache, lambda _: 0)
    lines = array("L")
    lines.frombytes(kept.read_bytes())
    return events, lines


def _made_once(path: Path, kind: str, cache: Path, write: Callable[[IO[bytes]], object]) -> Path:
    """A file in the cache that is made from `path`, again only when that has changed."""
    stat = path.stat()
    identity = f"{path.absolute()}|{stat.st_size}|{stat.st_mtime_ns}"
    target = cache / f"{hashlib.sha256(identity.encode()).hexdigest()[:24]}.{kind}"
    if target.is_file():
        return target
    cache.mkdir(parents=True, exist_ok=True)
    descriptor, temporary = tempfile.mkstemp(dir=cache, suffix=".tmp")
    try:
        with os.fdopen(descriptor, "wb") as output:
            write(output)
        Path(temporary).replace(target)
    finally:
        Path(temporary).unlink(missing_ok=True)
    return target


def _unmarked_utf16(head: bytes) -> str | None:
    """UTF-16 without a mark shows as every other byte NUL."""
    if len(head) < 16:
        return None
    even, odd = head[0::2].count(0), head[1::2].count(0)
    half = len(head) // 2
    if odd > 0.7 * half and even < 0.1 * half:
        return "utf-16-le"
    return "utf-16-be" if even > 0.7 * half and odd < 0.1 * half else None


def _text_encoding(head: bytes) -> str:
    try:
        codecs.getincrementaldecoder("utf-8")().decode(head)
    except UnicodeDecodeError:
        return "binary" if head.count(0) > len(head) // 20 else "latin-1"
    return "ascii" if head.isascii() else "utf-8"


def _as_utf8(path: Path, encoding: str, skip: int, cache: Path, progress: Progress) -> Path:
    """The text as UTF-8 in the cache."""
    size = path.stat().st_size

    def write(output: IO[bytes]) -> None:
        decoder = codecs.getincrementaldecoder(encoding)("replace")
        with path.open("rb") as text:
            text.seek(skip)
            while chunk := text.read(_CHUNK):
                progress.report(text.tell(), size, f"decoding {path.name}")
                output.write(decoder.decode(chunk).encode("utf-8", "replace"))
        output.write(decoder.decode(b"", final=True).encode("utf-8", "replace"))

    return _made_once(path, encoding, cache, write)


def find_logs(paths: Iterable[Path], progress: Progress | None = None) -> list[LogPath]:
    """The logs that paths stand for: files as they are, folders walked, zips by entry, '-'.

    A folder's files come in name order; hidden files and links that lead back are left out,
    and one that cannot be read stands as it is: opening it says why.
    Raises UserError for a path that does not exist or may not be read.
    """
    progress = progress or Progress()
    found: list[LogPath] = []
    for path in paths:
        if str(path) == "-":
            found.append(LogPath(_standard_input()))
        elif path.is_dir():
            for file in _walk(path, set()):
                progress.check()
                found += _entries_or_itself(file)
        else:
            found += _entries(path)
    return found


def _entries_or_itself(path: Path) -> list[LogPath]:
    try:
        return list(_entries(path))
    except UserError:
        return [LogPath(path)]


def _entries(path: Path) -> Iterator[LogPath]:
    try:
        with path.open("rb") as file:
            packing = packing_of(file.read(8))
    except OSError as error:
        reason = error.strerror or str(error)
        raise UserError(f"{path}: {reason}.", "Check that it exists and may be read.") from error
    if packing == "zip":
        yield from (LogPath(path, entry) for entry in entries_of_zip(path))
    else:
        yield LogPath(path)


def _walk(folder: Path, seen: set[tuple[int, int]]) -> Iterator[Path]:
    try:
        identity = (folder.stat().st_dev, folder.stat().st_ino)
        items = sorted(folder.iterdir())
    except OSError as error:
        reason = error.strerror or str(error)
        raise UserError(f"{folder}: {reason}.", "Check that it may be read.") from error
    if identity in seen:
        return
    seen.add(identity)
    for item in items:
        if item.name.startswith("."):
            continue
        if item.is_dir():
            yield from _walk(item, seen)
        elif item.is_file():
            yield item


def _standard_input() -> Path:
    """Standard input kept in a file, so that it can be read in any order."""
    folder = default_cache()
    folder.mkdir(parents=True, exist_ok=True)
    digest = hashlib.sha256()
    with tempfile.NamedTemporaryFile(dir=folder, suffix=".tmp", delete=False) as file:
        while chunk := sys.stdin.buffer.read(_CHUNK):
            digest.update(chunk)
            file.write(chunk)
    target = folder / f"stdin-{digest.hexdigest()[:16]}.log"
    return Path(file.name).replace(target)
