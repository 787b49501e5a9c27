"""Both tables of a comparison, opened, cut into windows and ready to be counted."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from workbench.core.errors import UserError
from workbench.drift.binning import Binning
from workbench.drift.cached_counts import CachedCounter, fingerprint, pruned
from workbench.drift.columns import Column, Kind, both_sides, columns_of
from workbench.drift.counts import SEGMENTS_AT_MOST, Counted, Counter, DuckCounter
from workbench.drift.engine import Engine, identifier
from workbench.drift.prepare import (
    Values,
    bins_of,
    counted_values,
    values_of,
    with_centroid,
)
from workbench.drift.tables import Table, open_table
from workbench.drift.windows import (
    LocalTime,
    Windows,
    anchored,
    first_time,
    parse_windows,
    time_column,
    times_sql,
)


@dataclass(frozen=True, slots=True)
class Question:
    """What is compared and how: the options of `drift compare`.

    `windows` is a text such as '1d'; `zone` the time zone of stamps without an offset.
    `cache` is the folder that keeps counts between runs.
    """

    reference: Path
    current: Path
    windows: str | None = None
    time: str | None = None
    segments: tuple[str, ...] = ()
    target: str | None = None
    prediction: str | None = None
    unit: str | None = None
    zone: str = "UTC"
    engine: str = "duckdb"
    cache: Path | None = None

    @property
    def named(self) -> tuple[str, ...]:
        """All columns named by the options."""
        named = (self.time, *self.segments, self.target, self.prediction, self.unit)
        return tuple(name for name in named if name is not None)


@dataclass(frozen=True, slots=True)
class Side:
    """One table: its columns, the SQL of its local time, and what counts it."""

    table: Table
    columns: tuple[Column, ...]
    time: str | None
    counter: Counter

    def column(self, name: str) -> Column | None:
        """The column of this name."""
        return next((column for column in self.columns if column.name == name), None)


@dataclass(frozen=True, slots=True)
class Sides:
    """Both tables, how they are cut, and the columns paired by name.

    `notes` are sentences about what was done or guessed to read them; `remote` says that
    another engine counts: loaded values must not stand for its counts.
    """

    reference: Side
    current: Side
    cut: Windows | None
    time: str | None
    pairs: tuple[tuple[Column | None, Column | None], ...]
    notes: tuple[str, ...]
    remote: bool = False


@dataclass(frozen=True, slots=True)
class Measured:
    """One column counted on both sides; `segments` holds the counts per segment column."""

    column: Column
    binning: Binning
    reference: Counted
    current: Counted
    reference_values: Values | None
    current_values: Values | None
    segments: tuple[tuple[str, Counted, Counted], ...] = ()


def opened(engine: Engine, question: Question) -> Sides:
    """Open both tables. Raises UserError for a file or a column that is not there."""
    reference = open_table(engine, question.reference)
    current = open_table(engine, question.current)
    _check_names(question, reference, current)
    columns = [tuple(columns_of(engine, table)) for table in (reference, current)]
    cut = parse_windows(question.windows, question.zone) if question.windows else None
    time = _time_name(question, columns[0], reference, needed=bool(cut and not cut.by_rows))
    moments = _times(engine, ((reference, columns[0]), (current, columns[1])), time, question.zone)
    times = [moment and moment.sql for moment in moments]
    if cut is not None and not cut.by_rows:
        if None in times:
            raise UserError(f"{current.name} has no column '{time}'.", "Name it with --time.")
        first = first_time(engine, reference, str(times[0]))
        if first is None:
            raise UserError(f"{reference.name}: no row has a time.", f"Look at column '{time}'.")
        cut = anchored(cut, first)
    if cut is not None and cut.by_rows and max(len(reference.files), len(current.files)) > 1:
        raise UserError("Windows of rows need one file a side.", "Give a window of time: 1d.")
    sides = [
        Side(
            table, known, sql, _counter(engine, table, file, question, cut.sql(sql) if cut else "")
        )
        for table, file, known, sql in zip(
            (reference, current),
            (question.reference, question.current),
            columns,
            times,
            strict=True,
        )
    ]
    pairs = tuple(both_sides(columns[0], columns[1]))
    guessed = [note for moment in moments if moment for note in moment.notes]
    notes = (*reference.notes, *current.notes, *guessed)
    found = Sides(sides[0], sides[1], cut, time, pairs, notes)
    return _on_spark(engine, found, question) if question.engine == "spark" else found


def _counter(engine: Engine, table: Table, file: Path, question: Question, window: str) -> Counter:
    """DuckDB; before it the cache, where there is one and the table is a file."""
    counter = DuckCounter(engine, table, window or None)
    if question.cache is None or str(file) == "-":
        return counter
    return CachedCounter(counter, pruned(question.cache), fingerprint(file, window))


def counted_as(ours: Column, theirs: Column) -> tuple[Column, Column]:
    """Both columns as they are counted: what the reference's holds decides for both.

    A column without any value in the reference is what the current one says it is.
    """
    kind = theirs.kind if ours.kind is Kind.EMPTY else ours.kind
    return replace(ours, kind=kind), replace(theirs, kind=kind)


def _on_spark(engine: Engine, sides: Sides, question: Question) -> Sides:
    """The same sides, counted by Spark."""
    from workbench.drift.spark import SparkCounter, SparkSource, spark_session

    session = spark_session(engine)
    counted = [counted_as(ours, theirs) for ours, theirs in sides.pairs if ours and theirs]
    made = [
        replace(
            side,
            counter=SparkCounter(
                session,
                engine,
                SparkSource(
                    side.table,
                    [pair[place] for pair in counted],
                    question.segments,
                    sides.cut,
                    side.column(sides.time or ""),
                    side.time,
                ),
            ),
        )
        for place, side in enumerate((sides.reference, sides.current))
    ]
    return replace(sides, reference=made[0], current=made[1], remote=True)


def _check_names(question: Question, reference: Table, current: Table) -> None:
    for name in question.segments:
        for table in (reference, current):
            if not table.has(name):
                raise UserError(
                    f"{table.name} has no column '{name}', so it has no such segments.",
                    "Name a column of both tables.",
                )
    for name in question.named:
        if not reference.has(name) and not current.has(name):
            known = ", ".join(column.name for column in reference.columns[:12])
            raise UserError(
                f"{reference.name} and {current.name} have no column '{name}'.",
                f"Columns are: {known}.",
            )


def _time_name(
    question: Question, columns: Sequence[Column], table: Table, *, needed: bool
) -> str | None:
    column = time_column(list(columns), question.time)
    if column is None and needed:
        raise UserError(
            f"{table.name}: which column holds the time is not clear.", "Name it with --time COL."
        )
    return column.name if column else None


def _times(
    engine: Engine,
    sides: Sequence[tuple[Table, Sequence[Column]]],
    name: str | None,
    zone: str,
) -> list[LocalTime | None]:
    """The time of each side, None for a side without that column."""
    found = [next((one for one in columns if one.name == name), None) for _, columns in sides]
    there = [(table, one) for (table, _), one in zip(sides, found, strict=True) if one]
    read = iter(times_sql(engine, there, zone))
    return [next(read) if one else None for one in found]


def segment_values(engine: Engine, table: Table, segment: str) -> list[str]:
    """The reference's most frequent values of a segment column."""
    text = f"coalesce({identifier(segment)}::VARCHAR, 'null')"
    rows = engine.rows(
        f"SELECT v, count(*) AS n FROM (SELECT {text} AS v FROM {table.source})"
        f" GROUP BY v ORDER BY n DESC, v LIMIT {SEGMENTS_AT_MOST}"
    )
    return [str(row[0]) for row in rows]


