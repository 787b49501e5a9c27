"""The models of words under the triage; each gives one score per text and class."""

from typing import Any

import numpy as np
from sklearn.naive_bayes import MultinomialNB
from sklearn.svm import LinearSVC

from workbench.core.progress import Progress
from workbench.tickets.triage.features import Features
from workbench.tickets.triage.ratio_margins import RatioMargins
from workbench.tickets.triage.small_net import SmallNet, fit_small_net
from workbench.tickets.triage.sparse import Floats, Ints

UNSEEN_MARGIN = -1.0
_UNSEEN_LOG_PROBABILITY = -30.0

_MANY = 20_000
"""Rows above which a smoother margin and log-count ratios told more (on long, noisy tickets)."""


class WordLearners:
    """The models of words trained on one set of rows, scoring into a fixed list of classes."""

    def __init__(self, features: Features, labels: Ints, classes: int, progress: Progress) -> None:
        """Train on rows [texts] with class numbers; at least two classes must occur."""
        self._classes = classes
        self._words = features.words.shape[1]
        many = len(labels) > _MANY
        self._margins = LinearSVC(C=0.3 if many else 0.5, tol=1e-2, random_state=0)
        self._margins.fit(features.all, labels)
        if many:
            self._counts: Any = RatioMargins(features.words, labels)
        else:
            self._counts = MultinomialNB(alpha=0.05).fit(features.words, labels)
        self._topics: SmallNet = fit_small_net(features.topics, labels, classes, progress)

    def scores(self, features: Features) -> list[Floats]:
        """[texts, classes] each: margins, what the counts of words say, what the topics say."""
        margins = _two_columns(self._margins.decision_function(features.all))
        found = [self._placed(margins, self._margins, UNSEEN_MARGIN)]
        if isinstance(self._counts, RatioMargins):
            counted, unseen = self._counts.scores(features.words), UNSEEN_MARGIN
        else:
            counted = self._counts.predict_log_proba(features.words)
            unseen = _UNSEEN_LOG_PROBABILITY
        found.append(self._placed(counted, self._counts, unseen))
        return [*found, self._topics.scores(features.topics)]

    def word_weights(self, label: int) -> Floats:
        """The weight of every column of `Features.words` for a class."""
        trained = self._margins.classes_.tolist()
        if label not in trained:
            return np.zeros(self._words)
        position, coefficients = trained.index(label), self._margins.coef_
        if len(coefficients) == 1:
            row = coefficients[0] if position else -coefficients[0]
        else:
            row = coefficients[position]
        return row[: self._words]

    def _placed(self, scores: Floats, model: Any, unseen: float) -> Floats:
        """Scores of the trained classes, placed among all classes."""
        placed = np.full((len(scores), self._classes), unseen)
        placed[:, model.classes_] = scores
        return placed


def _two_columns(margins: Floats) -> Floats:
    """Two classes give one margin per text: the second class's."""
    return np.column_stack([-margins, margins]) if margins.ndim == 1 else margins
