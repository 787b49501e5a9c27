"""Learns from what people decided: a challenger is trained, and adopted only if not worse."""

import sqlite3
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING

from workbench.core import time
from workbench.core.progress import Progress
from workbench.core.text import count
from workbench.storage.database import Database
from workbench.tickets.capture import (
    Decision,
    training_rows,
    undecided_count,
    undecided_texts,
)
from workbench.tickets.triage import model_files
from workbench.tickets.triage.embedding import Remembering, installed_name

if TYPE_CHECKING:
    from workbench.tickets.triage.inputs import Embedder
    from workbench.tickets.triage.model import TriageModel

ENOUGH_NEW = 25
"""Confirmed decisions since the last training after which it is worth training again."""

_ENOUGH_UNDECIDED = 200
"""More tickets without a decision than at the last training, from which it may be worth it."""

FEWEST_ROWS = 10
_HELD_OUT = 0.2
_FEWEST_HELD_OUT = 20


@dataclass(frozen=True)
class Trained:
    """One training: accuracies on the later, held-out decisions (None: too few to compare)."""

    number: int
    time: datetime
    training_hash: str
    rows: int
    accuracy: float | None
    champion_accuracy: float | None
    adopted: bool
    in_use: bool
    reason: str


def waiting_rows(database: Database) -> int:
    """Confirmed decisions since the last training."""
    reader = database.connection()
    last = reader.execute("SELECT max(last_decision) FROM triage_model").fetchone()[0] or 0
    return sum(row.number > last for row in training_rows(reader))


def many_more_undecided(database: Database) -> bool:
    """Whether twice as many tickets that nobody decided could teach as at the last training."""
    from workbench.tickets.triage.unlabelled import MOST_TOGETHER

    reader = database.connection()
    last = reader.execute("SELECT undecided FROM triage_model ORDER BY number DESC").fetchone()
    if last is None:
        return False
    room = MOST_TOGETHER - len(training_rows(reader))
    now, before = min(undecided_count(reader), room), last["undecided"]
    return now >= max(2 * before, before + _ENOUGH_UNDECIDED)


def trainings(database: Database) -> list[Trained]:
    """Every training, newest first."""
    rows = database.connection().execute("SELECT * FROM triage_model ORDER BY number DESC")
    return [_trained(row) for row in rows]


def _trained(row: sqlite3.Row) -> Trained:
    return Trained(
        row["number"],
        datetime.fromisoformat(row["time"]),
        row["training_hash"],
        row["rows"],
        row["accuracy"],
        row["champion_accuracy"],
        bool(row["adopted"]),
        bool(row["in_use"]),
        row["reason"],
    )


def retrain(
    database: Database,
    *,
    precision: float = 0.95,
    embedder: "Embedder | None" = None,
    progress: Progress | None = None,
) -> Trained | None:
    """Train on all confirmed decisions; None with too few rows or a single label.

    While decisions are few, tickets that nobody has decided teach which belong together. The
    challenger learns from the earlier decisions and is compared with the model in use
    on the later ones, which neither learnt from as far as can be known; if it is not worse,
    a model trained on all of them is taken into use.
    """
    from workbench.tickets.triage.model import training_hash
    from workbench.tickets.triage.unlabelled import MOST_TOGETHER

    rows = training_rows(database.connection())
    if len(rows) < FEWEST_ROWS or len({row.value for row in rows}) < 2:
        return None
    others = undecided_texts(database.connection(), MOST_TOGETHER)
    reader = None if embedder is None else Remembering(embedder)
    learn = partial(
        _learn, unlabelled=others, precision=precision, embedder=reader, progress=progress
    )
    champion = model_in_use(database, None if reader is None else reader.name)
    accuracy, before = _contest(rows, champion, learn, reader)
    better = before is None or accuracy is None or accuracy >= before
    reason = _reason(accuracy, before, better)
    if better:
        model = learn(rows)
        model_files.keep(model)
        digest = model.training_hash
        if model.unlabelled_rows:
            beside = count(model.unlabelled_rows, "ticket")
            reason += f" {beside} without a decision taught which belong together."
    else:
        digest = training_hash([row.text for row in rows], [str(row.value) for row in rows])
    last = max(row.number for row in rows)
    undecided = undecided_count(database.connection())
    with database.write() as writer:
        if better:
            writer.execute("UPDATE triage_model SET in_use = 0")
        writer.execute(
            "INSERT INTO triage_model (time, version, training_hash, rows, last_decision,"
            " precision, accuracy, champion_accuracy, adopted, in_use, reason, undecided)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (time.iso(time.now()), "triage", digest, len(rows), last, precision, accuracy, before,
             better, better, reason, undecided),
        )  # fmt: skip
    return trainings(database)[0]


def _learn(
    rows: Sequence[Decision],
    *,
    unlabelled: Sequence[str],
    precision: float,
    embedder: "Embedder | None",
    progress: Progress | None,
) -> "TriageModel":
    from workbench.tickets.triage.model import train

    return train(
        [row.text for row in rows],
        [str(row.value) for row in rows],
        unlabelled=unlabelled,
        precision=precision,
        embedder=embedder,
        progress=progress,
    )


