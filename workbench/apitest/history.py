"""What was sent from this workspace and what came back, secrets masked."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from workbench.apitest.exchange import Exchange
from workbench.apitest.redaction import Redaction
from workbench.apitest.report import timings_json
from workbench.apitest.url import url_text
from workbench.core.redaction import redact
from workbench.core.time import iso
from workbench.storage.database import Database, RoomSchema

SCHEMA = RoomSchema(
    "apitest",
    (
        """
        CREATE TABLE api_history (
            number INTEGER PRIMARY KEY,
            time TEXT NOT NULL,
            name TEXT NOT NULL,
            method TEXT NOT NULL,
            url TEXT NOT NULL,
            status INTEGER,
            seconds REAL,
            error TEXT,
            timings TEXT NOT NULL,
            body TEXT NOT NULL
        );
        CREATE TABLE api_reviewed (collection TEXT PRIMARY KEY, time TEXT NOT NULL);
        """,
    ),
)
LONGEST_BODY = 256_000
"""Characters of an answer's body that are kept."""

_KEPT = 500


@dataclass(frozen=True, slots=True)
class Past:
    """One call of the past; `status` is None where no answer came and `error` says why."""

    number: int
    time: datetime
    name: str
    method: str
    url: str
    status: int | None
    seconds: float | None
    error: str | None
    body: str


class History:
    """The calls of one workspace, newest first; the oldest beyond 500 are forgotten."""

    def __init__(self, database: Database) -> None:
        database.use(SCHEMA)
        self._database = database

    def add(self, name: str, exchange: Exchange, redaction: Redaction) -> None:
        """Keep an exchange, masked; nothing is kept in a workspace that is read-only."""
        if self._database.read_only:
            return
        response = exchange.response
        body = "" if response is None else response.body.decode("utf-8", "replace")
        error = None if exchange.error is None else redaction.text(exchange.error.message)
        timings: Mapping[str, object] = {} if response is None else timings_json(response.timings)
        row = (
            iso(exchange.started),
            name,
            exchange.sent.method,
            redaction.url(url_text(exchange.sent.url)),
            None if response is None else response.status,
            None if response is None else response.timings.total,
            error,
            json.dumps(timings),
            redact(redaction.text(body[:LONGEST_BODY])),
        )
        with self._database.write() as writer:
            writer.execute(
                "INSERT INTO api_history (time, name, method, url, status, seconds, error,"
                " timings, body) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                row,
            )
            writer.execute(
                "DELETE FROM api_history WHERE number <= (SELECT max(number) FROM api_history) - ?",
                (_KEPT,),
            )

    def calls(self, words: str = "") -> list[Past]:
        """The calls whose name, address or answer holds the words, newest first."""
        pattern = "%" + words.replace("\\", r"\\").replace("%", r"\%").replace("_", r"\_") + "%"
        rows = self._database.connection().execute(
            "SELECT number, time, name, method, url, status, seconds, error, body"
            " FROM api_history WHERE name || ' ' || url || ' ' || body LIKE ? ESCAPE '\\'"
            " ORDER BY number DESC",
            (pattern,),
        )
        return [Past(row[0], datetime.fromisoformat(row[1]), *row[2:]) for row in rows]

    def reviewed(self, collection: str) -> bool:
        """Whether somebody has reviewed the collection, so that its scripts may run."""
        query = "SELECT 1 FROM api_reviewed WHERE collection = ?"
        return self._database.connection().execute(query, (collection,)).fetchone() is not None

    def mark_reviewed(self, collection: str, moment: datetime) -> None:
        """Let the scripts of a collection run from now on."""
        with self._database.write() as writer:
            writer.execute(
                "INSERT OR REPLACE INTO api_reviewed VALUES (?, ?)", (collection, iso(moment))
            )
