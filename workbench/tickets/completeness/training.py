"""Trains the recogniser from the written examples.

Run as `python -m workbench.tickets.completeness.training`.

An example is a line of sentences.tsv: the items that a sentence tells, with commas, a tab, and
the sentence (`\\n` for the ends of its lines).
"""

import random
from pathlib import Path

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression

from workbench.core import paths
from workbench.tickets.completeness.items import ITEMS
from workbench.tickets.completeness.recogniser import BUCKETS, WEIGHTS, Floats, features
from workbench.tickets.completeness.report_text import even, without_speech

EXAMPLES = "completeness/sentences.tsv"
_STRICTNESS = 100.0
_JOINED = 10_000
LOTS = 3
"""How often sentences are joined by lot: which ones were joined moves what is recognised."""

_JOINTS = (", ", " ", ", and ", " - ", " (", "; ")

Told = npt.NDArray[np.bool_]
"""Which items [sentences, items] are told."""


def read_examples(file: Path) -> tuple[list[str], Told]:
    """Sentences as the recogniser sees them, and what they tell."""
    lines = [line.split("\t", 1) for line in file.read_text(encoding="utf-8").splitlines()]
    texts = [without_speech(even(text.replace("\\n", "\n"))) for _, text in lines]
    told = [[item.name in names.split(",") for item in ITEMS] for names, _ in lines]
    return texts, np.array(told)


def joined(texts: list[str], told: Told, lot: int) -> tuple[list[str], Told]:
    """The sentences, and some made of two to four of them: people put much into one."""
    dice = random.Random(lot)
    more, tell = list(texts), list(told)
    for _ in range(_JOINED):
        rows = dice.sample(range(len(texts)), dice.choice((2, 2, 3, 4)))
        more.append(dice.choice(_JOINTS).join(texts[row].rstrip(".!") for row in rows))
        tell.append(np.any(told[rows], axis=0))
    return more, np.array(tell)


def fit(texts: list[str], told: Told) -> tuple[Floats, float]:
    """Weights [buckets] and offset of one item, told [sentences]."""
    rows = [features(text) for text in texts]
    ends = np.cumsum([0, *(len(columns) for columns, _ in rows)])
    matrix = csr_matrix(
        (np.concatenate([v for _, v in rows]), np.concatenate([c for c, _ in rows]), ends),
        shape=(len(texts), BUCKETS),
    )
    model = LogisticRegression(C=_STRICTNESS, max_iter=2_000).fit(matrix, told)
    return model.coef_[0], float(model.intercept_[0])


def fit_all(texts: list[str], told: Told) -> tuple[Floats, Floats]:
    """Weights [buckets, items] and offsets [items]."""
    fitted = [fit(texts, told[:, number]) for number in range(told.shape[1])]
    weights, offsets = zip(*fitted, strict=True)
    return np.column_stack(weights), np.array(offsets)


def main() -> None:
    """Read the examples, train one model an item and lot, write the mean of their weights."""
    texts, told = read_examples(paths.resources() / EXAMPLES)
    fitted = [fit_all(*joined(texts, told, lot)) for lot in range(LOTS)]
    weights, offsets = (np.mean(kind, axis=0) for kind in zip(*fitted, strict=True))
    np.savez_compressed(
        paths.resources() / WEIGHTS, weights=weights.astype(np.float16), offsets=offsets
    )


if __name__ == "__main__":
    main()
