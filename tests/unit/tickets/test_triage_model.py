"""The triage: it learns, knows what it does not know, and never promises without evidence."""

import random
from collections.abc import Sequence
from functools import cache

import numpy as np
import pytest
from scipy.sparse import csr_matrix, eye

from tests.unit.tickets.labelled import TOPICS, tickets
from workbench.core.errors import Cancelled, UserError
from workbench.core.progress import Progress
from workbench.tickets.triage.evaluation import evaluate
from workbench.tickets.triage.features import FeatureSpace
from workbench.tickets.triage.folds import (
    _similar,  # pyright: ignore[reportPrivateUsage] - the measured short cut
    folds,
    share_of_copies,
)
from workbench.tickets.triage.inputs import Inputs, Vectors
from workbench.tickets.triage.kernel_learner import KernelFit
from workbench.tickets.triage.label_names import readable
from workbench.tickets.triage.meaning import MOST, Reading, embed
from workbench.tickets.triage.model import TriageModel, train, training_hash
from workbench.tickets.triage.ratio_margins import RatioMargins


@cache
def trained() -> TriageModel:
    return train(*tickets(600))


def test_it_learns_the_teams_labels_and_keeps_its_promise() -> None:
    measured = evaluate(tickets(600), tickets(200, seed=1))
    assert measured.accuracy > 0.95
    assert measured.accepted_share > 0.8
    assert measured.accepted_precision is not None
    assert measured.accepted_precision >= 0.95
    assert measured.ece < 0.05


def test_shuffled_labels_are_never_accepted() -> None:
    texts, labels = tickets(600)
    random.Random(3).shuffle(labels)
    judged = train(texts, labels).judge(tickets(200, seed=1)[0])
    assert judged.accepted.mean() <= 0.01


@pytest.mark.parametrize(
    "text",
    ["", "🔥🔥🔥 😡", "Der Drucker im dritten Stock druckt leider nur noch weiße Seiten",
     "\x00\x01\x02", "<script>alert(1)</script>", "zzzz qqqq xxxx"],
)  # fmt: skip
def test_what_is_unlike_anything_labelled_needs_a_person(text: str) -> None:
    prediction = trained().predict([text])[0]
    assert not prediction.accepted
    assert prediction.reason.startswith("Needs a person")
    assert len(prediction.top) == 3


def test_a_pasted_log_of_100_kilobytes_is_judged_quickly_and_not_accepted() -> None:
    line = "2026-03-06T16:30:00 0x7f3a worker-17 heartbeat seq=8812 ok\n"
    prediction = trained().predict([line * 1_700])[0]
    assert not prediction.accepted


def test_the_reason_names_the_words_that_told() -> None:
    text = "gateway timeout again please help in the shop 502 case 77"
    prediction = trained().predict([text])[0]
    assert prediction.accepted
    assert prediction.label == "infrastructure"
    assert "“gateway" in prediction.reason or "“timeout" in prediction.reason


def test_with_few_labels_it_ranks_but_promises_nothing() -> None:
    model = train(*tickets(40))
    predictions = model.predict(tickets(40, seed=2)[0])
    right = [p.label == label for p, label in zip(predictions, tickets(40, seed=2)[1], strict=True)]
    assert np.mean(right) > 0.7
    assert not any(prediction.accepted for prediction in predictions)


def test_of_a_text_that_says_nothing_only_the_frequency_of_the_labels_is_known() -> None:
    texts, labels = tickets(600)
    often, *rest = trained().predict(["", "🔥🔥🔥", "zzzz qqqq xxxx"])
    shares = sorted((labels.count(label) / len(labels) for label in set(labels)), reverse=True)
    assert len(texts) == 600
    assert [share for _, share in often.top] == pytest.approx(shares[:3])
    assert often.confidence == pytest.approx(shares[0])
    assert all(prediction.top == often.top for prediction in rest)


