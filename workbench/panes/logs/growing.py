"""Logs that grow while they are open: what was appended is read, the rest is kept."""

from dataclasses import dataclass, replace

import numpy as np

from workbench.core.errors import UserError
from workbench.core.progress import Progress
from workbench.logs.follow import Change
from workbench.logs.live import LiveLog
from workbench.logs.logfile import LogFile, open_log
from workbench.panes.logs.log_set import LogSet, Longs, make_set
from workbench.panes.logs.opening import Surveyed
from workbench.storage.packing import packing_of_file


@dataclass(frozen=True, slots=True)
class Grown:
    """The logs after a look, with what was found in them; `rotated` names replaced files."""

    logs: LogSet
    surveyed: Surveyed | None
    rotated: tuple[str, ...]


class Watch:
    """Looks at all logs of a set again and again. For one thread at a time."""

    def __init__(self, logs: LogSet) -> None:
        """Packed logs do not grow: they are left as they are."""
        self._live: list[LiveLog | None] = [_live(file) for file in logs.files]

    def look(self, logs: LogSet, surveyed: Surveyed | None, progress: Progress) -> Grown | None:
        """Read what was appended; None when nothing changed.

        A file that was cut off is read anew; one that was replaced is read to its end, and
        the new one is added behind the others.
        """
        files: list[LogFile] = []
        new: list[LogFile] = []
        rotated: list[str] = []
        for place, file in enumerate(logs.files):
            progress.check()
            live = self._live[place]
            if live is None:
                files.append(file)
                continue
            growth = live.look()
            files.append(growth.file)
            if growth.change is Change.TRUNCATED:
                files[-1] = self._anew(place, file, progress)
                rotated.append(file.path.name)
            elif growth.change is Change.REPLACED:
                self._live[place] = None
                new.append(self._anew(None, file, progress))
                rotated.append(file.path.name)
        same = all(one is other for one, other in zip(files, logs.files, strict=True))
        if same and not new:
            return None
        made = make_set([*files, *new], (*logs.shifts, *(0,) * len(new)))
        carried = None if surveyed is None else _carried(surveyed, logs, made)
        return Grown(made, carried, tuple(rotated))

    def close(self) -> None:
        """Stop watching."""
        for live in self._live:
            if live is not None:
                live.close()

    def _anew(self, place: int | None, file: LogFile, progress: Progress) -> LogFile:
        """Open what has the file's name now, and watch that."""
        opened = open_log(file.log, formats=file.formats or None, progress=progress)
        if place is None:
            self._live.append(_live(opened))
        else:
            self._live[place] = _live(opened)
        return opened


def _live(file: LogFile) -> LiveLog | None:
    """A watch on a file; None for one that cannot grow (packed, decoded, gone)."""
    if file.log.entry is not None or file.encoding.startswith(("utf-16", "utf-32")):
        return None
    try:
        return None if packing_of_file(file.path) else LiveLog(file)
    except (OSError, UserError):
        return None


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

    def all_moved(records: Longs) -> Longs:
        return np.array([moved(record) for record in records.tolist()], np.int64)

    anomalies = [
        replace(one, record=moved(one.record), until_record=moved(one.until_record))
        for one in surveyed.anomalies
    ]
    return replace(
        surveyed,
        template_ids=ids,
        anomalies=anomalies,
        firsts=all_moved(surveyed.firsts),
        lasts=all_moved(surveyed.lasts),
    )
