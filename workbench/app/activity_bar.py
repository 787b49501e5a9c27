"""The activity bar: every pane by icon and word."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, QSize, Qt
from PySide6.QtGui import QAction, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import (
    QFrame,
    QScrollArea,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from workbench.panes.registry import PaneSpec
from workbench.ui.accessibility import named
from workbench.ui.command_bridge import COMMAND_PROPERTY, CommandAction
from workbench.ui.icons import icon
from workbench.ui.look import look
from workbench.ui.translate import tr

_LARGEST_ICON = 28
"""Pixels: with large text the words grow and the icons do not, so that all panes find room."""


class ActivityBar(QWidget):
    """One labelled button for each pane; the one that is shown is marked."""

    def __init__(
        self, specs: Sequence[PaneSpec], actions: Sequence[QAction], at_end: Sequence[PaneSpec]
    ) -> None:
        """`actions` are those that show the panes of `specs` and then of `at_end`."""
        super().__init__()
        self.setObjectName("activity-bar")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        named(self, tr("Panes"))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(4, 4, 4, 4)
        layout.setSpacing(2)
        self._buttons: dict[str, QToolButton] = {}
        for spec, action in zip([*specs, *at_end], actions, strict=True):
            if spec in at_end and spec is at_end[0]:
                layout.addStretch(1)
            self._buttons[spec.id] = button = _button(spec, action)
            button.installEventFilter(self)
            layout.addWidget(button)
        if not at_end:
            layout.addStretch(1)
        self._fit()

    @property
    def buttons(self) -> dict[str, QToolButton]:
        """The button of each pane by its id."""
        return dict(self._buttons)

    def mark(self, pane_id: str) -> None:
        """Mark the pane that is shown; none when it has no button.

        The bar is one stop of the Tab key, at the marked button; arrows move in it.
        """
        stop = pane_id if pane_id in self._buttons else next(iter(self._buttons), None)
        for each, button in self._buttons.items():
            button.setChecked(each == pane_id)
            by_tab = each == stop
            button.setFocusPolicy(
                Qt.FocusPolicy.StrongFocus if by_tab else Qt.FocusPolicy.ClickFocus
            )
            if by_tab:
                self.setFocusProxy(button)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Up, Down, Home and End go through the buttons; a button itself would do as Tab does."""
        buttons = list(self._buttons.values())
        if not isinstance(event, QKeyEvent) or event.type() != QEvent.Type.KeyPress:
            return super().eventFilter(watched, event)
        at = next((i for i, button in enumerate(buttons) if button is watched), 0)
        last = len(buttons) - 1
        keys = Qt.Key
        goal = {
            keys.Key_Up: at - 1 if at else last, keys.Key_Down: at + 1 if at < last else 0,
            keys.Key_Home: 0, keys.Key_End: last,
        }.get(Qt.Key(event.key()))  # fmt: skip
        if goal is None:
            return super().eventFilter(watched, event)
        buttons[goal].setFocus(Qt.FocusReason.TabFocusReason)
        return True

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self._fit()

    def _fit(self) -> None:
        """Icons in step with the text; all buttons as wide as the widest word."""
        side = min(look().pixels(20), _LARGEST_ICON)
        for button in self._buttons.values():
            button.setIconSize(QSize(side, side))
        widest = max((b.sizeHint().width() for b in self._buttons.values()), default=0)
        for button in self._buttons.values():
            button.setMinimumWidth(widest)


def _button(spec: PaneSpec, action: QAction) -> QToolButton:
    button = QToolButton()
    button.setText(spec.title)
    button.setIcon(icon(spec.icon))
    button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextUnderIcon)
    button.setCheckable(True)
    button.setAutoRaise(True)
    button.setProperty("role", "flat")
    button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    button.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
    keys = action.shortcut().toString()
    button.setToolTip(f"{action.toolTip()} ({keys})" if keys else action.toolTip())
    if isinstance(action, CommandAction):
        button.setProperty(COMMAND_PROPERTY, action.command.id)
    button.clicked.connect(action.trigger)
    return named(button, spec.title, action.toolTip())


def scrolled(bar: ActivityBar) -> QScrollArea:
    """The activity bar, scrolled where the window is too low for it."""
    return _ScrolledBar(bar)


class _ScrolledBar(QScrollArea):
    """Always as wide as the bar, which grows and shrinks with the text, and its scroll bar."""

    def __init__(self, bar: ActivityBar) -> None:
        super().__init__()
        self._bar = bar
        named(self, tr("Panes"))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Preferred)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setWidgetResizable(True)
        self.setWidget(bar)

    def sizeHint(self) -> QSize:
        hint = self._bar.minimumSizeHint()
        too_low = self.height() < hint.height()
        beside = self.verticalScrollBar().sizeHint().width() if too_low else 0
        return QSize(hint.width() + beside, hint.height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().height() != event.oldSize().height():
            self.updateGeometry()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.LayoutRequest:
            self.updateGeometry()
        return super().eventFilter(watched, event)
