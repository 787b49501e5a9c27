"""The worst segments: columns x segments with control of false discoveries, Simpson cases."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from workbench.drift import distances
from workbench.drift.binning import Binning
from workbench.drift.comparison import ColumnComparison, SegmentComparison
from workbench.drift.counts import Counted
from workbench.drift.samples import asymptotic_p
from workbench.drift.statistic import Floats, Ints, Measure, measures_of
from workbench.drift.thresholds import by_sample_size, design_effect
from workbench.drift.windowed import ColumnCounts

FALSE_DISCOVERIES = 0.05
_FEWEST = 100


def segments_of(
    counts: Sequence[ColumnCounts], columns: Sequence[ColumnComparison]
) -> list[SegmentComparison]:
    """Compare every column inside every segment; what alarms comes first, by impact.

    A segment alarms when its move is worth an alarm and its p stays below 5 % after
    Benjamini and Hochberg over all columns and segments; rows count by the design effect
    that the reference's windows or its units show.
    """
    calm = {column.name for column in columns if not column.drifted}
    found: list[tuple[SegmentComparison, float]] = []
    pairs = sum(len(reference.segments) for one in counts for _, reference, _ in one.segments)
    for one in counts:
        main = measures_of(one.binning, one.reference.total)[0]
        seen = design_effect(main, one.binning, one.reference.by_window())
        design = max(seen, one.design)
        for segment, reference, current in one.segments:
            if segment != one.column:
                found += _inside(one, segment, (reference, current), pairs, design)
    adjusted = benjamini_hochberg(np.array([p for _, p in found]))
    judged = [
        _decided(segment, float(p), calm) for (segment, _), p in zip(found, adjusted, strict=True)
    ]
    return sorted(judged, key=lambda one: (not one.drifted, -one.impact))


def benjamini_hochberg(p: Floats) -> Floats:
    """Adjusted p: an entry below q is a discovery at false discovery rate q (1995)."""
    order = np.argsort(p)
    ranked = p[order] * len(p) / np.arange(1, len(p) + 1)
    adjusted = np.empty(len(p))
    adjusted[order] = np.minimum.accumulate(ranked[::-1])[::-1]
    return np.minimum(adjusted, 1.0)


def _inside(
    one: ColumnCounts,
    segment: str,
    sides: tuple[Counted, Counted],
    checks: int,
    design: float,
) -> list[tuple[SegmentComparison, float]]:
    reference, current = sides[0].by_segment(), sides[1].by_segment()
    total = max(int(current.sum()), 1)
    found: list[tuple[SegmentComparison, float]] = []
    for place, value in enumerate(sides[0].segments):
        before, after = reference[place], current[place]
        if min(int(before.sum()), int(after.sum())) < _FEWEST:
            continue
        outcomes = [
            (
                measure,
                by_sample_size(measure, one.binning, (before, after), checks=checks, design=design),
            )
            for measure in measures_of(one.binning, before)
        ]
        measure, worst = max(outcomes, key=lambda pair: pair[1].value / pair[0].floor)
        rows = int(after.sum())
        p = _p(measure, one.binning, before, after, design)
        least = max(measure.floor, worst.threshold if measure.bias(one.binning) else 0.0)
        entry = SegmentComparison(
            segment=segment,
            segment_value=value,
            name=one.column,
            statistic=measure.name,
            value=worst.value,
            threshold=least,
            p=p,
            adjusted_p=p,
            rows=rows,
            share=rows / total,
            impact=worst.value * rows / total,
            drifted=worst.enough and worst.value >= least,
            hidden=False,
            words=_words(one, (segment, value), measure, worst.value, (before, after)),
        )
        found.append((entry, p))
    return found


def _decided(segment: SegmentComparison, adjusted: float, calm: set[str]) -> SegmentComparison:
    drifted = segment.drifted and adjusted <= FALSE_DISCOVERIES
    hidden = drifted and segment.name in calm
    return replace(segment, adjusted_p=adjusted, drifted=drifted, hidden=hidden)


def _p(measure: Measure, binning: Binning, before: Ints, after: Ints, design: float) -> float:
    """The chance of such a gap without drift, with the rows divided by the design effect."""
    n, m = (float(measure.rows(side, binning)) / design for side in (before, after))
    if min(n, m) < 1:
        return 1.0
    if measure.name == "ks" and np.count_nonzero(before[: binning.ordinary]) > 2:
        value = float(measure.between(after, before, binning))
        return asymptotic_p(value, round(n), round(m))
    cells = [
        np.round(_cells(measure, binning, side, novel) / design).astype(np.int64)
        for side, novel in ((before, binning.novelty), (after, 0.0))
    ]
    test = distances.chi_square(cells[0], cells[1])
    return 1.0 if test is None else test.p


def _cells(measure: Measure, binning: Binning, counts: Ints, novel: float) -> Floats:
    """The counts that are tested; `novel` is the share of new categories to be expected."""
    share = measure.share(counts, binning)
    if share is None:
        tested = measure.weighed(counts, binning) if measure.name == "tv" else counts
        return tested.astype(np.float64)
    rows = float(counts.sum())
    met = rows * (float(share) + (novel if measure.name == "unseen" else 0.0))
    return np.array([rows - met, met])


def _words(
    one: ColumnCounts,
    segment: tuple[str, str],
    measure: Measure,
    distance: float,
    sides: tuple[Ints, Ints],
) -> str:
    where = f"Where '{segment[0]}' is '{segment[1]}', '{one.column}'"
    if measure.name in ("missing", "infinite", "unseen"):
        return f"{where}, share {measure.name}, moved by {distance:.1%}."
    used = np.flatnonzero(sides[0][: one.binning.ordinary])
    if len(used) == 2:
        shares = [float(side[used[1]] / max(int(side[used].sum()), 1)) for side in sides]
        relative = f" ({shares[1] / shares[0] - 1:+.0%})" if shares[0] else ""
        label = one.binning.labels[used[1]]
        return f"{where} is {label} in {shares[0]:.2%}, now in {shares[1]:.2%}{relative}."
    return f"{where} moved by {distance:.3g} ({measure.name})."
