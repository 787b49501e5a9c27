"""A page that is read from top to bottom: a scrolled column on the ground of the theme."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from workbench.ui.accessibility import named


class Page(QScrollArea):
    """A column of widgets with generous margins; put them into `column`."""

    def __init__(self, name: str) -> None:
        super().__init__()
        named(self, name)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        sheet = QWidget()
        self.column = QVBoxLayout(sheet)
        self.column.setContentsMargins(32, 16, 32, 24)
        self.column.setSpacing(8)
        self.setWidget(sheet)
        for part in (sheet, self.viewport()):
            part.setBackgroundRole(QPalette.ColorRole.Base)
            part.setAutoFillBackground(True)
