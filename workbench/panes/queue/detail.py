"""The detail beside the queue: the ticket, what is missing, what is alike, and why."""

from collections.abc import Sequence
from datetime import datetime

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QLabel,
    QPlainTextEdit,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from workbench.panes.queue.rows import (
    QueueRow,
    category_state,
    category_words,
    clock_state,
    clock_words,
    level_state,
    level_words,
)
from workbench.panes.queue.work import Alike, TicketView
from workbench.tickets.completeness.check import Completeness
from workbench.tickets.completeness.items import ITEMS, Item
from workbench.tickets.guidance import plain_summary, technical_summary
from workbench.ui.accessibility import named
from workbench.ui.command_bridge import CommandButton
from workbench.ui.flow import FlowLayout
from workbench.ui.fonts import HEADING, scaled
from workbench.ui.late_pages import LateTabs
from workbench.ui.states import State, StateChip
from workbench.ui.table_model import Column
from workbench.ui.tables import DataTable
from workbench.ui.translate import tr

Fact = tuple[str, str, State]
"""What a report should tell, the words that tell it, and whether it is there or not known."""

_ALIKE_COLUMNS = (
    Column[Alike](tr("Alike"), lambda one: "" if _is_article(one) else f"{one.hit.score:.2f}",
                  key=lambda one: -one.hit.score, numeric=True,
                  help=tr("1 is the ticket's own text; articles have no such measure")),
    Column[Alike](tr("What"), lambda one: tr("article") if _is_article(one) else one.hit.key),
    Column[Alike](tr("Title"), lambda one: f"{one.hit.title}, {one.hit.section}".strip(", "),
                  stretch=True),
    Column[Alike](tr("How it ended"), lambda one: one.ended, width=24),
    Column[Alike](tr("Why"), lambda one: one.hit.why, width=20),
)  # fmt: skip
_FACT_COLUMNS = (
    Column[Fact](tr("Needed"), lambda fact: fact[0],
                 state=lambda fact: fact[2], width=14),
    Column[Fact](tr("Said"), lambda fact: fact[1], stretch=True),
)  # fmt: skip


class TicketDetail(QWidget):
    """One ticket in tabs; the title and three chips stand above them."""

    hit_chosen = Signal(object)
    """Enter on a similar ticket or an article."""

    def __init__(self, buttons: Sequence[CommandButton]) -> None:
        super().__init__()
        self.view: TicketView | None = None
        self._title = QLabel()
        self._title.setWordWrap(True)
        self._title.setTextFormat(Qt.TextFormat.PlainText)
        self._reason = QLabel()
        self._reason.setWordWrap(True)
        self._reason.setTextFormat(Qt.TextFormat.PlainText)
        self._reason.setProperty("role", "muted")
        self.level, self.clock, self.category = (StateChip(State.NEUTRAL, "") for _ in range(3))
        row = QWidget()
        flow = FlowLayout(row)
        for part in (self.level, self.clock, self.category, *buttons):
            flow.addWidget(part)
        self.text = _reading(tr("Ticket text"))
        self.reply = named(QPlainTextEdit(), tr("Reply draft"))
        self.facts: DataTable[Fact] = DataTable(tr("What the report says"), _FACT_COLUMNS)
        self.alike: DataTable[Alike] = DataTable(tr("Similar tickets and articles"), _ALIKE_COLUMNS)
        self.alike.row_activated.connect(self._choose)
        self.why = _reading(tr("Reasons and summaries"))
        self.tabs = named(LateTabs(), tr("Parts of the ticket"))
        self.tabs.setDocumentMode(True)
        self.tabs.addTab(self.text, tr("Ticket"))
        self.tabs.addTab(self._missing_page(), tr("Missing"))
        self.tabs.addTab(self.alike, tr("Alike"))
        self.tabs.addTab(self.why, tr("Why"))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 8, 16, 8)
        layout.setSpacing(6)
        layout.addWidget(self._title)
        layout.addWidget(row)
        layout.addWidget(self._reason)
        layout.addWidget(self.tabs, 1)
        self._enlarge()

    def _missing_page(self) -> QWidget:
        page = QSplitter(Qt.Orientation.Horizontal)
        page.setChildrenCollapsible(False)
        answer = QWidget()
        layout = QVBoxLayout(answer)
        layout.setContentsMargins(8, 0, 0, 0)
        label = QLabel(tr("Reply draft"))
        label.setBuddy(self.reply)
        layout.addWidget(label)
        layout.addWidget(self.reply, 1)
        page.addWidget(self.facts)
        page.addWidget(answer)
        page.setSizes([480, 400])
        return page

    def show_row(self, row: QueueRow | None) -> None:
        """Show what is known at once; similar tickets and the reply follow with `show_view`."""
        if row is None:
            self.view = None
            self._title.setText(tr("No ticket is chosen."))
            for part in (self.text, self.why, self.reply):
                part.setPlainText("")
            self._reason.setText("")
            for chip in (self.level, self.clock, self.category):
                chip.hide()
            return
        ticket = row.standing.ticket
        self._title.setText(f"{ticket.id}  {ticket.title}")
        self.level.show_state(level_state(row), level_words(row))
        self.clock.show_state(clock_state(row), clock_words(row))
        self.category.show_state(category_state(row) or State.UNKNOWN, category_words(row))
        for chip in (self.level, self.clock, self.category):
            chip.show()
        self._reason.setText(row.triage.reason if row.triage else "")
        if self.view is None or self.view.row.id != row.id:
            self.text.setPlainText(_page(row))

    def show_view(self, view: TicketView) -> None:
        """Show the rest of the ticket whose row is shown."""
        same = self.view is not None and self.view.row.id == view.row.id
        self.view = view
        self._reason.setText(view.triage.reason)
        self.facts.show_rows([_fact(view.found, item) for item in ITEMS])
        unsure = tr("Missing (not sure)")
        missing = tr("Missing ({count})", count=len(view.found.missing))
        self.tabs.setTabText(1, unsure if view.found.not_sure else missing)
        self.alike.show_rows(view.alike)
        self.tabs.setTabText(2, tr("Alike ({count})", count=len(view.alike)))
        if not same:
            self.reply.setPlainText(view.reply)
        self.why.setPlainText(_why(view))

    def _choose(self, one: Alike) -> None:
        self.hit_chosen.emit(one.hit)

    def draft(self, reply: str) -> None:
        """Put a reply into the draft, in front."""
        self.reply.setPlainText(reply)
        self.tabs.setCurrentIndex(1)
        self.reply.setFocus(Qt.FocusReason.OtherFocusReason)

    def _enlarge(self) -> None:
        self._title.setFont(scaled(self.font(), HEADING, bold=True))


