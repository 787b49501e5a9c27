"""Numbers in messages that leave their usual range: a level that shifts, climbs, or a spike."""

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from workbench.logs.anomaly_fields import Field
from workbench.logs.anomaly_findings import Finding, amount, shown, status_in_words
from workbench.logs.anomaly_rates import Stream, Strictness
from workbench.logs.anomaly_timeline import Timeline
from workbench.logs.templates import Template

_WINDOWS = 80
_LEAST = 60
_CATEGORIES = 12

_LEVELS = ((0.5, "median", 1.5), (0.9, "upper tenth from", 2.0), (0.1, "lower tenth up to", 2.0))
"""What shifts: a quantile, its name, and how many times the usual one tells.

The last only where a good part of the values is below zero, not a -1 here and there.
"""


def value_streams(
    place_of: NDArray[np.int64], fields: Sequence[Field], names: Sequence[str]
) -> list[Stream]:
    """Fields with few different whole values (a status code) as one stream a value."""
    streams: list[Stream] = []
    for field in fields:
        values, which, counts = np.unique(field.values, return_inverse=True, return_counts=True)
        whole = len(values) and np.all(values == np.floor(values))
        if not whole or not 2 <= len(values) <= _CATEGORIES or len(field.values) < 100:
            continue
        for number in np.flatnonzero(counts < 0.9 * counts.sum()).tolist():
            places = np.sort(place_of[field.records[which == number]])
            what = status_in_words(values[number])
            before = f"{field.name} " if field.name and " " not in what else ""
            name = f"{before}{what} in {names[field.template_id]}"
            streams.append(
                Stream(field.template_id, places, name, np.sort(place_of[field.records]))
            )
    return streams


def value_changes(
    line: Timeline,
    place_of: NDArray[np.int64],
    fields: Sequence[Field],
    templates: Sequence[Template],
    strict: Strictness,
) -> Iterator[Finding]:
    """Fields whose values shift, climb or leap."""
    for field in fields:
        if len(field.values) < _LEAST:
            continue
        places = place_of[field.records]
        order = np.argsort(places, kind="stable")
        places, values = places[order], field.values[order]
        if _counts_up(values) or len(np.unique(values[:2000])) < 6:
            continue
        name = f"{field.name} in " if field.name else "a number in "
        name += shown(templates[field.template_id])
        judged = places >= line.judged_from
        found = _shift(line, places, values, judged, strict) or _leap(values, judged)
        if found:
            first, last, strength, words = found
            yield Finding(
                "numeric", int(places[first]), int(places[last]), strength, field.template_id,
                f"{name}: {words}", last - first + 1,
            )  # fmt: skip


def _counts_up(values: NDArray[np.float64]) -> bool:
    """A counter, a timestamp or a sequence number: always rising, or always falling."""
    steps = np.diff(values)
    moved = steps[steps != 0]
    if len(moved) < 0.2 * len(steps):
        return len(moved) < 10
    rising = np.count_nonzero(moved > 0) / len(moved)
    return not 0.1 < rising < 0.9


_Found = tuple[int, int, float, str]


def _shift(
    line: Timeline,
    places: NDArray[np.int64],
    values: NDArray[np.float64],
    judged: NDArray[np.bool_],
    strict: Strictness,
) -> _Found | None:
    """A run of windows whose median (or a tenth at an end) is far from the usual one."""
    size = max(8, len(values) // _WINDOWS)
    count = len(values) // size
    windows = values[: count * size].reshape(count, size)
    is_judged = np.array(judged[: count * size].reshape(count, size).all(axis=1))
    below_zero = np.quantile(values, 0.25) < 0
    for quantile, word, ratio in _LEVELS if below_zero else _LEVELS[:-1]:
        levels = np.quantile(windows, quantile, axis=1)
        noise = _robust_spread((windows - np.median(windows, axis=1, keepdims=True)).ravel())
        for usual_windows in _references(is_judged):
            usual = float(np.median(levels[usual_windows]))
            spread = max(
                _robust_spread(levels[usual_windows]),
                1.6 * noise / size**0.5,
                0.02 * abs(usual),
                1e-9,
            )
            far = np.abs(levels - usual) / spread
            if usual and _on_one_side(windows[usual_windows]):
                times = levels / usual
                moved = (times >= ratio) | (times <= 1 / ratio)
            else:
                moved = far > 12
            unusual = moved & (far >= strict.deviations + 1)
            high = is_judged & unusual
            run = _longest_run(high)
            if run is None or (run[0] == np.argmax(is_judged) and unusual[0]):
                continue
            if run[1] - run[0] < 2 and far[run[0]] < 3 * strict.deviations:
                continue
            if np.count_nonzero(high) > 0.6 * np.count_nonzero(is_judged) and is_judged.all():
                continue
            first, last = run[0] * size, run[1] * size - 1
            peak = levels[run[0] : run[1]]
            peak = peak.max() if peak.mean() > usual else peak.min()
            lasts = line.length(float(line.times[places[last]] - line.times[places[first]]))
            words = f"{word} {amount(float(peak))} for {lasts}, usually {amount(usual)}"
            return first, last, float(min(far[run[0] : run[1]].max(), 60.0)) / 2 + 4, words
    return None


def _on_one_side(values: NDArray[np.float64]) -> bool:
    """Whether nearly all values are of one sign, so that one can be 'so many times' another."""
    low, high = np.quantile(values, (0.05, 0.95))
    return bool(low >= 0 or high <= 0)


def _references(is_judged: NDArray[np.bool_]) -> list[NDArray[np.bool_]]:
    """The windows that tell what is usual: the baseline; else all, and the first part."""
    if not is_judged.all():
        return [~is_judged]
    early = np.arange(len(is_judged)) < max(4, int(0.4 * len(is_judged)))
    return [is_judged, early]


def _robust_spread(values: NDArray[np.float64]) -> float:
    return 1.4826 * float(np.median(np.abs(values - np.median(values))))


def _longest_run(flags: NDArray[np.bool_]) -> tuple[int, int] | None:
    """The longest run of set flags as (first, last + 1); one window between is bridged."""
    filled = flags.copy()
    filled[1:-1] |= flags[:-2] & flags[2:]
    edges = np.diff(filled.astype(np.int8), prepend=0, append=0)
    firsts, lasts = np.flatnonzero(edges == 1), np.flatnonzero(edges == -1)
    if not len(firsts):
        return None
    best = int(np.argmax(lasts - firsts))
    return int(firsts[best]), int(lasts[best])


def _leap(values: NDArray[np.float64], judged: NDArray[np.bool_]) -> _Found | None:
    """One to five single values far above all others, or, where there are any below zero, below.

    Far is many times the largest other one; with values below zero, where 'times' means nothing,
    many times as far from the next one as all others are from each other.
    """
    typical = float(np.median(np.abs(values)))
    if len(values) < 100 or not typical:
        return None
    middle = float(np.median(values))
    below_zero = bool((values < 0).any())
    for sign, never in ((1.0, "above"), (-1.0, "below"))[: 1 + below_zero]:
        turned = sign * values
        order = np.argsort(turned)[::-1]
        for number in range(1, 6):
            leap, rest = turned[order[number - 1]], turned[order[number]]
            if below_zero:
                far = leap - rest >= 8 * (rest - turned[order[-1]]) > 0
            else:
                far = rest > 0 and leap >= 8 * rest and leap >= 20 * typical
            if far and judged[order[:number]].all():
                first = int(order[:number].min())
                words = f"{amount(float(values[order[0]]))}, usually {amount(middle)}"
                return first, first, 8.0, f"{words} and never {never} {amount(sign * float(rest))}"
    return None
