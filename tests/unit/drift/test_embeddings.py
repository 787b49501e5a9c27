"""Embeddings are compared by a classifier, beside their distance to the reference's mean."""

import numpy as np
import pytest

from tests.unit.drift.making import run, write_parquet

ROWS, DIMENSIONS = 600, 8


def vectors(seed):
    return np.random.default_rng(seed).normal(size=(ROWS, DIMENSIONS))


@pytest.fixture
def column(tmp_path, capsys):
    """Compare two sets of vectors and give the column."""

    def compare(before, after):
        sides = [
            str(write_parquet(tmp_path / name, {"v": list(rows)}))
            for name, rows in (("before.parquet", before), ("after.parquet", after))
        ]
        return run(capsys, "drift", "compare", *sides)["columns"][0]

    return compare


def test_the_same_cloud_is_not_told_apart(column):
    found = column(vectors(1), vectors(2))
    assert found["aspects"]["classifier"]["value"] == pytest.approx(0.5, abs=0.05)
    assert found["state"] == "ok"


def test_a_move_is_told_apart(column):
    found = column(vectors(1), vectors(2) + 0.3)
    assert found["aspects"]["classifier"]["value"] > 0.65
    assert found["state"] == "drifted"


def test_a_move_that_keeps_the_distances_is_seen_by_the_classifier_only(column):
    """The reference's mean is near the origin, so a turned cloud is as far from it."""
    before, after = vectors(1), vectors(2)
    before[:, 0] *= 3
    before[::10] += 2
    before[5::10] -= 2
    after[:, 0] = np.abs(vectors(3)[:, 0]) * 3
    after[::10] += 2
    after[5::10] -= 2
    found = column(before, after)
    assert found["statistic"] == "classifier"
    assert found["ks"]["p"] > 0.01


@pytest.mark.parametrize("odd", [np.nan, np.inf, 1e300])
def test_what_is_no_ordinary_number_is_left_out(column, odd):
    after = vectors(2)
    after[5, 3] = odd
    assert column(vectors(1), after)["aspects"]["classifier"]["words"].endswith("chance")


def test_a_few_vectors_are_not_classified(column):
    assert column(vectors(1), vectors(2)[:20])["aspects"] == {}