def _fact(found: Completeness, item: Item) -> Fact:
    if item.name in found.present:
        return item.name, found.present[item.name], State.GOOD
    if item.name in found.missing:
        return item.name, item.question, State.WARNING
    unread = tr("Not sure: reports in {language} are not read.", language=found.language)
    return item.name, f"{unread} {item.question}", State.UNKNOWN


def _is_article(one: Alike) -> bool:
    return one.hit.kind == "article"


def _reading(name: str) -> QPlainTextEdit:
    field = named(QPlainTextEdit(), name)
    field.setReadOnly(True)
    field.setTextInteractionFlags(
        Qt.TextInteractionFlag.TextSelectableByMouse
        | Qt.TextInteractionFlag.TextSelectableByKeyboard
    )
    return field


def _page(row: QueueRow) -> str:
    """The ticket's own words and its history, as plain text: nothing in it can run."""
    ticket = row.standing.ticket
    lines = [
        tr("From {reporter}, opened {time}, state: {state}, with {person}",
           reporter=ticket.reporter or tr("unknown"), time=_local(ticket.created) or tr("unknown"),
           state=ticket.status, person=ticket.assignee or tr("nobody")),
        "", ticket.body[:100_000] or tr("(no description)"),
    ]  # fmt: skip
    for comment in ticket.comments:
        when = _local(comment.time) or tr("undated")
        lines += ["", f"{comment.author or tr('unknown')}, {when}:", comment.body]
    if ticket.events:
        lines += ["", tr("History")]
        lines += [
            f"{_local(event.time)}  {event.kind}: {event.old or '-'} → {event.new or '-'}"
            for event in ticket.events
        ]
    return "\n".join(lines)


def _local(moment: datetime | None) -> str:
    """A moment on this machine's clock, to the minute; empty where there is none."""
    return f"{moment.astimezone():%Y-%m-%d %H:%M}" if moment else ""


def _why(view: TicketView) -> str:
    top = "\n".join(f"  {round(share * 100):>3} %  {name}" for name, share in view.triage.top)
    due = view.row.standing.sla.due
    parts = [
        (tr("Category"), f"{view.triage.reason}\n{top}"),
        (tr("Priority by the rules"), view.triage.priority.reason),
        (tr("Route"), view.triage.route.reason),
        (tr("Clock"), f"{clock_words(view.row)}" + (f", {_local(due)}" if due else "")),
        (tr("Plain summary"), plain_summary(view.row.standing, view.triage, view.found)),
        (tr("Technical summary"),
         technical_summary(view.row.standing, view.triage, view.found)),
    ]  # fmt: skip
    return "\n\n".join(f"{title}\n{text}" for title, text in parts)
