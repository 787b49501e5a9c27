"""Reading tickets for their meaning while the models of words are trained beside it."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

import numpy as np

from workbench.tickets.triage.inputs import Embedder, Vectors
from workbench.tickets.triage.sparse import Bools, Ints

MOST = 12_000
"""How many texts are read. Measured on 38,000 tickets, reading all is no more accurate than
reading 16,000 (.881, three splits), and takes twenty seconds more."""

_MOST_CHARACTERS = 1_800_000
"""What two cores read in half a minute while the models of words are trained beside it
(measured on a processor with VNNI; others take longer)."""

_LONGEST, _BEGINNING = 400, 120
"""Characters of a text that are read. Where not all can be read so far, the beginnings of more
texts tell more than longer pieces of fewer."""

_SOME_OF_EACH = 20


class Reading:
    """Vectors of as many texts as can be read in reasonable time, made on a thread of its own.

    `chosen` says which of the texts those are, `longest` how many characters of each are read,
    `unlabelled` which of the texts without a label are read in what time is left.
    """

    def __init__(
        self,
        texts: Sequence[str],
        labels: Ints,
        names: Sequence[str],
        unlabelled: Sequence[str],
        embedder: Embedder,
    ) -> None:
        """Begin to read; `names`, all of them, come behind the texts."""
        order = _by_lot(labels)[:MOST]
        lengths = np.array([len(texts[row]) for row in order.tolist()])
        fits = np.minimum(lengths, _LONGEST).sum() <= _MOST_CHARACTERS
        self.longest = _LONGEST if fits else _BEGINNING
        spent = np.cumsum(np.minimum(lengths, self.longest))
        self.chosen: Bools = np.zeros(len(texts), dtype=bool)
        self.chosen[order[spent <= _MOST_CHARACTERS]] = True
        beside = spent[-1] + np.cumsum([min(len(text), self.longest) for text in unlabelled])
        self.unlabelled = list(unlabelled[: int((beside <= _MOST_CHARACTERS).sum())])
        wanted = [texts[row] for row in np.flatnonzero(self.chosen).tolist()]
        self._rows = np.append(self.chosen, np.ones(len(names), dtype=bool))
        self._beside = ThreadPoolExecutor(1, "reading tickets")
        every = [*wanted, *names, *self.unlabelled]
        self._made = self._beside.submit(embed, every, embedder, self.longest)

    def vectors(self) -> tuple[Vectors, Vectors]:
        """One row a text and name, NaN for those not chosen; and one a text without a label.

        Raises what the embedder raises.
        """
        made = self._made.result()
        labelled = len(made) - len(self.unlabelled)
        vectors = np.full((len(self._rows), made.shape[1]), np.nan, dtype=np.float32)
        vectors[self._rows] = made[:labelled]
        return vectors, made[labelled:]

    def stop(self) -> None:
        """Wait for nothing any more; what is under way ends with the embedder."""
        self._beside.shutdown(wait=False, cancel_futures=True)


def embed(texts: Sequence[str], embedder: Embedder, longest: int) -> Vectors:
    """Vectors of texts, of which so many characters are read."""
    return embedder.embed([text[:longest] or " " for text in texts])


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
