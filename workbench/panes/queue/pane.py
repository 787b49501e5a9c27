"""The queue pane: a table sorted by risk, the ticket beside it, and everything by keyboard."""

from collections.abc import Sequence
from functools import cached_property, partial
from pathlib import Path
from typing import ClassVar

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QLineEdit,
    QSplitter,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from workbench.core.commands import Command
from workbench.core.errors import UserError
from workbench.core.evidence import Evidence
from workbench.core.jsontypes import JsonObject
from workbench.core.text import count
from workbench.panes.queue.deciding_actions import DecidingActions
from workbench.panes.queue.detail import TicketDetail
from workbench.panes.queue.import_flow import ImportFlow, is_ticket_export
from workbench.panes.queue.import_view import ImportView
from workbench.panes.queue.reading import QueueReading
from workbench.panes.queue.rows import COLUMNS, QueueRow, category_words, clock_words, level_words
from workbench.panes.queue.sync_flow import SyncFlow
from workbench.panes.queue.taken_view import TakenView
from workbench.panes.queue.taking_actions import TakingActions
from workbench.panes.queue.viewing_actions import ViewingActions
from workbench.panes.queue.views import Filter
from workbench.panes.queue.work import QueueData
from workbench.search.documents import Hit
from workbench.tickets.store import TicketStore
from workbench.ui.accessibility import add_clear_button, named
from workbench.ui.empty import EmptyState
from workbench.ui.pane import Pane, QuickItem
from workbench.ui.shell import PaneContext
from workbench.ui.states import State
from workbench.ui.subject import Subject
from workbench.ui.tables import DataTable
from workbench.ui.translate import tr

_LINES_SEEN = 8
"""Lines of text for which the table always has room, header and padding included."""

_QUICK = 200
_BUTTONS = {
    "queue.accept": tr("Accept"),
    "queue.route": tr("Route"),
    "queue.snooze": tr("Later…"),
    "queue.resolve": tr("Resolve…"),
    "queue.evidence": tr("Pin"),
}


