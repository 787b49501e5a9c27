"""Deciding about tickets: accept, route, snooze, resolve; kept in order, and all undoable."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from workbench.core import time
from workbench.core.commands import Command
from workbench.core.errors import UserError
from workbench.core.undo import Change
from workbench.panes.queue.actions import Actions
from workbench.panes.queue.rows import QueueRow
from workbench.tickets import acting
from workbench.tickets.acting import Done
from workbench.tickets.desk import Desk
from workbench.tickets.model import Ticket
from workbench.tickets.moments import read_duration, read_moment
from workbench.tickets.triage.rules import CATEGORIES
from workbench.ui.translate import tr


class DecidingActions(Actions):
    """What a person decides about the selected tickets."""

    def commands(self) -> list[Command]:
        """Category, route, time to come back, resolution."""
        why = self.why_no_change
        return [
            self.command("accept", tr("Accept the category"), self.accept, keys="A", why=why),
            self.command(
                "category", tr("Set another category…"), self.ask_category, keys="C", why=why
            ),
            self.command("route", tr("Accept the route"), self.route, keys="R", why=why),
            self.command(
                "assign", tr("Give to somebody else…"), self.ask_assignee, keys="Shift+R", why=why
            ),
            self.command("snooze", tr("Come back later…"), self.ask_snooze, keys="S", why=why),
            self.command("wake", tr("Come back now"), self.wake, keys="Shift+S", why=why),
            self.command("resolve", tr("Resolve…"), self.ask_resolution, keys="X", why=why),
            self.command(
                "reopen", tr("Reopen"), self.reopen, keys="Shift+X", why=self.why_not_finished
            ),
        ]

    def why_not_finished(self) -> str | None:
        """Needs a finished ticket and a workspace that can be written."""
        row = self.pane.current()
        if row is not None and not row.standing.ticket.finished:
            return tr("This ticket is not finished.")
        return self.why_no_change()

    def _chosen(self) -> list[QueueRow]:
        current = self.pane.current()
        return self.pane.table.selected_rows() or ([current] if current else [])

    def _tickets(self) -> list[Ticket]:
        return [row.standing.ticket for row in self._chosen()]

    def _do(self, make: Callable[[], Done]) -> None:
        """Make a change, remember it by name for the undo list, and show it."""
        context, latest = self.pane.context, list[Done]()
        desk, tickets = Desk(context.workspace), [row.id for row in self._chosen()]

        def carry_out() -> Done:
            latest.append(make())
            desk.index_again(tickets)
            return latest[-1]

        def take_back() -> None:
            latest[-1].undo()  # looked up when its turn comes: a redo may be waiting before it
            desk.index_again(tickets)

        def undo() -> None:
            context.save(take_back, self._undone)

        def redo() -> None:
            context.save(carry_out, self._undone)

        def made(done: Done) -> None:
            context.undo.record(Change(done.name, undo, redo))
            context.shell.say(tr("Done: {name}.", name=done.name))
            self.pane.changed()

        context.save(carry_out, made)

    def _undone(self, _done: Done | None) -> None:
        self.pane.refresh()

    def accept(self) -> None:
        """Confirm the suggested category of every selected ticket; this is what it learns from.

        Tickets without a suggestion stay as they are.
        """
        rows = self._chosen()
        likely = [(row.standing.ticket, found) for row in rows if (found := _likely(row))]
        if not likely:
            raise UserError(
                tr("{ticket} has no suggestion yet.", ticket=rows[0].id), tr("Set one with C.")
            )
        store, left = self.pane.store(), len(rows) - len(likely)

        def make() -> Done:
            done = [acting.decide_category(store, [ticket], found) for ticket, found in likely]
            together = _all(done, tr("accept the category of {count} tickets", count=len(done)))
            without = tr("{count} without a suggestion stay as they are", count=left)
            return replace(together, name=f"{together.name}; {without}") if left else together

        self._do(make)

    def ask_category(self) -> None:
        """Set a category by name."""
        known = self.pane.categories() or list(CATEGORIES)
        chosen = self.pane.context.shell.ask_text(
            tr("Set the category"),
            tr("Category ({known}):", known=", ".join(known[:8])),
            _likely(self._chosen()[0]) or "",
        )
        if chosen and chosen.strip():
            tickets, store = self._tickets(), self.pane.store()
            self._do(lambda: acting.decide_category(store, tickets, chosen.strip()))

    def route(self) -> None:
        """Give every selected ticket to whom the desk suggests."""
        rows = [row for row in self._chosen() if row.triage is not None]
        routes = [(row.standing.ticket, row.triage.route) for row in rows if row.triage]
        if not routes or any(r.person is None and r.team is None for _, r in routes):
            reason = routes[0][1].reason if routes else tr("It is not judged yet.")
            raise UserError(reason, tr("Give it to somebody with Shift+R."))
        store = self.pane.store()

        def make() -> Done:
            done = [acting.assign(store, [ticket], found.person, found.team)
                    for ticket, found in routes]  # fmt: skip
            return _all(done, tr("route {count} tickets", count=len(done)))

        self._do(make)

    def ask_assignee(self) -> None:
        """Give the selected tickets to somebody by name."""
        current = self._chosen()[0].standing.ticket.assignee or ""
        name = self.pane.context.shell.ask_text(tr("Give to"), tr("Name (empty: nobody):"), current)
        if name is not None:
            tickets, store = self._tickets(), self.pane.store()
            self._do(lambda: acting.assign(store, tickets, name.strip() or None))

    def ask_resolution(self) -> None:
        """Resolve the selected tickets; what was found is kept and learnt from."""
        said = self.pane.context.shell.ask_text(tr("Resolve"), tr("How did it end?"), tr("Fixed"))
        if said and said.strip():
            tickets, store = self._tickets(), self.pane.store()
            self._do(lambda: acting.resolve(store, tickets, said.strip()))

    def reopen(self) -> None:
        """Make the selected tickets open again."""
        tickets, store = self._tickets(), self.pane.store()
        self._do(lambda: acting.reopen(store, tickets))

    def ask_snooze(self) -> None:
        """Let the selected tickets come back at a time."""
        said = self.pane.context.shell.ask_text(
            tr("Come back later"),
            tr("In how long (30min, 2h, 1d), or when (2026-03-09 08:00)?"),
            "2h",
        )
        if said and said.strip():
            tickets, store, until = self._tickets(), self.pane.store(), self._until(said.strip())
            self._do(lambda: acting.snooze(store, tickets, until))

    def _until(self, text: str) -> datetime:
        data = self.pane.data
        assert data is not None, "asked for selected tickets only"
        try:
            return data.now + read_duration(text)
        except UserError:
            return read_moment(text, data.zone)

    def wake(self) -> None:
        """Take the selected tickets out of snooze."""
        tickets, store = self._tickets(), self.pane.store()
        now = (self.pane.data.now if self.pane.data else time.now()) - timedelta(seconds=1)
        self._do(lambda: acting.snooze(store, tickets, now))


def _likely(row: QueueRow) -> str | None:
    return row.standing.ticket.category if row.triage is None else row.triage.likeliest


def _all(done: Sequence[Done], name: str) -> Done:
    """Several actions as one, undone in reverse."""
    if len(done) == 1:
        return done[0]

    def undo() -> None:
        for entry in reversed(done):
            entry.undo()

    return Done(name, undo)
