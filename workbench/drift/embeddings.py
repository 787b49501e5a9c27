"""Embeddings compared by a classifier that tries to tell the two sides apart."""

from math import sqrt

import numpy as np
from numpy.typing import NDArray

from workbench.drift.columns import Column
from workbench.drift.comparison import Aspect
from workbench.drift.engine import Engine, identifier
from workbench.drift.tables import ROW_NUMBER, Table, even_rows
from workbench.drift.thresholds import FEWEST_ROWS, SPREADS

VECTORS_AT_MOST = 2_000
_FOLDS = 5
_FLOOR = 0.6
_LARGEST = 1e100


def embedding_aspects(
    engine: Engine, sides: tuple[Table, Table], column: Column
) -> tuple[Aspect, ...]:
    """The classifier's AUC on rows it has not seen; of an even sample of at most 2,000 a side.

    `sides` are the reference and the current table, `column` has its centroid. It alarms at
    0.6, or at what chance reaches with few rows (0.5 and four spreads) where that is more.
    Empty where a side has fewer than 30 vectors of the reference's length.
    """
    before, after = (_vectors(engine, table, column) for table in sides)
    if min(len(before), len(after)) < FEWEST_ROWS:
        return ()
    engine.progress.check()
    n, m = len(before), len(after)
    spread = sqrt((n + m + 1) / (12 * n * m))
    return (
        Aspect(
            "classifier",
            separation(before, after),
            max(_FLOOR, 0.5 + SPREADS * spread),
            f"cross-validated AUC of a logistic regression, {n} against {m} rows; 0.5 is chance",
        ),
    )


def separation(before: NDArray[np.float64], after: NDArray[np.float64]) -> float:
    """How well the sides (rows, dimensions) are told apart, as AUC; 0.5 is not at all.

    The folds are stretches of rows: neighbours, which often resemble each other, are not on
    both sides of the exam (Lopez-Paz and Oquab, 2017, for the two-sample test).
    """
    from sklearn.linear_model import LogisticRegression
    from sklearn.metrics import roc_auc_score
    from sklearn.model_selection import StratifiedKFold, cross_val_predict
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import StandardScaler

    rows = np.concatenate([before, after])
    side = np.repeat([0, 1], [len(before), len(after)])
    model = make_pipeline(StandardScaler(), LogisticRegression(C=0.01, max_iter=200))
    folds = StratifiedKFold(_FOLDS)
    # Not one AUC over all folds: their scores have different offsets.
    scores = cross_val_predict(model, rows, side, cv=folds, method="decision_function")
    parts = [exam for _, exam in folds.split(rows, side)]
    return float(np.mean([roc_auc_score(side[part], scores[part]) for part in parts]))


def _vectors(engine: Engine, table: Table, column: Column) -> NDArray[np.float64]:
    """An even sample of whole, finite vectors of the reference's length, in the file's order."""
    length = len(column.centroid)
    if not length or not _is_list(table, column.name):
        return np.empty((0, 0))
    quoted = f"{identifier(column.name)}::DOUBLE[]"
    where = even_rows(table.rows, VECTORS_AT_MOST, 20)
    rows = engine.rows(
        f"SELECT v FROM (SELECT {quoted} AS v, {ROW_NUMBER} AS r FROM {table.source}{where})"
        f" WHERE list_count(v) = {length} AND len(v) = {length} ORDER BY r"
    )
    found = np.array([row[0] for row in rows], dtype=np.float64).reshape(-1, length)
    return found[(np.abs(found) < _LARGEST).all(axis=1)]


def _is_list(table: Table, name: str) -> bool:
    return any(raw.name == name and raw.type.endswith("]") for raw in table.columns)
