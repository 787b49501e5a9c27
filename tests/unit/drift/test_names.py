"""Columns may be called anything: no name of ours is in their way."""

import numpy as np
import pytest

from tests.unit.drift.making import run, stamps, write_parquet

NAMES = (
    "label", "bin", "v", "n", "s", "w", "b", "t", "p", "a", "k", "u", "m", "g", "x", "y", "r", "e",
    "f0", "way", "one", "value", "count", "time", "window", "kept", "known", "looked", "loaded",
    "ours", "theirs", "select", "order by", 'with "quotes"', "it's", "ü", "a.b", "(1)", "%s", "{}",
    "joining_key", "row", "column0", "date",
)  # fmt: skip


def table(path, seed):
    generator = np.random.default_rng(seed)
    columns = {"time of day": stamps(6, 100, f"2026-01-{1 + 6 * seed:02}")}
    for place, name in enumerate(NAMES):
        values = generator.normal(seed * (place % 3), 1, 600)
        labels = [f"c{int(value)}" for value in generator.integers(seed, 6, 600)]
        columns[name] = values if place % 2 else labels
    return str(write_parquet(path / f"{seed}.parquet", columns))


@pytest.fixture
def files(tmp_path):
    return [table(tmp_path, seed) for seed in (0, 1)]


def test_a_comparison_takes_every_name(files, capsys) -> None:
    options = ("--time", "time of day", "--target", "label", "--prediction", "v")
    found = run(capsys, "drift", "compare", *files, *options, "--segments", "w,s")
    assert {column["name"] for column in found["columns"]} == {"time of day", *NAMES}
    assert sum(column["drifted"] for column in found["columns"]) >= len(NAMES) // 2


def test_windows_and_counts_take_every_name(files, capsys) -> None:
    options = ("--windows", "1d", "--time", "time of day", "--segments", "b,k")
    counted = run(capsys, "drift", "counts", *files, *options)
    assert len(counted["columns"]) == len(NAMES)
    assert run(capsys, "drift", "compare", *files, *options)["windows"]


@pytest.mark.parametrize("name", ["a", "b", "k", "joining_key", "way"])
def test_training_and_serving_take_every_name(tmp_path, capsys, name) -> None:
    both = [
        write_parquet(tmp_path / f"{side}.parquet", {"key": range(200), name: np.arange(200) + add})
        for side, add in (("train", 0.0), ("serve", 0.3))
    ]
    found = run(capsys, "drift", "skew", *map(str, both), "--key", "key")
    assert found["mismatch"][0]["share"] == 1.0


@pytest.mark.parametrize("name", ["w", "t", "v", "count"])
def test_rules_streams_and_charts_take_every_name(tmp_path, capsys, name) -> None:
    values = np.r_[np.zeros(300), np.ones(300)]
    file = write_parquet(tmp_path / "d.parquet", {"at": stamps(25, 24), name: values})
    rules = tmp_path / "rules.toml"
    rules.write_text(
        f'time = "at"\n[[rule]]\nname = "up"\nmetric = "mean"\ncolumn = "{name}"\n'
        'direction = "above"\nthreshold = 0.5\nwindow = "1h"\nfor = "72h"\naction = "retrain"\n'
    )
    assert run(capsys, "drift", "monitor", str(rules), str(file))["actions"]
    asked = (str(file), "--column", name, "--time", "at")
    assert run(capsys, "drift", "stream", *asked)["detections"]
    assert run(capsys, "drift", "control", *asked, "--reference", "100")["points"]
