"""Tables that no one would make on purpose: an answer or one sentence, never a traceback."""

import datetime
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from pyarrow import parquet

from tests.unit.drift.making import complaint, run, stamps, write_csv

ROWS = 200
Maker = Callable[[Any], dict[str, Any]]


def numbers(generator: Any) -> Any:
    return generator.normal(size=ROWS)


def vectors(length: int) -> Callable[[Any], Any]:
    return lambda generator: pa.array(list(generator.normal(size=(ROWS, length))))


def ragged(generator: Any) -> Any:
    return pa.array([list(generator.normal(size=number % 4)) for number in range(ROWS)])


COLUMNS: dict[str, Callable[[Any], Any]] = {
    "numbers": numbers,
    "times": lambda _: stamps(2, ROWS // 2),
    "words": lambda _: [f"w{number % 5}" for number in range(ROWS)],
    "vectors": vectors(3),
    "longer-vectors": vectors(4),
    "ragged-vectors": ragged,
    "vectors-with-gaps": lambda _: [[1.0, None, 2.0]] * ROWS,
    "lists-of-words": lambda _: [["a", "b"], ["a"]] * (ROWS // 2),
    "records": lambda _: [{"a": 1, "b": "x"}, {"a": 2, "b": None}] * (ROWS // 2),
    "bytes": lambda _: [b"ab", b"\xff"] * (ROWS // 2),
    "clock-times": lambda _: [datetime.time(1, 2), datetime.time(3)] * (ROWS // 2),
    "durations": lambda _: pa.array(np.arange(ROWS), type=pa.duration("s")),
    "wide-decimals": lambda _: pa.array([Decimal("12345678901234567890.5")] * ROWS),
    "dictionary": lambda _: pa.array(["a", "b"] * (ROWS // 2)).dictionary_encode(),
    "all-null": lambda _: pa.nulls(ROWS),
    "all-nan": lambda _: np.full(ROWS, np.nan),
    "all-infinite": lambda _: np.full(ROWS, np.inf),
    "enormous": lambda generator: numbers(generator) * 1e307,
    "ends-of-int64": lambda _: np.array([-(2**63), 2**63 - 1] * (ROWS // 2)),
    "ends-of-uint64": lambda _: np.array([2**64 - 1, 0] * (ROWS // 2), dtype=np.uint64),
    "constant": lambda _: np.ones(ROWS),
    "empty": lambda _: np.empty(0),
}


def table(folder: Path, name: str, seed: int) -> str:
    file = folder / f"{name}-{seed}.parquet"
    parquet.write_table(pa.table({"v": COLUMNS[name](np.random.default_rng(seed))}), file)
    return str(file)


@pytest.mark.parametrize("name", COLUMNS)
def test_a_column_of_any_kind_is_compared_with_itself(tmp_path, capsys, name) -> None:
    files = [table(tmp_path, name, seed) for seed in (0, 1)]
    found = run(capsys, "drift", "compare", *files)["columns"][0]
    assert found["state"] in ("ok", "constant", "insufficient-data", "id-like", "time", "drifted")
    run(capsys, "drift", "counts", *files)


@pytest.mark.parametrize("name", [name for name in COLUMNS if name != "numbers"])
def test_a_column_that_becomes_another_kind_is_said(tmp_path, capsys, name) -> None:
    files = [table(tmp_path, "numbers", 0), table(tmp_path, name, 0)]
    for reference, current in (files, files[::-1]):
        verdict = run(capsys, "drift", "compare", reference, current)["verdict"]
        assert verdict["kind"] in ("pipeline-fault", "data-drift", "insufficient-data")
        run(capsys, "drift", "counts", reference, current)


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (("--windows", "1d"), "which column holds the time"),
        (("--windows", "0d"), "is no window"),
        (("--windows", "5", "--timezone", "Mars/X"), "no time zone"),
        (("--segments", "nobody"), "no such segments"),
        (("--target", "nobody"), "have no column 'nobody'"),
        (("--time", "v", "--windows", "1d"), ""),
    ],
    ids=["no-time", "no-length", "no-zone", "no-segment", "no-target", "numbers-as-time"],
)
def test_a_question_that_makes_no_sense_is_one_sentence(tmp_path, capsys, options, words) -> None:
    files = [table(tmp_path, "words", seed) for seed in (0, 1)]
    assert words in complaint(capsys, "drift", "compare", *files, *options)


def test_times_at_the_ends_of_the_calendar_are_windows_without_a_date(tmp_path, capsys) -> None:
    files = []
    for year, month, day in ((1, 1, 1), (9999, 12, 31)):
        file = tmp_path / f"{year}.parquet"
        moment = pa.array([datetime.datetime(year, month, day)] * ROWS)
        parquet.write_table(pa.table({"t": moment, "v": np.arange(ROWS) / 7}), file)
        files.append(str(file))
    windows = run(capsys, "drift", "compare", *files, "--windows", "1d")["windows"]
    assert [window["to"] for window in windows] == [None]


@pytest.fixture
def stream(tmp_path: Path) -> str:
    generator = np.random.default_rng(5)
    wrong = generator.random(2_000) < np.where(np.arange(2_000) < 1_000, 0.1, 0.5)
    columns = {
        "wrong": ["true" if value else "false" for value in wrong],
        "word": ["a"] * 2_000,
        "x": generator.normal(size=2_000),
        "gone": ["nan"] * 2_000,
        "key": np.arange(2_000),
        "arm": ["A", "B"] * 1_000,
        "time": stamps(20, 100),
    }
    return str(write_csv(tmp_path / "stream.csv", columns))


def test_true_and_false_in_a_text_file_are_errors_to_watch(stream, capsys) -> None:
    found = run(capsys, "drift", "stream", stream, "--column", "wrong", "--time", "time")
    assert [990 <= one["since_row"] <= 1_030 for one in found["detections"]] == [True]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("stream", "--column", "word"), "holds no numbers"),
        (("stream", "--column", "nobody"), "has no column"),
        (("stream", "--column", "x", "--detector", "ddm"), "0 and 1"),
        (("control", "--column", "x", "--subgroup", "0"), "holds no row"),
        (("control", "--column", "x", "--sigma", "-1"), "out of range"),
        (("control", "--column", "x", "--target", "nan"), "out of range"),
        (("control", "--column", "x", "--reference", "1999:2000"), "fewer than two points"),
        (
            ("control", "--column", "x", "--reference", "0:2001"),
            "--reference 0:2001 goes beyond the 2,000 rows",
        ),
        (("control", "--column", "x", "--reference", "9999"), "--reference 0:9999 goes beyond"),
        (
            ("control", "--column", "x", "--chart", "xbar-r", "--subgroup", "1"),
            "--subgroup 1: xbar-r needs 2 rows per point",
        ),
        (("control", "--column", "x", "--subgroup", "5"), "individuals draws one row per point"),
        (("control", "--column", "x", "--chart", "cusum", "--subgroup", "2"), "one row per point"),
        (
            ("control", "--column", "key", "--chart", "u", "--size", "key", "--subgroup", "2"),
            "both give the sample sizes",
        ),
        (("control", "--column", "x", "--chart", "p", "--subgroup", "5"), "none below zero"),
        (("control", "--column", "x", "--chart", "ewma", "--lambda", "2"), "between 0 and 1"),
        (("control", "--column", "x", "--rules", "bogus"), "is no rule"),
        (("contest", "--arm", "word", "--unit", "key", "--metric", "x"), "holds 1 arm;"),
        (("contest", "--arm", "arm", "--unit", "key", "--metric", "word"), "holds no numbers"),
        (("contest", "--arm", "arm", "--unit", "word", "--metric", "x"), "No unit is in"),
        (("contest", "--arm", "arm", "--unit", "key", "--metric", "x", "--tau", "nan"), "--tau"),
        (
            ("contest", "--arm", "arm", "--unit", "key", "--metric", "x", "--guardrail", "x:nan"),
            "no guardrail",
        ),
    ],
    ids=lambda value: "-".join(value).replace("--", "") if isinstance(value, tuple) else "",
)
def test_an_analysis_that_cannot_be_is_one_sentence(stream, capsys, arguments, words) -> None:
    verb, *options = arguments
    assert words in complaint(capsys, "drift", verb, stream, *options)


@pytest.mark.parametrize(
    ("rules", "words"),
    [
        ("rule = [1]", "has no [[rule]]"),
        ('[[rule]]\ncolumn = "x"\nthreshold = nan', "no number"),
        ('[[rule]]\ncolumn = "x"\nthreshold = 1\nwindow = "0s"', "no duration"),
        ('[[rule]]\ncolumn = "x"\nthreshold = 1\nfor = "99999999999d"', "no duration"),
        ('timezone = "Mars"\n[[rule]]\ncolumn = "x"\nthreshold = 1', "no time zone"),
        ('[[rule]]\ncolumn = "word"\nthreshold = 1', "holds no numbers"),
        ('[[rule]]\ncolumn = "x"\nreference = "1h"', "reference holds"),
    ],
    ids=["numbers", "nan", "no-window", "for-ever", "mars", "words", "short-reference"],
)
def test_rules_that_cannot_be_are_one_sentence(stream, tmp_path, capsys, rules, words) -> None:
    file = tmp_path / "rules.toml"
    file.write_text(rules)
    assert words in complaint(capsys, "drift", "monitor", str(file), stream)


def test_missing_numbers_and_silent_hours_count_in_rules(stream, tmp_path, capsys) -> None:
    file = tmp_path / "rules.toml"
    rule = '[[rule]]\nname = "{}"\nmetric = "{}"\ncolumn = "gone"\nthreshold = {}\nwindow = "6h"\n'
    rare = rule.format("rare", "rows", 1_000)
    file.write_text(rule.format("gone", "missing", 0.5) + 'direction = "above"\n' + rare)
    found = run(capsys, "drift", "monitor", str(file), stream)
    assert {alert["rule"]: alert["state"] for alert in found["alerts"]} == {
        "gone": "firing",
        "rare": "firing",
    }


def test_keys_meet_though_one_export_writes_them_as_decimals(tmp_path, capsys) -> None:
    train = write_csv(tmp_path / "train.csv", {"key": range(100), "v": range(100)})
    serve = write_csv(
        tmp_path / "serve.csv", {"key": [f"{n}.0" for n in range(100)], "v": range(100)}
    )
    found = run(capsys, "drift", "skew", str(train), str(serve), "--key", "key")
    assert (found["rows_matched"], found["mismatch"][0]["share"]) == (100, 0.0)
    assert "No key" in complaint(capsys, "drift", "skew", str(train), str(serve), "--key", ",")
