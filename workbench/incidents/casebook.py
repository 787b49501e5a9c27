"""What people make of evidence: incidents that they started, and reports that they edited."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from workbench.core.time import iso, now
from workbench.storage.database import Database, RoomSchema

SCHEMA = RoomSchema(
    "incidents",
    (
        """
        CREATE TABLE incident (
            number INTEGER PRIMARY KEY AUTOINCREMENT,
            title TEXT NOT NULL,
            started TEXT NOT NULL,
            removed_at TEXT
        );
        CREATE TABLE edited_report (
            about TEXT NOT NULL,
            audience TEXT NOT NULL,
            text TEXT NOT NULL,
            cited TEXT NOT NULL,
            saved TEXT NOT NULL,
            PRIMARY KEY (about, audience)
        );
        """,
    ),
)


@dataclass(frozen=True, slots=True)
class Incident:
    """What somebody started to look into without a ticket; evidence is kept for its key."""

    number: int
    title: str
    started: datetime

    @property
    def about(self) -> str:
        """The key that evidence is pinned for: "incident:3"."""
        return f"incident:{self.number}"


@dataclass(frozen=True, slots=True)
class EditedReport:
    """A report as a person left it.

    `cited` are the content hashes of the evidence that was E1, E2 ... when it was saved.
    """

    text: str
    cited: tuple[str, ...]
    saved: datetime


class Casebook:
    """The incidents and edited reports of one workspace.

    Raises UserError where the database cannot be used.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self._empty = database.read_only and not database.path.exists()
        if not self._empty:
            database.use(SCHEMA)
            self._empty = not _has_table(database)

    def incidents(self) -> list[Incident]:
        """Every incident, the latest first."""
        if self._empty:
            return []
        rows = self._database.connection().execute(
            "SELECT number, title, started FROM incident WHERE removed_at IS NULL"
            " ORDER BY number DESC"
        )
        return [Incident(row[0], row[1], datetime.fromisoformat(row[2])) for row in rows]

    def start(self, title: str) -> Incident:
        """Start an incident."""
        started = now()
        with self._database.write() as writer:
            number = writer.execute(
                "INSERT INTO incident (title, started) VALUES (?, ?)", (title, iso(started))
            ).lastrowid
        assert number is not None
        return Incident(number, title, started)

    def remove(self, number: int) -> None:
        """Take an incident away, not its evidence; `put_back` undoes it."""
        self._remove_at(number, iso(now()))

    def put_back(self, number: int) -> None:
        """Put a removed incident back."""
        self._remove_at(number, None)

    def edited(self, about: str, audience: str) -> EditedReport | None:
        """The report that a person edited; None where nobody did."""
        if self._empty:
            return None
        row = (
            self._database.connection()
            .execute(
                "SELECT text, cited, saved FROM edited_report WHERE about = ? AND audience = ?",
                (about, audience),
            )
            .fetchone()
        )
        if row is None:
            return None
        return EditedReport(row[0], tuple(json.loads(row[1])), datetime.fromisoformat(row[2]))

    def keep(self, about: str, audience: str, text: str, cited: Sequence[str]) -> None:
        """Keep a report as it was edited, with the hashes of what it cites as E1, E2 ..."""
        with self._database.write() as writer:
            writer.execute(
                "INSERT OR REPLACE INTO edited_report VALUES (?, ?, ?, ?, ?)",
                (about, audience, text, json.dumps(list(cited)), iso(now())),
            )

    def discard(self, about: str, audience: str) -> None:
        """Forget what was edited: the report is drafted from the evidence again."""
        with self._database.write() as writer:
            writer.execute(
                "DELETE FROM edited_report WHERE about = ? AND audience = ?", (about, audience)
            )

    def _remove_at(self, number: int, moment: str | None) -> None:
        with self._database.write() as writer:
            writer.execute("UPDATE incident SET removed_at = ? WHERE number = ?", (moment, number))


def _has_table(database: Database) -> bool:
    found = database.connection().execute(
        "SELECT 1 FROM sqlite_master WHERE name = 'edited_report'"
    )
    return found.fetchone() is not None
