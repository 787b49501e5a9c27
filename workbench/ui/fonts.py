"""Fonts: the interface's and the monospaced one, at the user's size and spacing."""

from functools import cache

from PySide6.QtGui import QFont

from workbench.core.paths import resources
from workbench.ui.look import Look, look

SMALL, NORMAL, HEADING, TITLE = 0.85, 1.0, 1.2, 1.5
"""The type scale, in units of the interface's size."""


@cache
def add_shipped_fonts() -> list[str]:
    """Offer the fonts in resources/fonts to Qt; the names of their families."""
    from PySide6.QtGui import QFontDatabase  # costs milliseconds, and the start needs none

    families: list[str] = []
    for file in sorted((resources() / "fonts").glob("*.woff*")):
        number = QFontDatabase.addApplicationFont(str(file))
        if number >= 0:
            families += QFontDatabase.applicationFontFamilies(number)
    return families


def interface_font(plain: QFont, family: str, now: Look) -> QFont:
    """The interface's font: the system's `plain` one in the user's family, size and spacing."""
    font = QFont(plain)
    if family:
        add_shipped_fonts()
        font.setFamilies([family, *plain.families()])
    font.setPointSizeF(plain.pointSizeF() * now.zoom)
    return _spaced(font, now)


def code_font(scale: float = NORMAL) -> QFont:
    """The monospaced font of lines and code, with zero and O told apart where one is installed."""
    from PySide6.QtGui import QFontDatabase
    from PySide6.QtWidgets import QApplication

    now = look()
    font = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)
    if now.code_font:
        font.setFamilies([now.code_font, *font.families()])
    font.setStyleHint(QFont.StyleHint.Monospace)
    font.setFixedPitch(True)
    font.setPointSizeF(QApplication.font().pointSizeF() * scale)
    return _spaced(font, now)


def scaled(font: QFont, scale: float, *, bold: bool = False) -> QFont:
    """The same font on the type scale."""
    made = QFont(font)
    made.setPointSizeF(font.pointSizeF() * scale)
    made.setBold(bold or font.bold())
    return made


def _spaced(font: QFont, now: Look) -> QFont:
    size = font.pointSizeF() * 4 / 3
    if now.letter_spacing:
        font.setLetterSpacing(QFont.SpacingType.PercentageSpacing, float(100 + now.letter_spacing))
    if now.word_spacing:
        font.setWordSpacing(size * now.word_spacing / 100)
    return font
