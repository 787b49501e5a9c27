"""Believable numbers: bounds, thresholds, temperature and calibration error."""

import numpy as np
import pytest

from workbench.tickets.triage.calibration import (
    NEVER,
    calibration_error,
    class_thresholds,
    fit_confidence,
    lower_bound,
    threshold,
    with_first,
)
from workbench.tickets.triage.sparse import Bools, Floats


def test_the_clopper_pearson_bound_matches_published_values() -> None:
    # 59 of 59 right is the smallest clean run that promises 95 % at a risk of 5 %.
    right = np.array([59, 58, 0, 93])
    total = np.array([59, 58, 10, 94])
    bound = lower_bound(right, total)
    assert bound[0] == pytest.approx(0.95049, abs=1e-5)
    assert bound[1] == pytest.approx(0.94966, abs=1e-5)
    assert bound[2] == 0.0
    assert bound[3] == pytest.approx(0.95056, abs=1e-4)


def _limit(confidence: Floats, right: Bools) -> float:
    return threshold(confidence, right, np.ones(len(right)), 0.95)


def test_no_threshold_is_given_when_there_is_too_little_evidence() -> None:
    assert _limit(np.full(58, 0.99), np.ones(58, dtype=bool)) == NEVER
    assert _limit(np.zeros(0), np.zeros(0, dtype=bool)) == NEVER


def test_the_threshold_is_the_lowest_that_keeps_the_promise() -> None:
    confidence = np.linspace(1, 0.001, 1000)
    right = np.arange(1000) < 700
    limit = _limit(confidence, right)
    accepted = confidence >= limit
    assert 0.95 < right[accepted].mean() < 0.97
    assert accepted.sum() > 700


def test_equal_confidences_are_accepted_together_or_not_at_all() -> None:
    confidence = np.full(200, 0.9)
    right = np.arange(200) < 150
    assert _limit(confidence, right) == NEVER


def test_a_class_that_shows_itself_unreliable_gets_a_higher_threshold() -> None:
    confidence = np.concatenate([np.full(900, 0.9), np.linspace(0.9, 0.95, 60)])
    label = np.concatenate([np.zeros(900, int), np.ones(60, int)])
    truth = label.copy()
    truth[900:930] = 0
    limits = class_thresholds(confidence, label, truth, np.ones(960), classes=2, precision=0.93)
    assert limits[0] == 0.9
    assert limits[1] > 0.9


def test_copies_of_one_text_count_as_one_when_a_promise_is_made() -> None:
    confidence, label = np.full(120, 0.9), np.zeros(120, dtype=np.int64)
    copies = np.where(np.arange(120) < 90, 1 / 90, 1.0)
    assert (
        class_thresholds(confidence, label, label, np.ones(120), classes=1, precision=0.95)[0]
        == 0.9
    )
    assert class_thresholds(confidence, label, label, copies, classes=1, precision=0.95)[0] == NEVER


def test_copies_that_are_judged_wrong_count_as_often_as_they_come() -> None:
    label = np.zeros(190, dtype=np.int64)
    truth = np.where(np.arange(190) < 90, 1, 0)
    copies = np.where(np.arange(190) < 90, 1 / 90, 1.0)
    assert (
        class_thresholds(np.full(190, 0.9), label, truth, copies, classes=1, precision=0.95)[0]
        == NEVER
    )


def test_the_calibration_error_of_a_liar_is_the_size_of_the_lie() -> None:
    confidence = np.full(1000, 0.9)
    assert calibration_error(confidence, np.arange(1000) < 600) == pytest.approx(0.3)


def test_of_many_reliable_classes_none_is_raised_by_chance() -> None:
    rng = np.random.default_rng(0)
    label = np.repeat(np.arange(150), 30)
    right = rng.random(len(label)) < 0.96
    confidence = rng.uniform(0.9, 1.0, len(label))
    truth = np.where(right, label, -1)
    found = class_thresholds(
        confidence, label, truth, np.ones(len(label)), classes=150, precision=0.95
    )
    assert len(set(found.tolist())) == 1


def test_a_hundred_right_answers_cannot_show_that_the_next_is_certain() -> None:
    chances = np.tile([1 - 1e-9, 1e-9], (100, 1))
    sure = fit_confidence(chances, np.zeros(100, dtype=np.int64)).of(chances)
    assert sure.max() <= 101 / 102


def test_nor_can_a_hundred_copies_of_one_text() -> None:
    chances = np.tile([1 - 1e-9, 1e-9], (100, 1))
    curve = fit_confidence(chances, np.zeros(100, dtype=np.int64), np.full(100, 0.01))
    assert curve.of(chances).max() <= 2 / 3


@pytest.mark.parametrize(
    ("confidence", "found"),
    [(0.6, (0.6, 0.3, 0.1)), (0.8, (0.8, 0.15, 0.05)), (0.5, (0.5, 0.3125, 0.1875))],
)
def test_the_listed_chances_agree_with_the_confidence(
    confidence: float, found: tuple[float, ...]
) -> None:
    listed = with_first(np.array([0.6, 0.3, 0.1]), confidence)
    assert listed == pytest.approx(np.array(found))
    assert listed.sum() == pytest.approx(1)


def test_a_first_choice_is_never_listed_behind_another() -> None:
    assert with_first(np.array([0.5, 0.3, 0.2]), 0.1) == pytest.approx(np.full(3, 1 / 3))
    assert with_first(np.full(4, 0.25), 0.2) == pytest.approx(np.full(4, 0.25))
    assert with_first(np.array([1.0, 0.0]), 0.9) == pytest.approx(np.array([0.9, 0.1]))
