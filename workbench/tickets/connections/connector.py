"""What a live connection to a ticket system is: reading what changed, and writing with care."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from workbench.core.errors import UserError
from workbench.core.progress import Progress
from workbench.tickets.importing.importer import ImportLog
from workbench.tickets.model import Ticket


class Conflict(UserError):
    """The ticket was changed elsewhere since it was read; nothing was overwritten."""


@dataclass(frozen=True)
class Connection:
    """Where a ticket system is and as whom to ask it.

    `origin` is scheme, host and port ('https://team.example.com'); `token` is sent there
    and nowhere else. `query` is in the system's own language. `options` are the
    connector's own ('user', 'tracker').
    """

    origin: str
    token: str
    query: str = ""
    options: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Change:
    """A change to send, shown to the user before: a comment, a new state, or both.

    `version` is what the system called the ticket's version when it was read (an ETag).
    """

    ticket: str
    comment: str | None = None
    state: str | None = None
    version: str | None = None


class TicketConnector(Protocol):
    """One kind of ticket system, as a plugin gives it through the hook `ticket_connectors`."""

    name: str
    title: str

    def read(
        self, connection: Connection, since: datetime | None, progress: Progress, log: ImportLog
    ) -> Iterator[Ticket]:
        """Tickets changed since then (all when None). Raises UserError in plain words.

        What had to be guessed is noted in the log when the last one was given.
        """
        ...

    def preview(self, connection: Connection, change: Change) -> str:
        """What would be sent, in words; reads the present state, changes nothing."""
        ...

    def send(self, connection: Connection, change: Change) -> None:
        """Send a change. Raises Conflict when the ticket was changed elsewhere."""
        ...
