"""What tickets held out of training teach: weights, confidence and the gate."""

from dataclasses import dataclass

import numpy as np

from workbench.core.progress import Progress
from workbench.tickets.calibration import Confidence, Stack, fit_confidence, fit_stack
from workbench.tickets.folds import Part, folds
from workbench.tickets.learners import Inputs, KernelLearner, WordLearners
from workbench.tickets.novelty import Gate, Neighbours, learn_gate, signs
from workbench.tickets.sparse import Floats, Ints


@dataclass(frozen=True)
class HeldOut:
    """Weights, curve and gate; and how each held-out row was judged, with its true label."""

    stack: Stack
    confidence: Confidence
    gate: Gate | None
    sure: Floats
    label: Ints
    truth: Ints


def measure_held_out(inputs: Inputs, labels: Ints, classes: int, progress: Progress) -> HeldOut:
    """Train without some rows and score them, so that every number stems from unseen rows.

    The last `classes` rows are the names of the classes: always learnt from, never held out.
    """
    count = inputs.count - classes
    named = np.arange(count, inputs.count)
    meaning = inputs.vectors is not None
    scored: list[list[Floats]] = []
    rows: list[Ints] = []
    gate: Gate | None = None
    usable = inputs.embedded()[:count] if meaning else None
    for fold in folds(inputs.features.single[:count], labels[:count], progress, usable):
        progress.check()
        train = np.append(fold.train, named)
        words = WordLearners(inputs.features.rows(train), labels[train], classes)
        for part in fold.parts:
            if not len(part.held_out):
                continue
            tested = inputs.rows(part.held_out)
            scores = words.scores(tested.features)
            if meaning:
                meant = np.append(part.meant, named)
                kernel = KernelLearner(inputs.rows(meant), labels[meant], classes)
                scores.append(kernel.scores(tested))
            if gate is None:
                known = Neighbours(inputs.rows(_known(train, part)))
                gate = learn_gate(signs(scores, known, tested, progress))
            scored.append(scores)
            rows.append(part.held_out)
    if not scored:
        nothing = np.zeros(0, dtype=np.int64)
        weights = (1.0,) * (2 + meaning)
        return HeldOut(Stack(weights), Confidence(), None, np.zeros(0), nothing, nothing)
    together = [np.vstack(kind) for kind in zip(*scored, strict=True)]
    truth = labels[np.concatenate(rows)]
    stack = fit_stack(together, truth)
    chances = stack.probabilities(together)
    curve = fit_confidence(chances, truth)
    return HeldOut(stack, curve, gate, curve.of(chances), chances.argmax(axis=1), truth)


def _known(train: Ints, part: Part) -> Ints:
    """All rows that a part's scores were learnt from."""
    return np.union1d(train, part.meant)
