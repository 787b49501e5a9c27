"""Where a log's bytes come from: a plain file, a packed one, text in UTF-16 or Latin-1, stdin.

Bytes are read with positioned reads: a memory map of a file that is truncated while it is
read ends the process. Only a file that has been quiet for a while is mapped, for searching.
"""

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
from workbench.logs.archive_damage import WRONG, Damage, damage_of
from workbench.logs.compressed import entries_of_zip, unpacked
from workbench.logs.encodings import decoder_of, encoding_of, is_rewritten, is_western
from workbench.logs.event_document import (
    is_event_xml,
    is_journal_export,
    write_journal,
    write_xml_events,
)
from workbench.logs.json_document import LARGEST, is_document, write_json_events
from workbench.logs.tar_archive import entries_of_tar, from_tar, is_tar
from workbench.storage.packing import packing_of, packing_of_file

_HEAD = 65_536
_CHUNK = 1 << 20
_Writer = Callable[[bytes, IO[bytes], Progress], "array[int]"]
_QUIET_SECONDS = 5.0
_MOST_LAYERS = 2
"""A packed log may stand in a zip; there are packed files that unpack to themselves for ever."""


@dataclass(frozen=True, slots=True)
class LogPath:
    """One log to open: a file, or one entry of a zip or tar.

    `name` is what a person knows it by, where that is not its path.
    """

    path: Path
    entry: str | None = None
    name: str = ""

    def __str__(self) -> str:
        if self.name:
            return self.name
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
        self.damage = ""
        """What a person is told where only a part of a packed log could be read."""
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

    @property
    def original_size(self) -> int:
        """How many bytes of the log itself, as it was written, have been read."""
        return self.size + self._start

    def reopened(self) -> "Source":
        """The same bytes again, after `close`. Raises OSError."""
        return Source(self._path, self.encoding, self._start, self.lines)

    def close(self) -> None:
        """Close the file."""
        self._file.close()


class WesternSource(Source):
    """A log in Latin-1 or Windows-1252: its copy in UTF-8, and what came since, decoded."""

    def __init__(self, copy: Path, encoding: str, log: Path, original_size: int) -> None:
        """`copy` holds the first `original_size` bytes of `log` as UTF-8."""
        super().__init__(copy, encoding)
        self._log = log
        self._copied = self.size
        self._original_size = original_size
        self._tail = bytearray()

    @property
    def original_size(self) -> int:
        """How many bytes of the log itself have been decoded."""
        return self._original_size

    def read(self, start: int, stop: int) -> bytes:
        """The bytes from `start` to `stop`."""
        behind = self._tail[max(start - self._copied, 0) : max(stop - self._copied, 0)]
        return super().read(start, min(stop, self._copied)) + bytes(behind)

    def view(self, start: int, stop: int) -> "bytes | memoryview":
        """The bytes, without copying them where they are not new."""
        return super().view(start, stop) if stop <= self._copied else self.read(start, stop)

    def grown(self) -> int:
        """Decode what was appended to the log and give the size of the text."""
        with self._log.open("rb") as file:
            file.seek(self._original_size)
            appended = file.read()
        self._tail += decoder_of(self.encoding)(appended, True).encode()
        self._original_size += len(appended)
        self.size = self._copied + len(self._tail)
        return self.size

    def reopened(self) -> "Source":
        """The same bytes again, without those that came since. Raises OSError."""
        return WesternSource(self._path, self.encoding, self._log, self._original_size)


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
        path, damage = _unpacked(log, cache, progress)
        source = _decoded(path, cache, progress)
        source.damage = damage.sentence(str(log)) if damage else ""
        return source
    except OSError as error:
        reason = error.strerror or str(error)
        if error.errno == errno.ENOSPC:
            raise UserError(
                f"{log}: there is no room to unpack it in {cache}.", "Make room."
            ) from error
        raise UserError(f"{log}: {reason}.", "Check that it exists and may be read.") from error


def _unpacked(log: LogPath, cache: Path, progress: Progress) -> tuple[Path, Damage | None]:
    """The file with the log's text, packed ones inside a packed one too, and what is damaged."""
    path, damage, entry = log.path, None, log.entry
    layers = 0
    while True:
        head = _head_of(path)
        packing = packing_of(head)
        if packing is None and entry is not None and is_tar(head):
            whole = damage
            path, entry = from_tar(path, entry, cache, progress, str(log)), None
            damage = whole if whole is not None and whole.kind == WRONG else damage_of(path)
            continue
        if packing is None:
            return path, damage
        layers += 1
        if layers > _MOST_LAYERS or (packing == "zip" and layers > 1):
            raise UserError(f"{log} holds a packed file once more.", "Unpack it and open that.")
        own = packing == "zip"
        path = unpacked(path, packing, entry if own else None, cache, progress, str(log))
        entry = None if own else entry
        damage = damage or damage_of(path)


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


def _decoded(path: Path, cache: Path, progress: Progress) -> Source:
    encoding, start = encoding_of(path)
    log, size = path, path.stat().st_size
    rewritten = is_rewritten(encoding) and not is_journal_export(_head_of(path))
    if rewritten:
        path = _as_utf8(path, encoding, start, cache, progress)
        start = 0
    writer = _event_writer(_head_of(path))
    if writer is not None and path.stat().st_size <= LARGEST:
        events, lines = _as_events(path, writer, cache, progress)
        return Source(events, encoding, lines=lines)
    if rewritten and is_western(encoding):
        return WesternSource(path, encoding, log, size)
    return Source(path, encoding, start)


def _head_of(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(_HEAD)


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


def _as_utf8(path: Path, encoding: str, skip: int, cache: Path, progress: Progress) -> Path:
    """The text as UTF-8 in the cache."""
    size = path.stat().st_size

    def write(output: IO[bytes]) -> None:
        decode = decoder_of(encoding)
        with path.open("rb") as text:
            text.seek(skip)
            while chunk := text.read(min(_CHUNK, size - text.tell())):  # no more, should it grow
                progress.report(text.tell(), size, f"decoding {path.name}")
                output.write(decode(chunk, False).encode("utf-8", "replace"))
        output.write(decode(b"", True).encode("utf-8", "replace"))

    return _made_once(path, encoding, cache, write)


def find_logs(paths: Iterable[Path], progress: Progress | None = None) -> list[LogPath]:
    """The logs that paths stand for: files, '-', folders walked, zips and tars by their entries.

    A folder's files come in name order; hidden files and links that lead back are left out,
    and one that cannot be read stands as it is: opening it says why.
    Raises UserError for a path that does not exist or may not be read.
    """
    progress = progress or Progress()
    found: list[LogPath] = []
    for path in paths:
        if str(path) == "-":
            found.append(LogPath(_standard_input(), name="standard input"))
        elif path.is_dir():
            for file in _walk(path, set()):
                progress.check()
                found += _entries_or_itself(file, progress)
        else:
            found += _entries(path, progress)
    return found


def _entries_or_itself(path: Path, progress: Progress) -> list[LogPath]:
    try:
        return list(_entries(path, progress))
    except UserError:
        return [LogPath(path)]


def _entries(path: Path, progress: Progress) -> Iterator[LogPath]:
    try:
        packing = packing_of_file(path)
        in_tar = entries_of_tar(path, progress)
    except OSError as error:
        reason = error.strerror or str(error)
        raise UserError(f"{path}: {reason}.", "Check that it exists and may be read.") from error
    if packing == "zip":
        yield from (LogPath(path, entry) for entry in entries_of_zip(path))
    elif in_tar is not None:
        yield from (LogPath(path, entry) for entry in in_tar)
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
