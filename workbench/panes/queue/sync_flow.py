"""Live ticket systems in the queue: read what changed; send only what was previewed."""

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, cast

from workbench.core.commands import Command
from workbench.core.errors import UserError
from workbench.core.progress import Progress
from workbench.core.secrets import KeyringLocked, NoKeyring
from workbench.panes.queue.actions import Actions
from workbench.panes.queue.rows import QueueRow
from workbench.panes.queue.taken_view import guess_notes
from workbench.tickets.connections.connections_file import (
    EXAMPLE,
    FILE,
    Configured,
    read_connections,
)
from workbench.tickets.connections.connector import Change, Connection, TicketConnector
from workbench.tickets.connections.syncing import Synced, sync
from workbench.tickets.desk import Desk
from workbench.ui.translate import tr

if TYPE_CHECKING:
    from workbench.panes.queue.pane import QueuePane


class SyncFlow(Actions):
    """What the queue does with the systems that connections.toml names."""

    def commands(self) -> list[Command]:
        """Read, comment, move on."""
        why = self.why_no_change
        return [
            self.command(
                "sync", tr("Read the connected systems"), self.sync, keys="Shift+F5",
                why=self.why_not,
            ),
            self.command("send-comment", tr("Comment at the source…"), self.send, why=why),
            self.command("move", tr("Move on at the source…"), self.move, why=why),
        ]  # fmt: skip

    def sync(self) -> None:
        """Read what changed in every connected system."""
        found = self._configured()
        self.pane.taken.forget()
        for entry in found:
            connector, connection = self._ready(entry)
            self.pane.context.tasks.start(
                tr("Reading {origin}", origin=connection.origin),
                partial(_sync, self.pane, connector, connection),
                on_done=partial(self._synced, connection.origin, len(found) > 1),
            )

    def _synced(self, origin: str, several: bool, done: Synced) -> None:
        said = tr(
            "Synced with {origin}: {added} new, {changed} changed.",
            origin=origin,
            added=done.stored.added,
            changed=done.stored.changed,
        )
        notes = guess_notes(done.guesses)
        self.pane.show_taken(said, [f"{origin}, {note}" for note in notes] if several else notes)
        self.pane.changed()

    def send(self) -> None:
        """Comment at the source: preview first, then ask, then send."""
        row = self.pane.current()
        assert row is not None
        self._ask_change(row, tr("Comment to {ticket}", ticket=row.id), "comment")

    def move(self) -> None:
        """Move the ticket on at the source: preview first, then ask, then send."""
        row = self.pane.current()
        assert row is not None
        self._ask_change(row, tr("New state of {ticket}", ticket=row.id), "state")

    def _ask_change(self, row: QueueRow, title: str, what: str) -> None:
        ticket = row.standing.ticket
        fitting = [entry for entry in self._configured() if entry.connector == ticket.source]
        if not fitting:
            raise UserError(
                tr("{ticket} came from an export, not from a connected system.", ticket=ticket.id),
                tr("Name its system in {file}.", file=FILE),
            )
        said = self.pane.context.shell.ask_text(title, tr("Text:"), "")
        if not said or not said.strip():
            return
        connector, connection = self._ready(fitting[0])
        change = replace(Change(ticket.id.split(":")[-1]), **{what: said.strip()})
        self.pane.context.tasks.start(
            tr("Looking at {ticket}", ticket=ticket.id),
            lambda _progress: connector.preview(connection, change),
            on_done=partial(self._confirm, connector, connection, change),
        )

    def _confirm(
        self, connector: TicketConnector, connection: Connection, change: Change, words: str
    ) -> None:
        question = tr("Send this to {origin}?", origin=connection.origin)
        if self.pane.context.shell.confirm(question, words, tr("Send")):
            self.pane.context.tasks.start(
                tr("Sending to {origin}", origin=connection.origin),
                lambda _progress: connector.send(connection, change),
                on_done=lambda _none: self.sync(),
            )

    def why_not(self) -> str | None:
        """Needs a workspace that can be written."""
        if self.pane.context.workspace.read_only:
            return tr("This workspace is open read-only.")
        return None

    def _configured(self) -> list[Configured]:
        found = read_connections(self.pane.context.workspace.folder)
        if not found:
            raise UserError(
                tr("No ticket system is connected."),
                tr("Put a file {file} into the workspace: {example}", file=FILE, example=EXAMPLE),
            )
        return found

    def _ready(self, entry: Configured) -> tuple[TicketConnector, Connection]:
        """The connector, and the connection with its token from the keyring or the user."""
        given = self.pane.context.plugins().ask("ticket_connectors")
        named = [item for item in given if getattr(item, "name", None) == entry.connector]
        if not named:
            raise UserError(
                tr("There is no connector '{name}'.", name=entry.connector),
                tr("Enable its plugin, or mend {file}.", file=FILE),
            )
        token = self._token(entry)
        return cast(TicketConnector, named[0]), replace(entry.connection, token=token)

    def _token(self, entry: Configured) -> str:
        secrets = self.pane.context.secrets
        try:
            held = secrets.get(entry.secret)
        except (NoKeyring, KeyringLocked):
            held = None
        if held:
            return held
        origin = entry.connection.origin
        said = self.pane.context.shell.ask_text(tr("Token"), tr("Token for {origin}:",
                                                                origin=origin), "")  # fmt: skip
        if not said:
            raise UserError(tr("Without a token {origin} cannot be read.", origin=origin),
                            tr("Make one there and try again."))  # fmt: skip
        try:
            secrets.set(entry.secret, said)
        except (NoKeyring, KeyringLocked):
            secrets.set(entry.secret, said, this_session_only=True)
        return said


def _sync(
    pane: "QueuePane", connector: TicketConnector, connection: Connection, progress: Progress
) -> Synced:
    desk = Desk(pane.context.workspace)
    done = sync(desk.store, connector, connection, progress)
    closed = desk.close_known()
    if done.stored.added or done.stored.changed or closed:
        desk.index(progress)
    return done
