"""The queue pane: a table sorted by risk, the ticket beside it, and everything by keyboard."""

from collections.abc import Sequence
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar
from zoneinfo import ZoneInfo

from PySide6.QtCore import Qt, QTimer
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
from workbench.panes.queue.actions import QueueActions
from workbench.panes.queue.detail import TicketDetail
from workbench.panes.queue.import_flow import ImportFlow, is_ticket_export
from workbench.panes.queue.import_view import ImportView
from workbench.panes.queue.rows import COLUMNS, QueueRow, category_words, clock_words, level_words
from workbench.panes.queue.sync_flow import SyncFlow
from workbench.panes.queue.views import BUILT_IN, save_view, saved_views, shows
from workbench.panes.queue.work import (
    QueueData,
    TicketView,
    index_articles,
    judge_queue,
    read_queue,
    view_ticket,
)
from workbench.search.documents import Hit
from workbench.tickets.store import TicketStore
from workbench.ui.accessibility import named
from workbench.ui.empty import EmptyState
from workbench.ui.pane import Pane, QuickItem
from workbench.ui.shell import PaneContext
from workbench.ui.states import State
from workbench.ui.subject import Subject
from workbench.ui.tables import DataTable
from workbench.ui.translate import tr

if TYPE_CHECKING:
    from workbench.tickets.alerts import Alert

_LINES_SEEN = 8
"""Lines of text for which the table always has room, header and padding included."""