def measured(
    engine: Engine,
    sides: Sides,
    column: Column,
    segments: Sequence[tuple[str, Sequence[str]]] = (),
    *,
    with_values: bool = True,
) -> Measured:
    """Draw the bins of one column from the reference and count both sides.

    `with_values` also loads the current numbers, for the exact statistics.
    """
    theirs = sides.current.column(column.name)
    assert theirs is not None, "only columns on both sides are counted"
    column, theirs = counted_as(column, theirs)
    if column.kind is Kind.EMBEDDING:
        column = with_centroid(engine, sides.reference.table, column)
        theirs = replace(theirs, kind=column.kind, centroid=column.centroid)
    numeric = column.kind is not Kind.CATEGORICAL
    values = values_of(engine, sides.reference.table, column) if numeric else None
    binning = bins_of(engine, sides.reference.table, column, values)
    present = values_of(engine, sides.current.table, theirs) if numeric and with_values else None
    whole = not segments and sides.cut is None and not sides.remote
    counted: list[Counted] = []
    by_segment: list[tuple[str, Counted, Counted]] = []
    for name, kept in segments or [("", ())]:
        pair = [
            counted_values(loaded, binning)
            if whole and loaded is not None and _stands_for_all(loaded, known)
            else side.counter.count(known, binning, name or None, kept)
            for side, known, loaded in (
                (sides.reference, column, values),
                (sides.current, theirs, present),
            )
        ]
        counted = counted or pair
        if name:
            by_segment.append((name, pair[0], pair[1]))
    return Measured(column, binning, counted[0], counted[1], values, present, tuple(by_segment))


def _stands_for_all(values: Values, column: Column) -> bool:
    """Whether loaded values tell all counts: all rows, and no text that may be unreadable."""
    return values.exact and not column.is_text_in_file
