"""What tickets held out of training teach: weights, confidence and the gate."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from workbench.core.progress import Progress
from workbench.tickets.triage.calibration import Confidence, fit_confidence
from workbench.tickets.triage.features import Features
from workbench.tickets.triage.folds import folds, share_of_copies
from workbench.tickets.triage.inputs import Inputs
from workbench.tickets.triage.novelty import Gate, Neighbours, learn_gate, signs
from workbench.tickets.triage.sparse import Bools, Floats, Ints
from workbench.tickets.triage.stack import Stack, even_stack, fit_stack, unseen_probabilities
from workbench.tickets.triage.unlabelled import SharedFit
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
    """Rows held out, the rows that the models of words learnt from, and their scores.

    `guessed` are the same models' scores of the unlabelled texts.
    """

    rows: Ints
    train: Ints
    scores: list[Floats]
    guessed: list[Floats]


@dataclass(frozen=True)
class HeldOut:
    """Weights, curve and gate; and how each held-out row was judged, with its true label.

    `weight` is less than 1 for rows that are copies of each other; `guessing` weights the
    learners of labelled texts alone: it guesses at unlabelled ones.
    """

    guessing: Stack
    stack: Stack
    confidence: Confidence
    gate: Gate | None
    sure: Floats
    label: Ints
    truth: Ints
    weight: Floats


def score_held_out(
    features: Features,
    labels: Ints,
    classes: int,
    *,
    unlabelled: Features | None,
    usable: Bools | None,
    progress: Progress,
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
        guessed = [] if unlabelled is None else words.scores(unlabelled.as_new_to(known))
        scored.append(Scored(fold.held_out, train, words.scores(new), guessed))
    return scored


def learn_held_out(
    scored: list[Scored],
    inputs: Inputs,
    labels: Ints,
    meanings: Sequence[MeaningFit],
    *,
    shared: SharedFit | None,
    progress: Progress,
) -> HeldOut:
    """Every number that stems from unseen rows; `meanings` are trained on all usable ones."""
    if not scored:
        nothing = np.zeros(0, dtype=np.int64)
        stack = even_stack(3 + len(meanings), int(labels.max()) + 1)
        return HeldOut(stack, stack, Confidence(), None, np.zeros(0), nothing, nothing, np.zeros(0))
    usable = np.flatnonzero(inputs.usable())
    found: list[list[Floats]] = []
    guessed: list[list[Floats]] = []
    for part in scored:
        progress.check()
        learners = [fit.without(_unknown(usable, part)) for fit in meanings]
        tested = _tested(inputs, part)
        found.append([*part.scores, *(learner.scores(tested) for learner in learners)])
        if shared is not None:
            meant = [learner.scores(shared.unlabelled) for learner in learners]
            guessed.append([*part.guessed, *meant])
    rows = np.concatenate([part.rows for part in scored])
    truth = labels[rows]
    weight = share_of_copies(inputs.features.single[rows], progress)
    guessing = fit_stack(_together(found), truth)
    if shared is not None:
        first_choice = [list(scores) for scores in found]
        for number, (part, guesses) in enumerate(zip(scored, guessed, strict=True)):
            progress.check()
            # Weighted by the other parts: what is guessed must not stem from this part's labels.
            others = [place for place in range(len(scored)) if place != number]
            apart = _stack_of(
                [first_choice[place] for place in others],
                [labels[scored[place].rows] for place in others],
            )
            learner = shared.learner(apart.probabilities(guesses), _unknown(usable, part))
            found[number].append(learner.scores(_tested(inputs, part)))
    together = _together(found)
    chances = unseen_probabilities(together, truth)
    curve = fit_confidence(chances, truth, weight)
    sure, label = curve.of(chances), chances.argmax(axis=1)
    first = scored[0]
    known = inputs.rows(first.train)
    tested = inputs.rows(first.rows).as_new_to(known)
    neighbours = Neighbours(known, labels[first.train])
    guess = label[: tested.count]
    gate = learn_gate(
        signs(found[0], guess, neighbours, tested, progress), guess == truth[: tested.count]
    )
    stack = guessing if shared is None else fit_stack(together, truth)
    return HeldOut(guessing, stack, curve, gate, sure, label, truth, weight)


def _unknown(usable: Ints, part: Scored) -> Ints:
    """Which of the usable rows, by their place among those, the part did not learn from."""
    return np.flatnonzero(~np.isin(usable, part.train))


def _tested(inputs: Inputs, part: Scored) -> Inputs:
    return inputs.rows(part.rows).as_new_to(inputs.rows(part.train))


def _stack_of(found: list[list[Floats]], labels: list[Ints]) -> Stack:
    return fit_stack(_together(found), np.concatenate(labels))


def _together(found: list[list[Floats]]) -> list[Floats]:
    return [np.vstack(kind) for kind in zip(*found, strict=True)]
