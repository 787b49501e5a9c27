"""Logs that grow while they are open: what was appended is read, the rest is kept."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

import numpy as np

from workbench.core.progress import Progress
from workbench.logs.clock import Reference
from workbench.logs.lines import STEP, LineIndex
from workbench.logs.logfile import LogFile, open_log, primary_of
from workbench.logs.model import Records
from workbench.logs.reader import LogReader
from workbench.logs.source import Source
from workbench.panes.logs.log_set import LogSet, make_set
from workbench.panes.logs.opening import Surveyed

_FARTHEST_BACK = 64
Identity = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Grown:
    """The logs after a look. `kept` tells for each file how many of its records are as before."""

    logs: LogSet
    surveyed: Surveyed | None
    rotated: tuple[str, ...]


class Watch:
    """Remembers which file had a log's name, to see when it is replaced. For one thread."""

    def __init__(self, logs: LogSet) -> None:
        self._identities = {file.path: _identity(file.path) for file in logs.files}

    def look(self, logs: LogSet, surveyed: Surveyed | None, progress: Progress) -> Grown | None:
        """Read what was appended; None when nothing changed.

        A file that was cut off is read anew; one that was replaced is read to its end, and
        the new one is added behind the others.
        """
        files = [self._looked_at(file, progress) for file in logs.files]
        new = self._replacements(logs.files, progress)
        rotated = [one.path.name for one in new]
        rotated += [
            after.path.name
            for before, after in zip(logs.files, files, strict=True)
            if after.index.size < before.index.size
        ]
        same = all(one is other for one, other in zip(files, logs.files, strict=True))
        if same and not new:
            return None
        made = make_set([*files, *new], (*logs.shifts, *(0,) * len(new)))
        carried = None if surveyed is None else _carried(surveyed, logs, made)
        return Grown(made, carried, tuple(rotated))

    def _looked_at(self, file: LogFile, progress: Progress) -> LogFile:
        progress.check()
        size = file.source.grown()
        if size > file.index.size:
            return _extended(file, progress)
        if size < file.index.size and _identity(file.path) == self._identities.get(file.path):
            return open_log(file.log, formats=file.formats or None, progress=progress)
        return file

    def _replacements(self, files: Sequence[LogFile], progress: Progress) -> list[LogFile]:
        """The files that now have the name of one that was renamed or removed."""
        found: list[LogFile] = []
        for file in {file.path: file for file in files if file.log.entry is None}.values():
            now = _identity(file.path)
            if now is not None and now != self._identities.get(file.path):
                self._identities[file.path] = now
                found.append(open_log(file.log, formats=file.formats or None, progress=progress))
        return found


class _Tail:
    """The end of a source as a source of its own, read through the same open file."""

    def __init__(self, whole: Source, start: int) -> None:
        self._whole, self._start = whole, start
        self.size = whole.size - start
        self.encoding = whole.encoding

    def read(self, start: int, stop: int) -> bytes:
        """The bytes from `start` to `stop`, counted from the tail's beginning."""
        return self._whole.read(start + self._start, min(stop, self.size) + self._start)

    view = read


def _extended(file: LogFile, progress: Progress) -> LogFile:
    """The file with what was appended: read again from a block in which a record begins."""
    block = _block_to_read_from(file)
    offset = int(file.index.offsets[block]) if len(file.index.offsets) else 0
    tail = _Tail(file.source, offset)
    reader = LogReader(tail, file.formats, primary_of(file.recognised))  # pyright: ignore[reportArgumentType] - reads like a source
    reference = Reference(datetime.now(UTC), None)
    read = reader.read(file.index.newline, reference, progress)
    first_line = block * STEP
    index = LineIndex(
        np.concatenate([file.index.offsets[:block], read.lines.offsets + offset]),
        first_line + read.lines.count,
        offset + read.lines.size,
        file.index.newline,
    )
    records = _joined(file.records, read.records, first_line, index.count)
    return LogFile(file.log, file.source, index, records, file.recognised)


def _block_to_read_from(file: LogFile) -> int:
    """The last block that begins with a record's first line, some blocks back at most."""
    last = max((file.line_count - 1) // STEP, 0)
    for block in range(last, max(last - _FARTHEST_BACK, 0), -1):
        line = block * STEP
        if file.records.line_of(file.records.record_at(line)) == line:
            return block
    return 0 if last <= _FARTHEST_BACK else last


def _joined(before: Records, tail: Records, first_line: int, lines: int) -> Records:
    """The records before a line, and those read from there on."""
    if before.first_line is None:
        kept = min(first_line, len(before))
    else:
        kept = int(np.searchsorted(before.first_line, first_line))
    firsts = np.concatenate(
        [
            before.lines_of(np.arange(kept, dtype=np.int64)),
            tail.lines_of(np.arange(len(tail), dtype=np.int64)) + first_line,
        ]
    )
    return Records(
        np.concatenate([before.time[:kept], tail.time]),
        np.concatenate([before.level[:kept], tail.level]),
        np.concatenate([before.header[:kept], tail.header]),
        np.concatenate([before.format[:kept], tail.format]),
        None if len(firsts) == lines else firsts,
    )


def _carried(surveyed: Surveyed, before: LogSet, after: LogSet) -> Surveyed:
    """What was found, by the records' new numbers; new records have no template yet (-1)."""
    ids = np.full(after.count, -1, np.int32)
    for number in range(len(before.files)):
        old, new = slice(*before.starts[number : number + 2]), int(after.starts[number])
        known = surveyed.template_ids[old]
        room = int(after.starts[number + 1]) - new
        ids[new : new + min(len(known), room)] = known[:room]

    def moved(record: int) -> int:
        file, own = before.place(record)
        return min(after.record(file, own), after.count - 1)

    anomalies = [
        replace(one, record=moved(one.record), until_record=moved(one.until_record))
        for one in surveyed.anomalies
    ]
    templates = [replace(one, first_record=moved(one.first_record)) for one in surveyed.templates]
    return replace(surveyed, template_ids=ids, anomalies=anomalies, templates=templates)


def _identity(path: Path) -> Identity | None:
    try:
        state = path.stat()
    except OSError:
        return None
    return state.st_dev, state.st_ino