def _contest(
    rows: Sequence[Decision],
    champion: "TriageModel | None",
    learn: "Callable[[Sequence[Decision]], TriageModel]",
    embedder: "Embedder | None",
) -> tuple[float | None, float | None]:
    """Accuracy of a challenger, and of the champion, on the later fifth of the decisions."""
    later = int(len(rows) * _HELD_OUT)
    early, late = rows[: len(rows) - later], rows[len(rows) - later :]
    if later < _FEWEST_HELD_OUT or len({row.value for row in early}) < 2:
        return None, None
    ours = _accuracy(learn(early), late, embedder)
    return ours, None if champion is None else _accuracy(champion, late, embedder)


def _accuracy(model: "TriageModel", rows: Sequence[Decision], embedder: "Embedder | None") -> float:
    judged = model.judge([row.text for row in rows], embedder if model.embedder else None)
    right = [model.classes[label] == row.value for label, row in zip(judged.label, rows,
                                                                    strict=True)]  # fmt: skip
    return sum(right) / len(right)


def _reason(accuracy: float | None, before: float | None, adopted: bool) -> str:
    if accuracy is None:
        return "Adopted: too few decisions to compare yet."
    if before is None:
        return f"Adopted: {accuracy:.0%} right on the latest decisions, no model to compare with."
    verdict = "Adopted" if adopted else "Not adopted"
    return (
        f"{verdict}: {accuracy:.0%} right on the latest decisions, the model in use {before:.0%}."
    )


def roll_back(database: Database) -> Trained | None:
    """Take the model before the present one into use again; None when there is none."""
    with database.write() as writer:
        rows = writer.execute(
            "SELECT number, training_hash, in_use FROM triage_model WHERE adopted"
            " ORDER BY number DESC"
        ).fetchall()
        present = next((place for place, row in enumerate(rows) if row["in_use"]), None)
        older = [] if present is None else rows[present + 1 :]
        embedder = installed_name()
        usable = next(
            (row for row in older if model_files.is_kept(row["training_hash"], embedder)), None
        )
        if usable is None:
            return None
        writer.execute("UPDATE triage_model SET in_use = (number = ?)", (usable["number"],))
    return next(entry for entry in trainings(database) if entry.in_use)


def model_in_use(database: Database, embedder: str | None) -> "TriageModel | None":
    """The model in use; None before the first training, or when no file of it can be used.

    `embedder` names the embedding model at hand, None where there is none.
    """
    training_hash = _hash_in_use(database)
    return None if training_hash is None else model_files.load(training_hash, embedder)


def has_model(database: Database) -> bool:
    """Whether a model is in use that can be used here: looked up without loading it."""
    training_hash = _hash_in_use(database)
    return training_hash is not None and model_files.is_kept(training_hash, installed_name())


def _hash_in_use(database: Database) -> str | None:
    reader = database.connection()
    row = reader.execute("SELECT training_hash FROM triage_model WHERE in_use").fetchone()
    return None if row is None else row["training_hash"]


@dataclass(frozen=True)
class Week:
    """How the triage did in one week, over tickets whose category was decided afterwards.

    `coverage` is the share accepted, `accuracy` the share of all that were right,
    `accepted_accuracy` that of the accepted, `confidence` their mean confidence.
    """

    start: str
    n: int
    coverage: float
    accuracy: float
    accepted_accuracy: float | None
    confidence: float


def weeks(database: Database) -> list[Week]:
    """One row per week of predictions that people later confirmed or changed.

    The first prediction of a ticket counts, unless the ticket was decided by then or its model
    had learnt from it: what is known already is not predicted.
    """
    rows = database.connection().execute(
        "SELECT p.ticket, p.time, p.label, p.confidence, p.accepted, d.value FROM"
        " ticket_prediction p JOIN ticket_decision d ON d.number = (SELECT max(number) FROM"
        " ticket_decision WHERE ticket = p.ticket AND confirmed AND kind IN ('category', 'closed')"
        " AND value IS NOT NULL) WHERE p.number IN (SELECT min(number) FROM ticket_prediction"
        " GROUP BY ticket) AND NOT EXISTS (SELECT 1 FROM ticket_decision e WHERE"
        " e.ticket = p.ticket AND e.confirmed AND e.kind IN ('category', 'closed')"
        " AND e.value IS NOT NULL AND (e.time <= p.time OR e.number <= (SELECT"
        " max(last_decision) FROM triage_model WHERE training_hash = p.training_hash)))"
    )
    by_week: dict[str, list[sqlite3.Row]] = {}
    for row in rows:
        year, week, _ = datetime.fromisoformat(row["time"]).isocalendar()
        by_week.setdefault(f"{year}-W{week:02}", []).append(row)
    return [_week(start, items) for start, items in sorted(by_week.items())]


def _week(start: str, rows: Sequence[sqlite3.Row]) -> Week:
    right = [row["label"] == row["value"] for row in rows]
    accepted = [ok for ok, row in zip(right, rows, strict=True) if row["accepted"]]
    return Week(
        start,
        len(rows),
        len(accepted) / len(rows),
        sum(right) / len(rows),
        sum(accepted) / len(accepted) if accepted else None,
        sum(row["confidence"] for row in rows) / len(rows),
    )
