"""Importing an export: what it is, how its columns are read, and a preview before anything."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from zoneinfo import ZoneInfo

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QFormLayout, QLabel, QWidget

from workbench.core.errors import UserError
from workbench.core.progress import Progress
from workbench.panes.queue.taken_view import CHOICES, import_notes
from workbench.panes.queue.work import importers
from workbench.tickets.importing.files import open_table
from workbench.tickets.importing.formats.plain_csv import USUAL_NAMES, suggest_mapping
from workbench.tickets.importing.importer import ImportLog, ImportOptions, choose
from workbench.tickets.importing.packed import files_in_zip
from workbench.tickets.importing.remembered import with_remembered
from workbench.tickets.model import Ticket
from workbench.tickets.moments import zone_named
from workbench.tickets.store import TicketStore
from workbench.ui.accessibility import make_writable, named
from workbench.ui.command_bridge import CommandButton
from workbench.ui.flow import FlowLayout
from workbench.ui.fonts import HEADING, scaled
from workbench.ui.page import Page
from workbench.ui.table_model import Column
from workbench.ui.tables import DataTable
from workbench.ui.translate import tr

_SHOWN = 50
_WIDTH_IN_LETTERS = 160
_WRITTEN = {"json": "JSON", "csv": "CSV", "xml": "XML", "youtrack": "YouTrack"}
_FIND_OUT = tr("find out")
_ZONES = (_FIND_OUT, "UTC", "Europe/Berlin", "Europe/London", "America/New_York",
          "America/Los_Angeles", "Asia/Kolkata", "Asia/Tokyo")  # fmt: skip
_ORDERS = {_FIND_OUT: None, tr("day first"): "dmy", tr("month first"): "mdy"}
_MAPPED = ("id", "title", "body", "status", "priority", "category", "assignee", "reporter",
           "created", "resolved")  # fmt: skip


def _state_words(ticket: Ticket) -> str:
    """The source's word, and ours where it is another one."""
    same = ticket.status.casefold() == ticket.state.casefold()
    return ticket.status if same else f"{ticket.status} ({ticket.state})"


_COLUMNS = (
    Column[Ticket](tr("Id"), lambda t: t.id),
    Column[Ticket](tr("Title"), lambda t: t.title, stretch=True),
    Column[Ticket](tr("State"), _state_words, width=18),
    Column[Ticket](tr("Priority"), lambda t: f"{t.priority or '-'} ({t.level or '-'})", width=14),
    Column[Ticket](tr("Opened"), lambda t: f"{t.created:%Y-%m-%d %H:%M}" if t.created else "-"),
    Column[Ticket](tr("Category"), lambda t: t.category or "-", width=14),
)


@dataclass(frozen=True)
class Preview:
    """How an export would be read: its format, its columns, its first tickets, the guesses."""

    path: Path
    format: str
    header: tuple[str, ...]
    mapping: dict[str, str]
    tickets: tuple[Ticket, ...]
    notes: tuple[str, ...]


def preview(
    store: TicketStore,
    path: Path,
    options: ImportOptions,
    known: dict[str, str],
    progress: Progress,
) -> Preview:
    """Read the first tickets of an export; of a zip of several those of its first file.

    `known` is the mapping remembered for its columns.
    """
    found = importers()
    path = next(iter(files_in_zip(path)), path)
    try:
        importer = choose(path, found, "csv" if options.mapping else "auto")
    except UserError:
        importer = choose(path, found, "csv")
    header: tuple[str, ...] = ()
    mapping: dict[str, str] = {}
    if importer.name == "csv":
        header = open_table(path).header
        wanted = options.mapping or {f: c for f, c in known.items() if c in header}
        mapping = suggest_mapping(header, wanted)
        if "id" not in mapping:
            note = tr("Choose the column of the id: without it a second import would double rows.")
            return Preview(path, "csv", header, mapping, (), (note,))
        options = replace(options, mapping=mapping)
    options = with_remembered(store, importer.name, options)
    log = ImportLog()
    tickets = tuple(islice(importer.read(path, options, log, progress), _SHOWN))
    notes = import_notes(log.guesses, log.rejected)
    return Preview(path, importer.name, header, mapping, tickets, tuple(notes))


