"""The counts on Spark are those on DuckDB, cell for cell, whatever is in the columns."""

import importlib.util
import shutil
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest
from pyarrow import parquet

from tests.unit.drift.making import complaint, run, write_csv
from workbench.core.errors import Cancelled
from workbench.core.progress import Progress
from workbench.drift.sides import Question
from workbench.drift.tally import tally

HERE = all(importlib.util.find_spec(name) for name in ("pyspark", "ibis"))
needs_spark = pytest.mark.skipif(
    not (HERE and shutil.which("java")), reason="the extra 'spark' or Java is not installed"
)
ROWS = 4_000


@pytest.fixture(scope="module")
def session() -> Iterator[object]:
    """One Spark for the module: starting it takes five seconds."""
    from workbench.drift.engine import engine
    from workbench.drift.spark import spark_session

    with engine() as running:
        yield spark_session(running)


def odd_table(
    path: Path, seed: int, columns: tuple[str, ...] = (), zone: str | None = "UTC"
) -> Path:
    """Every type (or only some), with everything that engines order or read differently."""
    generator = np.random.default_rng(seed)
    x = generator.normal(seed / 10, 1, ROWS)
    x[:: 17 + seed], x[1::19], x[2::23], x[3::29] = np.nan, np.inf, -np.inf, 0.1
    gone = generator.random(ROWS) < 0.1
    whole = generator.integers(-5, 300, ROWS)
    labels = np.array(["a", "b", "", "  ", "ä", "new" if seed else "old", "B"])
    stamps = np.datetime64("2026-03-27T22:00", "us") + np.sort(
        generator.integers(0, 4 * 86_400_000_000, ROWS)
    ).astype("timedelta64[us]")
    words = ["one", "two words", "the third", "größer", "👍🏽 yes"]
    table = {
        "double": pa.array(x, mask=gone),
        "single": pa.array(np.round(x, 1).astype(np.float32), mask=gone[::-1]),
        "whole": pa.array(whole, mask=gone),
        "huge": pa.array(whole + 2**53),
        "unsigned": pa.array(np.abs(whole).astype(np.uint64) + np.uint64(2**60)),
        "few": pa.array(generator.integers(0, 6 + seed, ROWS).astype(np.int8)),
        "flag": pa.array(x > 0, mask=gone),
        "money": pa.array([Decimal(int(v)) / 100 for v in whole], type=pa.decimal128(9, 2)),
        "label": pa.array(generator.choice(labels, ROWS), mask=gone),
        "day": pa.array(generator.choice(["Mon", "Tue"], ROWS)),
        "comment": pa.array(
            [
                f"{words[i % 5]} and {words[i % 3]} of {i * 7 % 900} {'!' * (i % 40)}"
                for i in generator.integers(0, 9_000, ROWS)
            ]
        ),
        "vector": pa.array(list(generator.normal(seed, 1, (ROWS, 3)))),
        "time": pa.array(stamps, type=pa.timestamp("us", zone)),
    }
    parquet.write_table(pa.table({name: table[name] for name in columns or table}), path)
    return path


def both_tables(folder: Path, *columns: str, zone: str | None = "UTC") -> list[Path]:
    return [odd_table(folder / f"{seed}.parquet", seed, columns, zone) for seed in (0, 1)]


def both_engines(capsys, *arguments: object) -> tuple[object, object]:
    asked = ("drift", "counts", *(str(one) for one in arguments))
    return run(capsys, *asked), run(capsys, *asked, "--engine", "spark")


@needs_spark
@pytest.mark.timeout(900)  # two dozen jobs of Spark, a second each on a quiet machine
def test_every_cell_of_every_type_is_the_same(session, tmp_path, capsys) -> None:
    ours, theirs = both_engines(capsys, *both_tables(tmp_path))
    assert len(ours["columns"]) == 12
    filled = {c["bins"][cell["bin"]] for c in ours["columns"] for cell in c["counts"]}
    assert filled > {"null", "nan", "-inf", "+inf", "empty", "unseen"}
    assert theirs == ours


