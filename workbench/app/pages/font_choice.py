"""Choosing a font: those that are shipped first, then all that are installed, with a preview."""

from PySide6.QtCore import QEvent, Slot
from PySide6.QtGui import QFont, QFontDatabase, QShowEvent
from PySide6.QtWidgets import QComboBox, QLabel

from workbench.ui.accessibility import named
from workbench.ui.fonts import add_shipped_fonts
from workbench.ui.translate import tr

_PREVIEW = tr("Il1| O0o 8B rnm 5S: the gateway answered 502 after 1,203 ms")


class FontChoice(QComboBox):
    """The families of the system; its first choice, the system's own font, is an empty name."""

    def __init__(self, *, for_code: bool) -> None:
        """`for_code` offers only fonts in which all letters are equally wide."""
        super().__init__()
        self._for_code = for_code
        self._filled = False
        self.addItem(tr("as the system"), "")
        self.setMaxVisibleItems(20)

    def choose(self, family: str) -> None:
        """Show this family, installed here or not."""
        if self.findData(family) < 0:
            self.addItem(tr("{font} (not installed)", font=family), family)
        self.setCurrentIndex(self.findData(family))

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if not self._filled:  # asking for all families takes long where there are many
            self._filled = True
            self._fill()

    def _fill(self) -> None:
        shown = str(self.currentData())
        while self.count() > 1:
            self.removeItem(1)
        shipped = [] if self._for_code else sorted(set(add_shipped_fonts()))
        for family in shipped:
            self.addItem(tr("{font} (comes with the workbench)", font=family), family)
        for family in QFontDatabase.families():
            private = QFontDatabase.isPrivateFamily(family) or family in shipped
            if not private and (not self._for_code or QFontDatabase.isFixedPitch(family)):
                self.addItem(family, family)
        self.choose(shown)


class FontPreview(QLabel):
    """A line in the font that is chosen, or that the keyboard is on in the open list."""

    def __init__(self, choice: FontChoice, *, for_code: bool) -> None:
        super().__init__(_PREVIEW)
        self._choice = choice
        self._for_code = for_code
        named(self, tr("Preview of the font"))
        self.setWordWrap(True)
        choice.currentIndexChanged.connect(self.show_choice)
        choice.highlighted.connect(self.show_choice)
        self.show_choice(choice.currentIndex())

    @property
    def family(self) -> str:
        """The family in which the line is written."""
        return self.font().families()[0]

    @Slot(int)
    def show_choice(self, row: int) -> None:
        """Write the line in the font of that row."""
        family = str(self._choice.itemData(row) or "")
        fixed, general = QFontDatabase.SystemFont.FixedFont, QFontDatabase.SystemFont.GeneralFont
        system = QFontDatabase.systemFont(fixed if self._for_code else general)
        font = QFont(self.window().font())
        font.setFamilies([family, *system.families()] if family else system.families())
        self.setFont(font)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self.show_choice(self._choice.currentIndex())
