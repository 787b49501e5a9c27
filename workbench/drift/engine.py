"""The DuckDB connection: bounded memory, progress and a cancel that takes effect at once."""

import tempfile
import threading
from collections.abc import Callable, Generator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import duckdb

from workbench.core.errors import UserError
from workbench.core.progress import Progress

_POLL_SECONDS = 0.05
_MEMORY_MB = 256
_MANY_COLUMNS = 400
_MB_PER_COLUMN = 0.25
"""What DuckDB holds of each column while rows pass through it: several vectors of 2,048 values."""


class Engine:
    """One in-memory DuckDB database whose queries stop when `progress` is cancelled."""

    def __init__(self, scratch: Path, progress: Progress, threads: int = 2) -> None:
        """`scratch` takes what does not fit in memory; it is emptied by its owner."""
        self.progress = progress
        self.scratch = scratch
        self.at_end = ExitStack()
        self._connection = duckdb.connect(
            config={
                "threads": threads,
                "memory_limit": f"{_MEMORY_MB}MB",
                "temp_directory": str(scratch / "spill"),
                "preserve_insertion_order": False,
                "autoinstall_known_extensions": False,
                "autoload_known_extensions": False,
            }
        )
        self._connection.execute("SET TimeZone = 'UTC'")
        self._connection.execute("SET parquet_metadata_cache = true")

    def rows(self, sql: str, parameters: list[object] | None = None) -> list[tuple[Any, ...]]:
        """All rows of a query."""
        return self._watched(lambda: self._connection.execute(sql, parameters).fetchall())

    def arrays(self, sql: str) -> dict[str, Any]:
        """The columns of a query as (masked) numpy arrays."""

        def fetch() -> dict[str, Any]:
            return self._connection.execute(sql).fetchnumpy()

        return self._watched(fetch)

    def run(self, sql: str, parameters: list[object] | None = None) -> None:
        """A statement without an answer."""
        self._watched(lambda: self._connection.execute(sql, parameters))

    def make_room(self, columns: int) -> None:
        """Allow what a table of this many columns needs to pass through."""
        wanted = _MEMORY_MB + max(columns - _MANY_COLUMNS, 0) * _MB_PER_COLUMN
        self.run(f"SET memory_limit = '{wanted:.0f}MB'")

    def load(self, name: str, columns: dict[str, list[Any]]) -> None:
        """Make (or replace) a temporary table from lists."""
        import pyarrow as pa

        self._connection.register("loaded", pa.table(columns))
        self.run(f"CREATE OR REPLACE TEMP TABLE {name} AS SELECT * FROM loaded")
        self._connection.unregister("loaded")

    def close(self) -> None:
        """Free the memory, and whatever `at_end` was given."""
        self.at_end.close()
        self._connection.close()

    def _watched(self, work: Callable[[], Any]) -> Any:
        try:
            return watched(self.progress, work, self._connection.interrupt)
        except duckdb.Error as error:
            raise _explained(error) from error


@contextmanager
def engine(progress: Progress | None = None) -> Generator[Engine]:
    """An engine with a scratch folder of its own; both are gone at the end."""
    with tempfile.TemporaryDirectory(prefix="workbench-drift-") as folder:
        opened = Engine(Path(folder), progress or Progress())
        try:
            yield opened
        finally:
            opened.close()


def watched(progress: Progress, work: Callable[[], Any], interrupt: Callable[[], object]) -> Any:
    """Run `work` in a second thread, so that a cancel can interrupt it within 50 ms."""
    outcome: list[Any] = []
    failure: list[BaseException] = []
    # Not Thread.join: Ctrl+C in it makes Python 3.11 take a running thread for a finished one.
    ended = threading.Event()

    def call() -> None:
        try:
            outcome.append(work())
        except BaseException as error:  # noqa: BLE001 - handed to the caller below
            failure.append(error)
        finally:
            ended.set()

    progress.check()
    thread = threading.Thread(target=call, name="drift-query", daemon=True)
    try:
        thread.start()
        while not ended.wait(_POLL_SECONDS):
            progress.check()
        progress.check()
    except BaseException:
        interrupt()
        while thread.ident is not None and not ended.wait(_POLL_SECONDS):
            interrupt()
        raise
    if failure:
        raise failure[0]
    return outcome[0]


def identifier(name: str) -> str:
    """A column name as SQL."""
    return '"' + name.replace('"', '""') + '"'


def literal(text: str) -> str:
    """A text as SQL."""
    return "'" + text.replace("'", "''") + "'"


def _explained(error: duckdb.Error) -> Exception:
    """DuckDB's expected errors as one sentence; everything else stays what it is."""
    if isinstance(error, duckdb.OutOfMemoryException):
        return UserError(
            "The table needs more memory than the engine may use.",
            "Leave out columns with very many different texts.",
        )
    if isinstance(error, duckdb.IOException):
        first = str(error).splitlines()[0]
        return UserError(f"A table could not be read: {first}.", "Check the file and the disk.")
    return error
