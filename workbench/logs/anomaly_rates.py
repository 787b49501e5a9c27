"""Messages that come much more often than usual, or stop coming."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from workbench.logs.anomaly_findings import Finding, amount
from workbench.logs.anomaly_timeline import SECOND, Timeline

_BINS_TOGETHER = (1, 3, 9, 27, 81, 243)
"""Bursts are looked for in bins, and in this many bins together."""

_FEWEST_BINS = 8
"""With fewer bins than this there is no telling what is usual in them."""

_RECURRING = 4
"""More episodes than this are how the message comes, not an anomaly."""

_FAR_LARGER, _MOST_FAR = 3, 2
"""Of those that come so, at most two, each so many times as large as most, are anomalies."""

_PUNCTUAL = 0.02
"""Bursts come at regular distances where these differ by no more than this share."""
_DAY = 86_400 * SECOND

_STRICT = 9.0
_SHORT = 0.1
"""A few rare events within this share of the log come close together."""

_REGULAR = 0.35
"""Gaps that vary less than this (deviation by mean) are those of a heartbeat."""
_LIKE_A_CLOCK = 0.1


@dataclass(frozen=True, slots=True)
class Stream:
    """The occurrences of one kind of message: sorted positions in the timeline.

    `among` are those of all messages that this one is a share of, where it is one.
    """

    template_id: int
    places: NDArray[np.int64]
    name: str
    among: NDArray[np.int64] | None = None


@dataclass(frozen=True, slots=True)
class Strictness:
    """How much must be seen before it is reported."""

    deviations: float
    ratio: float
    gap_ratio: float
    findings: int


STRICTNESS = {
    "low": Strictness(9.0, 4.0, 4.0, 10),
    "normal": Strictness(5.5, 3.0, 3.0, 20),
    "high": Strictness(4.5, 2.0, 2.0, 50),
}


class Episode(NamedTuple):
    """A run of bins with more of a message than usual, and where its messages are."""

    first: int
    last: int
    places: NDArray[np.int64]


def bursts(line: Timeline, streams: Sequence[Stream], strict: Strictness) -> Iterator[Finding]:
    """Episodes in which a message comes much more often than usual."""
    for stream in streams:
        due = np.zeros(len(line.is_judged))
        for factor in _BINS_TOGETHER:
            if np.count_nonzero(line.is_usual) < _FEWEST_BINS * factor:
                break
            found, due = _bursts_of(line, stream, strict, factor, due)
            yield from found
            if found:
                break


def rare_events(
    line: Timeline, stream: Stream, strict: Strictness, alone: int
) -> Iterator[Finding]:
    """Bursts of what hardly ever happens: a few in a short stretch, or up to `alone` in all."""
    found = list(bursts(line, [stream], strict)) if len(stream.places) else []
    yield from found
    judged = stream.places[stream.places >= line.judged_from]
    if found or not len(judged) or strict.deviations >= _STRICT:
        return
    span = line.times[judged[-1]] - line.times[judged[0]]
    whole = line.times[-1] - line.times[line.judged_from]
    close = len(judged) == len(stream.places) >= 3 and span <= _SHORT * whole
    if close or len(stream.places) <= alone:
        words = f"{stream.name}: {len(judged)} in {line.length(float(span))}, else never"
        reason = words if len(judged) > 1 else f"{stream.name}, only once"
        first, last = int(judged[0]), int(judged[-1])
        yield Finding("burst", first, last, 6.0 + len(judged) / 4, stream.template_id, reason)


def _bursts_of(
    line: Timeline, stream: Stream, strict: Strictness, factor: int, due: NDArray[np.float64]
) -> tuple[list[Finding], NDArray[np.float64]]:
    """The bursts in bins of `factor` together, and what is due in each single bin from here on:
    the usual share of episodes that are how the message comes. `due` is what was found so far.
    """
    counts = _counts(line, stream.places, factor)
    usual_bins, judged = _coarse(line.is_usual, factor), _coarse(line.is_judged, factor)
    rate, spread = usual_rate(counts[usual_bins])
    expected = np.maximum(rate, _expected_share(line, stream, counts, factor))
    expected = np.maximum(expected, np.add.reduceat(due, np.arange(0, len(due), factor)))
    deviation = 2 * (np.sqrt(counts + 0.375) - np.sqrt(expected + 0.375)) / np.sqrt(spread)
    high = judged & (deviation >= strict.deviations) & (counts >= strict.ratio * expected + 4)
    high &= ~_is_start(line, stream, factor)
    raised = ~judged & (deviation >= strict.deviations / 2) & (counts >= expected + 4)
    episodes = _episodes(line, stream, high, factor)
    if _come_so(line, episodes, factor):
        due = np.maximum(due, _usual_part(line, episodes))
        episodes = _far_larger(counts, episodes)
    elif as_earlier := _as_earlier(line, episodes, _episodes(line, stream, raised, factor), factor):
        due = np.maximum(due, _usual_part(line, as_earlier))
        episodes = [one for one in episodes if one not in as_earlier]
    usual = amount(round(rate, 1)) if rate >= 0.5 else "almost none"
    found: list[Finding] = []
    for first, last, inside in episodes:
        most, together = counts[first:last].max(), line.length(line.width * factor)
        reason = f"{stream.name}: {amount(most)} in {together}, usually {usual}"
        if last - first > 1:
            reason += f"; lasts {line.length((last - first) * line.width * factor)}"
        finding = Finding(
            "burst", int(inside[0]), int(inside[-1]), float(deviation[first:last].max()),
            stream.template_id, reason, len(inside),
        )  # fmt: skip
        found.append(finding)
    return found, due


def _episodes(
    line: Timeline, stream: Stream, high: NDArray[np.bool_], factor: int
) -> list[Episode]:
    """The runs of high bins, and the messages in them."""
    bins = line.bins[stream.places] // factor
    return [
        Episode(first, last, stream.places[slice(*np.searchsorted(bins, (first, last)))])
        for first, last in _runs(high, gap=max(2, line.near // 2) // factor)
        if last - first <= 0.5 * len(high) or high[first:last].mean() > 0.5
    ]


def _come_so(line: Timeline, episodes: Sequence[Episode], factor: int) -> bool:
    """Whether bursts are how a message comes: many of them, at regular distances, or two of like
    size at the same time of day.
    """
    if not 2 <= len(episodes) <= _RECURRING:
        return len(episodes) > _RECURRING
    gaps = _gaps(line, episodes)
    unit = int(gaps.min())
    if len(episodes) == 2:
        few, many = sorted(len(one.places) for one in episodes)
        if not line.timed or many > _FAR_LARGER * few:
            return False
        unit = _DAY
    return bool(_in_step(line, gaps, unit, factor).all())


def _as_earlier(
    line: Timeline, episodes: Sequence[Episode], earlier: Sequence[Episode], factor: int
) -> list[Episode]:
    """The bursts that come when those of the baseline of like size did."""
    alike = [
        (one, [other for other in earlier if len(one.places) <= _FAR_LARGER * len(other.places)])
        for one in episodes
    ]
    return [one for one, others in alike if others and _comes_when(line, one, others, factor)]


def _comes_when(line: Timeline, episode: Episode, others: Sequence[Episode], factor: int) -> bool:
    """Whether a burst comes at the time of day of others, or where their regular distances lead.

    It may begin within their length: the log may begin in the midst of a burst.
    """
    if not line.timed:
        return False
    units: list[float] = [_DAY]
    between = _gaps(line, others)
    if len(between) > 1 and _in_step(line, between, between.min(), factor).all():
        units.append(float(between.sum() / np.rint(between / between.min()).sum()))
    messages = np.concatenate([one.places for one in others])
    since = np.abs(line.times[episode.places[0]] - line.times[messages])
    return any(bool(_in_step(line, since, unit, factor).any()) for unit in units)


def _gaps(line: Timeline, episodes: Sequence[Episode]) -> NDArray[np.int64]:
    return np.diff(line.times[[one.places[0] for one in episodes]])


def _in_step(
    line: Timeline, gaps: NDArray[np.int64], unit: float, factor: int
) -> NDArray[np.bool_]:
    """Which gaps are a whole number of units, at least one; none where the bins are too long."""
    slack = max(_PUNCTUAL * unit, line.width * factor)
    units = np.rint(gaps / unit)
    punctual = (units >= 1) & (np.abs(gaps - units * unit) <= slack)
    return punctual & (slack <= 5 * _PUNCTUAL * unit)


def _far_larger(counts: NDArray[np.float64], episodes: Sequence[Episode]) -> list[Episode]:
    """Of episodes that are how a message comes, one or two that are far larger than the others."""
    peaks = np.array([counts[one.first : one.last].max() for one in episodes])
    far = peaks > _FAR_LARGER * np.median(peaks)
    kept = [one for one, is_far in zip(episodes, far, strict=True) if is_far]
    return kept if len(kept) <= _MOST_FAR else []


def _usual_part(line: Timeline, episodes: Sequence[Episode]) -> NDArray[np.float64]:
    """How many messages each bin has through episodes, those larger than usual scaled down."""
    part = np.zeros(len(line.is_judged))
    usual = float(np.median([len(one.places) for one in episodes]))
    for one in episodes:
        share = min(1.0, usual / len(one.places))
        part += share * np.bincount(line.bins[one.places], minlength=len(part))
    return part


def _expected_share(
    line: Timeline, stream: Stream, counts: NDArray[np.float64], factor: int
) -> NDArray[np.float64] | float:
    """What a stream's usual share of the messages it is among would be in each bin."""
    if stream.among is None:
        return 0.0
    among = _counts(line, stream.among, factor)
    shares = counts[among > 0] / among[among > 0]
    return among * float(np.median(shares))


