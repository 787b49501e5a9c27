"""Blends what words, characters and meaning say about each section into one score."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Scores = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Weights:
    """The shares of BM25, character n-grams and vectors; they add up to 1."""

    words: float
    characters: float
    meaning: float


WITHOUT_MODEL = Weights(0.5, 0.5, 0.0)
WITH_MODEL = Weights(0.25, 0.25, 0.5)
"""Chosen once over seven public collections; the same for every workspace."""


def spread(scores: Scores) -> Scores:
    """Scale to 0..1 from the least to the greatest; all equal gives 1, or 0 where none is > 0."""
    if not len(scores):
        return scores
    low, high = float(scores.min()), float(scores.max())
    if high <= low:
        return np.full_like(scores, high > 0)
    return ((scores - low) / (high - low)).astype(np.float32)


def share_of_greatest(scores: Scores) -> Scores:
    """Scale to 0..1 with the greatest as 1: what matches a little does not become nothing."""
    high = float(scores.max(initial=0))
    return (scores / high).astype(np.float32) if high > 0 else np.zeros_like(scores)


def blend(words: Scores, characters: Scores, meaning: Scores | None) -> Scores:
    """One score per section from arrays of one length; NaN in `meaning` is "not known yet".

    A section without a vector keeps its score without the model, so that search stays
    fair while vectors are still being made.
    """
    by_words, by_characters = share_of_greatest(words), share_of_greatest(characters)
    plain = WITHOUT_MODEL.words * by_words + WITHOUT_MODEL.characters * by_characters
    if meaning is None:
        return plain.astype(np.float32)
    known = ~np.isnan(meaning)
    if not known.any():
        return plain.astype(np.float32)
    mixed = WITH_MODEL.words * by_words + WITH_MODEL.characters * by_characters
    mixed[known] += WITH_MODEL.meaning * spread(meaning[known])
    return np.where(known, mixed, plain).astype(np.float32)
