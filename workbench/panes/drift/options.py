"""The line of choices above a comparison: windows, time, segment, outcome, prediction."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from workbench.ui.accessibility import named
from workbench.ui.flow import FlowLayout
from workbench.ui.translate import tr

NOTHING = "-"
_WINDOWS = (NOTHING, "1h", "6h", "1d", "1w", "1mo")


@dataclass(frozen=True, slots=True)
class Choices:
    """What is chosen; None for nothing."""

    windows: str | None = None
    time: str | None = None
    segment: str | None = None
    target: str | None = None
    prediction: str | None = None


class OptionBar(QWidget):
    """Five lists with their words; a change takes effect with "Compare again" (F5)."""

    changed = Signal()

    def __init__(self, button: QWidget) -> None:
        super().__init__()
        inside = QWidget()
        row = FlowLayout(inside)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(8, 6, 8, 6)
        layout.addWidget(inside)
        self._lists: dict[str, QComboBox] = {}
        for key, words in (
            ("windows", tr("Windows")),
            ("time", tr("Time")),
            ("segment", tr("Segment")),
            ("target", tr("Outcome")),
            ("prediction", tr("Prediction")),
        ):
            box = named(QComboBox(), words)
            box.setMinimumContentsLength(8)
            box.setSizeAdjustPolicy(
                QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
            )
            box.addItems(list(_WINDOWS) if key == "windows" else [NOTHING])
            label = QLabel(words)
            label.setBuddy(box)
            pair = QWidget()
            inner = QHBoxLayout(pair)
            inner.setContentsMargins(0, 0, 4, 0)
            inner.setSpacing(4)
            inner.addWidget(label)
            inner.addWidget(box)
            row.addWidget(pair)
            self._lists[key] = box
        row.addWidget(button)

    def show_columns(self, columns: Sequence[str], chosen: Choices) -> None:
        """Offer the columns of a table, with these chosen."""
        for key, box in self._lists.items():
            box.blockSignals(True)
            wanted = getattr(chosen, key) or NOTHING
            if key != "windows":
                box.clear()
                box.addItems([NOTHING, *columns])
            elif box.findText(wanted) < 0:
                box.addItem(wanted)
            box.setCurrentIndex(max(box.findText(wanted), 0))
            box.blockSignals(False)

    @property
    def choices(self) -> Choices:
        """What is chosen now."""
        texts = {key: box.currentText() for key, box in self._lists.items()}
        return Choices(**{key: None if text == NOTHING else text for key, text in texts.items()})

    @property
    def first(self) -> QWidget:
        """The first list, for the focus."""
        return self._lists["windows"]
