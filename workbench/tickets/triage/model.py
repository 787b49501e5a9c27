"""The triage model: from labelled tickets to categories with a confidence that can be believed."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from workbench.core.errors import UserError
from workbench.core.progress import Progress
from workbench.tickets.triage.calibration import Confidence, class_thresholds, with_first
from workbench.tickets.triage.features import Features, FeatureSpace
from workbench.tickets.triage.held_out import (
    HeldOut,
    MeaningFit,
    MeaningLearner,
    Scored,
    learn_held_out,
    score_held_out,
)
from workbench.tickets.triage.inputs import Embedder, Inputs
from workbench.tickets.triage.kernel_learner import KernelFit
from workbench.tickets.triage.label_names import readable
from workbench.tickets.triage.meaning import MOST, Reading, embed
from workbench.tickets.triage.meaning_net import NetFit
from workbench.tickets.triage.novelty import UNKNOWN_WORDS, Gate, Neighbours, signs
from workbench.tickets.triage.sparse import Bools, Floats, Ints
from workbench.tickets.triage.stack import Stack
from workbench.tickets.triage.unlabelled import SharedFit, some_unlabelled
from workbench.tickets.triage.version import VERSION
from workbench.tickets.triage.word_learners import WordLearners

_CHOICES = 3


@dataclass(frozen=True)
class Judged:
    """Judgements of many texts, one row each: class number, confidence, novelty, verdict.

    `familiarity` is high for texts like training, `known` the share of their words that
    training has; `probabilities` is [texts, classes].
    """

    label: Ints
    confidence: Floats
    accepted: Bools
    familiarity: Floats
    known: Floats
    probabilities: Floats


@dataclass(frozen=True)
class Prediction:
    """What the model says of one ticket.

    `accepted` is False where a person is needed; `top` are the three likeliest labels with
    their probability, which agrees with the confidence; `threshold` is what the confidence
    had to reach (above 1: nothing would do); `reason` says in words why.
    """

    label: str
    confidence: float
    accepted: bool
    threshold: float
    top: tuple[tuple[str, float], ...]
    reason: str


@dataclass(frozen=True)
class TriageModel:
    """Everything learnt, with what it was learnt from.

    `frequencies` are the classes' shares of the labelled texts.
    `unlabelled_rows` are the texts without a label that taught which texts belong together.
    `thresholds` holds one confidence per class; `precision` is the share of accepted
    tickets that they promise to be right. `embedder` names the embedding model, if there was
    one; it reads `longest` characters of a text.
    """

    version: str
    training_hash: str
    trained_rows: int
    unlabelled_rows: int
    precision: float
    classes: tuple[str, ...]
    frequencies: Floats
    space: FeatureSpace
    words: WordLearners
    meanings: tuple[MeaningLearner, ...]
    stack: Stack
    confidence: Confidence
    thresholds: Floats
    neighbours: Neighbours
    gate: Gate | None
    embedder: str | None
    longest: int

    def judge(
        self,
        texts: Sequence[str],
        embedder: Embedder | None = None,
        progress: Progress | None = None,
    ) -> Judged:
        """Judge texts. `embedder` must be the one of training when that had one."""
        return self._judge(self._inputs(texts, embedder), progress or Progress())

    def _judge(self, inputs: Inputs, step: Progress) -> Judged:
        scores = self.words.scores(inputs.features)
        scores += [learner.scores(inputs) for learner in self.meanings]
        probabilities = self.stack.probabilities(scores)
        # Of a text that says nothing is known how frequent the classes are, and no more.
        nothing = self.neighbours.says_nothing(inputs)
        probabilities[nothing] = self.frequencies
        confidence = self.confidence.of(probabilities)
        confidence[nothing] = self.frequencies.max()
        label = probabilities.argmax(axis=1)
        known = self.neighbours.known_share(inputs)
        familiarity, familiar = known, known >= UNKNOWN_WORDS
        if self.gate is not None:
            familiarity = self.gate.score(signs(scores, label, self.neighbours, inputs, step))
            familiar = familiar & (familiarity >= self.gate.least)
            confidence = np.where(familiar, confidence, np.minimum(confidence, self.gate.most))
        accepted = familiar & (confidence >= self.thresholds[label])
        return Judged(label, confidence, accepted, familiarity, known, probabilities)

    def predict(self, texts: Sequence[str], embedder: Embedder | None = None) -> list[Prediction]:
        """One prediction per text, with its reason."""
        if not texts:
            return []
        inputs = self._inputs(texts, embedder)
        judged = self._judge(inputs, Progress())
        names = self.space.word_names
        found: list[Prediction] = []
        for row in range(len(texts)):
            label = int(judged.label[row])
            words = self._telling_words(inputs.features.words[row], label, names)
            found.append(self._prediction(judged, row, words))
        return found

    def _inputs(self, texts: Sequence[str], embedder: Embedder | None) -> Inputs:
        features = self.space.features(texts)
        if self.embedder is None:
            return Inputs(features)
        if embedder is None or embedder.name != self.embedder:
            raise UserError(
                f"This triage model was trained with the embedding model {self.embedder}.",
                "Add that model again, or train anew.",
            )
        return Inputs(features, embed(texts, embedder, self.longest))

    def _prediction(self, judged: Judged, row: int, words: list[str]) -> Prediction:
        label = int(judged.label[row])
        confidence, limit = float(judged.confidence[row]), float(self.thresholds[label])
        chances = with_first(judged.probabilities[row], confidence)
        order = np.argsort(-chances, kind="stable")[:_CHOICES]
        accepted = bool(judged.accepted[row])
        if accepted:
            reason = f"{self.classes[label]} ({confidence:.0%} sure){_because(words)}."
        else:
            doubt = _doubt(self.classes[label], confidence, limit, float(judged.known[row]))
            reason = f"Needs a person: {doubt}{_because(words)}."
        top = tuple((self.classes[number], float(chances[number])) for number in order.tolist())
        return Prediction(self.classes[label], confidence, accepted, limit, top, reason)

    def _telling_words(self, row: object, label: int, names: Sequence[str]) -> list[str]:
        """The words of a text that speak most for the class."""
        columns, values = row.indices, row.data  # pyright: ignore[reportAttributeAccessIssue] - CSR
        weights = self.words.word_weights(label)[columns] * values
        found = [str(names[columns[place]]) for place in np.argsort(-weights)[:12]
                 if weights[place] > 0]  # fmt: skip
        return [words for words in found if len(words) > 3][:3]


def _because(words: list[str]) -> str:
    said = ", ".join(f"“{word}”" for word in words)
    return f" because of {said}" if words else ""


def _doubt(label: str, confidence: float, limit: float, known: float) -> str:
    """Why the first choice is not good enough."""
    if known < UNKNOWN_WORDS:
        return f"hardly a word of it occurs in the labelled tickets, {label} comes nearest"
    if limit > 1:
        return f"too few reliable examples to promise anything, {confidence:.0%} sure of {label}"
    if confidence < limit:
        return f"{label} is only {confidence:.0%} sure, {limit:.0%} is needed"
    return f"it is unlike the labelled tickets, {label} comes nearest"


def train(
    texts: Sequence[str],
    labels: Sequence[str],
    *,
    unlabelled: Sequence[str] = (),
    precision: float = 0.95,
    embedder: Embedder | None = None,
    progress: Progress | None = None,
) -> TriageModel:
    """Learn from labelled texts. Raises UserError when there are fewer than two labels.

    The acceptance thresholds come from held-out rows of the training set alone. While few
    texts are labelled, `unlabelled` ones teach which texts belong together.
    """
    step = progress or Progress()
    classes = tuple(sorted(set(labels)))
    if len(classes) < 2:
        raise UserError(
            f"The labelled tickets have {len(classes)} different labels; two are needed.",
            "Label tickets of at least two kinds.",
        )
    number = {name: position for position, name in enumerate(classes)}
    # The name of a class, put last, is one more example of it.
    names = [readable(name) for name in classes]
    wanted: Ints = np.array([number[label] for label in (*labels, *classes)])
    beside = some_unlabelled(unlabelled, texts)
    reading = None
    if embedder is not None:
        reading = Reading(texts, wanted[: len(texts)], names, beside, embedder)
        beside = reading.unlabelled
    try:
        words = _learn_words([*texts, *names], wanted, beside, reading, step)
        vectors, their_vectors = (None, None) if reading is None else reading.vectors()
    finally:
        if reading is not None:
            reading.stop()
    step.check()
    inputs = Inputs(words.space.training, vectors)
    others = None if words.unlabelled is None else Inputs(words.unlabelled, their_vectors)
    learners, held = _learn_meanings(words, inputs, others, wanted, step)
    taught = beside if words.scored else []
    return TriageModel(
        VERSION,
        training_hash([*texts, *taught], [*labels, *("" for _ in taught)]),
        len(texts),
        len(taught),
        precision,
        classes,
        np.bincount(wanted[: len(texts)]) / len(texts),
        words.space,
        words.learners,
        learners,
        held.stack,
        held.confidence,
        class_thresholds(
            held.sure,
            held.label,
            held.truth,
            held.weight,
            classes=len(classes),
            precision=precision,
        ),
        Neighbours(inputs, wanted),
        held.gate,
        None if embedder is None else embedder.name,
        0 if reading is None else reading.longest,
    )


@dataclass(frozen=True)
class _WordsLearnt:
    """What is learnt while vectors are made: features, models of words, held-out scores.

    `unlabelled` are the features of the texts without a label, None where there are none.
    """

    space: FeatureSpace
    unlabelled: Features | None
    scored: list[Scored]
    learners: WordLearners


def _learn_words(
    texts: Sequence[str],
    wanted: Ints,
    beside: Sequence[str],
    reading: Reading | None,
    step: Progress,
) -> _WordsLearnt:
    """From texts and, last, the names of the classes; `beside` are texts without a label."""
    classes = int(wanted.max()) + 1
    step.report(0, 3, "reading the texts")
    space = FeatureSpace(texts)
    others = space.features(beside) if beside else None
    step.report(1, 3, "measuring on held-out tickets")
    usable = None if reading is None else reading.chosen
    scored = score_held_out(
        space.training, wanted, classes, unlabelled=others, usable=usable, progress=step
    )
    step.report(2, 3, "learning from all tickets")
    return _WordsLearnt(space, others, scored, WordLearners(space.training, wanted, classes, step))


def _learn_meanings(
    words: _WordsLearnt, inputs: Inputs, others: Inputs | None, wanted: Ints, step: Progress
) -> tuple[tuple[MeaningLearner, ...], HeldOut]:
    """The learners beside those of words, and what the held-out rows teach of all of them."""
    classes = int(wanted.max()) + 1
    rows: Ints = np.flatnonzero(inputs.usable())
    read, kinds = inputs.rows(rows), wanted[rows]
    held_out = np.concatenate([[], *(part.rows for part in words.scored)]).astype(np.int64)
    place = np.searchsorted(rows, held_out)
    meanings: list[MeaningFit] = []
    if inputs.vectors is not None:
        if inputs.count - classes <= MOST:
            # Of more texts, a network tells as much in a fraction of the time.
            meanings.append(KernelFit(read, kinds, classes, place))
        meanings.append(NetFit(read, kinds, classes, step))
    shared = None
    if others is not None and words.scored:
        shared = SharedFit(read, kinds, others, classes, place)
    held = learn_held_out(words.scored, inputs, wanted, meanings, shared=shared, progress=step)
    learners = [fit.learner for fit in meanings]
    if shared is not None:
        guesses = words.learners.scores(shared.unlabelled.features)
        guesses += [learner.scores(shared.unlabelled) for learner in learners]
        learners.append(shared.learner(held.guessing.probabilities(guesses)))
    return tuple(learners), held


def training_hash(texts: Sequence[str], labels: Sequence[str]) -> str:
    """SHA-256 (hex) of texts and labels, independent of their order; '' for unlabelled ones."""
    rows = sorted(
        hashlib.sha256(f"{label}\0{text}".encode("utf-8", "surrogatepass")).hexdigest()
        for text, label in zip(texts, labels, strict=True)
    )
    return hashlib.sha256("".join(rows).encode()).hexdigest()
