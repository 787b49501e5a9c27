"""Thresholds that keep quiet: calibrated on the reference's own windows, else on sample size."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from scipy import special

from workbench.drift.binning import Binning
from workbench.drift.statistic import Floats, Ints, Measure

SPREADS = 4.0
POOLED_SPREADS = 5.5
POOLED_WINDOWS = 3
FEWEST_WINDOWS = 3
FEWEST_ROWS = 30
_SHRINK_PER_COLUMN = 4
_SHRINK_AT_MOST = 40
_SEASON_GAIN = 0.8
_KOLMOGOROV_MEAN = 0.8687


@dataclass(frozen=True, slots=True)
class Calibration:
    """What the reference's own windows say about one measure of one column.

    `center` and `spread` are the mean and the standard deviation of the leave-one-out
    values, `rows` the usual rows of a window, `windows` how many there were.
    `season` names the calendar (weekday, hour ...) when a window is compared with those of
    its own season only; `baselines` maps a season (None for all) to the counts compared with.
    """

    measure: Measure
    binning: Binning
    center: float
    spread: float
    rows: float
    windows: int
    season: str | None
    baselines: dict[int | None, Ints]

    def baseline(self, season: int | None) -> Ints:
        """The counts that a window of this season is compared with."""
        key = season if season in self.baselines else None
        return self.baselines[key]


@dataclass(frozen=True, slots=True)
class Judged:
    """One measure in one window: its value, its threshold, and the alarm after all rules."""

    measure: str
    value: float
    threshold: float
    above: bool
    drifted: bool
    enough: bool

    @property
    def ratio(self) -> float:
        """The value in units of its threshold."""
        return self.value / self.threshold if self.threshold else 0.0


Calendars = Mapping[str, Sequence[int]]
"""For every calendar (weekday, hour of day ...) the season of each window."""


def calibrated(
    measure: Measure, binning: Binning, windows: Ints, calendars: Calendars
) -> Calibration | None:
    """Leave one reference window out at a time and compare it with the others.

    `windows` holds counts (window, bin). None where fewer than three windows have enough
    rows. Same-season baselines are used where they explain the reference clearly better.
    """
    rows = measure.rows(windows, binning)
    full = rows >= FEWEST_ROWS
    if full.sum() < FEWEST_WINDOWS:
        return None
    kept = windows[full]
    total = kept.sum(axis=0)
    best = measure.between(kept, total - kept, binning)
    season, baselines = None, dict[int | None, Ints]()
    for name, marks in calendars.items():
        own = [mark for mark, usable in zip(marks, full, strict=True) if usable]
        totals = _season_totals(kept, own)
        if totals is None:
            continue
        values = measure.between(kept, np.array([totals[mark] for mark in own]) - kept, binning)
        if values.mean() < _SEASON_GAIN * best.mean():
            best, season, baselines = values, name, totals
    return Calibration(
        measure,
        binning,
        float(best.mean()),
        float(best.std(ddof=1)),
        float(np.median(rows[full])),
        int(full.sum()),
        season,
        baselines | {None: windows.sum(axis=0)},
    )


def _season_totals(windows: Ints, seasons: Sequence[int]) -> dict[int | None, Ints] | None:
    """Counts per season; None unless there are several, each with at least two windows."""
    marks = np.array(seasons)
    totals: dict[int | None, Ints] = {}
    for season in set(seasons):
        chosen = windows[marks == season]
        if len(chosen) < 2:
            return None
        totals[season] = chosen.sum(axis=0)
    return totals if len(totals) > 1 else None


def steadied(calibrations: Sequence[Calibration]) -> list[Calibration]:
    """Steady the spreads of all columns with one measure by what they have in common.

    A dozen windows tell a spread only to a fifth; the ratio of spread to center is much
    the same in all columns of a table, however clustered its rows are.
    """
    usable = [c for c in calibrations if c.center > 0]
    if not usable:
        return list(calibrations)
    common = float(np.sqrt(np.mean([(c.spread / c.center) ** 2 for c in usable])))
    weight = min(_SHRINK_PER_COLUMN * len(usable), _SHRINK_AT_MOST)
    return [_steadied(c, common, weight) for c in calibrations]


def _steadied(calibration: Calibration, common: float, weight: int) -> Calibration:
    own = calibration.windows - 1
    variance = own * calibration.spread**2 + weight * (common * calibration.center) ** 2
    spread = float(np.sqrt(variance / (own + weight)))
    # Few windows know little: widen as a prediction interval does.
    spread *= float(np.sqrt(1 + 1 / calibration.windows)) if calibration.windows < 8 else 1.0
    return replace(calibration, spread=spread)


def judged(calibration: Calibration, windows: Ints, calendars: Calendars) -> list[Judged]:
    """Judge the current windows (counts (window, bin), in order of time).

    A window is above when its value exceeds max(floor, center + 4 spreads). It alarms when
    it is above twice the threshold, or two of the last three are above, or the last three
    taken together are above their own, narrower threshold (5.5 spreads) and two of them
    stand out from the reference. Windows with too few rows are unknown and left out.
    """
    seasons = calendars.get(calibration.season or "", [None] * len(windows))
    values, thresholds, enough = _values(calibration, windows, seasons)
    above = (values >= thresholds) & enough
    outcomes: list[Judged] = []
    recent: list[int] = []
    for number in range(len(windows)):
        alarm = False
        if enough[number]:
            recent = [*recent[-(POOLED_WINDOWS - 1) :], number]
            alarm = bool(above[number]) and (
                int(above[recent].sum()) >= 2 or bool(values[number] >= 2 * thresholds[number])
            )
            alarm = alarm or _together(calibration, windows, seasons, recent, values)
        outcomes.append(
            Judged(
                calibration.measure.name,
                float(values[number]),
                float(thresholds[number]),
                bool(above[number]),
                alarm,
                bool(enough[number]),
            )
        )
    return outcomes


def _values(
    calibration: Calibration, windows: Ints, seasons: Sequence[int | None]
) -> tuple[Floats, Floats, "np.ndarray[tuple[int], np.dtype[np.bool_]]"]:
    measure, binning = calibration.measure, calibration.binning
    baselines = np.array([calibration.baseline(season) for season in seasons])
    rows = measure.rows(windows, binning)
    behind = measure.rows(baselines, binning)
    values = measure.between(windows, baselines, binning)
    noise = _noise(rows, behind) / _noise(calibration.rows, _others(calibration, behind))
    usual = calibration.center + SPREADS * calibration.spread
    chance = usual * np.maximum(noise, 1.0) + measure.bias(binning)
    thresholds = np.maximum(measure.floor, chance)
    return values, thresholds, rows >= FEWEST_ROWS


def _together(
    calibration: Calibration,
    windows: Ints,
    seasons: Sequence[int | None],
    recent: Sequence[int],
    values: Floats,
) -> bool:
    """Whether the last three windows together are out, and two of them stand out alone."""
    if len(recent) < POOLED_WINDOWS:
        return False
    standing_out = values[list(recent)] > calibration.center + calibration.spread
    if int(standing_out.sum()) < 2:
        return False
    measure, binning = calibration.measure, calibration.binning
    pooled = windows[list(recent)].sum(axis=0)
    baseline = np.sum([calibration.baseline(seasons[number]) for number in recent], axis=0)
    value = float(measure.between(pooled, baseline, binning))
    distinct = {seasons[number] for number in recent}
    behind = measure.rows(calibration.baseline(seasons[recent[-1]]), binning) * len(distinct)
    narrower = _noise(measure.rows(pooled, binning), behind) / _noise(
        calibration.rows, _others(calibration, behind / len(distinct))
    )
    usual = (calibration.center + POOLED_SPREADS * calibration.spread) * float(narrower)
    return bool(value >= max(measure.floor, usual + measure.bias(binning)))


def _noise(rows: Floats | float, behind: Floats | float) -> Floats:
    """How the value scales with the rows on both sides when nothing drifts."""
    return np.sqrt(1 / np.maximum(rows, 1) + 1 / np.maximum(behind, 1))


def _others(calibration: Calibration, behind: Floats | float) -> Floats | float:
    """The rows a left-out reference window was compared with."""
    return np.maximum(behind - calibration.rows, calibration.rows)


def by_sample_size(
    measure: Measure,
    binning: Binning,
    sides: tuple[Ints, Ints],
    *,
    checks: int,
    design: float = 1.0,
) -> Judged:
    """Judge one table against another without windows to calibrate on.

    `sides` are the counts of the reference and the current table. The threshold is what
    chance reaches in one of 100 tables of `checks` columns, with the rows divided by the
    design effect `design` (rows of one unit resemble each other).
    """
    reference, current = sides
    n = float(measure.rows(reference, binning)) / design
    m = float(measure.rows(current, binning)) / design
    value = float(measure.between(current, reference, binning))
    enough = bool(min(n, m) >= FEWEST_ROWS)
    size = n * m / (n + m) if n and m else 1.0
    threshold = max(measure.floor, _chance(measure, binning, reference + current, size, checks))
    above = enough and value >= threshold
    return Judged(measure.name, value, threshold, above, above, enough)


def _chance(measure: Measure, binning: Binning, counts: Ints, size: float, checks: int) -> float:
    """What the measure reaches by chance: Kolmogorov's law, and normal gaps of shares."""
    used = counts[: binning.ordinary][counts[: binning.ordinary] > 0]
    if measure.name == "ks" and len(used) == 2:
        shares = used / used.sum()
        return float(-special.ndtri(0.005 / checks) * np.sqrt(shares.prod() / size))
    if measure.name == "ks":
        return float(np.sqrt(np.log(200.0 * checks) / 2) / np.sqrt(size))
    if measure.name == "tv":
        compared = measure.weighed(counts, binning)
        shares = compared / max(int(compared.sum()), 1)
        gaps = np.sqrt(shares * (1 - shares) / size)
        mean = gaps.sum() * np.sqrt(2 / np.pi) / 2
        spread = np.sqrt((gaps**2).sum() * (1 - 2 / np.pi)) / 2
        return float(mean + SPREADS * spread) + measure.bias(binning)
    total = max(int(counts.sum()), 1)
    bins = [binning.ordinary + number for number in range(counts.shape[-1] - binning.ordinary)]
    share = float(counts[bins].sum() / total)
    if measure.name == "unseen":  # none of the reference's rows can be among them
        share = max(share, binning.novelty)
    return SPREADS * float(np.sqrt(max(share * (1 - share), 1 / total) / size))


def design_effect(measure: Measure, binning: Binning, windows: Ints) -> float:
    """By how much rows resemble each other: the square of the leave-one-out mean over chance's.

    1 where there are too few windows to tell, or where rows are independent.
    """
    made = calibrated(measure, binning, windows, {})
    if made is None or made.center <= 0:
        return 1.0
    total = windows.sum(axis=0)
    size = 1 / (1 / made.rows + 1 / max(float(measure.rows(total, binning)) - made.rows, 1.0))
    if measure.name == "ks":
        expected = _KOLMOGOROV_MEAN / np.sqrt(size)
    else:
        compared = measure.weighed(total, binning)
        shares = compared / max(int(compared.sum()), 1)
        expected = np.sqrt(shares * (1 - shares) / size).sum() * np.sqrt(2 / np.pi) / 2
    return max(1.0, float((made.center / max(float(expected), 1e-12)) ** 2))
