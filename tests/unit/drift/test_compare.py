"""Comparing two tables: quiet without drift, quick with it, and honest about what it cannot say."""

import numpy as np
import pytest

from tests.unit.drift.making import ZIPF, complaint, run, stamps, write_csv, write_parquet


def table(generator, days, per_day, first, *, shift=0.0, mass=0.0):
    """Six normal columns and two categories; two columns and one category move."""
    rows = days * per_day
    moved = ZIPF.copy()
    moved[0] -= mass
    moved[-1] += mass
    columns = {"time": stamps(days, per_day, first)}
    for number in range(6):
        columns[f"n{number}"] = generator.normal(size=rows) + (shift if number < 2 else 0.0)
    columns["k0"] = [f"v{k}" for k in generator.choice(10, rows, p=moved)]
    columns["k1"] = [f"v{k}" for k in generator.choice(10, rows, p=ZIPF)]
    return columns


def compare(capsys, *arguments):
    return run(capsys, "drift", "compare", *(str(argument) for argument in arguments))


def alarms(found):
    return [
        (place, column["name"])
        for place, window in enumerate(found["windows"])
        for column in window["columns"]
        if column["drifted"]
    ]


def test_windows_without_drift_do_not_alarm(tmp_path, capsys):
    generator = np.random.default_rng(7)
    reference = write_parquet(tmp_path / "a.parquet", table(generator, 12, 1000, "2026-01-01"))
    current = write_parquet(tmp_path / "b.parquet", table(generator, 20, 1000, "2026-01-13"))
    found = compare(capsys, reference, current, "--windows", "1d")
    assert alarms(found) == []
    assert found["verdict"]["kind"] == "none"
    assert len(found["windows"]) == 20
    assert found["windows"][0]["from"] == "2026-01-13T00:00:00+00:00"


def test_drift_is_found_within_three_windows_and_dated(tmp_path, capsys):
    generator = np.random.default_rng(8)
    calm = table(generator, 12, 1000, "2026-01-01")
    reference = write_parquet(tmp_path / "a.parquet", calm)
    moved = table(generator, 6, 1000, "2026-01-13", shift=0.3, mass=0.1)
    current = write_parquet(tmp_path / "b.parquet", moved)
    found = compare(capsys, reference, current, "--windows", "1d")
    first = {}
    for window, name in alarms(found):
        first.setdefault(name, window)
    assert set(first) == {"n0", "n1", "k0"}
    assert max(first.values()) <= 2
    assert found["verdict"]["kind"] == "data-drift"
    since = next(column["since"] for column in found["columns"] if column["name"] == "n0")
    assert since in ("2026-01-13T00:00:00+00:00", "2026-01-14T00:00:00+00:00")


def test_clustered_rows_do_not_alarm(tmp_path, capsys):
    generator = np.random.default_rng(9)

    def clustered(days, first):
        users = generator.normal(size=(days * 50, 4)).repeat(20, axis=0) * np.sqrt(0.3)
        values = users + generator.normal(size=users.shape) * np.sqrt(0.7)
        columns = {f"n{number}": values[:, number] for number in range(4)}
        return columns | {"time": stamps(days, 1000, first)}

    reference = write_parquet(tmp_path / "a.parquet", clustered(12, "2026-01-01"))
    current = write_parquet(tmp_path / "b.parquet", clustered(15, "2026-01-13"))
    found = compare(capsys, reference, current, "--windows", "1d")
    assert len(alarms(found)) <= 1


def test_weekends_are_compared_with_weekends(tmp_path, capsys):
    generator = np.random.default_rng(10)

    def clicks(days, first):
        time = stamps(days, 2000, first)
        weekend = (time.astype("datetime64[D]").view("int64") + 3) % 7 >= 5
        return {"time": time, "clicked": generator.random(len(time)) < np.where(weekend, 0.13, 0.1)}

    reference = write_parquet(tmp_path / "a.parquet", clicks(28, "2026-01-05"))
    current = write_parquet(tmp_path / "b.parquet", clicks(14, "2026-02-02"))
    found = compare(capsys, reference, current, "--windows", "1d")
    assert alarms(found) == []
    assert found["columns"][1]["season"] in ("weekday", "working day or weekend")


def test_a_weekend_alone_is_seasonal(tmp_path, capsys):
    generator = np.random.default_rng(11)

    def clicks(days, first):
        time = stamps(days, 2000, first)
        weekend = (time.astype("datetime64[D]").view("int64") + 3) % 7 >= 5
        return {"time": time, "load": generator.normal(np.where(weekend, 1.0, 0.0))}

    reference = write_parquet(tmp_path / "a.parquet", clicks(28, "2026-01-05"))
    current = write_parquet(tmp_path / "b.parquet", clicks(2, "2026-02-07"))
    assert compare(capsys, reference, current)["verdict"]["kind"] == "seasonal"