def test_two_labels_of_which_one_is_rare_can_be_learnt() -> None:
    texts, labels = tickets(100)
    mostly = ["bug" if number else "idea" for number in range(100)]
    assert train(texts, mostly).predict(texts[5:6])[0].label == "bug"
    assert len(labels) == 100


def test_texts_and_labels_of_single_letters_can_be_learnt() -> None:
    model = train(["a", "b"] * 10, ["x", "y"] * 10)
    assert [one.accepted for one in model.predict(["a", ""])] == [False, False]


def test_one_label_is_not_enough() -> None:
    with pytest.raises(UserError, match="two are needed"):
        train(["a", "b"], ["bug", "bug"])


def test_the_training_hash_ignores_the_order_and_sees_every_change() -> None:
    assert training_hash(["a", "b"], ["x", "y"]) == training_hash(["b", "a"], ["y", "x"])
    assert training_hash(["a", "b"], ["x", "y"]) != training_hash(["a", "b"], ["y", "x"])


def test_training_stops_when_it_is_cancelled() -> None:
    progress = Progress()
    progress.cancel()
    with pytest.raises(Cancelled):
        train(*tickets(80), progress=progress)


class ByTopic:
    """An embedder that knows the topics: one direction each."""

    name = "by-topic"

    def embed(self, texts: Sequence[str], progress: Progress | None = None) -> Vectors:
        rows = [[sum(word in text for word in words) + 0.1 for words in TOPICS.values()]
                for text in texts]  # fmt: skip
        vectors = np.array(rows, dtype=np.float32)
        return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)


def test_embeddings_help_where_words_do_not_suffice() -> None:
    few, test = tickets(40), tickets(200, seed=4)
    without = evaluate(few, test).accuracy
    stacked = evaluate(few, test, embedder=ByTopic()).accuracy
    assert stacked > without
    assert stacked > 0.97


def test_a_model_trained_with_embeddings_refuses_to_judge_without_them() -> None:
    model = train(*tickets(80), embedder=ByTopic())
    with pytest.raises(UserError, match="by-topic"):
        model.judge(["gateway timeout"])


def test_of_a_large_set_only_rows_with_vectors_are_held_out() -> None:
    usable = np.zeros(20_100, dtype=bool)
    usable[:600] = True
    single = csr_matrix(eye(20_100, format="csr")).astype(np.float32)
    found = folds(single, np.zeros(20_100, dtype=np.int64), Progress(), usable)
    assert len(found) == 1
    assert not usable[found[0].train].any()
    assert found[0].held_out.tolist() == list(range(600))


def test_of_more_texts_than_can_be_read_every_class_has_some_and_the_rest_is_by_lot() -> None:
    texts = ["gateway timeout, so please help " * 20] * 20_500
    labels = np.array([0] * 20_450 + [1] * 50)
    reading = Reading(texts, labels, ["gateway"], [], ByTopic())
    vectors, _ = reading.vectors()
    assert len(vectors) == 20_501
    assert reading.chosen.sum() == MOST
    assert (~np.isnan(vectors[:, 0]))[:-1].tolist() == reading.chosen.tolist()
    assert 20 <= reading.chosen[labels == 1].sum() <= 50


def test_of_few_texts_much_is_read_and_of_more_than_can_be_read_the_beginnings() -> None:
    texts = ["gateway timeout, so please help " * 20] * 6_000
    few = Reading(texts[:4_000], np.zeros(4_000, dtype=np.int64), [], [], ByTopic())
    many = Reading(texts, np.zeros(6_000, dtype=np.int64), [], [], ByTopic())
    assert (few.longest, few.chosen.sum()) == (400, 4_000)
    assert (many.longest, many.chosen.sum()) == (120, 6_000)


def test_texts_that_differ_in_a_number_of_their_own_are_copies() -> None:
    alerts = [f"disk of node {number} is full again" for number in range(100, 130)]
    texts = [*alerts, "the invoice was charged twice", "vpn drops every night"]
    shares = share_of_copies(FeatureSpace(texts).training.single, Progress())
    assert shares[:30] == pytest.approx(1 / 30)
    assert shares[30:].tolist() == [1, 1]


