"""Whether the model is worse, and whether the relation of features to outcome has changed."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from workbench.drift.columns import Column, Kind, number_sql
from workbench.drift.engine import Engine, identifier
from workbench.drift.sides import Question, Side, Sides
from workbench.drift.statistic import Floats
from workbench.drift.tables import ROW_NUMBER

_ROWS = 12_000
_FEWEST = 200
_CLASSES_AT_MOST = 20
_CATEGORIES_AT_MOST = 50
_STANDARD_ERRORS = 4.0
_RELATIVE_LOSS = 0.1
_RELATIVE_GAP = 0.05
_SEED = 20_261


@dataclass(frozen=True, slots=True)
class Performance:
    """The mean loss of the given predictions before and now.

    `loss` names it: error rate, Brier score or absolute error; `worse` when it grew by a
    tenth at least and by more than chance.
    """

    loss: str
    before: float
    after: float
    worse: bool


@dataclass(frozen=True, slots=True)
class Relation:
    """What a model of the reference loses on the current rows against one of their own.

    Both are of the same kind and learn from as many rows; each is judged on rows it has
    not seen. `gap` is the excess loss relative to the own model's; a shift of the features
    alone leaves it near zero.
    """

    reference_model_loss: float
    own_model_loss: float
    gap: float
    changed: bool
    part: str


@dataclass(frozen=True, slots=True)
class _Outcomes:
    """Features (rows, columns), outcomes as numbers, and whether they are classes."""

    features: Floats
    outcomes: Floats


def performance(engine: Engine, sides: Sides, question: Question) -> Performance | None:
    """Judge the given predictions against the outcomes; None where either is missing."""
    if question.target is None or question.prediction is None:
        return None
    named = (question.target, question.prediction)
    if not all(side.table.has(name) for side in (sides.reference, sides.current) for name in named):
        return None
    losses = [_losses(engine, side, *named) for side in (sides.reference, sides.current)]
    names = {name for name, _ in losses}
    (name, before), (_, after) = losses
    if len(names) > 1 or min(len(before), len(after)) < _FEWEST // 4:
        return None
    error = float(np.sqrt(before.var() / len(before) + after.var() / len(after)))
    grown = float(after.mean() - before.mean())
    worse = grown > _STANDARD_ERRORS * error and grown > _RELATIVE_LOSS * float(before.mean())
    return Performance(name, float(before.mean()), float(after.mean()), worse)


def _losses(engine: Engine, side: Side, target: str, prediction: str) -> tuple[str, Floats]:
    """The loss of every labelled row, thinned evenly to 200,000 at most."""
    columns = [side.column(target), side.column(prediction)]
    stride = max(1, side.table.rows // (10 * _ROWS))
    numeric = all(column and column.kind in (Kind.NUMERIC, Kind.ID) for column in columns)
    picked = [
        f"{number_sql(column)}::DOUBLE" if numeric and column else f"{identifier(name)}::VARCHAR"
        for column, name in zip(columns, (target, prediction), strict=True)
    ]
    rows = engine.rows(
        f"SELECT t, p FROM (SELECT {picked[0]} AS t, {picked[1]} AS p FROM {side.table.source}"
        f" WHERE {ROW_NUMBER} % {stride} = 0) WHERE t IS NOT NULL AND p IS NOT NULL"
    )
    if not numeric:
        return "error rate", np.array([float(t != p) for t, p in rows])
    truth = np.array([row[0] for row in rows], dtype=np.float64)
    said = np.array([row[1] for row in rows], dtype=np.float64)
    if not len(truth) or len(np.unique(truth)) > _CLASSES_AT_MOST:
        return "absolute error", np.abs(truth - said)
    binary = set(np.unique(truth)) <= {0.0, 1.0}
    if binary and said.min() >= 0 and said.max() <= 1 and len(np.unique(said)) > 2:
        return "Brier score", (truth - said) ** 2
    if len(np.unique(said)) > _CLASSES_AT_MOST:
        return "absolute error", np.abs(truth - said)
    return "error rate", (truth != said).astype(np.float64)


def relation(
    engine: Engine, sides: Sides, question: Question, features: Sequence[Column]
) -> Relation | None:
    """Whether features tell the outcome differently now; None without labels on both sides.

    Looked at over all current rows and over their last half, in order of time.
    """
    target = question.target
    if target is None or not features:
        return None
    labelled = [side.column(target) for side in (sides.reference, sides.current)]
    if labelled[0] is None or labelled[1] is None:
        return None
    loaded = [
        _load(engine, side, features, column, sides.reference)
        for side, column in zip((sides.reference, sides.current), labelled, strict=True)
        if column is not None
    ]
    reference, current = loaded
    if min(len(reference.outcomes), len(current.outcomes)) < _FEWEST:
        return None
    classes = len(np.unique(reference.outcomes)) <= _CLASSES_AT_MOST
    # More threads than free cores make the learner wait for itself.
    from threadpoolctl import threadpool_limits

    with threadpool_limits(1):
        return _worst_relation(engine, reference, current, classes=classes)


def _worst_relation(
    engine: Engine, reference: _Outcomes, current: _Outcomes, *, classes: bool
) -> Relation:
    half = len(current.outcomes) // 2
    last = _Outcomes(current.features[half:], current.outcomes[half:])
    parts = [("all current rows", current), ("the last half of the current rows", last)]
    found: list[Relation] = []
    for part, rows in parts:
        engine.progress.check()
        if len(rows.outcomes) >= _FEWEST:
            found.append(_gap(reference, rows, part, classes=classes))
    worst = max(found, key=lambda one: (one.changed, one.gap))
    if worst.changed and worst.gap <= 2 * _own_gap(reference, classes=classes):
        return replace(worst, changed=False)
    return worst


def _own_gap(reference: _Outcomes, *, classes: bool) -> float:
    """How much the relation moves between the two halves of the reference itself."""
    half = len(reference.outcomes) // 2
    first = _Outcomes(reference.features[:half], reference.outcomes[:half])
    second = _Outcomes(reference.features[half:], reference.outcomes[half:])
    return max(_gap(first, second, "", classes=classes).gap, 0.0) if half >= _FEWEST else 0.0


def _gap(reference: _Outcomes, current: _Outcomes, part: str, *, classes: bool) -> Relation:
    generator = np.random.default_rng(_SEED)
    folds = generator.integers(0, 2, len(current.outcomes))
    size = min(len(reference.outcomes), len(current.outcomes) // 2)
    picks = generator.choice(len(reference.outcomes), size, replace=False)
    taught = _Outcomes(reference.features[picks], reference.outcomes[picks])
    foreign = np.empty(len(folds))
    own = np.empty(len(folds))
    for fold in (0, 1):
        test, train = folds == fold, folds != fold
        unseen = _Outcomes(current.features[test], current.outcomes[test])
        ours = _Outcomes(current.features[train], current.outcomes[train])
        foreign[test] = _loss(taught, unseen, classes=classes)
        own[test] = _loss(ours, unseen, classes=classes)
    excess = foreign - own
    error = float(excess.std() / np.sqrt(len(excess)))
    gap = float(excess.mean() / max(own.mean(), 1e-12))
    changed = gap >= _RELATIVE_GAP and float(excess.mean()) > _STANDARD_ERRORS * error
    return Relation(float(foreign.mean()), float(own.mean()), gap, changed, part)


def _loss(taught: _Outcomes, asked: _Outcomes, *, classes: bool) -> Floats:
    """The loss per row: multi-class Brier score, or the squared error."""
    from sklearn.ensemble import HistGradientBoostingClassifier, HistGradientBoostingRegressor

    options: dict[str, Any] = {
        "max_iter": 40,
        "max_leaf_nodes": 15,
        "min_samples_leaf": 40,
        "l2_regularization": 1.0,
        "early_stopping": False,
        "random_state": _SEED,
    }
    known = np.unique(taught.outcomes)
    if len(known) < 2:
        return (asked.outcomes != known[0]).astype(np.float64)
    if not classes:
        learner = HistGradientBoostingRegressor(**options)
        learner.fit(taught.features, taught.outcomes)
        return (learner.predict(asked.features) - asked.outcomes) ** 2
    chooser = HistGradientBoostingClassifier(**options)
    chooser.fit(taught.features, taught.outcomes)
    chances: Floats = np.asarray(chooser.predict_proba(asked.features))
    truth = (asked.outcomes[:, None] == known[None, :]).astype(np.float64)
    missed = 1 - truth.sum(axis=1)
    return ((chances - truth) ** 2).sum(axis=1) + missed


def _load(
    engine: Engine, side: Side, features: Sequence[Column], target: Column, reference: Side
) -> _Outcomes:
    """Features and outcomes of labelled rows in order of time, at most 20,000, evenly thinned."""
    stride = max(1, side.table.rows // _ROWS)
    order = f"{side.time} NULLS LAST, {ROW_NUMBER}" if side.time else ROW_NUMBER
    names = [column.name for column in features]
    known = [_codes(engine, reference, column) for column in [*features, target]]
    picked = [
        f"{_value_sql(side, column)} AS f{place}"
        for place, column in enumerate([*features, target])
    ]
    arrays = engine.arrays(
        f"SELECT {', '.join(picked)} FROM {side.table.source}"
        f" WHERE {identifier(target.name)} IS NOT NULL AND {ROW_NUMBER} % {stride} = 0"
        f" ORDER BY {order}"
    )
    columns = [_numbers(arrays[f"f{place}"], known[place]) for place in range(len(names) + 1)]
    kept = ~np.isnan(columns[-1])
    # A column without any value tells nothing, and the learner refuses it.
    matrix = np.column_stack([np.where(np.isnan(c).all(), 0.0, c) for c in columns[:-1]])
    return _Outcomes(matrix[kept], columns[-1][kept])


def _value_sql(side: Side, column: Column) -> str:
    own = side.column(column.name)
    if column.kind is Kind.NUMERIC and own is not None:
        return f"{number_sql(replace(own, kind=Kind.NUMERIC))}::DOUBLE"
    return f"{identifier(column.name)}::VARCHAR"


def _codes(engine: Engine, reference: Side, column: Column) -> dict[str, int] | None:
    """The reference's most frequent categories by number; None for numbers."""
    if column.kind is Kind.NUMERIC:
        return None
    text = f"{identifier(column.name)}::VARCHAR"
    rows = engine.rows(
        f"SELECT v, count(*) AS n FROM (SELECT {text} AS v FROM {reference.table.source})"
        f" WHERE v IS NOT NULL GROUP BY v ORDER BY n DESC, v LIMIT {_CATEGORIES_AT_MOST}"
    )
    return {str(row[0]): place for place, row in enumerate(rows)}


def _numbers(loaded: "NDArray[np.object_]", codes: dict[str, int] | None) -> Floats:
    masked = np.ma.getmaskarray(loaded)
    if codes is None:
        numbers = np.asarray(np.ma.getdata(loaded), dtype=np.float64)
        return np.where(masked | ~np.isfinite(numbers), np.nan, numbers)
    others = len(codes)
    return np.array(
        [
            np.nan if gone else codes.get(str(value), others)
            for value, gone in zip(np.ma.getdata(loaded), masked, strict=True)
        ]
    )
