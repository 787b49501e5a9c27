"""The workspace's SQLite database: WAL mode, one schema per room, one writer at a time."""

import os
import sqlite3
import threading
from collections import deque
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from workbench.core.errors import UserError

_BUSY_SECONDS = 60.0
"""How long a write waits for that of another process; windows wait in a task, never themselves."""


class RoomSchema(NamedTuple):
    """The tables of one room: its name and its migrations, oldest first.

    A migration is an SQL script; it is never changed once landed, only followed by another.
    """

    room: str
    migrations: tuple[str, ...]


class Database:
    """Connections to one database file, one per thread."""

    def __init__(self, path: Path, *, read_only: bool = False) -> None:
        self.path = path
        self.read_only = read_only
        self._local = threading.local()
        self._opened: list[sqlite3.Connection] = []
        self._guard = threading.Lock()
        self._turns = _Turns()

    def use(self, schema: RoomSchema) -> None:
        """Bring the room's tables to the newest version.

        Raises UserError when the file was made by a newer version or is damaged, or by an older
        one and cannot be written.
        """
        connection = self.connection()
        try:
            if self.read_only:
                version = _version(connection, schema.room)
                self._check_not_newer(schema, version)
                self._check_not_older(schema, version)
                return
            if _version(connection, schema.room) == len(schema.migrations):
                return
            with self.write() as writer:
                writer.execute(
                    "CREATE TABLE IF NOT EXISTS room_version"
                    " (room TEXT PRIMARY KEY, version INTEGER NOT NULL)"
                )
                version = _version(writer, schema.room)
                self._check_not_newer(schema, version)
                for script in schema.migrations[version:]:
                    for statement in _statements(script):
                        writer.execute(statement)
                writer.execute(
                    "INSERT INTO room_version VALUES (?, ?)"
                    " ON CONFLICT (room) DO UPDATE SET version = excluded.version",
                    (schema.room, len(schema.migrations)),
                )
        except sqlite3.DatabaseError as error:
            raise self._unusable(error) from error

    def connection(self) -> sqlite3.Connection:
        """This thread's connection, opened at first use. Reads need no transaction."""
        connection: sqlite3.Connection | None = getattr(self._local, "connection", None)
        if connection is None:
            connection = self._open()
            self._local.connection = connection
        return connection

    @contextmanager
    def write(self) -> Generator[sqlite3.Connection]:
        """One write transaction: committed at the end, rolled back on any exception."""
        if self.read_only:
            raise UserError(
                f"{self.path.parent} is open read-only.",
                "Close the other window on this workspace, or make the folder writable.",
            )
        connection = self.connection()
        if connection.in_transaction:
            yield connection
            return
        with self._turns:
            try:
                connection.execute("BEGIN IMMEDIATE")
            except sqlite3.OperationalError as error:
                raise self._unusable(error) from error
            try:
                yield connection
            except BaseException:
                connection.rollback()
                raise
            connection.commit()

    def close(self) -> None:
        """Close every thread's connection."""
        with self._guard:
            for connection in self._opened:
                connection.close()
            self._opened.clear()
        self._local = threading.local()

    def _open(self) -> sqlite3.Connection:
        try:
            connection = sqlite3.connect(
                f"{self.path.absolute().as_uri()}?{self._mode()}",
                uri=True,
                timeout=_BUSY_SECONDS,
                isolation_level=None,
                check_same_thread=False,
            )
            connection.row_factory = sqlite3.Row
            connection.execute("PRAGMA foreign_keys = ON")
            if not self.read_only:
                connection.execute("PRAGMA journal_mode = WAL")
                connection.execute("PRAGMA synchronous = NORMAL")
        except sqlite3.DatabaseError as error:
            raise self._unusable(error) from error
        with self._guard:
            self._opened.append(connection)
        return connection

    def _mode(self) -> str:
        """How SQLite opens the file; where not even its own side files can be made, as it is."""
        if not self.read_only:
            return "mode=rwc"
        log = self.path.with_name(f"{self.path.name}-wal")
        unfinished = log.exists() and log.stat().st_size > 0
        writable = os.access(self.path.parent, os.W_OK)
        return "mode=ro" if writable or unfinished else "mode=ro&immutable=1"

    def _check_not_newer(self, schema: RoomSchema, version: int) -> None:
        if version > len(schema.migrations):
            raise UserError(
                f"{self.path} was written by a newer Workbench"
                f" ({schema.room} tables of version {version}, this one knows"
                f" {len(schema.migrations)}).",
                "Open it with the newer version; nothing was changed.",
            )

    def _check_not_older(self, schema: RoomSchema, version: int) -> None:
        """A room that was never used here has no tables: that is no older version."""
        if 0 < version < len(schema.migrations):
            raise UserError(
                f"{self.path} was written by an older Workbench and is open read-only,"
                f" so its {schema.room} tables cannot be brought up to date.",
                "Open a copy of the folder that can be written, or close the other window on it.",
            )

    def _unusable(self, error: sqlite3.Error) -> UserError:
        if getattr(error, "sqlite_errorname", "").startswith("SQLITE_BUSY"):
            return UserError(
                f"{self.path} is still being written by something else.",
                "Wait until the import or the training has ended, then try again.",
            )
        return UserError(
            f"{self.path} cannot be used: {error}.",
            "Check that the folder is writable and the disk is not full,"
            " or open another workspace.",
        )


class _Turns:
    """A lock that threads get in the order in which they asked.

    SQLite lets a waiting writer try again and again, so that a thread that imports row
    after row would hold up the window for seconds.
    """

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._waiting: deque[threading.Lock] = deque()
        self._taken = False

    def __enter__(self) -> None:
        with self._guard:
            if not self._taken:
                self._taken = True
                return
            gate = threading.Lock()
            gate.acquire()
            self._waiting.append(gate)
        gate.acquire()

    def __exit__(self, *_: object) -> None:
        with self._guard:
            if self._waiting:
                self._waiting.popleft().release()
            else:
                self._taken = False


def _version(connection: sqlite3.Connection, room: str) -> int:
    known = connection.execute(
        "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'room_version'"
    ).fetchone()
    if known is None:
        return 0
    row = connection.execute("SELECT version FROM room_version WHERE room = ?", (room,)).fetchone()
    return 0 if row is None else int(row[0])


def _statements(script: str) -> Iterator[str]:
    """Split a script at the semicolons that end a statement (triggers hold inner ones)."""
    pending = ""
    for piece in script.split(";"):
        pending += piece + ";"
        if sqlite3.complete_statement(pending):
            if pending.strip(" \n;"):
                yield pending
            pending = ""