@needs_spark
@pytest.mark.parametrize(
    "options",
    [
        ("--windows", "1d", "--timezone", "Europe/Berlin", "--segments", "day,few"),
        ("--windows", "1mo"),
        ("--windows", "700", "--segments", "label"),
    ],
    ids=["days", "months", "rows"],
)
def test_every_window_and_segment_is_the_same(session, tmp_path, capsys, options) -> None:
    files = both_tables(tmp_path, "double", "few", "day", "label", "time")
    ours, theirs = both_engines(capsys, *files, *options)
    assert {cell["window"] for cell in ours["columns"][0]["counts"]} != {None}
    assert theirs == ours


@needs_spark
def test_local_times_and_types_that_spark_reads_otherwise(session, tmp_path, capsys) -> None:
    files = both_tables(tmp_path, "single", "label", "time", zone=None)
    for file in files:
        table = parquet.read_table(file)
        stamps = table["time"].cast(pa.timestamp("ns"))
        parquet.write_table(table.set_column(2, "time", stamps), file)
    options = ("--windows", "6h", "--segments", "label", "--timezone", "Asia/Kolkata")
    ours, theirs = both_engines(capsys, *files, *options)
    assert len({cell["window"] for cell in ours["columns"][0]["counts"]}) > 10
    assert theirs == ours


@needs_spark
def test_numbers_in_texts_are_read_alike(session, tmp_path, capsys) -> None:
    odd = ["0x10", "1d", "2f", "1_000", "+.5", "7.", " 8", "1e3", "nan", "-Inf", "1.5.2", "", "NA"]
    files = []
    for seed in (0, 1):
        generator = np.random.default_rng(seed)
        numbers = [f"{value:.3f}" for value in generator.normal(seed, 1, ROWS)]
        numbers[:: ROWS // 50] = (odd * 4)[: len(numbers[:: ROWS // 50])]
        grouped = [f"{value:,.1f}" for value in generator.lognormal(8, 1, ROWS)]
        times = [f"2026-01-0{1 + 5 * n // ROWS} {n % 24:02}:00:00+01" for n in range(ROWS)]
        columns = {"number": numbers, "grouped": grouped, "time": times}
        files.append(write_csv(tmp_path / f"{seed}.csv", columns))
    ours, theirs = both_engines(capsys, *files, "--windows", "1d")
    assert [column["kind"] for column in ours["columns"]] == ["numeric", "numeric"]
    bins = ours["columns"][0]["bins"]
    assert {bins[cell["bin"]] for cell in ours["columns"][0]["counts"]} >= {"unparsable", "nan"}
    assert theirs == ours


@needs_spark
def test_a_comparison_is_the_same_but_for_exact_statistics(session, tmp_path, capsys) -> None:
    files = [str(one) for one in both_tables(tmp_path, "double", "label", "vector", "comment")]
    ours = run(capsys, "drift", "compare", *files)
    theirs = run(capsys, "drift", "compare", *files, "--engine", "spark")
    assert theirs["columns"] == ours["columns"]
    assert theirs["verdict"] == ours["verdict"]


@needs_spark
def test_counting_on_spark_can_be_cancelled(session, tmp_path) -> None:
    files = both_tables(tmp_path, "double")

    def stop(_done: float, _total: float | None, message: str) -> None:
        if message == "counting":
            progress.cancel()

    progress = Progress(stop)
    with pytest.raises(Cancelled):
        tally(Question(*files, engine="spark"), progress)


@pytest.mark.skipif(HERE, reason="the extra 'spark' is installed, so nothing is missing")
def test_without_the_extra_one_sentence_says_what_to_install(tmp_path, capsys) -> None:
    files = [write_csv(tmp_path / f"{name}.csv", {"x": range(50)}) for name in "ab"]
    said = complaint(capsys, "drift", "counts", *map(str, files), "--engine", "spark")
    assert "Install workbench[spark]" in said
