"""Takes tickets from a live system into the workspace, and remembers when that was."""

from dataclasses import dataclass
from datetime import datetime

from workbench.core import time
from workbench.core.progress import Progress
from workbench.tickets.connections.connector import Connection, TicketConnector
from workbench.tickets.importing.files import Guess
from workbench.tickets.importing.importer import ImportLog
from workbench.tickets.importing.unknown_words import with_known_words
from workbench.tickets.kept import keep_text, kept_text
from workbench.tickets.store import Stored, TicketStore


@dataclass(frozen=True)
class Synced:
    """What a sync did, from when on it read, and what it guessed."""

    stored: Stored
    since: datetime | None
    guesses: tuple[Guess, ...] = ()


def sync(
    store: TicketStore, connector: TicketConnector, connection: Connection, progress: Progress
) -> Synced:
    """Read what changed since the last sync; all or nothing, closures are captured.

    The time noted is that of the beginning: what changes meanwhile comes next time.
    """
    started = time.now()
    since = last_sync(store, connection.origin)
    log = ImportLog()
    tickets = list(with_known_words(connector.read(connection, since, progress, log), log))
    stored = store.put(tickets, origin="api")
    keep_text(store, _name(connection.origin), started.isoformat())
    return Synced(stored, since, tuple(log.guesses))


def last_sync(store: TicketStore, origin: str) -> datetime | None:
    """When a system was last read; None for never."""
    said = kept_text(store, _name(origin))
    return None if said is None else datetime.fromisoformat(said)


def _name(origin: str) -> str:
    return f"sync:{origin}"
