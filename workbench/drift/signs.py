"""Signs of a pipeline fault in one column: missing, stuck, unit, type, renamed categories."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from workbench.drift.binning import NEGATIVE, OTHER, POSITIVE, UNPARSABLE, UNSEEN
from workbench.drift.columns import Column, Kind
from workbench.drift.comparison import ColumnComparison, Shape
from workbench.drift.statistic import Floats, infinite_floor

_MISSING_JUMP = 0.02
_STUCK_SHARE = 0.1
_RUN_ROWS = 20
_FILLER_SHARE = 0.02
_JUMP_SHARE = 0.05
_RENAMED_SHARE = 0.01
_FAR_FACTOR = 5.0
_WITHIN = 0.03
_SAME_SHAPE = 0.05
_UNITS = {
    1000.0: "a thousand (milli, kilo)",
    1e6: "a million",
    1e9: "a thousand million",
    100.0: "a hundred (percent, cents)",
    10.0: "ten",
    1e4: "ten thousand",
    1024.0: "1,024 (bytes, kilobytes)",
    60.0: "60 (minutes, seconds)",
    3600.0: "3,600 (hours, seconds)",
    24.0: "24 (days, hours)",
    86400.0: "86,400 (days, seconds)",
    1.609344: "1.609 (miles, kilometres)",
    3.28084: "3.281 (metres, feet)",
    2.54: "2.54 (inches, centimetres)",
    2.204623: "2.205 (kilograms, pounds)",
    3.785412: "3.785 (gallons, litres)",
    3.6: "3.6 (metres per second, kilometres per hour)",
}


@dataclass(frozen=True, slots=True)
class Sign:
    """One sign of a fault: its kind, the column, and a sentence with the figures."""

    kind: str
    column: str
    words: str


def missing_sign(column: ColumnComparison) -> Sign | None:
    """More values missing than before, beyond chance and by two points at least."""
    before, after = column.missing_reference, column.missing_current
    if before is None or after is None or column.reference is None or column.current is None:
        return None
    rows = min(int(column.reference.sum()), int(column.current.sum()))
    noise = np.sqrt(max(before * (1 - before), after * (1 - after), 1 / rows) / rows)
    if after - before < max(_MISSING_JUMP, 5 * noise):
        return None
    unparsable = 0.0
    if column.binning is not None:
        place = column.binning.ordinary + UNPARSABLE
        unparsable = float(column.current[place] / max(int(column.current.sum()), 1))
    if unparsable > (after - before) / 2:
        words = f"{unparsable:.1%} of '{column.name}' no longer reads as a number"
        return Sign("schema-change", column.name, words)
    words = f"'{column.name}' is missing in {after:.1%} of the rows, before in {before:.1%}"
    return Sign("missing", column.name, words)


def infinite_sign(column: ColumnComparison) -> Sign | None:
    """More infinities than before, beyond chance: a division by zero or an overflow upstream."""
    before, after = column.infinite_reference, column.infinite_current
    if before is None or after is None or column.reference is None or column.current is None:
        return None
    rows = min(int(column.reference.sum()), int(column.current.sum()))
    noise = np.sqrt(max(before * (1 - before), after * (1 - after), 1 / rows) / rows)
    if after - before < max(infinite_floor(before), 5 * noise) or column.binning is None:
        return None
    base, total = column.binning.ordinary, int(column.current.sum())
    parts = [
        f"{label} in {column.current[base + place] / total:.1%}"
        for label, place in (("+infinity", POSITIVE), ("-infinity", NEGATIVE))
        if column.current[base + place]
    ]
    words = f"'{column.name}' is {' and '.join(parts)} of the rows, before infinite in {before:.1%}"
    return Sign("infinite-values", column.name, words)


def stuck_sign(column: ColumnComparison) -> Sign | None:
    """One value fills far more rows than it did: stuck, or a filled-in default."""
    before, after = column.reference_shape, column.current_shape
    if before is None or after is None or column.reference is None or column.current is None:
        return None
    if before.distinct < 10 or column.current.sum() < _RUN_ROWS:
        return None
    earlier = before.mode_share
    if after.mode_share - earlier < _STUCK_SHARE or after.mode_share < 2 * earlier:
        return None
    words = (
        f"'{column.name}' is {after.mode:g} in {after.mode_share:.0%} of the rows;"
        f" before, its most frequent value filled {before.mode_share:.1%}"
    )
    return Sign("stuck", column.name, words)


def filler_sign(name: str, before: Shape, present: Floats) -> Sign | None:
    """One value far outside the known range in many rows: a filled-in code such as -999."""
    low, high = before.quantiles[0], before.quantiles[-1]
    for value in (float(present.min()), float(present.max())) if len(present) else ():
        share = float((present == value).mean())
        beyond = max(low - value, value - high)
        if beyond > 0 and share >= _FILLER_SHARE and before.distinct > 2:
            words = f"'{name}' is {value:g} in {share:.1%} of the rows, outside of what it was"
            return Sign("filled-in", name, f"{words} ({low:g} to {high:g})")
    return None


def jump_sign(name: str, before: Shape, present: Floats) -> Sign | None:
    """A part of the rows lies far above the known range, and fits it when divided."""
    high = before.quantiles[-1]
    if not len(present) or high <= 0 or before.quantiles[0] < 0:
        return None
    out = present[present > 1.5 * high]
    if len(out) < max(_RUN_ROWS, _JUMP_SHARE * len(present)):
        return None
    factor = float(np.median(out)) / before.quantiles[50] if before.quantiles[50] else 0.0
    fits = [
        known
        for known in _UNITS
        if known >= _FAR_FACTOR and np.quantile(out, 0.99) <= known * high and factor <= 3 * known
    ]
    if not fits:
        return None
    best = min(fits, key=lambda known: abs(np.log(factor / known)))
    if abs(np.log(factor / best)) > 1:
        return None
    share = len(out) / len(present)
    words = f"{share:.0%} of '{name}' lies far above its range and fits it divided by {best:g}"
    return Sign("unit-change", name, words)


def run_sign(name: str, reference: Floats, current: Floats) -> Sign | None:
    """A stretch of rows, in their order, in which the value does not change."""
    before, after = _longest_run(reference), _longest_run(current)
    if after[0] < max(_RUN_ROWS, 5 * before[0]) or after[0] < 0.02 * len(current):
        return None
    words = (
        f"'{name}' stays at {after[1]:g} for {after[0]:,} rows in a row (row {after[2] + 1:,} on);"
        f" in the reference never longer than {before[0]:,}"
    )
    return Sign("stuck", name, words)


def _longest_run(values: Floats) -> tuple[int, float, int]:
    """Length, value and start of the longest run of one value; missing values end a run."""
    if not len(values):
        return 0, 0.0, 0
    starts = np.concatenate([[0], np.flatnonzero(values[1:] != values[:-1]) + 1])
    lengths = np.diff(np.append(starts, len(values)))
    lengths[np.isnan(values[starts])] = 0
    longest = int(lengths.argmax())
    return int(lengths[longest]), float(values[starts[longest]]), int(starts[longest])


# Numbers near the largest float overflow to infinity, which is like no shape: as it should be.
@np.errstate(over="ignore", invalid="ignore")
def unit_sign(
    name: str, before: Shape, quantiles: Floats, *, rows: int, latency: bool
) -> Sign | None:
    """The same shape in another unit: multiplied, turned, or on another temperature scale.

    `quantiles` are those of `rows` current values, evenly spaced, as many as in `before`.
    A latency that grows is no change of unit unless the factor is exactly 1,000.
    """
    ours = np.array(before.quantiles)
    if before.distinct < 10 or not _width(ours) or not _width(quantiles):
        return None
    same = max(_SAME_SHAPE, 1.6 / float(np.sqrt(max(rows, 1))))
    if _shape_gap(ours, quantiles) < 0.15 + same:
        return None
    factor = _factor(ours, quantiles)
    if _shape_gap(ours * factor, quantiles) <= same:
        known = _known_factor(factor, max(_WITHIN, 2 / float(np.sqrt(max(rows, 1)))))
        far = factor >= _FAR_FACTOR or factor <= 1 / _FAR_FACTOR
        exact_thousand = known in (1000.0, 1e6, 1e9)
        if (known is not None or far) and (not latency or exact_thousand):
            hint = f", about {_UNITS[known]}" if known is not None else ""
            words = f"'{name}' has its old shape, multiplied by {factor:.4g}{hint}"
            return Sign("unit-change", name, words)
    if _shape_gap(-ours[::-1], quantiles) <= same:
        return Sign("unit-change", name, f"'{name}' has its old shape with the sign turned")
    for slope, offset, scale in ((1.8, 32.0, "Celsius to Fahrenheit"),
                                 (5 / 9, -160 / 9, "Fahrenheit to Celsius"),
                                 (1.0, 273.15, "Celsius to Kelvin"),
                                 (1.0, -273.15, "Kelvin to Celsius")):  # fmt: skip
        if _shape_gap(ours * slope + offset, quantiles) <= same:
            return Sign("unit-change", name, f"'{name}' went from {scale}")
    return None if latency else _other_scale(name, ours, quantiles, same)


def _other_scale(name: str, ours: Floats, quantiles: Floats, same: float) -> Sign | None:
    """Standardised, or its logarithm taken."""
    factor = _width(quantiles) / _width(ours)
    middle = len(ours) // 2
    moved = (ours - ours[middle]) * factor + quantiles[middle]
    far = factor >= _FAR_FACTOR or factor <= 1 / _FAR_FACTOR
    if far and _shape_gap(moved, quantiles) <= same:
        words = f"'{name}' has its old shape on another scale (width times {factor:.3g}, moved)"
        return Sign("unit-change", name, words)
    if ours[0] > -1 and _shape_gap(np.log1p(ours), quantiles) <= same:
        return Sign("unit-change", name, f"'{name}' is now the logarithm of what it was")
    return None


def _known_factor(factor: float, within: float) -> float | None:
    for known in _UNITS:
        if abs(factor / known - 1) <= within or abs(factor * known - 1) <= within:
            return known
    return None


def _factor(ours: Floats, theirs: Floats) -> float:
    """The factor between the inner quantiles, by least squares through zero."""
    tail = len(ours) // 20
    x, y = ours[tail : len(ours) - tail], theirs[tail : len(theirs) - tail]
    return abs(float(np.dot(x, y) / np.dot(x, x))) if np.any(x) else 1.0


def _width(quantiles: Floats) -> float:
    """The width between the 10 % and the 90 % quantile."""
    tenth = (len(quantiles) - 1) // 10
    return float(quantiles[-1 - tenth] - quantiles[tenth])


def _shape_gap(ours: Floats, theirs: Floats) -> float:
    """The largest gap of two distribution functions given by evenly spaced quantiles."""
    points = np.concatenate([ours, theirs])
    f = np.searchsorted(ours, points, "right") / len(ours)
    g = np.searchsorted(theirs, points, "right") / len(theirs)
    f_left = np.searchsorted(ours, points, "left") / len(ours)
    g_left = np.searchsorted(theirs, points, "left") / len(theirs)
    # A tie group counts as equal where the intervals of both functions overlap.
    return float(np.maximum(np.maximum(f_left - g, g_left - f), 0).max())


def renamed_sign(
    column: ColumnComparison, new: Sequence[tuple[str, float]], lost: Sequence[tuple[str, float]]
) -> Sign | None:
    """New categories that take exactly the rows that known ones lost.

    `new` are values the reference does not have with their share of the current rows,
    `lost` are known values with the share they lost.
    """
    pairs: list[tuple[str, str, float]] = []
    left = dict(lost)
    for value, share in new:
        if share < _RENAMED_SHARE or not left:
            continue
        alike = [known for known in left if _spelled_alike(known, value)]
        closest = min(left, key=lambda known: abs(left[known] - share))
        match = alike[0] if alike else closest
        if alike or abs(left[match] - share) <= 0.25 * share + 0.005:
            pairs.append((match, value, share))
            del left[match]
    moved = sum(share for _, _, share in pairs)
    if not pairs or moved < 0.5 * sum(share for _, share in new):
        return None
    shown = ", ".join(f"'{old}' is now '{value}' ({share:.1%})" for old, value, share in pairs[:3])
    return Sign("category-renamed", column.name, f"in '{column.name}' {shown}")


def _spelled_alike(known: str, value: str) -> bool:
    ours, theirs = _letters(known), _letters(value)
    return bool(ours) and ours == theirs


def _letters(text: str) -> str:
    return "".join(letter for letter in text.casefold() if letter.isalnum())


def lost_shares(column: ColumnComparison) -> list[tuple[str, float]]:
    """The known categories that lost at least a hundredth of the rows, and how much."""
    binning = column.binning
    if binning is None or binning.kind is not Kind.CATEGORICAL:
        return []
    if column.reference is None or column.current is None:
        return []
    before = column.reference / max(int(column.reference.sum()), 1)
    after = column.current / max(int(column.current.sum()), 1)
    found = [
        (value, float(before[place] - after[place])) for place, value in enumerate(binning.values)
    ]
    rest = binning.ordinary + OTHER
    found.append(("(the rarer ones)", float(before[rest] - after[rest])))
    return [(value, lost) for value, lost in found if lost >= _RENAMED_SHARE]


def unseen_share_of(column: ColumnComparison) -> float:
    """The share of current rows with a category the reference does not have."""
    if column.binning is None or column.current is None:
        return 0.0
    place = column.binning.ordinary + UNSEEN
    return float(column.current[place] / max(int(column.current.sum()), 1))


def type_sign(ours: Column, theirs: Column) -> Sign | None:
    """The column holds something else than it did."""
    kinds = (ours.kind, theirs.kind)
    if Kind.EMPTY in kinds or ours.kind is theirs.kind or Kind.ID in kinds:
        return None
    words = f"'{ours.name}' held {_held(ours)}, now it holds {_held(theirs)}"
    return Sign("schema-change", ours.name, words)


def _held(column: Column) -> str:
    return {
        Kind.NUMERIC: "numbers",
        Kind.CATEGORICAL: "categories",
        Kind.TEXT: "text",
        Kind.EMBEDDING: "vectors",
        Kind.TIME: "times",
    }.get(column.kind, column.kind.value)


def exchanged_signs(columns: Sequence[ColumnComparison]) -> list[Sign]:
    """Pairs of drifted numeric columns that each look like the other did."""
    found: list[Sign] = []
    drifted = [c for c in columns if c.drifted and c.reference_shape and c.current_shape]
    for place, one in enumerate(drifted):
        for other in drifted[place + 1 :]:
            gaps = [
                _shape_gap(np.array(a.quantiles), np.array(b.quantiles))
                for a, b in (
                    (one.reference_shape, other.current_shape),
                    (other.reference_shape, one.current_shape),
                    (one.reference_shape, one.current_shape),
                )
                if a and b
            ]
            if max(gaps[0], gaps[1]) <= _SAME_SHAPE and gaps[2] >= 0.2:
                words = f"'{one.name}' and '{other.name}' each look like the other did: exchanged"
                found.append(Sign("schema-change", one.name, words))
    return found
