"""Messages never seen before, where new messages are not usual."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from workbench.core.text import count
from workbench.logs.anomaly_findings import Finding, shown
from workbench.logs.anomaly_rates import Strictness
from workbench.logs.anomaly_timeline import Timeline
from workbench.logs.model import Level
from workbench.logs.templates import Template

_TROUBLE_STEMS = (
    "unable unavailable unreachable unexpected unresponsive unrecoverable unhandled cannot fail "
    "fallback refus reject denied denies forbidden timeout timedout corrupt kill crash abort panic "
    "fatal exceed exhaust overflow overload oom degrad dead stuck stall hang hung throttl violat "
    "mismatch rollback broken invalid malformed missing inconsisten stale dropp disconnect evict "
    "expired error exception warn critical severe emergenc alert leak conflict diverg lost losing"
)
_TROUBLE = re.compile(
    rf"(?i)\b(?:{_TROUBLE_STEMS.replace(' ', '|')})"
    r"|\b(?:can't|could not|did not|no longer|not found|falling back|rolled back|time[ds]? out"
    r"|out of (?:memory|space|disk|range))\b"
)
"""How messages speak of trouble, whatever their level."""

_WARM_UP = 0.2
_MOST_GROUPS = 200


@dataclass(frozen=True, slots=True)
class _Novelty:
    """A template's first place in the timeline and how often it comes from there on."""

    template: Template
    place: int
    times_seen: int


def novelties(
    line: Timeline,
    ids: NDArray[np.int32],
    templates: Sequence[Template],
    levels: NDArray[np.uint8],
    strict: Strictness,
) -> Iterator[Finding]:
    """New templates; `ids` and `levels` are in the timeline's order.

    How surprising a new template is follows from how many templates were seen only once
    before it (Good-Turing): in a log that always brings something new, new is not abnormal.
    """
    start = line.judged_from or _warm(line)
    if start >= len(ids):
        return
    seen = np.bincount(ids[:start], minlength=len(templates))
    later = ids[start:]
    later_counts = np.bincount(later, minlength=len(templates))
    new = _new_ones(seen, later_counts, start, len(later))
    found, firsts = np.unique(later, return_index=True)
    first_of = dict(zip(found.tolist(), (firsts + start).tolist(), strict=True))
    new_ones = [_Novelty(templates[i], first_of[i], int(later_counts[i])) for i in new]
    gravity = _gravity(ids, levels, templates)
    for group in _groups(line, new_ones)[:_MOST_GROUPS]:
        once = np.bincount(ids[: group[0].place], minlength=len(templates)) == 1
        alike = gravity == max(int(gravity[one.template.id]) for one in group)
        log = _Log(line, levels, len(templates), float(np.count_nonzero(once & alike)))
        finding = _judge(log, group, int(np.count_nonzero(alike[new])), strict)
        if finding:
            yield finding


def _gravity(
    ids: NDArray[np.int32], levels: NDArray[np.uint8], templates: Sequence[Template]
) -> NDArray[np.uint8]:
    """2 for templates of errors, 1 of warnings and of texts that speak of trouble, 0 of others.

    A new error is compared with how usual new errors are, not with how usual new notes are.
    """
    gravity = np.array([_TROUBLE.search(one.text) is not None for one in templates], np.uint8)
    gravity[ids[levels == Level.WARNING]] = 1
    gravity[ids[levels >= Level.ERROR]] = 2
    return gravity


def _warm(line: Timeline) -> int:
    """How many records pass before new templates are worth a word: a fifth of time and records."""
    span = line.times[-1] - line.times[0] if len(line.times) else 0
    by_time = int(np.searchsorted(line.times, line.times[0] + span * _WARM_UP)) if span else 0
    return max(by_time, int(len(line.times) * _WARM_UP), 20)


def _new_ones(
    seen: NDArray[np.int64], later: NDArray[np.int64], seen_total: int, later_total: int
) -> list[int]:
    """Templates not seen before, or so rarely that their coming now is another thing."""
    rate_before = seen / max(seen_total, 1)
    rate_now = later / max(later_total, 1)
    rare = (seen <= 2) & (rate_now > 100 * np.maximum(rate_before, 1e-12)) & (later >= 50)
    return np.flatnonzero((later > 0) & ((seen == 0) | rare)).tolist()


def _groups(line: Timeline, new: list[_Novelty]) -> list[list[_Novelty]]:
    """New templates that come up together are one finding."""
    groups: list[list[_Novelty]] = []
    for novelty in sorted(new, key=lambda one: one.place):
        near = groups and (line.bins[novelty.place] - line.bins[groups[-1][-1].place] <= line.near)
        if near:
            groups[-1].append(novelty)
        else:
            groups.append([novelty])
    return groups


@dataclass(frozen=True, slots=True)
class _Log:
    """What a group of new templates is judged by; `expected` new ones would be no surprise."""

    line: Timeline
    levels: NDArray[np.uint8]
    templates: int
    expected: float


def _judge(
    log: _Log, group: list[_Novelty], alike_in_all: int, strict: Strictness
) -> Finding | None:
    """The finding for templates that came up together, None where that is not surprising.

    `alike_in_all`: how many templates of this gravity are new in the whole log.
    """
    line = log.line
    often = max(group, key=lambda one: one.times_seen)
    surprise = max(
        _surprise_of_coming_late(line, often, log.templates),
        np.log(1 + often.times_seen) + 2 * np.log(len(group)) - 2 * np.log(1 + log.expected),
    )
    if log.expected < 1 and alike_in_all <= 5:
        surprise += 3.0
    if any(log.levels[one.place] >= Level.ERROR for one in group):
        surprise += 1.0
    if surprise < strict.deviations / 2.4:
        return None
    first = group[0]
    worst = max(
        group,
        key=lambda one: (
            int(log.levels[one.place]) >= Level.WARNING,
            _TROUBLE.search(one.template.text) is not None,
            one.times_seen,
        ),
    )
    reason = f"New message: {shown(worst.template)}, {count(worst.times_seen, 'time')}"
    if len(group) > 1:
        reason += f", with {count(len(group) - 1, 'other new message')}"
    after = line.length(float(line.times[worst.place] - line.times[line.judged_from]))
    reason += ", not in the baseline" if line.judged_from else f", not once in the {after} before"
    return Finding(
        "new-template", first.place, group[-1].place, 4.0 + float(surprise), worst.template.id,
        reason, sum(one.times_seen for one in group),
    )  # fmt: skip


def _surprise_of_coming_late(line: Timeline, one: _Novelty, templates: int) -> float:
    """How unlikely it is that a message that often came never before, were it an old one.

    The natural logarithm of 1 / ((1 - share of the log before it)^times x number of templates).
    """
    begin, end = line.times[line.judged_from], line.times[-1]
    passed = min(
        (line.times[one.place] - begin) / max(end - begin, 1),
        (one.place - line.judged_from) / max(len(line.times) - line.judged_from, 1),
    )
    if line.judged_from:
        passed = 0.5 + passed / 2
    return one.times_seen * -float(np.log1p(-min(passed, 0.99))) - float(np.log(templates))
