"""Mixing the scores of several learners into probabilities."""

import numpy as np

from workbench.tickets.triage.calibration import calibration_error, fit_confidence
from workbench.tickets.triage.features import FeatureSpace
from workbench.tickets.triage.sparse import Floats, Ints
from workbench.tickets.triage.stack import fit_stack, unseen_probabilities


def _surprise(chances: Floats, labels: Ints) -> float:
    return -float(np.log(chances[np.arange(len(labels)), labels]).mean())


def test_overconfident_scores_are_cooled_down() -> None:
    dice = np.random.default_rng(0)
    labels = dice.integers(0, 3, 3000)
    scores = 8 * (np.eye(3)[labels] + dice.normal(0, 0.8, (3000, 3)))
    stack = fit_stack([scores], labels)
    curve = fit_confidence(stack.probabilities([scores]), labels)
    confidence = curve.of(stack.probabilities([scores]))
    right = scores.argmax(axis=1) == labels
    assert stack.weights.max() < 0.5
    assert calibration_error(confidence, right) < 0.03


def test_a_learner_that_is_blind_to_one_class_counts_less_for_that_class_alone() -> None:
    dice = np.random.default_rng(0)
    labels = dice.integers(0, 3, 3000)
    good = np.eye(3)[labels] + dice.normal(0, 0.5, (3000, 3))
    blind = np.eye(3)[labels] + dice.normal(0, 0.5, (3000, 3))
    blind[:, 2] = dice.normal(0, 0.5, 3000)
    weights = fit_stack([good, blind], labels).weights
    assert weights[1, 2] < 0.5 * weights[1, :2].min()
    assert weights[0].min() > 0.5 * weights[0].max()
    assert weights.min() >= 0


def test_a_class_that_scores_too_high_is_set_back() -> None:
    dice = np.random.default_rng(0)
    labels = dice.integers(0, 3, 3000)
    scores = np.eye(3)[labels] + dice.normal(0, 0.4, (3000, 3)) + [0, 0, 0.8]
    stack = fit_stack([scores], labels)
    right = (stack.probabilities([scores]).argmax(axis=1) == labels).mean()
    assert right > (scores.argmax(axis=1) == labels).mean() + 0.05


def test_rows_are_judged_by_a_stack_that_has_not_seen_them() -> None:
    dice = np.random.default_rng(0)
    labels = dice.integers(0, 20, 120)
    noise = [dice.normal(0, 1, (120, 20)) for _ in range(3)]
    fitted = fit_stack(noise, labels).probabilities(noise)
    assert _surprise(unseen_probabilities(noise, labels), labels) > _surprise(fitted, labels)
    one = noise[0][:1]
    assert unseen_probabilities([one], labels[:1]).shape == (1, 20)


def test_held_out_texts_look_as_new_ones_do() -> None:
    known = ["printer jams on the second floor", "the printer prints blank pages"] * 5
    new = ["printer zxqv blank", "mfkl wqzj"]
    held_out = FeatureSpace([*known, *new]).training
    trained = held_out.rows(np.arange(len(known)))
    seen = held_out.rows(np.arange(len(known), len(held_out.mass))).as_new_to(trained)
    learnt = FeatureSpace(known)
    fresh = learnt.features(new)
    for kind in ("words", "single", "all"):
        rows, want = getattr(seen, kind), getattr(fresh, kind)
        assert np.allclose(np.sqrt(rows.multiply(rows).sum(axis=1)),
                           np.sqrt(want.multiply(want).sum(axis=1)), atol=1e-6)  # fmt: skip
        lacking = np.asarray(getattr(trained, kind).sum(axis=0)).ravel() == 0
        assert rows[:, lacking].sum() == 0
