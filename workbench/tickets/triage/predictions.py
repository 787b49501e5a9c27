"""The predictions that were made: each once per ticket, text and model, with its reason."""

import hashlib
import json
import sqlite3
from collections.abc import Sequence
from itertools import islice
from typing import TYPE_CHECKING

from workbench.core import time
from workbench.core.progress import Progress
from workbench.storage.database import Database
from workbench.tickets.model import Ticket

if TYPE_CHECKING:
    from workbench.tickets.triage.inputs import Embedder
    from workbench.tickets.triage.model import Prediction, TriageModel

_AT_ONCE = 256
"""Texts that are predicted between two looks at whether to go on."""


def predictions_for(
    database: Database,
    model: "TriageModel",
    tickets: Sequence[Ticket],
    embedder: "Embedder | None",
    progress: Progress,
) -> "list[Prediction]":
    """One prediction per ticket: as it was kept while the text is the same, else made and kept.

    In a database that is only read, nothing is kept.
    """
    kept = _kept(database, model)
    texts = {ticket.id: _hash(ticket.text) for ticket in tickets}
    known = {name: found for name, (text, found) in kept.items() if texts.get(name) == text}
    missing = iter([ticket for ticket in tickets if ticket.id not in known])
    while some := list(islice(missing, _AT_ONCE)):
        progress.check()
        made = model.predict([ticket.text for ticket in some], embedder)
        found = dict(zip([ticket.id for ticket in some], made, strict=True))
        known |= found
        if not database.read_only:
            _keep(database, model, found, texts)
    return [known[ticket.id] for ticket in tickets]


def _kept(database: Database, model: "TriageModel") -> "dict[str, tuple[str, Prediction]]":
    rows = database.connection().execute(
        "SELECT * FROM ticket_prediction WHERE training_hash = ? AND model = ?"
        " AND text_hash IS NOT NULL ORDER BY number",
        (model.training_hash, _name(model)),
    )
    return {row["ticket"]: (row["text_hash"], _prediction(row)) for row in rows}


def _prediction(row: sqlite3.Row) -> "Prediction":
    from workbench.tickets.triage.model import Prediction

    top = tuple((str(label), float(share)) for label, share in json.loads(row["top"]))
    return Prediction(
        row["label"], row["confidence"], bool(row["accepted"]), row["threshold"], top, row["reason"]
    )


def _keep(
    database: Database,
    model: "TriageModel",
    predictions: "dict[str, Prediction]",
    texts: dict[str, str],
) -> None:
    moment = time.iso(time.now())
    with database.write() as writer:
        writer.executemany(
            "INSERT INTO ticket_prediction (ticket, time, label, confidence, accepted, threshold,"
            " reason, top, model, training_hash, text_hash)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            [
                (ticket, moment, found.label, found.confidence, found.accepted, found.threshold,
                 found.reason, json.dumps(found.top), _name(model), model.training_hash,
                 texts[ticket])
                for ticket, found in predictions.items()
            ],
        )  # fmt: skip


def _name(model: "TriageModel") -> str:
    """The model's version, and what it was read with: the same labels may be learnt both ways."""
    return model.version if model.embedder is None else f"{model.version} {model.embedder}"


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
