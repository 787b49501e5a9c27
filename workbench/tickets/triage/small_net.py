"""A small neural network, several times over, for what linear models of words do not see."""

import warnings
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from sklearn.neural_network import MLPClassifier

from workbench.core.progress import Progress
from workbench.tickets.triage.sparse import Bools, Floats, Ints

Numbers = npt.NDArray[np.float32]
"""[texts, dimensions], each row of a length near 1."""

UNSEEN_LOG_PROBABILITY = -14.0

_MEMBERS = 3
_HIDDEN = 256
_DECAY = 0.1
_BATCH = 500
_RATE = 0.002
_VISITS = 60_000
"""How many rows a member learns from in all: few rows are shown more often."""

_FEWEST_ROUNDS, _MOST_ROUNDS = 8, 40
_STIR, _MOST_STIRRED = 1.7, 0.8
"""How much of the difference between two rows of one class is added to any row, in each round:
so many times the share of the rows' spread that the classes explain. What tells texts of one
class apart should tell no classes apart; not so where a class holds texts of all sorts."""

_SCALE = np.float32(20)
"""Brings the numbers of a row of some hundred to a size near 1, as the network expects."""

_SWALLOWED = "Training interrupted by user"
"""All that scikit-learn says of a KeyboardInterrupt, which it catches while a network learns."""


@dataclass(frozen=True)
class SmallNet:
    """Scores by the mean log-probability of networks that began differently.

    Each has one hidden layer. `seen` says which classes training had.
    """

    members: tuple[MLPClassifier, ...]
    seen: Bools

    def scores(self, numbers: Numbers) -> Floats:
        """Log-probabilities [texts, classes]."""
        least = np.exp(UNSEEN_LOG_PROBABILITY)
        chances = [member.predict_proba(numbers * _SCALE) for member in self.members]
        found = np.full((len(numbers), len(self.seen)), UNSEEN_LOG_PROBABILITY)
        found[:, self.seen] = np.mean([np.log(np.maximum(one, least)) for one in chances], axis=0)
        return found


def fit_small_net(numbers: Numbers, labels: Ints, classes: int, progress: Progress) -> SmallNet:
    """Train on rows with class numbers, of which at least two occur."""
    scaled, known = numbers * _SCALE, np.unique(labels)
    rounds = int(np.clip(_VISITS // len(labels), _FEWEST_ROUNDS, _MOST_ROUNDS))
    stir = min(_STIR * explained_share(scaled, labels), _MOST_STIRRED)
    members: list[MLPClassifier] = []
    for number in range(_MEMBERS):
        lots = np.random.default_rng(number)
        member = MLPClassifier(
            (_HIDDEN,),
            alpha=_DECAY,
            batch_size=min(_BATCH, len(labels)),  # pyright: ignore[reportArgumentType] - a wrong stub
            learning_rate_init=_RATE,
            random_state=np.random.RandomState(number),  # a number would repeat the first order
        )
        with _interruptible():
            for _ in range(rounds):
                progress.check()
                member.partial_fit(_stirred(scaled, labels, stir, lots), labels, classes=known)
        members.append(member)
    return SmallNet(tuple(members), np.bincount(known, minlength=classes) > 0)


def explained_share(rows: Numbers, labels: Ints) -> float:
    """The share of the rows' variance that lies between classes, 0 to 1 (adjusted R squared)."""
    classes, of = np.unique(labels, return_inverse=True)
    if len(rows) <= len(classes):
        return 0.0
    means = np.stack([rows[of == number].mean(axis=0) for number in range(len(classes))])
    within = float(np.square(rows - means[of]).sum()) / (len(rows) - len(classes))
    total = float(np.square(rows - rows.mean(axis=0)).sum()) / (len(rows) - 1)
    return max(0.0, 1 - within / total) if total else 0.0


def _stirred(rows: Numbers, labels: Ints, much: float, lots: np.random.Generator) -> Numbers:
    """Each row plus so much of how two others, of one class whichever, differ."""
    by_class = np.lexsort((lots.random(len(labels)), labels))
    # Each row's partner is the next of its class in an order by lot, the last's is the first.
    ends = np.append(np.flatnonzero(np.diff(labels[by_class])), len(labels) - 1)
    following = np.arange(1, len(labels) + 1)
    following[ends] = np.append(0, ends[:-1] + 1)
    partner = np.empty_like(by_class)
    partner[by_class] = by_class[following]
    apart = (rows - rows[partner])[lots.permutation(len(labels))]
    return np.asarray(rows + np.float32(much) * apart, np.float32)


@contextmanager
def _interruptible() -> Generator[None]:
    """Raise the KeyboardInterrupt that a network swallowed, which would go on half-trained.

    Its warning is the only trace that is always left: an interrupt may come after a round is
    counted.
    """
    with warnings.catch_warnings():
        warnings.filterwarnings("error", _SWALLOWED, UserWarning)
        try:
            yield
        except UserWarning as warning:
            if not str(warning).startswith(_SWALLOWED):
                raise
            raise KeyboardInterrupt from warning
