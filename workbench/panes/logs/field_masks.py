"""Field filters over the opened logs."""

import numpy as np
from numpy.typing import NDArray

from workbench.core.progress import Progress
from workbench.panes.logs.expressions import parse
from workbench.panes.logs.log_set import LogSet

_EVERY = 2_000


def field_mask(logs: LogSet, expression: str, progress: Progress) -> NDArray[np.bool_]:
    """bool[n]: the records whose fields fit the expression. Raises UserError, Cancelled."""
    condition = parse(expression)
    fits = np.zeros(logs.count, np.bool_)
    for number, file in enumerate(logs.files):
        first = int(logs.starts[number])
        for own in range(len(file.records)):
            if own % _EVERY == 0:
                progress.report(first + own, logs.count, "comparing fields")
            fits[first + own] = condition(file.fields_of(own))
    return fits
