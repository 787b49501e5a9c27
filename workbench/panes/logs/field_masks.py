"""Field filters over the opened logs."""

import numpy as np
from numpy.typing import NDArray

from workbench.core.progress import Progress
from workbench.logs.field_filter import parse_filter
from workbench.panes.logs.log_set import LogSet

_EVERY = 500


def field_mask(logs: LogSet, expression: str, progress: Progress) -> NDArray[np.bool_]:
    """bool[n]: the records whose fields fit the expression. Raises UserError, Cancelled."""
    test = parse_filter(expression)
    fits = np.zeros(logs.count, np.bool_)
    for number, file in enumerate(logs.files):
        first = int(logs.starts[number])
        every = np.arange(len(file.records), dtype=np.int64)
        for own, fields in file.fields_of_many(every):
            if own % _EVERY == 0:
                progress.report(first + own, logs.count, "comparing fields")
            fits[first + own] = test(fields)
    return fits
