"""The left side of the API pane: collections as a list, and the history."""

from dataclasses import dataclass
from datetime import datetime

from PySide6.QtCore import QSize, Signal
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from workbench.apitest.history import Past
from workbench.apitest.model import Folder, Item, Placed
from workbench.apitest.shelf import Shelf, Shelved
from workbench.ui.accessibility import add_clear_button, named
from workbench.ui.late_pages import LateTabs
from workbench.ui.states import State
from workbench.ui.tables import Column, DataTable
from workbench.ui.translate import tr

_INDENT = "  "
_LEAST_LETTERS = 28


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the list: a collection, a folder (`placed` is None), or a request."""

    shelved: Shelved
    name: str
    depth: int
    placed: Placed | None = None

    @property
    def method(self) -> str:
        """The request's method; empty for a collection or folder."""
        return "" if self.placed is None else self.placed.item.request.method


def entries(shelf: Shelf, words: str = "") -> list[Entry]:
    """Every line in order; with words only requests that hold them, under their folders."""
    found: list[Entry] = []
    for shelved in shelf.collections:
        found += _below(shelved, shelved.collection, (), words.casefold())
    return found


def _below(shelved: Shelved, folder: Folder, above: tuple[Folder, ...], words: str) -> list[Entry]:
    chain = (*above, folder)
    inner: list[Entry] = []
    for entry in folder.items:
        if isinstance(entry, Folder):
            inner += _below(shelved, entry, chain, words)
        elif _holds(entry, words):
            inner.append(Entry(shelved, entry.name, len(chain), Placed(entry, chain)))
    if words and not inner:
        return []
    return [Entry(shelved, folder.name or shelved.path.stem, len(above)), *inner]


def _holds(item: Item, words: str) -> bool:
    return words in f"{item.name} {item.request.url.address}".casefold()


def past_time(past: Past) -> str:
    """When a call was made: the time of day today, the day before that."""
    moment = past.time.astimezone()
    today = moment.date() == datetime.now().astimezone().date()
    return f"{moment:%H:%M:%S}" if today else f"{moment.day} {moment:%b}"


class Sidebar(LateTabs):
    """Two tabs, Collections and History, each with its own search field."""

    item_chosen = Signal(object)
    """An Entry with a request became current."""
    past_chosen = Signal(object)
    """A call of the history was activated."""
    history_wanted = Signal(str)
    """The history is to be searched for these words."""

    def __init__(self) -> None:
        super().__init__()
        named(self, tr("Collections and history"))
        self.setDocumentMode(True)
        self._shelf = Shelf()
        self.search = _field(tr("Search requests"))
        self.list = DataTable[Entry](
            tr("Requests"),
            (
                Column[Entry](tr("Name"), lambda e: _INDENT * e.depth + e.name, stretch=True),
                Column[Entry](tr("Method"), lambda e: e.method, gives_way=True),
            ),
        )
        self.list.setSortingEnabled(False)
        self.addTab(_page(self.search, self.list), tr("Collections"))
        self.past_search = _field(tr("Search the history"))
        self.history = DataTable[Past](
            tr("History"),
            (
                Column[Past](tr("Name"), lambda p: p.name, stretch=True),
                Column[Past](
                    tr("Status"),
                    lambda p: tr("no answer") if p.status is None else str(p.status),
                    state=lambda p: None if p.status and p.status < 400 else State.ERROR,
                ),
                Column[Past](tr("Time"), past_time, key=lambda p: p.time, gives_way=True),
            ),
        )
        self.addTab(_page(self.past_search, self.history), tr("History"))
        self.search.textChanged.connect(self._filter)
        self.list.row_selected.connect(self._chosen)
        self.history.row_activated.connect(self.past_chosen.emit)
        self.past_search.textChanged.connect(self.history_wanted.emit)

    def minimumSizeHint(self) -> QSize:
        """Wide enough for both tabs and the beginning of a name, however large the text."""
        letters = _LEAST_LETTERS * self.fontMetrics().averageCharWidth()
        return QSize(letters, super().minimumSizeHint().height())

    def show_shelf(self, shelf: Shelf) -> None:
        """Show other collections; the current request stays current by its place."""
        held = self.list.current_row()
        self._shelf = shelf
        self._filter(self.search.text())
        if held is not None and held.placed is not None:
            path = held.placed.path
            self.select(path)

    def select(self, path: tuple[str, ...]) -> bool:
        """Go to the request of that path (names from the collection down)."""
        return self.list.select_where(lambda e: e.placed is not None and e.placed.path == path)

    def _filter(self, words: str) -> None:
        self.list.show_rows(entries(self._shelf, words))

    def _chosen(self, entry: Entry | None) -> None:
        if entry is not None and entry.placed is not None:
            self.item_chosen.emit(entry)


def _field(name: str) -> QLineEdit:
    field = named(QLineEdit(), name)
    field.setPlaceholderText(name)
    add_clear_button(field)
    return field


def _page(field: QLineEdit, table: QWidget) -> QWidget:
    page = QWidget()
    layout = QVBoxLayout(page)
    layout.setContentsMargins(8, 8, 0, 0)
    layout.addWidget(field)
    layout.addWidget(table, 1)
    return page
