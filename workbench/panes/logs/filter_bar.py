"""The row of filters above the lines: level, what is typed, and a box for each filter."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QCheckBox, QComboBox, QHBoxLayout, QLabel, QLineEdit, QWidget

from workbench.panes.logs.clock import Clock
from workbench.panes.logs.filters import Filter, FilterStack, LevelFilter
from workbench.ui.accessibility import named
from workbench.ui.flow import FlowLayout
from workbench.ui.folding import FoldingLayout
from workbench.ui.line_view.rows import LEVEL_WORDS
from workbench.ui.translate import tr

_LEVELS = (0, 2, 3, 4, 5, 6)
_LETTERS_BESIDE = 60
"""How many letters wide the level, the entry and the count stay beside the filters."""


class FilterBox(QCheckBox):
    """One filter: ticked while it is in use; Delete takes it away."""

    removed = Signal(object)

    def __init__(self, one: Filter, words: str, *, used: bool) -> None:
        super().__init__(words)
        self.filter = one
        self.setChecked(used)
        self.setAccessibleName(tr("Filter: {words}", words=words))
        self.setAccessibleDescription(tr("Space switches it, Delete removes it."))
        self.setToolTip(tr("{words}. Space switches it, Delete removes it.", words=words))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.removed.emit(self.filter)
        else:
            super().keyPressEvent(event)


class FilterBar(QWidget):
    """Shows a stack of filters and lets one be added, switched and removed."""

    level_chosen = Signal(int)
    """Only this level and graver; 0 for all."""
    entered = Signal(str)
    """A filter was typed."""
    switched = Signal(object, bool)
    removed = Signal(object)
    saved_chosen = Signal(str)
    """Use the filters kept under this name."""

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName(tr("Filters"))
        self.saved = named(QComboBox(), tr("Named filters"))
        self.saved.activated.connect(self._saved_activated)
        self.saved.hide()
        self.level = named(QComboBox(), tr("Least level shown"))
        for level in _LEVELS:
            words = (
                tr("All levels")
                if not level
                else tr("{level} and graver", level=LEVEL_WORDS[level].capitalize())
            )
            self.level.addItem(words, level)
        self.level.setMinimumWidth(100)
        self.level.activated.connect(self._level_activated)
        self.entry = named(QLineEdit(), tr("Add a filter"))
        self.entry.setPlaceholderText(tr("Filter: words, /regex/, -without, status>=500"))
        self.entry.setMinimumWidth(140)
        self.entry.returnPressed.connect(self._entered)
        self._count = QLabel()
        self._count.setProperty("role", "muted")
        self._boxes = QWidget()
        self._flow = FlowLayout(self._boxes)
        choice = QWidget()
        line = QHBoxLayout(choice)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(8)
        line.addWidget(self.level)
        line.addWidget(self.saved)
        line.addWidget(self.entry, 1)
        line.addWidget(self._count)
        layout = FoldingLayout(self, _LETTERS_BESIDE)
        layout.setContentsMargins(8, 4, 8, 4)
        layout.addWidget(choice)
        layout.addWidget(self._boxes)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._keep_whole()

    def _keep_whole(self) -> None:
        """Every line of filters stands whole: the lines of the log below give way."""
        self.setMinimumHeight(self.heightForWidth(self.width()))

    def show_stack(self, stack: FilterStack, clock: Clock, shown: str) -> None:
        """Show the filters, and how much they let through."""
        least = next((f.least for f, used in stack.items if isinstance(f, LevelFilter) and used), 0)
        self.level.setCurrentIndex(max(self.level.findData(least), 0))
        while (item := self._flow.takeAt(0)) is not None:
            box = item.widget()
            if box is not None:
                box.hide()
                box.deleteLater()
        for one, used in stack.items:
            box = FilterBox(one, one.words(clock), used=used)
            box.clicked.connect(self._switched)
            box.removed.connect(self.removed)
            self._flow.addWidget(box)
        self._boxes.setVisible(bool(stack.items))
        self._count.setText(shown)
        self._keep_whole()

    def show_saved(self, names: list[str]) -> None:
        """Offer the filters that were kept under names."""
        self.saved.setVisible(bool(names))
        self.saved.clear()
        self.saved.addItems([tr("Named filters"), *names])

    def _saved_activated(self, place: int) -> None:
        if place > 0:
            self.saved_chosen.emit(self.saved.itemText(place))
            self.saved.setCurrentIndex(0)

    def _switched(self, on: bool) -> None:
        box = self.sender()
        assert isinstance(box, FilterBox)
        self.switched.emit(box.filter, on)

    def _level_activated(self, place: int) -> None:
        self.level_chosen.emit(self.level.itemData(place))

    def _entered(self) -> None:
        text = self.entry.text()
        if text.strip():
            self.entered.emit(text)
            self.entry.clear()
