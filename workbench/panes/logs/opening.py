"""Opening and surveying logs in the background: pure functions for the task lanes."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from workbench.core.errors import UserError
from workbench.core.progress import Progress
from workbench.logs.anomaly import Anomaly, find_anomalies
from workbench.logs.formats import LogFormat
from workbench.logs.logfile import LogFile, open_log
from workbench.logs.source import LogPath, find_logs
from workbench.logs.survey import Surveyor
from workbench.logs.templates import Template
from workbench.panes.logs.log_set import LogSet, Longs, make_set
from workbench.panes.logs.screen_reader import ScreenReader
from workbench.panes.logs.showing import error_shares
from workbench.panes.logs.timeline_data import TimelineData, bin_records, sparklines
from workbench.panes.logs.visible import Visible, make_visible
from workbench.storage.packing import packing_of

_PREVIEW_BYTES = 64 * 1024
_PREVIEW_LINES = 200
_OTHER_FILES = 512


@dataclass(frozen=True, slots=True)
class Reading:
    """How logs are read: the formats known, the zone of stamps without one, where to keep text."""

    formats: Sequence[LogFormat]
    zone: ZoneInfo | None
    cache: Path


@dataclass(frozen=True, slots=True)
class Opened:
    """Logs that were opened; `errors` are where errors are dense (shares of the rows).

    `skipped` holds a sentence for each log that could not be opened.
    """

    logs: LogSet
    visible: Visible
    timeline: TimelineData
    errors: list[float]
    skipped: tuple[str, ...] = ()

    @property
    def readers(self) -> Sequence[ScreenReader]:
        """What reads each file's lines for the screen."""
        return self.logs.readers


@dataclass(frozen=True, slots=True)
class Surveyed:
    """What was found in the messages: templates, each record's template, anomalies by time.

    `sparklines`: int64[templates, bins]; `firsts`, `lasts`: int64[templates], the records in
    which each template comes first and last in time.
    """

    template_ids: NDArray[np.int32]
    templates: Sequence[Template]
    sparklines: Longs
    firsts: Longs
    lasts: Longs
    anomalies: Sequence[Anomaly]


class _Part(Progress):
    """The progress of one file as a part of the whole."""

    def __init__(self, whole: Progress, before: int, total: int, name: str) -> None:
        super().__init__()
        self._whole, self._before, self._total, self._name = whole, before, total, name

    def report(self, done: float, total: float | None = None, message: str = "") -> None:
        share = 0.0 if total is None else min(done / max(total, 1), 1.0)
        words = f"{self._name}: {message}" if message else self._name
        self._whole.report(self._before + share, max(self._total, 1), words)

    def check(self) -> None:
        self._whole.check()

    def cancel(self) -> None:
        self._whole.cancel()


def preview(paths: Sequence[Path]) -> list[bytes]:
    """The first lines of the first plain file, at once, before anything is read properly."""
    for path in paths:
        if path.is_file():
            with path.open("rb") as file:
                head = file.read(_PREVIEW_BYTES)
            if b"\0" in head[:4096] or packing_of(head) is not None:
                return []
            lines = head.split(b"\n")
            whole = lines[:-1] if len(lines) > 1 else lines
            return [line.removesuffix(b"\r") for line in whole[:_PREVIEW_LINES]]
    return []


def open_logs(paths: Sequence[Path], reading: Reading, progress: Progress) -> Opened:
    """Open files and folders as one set.

    A file that cannot be read is left out and named, unless it is the only one.
    Raises UserError, Cancelled.
    """
    found = find_logs(paths, progress)
    if not found:
        raise UserError(
            f"There is no log in {', '.join(str(path) for path in paths)}.",
            "Choose a folder with log files in it.",
        )
    _allow_open_files(len(found) + _OTHER_FILES)
    files: list[LogFile] = []
    skipped: list[str] = []
    for number, log in enumerate(found):
        part = _Part(progress, number, len(found), log.path.name)
        try:
            files.append(_open(log, reading, part))
        except UserError as error:
            if len(found) == 1:
                raise
            skipped.append(str(error))
        except BaseException:
            for file in files:
                file.close()
            raise
    if not files:
        raise UserError("None of the logs could be read.", " ".join(skipped[:3]))
    return opened(make_set(files), tuple(skipped), progress)


def _allow_open_files(wanted: int) -> None:
    """Raise the number of files this process may hold open, as far as it is allowed to."""
    try:
        import resource
    except ImportError:
        return
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    most = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
    if soft != resource.RLIM_INFINITY and soft < most:
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, hard))


def opened(logs: LogSet, skipped: tuple[str, ...], progress: Progress) -> Opened:
    """A set made ready for the screen."""
    for reader in logs.readers:
        reader.measure(progress)
    visible = make_visible(logs)
    return Opened(logs, visible, bin_records(logs), error_shares(visible), skipped)


def _open(log: LogPath, reading: Reading, progress: Progress) -> LogFile:
    return open_log(
        log,
        formats=reading.formats or None,
        timezone=reading.zone,
        progress=progress,
        cache=reading.cache,
    )


def survey_logs(logs: LogSet, sensitivity: str, progress: Progress) -> Surveyed:
    """Find the templates of all messages and what is abnormal. Raises Cancelled."""
    surveyor = Surveyor()
    for number, file in enumerate(logs.files):
        first = int(logs.starts[number])
        surveyor.add(file, _Reading(progress, first, logs.count * 1.3))
    progress.report(logs.count, logs.count * 1.3, "grouping the messages")
    mined = surveyor.finish()
    progress.report(logs.count * 1.1, logs.count * 1.3, "looking for what is abnormal")
    anomalies = find_anomalies(
        logs.times,
        logs.levels,
        mined.template_ids,
        mined.templates,
        fields=mined.fields,
        linked=mined.linked,
        sensitivity=sensitivity,
        progress=_Quiet(progress),
    )
    ordered = sorted(anomalies, key=lambda one: (int(logs.times[one.record]), one.record))
    lines = sparklines(logs, mined.template_ids, len(mined.templates))
    firsts, lasts = _first_and_last(logs, mined.template_ids, len(mined.templates))
    return Surveyed(mined.template_ids, mined.templates, lines, firsts, lasts, ordered)


def _first_and_last(logs: LogSet, ids: NDArray[np.int32], templates: int) -> tuple[Longs, Longs]:
    """The first and last record of each template, in the order shown."""
    order = np.arange(logs.count, dtype=np.int64) if logs.order is None else logs.order
    in_order = ids[order]
    firsts, lasts = np.zeros(templates, np.int64), np.zeros(templates, np.int64)
    found, places = np.unique(in_order, return_index=True)
    firsts[found] = order[places]
    found, places = np.unique(in_order[::-1], return_index=True)
    lasts[found] = order[::-1][places]
    return firsts, lasts


class _Reading(Progress):
    """The messages of one file as a part of all that are read."""

    def __init__(self, whole: Progress, before: int, total: float) -> None:
        super().__init__()
        self._whole, self._before, self._total = whole, before, total

    def report(self, done: float, total: float | None = None, message: str = "") -> None:
        del total, message
        self._whole.report(self._before + done, self._total, "reading the messages")

    def check(self) -> None:
        self._whole.check()


class _Quiet(Progress):
    """Checks for a cancel and keeps the caller's own count."""

    def __init__(self, whole: Progress) -> None:
        super().__init__()
        self._whole = whole

    def report(self, done: float, total: float | None = None, message: str = "") -> None:
        del done, total, message
        self._whole.check()

    def check(self) -> None:
        self._whole.check()
