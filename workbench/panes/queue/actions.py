"""The queue's commands: move, accept, route, snooze, resolve, views, focus; all undoable."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from PySide6.QtGui import QGuiApplication

from workbench.core import time
from workbench.core.commands import Command
from workbench.core.errors import UserError
from workbench.core.undo import Change
from workbench.panes.queue.rows import QueueRow
from workbench.panes.queue.work import TicketView, ready_reply
from workbench.tickets import acting
from workbench.tickets.acting import Done
from workbench.tickets.desk import Desk
from workbench.tickets.guidance import plain_summary, technical_summary, what_next
from workbench.tickets.model import Ticket
from workbench.tickets.moments import read_duration, read_moment
from workbench.tickets.rules import CATEGORIES
from workbench.tickets.settings import read_replies
from workbench.ui.actions import PaneActions
from workbench.ui.translate import tr

if TYPE_CHECKING:
    from workbench.panes.queue.pane import QueuePane  # noqa: F401 - named in the base


class QueueActions(PaneActions["QueuePane"]):
    """What can be done in the queue. The pane's widgets exist when a command runs."""

    def commands(self) -> list[Command]:
        """All commands of the pane."""
        ticket, change = self.why_no_ticket, self.why_no_change
        return [
            self.command("import", tr("Import tickets…"), self.pane.importing.ask, keys="Ctrl+I"),
            self.command(
                "import-now",
                tr("Import these tickets"),
                self.pane.importing.import_now,
                why=self.pane.importing.why_no_preview,
            ),
            self.command(
                "import-cancel",
                tr("Back without importing"),
                self.pane.importing.leave,
                why=self.pane.importing.why_no_preview,
            ),
            self.command(
                "sync",
                tr("Read the connected systems"),
                self.pane.syncing.sync,
                keys="Shift+F5",
                why=self.pane.syncing.why_not,
            ),
            self.command(
                "send-comment", tr("Comment at the source…"), self.pane.syncing.send, why=change
            ),
            self.command("move", tr("Move on at the source…"), self.pane.syncing.move, why=change),
            self.command("refresh", tr("Read the queue again"), self.pane.refresh, keys="F5"),
            self.command("next", tr("Next ticket"), self.next, keys="J"),
            self.command("previous", tr("Previous ticket"), self.previous, keys="K"),
            self.command(
                "what-next",
                tr("What next?"),
                self.next_step,
                keys="N",
                help_text=tr("Goes to the ticket to take next, and says why."),
            ),
            self.command("accept", tr("Accept the category"), self.accept, keys="A", why=change),
            self.command(
                "category", tr("Set another category…"), self.ask_category, keys="C", why=change
            ),
            self.command("route", tr("Accept the route"), self.route, keys="R", why=change),
            self.command(
                "assign",
                tr("Give to somebody else…"),
                self.ask_assignee,
                keys="Shift+R",
                why=change,
            ),
            self.command("snooze", tr("Come back later…"), self.ask_snooze, keys="S", why=change),
            self.command("wake", tr("Come back now"), self.wake, keys="Shift+S", why=change),
            self.command("resolve", tr("Resolve…"), self.ask_resolution, keys="X", why=change),
            self.command(
                "reopen", tr("Reopen"), self.reopen, keys="Shift+X", why=self.why_not_finished
            ),
            self.command("evidence", tr("Pin as evidence"), self.pin, keys="E", why=ticket),
            self.command("search", tr("Search in the queue"), self.pane.go_to_search, keys="/"),
            self.command("save-view", tr("Save this view…"), self.pane.ask_view_name, keys="V"),
            self.command("forget-view", tr("Forget this view"), self.pane.forget_view),
            self.command(
                "focus",
                tr("Focus on one ticket"),
                self.pane.toggle_focus,
                keys="F",
                why=ticket,
                help_text=tr("Shows this ticket alone; alerts are held until the end."),
            ),
            self.command(
                "plain-summary", tr("Copy the plain summary"), self.copy_plain, why=ticket
            ),
            self.command(
                "technical-summary",
                tr("Copy the technical summary"),
                self.copy_technical,
                why=ticket,
            ),
            self.command(
                "ready-reply", tr("Use a ready reply…"), self.ask_reply, keys="T", why=ticket
            ),
            self.command("copy-reply", tr("Copy the reply"), self.copy_reply, why=ticket),
            self.command("export", tr("Export this view…"), self.pane.importing.ask_export),
        ]

    # reasons

    def why_no_ticket(self) -> str | None:
        """Needs a current ticket."""
        return None if self.pane.current() is not None else tr("No ticket is chosen.")

    def why_no_change(self) -> str | None:
        """Needs a ticket and a workspace that can be written."""
        if self.pane.context.workspace.read_only:
            return tr("This workspace is open read-only.")
        return self.why_no_ticket()

    def why_not_finished(self) -> str | None:
        """Needs a finished ticket and a workspace that can be written."""
        row = self.pane.current()
        if row is not None and not row.standing.ticket.finished:
            return tr("This ticket is not finished.")
        return self.why_no_change()

    # moving

    def next(self) -> None:
        """One row down."""
        self.pane.table.select_row(self.pane.table.currentIndex().row() + 1)

    def previous(self) -> None:
        """One row up."""
        self.pane.table.select_row(max(self.pane.table.currentIndex().row() - 1, 0))

    def next_step(self) -> None:
        """Go to the most urgent ticket and say why it is."""
        data = self.pane.data
        back = {row.id: row.back for row in data.rows if row.back} if data else {}
        step = what_next([row.standing for row in data.rows], back, data.now) if data else None
        if step is None:
            self.pane.context.shell.say(tr("Nothing waits for you."))
            return
        self.pane.go_to(step.ticket)
        self.pane.context.shell.say(step.reason)

    # deciding

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
        """Confirm the suggested category of every selected ticket; this is what it learns from."""
        rows = self._chosen()
        likely = {row.id: _likely(row) for row in rows}
        unknown = [ticket for ticket, category in likely.items() if category is None]
        if unknown:
            raise UserError(
                tr("{ticket} has no suggestion yet.", ticket=unknown[0]), tr("Set one with C.")
            )
        store = self.pane.store()

        def make() -> Done:
            done = [acting.decide_category(store, [row.standing.ticket], likely[row.id] or "")
                    for row in rows]  # fmt: skip
            return _all(done, tr("accept the category of {count} tickets", count=len(done)))

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
        now = self.pane.data.now if self.pane.data else time.now()
        try:
            return now + read_duration(text)
        except UserError:
            return read_moment(text, self.pane.zone())

    def wake(self) -> None:
        """Take the selected tickets out of snooze."""
        tickets, store = self._tickets(), self.pane.store()
        now = (self.pane.data.now if self.pane.data else time.now()) - timedelta(seconds=1)
        self._do(lambda: acting.snooze(store, tickets, now))

    # taking out

    def pin(self) -> None:
        """Pin the ticket as evidence."""
        evidence = self.pane.selection_evidence()
        if evidence is not None:
            self.pane.context.shell.pin(evidence)

    def copy_plain(self) -> None:
        """Put the plain summary on the clipboard."""
        self._copy(lambda view: plain_summary(view.row.standing, view.triage, view.found))

    def copy_technical(self) -> None:
        """Put the technical summary on the clipboard."""
        self._copy(lambda view: technical_summary(view.row.standing, view.triage, view.found))

    def ask_reply(self) -> None:
        """Draft the reply from a ready one, filled in from the ticket."""
        view, workspace = self._view(), self.pane.context.workspace
        names = list(read_replies(workspace.folder))
        said = self.pane.context.shell.ask_text(
            tr("Ready reply"), tr("Name ({known}):", known=", ".join(names)), names[0]
        )
        if not said or not said.strip():
            return
        text, unknown = ready_reply(workspace, view, said.strip())
        self.pane.detail.draft(text)
        self.pane.context.shell.say(
            tr("Still to fill in: {names}.", names=", ".join(unknown))
            if unknown
            else tr("The reply is ready.")
        )

    def copy_reply(self) -> None:
        """Put the reply, as edited, on the clipboard."""
        self._copy(lambda _view: self.pane.detail.reply.toPlainText())

    def _view(self) -> TicketView:
        view = self.pane.detail.view
        if view is None:
            raise UserError(tr("The ticket is still being read."), tr("Try again in a moment."))
        return view

    def _copy(self, words: Callable[[TicketView], str]) -> None:
        QGuiApplication.clipboard().setText(words(self._view()))
        self.pane.context.shell.say(tr("Copied."))


def _likely(row: QueueRow) -> str | None:
    if row.triage is None:
        return row.standing.ticket.category
    if row.triage.category:
        return row.triage.category
    return row.triage.top[0][0] if row.triage.top else None


def _all(done: Sequence[Done], name: str) -> Done:
    """Several actions as one, undone in reverse."""
    if len(done) == 1:
        return done[0]

    def undo() -> None:
        for entry in reversed(done):
            entry.undo()

    return Done(name, undo)
