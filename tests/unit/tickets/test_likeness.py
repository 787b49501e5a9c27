"""Likeness to earlier tickets: what has no words is like nothing, and scores follow the ranks."""

import random
from collections.abc import Sequence

import numpy as np
import pytest

from tests.unit.tickets.labelled import tickets
from workbench.core.progress import Progress
from workbench.tickets.likeness import Wording, earlier_likeness, worded, worded_without_title
from workbench.tickets.triage.inputs import Vectors


class Letters:
    """An embedder by how often some letters occur; a text without them is like all others."""

    name = "letters"

    def embed(self, texts: Sequence[str], progress: Progress | None = None) -> Vectors:
        """Unit vectors."""
        found = np.array([[1 + text.count(letter) for letter in "aeinst"] for text in texts])
        return (found / np.linalg.norm(found, axis=1, keepdims=True)).astype(np.float32)


@pytest.mark.parametrize("embedder", [None, Letters()])
def test_a_text_without_words_has_no_candidates_and_is_nobodys(embedder: Letters | None) -> None:
    texts = ["", "the gateway fails", "\U0001f525", " ", "the gateway fails again", "!?", ""]
    found = earlier_likeness([worded_without_title(text) for text in texts], embedder=embedder)
    assert [[one.place for one in candidates] for candidates in found] == [
        [], [], [], [], [1], [], []
    ]  # fmt: skip
    assert earlier_likeness([worded("", ""), worded("", "")], embedder=embedder) == [[], []]


def mixed() -> list[Wording]:
    texts, _ = tickets(300)
    dice = random.Random(1)
    return [worded(dice.choice(texts)[:20], text) for text in texts]


@pytest.mark.parametrize("embedder", [None, Letters()])
def test_scores_never_rise_along_a_list(embedder: Letters | None) -> None:
    found = earlier_likeness(mixed(), embedder=embedder)
    for candidates in found:
        scores = [one.score for one in candidates]
        assert scores == sorted(scores, reverse=True)
    assert any(len(candidates) == 10 for candidates in found)
