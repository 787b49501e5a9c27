"""Watches a stream of errors or rates for changes, in order of event time."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np
from numpy.typing import NDArray

from workbench.core.errors import UserError
from workbench.core.progress import Progress
from workbench.drift.detectors import DETECTORS, Detector
from workbench.drift.series import Series

_CHECK_EVERY = 20_000
_SPLIT_MARGIN = 5
_OF_SHARES = ("page-hinkley", "hddm-a")
"""Detectors whose thresholds are meant for values from 0 to 1."""


@dataclass(frozen=True, slots=True)
class Detection:
    """A change: where it was noticed and where it most likely began, with the means.

    Rows count from 0 in the file. `before` is the mean since the last change, `after`
    the mean from where it began until it was noticed.
    """

    row: int
    time: datetime | None
    since_row: int
    since_time: datetime | None
    before: float
    after: float


def watch(
    series: Series, detector: str = "adwin", progress: Progress | None = None
) -> list[Detection]:
    """Every change that the detector notices, one alarm per change. Raises UserError."""
    if detector not in DETECTORS:
        raise UserError(f"'{detector}' is no detector.", f"Say one of {', '.join(DETECTORS)}.")
    if detector == "ddm" and len(series.values) and not _is_binary(series.values):
        raise UserError("DDM needs errors of 0 and 1.", "Use --detector adwin.")
    places = alarms(series.values, DETECTORS[detector](), progress or Progress())
    found: list[Detection] = []
    start = 0
    for place in places:
        split = start + best_split(series.values[start : place + 1])
        found.append(_detection(series, start, split, place))
        start = split
    return found


def caveats(series: Series, detector: str) -> tuple[str, ...]:
    """What to know before its alarms on these values are believed."""
    if detector not in _OF_SHARES or not len(series.values):
        return ()
    low, high = float(series.values.min()), float(series.values.max())
    if low >= 0 and high <= 1:
        return ()
    return (
        f"{detector} is made for values from 0 to 1 (errors, shares); these go from {low:g} to"
        f" {high:g}, so its alarms mean little: use --detector adwin.",
    )


def alarms(values: NDArray[np.float64], detector: Detector, progress: Progress) -> list[int]:
    """The positions at which the detector alarms."""
    found: list[int] = []
    for place, value in enumerate(values.tolist()):
        if place % _CHECK_EVERY == 0:
            progress.report(place, len(values), "watching")
        if detector.update(value):
            found.append(place)
    progress.report(len(values), len(values), "watched")
    return found


def best_split(values: NDArray[np.float64]) -> int:
    """Where the mean most likely changed: the split with the largest standardised gap."""
    n = len(values)
    if n <= 2 * _SPLIT_MARGIN:
        return max(n - 1, 0)
    cuts = np.arange(_SPLIT_MARGIN, n - _SPLIT_MARGIN + 1)
    running = np.cumsum(values)
    left = running[cuts - 1] / cuts
    right = (running[-1] - running[cuts - 1]) / (n - cuts)
    weights = cuts * (n - cuts) / n
    return int(cuts[(np.abs(left - right) * np.sqrt(weights)).argmax()])


def _detection(series: Series, start: int, split: int, place: int) -> Detection:
    times: Sequence[datetime] | None = series.times
    before = series.values[start:split]
    after = series.values[split : place + 1]
    return Detection(
        int(series.rows[place]),
        times[place] if times else None,
        int(series.rows[split]),
        times[split] if times else None,
        float(before.mean()) if len(before) else float(after.mean()),
        float(after.mean()),
    )


def _is_binary(values: NDArray[np.float64]) -> bool:
    return bool(np.isin(values, (0.0, 1.0)).all())
