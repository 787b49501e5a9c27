"""A survey of logs: every record's line, time, level and template, from one pass over the files."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from workbench.core.progress import Progress
from workbench.logs.anomaly_fields import Field, FieldReader
from workbench.logs.anomaly_flows import FlowReader, Ids
from workbench.logs.logfile import LogFile, open_log
from workbench.logs.source import find_logs
from workbench.logs.templates import Template, TemplateMiner


@dataclass(frozen=True, slots=True)
class Survey:
    """Arrays with one entry per record, in the order of the files and their lines.

    `names` are the files, `first_records` where each one's records begin (and the total);
    `lines` counts from 1 within each file; `times` int64 nanoseconds UTC or NO_TIME;
    `levels` uint8; `template_ids` int32; `fields` the numeric fields and `linked`
    the ids that records carry, if numbers were asked for.
    """

    names: Sequence[str]
    first_records: NDArray[np.int64]
    lines: NDArray[np.int64]
    times: NDArray[np.int64]
    levels: NDArray[np.uint8]
    template_ids: NDArray[np.int32]
    templates: Sequence[Template]
    fields: Sequence[Field]
    linked: Ids

    def file_of(self, record: int) -> str:
        """The name of the file that a record is in."""
        return self.names[int(np.searchsorted(self.first_records, record, side="right")) - 1]


def survey(
    paths: Sequence[Path], *, plain: bool = False, numbers: bool = False, progress: Progress
) -> Survey:
    """Read the logs that the paths stand for, one after the other.

    `plain`: every line is a record and its own message; `numbers`: read numeric fields too.
    Raises UserError for what cannot be read.
    """
    miner, readers = TemplateMiner(), (FieldReader(), FlowReader())
    names: list[str] = []
    parts: list[tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.uint8]]] = []
    firsts = [0]
    for log in find_logs(paths, progress):
        opened = open_log(log, plain=plain, progress=progress)
        try:
            _read_messages(opened, firsts[-1], miner, readers if numbers else (), progress)
            records = opened.records
            lines = records.lines_of(np.arange(len(records), dtype=np.int64)) + 1
            parts.append((lines, records.time, records.level))
        finally:
            opened.close()
        names.append(str(log))
        firsts.append(firsts[-1] + len(records))
    mined = miner.finish()
    fields, linked = readers[0].fields(mined.ids), readers[1].read()
    return Survey(
        names,
        np.array(firsts),
        np.concatenate([np.zeros(0, np.int64), *(part[0] for part in parts)]),
        np.concatenate([np.zeros(0, np.int64), *(part[1] for part in parts)]),
        np.concatenate([np.zeros(0, np.uint8), *(part[2] for part in parts)]),
        mined.ids,
        mined.templates,
        fields,
        linked,
    )


def _read_messages(
    log: LogFile,
    first: int,
    miner: TemplateMiner,
    readers: Sequence[FieldReader | FlowReader],
    progress: Progress,
) -> None:
    for chunk in log.message_chunks():
        progress.report(chunk.first_record, len(log.records), f"templates of {log.path.name}")
        miner.feed(chunk.buffer, chunk.starts, chunk.ends)
        for reader in readers:
            reader.feed(first + chunk.first_record, chunk.buffer, chunk.starts, chunk.ends)
