"""Categories for tickets: decided by people, suggested by the model, or by rules before it."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from workbench.core.progress import Progress
from workbench.storage.database import Database
from workbench.tickets.capture import training_rows
from workbench.tickets.model import Ticket
from workbench.tickets.triage import learning, rules
from workbench.tickets.triage.predictions import predictions_for

if TYPE_CHECKING:
    from workbench.tickets.triage.inputs import Embedder
    from workbench.tickets.triage.model import Prediction


@dataclass(frozen=True)
class Judgement:
    """One ticket's category: accepted by the model, decided by a person, or None."""

    category: str | None
    confidence: float | None
    accepted: bool
    decided: bool
    top: tuple[tuple[str, float], ...]
    reason: str


def judge_tickets(
    database: Database,
    tickets: Sequence[Ticket],
    embedder: "Embedder | None" = None,
    progress: Progress | None = None,
) -> list[Judgement]:
    """Judge tickets with the model in use, or by rules before there is one."""
    step = progress or Progress()
    decided = {row.ticket: str(row.value) for row in training_rows(database.connection())}
    model = learning.model_in_use(database, None if embedder is None else embedder.name)
    predictions: Sequence[Prediction | None] = [None] * len(tickets)
    if model is not None:
        used = embedder if model.embedder else None
        predictions = predictions_for(database, model, tickets, used, step)
    found: list[Judgement] = []
    for ticket, prediction in zip(tickets, predictions, strict=True):
        step.check()
        found.append(_judgement(ticket, decided.get(ticket.id), prediction))
    return found


def _judgement(ticket: Ticket, decided: str | None, prediction: "Prediction | None") -> Judgement:
    if prediction is None:
        judged = rules.judge(ticket.text)
        top, reason, sure, accepted = judged.top, judged.reason, judged.top[0][1], False
        label = None
    else:
        top, reason, accepted = prediction.top, prediction.reason, prediction.accepted
        sure, label = prediction.confidence, prediction.label if prediction.accepted else None
    if decided is not None:
        return Judgement(decided, sure, accepted, True, top, f"{decided}, set by a person.")
    return Judgement(label, sure, accepted, False, top, reason)


def worth_learning(database: Database) -> bool:
    """Whether there is enough to learn from and no model yet, or much that is new since."""
    if database.read_only:
        return False
    if learning.waiting_rows(database) >= learning.ENOUGH_NEW:
        return True
    rows = training_rows(database.connection())
    if len(rows) < learning.FEWEST_ROWS or len({row.value for row in rows}) < 2:
        return False
    return not learning.has_model(database) or learning.many_more_undecided(database)


def keep_learning(
    database: Database, embedder: "Embedder | None" = None, progress: Progress | None = None
) -> learning.Trained | None:
    """Train when it is worth it; else None."""
    if database.read_only or not worth_learning(database):
        return None
    return learning.retrain(database, embedder=embedder, progress=progress)


def learn_in_child(folder: Path, progress: Progress) -> str | None:
    """Learn from decisions in a child process of the window; gives what came of it."""
    from workbench.tickets.desk import ChildPlace
    from workbench.tickets.store import TicketStore
    from workbench.tickets.triage.embedding import installed_embedder

    store = TicketStore(ChildPlace.of(folder).database)
    with installed_embedder() as embedder:
        trained = keep_learning(store.database, embedder, progress)
    return None if trained is None else trained.reason
