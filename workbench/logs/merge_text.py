"""Writes a merge as text, every line marked with the log that it is from."""

from collections import OrderedDict
from collections.abc import Iterator, Sequence
from typing import IO

import numpy as np

from workbench.core.errors import UserError
from workbench.core.progress import Progress
from workbench.logs.merge import short_names
from workbench.logs.merge_runs import MergedPart, Run, RunFile, merged
from workbench.logs.model import LineArray
from workbench.logs.source import Source

_NEAR = 256
"""Lines between two wanted ones that are read along rather than skipped."""
_MOST_OPEN = 200


class OpenSources:
    """Keeps the logs of a merge open as long as there are few; of many, those last used."""

    def __init__(self) -> None:
        self._open: OrderedDict[int, Source] = OrderedDict()

    def of(self, number: int, run: Run) -> Source:
        """The opened log of a run. Raises UserError when it cannot be opened any more."""
        if number in self._open:
            self._open.move_to_end(number)
            return self._open[number]
        try:
            self.keep(number, run.source.reopened())
        except OSError as error:
            raise UserError(
                f"{run.log}: {error.strerror}.", "It was there when the merge began."
            ) from error
        return self._open[number]

    def keep(self, number: int, source: Source) -> None:
        """Take over an opened log."""
        self._open[number] = source
        if len(self._open) > _MOST_OPEN:
            self._open.popitem(last=False)[1].close()

    def close(self) -> None:
        """Close all."""
        for source in self._open.values():
            source.close()


def write_merged(
    file: RunFile,
    runs: Sequence[Run],
    sources: OpenSources,
    output: IO[bytes],
    progress: Progress | None = None,
) -> int:
    """Write the records of the runs by time; give their number. Raises Cancelled, UserError."""
    marks = [f"[{name}] ".encode() for name in short_names([run.log for run in runs])]
    written = 0
    for part in merged(file, runs, progress):
        texts: list[bytes] = []
        places = np.empty(int(part.counts.sum()), np.int64)
        for number in np.unique(part.runs).tolist():
            source = sources.of(number, runs[number])
            rows, wanted = _lines_of_run(part, number)
            for begin, stop, chosen in _stretches(wanted):
                places[rows[chosen]] = wanted[chosen] - begin + len(texts)
                texts += _marked(runs[number], source, begin, stop, marks[number])
        output.write(b"\n".join(map(texts.__getitem__, places.tolist())) + b"\n")
        written += len(part.lines)
    return written


def _lines_of_run(part: MergedPart, number: int) -> tuple[LineArray, LineArray]:
    """Of the lines from one run: their places in the output of the part, and their numbers."""
    behind = np.cumsum(part.counts)
    mine = part.runs == number
    counts, lines = part.counts[mine], part.lines[mine]
    within = np.arange(int(counts.sum())) - np.repeat(np.cumsum(counts) - counts, counts)
    return np.repeat(behind[mine] - counts, counts) + within, np.repeat(lines, counts) + within


def _stretches(lines: LineArray) -> Iterator[tuple[int, int, LineArray]]:
    """First line, line behind the last and the positions of lines that are near each other."""
    order = np.argsort(lines, kind="stable")
    cuts = np.flatnonzero(np.diff(lines[order]) > _NEAR) + 1
    for chosen in np.split(order, cuts):
        if len(chosen):
            yield int(lines[chosen[0]]), int(lines[chosen[-1]]) + 1, chosen


def _marked(run: Run, source: Source, begin: int, stop: int, mark: bytes) -> list[bytes]:
    """Lines with the mark before them and without line ends."""
    raw = run.index.raw(source, begin, stop)
    if run.index.newline == 13:
        raw = raw.replace(b"\r", b"\n")
    elif b"\r" in raw:
        raw = raw.replace(b"\r\n", b"\n").removesuffix(b"\r")
    return (mark + raw.removesuffix(b"\n").replace(b"\n", b"\n" + mark)).split(b"\n")
