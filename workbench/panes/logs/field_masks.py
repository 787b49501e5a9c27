"""Field filters over the opened logs."""

import numpy as np
from numpy.typing import NDArray

from workbench.core.progress import Progress
from workbench.logs.field_filter import parse_filter
from workbench.logs.filters import by_fields
from workbench.panes.logs.log_set import LogSet


def field_mask(logs: LogSet, expression: str, progress: Progress) -> NDArray[np.bool_]:
    """bool[n]: the records whose fields fit the expression. Raises UserError, Cancelled."""
    test = parse_filter(expression)
    fits = [
        by_fields(file, test, np.ones(len(file.records), np.bool_), progress) for file in logs.files
    ]
    return np.concatenate([np.zeros(0, np.bool_), *fits])
