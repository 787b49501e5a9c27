"""What tickets without a label tell: which texts belong together."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from workbench.tickets.triage.inputs import Inputs
from workbench.tickets.triage.kernel_learner import KernelLearner, KernelRidge, seen_in, wanted_of
from workbench.tickets.triage.sparse import Floats, Ints

MOST_TOGETHER = 6_000
"""Labelled and unlabelled texts that are learnt from together."""

_LEAST = 0.02
"""What counts as no share at all: smaller ones are noise."""

_NONE = np.zeros(0, dtype=np.int64)


def some_unlabelled(texts: Sequence[str], labelled: Sequence[str]) -> list[str]:
    """As many different ones, by lot, as can be learnt from beside the labelled ones."""
    room = MOST_TOGETHER - len(labelled)
    if room <= 0:
        return []
    known = set(labelled)
    fresh = list(dict.fromkeys(text for text in texts if text not in known))
    return [fresh[row] for row in np.random.default_rng(0).permutation(len(fresh))[:room].tolist()]


@dataclass(frozen=True)
class SharedLearner:
    """Scores by the logarithm of the share that each class has in what is like a text."""

    kernel: KernelLearner

    def scores(self, inputs: Inputs) -> Floats:
        """[texts, classes]; the same for all classes for a text without a vector."""
        return np.log(np.maximum((self.kernel.scores(inputs) + 1) / 2, _LEAST))


class SharedFit:
    """Kernel ridge regression over labelled texts, and over others with what is guessed of them.

    The guesses are probabilities, by models of the labelled texts alone (self-training with soft
    labels). Like texts draw each other to a common label, also where few of them have one. What
    was guessed of an unlabelled text does not count when that text itself is judged.
    """

    def __init__(
        self, labelled: Inputs, labels: Ints, unlabelled: Inputs, classes: int, held_out: Ints
    ) -> None:
        """Prepare for texts that all have vectors, or none; `held_out` are labelled rows."""
        self._labels, self._classes = labels, classes
        self._wanted = wanted_of(labels, classes)
        self.unlabelled = unlabelled
        self._rows = labelled.count + np.arange(unlabelled.count)
        together = labelled.followed_by(unlabelled)
        self._ridge = KernelRidge(together, np.concatenate([held_out, self._rows]))

    def learner(self, guessed: Floats, without: Ints = _NONE) -> SharedLearner:
        """Trained with probabilities guessed of the unlabelled texts [texts, classes].

        `without` are held-out labelled rows to leave out; the guesses must not stem from them.
        """
        wanted = np.vstack([self._wanted, 2 * guessed - 1]).astype(np.float32)
        weights = self._ridge.solved(wanted)
        if len(without):
            weights = self._ridge.without(weights, without)
        seen = seen_in(np.delete(self._labels, without), self._classes)
        corrections = self._ridge.corrections(weights, self._rows)
        return SharedLearner(self._ridge.learner(weights, seen, corrections))
