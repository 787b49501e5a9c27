"""Counts are kept in the workspace's cache, and made again when anything differs."""

import numpy as np
import pytest

from tests.unit.drift.making import run, stamps, write_parquet
from workbench.drift.counts import DuckCounter


def table(path, seed):
    generator = np.random.default_rng(seed)
    return write_parquet(
        path,
        {
            "time": stamps(6, 50),
            "x": generator.normal(size=300),
            "kind": generator.choice(["a", "b\n", "ü"], 300),
        },
    )


@pytest.fixture
def asked(monkeypatch):
    """The columns that were counted in the tables."""
    counted, count = [], DuckCounter.count

    def noted(self, column, *rest):
        counted.append(column.name)
        return count(self, column, *rest)

    monkeypatch.setattr(DuckCounter, "count", noted)
    return counted


@pytest.fixture
def compare(tmp_path, capsys):
    """Compare two tables in a workspace by days and kinds."""
    sides = [str(table(tmp_path / f"{seed}.parquet", seed)) for seed in (1, 2)]

    def compared(*options):
        workspace = ("--workspace", str(tmp_path / "workspace"))
        return run(
            capsys, "drift", "compare", *sides, "--windows", "1d", "--segments", "kind",
            *workspace, *options,
        )  # fmt: skip

    return compared


def kept(tmp_path):
    return sorted((tmp_path / "workspace" / "cache" / "drift").iterdir())


def test_the_second_run_counts_nothing_and_says_the_same(compare, asked):
    first = compare()
    assert asked
    asked.clear()
    assert compare() == first
    assert asked == []


def test_a_changed_file_is_counted_again(compare, asked, tmp_path):
    compare()
    asked.clear()
    table(tmp_path / "2.parquet", 3)
    compare()
    assert sorted(asked) == ["kind", "x"]


def test_other_options_are_counted_again(compare, asked):
    compare()
    asked.clear()
    compare("--windows", "2d")
    assert asked


@pytest.mark.parametrize("damage", [b"", b"workbench cache\nnonsense", None])
def test_a_damaged_or_deleted_cache_is_made_again(compare, asked, tmp_path, damage):
    first = compare()
    asked.clear()
    for file in kept(tmp_path):
        file.unlink() if damage is None else file.write_bytes(damage)
    assert compare() == first
    assert asked


def test_a_flipped_bit_is_noticed(compare, tmp_path):
    first = compare()
    for file in kept(tmp_path):
        content = bytearray(file.read_bytes())
        content[-8] ^= 1
        file.write_bytes(content)
    assert compare() == first


def test_a_cache_that_cannot_be_written_does_not_matter(compare, tmp_path):
    (tmp_path / "workspace").mkdir()
    (tmp_path / "workspace" / "cache").write_text("a file in the way")
    assert compare()["rows"] == {"reference": 300, "current": 300}


def test_without_a_workspace_nothing_is_written(tmp_path, capsys):
    folder = tmp_path / "tables"
    folder.mkdir()
    sides = [str(table(folder / f"{seed}.parquet", seed)) for seed in (1, 2)]
    run(capsys, "drift", "compare", *sides)
    assert sorted(file.name for file in folder.iterdir()) == ["1.parquet", "2.parquet"]
