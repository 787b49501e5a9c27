"""Commands of the page "What is missing": look, go to a tab, write the article that is wanted."""

from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from workbench.core.commands import Command
from workbench.core.progress import Progress
from workbench.panes.knowledge.actions import Actions
from workbench.panes.knowledge.missing_page import told
from workbench.ui.translate import tr

if TYPE_CHECKING:
    from workbench.knowledge.gaps import Issue
    from workbench.knowledge.missing import Missing
    from workbench.tickets.model import Ticket

_MOST_TICKETS = 3000
_LONGEST_TITLE = 80


class MissingActions(Actions):
    """What the articles lack, and what to do about it."""

    def commands(self) -> list[Command]:
        def look_at(name: str) -> Callable[[], None]:
            return lambda: self.look(getattr(self.pane.missing, name))

        return [
            self.command(
                "missing",
                tr("What is missing"),
                look_at("gaps"),
                keys="F9",
                help_text=tr("Tickets and searches without an article, copies, coverage."),
            ),
            self.command("unanswered", tr("Searches that led nowhere"), look_at("searches")),
            self.command("coverage", tr("The most frequent issues"), look_at("frequent")),
            self.command(
                "duplicates", tr("Find articles that say the same"), look_at("duplicates")
            ),
            self.command("by-month", tr("Articles by month"), look_at("chart")),
            self.command(
                "write-missing",
                tr("Write the article"),
                self.write,
                why=self.why_nothing_wanted,
                help_text=tr("From a template, with what was reported filled in."),
            ),
            self.command("articles", tr("Back to the articles"), self.pane.show_list),
        ]

    def connect(self) -> None:
        """Follow what is done on the page."""
        pane, page = self.pane, self.pane.missing
        page.wanted.connect(partial(pane.context.commands.trigger, "knowledge.write-missing"))
        page.article_chosen.connect(self.open_article)
        page.pair_chosen.connect(self.open_pair)
        for table in (page.gaps, page.searches, page.frequent):
            table.row_selected.connect(pane.context.commands.refreshed)
        page.tabs.currentChanged.connect(pane.context.commands.refreshed)

    def why_nothing_wanted(self) -> str | None:
        """Needs a chosen gap, search or issue without an article."""
        if self.pane.missing.chosen() is None:
            return tr("Nothing is chosen that lacks an article.")
        return self.why_read_only()

    def look(self, part: QWidget) -> None:
        """Show the page at one of its tabs, and look anew."""
        pane = self.pane
        shelf = pane.library.shelf
        known = list(pane.library.articles.values()) if pane.library.is_loaded else None
        searches = pane.searches.without_click()
        database = pane.context.workspace.database

        def work(progress: Progress) -> "Missing":
            from workbench.knowledge.missing import look_for_missing
            from workbench.tickets.store import TicketStore

            articles = shelf.read_all()[0] if known is None else known
            tickets = TicketStore(database).all()
            return look_for_missing(_issues(tickets), articles, searches, progress)

        def done(found: "Missing") -> None:
            pane.missing.show_missing(found)
            pane.context.shell.say(told(found))
            pane.context.commands.refreshed.emit()

        pane.show_missing()
        pane.missing.show_tab(part)
        pane.library.run("missing", tr("Look for what is missing"), work, done)

    def write(self) -> None:
        """Make an article for what is chosen, with what was reported filled in."""
        from workbench.knowledge.missing import MissedSearch, symptom_of_gap, symptom_of_search

        wanted = self.pane.missing.chosen()
        assert wanted is not None
        if isinstance(wanted, MissedSearch):
            kind, title, first = "faq", wanted.question.capitalize(), symptom_of_search(wanted)
        else:
            kind, title, first = "resolution", wanted.title, symptom_of_gap(wanted)
        self.pane.articles.new(kind, title[:_LONGEST_TITLE].strip(), first)

    def open_article(self, path: str) -> None:
        """Leave the page for an article."""
        self.pane.show_list()
        self.pane.open_article(path)
        self.pane.views.main_widget().setFocus()

    def open_pair(self, first: str, second: str) -> None:
        """Two articles that nearly say the same: only they are listed, the first is open."""
        self.pane.show_list()
        self.pane.show_only({first, second})
        self.pane.open_article(first)
        self.pane.list_area.table.setFocus()


def _issues(tickets: "list[Ticket]") -> "list[Issue]":
    """The latest tickets, with the hours they were open as their cost."""
    from workbench.knowledge.gaps import Issue

    now = datetime.now().astimezone()
    dated = sorted((one for one in tickets if one.created), key=lambda one: one.created or now)
    latest = [*(one for one in tickets if not one.created), *dated][-_MOST_TICKETS:]
    return [Issue(one.id, one.text, _hours_open(one, now)) for one in latest if one.text]


def _hours_open(ticket: "Ticket", now: datetime) -> float:
    if ticket.created is None:
        return 0.0
    end = ticket.resolved or ticket.closed or (ticket.updated if ticket.finished else now)
    return 0.0 if end is None else max((end - ticket.created).total_seconds() / 3600, 0.0)
