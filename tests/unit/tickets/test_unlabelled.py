"""Tickets without a label teach which texts belong together, and nothing else."""

import random
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pytest

from tests.unit.tickets.labelled import tickets
from workbench.core.progress import Progress
from workbench.tickets.triage.embedding import Remembering
from workbench.tickets.triage.evaluation import Evaluation, evaluate
from workbench.tickets.triage.features import FeatureSpace
from workbench.tickets.triage.inputs import Inputs, Vectors
from workbench.tickets.triage.meaning import Reading
from workbench.tickets.triage.model import train
from workbench.tickets.triage.unlabelled import MOST_TOGETHER, SharedFit, some_unlabelled
from workbench.tickets.triage.word_learners import UNSEEN_MARGIN

Rows = tuple[list[str], list[str]]


class ByNumber:
    """An embedder of texts 'ticket 1234': near one of twelve places, by the number modulo 12."""

    name = "by-number"

    def __init__(self) -> None:
        self.read: list[str] = []
        self._places = np.random.default_rng(0).normal(size=(12, 32))

    def embed(self, texts: Sequence[str], progress: Progress | None = None) -> Vectors:
        self.read += texts
        return np.array([self._vector(text) for text in texts], np.float32)

    def _vector(self, text: str) -> npt.NDArray[np.float64]:
        number = int(text.rsplit(maxsplit=1)[-1]) if text.startswith("ticket") else len(text)
        around = np.random.default_rng(number).normal(size=32)
        vector = self._places[number % 12] + 1.4 * around
        return vector / np.linalg.norm(vector)


def numbered(first: int, count: int) -> Rows:
    numbers = range(first, first + count)
    return [f"ticket {one}" for one in numbers], [f"kind {one % 12}" for one in numbers]


def measured(unlabelled: Sequence[str]) -> Evaluation:
    """Learnt from ten tickets of each of twelve kinds."""
    return evaluate(numbered(10_000, 120), numbered(20_000, 1_200), unlabelled=unlabelled,
                    embedder=ByNumber())  # fmt: skip


def test_unlabelled_tickets_show_which_belong_together() -> None:
    alone, beside = measured([]), measured(numbered(50_000, 1_200)[0])
    assert (alone.model.unlabelled_rows, beside.model.unlabelled_rows) == (0, 1_200)
    assert beside.accuracy > alone.accuracy + 0.01


def test_without_an_embedding_model_their_words_do() -> None:
    few, test = tickets(30), tickets(300, seed=4)
    beside = evaluate(few, test, unlabelled=tickets(600, seed=5)[0])
    assert beside.model.unlabelled_rows > 500
    assert beside.accuracy >= evaluate(few, test).accuracy


@pytest.mark.parametrize("embedder", [None, ByNumber()])
def test_random_labels_stay_unaccepted_whatever_lies_beside(embedder: ByNumber | None) -> None:
    texts, labels = tickets(300)
    random.Random(5).shuffle(labels)
    model = train(texts, labels, unlabelled=tickets(900, seed=2)[0], embedder=embedder)
    assert model.unlabelled_rows > 500
    assert not model.judge(tickets(300, seed=3)[0], embedder).accepted.any()


def test_leaving_labelled_rows_out_is_as_learning_without_them() -> None:
    (texts, labels), others = tickets(200), tickets(80, seed=1)[0]
    names = sorted(set(labels))
    numbers = np.array([names.index(label) for label in labels])
    space = FeatureSpace(texts)
    inputs, beside = Inputs(space.training), Inputs(space.features(others))
    guessed = np.random.default_rng(0).dirichlet(np.ones(len(names)), len(others))
    for out in (np.arange(0, 200, 3), np.flatnonzero(numbers == 0)):
        rest = np.setdiff1d(np.arange(200), out)
        left = SharedFit(inputs, numbers, beside, len(names), out).learner(guessed, out)
        none = np.arange(0)
        anew = SharedFit(inputs.rows(rest), numbers[rest], beside, len(names), none)
        expected = anew.learner(guessed).scores(inputs)
        assert np.abs(left.scores(inputs) - expected).max() < 1e-2
    never_seen = left.kernel.scores(inputs)[:, 0]
    assert never_seen.tolist() == [UNSEEN_MARGIN] * 200


def test_an_unlabelled_text_is_judged_as_if_it_had_not_taught() -> None:
    (texts, labels), others = tickets(60), [*dict.fromkeys(tickets(90, seed=1)[0])]
    names = sorted(set(labels))
    numbers = np.array([names.index(label) for label in labels])
    space = FeatureSpace([*texts, *others])
    inputs, beside = Inputs(space.features(texts)), Inputs(space.features(others))
    guessed = np.random.default_rng(0).dirichlet(np.ones(len(names)), len(others))
    none = np.arange(0)
    found = SharedFit(inputs, numbers, beside, len(names), none).learner(guessed).scores(beside)
    for one in (0, 17, len(others) - 1):
        rest = np.setdiff1d(np.arange(len(others)), [one])
        without = SharedFit(inputs, numbers, beside.rows(rest), len(names), none)
        expected = without.learner(guessed[rest]).scores(beside.rows(np.array([one])))
        assert np.abs(found[one] - expected[0]).max() < 1e-2


def test_as_many_are_taken_as_there_is_room_for_and_none_twice() -> None:
    texts = [f"text {number % 9_000}" for number in range(10_000)]
    taken = some_unlabelled(texts, ["text 1", "text 2"])
    assert len(taken) == len(set(taken)) == MOST_TOGETHER - 2
    assert not {"text 1", "text 2"} & set(taken)
    assert some_unlabelled(texts, ["x"] * MOST_TOGETHER) == []


def test_of_long_labelled_texts_none_is_left_out_for_unlabelled_ones() -> None:
    labelled, others = ["printer jam " * 40] * 4_400, ["vpn down " * 60] * 500
    reading = Reading(labelled, np.zeros(4_400, dtype=np.int64), [], others, ByNumber())
    assert reading.chosen.all()
    assert 0 < len(reading.unlabelled) < 500
    vectors, theirs = reading.vectors()
    assert (len(vectors), len(theirs)) == (4_400, len(reading.unlabelled))


def test_other_unlabelled_tickets_make_another_model() -> None:
    few = tickets(40)
    hashes = {train(*few, unlabelled=tickets(60, seed)[0]).training_hash for seed in (1, 1, 2)}
    assert len(hashes) == 2
    assert train(*few).training_hash not in hashes


def test_nothing_is_read_twice() -> None:
    reader = ByNumber()
    remembering = Remembering(reader)
    first = remembering.embed(["a", "b", "a"])
    again = remembering.embed(["b", "c"])
    assert reader.read == ["a", "b", "c"]
    assert remembering.name == reader.name
    assert (first[1] == again[0]).all()
