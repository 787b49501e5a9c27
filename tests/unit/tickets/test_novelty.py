"""Telling texts of known kinds from foreign ones."""

import numpy as np

from tests.unit.tickets.labelled import TOPICS, tickets
from workbench.tickets.triage.features import FeatureSpace
from workbench.tickets.triage.inputs import Inputs
from workbench.tickets.triage.model import train
from workbench.tickets.triage.novelty import Neighbours, learn_gate

CALLS = ["reset the router today", "router resets again", "invoice was sent twice"]
KINDS = np.array([0, 0, 1])


def _shares(text: str, kind: int) -> tuple[float, float]:
    space = FeatureSpace(CALLS)
    neighbours = Neighbours(Inputs(space.training), KINDS)
    words, pieces = neighbours.class_shares(Inputs(space.features([text])), np.array([kind]))
    return float(words[0]), float(pieces[0])


def test_the_share_of_a_text_that_a_class_has_is_of_that_class_alone() -> None:
    assert np.allclose(_shares("reset the router", 0), 1)
    assert _shares("reset the router", 1)[0] == 0
    assert _shares("invoice sent", 0)[0] == 0
    assert np.allclose(_shares("invoice sent", 1), 1)


def test_words_that_training_does_not_know_make_the_share_smaller() -> None:
    half = _shares("router volcano", 0)[0]
    assert 0 < half < 1
    assert _shares("volcano eruption", 0)[0] == 0


def test_a_text_without_words_has_none_of_a_class() -> None:
    assert _shares("🔥", 0)[0] == 0


def test_known_words_in_a_mixture_of_no_class_are_less_familiar() -> None:
    model = train(*tickets(400))
    words = [TOPICS[topic][number] for number, topic in enumerate(TOPICS)]
    mixed = model.judge([" ".join(words)]).familiarity[0]
    texts, _ = tickets(40, seed=9)
    assert mixed < np.quantile(model.judge(texts).familiarity, 0.05)


def test_of_a_text_below_the_gate_one_is_no_surer_than_such_tickets_were_right() -> None:
    signs = np.random.default_rng(0).normal(0, 1, (1000, 5))
    right = np.ones(1000, dtype=bool)
    gate = learn_gate(signs, right)
    strange = gate.score(signs) < gate.least
    assert strange.sum() == 3
    assert np.isclose(gate.most, 4 / 5)
    assert np.isclose(learn_gate(signs, ~strange).most, 1 / 5)
    model = train(*tickets(400))
    assert model.gate is not None
    words = [TOPICS[topic][number] for number, topic in enumerate(TOPICS)]
    judged = model.judge([" ".join(words)])
    assert judged.familiarity[0] < model.gate.least
    assert judged.confidence[0] <= model.gate.most < 1
