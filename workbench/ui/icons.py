"""Icons: our own line drawings, tinted by the theme whenever they are painted."""

from functools import cache

from PySide6.QtCore import QByteArray, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QIcon, QIconEngine, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from workbench.core.paths import resources
from workbench.ui.look import look


@cache
def icon(name: str) -> QIcon:
    """The icon drawn in resources/icons/NAME.svg."""
    return QIcon(_Tinted(name))


def icon_names() -> list[str]:
    """The names of all icons."""
    return sorted(file.stem for file in (resources() / "icons").glob("*.svg"))


@cache
def _drawing(name: str, ink: str) -> QSvgRenderer:
    source = (resources() / "icons" / f"{name}.svg").read_text(encoding="utf-8")
    return QSvgRenderer(QByteArray(source.replace("currentColor", ink).encode()))


class _Tinted(QIconEngine):
    """Paints a drawing in the theme's text colour, in its accent where the icon is on."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self._name = name

    def paint(self, painter: QPainter, rect: QRect, mode: QIcon.Mode, state: QIcon.State) -> None:
        theme = look().theme
        if mode == QIcon.Mode.Disabled:
            ink = theme.muted
        else:
            ink = theme.accent if state == QIcon.State.On else theme.text
        _drawing(self._name, ink).render(painter, QRectF(rect))

    def pixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QPixmap:
        made = QPixmap(size)
        made.fill(Qt.GlobalColor.transparent)
        painter = QPainter(made)
        self.paint(painter, QRect(0, 0, size.width(), size.height()), mode, state)
        painter.end()
        return made

    def clone(self) -> "QIconEngine":
        copy = _Tinted(self._name)
        _clones.append(copy)
        return copy


_clones: list[QIconEngine] = []
