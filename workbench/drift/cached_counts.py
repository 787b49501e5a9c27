"""Keeps counts between runs: one file per column and side, safe to delete at any time."""

import hashlib
import json
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

import numpy as np

import workbench
from workbench.drift.binning import Binning
from workbench.drift.columns import Column
from workbench.drift.counts import Counted, Counter
from workbench.drift.files import tables_in
from workbench.search.cachefile import read_cache, write_cache

FORM = "drift counts 2"
FILES_AT_MOST = 2_000
_ENDS = 65_536


class CachedCounter:
    """Gives the counts of an earlier run where file, options and version are the same."""

    def __init__(self, counter: Counter, folder: Path, table: str) -> None:
        """`counter` counts what is not in `folder`; `table` tells which rows and windows."""
        self._counter = counter
        self._folder = folder
        self._table = table

    def count(
        self,
        column: Column,
        binning: Binning,
        segment: str | None = None,
        kept: Sequence[str] = (),
    ) -> Counted:
        """See Counter. A cache that cannot be written is none, without a complaint."""
        asked = repr((self._table, column, binning, segment, tuple(kept)))
        file = self._folder / f"{hashlib.sha256(asked.encode()).hexdigest()}.counts"
        known = read_cache(file, FORM)
        if known is not None:
            return _read(known)
        found = self._counter.count(column, binning, segment, kept)
        with suppress(OSError):
            write_cache(file, FORM, _written(found))
        return found


def fingerprint(table: Path, *options: object) -> str:
    """What the counts of a table depend on: its files as they are now, options, and the version.

    Of every file the path, the size, the time of its last change, and a hash of both ends.
    """
    files = [_file(file) for file in tables_in(table)]
    return repr((workbench.__version__, files, options))


def pruned(folder: Path) -> Path:
    """The folder, with the oldest files removed where there are more than 2,000."""
    with suppress(OSError):
        files = sorted(folder.glob("*.counts"), key=lambda file: file.stat().st_mtime_ns)
        for file in files[:-FILES_AT_MOST]:
            file.unlink()
    return folder


def _file(file: Path) -> tuple[str, int, int, str]:
    facts = file.stat()
    with file.open("rb") as opened:
        ends = hashlib.sha256(opened.read(_ENDS))
        opened.seek(max(facts.st_size - _ENDS, 0))
        ends.update(opened.read(_ENDS))
    return str(file.resolve()), facts.st_size, facts.st_mtime_ns, ends.hexdigest()


def _written(counted: Counted) -> bytes:
    head = json.dumps([counted.windows, counted.segments, counted.cells.shape])
    return head.encode() + b"\n" + counted.cells.astype("<i8").tobytes()


def _read(content: bytes) -> Counted:
    head, _, cells = content.partition(b"\n")
    windows, segments, shape = json.loads(head)
    counts = np.frombuffer(cells, dtype="<i8").astype(np.int64).reshape(shape)
    return Counted(tuple(windows), tuple(segments), counts)
