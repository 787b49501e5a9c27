"""With --id, rows of one user count as the few independent rows that they are worth."""

import numpy as np
import pytest

from tests.unit.drift.making import run, write_parquet

USERS, ROWS = 100, 20


def table(seed, correlation):
    """Rows of users; the values of one user have this intraclass correlation."""
    generator = np.random.default_rng(seed)
    own = np.repeat(generator.normal(size=USERS), ROWS) * np.sqrt(correlation)
    values = own + generator.normal(size=USERS * ROWS) * np.sqrt(1 - correlation)
    kinds = np.array(["a", "b", "c"])[np.digitize(values, [-0.5, 0.5])]
    users = np.repeat([f"u{seed}-{number}" for number in range(USERS)], ROWS)
    return {"x": values, "kind": kinds, "user": users, "row": np.arange(USERS * ROWS)}


@pytest.fixture
def columns(tmp_path, capsys):
    """Compare two seeds and give the columns by name."""

    def compare(correlation, *options, seeds=(1, 2)):
        sides = [
            str(write_parquet(tmp_path / f"{seed}.parquet", table(seed, correlation)))
            for seed in seeds
        ]
        found = run(capsys, "drift", "compare", *sides, *options)["columns"]
        return {column["name"]: column for column in found}

    return compare


def test_the_design_effect_is_that_of_the_correlation(columns):
    found = columns(0.3, "--id", "user")
    assert found["x"]["design_effect"] == pytest.approx(1 + (ROWS - 1) * 0.3, rel=0.3)
    assert 2 < found["kind"]["design_effect"] < 1 + (ROWS - 1) * 0.3


def test_independent_rows_keep_their_p(columns):
    named, unnamed = columns(0.0, "--id", "user"), columns(0.0)
    assert named["x"]["design_effect"] == pytest.approx(1, abs=0.3)
    assert named["x"]["ks"]["p"] == pytest.approx(unnamed["x"]["ks"]["p"], abs=0.1)


def test_an_identifier_of_rows_changes_nothing(columns):
    named, unnamed = columns(0.3, "--id", "row"), columns(0.3)
    assert named["x"]["ks"] == unnamed["x"]["ks"]
    assert named["x"]["design_effect"] == 1


def test_other_users_of_the_same_kind_are_no_alarm(columns):
    wrong = right = 0
    for seed in range(3, 13, 2):
        seeds = (seed, seed + 1)
        wrong += sum(columns(0.6, seeds=seeds)[name]["drifted"] for name in ("x", "kind"))
        named = columns(0.6, "--id", "user", seeds=seeds)
        right += sum(named[name]["drifted"] for name in ("x", "kind"))
        assert named["x"]["ks"]["p"] > 0.001
        assert named["kind"]["chi2"]["p"] > 0.001
    assert right == 0
    assert wrong > 3
