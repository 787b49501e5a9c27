"""Times as spreadsheets write them: day or month first, told from the whole column."""

from datetime import datetime, timedelta

import numpy as np
import pytest

from tests.unit.drift.making import complaint, run
from workbench.cli.main import main
from workbench.drift.columns import Kind, columns_of
from workbench.drift.engine import engine
from workbench.drift.series import load_series
from workbench.drift.tables import open_table

_FIRST = datetime(2026, 1, 25)


def _export(path, layout, *, days=14, first=_FIRST, every=timedelta(minutes=15)):
    """A semicolon export in Latin-1 with decimal commas, one row a quarter of an hour."""
    rng = np.random.default_rng(3)
    moments = [first + number * every for number in range(int(timedelta(days=days) / every))]
    lines = ["Zeit;Gerät;Wert"]
    lines += [
        f"{moment.strftime(layout)};Zähler;{int(value)},{int(value % 1 * 1000):03d}"
        for moment, value in zip(moments, rng.normal(10, 2, len(moments)), strict=True)
    ]
    path.write_text("\n".join(lines) + "\n", encoding="latin-1")
    return path


def _times(path, zone="UTC"):
    return load_series(path, "Wert", time="Zeit", zone=zone)


@pytest.mark.parametrize(
    "layout",
    [
        "%d.%m.%Y %H:%M",
        "%d.%m.%Y %H:%M:%S",
        "%d.%m.%Y, %H:%M",
        "%d/%m/%Y %H:%M:%S",
        "%d-%m-%Y %H:%M",
        "%m/%d/%Y %H:%M",
        "%m/%d/%Y %I:%M:%S %p",
        "%Y-%m-%d %H:%M:%S",
        "%d.%m.%Y %H:%M:%S,250",
        "%d.%m.%Y %H:%M+00:00",
    ],
)
def test_every_stamp_is_read_in_the_order_that_the_column_shows(tmp_path, layout):
    file = _export(tmp_path / "a.csv", layout)
    series = _times(file)
    assert series.times is not None
    assert len(series.times) == 14 * 96
    found = [moment.replace(tzinfo=None, microsecond=0) for moment in series.times]
    assert found == [_FIRST + timedelta(minutes=15 * number) for number in range(14 * 96)]
    assert not [note for note in series.notes if "first" in note]
    with engine() as running:
        kinds = {
            column.name: column.kind for column in columns_of(running, open_table(running, file))
        }
    assert kinds["Zeit"] is Kind.TIME


@pytest.mark.parametrize("layout", ["%d.%m.%Y %H:%M", "%d/%m/%Y %H:%M:%S", "%m/%d/%Y %H:%M"])
def test_windows_are_cut_by_such_times(tmp_path, capsys, layout):
    files = [str(_export(tmp_path / name, layout)) for name in ("reference.csv", "current.csv")]
    named = run(capsys, "drift", "compare", *files, "--time", "Zeit", "--windows", "1d")
    assert len(named["windows"]) == 14
    assert named["windows"][0]["from"].startswith("2026-01-25")
    assert {column["name"]: column["state"] for column in named["columns"]}["Zeit"] == "time"
    unnamed = run(capsys, "drift", "compare", *files, "--windows", "1d")
    assert unnamed["windows"] == named["windows"]
    stream = run(capsys, "drift", "stream", files[0], "--column", "Wert", "--time", "Zeit")
    assert stream["skipped"] == 0


def test_dates_without_a_clock_are_days(tmp_path):
    file = _export(tmp_path / "a.csv", "%d.%m.%Y", every=timedelta(days=1))
    series = _times(file)
    assert series.times is not None
    assert [moment.day for moment in series.times[:8]] == [25, 26, 27, 28, 29, 30, 31, 1]


def test_the_order_is_shown_by_a_row_far_down(tmp_path):
    """The first twelve days can be read either way."""
    file = _export(tmp_path / "a.csv", "%m/%d/%Y %H:%M", days=13, first=datetime(2026, 3, 1))
    series = _times(file)
    assert series.times is not None
    assert {moment.month for moment in series.times} == {3}


def test_an_order_that_nothing_shows_is_day_first_and_said(tmp_path, capsys):
    files = [
        str(_export(tmp_path / name, "%d/%m/%Y %H:%M", days=3, first=datetime(2026, 2, 1)))
        for name in ("reference.csv", "current.csv")
    ]
    found = run(capsys, "drift", "compare", *files, "--time", "Zeit", "--windows", "1d")
    assert [window["from"][:10] for window in found["windows"]] == [
        "2026-02-01",
        "2026-02-02",
        "2026-02-03",
    ]
    (note,) = [note for note in _times(tmp_path / "current.csv").notes if "day first" in note]
    assert "'01/02/2026 00:00' is read day first, which is a guess" in note


