"""Stacked filters that say which records are shown; they can be named, kept and loaded."""

import json
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import asdict, dataclass, replace
from typing import Any

import numpy as np

from workbench.core.errors import UserError
from workbench.core.progress import Progress
from workbench.logs.field_filter import parse_filter
from workbench.logs.finding import find
from workbench.logs.logfile import LogFile
from workbench.logs.model import NO_TIME, BoolArray, Level, TimeArray
from workbench.logs.query import Matcher, Query


@dataclass(frozen=True, slots=True)
class TextFilter:
    """Keeps (or, with `exclude`, drops) the records in which a line matches the query."""

    query: Query
    exclude: bool = False
    enabled: bool = True
    name: str = ""


@dataclass(frozen=True, slots=True)
class FilterSet:
    """What is shown: records that pass every part. Nothing set: all records.

    `levels`: these only (empty: all). `since`, `until`: nanoseconds UTC, until not included;
    a record without a time takes that of the record before it. `fields`: see field_filter.
    `templates`: these template ids only; `hidden_templates`: not these.
    Several including text filters: one of them is enough.
    """

    name: str = ""
    texts: tuple[TextFilter, ...] = ()
    levels: frozenset[Level] = frozenset()
    since: int | None = None
    until: int | None = None
    fields: str = ""
    templates: frozenset[int] = frozenset()
    hidden_templates: frozenset[int] = frozenset()

    def to_json(self) -> str:
        """As text to be kept; `from_json` gives the same set again."""
        kept = asdict(self)
        for name in ("levels", "templates", "hidden_templates"):
            kept[name] = sorted(int(value) for value in kept[name])
        return json.dumps(kept, ensure_ascii=False)

    @staticmethod
    def from_json(text: str) -> "FilterSet":
        """Read what `to_json` wrote. Raises UserError when it cannot be read."""
        try:
            kept: dict[str, Any] = json.loads(text)
            texts = tuple(
                TextFilter(Query(**one["query"]), one["exclude"], one["enabled"], one["name"])
                for one in kept.pop("texts")
            )
            levels = frozenset(Level(value) for value in kept.pop("levels"))
            templates = frozenset[int](kept.pop("templates"))
            hidden = frozenset[int](kept.pop("hidden_templates"))
            return FilterSet(
                texts=texts, levels=levels, templates=templates, hidden_templates=hidden, **kept
            )
        except (ValueError, TypeError, KeyError, AttributeError) as error:
            raise UserError("The kept filter cannot be read.", "Make it anew.") from error

    def with_text(self, one: TextFilter) -> "FilterSet":
        """The set with one more text filter."""
        return replace(self, texts=(*self.texts, one))


def passing(
    file: LogFile,
    filters: FilterSet,
    *,
    template_ids: Sequence[int] | np.ndarray[Any, Any] | None = None,
    progress: Progress | None = None,
) -> BoolArray:
    """Which records of a file pass, one entry a record.

    Cheap parts come first, so that text and fields are looked at only where they decide.
    Raises UserError for a broken expression, Cancelled.
    """
    progress = progress or Progress()
    shown = by_level_and_time(file, filters)
    if template_ids is not None:
        shown &= _by_template(np.asarray(template_ids), filters)
    texts = [one for one in filters.texts if one.enabled]
    including = [one for one in texts if not one.exclude]
    if including:
        found = np.zeros(len(shown), np.bool_)
        for one in including:
            found |= _matching(file, one.query, shown, progress)
        shown &= found
    for one in texts:
        if one.exclude:
            shown &= ~_matching(file, one.query, shown, progress)
    if filters.fields.strip():
        shown &= _by_fields(file, filters.fields, shown, progress)
    return shown


def by_level_and_time(file: LogFile, filters: FilterSet) -> BoolArray:
    """The records that have one of the levels and lie in the time range."""
    shown = np.ones(len(file.records), np.bool_)
    if filters.levels:
        shown &= np.isin(file.records.level, [int(level) for level in filters.levels])
    if filters.since is not None or filters.until is not None:
        times = carried_times(file.records.time)
        shown &= times != NO_TIME
        if filters.since is not None:
            shown &= times >= filters.since
        if filters.until is not None:
            shown &= times < filters.until
    return shown


def carried_times(times: TimeArray) -> TimeArray:
    """Times in which a record without one has that of the record before it."""
    known = times != NO_TIME
    if known.all():
        return times
    last = np.maximum.accumulate(np.where(known, np.arange(len(times)), -1))
    return np.where(last >= 0, times[np.maximum(last, 0)], NO_TIME)


def _by_template(ids: np.ndarray[Any, Any], filters: FilterSet) -> BoolArray:
    shown = np.ones(len(ids), np.bool_)
    if filters.templates:
        shown &= np.isin(ids, list(filters.templates))
    if filters.hidden_templates:
        shown &= ~np.isin(ids, list(filters.hidden_templates))
    return shown


def _matching(file: LogFile, query: Query, among: BoolArray, progress: Progress) -> BoolArray:
    """The records with a matching line."""
    found = np.zeros(len(among), np.bool_)
    with ExitStack() as stack:
        matcher = stack.enter_context(Matcher(query))
        for hits in find(file, matcher, records=among, progress=progress):
            found[file.records.records_at(hits.lines)] = True
    return found


def _by_fields(file: LogFile, text: str, among: BoolArray, progress: Progress) -> BoolArray:
    test = parse_filter(text)
    found = np.zeros(len(among), np.bool_)
    numbers = np.flatnonzero(among)
    for done, (record, fields) in enumerate(file.fields_of_many(numbers)):
        if done % 1024 == 0:
            progress.report(done, len(numbers), "filtering by fields")
        found[record] = test(fields)
    return found
