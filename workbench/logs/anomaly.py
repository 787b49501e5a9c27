"""What is abnormal in a log, and why, in words; a few findings, the strongest first."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from workbench.core.progress import Progress
from workbench.logs.anomaly_fields import Field
from workbench.logs.anomaly_findings import Finding, shown
from workbench.logs.anomaly_flows import Ids, broken_flows, flows_of
from workbench.logs.anomaly_novelty import novelties
from workbench.logs.anomaly_order import broken_turns
from workbench.logs.anomaly_rates import STRICTNESS, Stream, Strictness, bursts, silences
from workbench.logs.anomaly_timeline import Timeline, timeline
from workbench.logs.anomaly_values import value_changes, value_streams
from workbench.logs.templates import Template

_TOGETHER = 2
"""Findings of one kind that begin together: this many are listed, the others counted."""


@dataclass(frozen=True, slots=True)
class Anomaly:
    """One anomaly, from `record` to `until_record`; `score` is between 0 and 1.

    `kind` is new-template, burst, silence, numeric or sequence; `template_id` is -1 where
    the whole log is meant.
    """

    record: int
    kind: str
    score: float
    template_id: int
    reason: str
    until_record: int


def find_anomalies(
    times: NDArray[np.int64],
    levels: NDArray[np.uint8],
    template_ids: NDArray[np.int32],
    templates: Sequence[Template],
    *,
    fields: Sequence[Field] = (),
    linked: Ids | None = None,
    baseline: int = 0,
    sensitivity: str = "normal",
    progress: Progress | None = None,
) -> list[Anomaly]:
    """Find what is abnormal in records given as arrays of one length, in any order of time.

    `times` int64 nanoseconds or NO_TIME; `levels` uint8; the first `baseline` records only
    tell what is usual; `linked` are the ids that records carry;
    `sensitivity` is low, normal or high. Levels and words of trouble find nothing by
    themselves: they only tell which other new messages a new one is compared with.
    """
    progress = progress or Progress()
    if not len(times) - baseline:
        return []
    strict = STRICTNESS[sensitivity]
    line = timeline(times, baseline)
    place_of = np.empty(len(times), np.int64)
    place_of[line.order] = np.arange(len(times))
    ids = template_ids[line.order]
    streams = _template_streams(ids, templates)
    progress.report(1, 5, "looking for bursts")
    names = [shown(template) for template in templates]
    found = list(bursts(line, streams, strict))
    found += bursts(line, value_streams(place_of, fields, names), strict)
    progress.report(2, 5, "looking for silence")
    found += silences(line, streams, strict)
    progress.report(3, 5, "looking for new messages")
    found += novelties(line, ids, templates, levels[line.order], strict)
    progress.report(4, 5, "looking at numbers")
    found += value_changes(line, place_of, fields, templates, strict)
    found += broken_turns(line, place_of, template_ids, templates, strict)
    if linked is not None:
        flows = flows_of(line, place_of[linked.records], linked, ids)
        found += broken_flows(line, flows, templates, strict)
    progress.report(5, 5, "")
    return [_anomaly(line, finding) for finding in _ranked(line, found, strict)]


def _template_streams(ids: NDArray[np.int32], templates: Sequence[Template]) -> list[Stream]:
    """One stream for each template that comes at least five times."""
    order = np.argsort(ids, kind="stable")
    edges = np.searchsorted(ids[order], np.arange(len(templates) + 1))
    return [
        Stream(template.id, order[edges[i] : edges[i + 1]], shown(template))
        for i, template in enumerate(templates)
        if edges[i + 1] - edges[i] >= 5
    ]


def _ranked(line: Timeline, found: list[Finding], strict: Strictness) -> list[Finding]:
    """The strongest first; what begins together with something of its kind is told once."""
    new = {one.template_id for one in found if one.kind == "new-template"}
    kept: list[Finding] = []
    for finding in sorted(found, key=lambda one: -one.strength):
        if finding.kind in ("burst", "silence") and finding.template_id in new:
            continue
        together = [
            other
            for other in kept
            if other.kind == finding.kind
            and abs(int(line.bins[other.start] - line.bins[finding.start])) <= line.near
        ]
        same = any(other.template_id == finding.template_id for other in together)
        if not same and len(together) < _TOGETHER:
            kept.append(finding)
    return kept[: strict.findings]


def _anomaly(line: Timeline, finding: Finding) -> Anomaly:
    score = round(1.0 - float(np.exp(-min(finding.strength, 60.0) / 10.0)), 4)
    return Anomaly(
        int(line.order[finding.start]),
        finding.kind,
        score,
        finding.template_id,
        finding.reason,
        int(line.order[finding.end]),
    )
