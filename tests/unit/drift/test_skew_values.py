"""Skew by key: the same value is the same however it is written, another one is not."""

import math
from datetime import UTC, datetime, timedelta, timezone

import pytest

from tests.unit.drift.making import run, write_csv, write_parquet

KEYS = list(range(100))


def mismatch(capsys, ours, theirs, key="key"):
    found = run(capsys, "drift", "skew", str(ours), str(theirs), "--key", key)
    return {one["column"]: (one["share"], one["kind"]) for one in found["mismatch"]}, found


def of_values(tmp_path, capsys, before, after, write=write_parquet):
    end = "parquet" if write is write_parquet else "csv"
    ours = write(tmp_path / f"a.{end}", {"key": KEYS, "x": before})
    theirs = write(tmp_path / f"b.{end}", {"key": KEYS, "x": after})
    return mismatch(capsys, ours, theirs)[0]["x"]


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        (math.nan, 5.0, (0.5, "missing-in-training")),
        (5.0, math.nan, (0.5, "missing-in-serving")),
        (math.nan, None, (0.0, "none")),
        (math.inf, 5.0, (0.5, "value")),
        (math.inf, -math.inf, (0.5, "value")),
        (math.inf, math.inf, (0.0, "none")),
        (0.0, 1e-17, (0.0, "none")),
        (1_234_567.0, 1_234_568.0, (0.5, "value")),
        (1_234_567.0, 1_234_567.1, (0.0, "none")),
    ],
)
def test_what_is_no_ordinary_number_equals_only_itself(tmp_path, capsys, before, after, expected):
    ours = [before if key % 2 else float(key) for key in KEYS]
    theirs = [after if key % 2 else float(key) for key in KEYS]
    assert of_values(tmp_path, capsys, ours, theirs) == expected


def test_large_whole_numbers_are_compared_to_the_last_digit(tmp_path, capsys):
    ours = [2**60 + key % 7 for key in KEYS]
    assert of_values(tmp_path, capsys, ours, [one + 1 for one in ours]) == (1.0, "value")


def test_values_that_are_only_small_are_not_rounded(tmp_path, capsys):
    ours = [0.001 + 0.0041 * key for key in KEYS]
    assert of_values(tmp_path, capsys, ours, ours[::-1])[1] == "value"
    assert of_values(tmp_path, capsys, ours, [round(one, 2) for one in ours])[1] == "rounded"
    cut = [float(int(one * 1000)) for one in ours]
    assert of_values(tmp_path, capsys, [one * 1000 for one in ours], cut)[1] == "rounded"
    assert of_values(tmp_path, capsys, ours, [0.0] * 100)[1] == "value"


def test_one_factor_in_all_rows_is_another_scale(tmp_path, capsys):
    ours = [1.5 + key for key in KEYS]
    assert of_values(tmp_path, capsys, ours, [one * 60 for one in ours]) == (1.0, "scaled")


def test_times_are_the_same_moment_in_any_notation(tmp_path, capsys):
    moments = [datetime(2026, 1, 1, tzinfo=UTC) + timedelta(hours=key) for key in KEYS]
    berlin = [one.astimezone(timezone(timedelta(hours=1))).isoformat() for one in moments]
    written = [one.strftime("%Y-%m-%dT%H:%M:%SZ") for one in moments]
    assert of_values(tmp_path, capsys, written, berlin, write_csv) == (0.0, "none")
    ours = write_parquet(tmp_path / "a.parquet", {"key": KEYS, "x": moments})
    theirs = write_csv(tmp_path / "b.csv", {"key": KEYS, "x": berlin})
    assert mismatch(capsys, ours, theirs)[0]["x"] == (0.0, "none")
    later = [(one + timedelta(hours=1)).isoformat() for one in moments]
    assert of_values(tmp_path, capsys, written, later, write_csv) == (1.0, "value")


def test_truths_identifiers_and_decimal_commas_are_the_same_in_any_notation(tmp_path, capsys):
    truths = [key % 2 == 0 for key in KEYS]
    ours = write_parquet(tmp_path / "a.parquet", {"key": KEYS, "x": truths, "user_id": KEYS})
    theirs = write_csv(
        tmp_path / "b.csv",
        {"key": KEYS, "x": [str(one) for one in truths], "user_id": [f"{key}.0" for key in KEYS]},
    )
    found, _ = mismatch(capsys, ours, theirs)
    assert set(found.values()) == {(0.0, "none")}
    decimals = [f"0.{100 + key}" for key in KEYS]
    commas = [one.replace(".", ",") for one in decimals]
    assert of_values(tmp_path, capsys, decimals, commas, write_csv) == (0.0, "none")


def test_letters_that_are_only_composed_otherwise_are_a_matter_of_text(tmp_path, capsys):
    ours, theirs = ["\u00e9clair", "tarte"] * 50, ["e\u0301clair", "tarte"] * 50
    assert of_values(tmp_path, capsys, ours, theirs) == (0.5, "text")


def test_rows_without_a_key_meet_no_other(tmp_path, capsys):
    ours = write_parquet(tmp_path / "a.parquet", {"a": ["1", None], "b": [None, "1"], "x": [1, 2]})
    theirs = write_parquet(tmp_path / "b.parquet", {"a": ["1", "1"], "b": ["7", None], "x": [1, 9]})
    _, found = mismatch(capsys, ours, theirs, "a")
    assert (found["rows_matched"], found["only_in_training"]) == (0, 1)
    assert found["notes"][0] == "a.parquet: left out: 1 row without a key."
    _, found = mismatch(capsys, ours, theirs, "a,b")
    assert (found["rows_matched"], found["only_in_serving"], found["repeated_keys"]) == (0, 1, 0)


def test_dates_as_keys_meet_in_any_notation(tmp_path, capsys):
    days = [datetime(2026, 1, 1, tzinfo=UTC) + timedelta(days=key) for key in KEYS]
    ours = write_parquet(tmp_path / "a.parquet", {"day": days, "x": KEYS})
    theirs = write_csv(tmp_path / "b.csv", {"day": [str(one.date()) for one in days], "x": KEYS})
    _, found = mismatch(capsys, ours, theirs, "day")
    assert found["rows_matched"] == 100