class QueuePane(Pane):
    """What to do next, what it probably is, and what is missing."""

    id: ClassVar[str] = "queue"
    title: ClassVar[str] = tr("Queue")

    def __init__(self, context: PaneContext) -> None:
        self.data: QueueData | None = None
        self._filter = Filter()
        self._imports = False
        super().__init__(context)
        self._wanted: str | None = None
        self.focused = False
        self._make_widgets()
        self.reading = QueueReading(self)

    def commands(self) -> Sequence[Command]:
        self.importing = ImportFlow(self)
        self.syncing = SyncFlow(self)
        self.viewing = ViewingActions(self)
        groups = (
            self.importing, self.syncing, self.viewing, DecidingActions(self), TakingActions(self),
        )  # fmt: skip
        return [command for group in groups for command in group.commands()]

    def _make_widgets(self) -> None:
        self._empty = EmptyState(
            tr("Import an export (Jira, YouTrack, Zendesk, CSV) or drop a file here."),
            [self.button("queue.import")],
            icon_name="queue",
        )
        self.search = named(QLineEdit(), tr("Search in the queue"))
        self.search.setPlaceholderText(tr("Search: words, is:late, is:unsure, is:waiting"))
        add_clear_button(self.search)
        self.search.textChanged.connect(self._show_rows)
        self.search.returnPressed.connect(self.to_table)
        self.views = named(QComboBox(), tr("View"))
        self.views.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.views.activated.connect(self._take_view)
        self.table: DataTable[QueueRow] = DataTable(tr("Tickets by risk"), COLUMNS)
        self.table.setMinimumHeight(_LINES_SEEN * self.fontMetrics().lineSpacing())
        self.table.row_selected.connect(self._row_selected)
        self.table.row_activated.connect(self._to_detail)
        self.detail = TicketDetail([self.button(*entry) for entry in _BUTTONS.items()])
        self.detail.hit_chosen.connect(self._open_hit)
        bar = QHBoxLayout()
        bar.setContentsMargins(12, 8, 12, 8)
        bar.setSpacing(8)
        for widget in (self.views, self.search, self.button("queue.what-next")):
            bar.addWidget(widget, 1 if widget is self.search else 0)
        self._left = QWidget()
        left = QVBoxLayout(self._left)
        left.setContentsMargins(0, 0, 0, 0)
        left.setSpacing(0)
        left.addLayout(bar)
        left.addWidget(self.table, 1)
        self.split = QSplitter(Qt.Orientation.Vertical)
        self.split.setChildrenCollapsible(False)
        self.split.addWidget(self._left)
        self.split.addWidget(self.detail)
        self.split.setStretchFactor(0, 1)
        self.split.setStretchFactor(1, 1)
        self.split.setSizes([330, 360])
        self.taken = TakenView()
        self.taken.close_by(self.button("queue.close-guesses", tr("Close")))
        self.taken.left.connect(self.importing.close_guesses)
        self.body.addWidget(self.taken)
        self._pages = QStackedWidget()
        for page in (self._empty, self.split):
            self._pages.addWidget(page)
        self.body.addWidget(self._pages)
        self.header.add(self.button("queue.import", tr("Import…")))
        self.header.add(self.button("queue.focus", tr("Focus")))
        self.viewing.show_built_in()

    @cached_property
    def import_view(self) -> ImportView:
        """The page of an import, made for each anew: half of all the pane's parts are on it."""
        view = ImportView([self.button("queue.import-now"), self.button("queue.import-cancel")])
        view.changed.connect(self.importing.look)
        self._pages.addWidget(view)
        return view

    # reading

    def take_focus(self) -> None:
        """Read the queue when the pane is shown for the first time; then go to the table."""
        if self.data is None:
            self.refresh()
        self.to_table()

    def refresh(self) -> None:
        """Read the tickets and their clocks again, then judge them."""
        self.reading.refresh()

    def changed(self) -> None:
        """After a decision: read again, and learn when enough was decided."""
        self.reading.changed()

    def take(self, data: QueueData) -> None:
        """Show what was read or judged."""
        self.data = data
        self._filter = Filter(data.rows)
        if not self.shows_import():
            self.show_queue()
        self._show_rows()
        self._say_state()
        if self._wanted is not None:
            wanted, self._wanted = self._wanted, None
            self.go_to(wanted)
        self.context.commands.refreshed.emit()

    def _say_state(self) -> None:
        assert self.data is not None
        unfinished = [row for row in self.data.rows if not row.standing.ticket.finished]
        late = sum(row.clock == "late" for row in unfinished)
        when = f"{self.data.now.astimezone(self.data.zone):%Y-%m-%d %H:%M}"
        clock = tr(", clocks stand at {time}", time=when) if self.data.stopped else ""
        self.header.show_open(
            tr("{open} to do, {all} in all{clock}", open=count(len(unfinished), tr("ticket")),
               all=f"{len(self.data.rows):,}", clock=clock + self._synced())
        )  # fmt: skip
        if not self.data.rows:
            self.header.show_state(State.NEUTRAL, "")
        elif late:
            self.header.show_state(State.ERROR, tr("{count} late", count=late))
        else:
            self.header.show_state(State.GOOD, tr("none late"))

    def _synced(self) -> str:
        """When the systems were last read, in words; empty where there are none."""
        if self.data is None or self.data.synced is None:
            return ""
        when = f"{self.data.synced.astimezone(self.data.zone):%Y-%m-%d %H:%M}"
        return tr(", last synced {time}", time=when)

    def _show_rows(self) -> None:
        if self.data is None:
            return
        held = self.current()
        rows = self._filter.shown(self.search.text())
        self.table.show_rows(rows)
        name = held.id if held else None
        if not self.table.select_where(lambda row: row.id == name):
            self.table.select_row(0)
        self._row_selected(self.table.current_row())

    # the ticket beside

    def _row_selected(self, row: QueueRow | None) -> None:
        self.detail.show_row(row)
        if row is not None:
            self.context.shell.work_on(_subject(row))
        self.reading.view_soon()
        self.context.commands.refreshed.emit()

    def _open_hit(self, hit: Hit) -> None:
        if hit.kind == "ticket":
            self.search.setText("is:any")
            self.go_to(hit.key)
        else:
            payload: JsonObject = {
                "text": hit.snippet,
                "open": {"pane": "knowledge", "path": hit.key, "line": hit.line},
            }
            found = Evidence("article-section", hit.title, hit.key, None, payload)
            self.context.shell.open_in("knowledge", found)

    def current(self) -> QueueRow | None:
        """The row the keyboard is on."""
        return self.table.current_row()

    def go_to(self, ticket: str) -> None:
        """Go to a ticket, widening the view when it is not in it."""
        if self.data is None:
            self._wanted = ticket
            return
        if not self.table.select_where(lambda row: row.id == ticket):
            self.search.setText("is:any")
            if not self.table.select_where(lambda row: row.id == ticket):
                raise UserError(tr("Ticket {id} is not here.", id=ticket), tr("Import it again."))

    def store(self) -> TicketStore:
        """The workspace's tickets."""
        return TicketStore(self.context.workspace.database)

    def categories(self) -> list[str]:
        """The categories that occur, most frequent first."""
        from collections import Counter

        found = Counter(row.standing.ticket.category for row in self.data.rows) if self.data else {}
        return [name for name, _ in Counter(found).most_common() if name]

    # views

    def _take_view(self) -> None:
        self.search.setText(str(self.views.currentData() or ""))
        self.to_table()

    def go_to_search(self) -> None:
        """Put the focus into the search field."""
        self.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.search.selectAll()

    def toggle_focus(self) -> None:
        """One ticket alone; alerts come as one digest at the end."""
        self.focused = not self.focused
        self._left.setVisible(not self.focused)
        if self.focused:
            self.detail.tabs.setFocus()
            self.context.shell.say(tr("Focus: alerts are held until you press F again."))
        else:
            self.to_table()
            self.context.shell.say(tr("The whole queue again."))
            self.reading.alert()

    def shows_import(self) -> bool:
        """Whether the page of an import is in front."""
        return self._imports

    def show_import(self) -> None:
        """Bring the page of an import to the front."""
        self._imports = True
        self._pages.setCurrentWidget(self.import_view)

    def show_queue(self) -> None:
        """Bring the queue to the front, or what leads to one."""
        self._imports = False
        has_rows = self.data is not None and self.data.rows
        self._pages.setCurrentWidget(self.split if has_rows else self._empty)
        left = self.__dict__.pop("import_view", None)
        if left is not None:
            self._pages.removeWidget(left)
            left.deleteLater()

    def show_taken(self, sentence: str, notes: Sequence[str]) -> None:
        """Say what came in, and list what to look at in it."""
        if notes:
            self.taken.add(sentence, notes)
            noted = count(len(notes), tr("note"))
            sentence = tr("{said} {notes} above the queue.", said=sentence, notes=noted)
        self.context.shell.say(sentence)
        self.context.commands.refreshed.emit()

    # what the window asks

    def open_path(self, path: Path) -> bool:
        """Take a ticket export; False for files that hold none."""
        if not is_ticket_export(path):
            return False
        self.importing.open([path])
        return True

    def open_evidence(self, evidence: Evidence) -> None:
        """Go to the ticket that evidence names."""
        where = evidence.payload.get("open")
        ticket = where.get("ticket") if isinstance(where, dict) else None
        if isinstance(ticket, str):
            if self.data is None:
                self.refresh()
            self.go_to(ticket)

    def selection_evidence(self) -> Evidence | None:
        """The current ticket as evidence."""
        row = self.current()
        if row is None:
            return None
        ticket = row.standing.ticket
        payload: JsonObject = {
            "text": f"{level_words(row)}, {clock_words(row)}, {category_words(row)}\n\n"
            f"{ticket.body}",
            "open": {"pane": "queue", "ticket": ticket.id},
        }
        title = f"{ticket.id} {ticket.title}"
        return Evidence("ticket", title, f"{ticket.source} {ticket.id}", ticket.created, payload)

    def quick_items(self) -> Sequence[QuickItem]:
        """The tickets, most urgent first."""
        rows = self.data.rows[:_QUICK] if self.data else ()
        return [
            QuickItem(f"{row.id} {row.standing.ticket.title}", clock_words(row),
                      partial(self._show_ticket, row.id))
            for row in rows
        ]  # fmt: skip

    def _show_ticket(self, ticket: str) -> None:
        self.context.shell.show_pane(self.id)
        self.go_to(ticket)

    def summary(self) -> str:
        """How the queue stands, and what comes first."""
        if self.data is None or not self.data.rows:
            return tr("Queue. There are no tickets yet.")
        unfinished = [row for row in self.data.rows if not row.standing.ticket.finished]
        late = sum(row.clock == "late" for row in unfinished)
        unsure = sum(row.triage is not None and row.triage.category is None for row in unfinished)
        return tr("Queue. {open} tickets to do, {late} late, {unsure} need a person to sort them.",
                  open=len(unfinished), late=late, unsure=unsure)  # fmt: skip

    def selection_text(self) -> str:
        """The current ticket in spoken words."""
        row = self.current()
        if row is None:
            return ""
        title = row.standing.ticket.title
        return f"{row.id}. {title}. {level_words(row)}, {clock_words(row)}, {category_words(row)}."

    def where_am_i(self) -> str:
        """Row of rows, and the view."""
        return tr("Queue, {view}, ticket {place}", view=self.views.currentText(),
                  place=self.table.position())  # fmt: skip

    def focus_search(self) -> bool:
        """Ctrl+F goes to the search field."""
        self.go_to_search()
        return True

    def areas(self) -> Sequence[QWidget]:
        """Search, table, ticket; the import page alone while it is shown."""
        if self.shows_import():
            return (self.import_view.table,)
        listed = () if self.taken.isHidden() else (self.taken.list,)
        if self._pages.currentWidget() is self._empty:
            return (*listed, self._empty)
        return (*listed, self.search, self.table, self.detail.tabs)

    def subjects(self) -> Sequence[Subject]:
        """The tickets of the queue, those of most risk first."""
        rows = self.data.rows if self.data else ()
        return [_subject(row) for row in rows[:_QUICK]]

    def to_table(self) -> None:
        """Put the focus into the table, or on what leads to one."""
        empty = self._pages.currentWidget() is self._empty
        (self._empty if empty else self.table).setFocus(Qt.FocusReason.OtherFocusReason)

    def _to_detail(self) -> None:
        self.detail.tabs.setCurrentIndex(0)
        self.detail.text.setFocus(Qt.FocusReason.OtherFocusReason)

    def state(self) -> JsonObject:
        """The search, the ticket, the sizes."""
        row = self.current()
        return {
            "search": self.search.text(),
            "view": self.views.currentText(),
            "ticket": row.id if row else None,
            "sizes": list(self.split.sizes()),
        }

    def restore(self, state: JsonObject) -> None:
        """Take up what was remembered."""
        if isinstance(search := state.get("search"), str):
            self.search.setText(search)
        if isinstance(ticket := state.get("ticket"), str):
            self._wanted = ticket
        sizes = state.get("sizes")
        if isinstance(sizes, list) and all(isinstance(size, int) for size in sizes):
            self.split.setSizes([size for size in sizes if isinstance(size, int)])


def _subject(row: QueueRow) -> Subject:
    return Subject(f"ticket:{row.id}", row.standing.ticket.title)
