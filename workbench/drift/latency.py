"""Which columns hold a latency, told from their names, and whether they grew."""

import re

from workbench.drift.comparison import ColumnComparison

_LATENCY = re.compile(
    r"latenc|duration|elapsed|response_?time|request_?time|wait_?time|time_?taken|round_?trip"
    r"|(^|_)(rtt|ttfb|ttft|lag|delay|took|runtime|inference_?time|processing_?time)(_|$)"
    r"|(^|_)p(50|90|95|99)(_|$)|_(ms|millis|msec|usec|us|ns)$",
    re.IGNORECASE,
)
_GROWN = 1.2


def is_latency(name: str) -> bool:
    """Whether a column's name says that it measures how long something took."""
    return _LATENCY.search(re.sub(r"(?<=[a-z])(?=[A-Z])|[\s.-]", "_", name)) is not None


def growth(column: ColumnComparison) -> float | None:
    """The largest factor by which the median, p95 or p99 grew; None without numbers."""
    before, after = column.reference_shape, column.current_shape
    if before is None or after is None:
        return None
    factors = [
        after.quantiles[rank] / before.quantiles[rank]
        for rank in (50, 95, 99)
        if before.quantiles[rank] > 0
    ]
    return max(factors, default=None)


def spiked(column: ColumnComparison) -> bool:
    """Whether it is a latency that drifted upwards."""
    grown = growth(column)
    return column.drifted and is_latency(column.name) and grown is not None and grown >= _GROWN
