"""Columns with many rare categories: what chance does to them is no drift."""

import numpy as np
import pytest

from tests.unit.drift.making import run, write_parquet
from workbench.drift.binning import category_bins

GENERATOR = np.random.default_rng


def long_tail(generator, rows, slope, most):
    return [f"c{value}" for value in np.minimum(generator.zipf(slope, rows), most)]


@pytest.mark.parametrize(
    ("rows", "slope", "most"),
    [((500, 5_000), 1.5, 500), ((300, 300), 1.2, 5_000), ((2_000, 20_000), 1.2, 5_000)],
)
def test_a_long_tail_does_not_alarm(tmp_path, capsys, rows, slope, most):
    generator = GENERATOR(7)
    for _ in range(3):
        ours, theirs = (
            write_parquet(tmp_path / f"{name}.parquet", {"c": long_tail(generator, n, slope, most)})
            for name, n in zip("ab", rows, strict=True)
        )
        found = run(capsys, "drift", "compare", str(ours), str(theirs))
        assert found["verdict"]["kind"] == "none"


def test_a_long_tail_does_not_alarm_inside_segments(tmp_path, capsys):
    generator = GENERATOR(8)
    ours, theirs = (
        write_parquet(
            tmp_path / f"{name}.parquet",
            {
                "device": generator.choice(["web", "app", "tv"], n, p=[0.7, 0.2, 0.1]),
                "c": long_tail(generator, n, 1.2, 2_000),
            },
        )
        for name, n in (("a", 3_000), ("b", 12_000))
    )
    found = run(capsys, "drift", "compare", str(ours), str(theirs), "--segments", "device")
    assert [one for one in found["segments"] if one["drifted"]] == []


def test_many_even_categories_do_not_alarm_in_windows(tmp_path, capsys):
    generator = GENERATOR(12)
    ours, theirs = (
        write_parquet(
            tmp_path / f"{name}.parquet",
            {"c": [f"c{value}" for value in generator.integers(0, 300, 24_000)]},
        )
        for name in "ab"
    )
    found = run(capsys, "drift", "compare", str(ours), str(theirs), "--windows", "2000")
    assert found["columns"][0]["drifted"] is False


def test_a_move_within_a_long_tail_is_still_seen(tmp_path, capsys):
    generator = GENERATOR(10)
    before, after = (np.array(long_tail(generator, 5_000, 1.5, 500)) for _ in range(2))
    after = np.where((after == "c1") & (generator.random(5_000) < 0.3), "c3", after)
    ours = write_parquet(tmp_path / "a.parquet", {"c": before})
    theirs = write_parquet(tmp_path / "b.parquet", {"c": after})
    found = run(capsys, "drift", "compare", str(ours), str(theirs))
    assert found["columns"][0]["drifted"] is True


def test_what_frequent_categories_lose_is_what_those_at_the_border_hold():
    binning = category_bins("c", [("a", 90), *((f"b{n}", 5) for n in range(6)), ("d", 1)])
    assert binning.frequent == 7
    assert binning.novelty == pytest.approx(1 / 121)
    assert binning.fading == pytest.approx(5 * 6 / 3 / 121)


def test_new_categories_in_few_rows_are_no_alarm(tmp_path, capsys):
    """The reference holds none of them, and still tells how many there will be."""
    generator = GENERATOR(21)
    for _ in range(25):
        ours, theirs = (
            write_parquet(tmp_path / f"{name}.parquet", {"c": long_tail(generator, n, 1.5, 500)})
            for name, n in (("a", 500), ("b", 100))
        )
        found = run(capsys, "drift", "compare", str(ours), str(theirs))
        assert found["columns"][0]["drifted"] is False
