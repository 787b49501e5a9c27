"""Messages that take turns (begin, end, begin, end), and the places where the turn is broken."""

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from workbench.logs.anomaly_findings import Finding, shown
from workbench.logs.anomaly_rates import Stream, Strictness, rare_events
from workbench.logs.anomaly_timeline import Timeline
from workbench.logs.templates import Template

_LEAST = 60
_LIKE = 0.07
"""Templates that take turns come equally often, up to this share."""

_BROKEN = 0.03
_MOST_PAIRS = 400

Longs = NDArray[np.int64]


def broken_turns(
    line: Timeline,
    place_of: Longs,
    template_ids: NDArray[np.int32],
    templates: Sequence[Template],
    strict: Strictness,
) -> Iterator[Finding]:
    """Places where one of two messages comes twice, though they take turns in all the log.

    Other messages may come between; the order is that of the files. `place_of` gives a record's
    place in the timeline.
    """
    records = _records_by_template(template_ids, templates)
    for first, second in _pairs_alike(templates):
        twice, ids = _twice(records[first], records[second])
        if twice is None:
            continue
        for doubled, missing in ((first, second), (second, first)):
            places = np.sort(place_of[twice[ids == (doubled == second)]])
            words = (
                f"{shown(templates[doubled])} comes twice without"
                f" {shown(templates[missing])} between"
            )
            stream = Stream(doubled, places, words)
            for one in rare_events(line, stream, strict, alone=0):
                yield Finding("sequence", one.start, one.end, one.strength, doubled, one.reason)


def _records_by_template(ids: NDArray[np.int32], templates: Sequence[Template]) -> list[Longs]:
    order = np.argsort(ids, kind="stable")
    return np.split(order, np.searchsorted(ids[order], np.arange(1, len(templates))))


def _pairs_alike(templates: Sequence[Template]) -> list[tuple[int, int]]:
    """Pairs of templates that come about equally often, the most frequent first."""
    often = sorted((one for one in templates if one.count >= _LEAST), key=lambda one: -one.count)
    pairs: list[tuple[int, int]] = []
    for i, one in enumerate(often):
        for other in often[i + 1 :]:
            if other.count < one.count * (1 - _LIKE) or len(pairs) >= _MOST_PAIRS:
                break
            pairs.append((one.id, other.id))
    return pairs


def _twice(first: Longs, second: Longs) -> tuple[Longs | None, NDArray[np.bool_]]:
    """Records that repeat the one before them, of two that else take turns; and whose they are."""
    records = np.concatenate([first, second])
    order = np.argsort(records)
    is_second = order >= len(first)
    repeated = np.flatnonzero(is_second[1:] == is_second[:-1]) + 1
    if len(repeated) > _BROKEN * len(records):
        return None, is_second[:0]
    return records[order][repeated], is_second[repeated]
