"""How often the model is likely to err while the true outcomes are not known yet (CBPE)."""

from dataclasses import dataclass
from typing import Any

from workbench.drift.binning import number_bin_sql
from workbench.drift.columns import Column, as_number, number_sql
from workbench.drift.comparison import ColumnComparison, Role
from workbench.drift.engine import Engine, identifier
from workbench.drift.sides import Question, Side, Sides

_FEWEST = 200
_KNOWN_SHARE = 0.9


@dataclass(frozen=True, slots=True)
class Estimate:
    """The error rate of a yes/no model: known in the reference, estimated in the current rows.

    The scores are calibrated on the reference: in every bin of scores, the share of wrong
    decisions (score of one half or more is yes) is taken from there and weighed by how many
    current rows fall into the bin. This holds only while the relation of features to the
    outcome is the same: it sees a shift of the inputs, never concept drift.
    """

    reference: float
    current: float

    @property
    def words(self) -> str:
        """The estimate and what it assumes, as one sentence."""
        return (
            f"Without labels, the error rate is estimated at {self.current:.2%} against"
            f" {self.reference:.2%} in the reference, assuming that scores mean what they meant"
            " there (concept drift would not show)."
        )


def estimated(
    engine: Engine, sides: Sides, question: Question, columns: list[ColumnComparison]
) -> Estimate | None:
    """The estimate; None unless outcomes are 0 or 1 and scores lie between 0 and 1.

    Also None where the current table has the outcomes: then nothing needs estimating.
    """
    said = next((c for c in columns if c.role is Role.PREDICTION and c.binning), None)
    target = sides.reference.column(question.target or "")
    outcome = as_number(target) if target else None
    score = sides.reference.column(said.name) if said else None
    if said is None or said.binning is None or outcome is None or score is None:
        return None
    if _labelled(engine, sides.current, question.target or ""):
        return None
    shape = said.reference_shape
    if shape is None or shape.quantiles[0] < 0 or shape.quantiles[-1] > 1 or shape.distinct <= 2:
        return None
    theirs = sides.current.column(score.name)
    if theirs is None:
        return None
    known = _bins(engine, sides.reference, said, score, outcome)
    rates = {key: wrong / rows for key, (rows, wrong) in known.items()}
    now = _bins(engine, sides.current, said, theirs, None)
    shared = {key: rows for key, (rows, _) in now.items() if key in rates}
    total, covered = sum(rows for rows, _ in now.values()), sum(shared.values())
    counted = sum(rows for rows, _ in known.values())
    if min(counted, covered) < _FEWEST or covered < _KNOWN_SHARE * total:
        return None
    return Estimate(
        sum(wrong for _, wrong in known.values()) / counted,
        sum(rows * rates[key] for key, rows in shared.items()) / covered,
    )


def _bins(
    engine: Engine, side: Side, said: ColumnComparison, score: Column, outcome: Column | None
) -> dict[tuple[int, bool], tuple[int, float]]:
    """Rows and wrong decisions per (bin, decision); outcomes other than 0 and 1 are left out."""
    assert said.binning is not None, "asked for counted predictions only"
    number = f"({number_sql(score)})::DOUBLE"
    truth = f"({number_sql(outcome)})::DOUBLE" if outcome else "0.0"
    rows: list[tuple[Any, ...]] = engine.rows(
        f"SELECT b, p, count(*), sum(abs(t - p::INT)) FROM (SELECT"
        f" {number_bin_sql(said.binning, score)} AS b, {number} >= 0.5 AS p, {truth} AS t"
        f" FROM {side.table.source} WHERE isfinite({number})) WHERE t IN (0, 1) GROUP BY ALL"
    )
    return {(int(b), bool(p)): (int(count), float(wrong)) for b, p, count, wrong in rows}


def _labelled(engine: Engine, side: Side, target: str) -> bool:
    """Whether the current rows have outcomes."""
    if not side.table.has(target):
        return False
    return bool(engine.rows(f"SELECT count({identifier(target)}) FROM {side.table.source}")[0][0])
