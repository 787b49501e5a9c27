"""A survey of logs: every record's line, time, level and template, from one pass over the files."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from workbench.core.progress import Progress
from workbench.logs.model import NO_TIME, Level
from workbench.logs.plain import plain_blocks
from workbench.logs.source import find_logs, open_source
from workbench.logs.templates import Template, TemplateMiner


@dataclass(frozen=True, slots=True)
class Survey:
    """Arrays with one entry per record, in the order of the files and their lines.

    `lines` counts from 1 within each file; `times` int64 nanoseconds UTC or NO_TIME;
    `levels` uint8; `template_ids` int32; `first_records` is where each file's records begin.
    """

    names: Sequence[str]
    first_records: NDArray[np.int64]
    lines: NDArray[np.int64]
    times: NDArray[np.int64]
    levels: NDArray[np.uint8]
    template_ids: NDArray[np.int32]
    templates: Sequence[Template]


def survey(paths: Sequence[Path], *, plain: bool = False, progress: Progress) -> Survey:
    """Read the logs that the paths stand for. Raises UserError for what cannot be read."""
    miner = TemplateMiner()
    counts: list[int] = []
    logs = find_logs(paths, progress)
    for log in logs:
        source = open_source(log, progress=progress)
        counts.append(0)
        for block in plain_blocks(source, progress):
            miner.feed(block.text, block.starts, block.ends)
            counts[-1] += len(block)
        source.close()
    mined = miner.finish()
    total = len(mined.ids)
    lines = [np.arange(1, number + 1, dtype=np.int64) for number in counts]
    return Survey(
        [str(log) for log in logs],
        np.concatenate([np.zeros(1, np.int64), np.cumsum(counts, dtype=np.int64)]),
        np.concatenate([np.zeros(0, np.int64), *lines]),
        np.full(total, NO_TIME, np.int64),
        np.full(total, Level.UNKNOWN, np.uint8),
        mined.ids,
        mined.templates,
    )
