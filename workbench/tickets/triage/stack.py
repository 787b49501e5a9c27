"""How the scores of several learners become one probability per class."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np
from scipy.optimize import minimize
from scipy.special import log_softmax

from workbench.tickets.triage.sparse import Floats, Ints

_FIT_ROWS = 4_000
_FIT_CELLS = 500_000
"""Rows times classes that the weights per class are fitted to: more take long, tell little."""

_PULL = 10.0
"""How strongly a class is held to the common weights: like the surprise of some ten rows."""

_PARTS = 3
_FEW = 10


@dataclass(frozen=True)
class Stack:
    """A softmax of weighted sums: one weight per learner and class, one offset per class.

    With one learner and equal weights it is temperature scaling, with weights that differ
    vector scaling (Guo et al. 2017, "On Calibration of Modern Neural Networks").
    `weights` is [learners, classes], `offsets` [classes].
    """

    weights: Floats
    offsets: Floats

    def probabilities(self, scores: Sequence[Floats]) -> Floats:
        """Scores, one [texts, classes] per learner, to probabilities [texts, classes]."""
        return np.exp(_mixed(scores, self.weights, self.offsets))


def even_stack(learners: int, classes: int) -> Stack:
    """The stack where nothing was held out to learn one from."""
    return Stack(np.ones((learners, classes)), np.zeros(classes))


def _mixed(scores: Sequence[Floats], weights: Sequence[Floats] | Floats, offsets: Floats) -> Floats:
    total = sum(weight * score for weight, score in zip(weights, scores, strict=True))
    return log_softmax(total + offsets, axis=1)


def fit_stack(scores: Sequence[Floats], labels: Ints) -> Stack:
    """The weights, never negative, that make the held-out labels most likely.

    First one weight per learner, then each class is let off it as far as its rows show.
    """
    classes = scores[0].shape[1]
    some = np.random.default_rng(0).permutation(len(labels))
    common = _common([score[some[:_FIT_ROWS]] for score in scores], labels[some[:_FIT_ROWS]])
    rows = some[: max(_FIT_ROWS // 2, _FIT_CELLS // classes)]
    scaled = np.stack([weight * score[rows] for weight, score in zip(common, scores, strict=True)])
    free = len(scores) * classes
    found = minimize(
        partial(_surprise, scaled, np.eye(classes)[labels[rows]]),
        np.concatenate([np.ones(free), np.zeros(classes)]),
        jac=True,
        method="L-BFGS-B",
        bounds=[(0, None)] * free + [(None, None)] * classes,
        options={"maxiter": 100},
    ).x
    return Stack(common[:, None] * found[:free].reshape(-1, classes), found[free:])


def _common(scores: Sequence[Floats], labels: Ints) -> Floats:
    """One weight per learner [learners]."""
    rows, even = np.arange(len(labels)), np.zeros(scores[0].shape[1])

    def surprise(logs: Floats) -> float:
        return -float(_mixed(scores, np.exp(logs), even)[rows, labels].mean())

    first = np.concatenate([[1.5], np.full(len(scores) - 1, -1.0)])
    simplex = np.vstack([first, *(first + step for step in np.eye(len(scores)))])
    found = minimize(
        surprise,
        first,
        method="Nelder-Mead",
        options={"initial_simplex": simplex, "maxiter": 40 * len(scores), "xatol": 0.01},
    )
    return np.exp(found.x)


def _surprise(scaled: Floats, wanted: Floats, numbers: Floats) -> tuple[float, Floats]:
    """Surprise at the labels plus the pull to the common weights, and its slope.

    `scaled` is [learners, rows, classes], `wanted` [rows, classes] is 1 at the labels;
    `numbers` are a factor per learner and class, then an offset per class.
    """
    learners, _, classes = scaled.shape
    factors = numbers[:-classes].reshape(learners, classes)
    offsets = numbers[-classes:]
    logs = _mixed(list(scaled), factors, offsets)
    away = np.concatenate([(factors - 1).ravel(), offsets])
    wrong = np.exp(logs) - wanted
    slope = np.concatenate([np.einsum("rc,lrc->lc", wrong, scaled).ravel(), wrong.sum(axis=0)])
    loss = -float((logs * wanted).sum()) + _PULL / 2 * float(away @ away)
    return loss, slope + _PULL * away


def unseen_probabilities(scores: Sequence[Floats], labels: Ints) -> Floats:
    """Probabilities [rows, classes], each row's by a stack that was fitted without it.

    A stack judges the rows that it was fitted to better than it judges others. Of too few
    rows to leave any out, it is fitted to all.
    """
    if len(labels) < _FEW:
        return fit_stack(scores, labels).probabilities(scores)
    part = np.random.default_rng(1).permutation(len(labels)) % _PARTS
    found = np.empty_like(scores[0])
    for number in range(_PARTS):
        out = part == number
        rest = labels[~out]
        stack = fit_stack([score[~out] for score in scores], rest)
        found[out] = stack.probabilities([score[out] for score in scores])
    return found
