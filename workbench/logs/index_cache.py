"""Keeps what was read from a large log, so that opening it again takes no time.

One file per log: a JSON line (what it belongs to, what is in it), then the arrays as they
are. A log that has changed in size, time or content, other formats, another zone or a
damaged file: it is read anew.
"""

import hashlib
import json
import os
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from workbench.logs.clock import Reference
from workbench.logs.formats import LogFormat
from workbench.logs.lines import LineIndex
from workbench.logs.model import Records
from workbench.logs.recognise import Recognised
from workbench.logs.source import LogPath, Source

_VERSION = 2
_SMALLEST = 8 << 20
_LARGEST_CACHE = 20_000_000_000
_SAMPLE = 4096
_SAMPLES = 16
_ARRAYS = ("time", "level", "header", "format", "first_line")


@dataclass(frozen=True, slots=True)
class Kept:
    """What one pass over a log had given."""

    lines: LineIndex
    records: Records
    formats: list[tuple[str, float]]


class IndexCache:
    """The kept reading of one log, opened with one set of formats and one reference."""

    def __init__(
        self,
        folder: Path,
        log: LogPath,
        source: Source,
        formats: Sequence[LogFormat],
        reference: Reference,
    ) -> None:
        """`folder` is made when something is kept. Small logs are not kept."""
        self._source = source
        self._wanted = source.size >= _SMALLEST
        name = hashlib.sha256(f"{log.path.absolute()}|{log.entry}".encode()).hexdigest()[:24]
        self._path = folder / f"{name}.index"
        self._identity: dict[str, Any] = {}
        if self._wanted:
            self._identity = {
                "version": _VERSION,
                "log": str(log),
                "size": source.size,
                "changed": log.path.stat().st_mtime_ns,
                "formats": _signature(formats),
                "zone": str(reference.zone),
                "reference": reference.moment.isoformat(),
            }

    def load(self) -> Kept | None:
        """What was kept, None when there is nothing that still holds."""
        if not self._wanted:
            return None
        try:
            with self._path.open("rb") as file:
                head: dict[str, Any] = json.loads(file.readline())
                if head["identity"] != self._identity:
                    return None
                if head["fingerprint"] != self._fingerprint():
                    return None
                body = file.read()
            if zlib.crc32(body) != head["checksum"]:
                return None
            return _unpacked(head, body)
        except (OSError, ValueError, KeyError, TypeError):
            return None

    def keep(self, lines: LineIndex, records: Records, found: Sequence[Recognised]) -> None:
        """Write a reading; where that is not possible (full disk, no right) it is left."""
        if not self._wanted:
            return
        arrays = {name: getattr(records, name) for name in _ARRAYS}
        arrays = {name: array for name, array in arrays.items() if array is not None}
        arrays["offsets"] = lines.offsets
        checksum = 0
        for array in arrays.values():
            checksum = zlib.crc32(array.data, checksum)
        head = {
            "identity": self._identity,
            "fingerprint": self._fingerprint(),
            "checksum": checksum,
            "formats": [(one.format.name, one.share) for one in found],
            "lines": lines.count,
            "size": lines.size,
            "newline": lines.newline,
            "arrays": [(name, a.dtype.str, len(a)) for name, a in arrays.items()],
        }
        try:
            self._write(json.dumps(head).encode() + b"\n", list(arrays.values()))
            _tidy(self._path.parent)
        except OSError:
            return

    def _write(self, head: bytes, arrays: Sequence[np.ndarray[Any, Any]]) -> None:
        """Written beside the target and renamed, array by array: together they may be large."""
        self._path.parent.mkdir(parents=True, exist_ok=True)
        temporary = self._path.with_suffix(f".{os.getpid()}.tmp")
        try:
            with temporary.open("wb") as file:
                file.write(head)
                for array in arrays:
                    file.write(array.data)
            temporary.replace(self._path)
        finally:
            temporary.unlink(missing_ok=True)

    def _fingerprint(self) -> str:
        """A hash of samples from the whole length of the log."""
        digest = hashlib.sha256()
        step = max(self._source.size // _SAMPLES, 1)
        for start in (*range(0, self._source.size, step), max(self._source.size - _SAMPLE, 0)):
            digest.update(self._source.read(start, start + _SAMPLE))
        return digest.hexdigest()


def _tidy(folder: Path) -> None:
    """Remove the oldest files of the cache while it is too large."""
    files = [(path.stat(), path) for path in folder.iterdir()]
    kept = [(state.st_mtime, state.st_size, path) for state, path in files]
    total = sum(size for _, size, _ in kept)
    for _, size, path in sorted(kept):
        if total <= _LARGEST_CACHE:
            return
        path.unlink(missing_ok=True)
        total -= size


def _signature(formats: Sequence[LogFormat]) -> str:
    """Changes when any format changes."""
    described = [(one.name, getattr(one, "patterns", ()), type(one).__name__) for one in formats]
    return hashlib.sha256(repr(described).encode()).hexdigest()


def _unpacked(head: dict[str, Any], body: bytes) -> Kept:
    arrays: dict[str, Any] = {}
    place = 0
    for name, kind, length in head["arrays"]:
        arrays[name] = np.frombuffer(body, np.dtype(kind), length, place)
        place += arrays[name].nbytes
    records = Records(*(arrays.get(name) for name in _ARRAYS))  # pyright: ignore[reportArgumentType] - checked by the checksum
    lines = LineIndex(arrays["offsets"], head["lines"], head["size"], head["newline"])
    return Kept(lines, records, [(name, share) for name, share in head["formats"]])
