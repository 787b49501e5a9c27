"""What tickets held out of training teach: weights, confidence and the gate."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from workbench.core.progress import Progress
from workbench.tickets.triage.calibration import Confidence, fit_confidence
from workbench.tickets.triage.features import Features
from workbench.tickets.triage.folds import folds
from workbench.tickets.triage.inputs import Inputs
from workbench.tickets.triage.novelty import Gate, Neighbours, learn_gate, signs
from workbench.tickets.triage.sparse import Bools, Floats, Ints
from workbench.tickets.triage.stack import Stack, even_stack, fit_stack, unseen_probabilities
from workbench.tickets.triage.word_learners import WordLearners


class MeaningLearner(Protocol):
    """Tells classes by what texts mean."""

    def scores(self, inputs: Inputs) -> Floats:
        """[texts, classes]; zero for a text without a vector."""
        ...


class MeaningFit(Protocol):
    """A model of meaning trained on all texts that have a vector."""

    @property
    def learner(self) -> MeaningLearner:
        """Trained on all rows."""
        ...

    def without(self, rows: Ints) -> MeaningLearner:
        """As if trained without these rows."""
        ...


@dataclass(frozen=True)
class Scored:
    """Rows held out, the rows that the models of words learnt from, and their scores."""

    rows: Ints
    train: Ints
    scores: list[Floats]


@dataclass(frozen=True)
class HeldOut:
    """Weights, curve and gate; and how each held-out row was judged, with its true label."""

    stack: Stack
    confidence: Confidence
    gate: Gate | None
    sure: Floats
    label: Ints
    truth: Ints


def score_held_out(
    features: Features, labels: Ints, classes: int, usable: Bools | None, progress: Progress
) -> list[Scored]:
    """Train the models of words without some rows and score those, until enough were scored.

    The last `classes` rows are the names of the classes: always learnt from, never held out.
    `usable` says which rows will have a vector; None where no model reads for meaning.
    """
    count = len(labels) - classes
    named = np.arange(count, len(labels))
    scored: list[Scored] = []
    for fold in folds(features.single[:count], labels[:count], progress, usable):
        progress.check()
        train = np.append(fold.train, named)
        known = features.rows(train)
        if not len(fold.held_out):
            continue
        words = WordLearners(known, labels[train], classes, progress)
        new = features.rows(fold.held_out).as_new_to(known)
        scored.append(Scored(fold.held_out, train, words.scores(new)))
    return scored


def learn_held_out(
    scored: list[Scored],
    inputs: Inputs,
    labels: Ints,
    meanings: Sequence[MeaningFit],
    progress: Progress,
) -> HeldOut:
    """Every number that stems from unseen rows; `meanings` are trained on all embedded ones."""
    if not scored:
        nothing = np.zeros(0, dtype=np.int64)
        stack = even_stack(3 + len(meanings), int(labels.max()) + 1)
        return HeldOut(stack, Confidence(), None, np.zeros(0), nothing, nothing)
    embedded = np.flatnonzero(inputs.embedded())
    found: list[list[Floats]] = []
    for part in scored:
        progress.check()
        tested = inputs.rows(part.rows).as_new_to(inputs.rows(part.train))
        unknown = np.flatnonzero(~np.isin(embedded, part.train))
        meant = [fit.without(unknown).scores(tested) for fit in meanings]
        found.append([*part.scores, *meant])
    together = [np.vstack(kind) for kind in zip(*found, strict=True)]
    truth = labels[np.concatenate([part.rows for part in scored])]
    chances = unseen_probabilities(together, truth)
    curve = fit_confidence(chances, truth)
    sure, label = curve.of(chances), chances.argmax(axis=1)
    first = scored[0]
    known = inputs.rows(first.train)
    tested = inputs.rows(first.rows).as_new_to(known)
    neighbours = Neighbours(known, labels[first.train])
    gate = learn_gate(signs(found[0], label[: tested.count], neighbours, tested, progress))
    return HeldOut(fit_stack(together, truth), curve, gate, sure, label, truth)
