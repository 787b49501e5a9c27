"""Counts on Spark: the same files and the same bins, to the last cell."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

from workbench.core.errors import UserError
from workbench.drift.binning import Binning
from workbench.drift.columns import Column, Kind, number_sql
from workbench.drift.counts import Counted, DuckCounter, gathered, known_categories
from workbench.drift.engine import Engine, identifier, literal, watched
from workbench.drift.tables import ROW_NUMBER, Table
from workbench.drift.windows import Windows

_TAG = "workbench-drift"
_WHOLE = ("TINYINT", "SMALLINT", "INTEGER", "BIGINT", "UTINYINT", "USMALLINT", "UINTEGER")
_NUMBERS = (*_WHOLE, "BOOLEAN", "FLOAT", "DOUBLE")
_TEXTS = (*_WHOLE, "BOOLEAN", "VARCHAR", "DATE")
_TIMES = ("TIMESTAMP", "TIMESTAMP WITH TIME ZONE", "DATE")
_SETTINGS = {
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
    "spark.sql.shuffle.partitions": "2",
}


@dataclass(frozen=True, slots=True)
class SparkSource:
    """One table for Spark: its columns as they are counted, its segments and its windows.

    `time` is the column of the event time, `local` the same as a local time in DuckDB's SQL.
    """

    table: Table
    columns: Sequence[Column]
    segments: Sequence[str]
    cut: Windows | None
    time: Column | None
    local: str | None


def spark_session(engine: Engine) -> Any:
    """The Spark session that is there, else one on this machine (or as SPARK_* says).

    It ends with the engine if it was started here. Raises UserError where there is no Spark.
    """
    try:
        import ibis  # noqa: F401 # pyright: ignore[reportMissingImports, reportUnusedImport] - extra
        from pyspark.errors import PySparkException  # pyright: ignore[reportMissingImports]
        from pyspark.sql import SparkSession  # pyright: ignore[reportMissingImports]
    except ImportError as error:
        raise UserError(
            f"Counting on Spark needs the extra 'spark' ({error.name or error} is missing).",
            "Install workbench[spark], or leave out --engine: DuckDB counts.",
        ) from error
    kinds = cast(Any, SparkSession)
    running = kinds.getActiveSession()
    try:
        session = running or watched(engine.progress, lambda: _started(kinds), lambda: None)
    except (PySparkException, OSError) as error:
        raise UserError(
            f"Spark did not start: {str(error).splitlines()[0].rstrip('.')}.",
            "Install Java 17 or newer, or leave out --engine: DuckDB counts.",
        ) from error
    if running is None:
        engine.at_end.callback(session.stop)
    session.conf.set("spark.sql.session.timeZone", "UTC")
    session.conf.set("spark.sql.caseSensitive", "true")
    return session


def _started(kinds: Any) -> Any:
    from pyspark import SparkConf  # pyright: ignore[reportMissingImports] - extra

    builder = kinds.builder.appName("workbench drift")
    if not cast(Any, SparkConf)().contains("spark.master"):
        builder = builder.master("local[2]")
        for name in ("spark.driver.host", "spark.driver.bindAddress"):
            builder = builder.config(name, "127.0.0.1")
    for name, value in _SETTINGS.items():
        builder = builder.config(name, value)
    return builder.getOrCreate()


class SparkCounter:
    """Counts one table on Spark; see counts.Counter.

    Embeddings are counted by DuckDB: the last digit of a distance depends on the engine.
    """

    def __init__(self, session: Any, engine: Engine, source: SparkSource) -> None:
        import ibis  # pyright: ignore[reportMissingImports] - an extra

        window = source.cut.sql(source.local) if source.cut else None
        self._session = session
        self._engine = engine
        self._segments = list(source.segments)
        self._local = DuckCounter(engine, source.table, window)
        self._backend: Any = cast(Any, ibis).pyspark.connect(session)
        self._view = f"workbench_{abs(hash(source.table.files)):x}"
        self._watched(lambda: _frame(session, engine, source).createOrReplaceTempView(self._view))

    def count(
        self,
        column: Column,
        binning: Binning,
        segment: str | None = None,
        kept: Sequence[str] = (),
    ) -> Counted:
        """See Counter."""
        if column.kind is Kind.EMBEDDING:
            return self._local.count(column, binning, segment, kept)
        rows = self._watched(lambda: self._cells(column, binning, segment))
        return gathered(rows, binning, kept)

    def _cells(self, column: Column, binning: Binning, segment: str | None) -> list[Any]:
        from workbench.drift.ibis_counts import cells

        known = list(known_categories(binning).items())
        labels = self._session.createDataFrame(known, "label string, bin bigint")
        labels.createOrReplaceTempView(f"{self._view}_kept")
        part = _segment_name(self._segments.index(segment)) if segment else None
        found = cells(
            self._backend.table(self._view),
            self._backend.table(f"{self._view}_kept"),
            column,
            binning,
            part,
        )
        return [tuple(row.values()) for row in self._backend.to_pyarrow(found).to_pylist()]

    def _watched(self, work: Callable[[], Any]) -> Any:
        context = self._session.sparkContext

        def tagged() -> Any:
            context.addJobTag(_TAG)
            return work()

        from pyspark.errors import PySparkException  # pyright: ignore[reportMissingImports]

        try:
            return watched(self._engine.progress, tagged, lambda: context.cancelJobsWithTag(_TAG))
        except cast(type[Exception], PySparkException) as error:
            first = str(error).splitlines()[0].rstrip(".")
            raise UserError(
                f"Spark could not count: {first}.", "Leave out --engine: DuckDB counts."
            ) from error


def _frame(session: Any, engine: Engine, source: SparkSource) -> Any:
    """The table as Spark reads it, with the window's number and the segments as texts.

    What Spark would read otherwise than DuckDB (numbers and times in texts, other types) is
    first written down by DuckDB in a form that both read alike.
    """
    if not _reads_alike(source):
        return session.read.parquet(str(_rewritten(engine, source)))
    files = [str(file) for file in source.table.files]
    parts = [
        f"coalesce(CAST({_quoted(name)} AS STRING), 'null') AS {_quoted(_segment_name(place))}"
        for place, name in enumerate(source.segments)
    ]
    read = session.read.option("mergeSchema", "true").parquet(*files)
    window = f"{_window_sql(source)} AS {_quoted(_window_name())}"
    return read.selectExpr("*", f"_metadata.row_index AS {ROW_NUMBER}").selectExpr(
        "*", window, *parts
    )


def _window_name() -> str:
    from workbench.drift.ibis_counts import WINDOW

    return WINDOW


def _reads_alike(source: SparkSource) -> bool:
    """Whether Spark reads all that is counted as DuckDB does."""
    if not source.table.as_in_file:
        return False
    timed = source.cut is not None and not source.cut.by_rows
    if timed and (source.time is None or source.time.type not in _TIMES):
        return False
    types = {raw.name: raw.type for raw in source.table.columns}
    if any(types.get(name) not in _TEXTS for name in source.segments):
        return False
    return all(_column_reads_alike(column) for column in source.columns)


def _column_reads_alike(column: Column) -> bool:
    if column.kind is Kind.NUMERIC:
        return column.type in _NUMBERS
    if column.kind is Kind.CATEGORICAL:
        return column.type in _TEXTS
    return column.kind is not Kind.TEXT or column.type == "VARCHAR"


def _rewritten(engine: Engine, source: SparkSource) -> Path:
    """A copy in which numbers in texts have one spelling, and windows are numbers."""
    window = source.cut.sql(source.local) if source.cut else "0"
    picked = [f"{window} AS {identifier(_window_name())}"]
    picked += [
        f"coalesce({identifier(name)}::VARCHAR, 'null') AS {identifier(_segment_name(place))}"
        for place, name in enumerate(source.segments)
    ]
    picked += [
        f"{_portable(column)} AS {identifier(column.name)}"
        for column in source.columns
        if column.kind in (Kind.NUMERIC, Kind.CATEGORICAL, Kind.TEXT)
    ]
    target = engine.scratch / f"{len(list(engine.scratch.iterdir()))}-spark.parquet"
    engine.run(
        f"COPY (SELECT {', '.join(picked)} FROM {source.table.source})"
        f" TO {literal(str(target))} (FORMAT parquet)"
    )
    return target


def _portable(column: Column) -> str:
    quoted = identifier(column.name)
    if column.kind is not Kind.NUMERIC:
        return quoted if column.type in _TEXTS else f"{quoted}::VARCHAR"
    number = number_sql(column)
    if column.type == "VARCHAR":
        return f"coalesce(({number})::VARCHAR, {quoted})"
    return quoted if column.type in _NUMBERS else f"({number})::DOUBLE"


def _window_sql(source: SparkSource) -> str:
    """The window's number in Spark's SQL; the arithmetic is Windows.sql's."""
    cut = source.cut
    if cut is None:
        return "0"
    if cut.by_rows or source.time is None:
        return f"({ROW_NUMBER} div {cut.size})"
    time = f"CAST({_quoted(source.time.name)} AS TIMESTAMP)"
    if source.time.type == "TIMESTAMP WITH TIME ZONE":
        time = f"from_utc_timestamp({time}, '{cut.zone}')"
    if cut.unit == "mo":
        return f"((year({time}) * 12 + month({time}) - 1) div {cut.size})"
    start, width = cut.microseconds
    return f"CAST(floor((unix_micros({time}) - {start}) / {width}) AS BIGINT)"


def _segment_name(place: int) -> str:
    return f"workbench segment {place}"


def _quoted(name: str) -> str:
    return "`" + name.replace("`", "``") + "`"