_VIEW_MS = 120
_CLOCK_MS = 60_000
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
        self._imports = False
        super().__init__(context)
        self._wanted: str | None = None
        self._focused = False
        self._make_widgets()
        self._view_soon = _timer(self, _VIEW_MS, self._read_view, single=True)
        self._clock = _timer(self, _CLOCK_MS, self._tick)
        self._clock.start()

    def commands(self) -> Sequence[Command]:
        self.importing = ImportFlow(self)
        self.syncing = SyncFlow(self)
        return QueueActions(self).commands()

    def _make_widgets(self) -> None:
        self._empty = EmptyState(
            tr("Import an export (Jira, YouTrack, Zendesk, CSV) or drop a file here."),
            [self.button("queue.import")],
            icon_name="queue",
        )
        self.search = named(QLineEdit(), tr("Search in the queue"))
        self.search.setPlaceholderText(tr("Search: words, is:late, is:unsure, is:waiting"))
        self.search.setClearButtonEnabled(True)
        self.search.textChanged.connect(self._show_rows)
        self.search.returnPressed.connect(self._to_table)
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
        self._pages = QStackedWidget()
        for page in (self._empty, self.split):
            self._pages.addWidget(page)
        self.body.addWidget(self._pages)
        self.header.add(self.button("queue.import", tr("Import…")))
        self.header.add(self.button("queue.focus", tr("Focus")))
        self._fill_views({})

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
        self._to_table()

    def refresh(self) -> None:
        """Read the tickets and their clocks again, then judge them, in the background."""
        workspace = self.context.workspace
        self.context.tasks.start(
            tr("Reading the queue"), partial(read_queue, workspace), on_done=self._read
        )

    def _read(self, data: QueueData) -> None:
        old = {row.id: row.triage for row in self.data.rows} if self.data else {}
        rows = tuple(
            row if row.triage or row.id not in old else _with(row, old[row.id]) for row in data.rows
        )
        first_time = self.data is None
        self._take(QueueData(rows, data.now, data.stopped))
        if first_time and self.isVisible() and not self.search.hasFocus():
            self._to_table()
        self._fill_views(saved_views(self.store()))
        self.context.tasks.start(
            tr("Judging tickets"), partial(judge_queue, self.context.workspace, data),
            on_done=self._take,
        )  # fmt: skip
        if first_time:
            self._learn()
            self.context.tasks.start(
                tr("Reading the articles"), partial(index_articles, self.context.workspace),
                on_done=self._articles_read,
            )  # fmt: skip

    def _articles_read(self, _nothing: None) -> None:
        self._view_soon.start()

    def _take(self, data: QueueData) -> None:
        self.data = data
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
        when = f"{self.data.now.astimezone(self.zone()):%Y-%m-%d %H:%M}"
        clock = tr(", clocks stand at {time}", time=when) if self.data.stopped else ""
        self.header.show_open(
            tr("{open} to do, {all} in all{clock}", open=count(len(unfinished), tr("ticket")),
               all=f"{len(self.data.rows):,}", clock=clock + self.syncing.last())
        )  # fmt: skip
        if not self.data.rows:
            self.header.show_state(State.NEUTRAL, "")
        elif late:
            self.header.show_state(State.ERROR, tr("{count} late", count=late))
        else:
            self.header.show_state(State.GOOD, tr("none late"))

    def _show_rows(self) -> None:
        if self.data is None:
            return
        held = self.current()
        rows = [row for row in self.data.rows if shows(row, self.search.text())]
        self.table.show_rows(rows)
        name = held.id if held else None
        if not self.table.select_where(lambda row: row.id == name):
            self.table.select_row(0)
        self._row_selected(self.table.current_row())

    def _tick(self) -> None:
        """Clocks go on; thresholds crossed are told once."""
        if self.data is None or self.data.stopped:
            return
        self.refresh()
        self._alert()

    def _alert(self) -> None:
        """Tell alerts; while a ticket has the focus only those of P1, if the user allows it."""
        from workbench.tickets.alerts import new_alerts

        if self.data is None or self.data.stopped or self.context.workspace.read_only:
            return
        if self._focused and not self.context.settings.flag("first-priority-breaks-focus"):
            return
        store, queue = self.store(), [row.standing for row in self.data.rows]
        only, now = "P1" if self._focused else None, self.data.now
        self.context.save(lambda: new_alerts(store, queue, now, only=only), self._tell_alerts)

    def _tell_alerts(self, told: "list[Alert]") -> None:
        from workbench.tickets.alerts import digest

        if told:
            self.context.shell.say(digest(told))

    # the ticket beside

    def _row_selected(self, row: QueueRow | None) -> None:
        self.detail.show_row(row)
        if row is not None:
            self.context.shell.work_on(_subject(row))
        self._view_soon.start()
        self.context.commands.refreshed.emit()

    def _read_view(self) -> None:
        row = self.current()
        if row is None:
            return
        self.context.tasks.start(
            tr("Reading {ticket}", ticket=row.id),
            partial(view_ticket, self.context.workspace, row),
            on_done=self._show_view,
        )

    def _show_view(self, view: TicketView) -> None:
        row = self.current()
        if row is not None and row.id == view.row.id:
            self.detail.show_view(view)

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

    def changed(self) -> None:
        """After a decision: read again, and learn when enough was decided."""
        self.refresh()
        self._learn()

    def _learn(self) -> None:
        """Train in a child process when enough was decided since the last time."""
        from workbench.tickets.judging import learn_in_child, worth_learning

        if worth_learning(self.context.workspace.database):
            self.context.tasks.start(
                tr("Learning from decisions"),
                partial(learn_in_child, self.context.workspace.folder),
                on_done=self._learnt,
                in_process=True,
            )

    def _learnt(self, reason: str | None) -> None:
        if reason:
            self.context.shell.say(reason)
            self.refresh()

    def store(self) -> TicketStore:
        """The workspace's tickets."""
        return TicketStore(self.context.workspace.database)

    def zone(self) -> ZoneInfo:
        """The zone in which times are shown and asked for."""
        from workbench.tickets.sla import read_policy

        return read_policy(self.context.workspace.folder).calendar.zone

    def categories(self) -> list[str]:
        """The categories that occur, most frequent first."""
        from collections import Counter

        found = Counter(row.standing.ticket.category for row in self.data.rows) if self.data else {}
        return [name for name, _ in Counter(found).most_common() if name]

    # views

    def _fill_views(self, own: dict[str, str]) -> None:
        shown = self.views.currentText()
        self.views.clear()
        for name, query in {**BUILT_IN, **own}.items():
            self.views.addItem(name, query)
        self.views.setCurrentText(shown or next(iter(BUILT_IN)))

    def _take_view(self) -> None:
        self.search.setText(str(self.views.currentData() or ""))
        self._to_table()

    def ask_view_name(self) -> None:
        """Save the present search under a name."""
        name = self.context.shell.ask_text(tr("Save this view"), tr("Name:"), "")
        if name and name.strip():
            self._keep_view(name.strip(), self.search.text())

    def forget_view(self) -> None:
        """Take away the chosen view, if the user saved it."""
        name = self.views.currentText()
        if name in BUILT_IN:
            raise UserError(tr("{name} is always there.", name=name), tr("Choose one you saved."))
        self._keep_view(name, None)

    def _keep_view(self, name: str, query: str | None) -> None:
        store = self.store()

        def kept(_nothing: None) -> None:
            self._fill_views(saved_views(store))
            self.views.setCurrentText(name if query is not None else next(iter(BUILT_IN)))

        self.context.save(lambda: save_view(store, name, query), kept)

    def go_to_search(self) -> None:
        """Put the focus into the search field."""
        self.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.search.selectAll()

    def toggle_focus(self) -> None:
        """One ticket alone; alerts come as one digest at the end."""
        self._focused = not self._focused
        self._left.setVisible(not self._focused)
        if self._focused:
            self.detail.tabs.setFocus()
            self.context.shell.say(tr("Focus: alerts are held until you press F again."))
        else:
            self._to_table()
            self.context.shell.say(tr("The whole queue again."))
            self._alert()

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
        if self._pages.currentWidget() is self._empty:
            return (self._empty,)
        return (self.search, self.table, self.detail.tabs)

    def subjects(self) -> Sequence[Subject]:
        """The tickets of the queue, those of most risk first."""
        rows = self.data.rows if self.data else ()
        return [_subject(row) for row in rows[:_QUICK]]

    def _to_table(self) -> None:
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


def _timer(owner: QWidget, milliseconds: int, call: object, *, single: bool = False) -> QTimer:
    timer = QTimer(owner)
    timer.setSingleShot(single)
    timer.setInterval(milliseconds)
    timer.timeout.connect(call)
    return timer


def _subject(row: QueueRow) -> Subject:
    return Subject(f"ticket:{row.id}", row.standing.ticket.title)


def _with(row: QueueRow, triage: object) -> QueueRow:
    from dataclasses import replace

    from workbench.tickets.desk import Triage

    return replace(row, triage=triage) if isinstance(triage, Triage) else row