def test_days_are_local_days_and_a_clock_change_makes_no_extra_window(tmp_path, capsys):
    generator = np.random.default_rng(12)

    def hours(first, count):
        time = np.datetime64(first, "s") + np.arange(count * 60) * np.timedelta64(60, "s")
        return {"time": [f"{t}Z" for t in time], "x": generator.normal(size=len(time))}

    reference = write_csv(tmp_path / "a.csv", hours("2026-03-15T23:00:00", 24 * 7))
    current = write_csv(tmp_path / "b.csv", hours("2026-03-27T23:00:00", 71))
    options = ("--windows", "1d", "--timezone", "Europe/Berlin")
    windows = compare(capsys, reference, current, *options)["windows"]
    assert [window["rows"] for window in windows] == [24 * 60, 23 * 60, 24 * 60]
    assert windows[1]["from"] == "2026-03-28T23:00:00+00:00"
    assert windows[1]["to"] == "2026-03-29T22:00:00+00:00"


def test_rows_can_be_windows(tmp_path, capsys):
    generator = np.random.default_rng(13)
    reference = write_csv(tmp_path / "a.csv", {"x": generator.normal(size=4000)})
    late = np.concatenate([generator.normal(size=2000), generator.normal(1, 1, 2000)])
    current = write_csv(tmp_path / "b.csv", {"x": late})
    found = compare(capsys, reference, current, "--windows", "500")
    assert len(found["windows"]) == 8
    assert {window for window, _ in alarms(found)} == {4, 5, 6, 7}


def test_opposite_moves_in_segments_are_found_although_the_total_is_flat(tmp_path, capsys):
    generator = np.random.default_rng(14)

    def visits(mobile_rate, desktop_rate):
        mobile = generator.random(40_000) < 0.3
        return {
            "device": np.where(mobile, "mobile", "desktop"),
            "clicked": (
                generator.random(40_000) < np.where(mobile, mobile_rate, desktop_rate)
            ).astype(int),
        }

    reference = write_csv(tmp_path / "a.csv", visits(0.10, 0.10))
    current = write_csv(tmp_path / "b.csv", visits(0.08, 0.1086))
    found = compare(capsys, reference, current, "--segments", "device")
    assert not any(column["drifted"] for column in found["columns"])
    worst = found["segments"][0]
    assert (worst["segment_value"], worst["column"], worst["hidden"]) == ("mobile", "clicked", True)
    assert "now in" in found["verdict"]["reasons"][0]


def test_segments_without_drift_stay_quiet(tmp_path, capsys):
    generator = np.random.default_rng(15)

    def rows():
        columns = {f"n{number}": generator.normal(size=8000) for number in range(12)}
        return columns | {"country": generator.choice(["de", "fr", "us", "pl"], 8000)}

    reference = write_parquet(tmp_path / "a.parquet", rows())
    current = write_parquet(tmp_path / "b.parquet", rows())
    found = compare(capsys, reference, current, "--segments", "country")
    assert not any(segment["drifted"] for segment in found["segments"])


def test_counts_name_every_bin_and_add_up(tmp_path, capsys):
    reference = write_csv(
        tmp_path / "a.csv", {"k": ["a"] * 50 + ["b"] * 50, "x": np.arange(100) / 2}
    )
    odd = ["inf", "-inf", "nan", "", "NA", "junk"]
    current = write_csv(
        tmp_path / "b.csv", {"k": ["a"] * 60 + ["c"] * 46, "x": [*np.arange(100) / 2, *odd]}
    )
    found = run(capsys, "drift", "counts", str(reference), str(current))
    for column in found["columns"]:
        total = sum(cell["count"] for cell in column["counts"] if cell["side"] == "current")
        assert total == 106
    numbers = next(column for column in found["columns"] if column["name"] == "x")
    named = {
        numbers["bins"][cell["bin"]]: cell["count"]
        for cell in numbers["counts"]
        if cell["side"] == "current"
    }
    assert {"+inf": 1, "-inf": 1, "nan": 1, "null": 2, "unparsable": 1}.items() <= named.items()
    words = next(column for column in found["columns"] if column["name"] == "k")
    assert {words["bins"][cell["bin"]] for cell in words["counts"]} == {"a", "b", "unseen"}


@pytest.mark.parametrize("window", ["soon", "0d", "1 fortnight"])
def test_a_window_that_is_none_is_refused(tmp_path, capsys, window):
    file = write_csv(tmp_path / "a.csv", {"x": [1, 2, 3]})
    said = complaint(capsys, "drift", "compare", str(file), str(file), "--windows", window)
    assert "is no window" in said


def test_columns_that_are_not_there_are_named(tmp_path, capsys):
    file = write_csv(tmp_path / "a.csv", {"x": [1, 2, 3]})
    said = complaint(capsys, "drift", "compare", str(file), str(file), "--target", "y")
    assert "no column 'y'" in said
    assert "Columns are: x" in said


def test_the_report_is_one_file_that_loads_nothing(tmp_path, capsys):
    generator = np.random.default_rng(16)
    reference = write_parquet(tmp_path / "a.parquet", table(generator, 6, 500, "2026-01-01"))
    moved = table(generator, 4, 500, "2026-01-07", shift=1.0)
    current = write_parquet(tmp_path / "b.parquet", moved | {"<b>&": moved["n3"]})
    page = tmp_path / "report.html"
    compare(capsys, reference, current, "--windows", "1d", "--html", page)
    text = page.read_text()
    assert "Verdict: data-drift" in text
    assert "&lt;b&gt;&amp;" in text
    assert text.count("<svg") == 8
    assert not any(word in text for word in ("http://", "https://", "<script", "src="))
    assert page.stat().st_size < 2_000_000
