"""Reading tickets for their meaning while the models of words are trained beside it."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

import numpy as np

from workbench.tickets.triage.kernel_learner import MOST_COMPARED
from workbench.tickets.triage.learners import Embedder, Vectors
from workbench.tickets.triage.sparse import Bools, Ints

_MOST_CHARACTERS = 1_200_000
"""What a plain processor reads within the minute that training may take, all else included."""

_LONGEST = 400
_SOME_OF_EACH = 20


class Reading:
    """Vectors of as many texts as can be read in reasonable time, made on a thread of its own.

    `chosen` says which of the texts those are.
    """

    def __init__(
        self, texts: Sequence[str], labels: Ints, names: Sequence[str], embedder: Embedder
    ) -> None:
        """Begin to read; `names`, all of them, come behind the texts."""
        order = _by_lot(labels)[:MOST_COMPARED]
        spent = np.cumsum([min(len(texts[row]), _LONGEST) for row in order.tolist()])
        self.chosen: Bools = np.zeros(len(texts), dtype=bool)
        self.chosen[order[spent <= _MOST_CHARACTERS]] = True
        wanted = [texts[row] for row in np.flatnonzero(self.chosen).tolist()]
        self._rows = np.append(self.chosen, np.ones(len(names), dtype=bool))
        self._beside = ThreadPoolExecutor(1, "reading tickets")
        self._made = self._beside.submit(embed, [*wanted, *names], embedder)

    def vectors(self) -> Vectors:
        """One row a text and name, NaN for those not chosen. Raises what the embedder raises."""
        made = self._made.result()
        vectors = np.full((len(self._rows), made.shape[1]), np.nan, dtype=np.float32)
        vectors[self._rows] = made
        return vectors

    def stop(self) -> None:
        """Wait for nothing any more; what is under way ends with the embedder."""
        self._beside.shutdown(wait=False, cancel_futures=True)


def embed(texts: Sequence[str], embedder: Embedder) -> Vectors:
    """Vectors of texts; only their beginning is read, as the models do."""
    return embedder.embed([text[:_LONGEST] or " " for text in texts])


def _by_lot(labels: Ints) -> Ints:
    """All rows: of every class some, then the rest by lot.

    Confidence is learnt from the first, so their classes have to be as frequent as in all.
    """
    order = np.random.default_rng(0).permutation(len(labels))
    turn = np.full(len(labels), _SOME_OF_EACH)
    for label in np.unique(labels):
        first = np.flatnonzero(labels[order] == label)[:_SOME_OF_EACH]
        turn[first] = np.arange(len(first))
    return order[np.argsort(turn, kind="stable")]