def test_near_duplicates_are_found_as_by_comparing_all_pairs() -> None:
    texts, _ = tickets(300)
    single = FeatureSpace([*texts, *(f"{text} again" for text in texts[:50])]).training.single
    rows, others, likeness = _similar(single, np.arange(350), 0.7, Progress())
    full = (single @ single.T).toarray()
    assert sorted(zip(rows.tolist(), others.tolist(), strict=True)) == [
        (int(row), int(other)) for row, other in np.argwhere(full >= 0.7)
    ]
    assert np.abs(likeness - full[rows, others]).max() < 1e-5


def test_an_embedder_that_fails_while_the_words_are_learnt_is_heard() -> None:
    class Broken(ByTopic):
        def embed(self, texts: Sequence[str], progress: Progress | None = None) -> Vectors:
            raise UserError("The model by-topic failed.")

    with pytest.raises(UserError, match="by-topic failed"):
        train(*tickets(80), embedder=Broken())


def test_leaving_rows_out_of_the_kernel_is_as_training_without_them() -> None:
    texts, labels = tickets(300)
    names = sorted(set(labels))
    numbers = np.array([names.index(label) for label in labels])
    inputs = Inputs(FeatureSpace(texts).training, embed(texts, ByTopic(), 400))
    parts = (np.arange(0, 300, 4), np.flatnonzero(numbers == 0), np.arange(0))
    fit = KernelFit(inputs, numbers, len(names), np.unique(np.concatenate(parts)))
    for out in parts:
        rest = np.setdiff1d(np.arange(300), out)
        anew = KernelFit(inputs.rows(rest), numbers[rest], len(names), np.arange(0)).learner
        left = fit.without(out)
        assert left.seen.tolist() == anew.seen.tolist()
        assert np.abs(left.scores(inputs) - anew.scores(inputs)).max() < 2e-3


class ByName:
    """An embedder that knows what the topics' names mean, and little of the texts."""

    name = "by-name"

    def embed(self, texts: Sequence[str], progress: Progress | None = None) -> Vectors:
        rows = [[0.2 + 5 * (topic == text) + any(word in text for word in words)
                 for topic, words in TOPICS.items()] for text in texts]  # fmt: skip
        vectors = np.array(rows, dtype=np.float32)
        return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)


def test_what_a_label_is_called_helps_while_examples_are_few() -> None:
    few, test = tickets(4), tickets(200, seed=4)
    codes = [f"Q{list(TOPICS).index(label)}" for label in few[1]]
    coded = [f"Q{list(TOPICS).index(label)}" for label in test[1]]
    named = evaluate(few, test, embedder=ByName()).accuracy
    assert named > evaluate((few[0], codes), (test[0], coded), embedder=ByName()).accuracy
    assert named > 0.9


@pytest.mark.parametrize(
    ("label", "text"),
    [("card_arrival", "card arrival"), ("HR Support", "HR Support"),
     ("diskFull", "disk Full"), ("net/vpn-down", "net vpn down"), ("--", " ")],
)  # fmt: skip
def test_a_label_is_read_as_words(label: str, text: str) -> None:
    assert readable(label) == text


def test_ratio_margins_find_the_class_whose_words_a_text_has() -> None:
    texts, labels = tickets(400)
    space = FeatureSpace(texts)
    topics = list(TOPICS)
    learnt = RatioMargins(space.training.words, np.array([topics.index(name) for name in labels]))
    test, wanted = tickets(100, seed=1)
    scores = learnt.scores(space.features(test).words)
    assert scores.shape == (100, 4)
    right = [
        topics[number] == name for number, name in zip(scores.argmax(axis=1), wanted, strict=True)
    ]
    assert np.mean(right) > 0.9
