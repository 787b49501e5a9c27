"""The small network: it sees what no linear model can, and says when it saw nothing."""

import numpy as np
import pytest
from sklearn.neural_network import MLPClassifier

from tests.unit.tickets.labelled import TOPICS, tickets
from workbench.core.errors import Cancelled
from workbench.core.progress import Progress
from workbench.tickets.triage import small_net
from workbench.tickets.triage.features import FeatureSpace
from workbench.tickets.triage.inputs import Inputs, Vectors
from workbench.tickets.triage.meaning_net import NetFit
from workbench.tickets.triage.small_net import UNSEEN_LOG_PROBABILITY, fit_small_net
from workbench.tickets.triage.sparse import Ints


def crossed(count: int, seed: int) -> tuple[Vectors, Ints]:
    """Points in four quarters; the class is whether both signs are the same."""
    dice = np.random.default_rng(seed)
    points = dice.uniform(-0.3, 0.3, (count, 2)).astype(np.float32)
    return points, (points[:, 0] * points[:, 1] > 0).astype(np.int64)


def test_it_learns_what_is_no_weighted_sum() -> None:
    net = fit_small_net(*crossed(2_000, 0), 2, Progress())
    points, wanted = crossed(500, 1)
    assert (net.scores(points).argmax(axis=1) == wanted).mean() > 0.9


def test_scores_are_log_probabilities_and_the_same_each_time() -> None:
    points, wanted = crossed(500, 0)
    first, second = (fit_small_net(points, wanted, 2, Progress()).scores(points) for _ in range(2))
    assert (first <= 0).all()
    assert np.array_equal(first, second)


def test_a_class_without_a_row_is_as_good_as_impossible() -> None:
    points, wanted = crossed(200, 0)
    scores = fit_small_net(points, wanted * 2, 4, Progress()).scores(points)
    assert (scores[:, [1, 3]] == UNSEEN_LOG_PROBABILITY).all()
    assert (scores[:, [0, 2]] > UNSEEN_LOG_PROBABILITY).any()


def test_training_can_be_cancelled() -> None:
    progress = Progress()
    progress.cancel()
    with pytest.raises(Cancelled):
        fit_small_net(*crossed(100, 0), 2, progress)


def test_a_text_without_a_vector_gets_no_opinion_on_its_meaning() -> None:
    texts, labels = tickets(60)
    names = list(TOPICS)
    vectors = np.random.default_rng(0).standard_normal((60, 8)).astype(np.float32)
    inputs = Inputs(FeatureSpace(texts).training, vectors)
    numbers = np.array([names.index(label) for label in labels])
    fit = NetFit(inputs, numbers, len(names), Progress())
    unread = Inputs(inputs.features, np.where(np.arange(60)[:, None] < 5, np.nan, vectors))
    for learner in (fit.learner, fit.without(np.arange(20))):
        scores = learner.scores(unread)
        assert not scores[:5].any()
        assert scores[5:].any(axis=1).all()


@pytest.mark.parametrize(
    "texts", [["full", "full", "full"], ["", "!", "?"], ["disk full", "disk", "full"]]
)
def test_topics_are_found_in_however_few_words(texts: list[str]) -> None:
    space = FeatureSpace(texts)
    assert space.training.topics.shape[0] == 3
    assert np.isfinite(space.features(["disk", "unheard of"]).topics).all()


@pytest.mark.parametrize("place", ["_backprop", "_update_no_improvement_count"])
def test_an_interrupt_ends_the_training_before_and_after_a_round_is_counted(
    monkeypatch: pytest.MonkeyPatch, place: str
) -> None:
    def interrupted(*_given: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(MLPClassifier, place, interrupted)
    with pytest.raises(KeyboardInterrupt):
        fit_small_net(*crossed(100, 0), 2, Progress())


def test_what_tells_texts_of_one_class_apart_tells_no_classes_apart(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    points, wanted = _differing_alike(3, seed=0)
    new, truth = _differing_alike(50, seed=1)

    def right() -> float:
        scores = fit_small_net(points, wanted, 20, Progress()).scores(new)
        return float((scores.argmax(axis=1) == truth).mean())

    stirred = right()
    monkeypatch.setattr(small_net, "_MOST_STIRRED", 0.0)
    assert stirred > right() + 0.02


def test_classes_of_all_sorts_explain_nothing() -> None:
    points, wanted = _differing_alike(3, seed=0)
    assert small_net.explained_share(points, wanted) > 0.2
    dice = np.random.default_rng(2)
    assert small_net.explained_share(points, dice.permutation(wanted)) < 0.1
    assert small_net.explained_share(points[:3], np.arange(3)) == 0
    assert small_net.explained_share(np.zeros((9, 2), np.float32), np.arange(9) % 3) == 0


def _differing_alike(of_each: int, seed: int) -> tuple[Vectors, Ints]:
    """Rows of twenty classes, whose rows differ in the same few directions and a little in all."""
    centres = np.random.default_rng(7).normal(size=(20, 32))
    directions = np.random.default_rng(8).normal(size=(6, 32))
    dice = np.random.default_rng(seed)
    wanted = np.repeat(np.arange(20), of_each)
    rows = centres[wanted] + 0.5 * dice.normal(size=(len(wanted), 6)) @ directions
    rows += 0.3 * dice.normal(size=rows.shape)
    return (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32), wanted
