"""What every pane's parts remember by themselves: splitters, tabs in front, the order of tables."""

from collections.abc import Iterator
from typing import cast

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QSplitter, QTableView, QTabWidget, QWidget

from workbench.core.jsontypes import JsonObject, JsonValue
from workbench.ui.late_pages import parts_in


def layout_of(pane: QWidget) -> JsonObject:
    """The sizes, tabs and orders in a pane as JSON, by the part's kind and name."""
    found: JsonObject = {}
    for key, part in _parts(pane):
        value = _value(part)
        if value is not None:
            found[key] = value
    return found


def restore_layout(pane: QWidget, stored: JsonObject) -> None:
    """Take up what `layout_of` gave; what does not fit the pane any more is left alone."""
    for key, part in _parts(pane):
        value = stored.get(key)
        if isinstance(part, QSplitter):
            _set_sizes(part, value)
        elif isinstance(part, QTabWidget):
            _bring_to_front(part, value)
        elif isinstance(part, QTableView):
            _sort(part, value)


def _parts(pane: QWidget) -> Iterator[tuple[str, QWidget]]:
    """The parts of a pane, each with a key that is the same at the next start."""
    within = list(parts_in(pane))
    for kind in (QSplitter, QTabWidget, QTableView):
        parts = [part for part in within if isinstance(part, kind)]
        for place, part in enumerate(parts):
            yield f"{kind.__name__}:{part.accessibleName() or place}", part


def _value(part: QWidget) -> JsonValue:
    if isinstance(part, QSplitter):
        sizes = part.sizes()
        return [part.orientation().name, *sizes] if any(sizes) else None
    if isinstance(part, QTabWidget):
        return part.tabText(part.currentIndex()).partition(" (")[0]
    if isinstance(part, QTableView) and part.isSortingEnabled():
        header = part.horizontalHeader()
        column = header.sortIndicatorSection()
        return [column, header.sortIndicatorOrder().name] if column >= 0 else None
    return None


def _set_sizes(splitter: QSplitter, value: JsonValue) -> None:
    match value:
        case [str(orientation), *sizes] if (
            orientation == splitter.orientation().name and len(sizes) == splitter.count()
        ):
            if all(isinstance(size, int) for size in sizes):
                splitter.setSizes(cast("list[int]", sizes))
        case _:
            pass


def _bring_to_front(tabs: QTabWidget, value: JsonValue) -> None:
    for place in range(tabs.count()):
        known = tabs.tabText(place).partition(" (")[0] == value
        if known and tabs.isTabVisible(place) and tabs.isTabEnabled(place):
            tabs.setCurrentIndex(place)


def _sort(table: QTableView, value: JsonValue) -> None:
    match value:
        case [int(column), str(order)] if 0 <= column < table.model().columnCount():
            if table.isSortingEnabled() and order in Qt.SortOrder.__members__:
                table.sortByColumn(column, Qt.SortOrder[order])
        case _:
            pass