def _is_start(line: Timeline, stream: Stream, factor: int) -> NDArray[np.bool_]:
    """Bins of the log's beginning, for a message that comes there only: a program starts.

    With a baseline, only where the message comes at the baseline's beginning only, too.
    """
    judged, usual = line.is_judged, line.is_usual
    start, length = int(np.argmax(judged)), int(np.count_nonzero(judged))
    bins = line.bins[stream.places]
    own = bins[bins >= start]
    only = len(own) > 0 and own[-1] <= start + 0.1 * length
    if not usual[start:].any():
        before = bins[bins < start]
        only = only and len(before) > 0 and before[-1] <= 0.1 * start
    places = np.arange(len(_coarse(judged, factor)))
    return only & (places <= (start + 0.1 * length) / factor)


def usual_rate(counts: NDArray[np.float64]) -> tuple[float, float]:
    """The usual count in a bin and its overdispersion (>= 1), bins with bursts left out."""
    if not len(counts):
        return 0.0, 1.0
    ordered = np.sort(counts)
    rate = float(ordered[: max(1, int(len(ordered) * 0.7))].mean())
    kept = ordered
    for _ in range(4):
        kept = ordered[ordered <= 2 * rate + 4 * np.sqrt(rate) + 3]
        rate = float(kept.mean())
    return rate, max(1.0, float(kept.var()) / rate if rate else 1.0)


