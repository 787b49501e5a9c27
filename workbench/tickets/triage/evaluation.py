"""Measures the triage on labelled tickets it has not seen: accuracy, calibration, promises kept."""

import time
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from workbench.core.progress import Progress
from workbench.tickets.triage.calibration import calibration_error
from workbench.tickets.triage.inputs import Embedder
from workbench.tickets.triage.model import Judged, TriageModel, train
from workbench.tickets.triage.sparse import Floats, Ints


@dataclass(frozen=True)
class Evaluation:
    """Figures over the test rows that have a label; None where they cannot be had.

    `unlabelled` test rows have none, so nobody can tell whether they are judged right; `unknown`
    ones have a label that training does not know. `judged` are all rows.
    `accepted_precision` is the share of accepted rows that are right, None when none is
    accepted. `oos_auroc` is how well familiarity ranks test rows above out-of-scope rows;
    `oos_rejected_keeping_95` the share of those below 95 % of the test rows.
    """

    accuracy: float
    macro_f1: float
    ece: float
    accepted_share: float
    accepted_precision: float | None
    oos_auroc: float | None
    oos_rejected_keeping_95: float | None
    unlabelled: int
    unknown: int
    train_seconds: float
    ms_per_ticket: float
    model: TriageModel
    judged: Judged


def evaluate(
    training: tuple[Sequence[str], Sequence[str]],
    test: tuple[Sequence[str], Sequence[str]],
    *,
    unlabelled: Sequence[str] = (),
    out_of_scope: Sequence[str] = (),
    precision: float = 0.95,
    embedder: Embedder | None = None,
    progress: Progress | None = None,
) -> Evaluation:
    """Train on (texts, labels), judge the test's texts, compare with the test's labels.

    `unlabelled` texts may teach too; the test's are never among them by themselves.

    A test label that training does not know counts as wrong, whatever is predicted. A row
    with an empty label counts for nothing; at least one must have a label.
    """
    started = time.perf_counter()
    model = train(
        *training,
        unlabelled=unlabelled,
        precision=precision,
        embedder=embedder,
        progress=progress,
    )
    trained = time.perf_counter()
    judged = model.judge(test[0], embedder, progress)
    per_ticket = (time.perf_counter() - trained) / max(len(test[0]), 1)
    # Labels that training does not know get numbers of their own behind those that it does.
    number = {name: position for position, name in enumerate((*model.classes, *sorted(
        set(test[1]) - set(model.classes))))}  # fmt: skip
    labelled: Ints = np.flatnonzero([bool(label) for label in test[1]])
    truth: Ints = np.array([number[label] for label in test[1] if label])
    label, accepted = judged.label[labelled], judged.accepted[labelled]
    familiarity = judged.familiarity[labelled]
    right = label == truth
    auroc = rejected = None
    if out_of_scope:
        foreign = model.judge(out_of_scope, embedder, progress).familiarity
        auroc = _auroc(familiarity, foreign)
        rejected = float((foreign < np.quantile(familiarity, 0.05)).mean())
    return Evaluation(
        float(right.mean()),
        _macro_f1(label, truth),
        calibration_error(judged.confidence[labelled], right),
        float(accepted.mean()),
        float(right[accepted].mean()) if accepted.any() else None,
        auroc,
        rejected,
        len(test[1]) - len(labelled),
        int((truth >= len(model.classes)).sum()),
        trained - started,
        per_ticket * 1000,
        model,
        judged,
    )


def _auroc(inside: Floats, outside: Floats) -> float:
    """The chance that a row from inside scores above one from outside (ties count half)."""
    from sklearn.metrics import roc_auc_score

    wanted = np.concatenate([np.ones(len(inside)), np.zeros(len(outside))])
    return float(roc_auc_score(wanted, np.concatenate([inside, outside])))


def _macro_f1(label: Ints, truth: Ints) -> float:
    """The mean F1 over the classes that are true or predicted of any row, as others compute it."""
    from sklearn.metrics import f1_score

    return float(f1_score(truth, label, average="macro"))
