"""Rows of the detail tables and marks of the timeline, made from what was found."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from workbench.panes.logs.clock import Clock
from workbench.panes.logs.detail import AnomalyRow, PlaceRow, TemplateRow
from workbench.panes.logs.places import time_words
from workbench.panes.logs.readable import readable
from workbench.panes.logs.state import LogState
from workbench.panes.logs.timeline import Mark

if TYPE_CHECKING:
    from workbench.panes.logs.log_set import LogSet

_NO_TIME = -(2**63)
_MOST_TEMPLATES = 5_000


def anomaly_rows(log: LogState, clock: Clock) -> list[AnomalyRow]:
    """The anomalies in order of time."""
    logs = log.logs
    assert logs is not None
    return [
        AnomalyRow(
            record=one.record,
            time=int(logs.times[one.record]),
            time_words=time_words(logs, one.record, clock),
            kind=one.kind,
            score=one.score,
            reason=readable(one.reason),
            template_id=one.template_id,
        )
        for one in log.anomalies
    ]


def template_rows(log: LogState, clock: Clock) -> list[TemplateRow]:
    """The commonest templates first."""
    logs, surveyed = log.logs, log.surveyed
    assert logs is not None and surveyed is not None
    total = max(logs.count, 1)
    usual = sorted(surveyed.templates, key=lambda template: -template.count)[:_MOST_TEMPLATES]
    return [
        TemplateRow(
            id=one.id,
            text=readable(one.text),
            count=one.count,
            share=one.count / total,
            trend=tuple(surveyed.sparklines[one.id].tolist()),
            first=int(surveyed.firsts[one.id]),
            first_words=_moment(logs, int(surveyed.firsts[one.id]), clock),
            last=int(surveyed.lasts[one.id]),
            last_words=_moment(logs, int(surveyed.lasts[one.id]), clock),
            level=int(logs.levels[surveyed.firsts[one.id]]),
        )
        for one in usual
    ]


def _moment(logs: "LogSet", record: int, clock: Clock) -> str:
    """When a template began or ended, to the second: its fractions tell nothing."""
    return time_words(logs, record, clock).partition(".")[0]


def bookmark_rows(marked: Mapping[int, str]) -> list[PlaceRow]:
    """The bookmarks in order of their records."""
    return [PlaceRow(record, marked[record]) for record in sorted(marked)]


def marks(log: LogState) -> Sequence[Mark]:
    """The anomalies that have a time."""
    logs = log.logs
    if logs is None:
        return ()
    found: list[Mark] = []
    for one in log.anomalies:
        begin, end = int(logs.times[one.record]), int(logs.times[one.until_record])
        if begin != _NO_TIME:
            found.append(Mark(begin, max(begin, end), readable(one.reason)))
    return found
