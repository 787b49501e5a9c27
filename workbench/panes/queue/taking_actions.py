"""What is taken out of the queue: evidence, summaries, replies."""

from collections.abc import Callable

from PySide6.QtGui import QGuiApplication

from workbench.core.commands import Command
from workbench.core.errors import UserError
from workbench.panes.queue.actions import Actions
from workbench.panes.queue.work import TicketView, ready_reply
from workbench.tickets.guidance import plain_summary, technical_summary
from workbench.tickets.settings import read_replies
from workbench.ui.translate import tr


class TakingActions(Actions):
    """Words about the current ticket, for elsewhere."""

    def commands(self) -> list[Command]:
        """Pin, copy, reply."""
        why = self.why_no_ticket
        return [
            self.command("evidence", tr("Pin as evidence"), self.pin, keys="E", why=why),
            self.command("plain-summary", tr("Copy the plain summary"), self.copy_plain, why=why),
            self.command(
                "technical-summary", tr("Copy the technical summary"), self.copy_technical, why=why
            ),
            self.command(
                "ready-reply", tr("Use a ready reply…"), self.ask_reply, keys="T", why=why
            ),
            self.command("copy-reply", tr("Copy the reply"), self.copy_reply, why=why),
        ]

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