class ImportView(Page):
    """The page on which an import is looked at before it is made."""

    changed = Signal()
    """The user chose another column, zone or date order."""

    def __init__(self, buttons: Sequence[CommandButton]) -> None:
        super().__init__(tr("Import tickets"), _WIDTH_IN_LETTERS)
        self.shown: Preview | None = None
        self._title = QLabel()
        self._title.setFont(scaled(self.font(), HEADING, bold=True))
        self._title.setWordWrap(True)
        self._notes = QLabel()
        self._notes.setWordWrap(True)
        self.zone = _choice(CHOICES["timezone"], _ZONES)
        make_writable(self.zone)
        self.order = _choice(CHOICES["date_order"], tuple(_ORDERS))
        self.columns = {field: _choice(_label(field), ()) for field in _MAPPED}
        form = QFormLayout()
        form.addRow(CHOICES["timezone"], self.zone)
        form.addRow(CHOICES["date_order"], self.order)
        self._mapping = QWidget()
        self._mapping.hide()  # until the export turns out to have columns
        fields = QFormLayout(self._mapping)
        fields.setContentsMargins(0, 0, 0, 0)
        for field, choice in self.columns.items():
            fields.addRow(_label(field), choice)
        self.table: DataTable[Ticket] = DataTable(tr("Preview of the tickets"), _COLUMNS)
        self.table.setMinimumHeight(240)
        row = QWidget()
        flow = FlowLayout(row)
        for button in buttons:
            flow.addWidget(button)
        self.column.addWidget(self._title)
        self.column.addLayout(form)
        self.column.addWidget(self._mapping)
        self.column.addWidget(self._notes)
        self.column.addWidget(self.table, 1)
        self.column.addWidget(row)
        for choice in (self.zone, self.order, *self.columns.values()):
            choice.activated.connect(self._emit)

    def _emit(self) -> None:
        self.changed.emit()

    def options(self) -> ImportOptions:
        """What the user chose; nothing is what to find out. Raises UserError for no zone."""
        text = self.zone.currentText().strip()
        zone: ZoneInfo | None = None if text in ("", _FIND_OUT) else zone_named(text)
        mapping = {field: choice.currentText() for field, choice in self.columns.items()
                   if choice.currentIndex() > 0}  # fmt: skip
        plain = self.shown is not None and self.shown.format == "csv"
        return ImportOptions(mapping if plain else {}, zone, _ORDERS[self.order.currentText()])

    def show_preview(self, found: Preview) -> None:
        """Show how an export would be read."""
        self.shown = found
        self._title.setText(
            tr(
                "{file} is read as {format}",
                file=found.path.name,
                format=format_words(found.format),
            )
        )
        self._mapping.setVisible(found.format == "csv")
        for field, choice in self.columns.items():
            choice.clear()
            choice.addItems([tr("(none)"), *found.header])
            choice.setCurrentText(found.mapping.get(field, tr("(none)")))
        said = "\n".join(found.notes) or tr("Nothing had to be guessed.")
        self._notes.setText(said)
        self._notes.setAccessibleName(tr("Guesses: {text}", text=said))
        self.table.show_rows(found.tickets)


def format_words(name: str) -> str:
    """An importer's name as one writes it: "jira-json" is "Jira JSON"."""
    return " ".join(_WRITTEN.get(word, word.capitalize()) for word in name.split("-"))


def _label(field: str) -> str:
    assert field in USUAL_NAMES
    return tr("Column of the {field}", field=field)


def _choice(name: str, items: Sequence[str]) -> QComboBox:
    choice = named(QComboBox(), name)
    choice.addItems(list(items))
    choice.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
    choice.setMinimumContentsLength(24)
    return choice
