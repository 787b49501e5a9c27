"""The second model of what texts mean: a small network over their vectors."""

from dataclasses import dataclass

import numpy as np

from workbench.core.progress import Progress
from workbench.tickets.triage.inputs import Inputs
from workbench.tickets.triage.small_net import Numbers, SmallNet, fit_small_net
from workbench.tickets.triage.sparse import Floats, Ints


@dataclass(frozen=True)
class NetLearner:
    """Scores by a small network over a text's vector."""

    net: SmallNet

    def scores(self, inputs: Inputs) -> Floats:
        """Log-probabilities [texts, classes]; zero for a text without a vector."""
        found = self.net.scores(_numbers(inputs))
        found[~inputs.embedded()] = 0
        return found


class NetFit:
    """The network trained on all rows, and anew for all but some."""

    def __init__(self, inputs: Inputs, labels: Ints, classes: int, progress: Progress) -> None:
        """Train on texts that all have vectors."""
        self._numbers, self._labels, self._classes = _numbers(inputs), labels, classes
        self._progress = progress
        self.learner = self._trained(np.arange(len(labels)))

    def without(self, rows: Ints) -> NetLearner:
        """Trained without these rows."""
        return self._trained(np.setdiff1d(np.arange(len(self._labels)), rows))

    def _trained(self, rows: Ints) -> NetLearner:
        labels = self._labels[rows]
        return NetLearner(fit_small_net(self._numbers[rows], labels, self._classes, self._progress))


def _numbers(inputs: Inputs) -> Numbers:
    assert inputs.vectors is not None
    return np.nan_to_num(inputs.vectors)