def _counts(line: Timeline, places: NDArray[np.int64], factor: int) -> NDArray[np.float64]:
    size = (len(line.is_judged) + factor - 1) // factor
    return np.bincount(line.bins[places] // factor, minlength=size).astype(np.float64)


def _coarse(flags: NDArray[np.bool_], factor: int) -> NDArray[np.bool_]:
    return flags[::factor]


def _runs(flags: NDArray[np.bool_], gap: int) -> list[tuple[int, int]]:
    """Runs of set flags as (first, last + 1); runs at most `gap` apart are one."""
    places = np.flatnonzero(flags)
    if not len(places):
        return []
    cut = np.flatnonzero(np.diff(places) > gap + 1)
    firsts = places[np.concatenate([[0], cut + 1])]
    lasts = places[np.concatenate([cut, [len(places) - 1]])] + 1
    return list(zip(firsts.tolist(), lasts.tolist(), strict=True))


def silences(line: Timeline, streams: Sequence[Stream], strict: Strictness) -> Iterator[Finding]:
    """Messages that came steadily and then stay out, and stretches without any message."""
    judged = np.flatnonzero(line.order >= line.judged_from)
    if len(judged) < 20:
        return
    first, end = int(judged[0]), int(judged[-1])
    for stream in streams:
        if len(stream.places) >= 10:
            yield from _silence_of(line, stream, (first, end), strict)
    yield from _whole_silence(line, first, strict)


def _silence_of(
    line: Timeline, stream: Stream, judged: tuple[int, int], strict: Strictness
) -> Iterator[Finding]:
    """The longest gap of one message, where it is far longer than all others.

    Gaps are measured in time and in the records of others that come meanwhile, so that a quiet
    night is no silence.
    """
    first, end = judged
    own = stream.places[stream.places >= first]
    before = stream.places[stream.places < first]
    edges = np.concatenate([[first] if len(before) else own[:0], own, [end]])
    if len(edges) < 2:
        return
    time_gaps, record_gaps = np.diff(line.times[edges]), np.diff(edges)
    longest = int(np.argmax(time_gaps))
    usual_time, usual_records = _usual_gaps(line, before, time_gaps, record_gaps, longest)
    gap = int(time_gaps[longest])
    mean = _mean_gap(line, before if len(before) >= 10 else own, gap)
    settled = len(before) >= 10 or _settled(line, own, edges[longest], end, gap)
    beats = np.diff(line.times[before]) if len(before) >= 10 else np.delete(time_gaps, longest)
    varies = float(beats.std()) / max(float(beats.mean()), 1.0)
    regular = varies < _REGULAR
    quiet = not regular and record_gaps[longest] < strict.gap_ratio * usual_records
    if quiet or not settled or gap < strict.gap_ratio * usual_time:
        return
    if gap < (2.9 if varies < _LIKE_A_CLOCK else 3.5 if regular else 8) * mean:
        return
    reason = f"{stream.name} stops for {line.length(gap)}, usually every {line.length(mean)}"
    if longest == len(edges) - 2:
        reason += ", and does not come back"
    strength = min(gap / max(mean, 1), 400.0) ** 0.5 * 2
    place = int(edges[longest])
    yield Finding("silence", place, int(edges[longest + 1]), strength, stream.template_id, reason)


def _usual_gaps(
    line: Timeline,
    before: NDArray[np.int64],
    time_gaps: NDArray[np.int64],
    record_gaps: NDArray[np.int64],
    longest: int,
) -> tuple[float, float]:
    """The longest gap that is still usual, in time and in records."""
    if len(before) >= 10:
        edges = np.concatenate([[0], before, [line.judged_from - 1]])
        return float(np.diff(line.times[edges]).max()), float(np.diff(edges).max())
    others = np.sort(np.delete(time_gaps, longest))[::-1]
    other_records = np.sort(np.delete(record_gaps, longest))[::-1]
    rank = min(1, len(others) - 1) if len(others) > 20 else 0
    return float(others[rank]), float(other_records[rank])


def _mean_gap(line: Timeline, places: NDArray[np.int64], gap: int) -> float:
    span = int(line.times[places[-1]] - line.times[places[0]])
    inside = span - gap if span > gap else span
    return max(inside, 0) / max(len(places) - 1, 1)


def _settled(line: Timeline, own: NDArray[np.int64], start: int, end: int, gap: int) -> bool:
    """Whether the message came long enough outside the gap to call its coming usual."""
    before = own[own <= start]
    after = own[own > start]
    active = sum(int(line.times[p[-1]] - line.times[p[0]]) for p in (before, after) if len(p) > 1)
    spread = np.unique(line.bins[own]).size >= 10
    return spread and active * 2 >= gap and (len(after) > 0 or start < end)


def _whole_silence(line: Timeline, first: int, strict: Strictness) -> Iterator[Finding]:
    """A stretch without any message at all."""
    gaps = np.diff(line.times[first:])
    if not line.timed or len(gaps) < 50:
        return
    longest = int(np.argmax(gaps))
    gap = int(gaps[longest])
    others = np.sort(np.delete(gaps, longest))[::-1]
    mean = float(others.mean())
    if gap < 30 * mean or gap < strict.gap_ratio * others[1] or gap < line.width / 4:
        return
    reason = f"No message at all for {line.length(gap)}, usually at most {line.length(others[1])}"
    strength = min(gap / max(mean, 1), 400.0) ** 0.5 * 2
    yield Finding("silence", first + longest, first + longest + 1, strength, -1, reason)
