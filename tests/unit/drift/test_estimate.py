"""The error rate estimated without labels comes near the true one when only inputs shift."""

import re

import numpy as np

from tests.unit.drift.making import run, write_parquet

ROWS = 20_000


def scored(path, seed, low, *, labels=True):
    """Scores that are honest: an outcome is 1 as often as its score says."""
    generator = np.random.default_rng(seed)
    score = generator.uniform(low, 1, ROWS)
    outcome = (generator.random(ROWS) < score).astype(int)
    columns = {"score": score} | ({"outcome": outcome} if labels else {})
    wrong = float(np.mean((score >= 0.5) != outcome))
    return str(write_parquet(path / f"{seed}.parquet", columns)), wrong


def notes(capsys, *files):
    options = ("--target", "outcome", "--prediction", "score")
    return run(capsys, "drift", "compare", *files, *options)["notes"]


def test_a_shift_of_the_scores_changes_the_estimate_as_it_changes_the_truth(tmp_path, capsys):
    reference, before = scored(tmp_path, 1, 0.0)
    current, truth = scored(tmp_path, 2, 0.35, labels=False)
    said = next(note for note in notes(capsys, reference, current) if "Without labels" in note)
    estimate, known = (float(part) / 100 for part in re.findall(r"([\d.]+)%", said))
    assert abs(known - before) < 1e-4
    assert abs(estimate - truth) < 0.01
    assert truth - before > 0.02
    assert "concept drift would not show" in said


def test_with_labels_nothing_is_estimated(tmp_path, capsys):
    reference, _ = scored(tmp_path, 1, 0.0)
    current, _ = scored(tmp_path, 2, 0.3)
    assert not any("Without labels" in note for note in notes(capsys, reference, current))
