"""The evidence that was pinned: kept unchanged, in the user's order, with notes."""

import json
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from workbench.core.evidence import Evidence
from workbench.core.time import iso, now
from workbench.storage.database import Database, RoomSchema

SCHEMA = RoomSchema(
    "evidence",
    (
        """
        CREATE TABLE evidence (
            number INTEGER PRIMARY KEY AUTOINCREMENT,
            place INTEGER NOT NULL,
            kind TEXT NOT NULL,
            title TEXT NOT NULL,
            source TEXT NOT NULL,
            time TEXT,
            payload TEXT NOT NULL,
            hash TEXT NOT NULL,
            pinned_at TEXT NOT NULL,
            note TEXT NOT NULL DEFAULT '',
            about TEXT NOT NULL DEFAULT '',
            removed_at TEXT
        );
        CREATE TRIGGER evidence_is_immutable
            BEFORE UPDATE OF kind, title, source, time, payload, hash, pinned_at ON evidence
            BEGIN SELECT RAISE(ABORT, 'evidence is immutable'); END;
        """,
    ),
)


@dataclass(frozen=True, slots=True)
class Pinned:
    """A piece of evidence on the board.

    `about` says for what it was pinned ("ticket:A-12", "incident:3"), empty for nothing in
    particular. `content_hash` is the one taken when it was pinned; `intact` is whether the
    content still had it when the piece was read.
    """

    number: int
    evidence: Evidence
    pinned_at: datetime
    note: str
    about: str
    content_hash: str
    intact: bool


@dataclass(frozen=True, slots=True)
class PinboardChanged:
    """The event that tells of a change on the board."""


class Pinboard:
    """The pinned evidence of one workspace. Raises UserError where the database cannot be used."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._empty = database.read_only and not database.path.exists()
        if not self._empty:
            database.use(SCHEMA)
            self._empty = not _has_table(database.connection())

    def all(self, about: str | None = None) -> list[Pinned]:
        """What is pinned, in the user's order; with `about` only what was pinned for that."""
        if self._empty:
            return []
        rows = self._database.connection().execute(
            "SELECT * FROM evidence WHERE removed_at IS NULL AND (:about IS NULL OR about = :about)"
            " ORDER BY place, number",
            {"about": about},
        )
        return [_pinned(row) for row in rows]

    def __getitem__(self, number: int) -> Pinned:
        """One piece, removed or not. Raises KeyError when there is none of that number."""
        row = None
        if not self._empty:
            row = (
                self._database.connection()
                .execute("SELECT * FROM evidence WHERE number = ?", (number,))
                .fetchone()
            )
        if row is None:
            raise KeyError(number)
        return _pinned(row)

    def pin(self, evidence: Evidence, about: str = "") -> Pinned:
        """Keep a piece of evidence at the end of the board."""
        payload = json.dumps(dict(evidence.payload), ensure_ascii=False)
        with self._database.write() as writer:
            number = writer.execute(
                "INSERT INTO evidence"
                " (place, kind, title, source, time, payload, hash, pinned_at, about)"
                " SELECT coalesce(max(place), 0) + 1, ?, ?, ?, ?, ?, ?, ?, ? FROM evidence",
                (
                    evidence.kind,
                    evidence.title,
                    evidence.source,
                    iso(evidence.time),
                    payload,
                    evidence.content_hash,
                    iso(now()),
                    about,
                ),
            ).lastrowid
        assert number is not None
        return self[number]

    def remove(self, number: int) -> None:
        """Take a piece off the board; `put_back` undoes it."""
        self._set("removed_at = ?", iso(now()), number)

    def put_back(self, number: int) -> None:
        """Put a removed piece back where it was."""
        self._set("removed_at = ?", None, number)

    def annotate(self, number: int, note: str) -> None:
        """Write the user's note beside a piece; the piece itself stays as it is."""
        self._set("note = ?", note, number)

    def assign(self, number: int, about: str) -> None:
        """Say for what a piece is kept; the piece itself stays as it is."""
        self._set("about = ?", about, number)

    def arrange(self, numbers: Sequence[int]) -> None:
        """Put the pieces in this order."""
        with self._database.write() as writer:
            writer.executemany(
                "UPDATE evidence SET place = ? WHERE number = ?",
                [(place, number) for place, number in enumerate(numbers, start=1)],
            )

    def _set(self, assignment: str, value: str | None, number: int) -> None:
        with self._database.write() as writer:
            writer.execute(f"UPDATE evidence SET {assignment} WHERE number = ?", (value, number))


def _has_table(connection: sqlite3.Connection) -> bool:
    found = connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'evidence'").fetchone()
    return found is not None


def _pinned(row: sqlite3.Row) -> Pinned:
    evidence = Evidence(
        kind=row["kind"],
        title=row["title"],
        source=row["source"],
        time=None if row["time"] is None else datetime.fromisoformat(row["time"]),
        payload=json.loads(row["payload"]),
    )
    return Pinned(
        number=row["number"],
        evidence=evidence,
        pinned_at=datetime.fromisoformat(row["pinned_at"]),
        note=row["note"],
        about=row["about"],
        content_hash=row["hash"],
        intact=evidence.content_hash == row["hash"],
    )