def test_dots_are_day_first_and_no_guess(tmp_path):
    file = _export(tmp_path / "a.csv", "%d.%m.%Y %H:%M", days=3, first=datetime(2026, 2, 1))
    series = _times(file)
    assert series.times is not None
    assert {moment.month for moment in series.times} == {2}
    assert not [note for note in series.notes if "first" in note]


def test_a_table_that_shows_no_order_is_read_as_the_other(tmp_path, capsys):
    reference = _export(tmp_path / "reference.csv", "%m/%d/%Y %H:%M")
    current = _export(
        tmp_path / "current.csv", "%m/%d/%Y %H:%M", days=3, first=datetime(2026, 2, 8)
    )
    arguments = ("drift", "compare", str(reference), str(current), "--windows", "1d")
    found = run(capsys, *arguments)
    assert [window["from"][:10] for window in found["windows"]] == [
        "2026-02-08",
        "2026-02-09",
        "2026-02-10",
    ]
    assert main(list(arguments)) == 0
    assert "read month first, as the other table shows" in capsys.readouterr().out


def test_each_table_is_read_as_its_own_dates_show(tmp_path, capsys):
    reference = _export(tmp_path / "reference.csv", "%m/%d/%Y %H:%M")
    current = _export(tmp_path / "current.csv", "%d/%m/%Y %H:%M")
    found = run(capsys, "drift", "compare", str(reference), str(current), "--windows", "1d")
    assert len(found["windows"]) == 14


def test_dates_against_the_order_of_most_are_left_out_and_counted(tmp_path):
    file = _export(tmp_path / "a.csv", "%d/%m/%Y %H:%M")
    with file.open("a", encoding="latin-1") as more:
        more.write("12/31/2025 10:00;Zähler;1,5\n")
    series = _times(file)
    assert series.skipped == 1
    assert any("left out: 1 date that can only be month first" in note for note in series.notes)


def test_a_clock_that_would_be_read_wrongly_is_refused(tmp_path, capsys):
    """Half days in dates with the year first are not known here."""
    file = _export(tmp_path / "a.csv", "%Y-%m-%d %I:%M %p")
    said = complaint(capsys, "drift", "stream", str(file), "--column", "Wert", "--time", "Zeit")
    assert "holds no times that can be read" in said


def test_a_monitor_and_a_contest_say_the_guess_too(tmp_path, capsys):
    file = tmp_path / "a.csv"
    rng = np.random.default_rng(5)
    rows = [
        f"{day:02d}/02/2026 10:00,{'ab'[user % 2]},u{user},{rng.integers(2)}"
        for user in range(400)
        for day in (1, 2, 3)
    ]
    file.write_text("\n".join(["time,arm,user,won", *rows]) + "\n")
    rules = tmp_path / "rules.toml"
    rules.write_text(
        'time = "time"\n[[rule]]\nname = "won"\nmetric = "mean"\ncolumn = "won"\n'
        'window = "1d"\ndirection = "above"\nthreshold = 9\n'
    )
    contest = (
        "drift", "contest", str(file), "--arm", "arm", "--unit", "user", "--metric", "won",
        "--time", "time",
    )  # fmt: skip
    for arguments in (contest, ("drift", "monitor", str(rules), str(file))):
        assert main([*arguments, "--json"]) == 0
        assert "is read day first, which is a guess" in capsys.readouterr().err


def test_a_named_time_column_of_other_texts_is_refused_with_the_reason(tmp_path, capsys):
    file = tmp_path / "a.csv"
    rows = [f"row{number};{number % 7},5" for number in range(200)]
    file.write_text("\n".join(["Zeit;Wert", *rows]) + "\n")
    said = complaint(
        capsys, "drift", "compare", str(file), str(file), "--time", "Zeit", "--windows", "1d"
    )
    assert "holds no times that can be read" in said


@pytest.mark.parametrize("layout", ["%Y%m%d", "%Y%m%d%H%M", "%Y%m%d%H%M%S"])
def test_dates_that_are_written_as_numbers_are_dates(tmp_path, layout):
    file = _export(tmp_path / "a.csv", layout, first=datetime(2026, 2, 1))
    series = _times(file, "Europe/Berlin")
    assert series.times is not None
    assert series.times[0].isoformat() == "2026-01-31T23:00:00+00:00"
    assert (series.times[-1] - series.times[0]).days == 13


def test_numbers_that_only_look_like_dates_are_seconds(tmp_path):
    file = tmp_path / "a.csv"
    file.write_text("Zeit;Wert\n" + "".join(f"{20260201 + n};{n},5\n" for n in range(60)))
    series = _times(file)
    assert series.times is not None
    assert series.times[0].year == 1970
