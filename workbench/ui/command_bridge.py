"""Commands as Qt actions: menus, shortcuts and buttons, all from the one registry."""

from collections.abc import Callable

from PySide6.QtCore import QObject, Qt, Signal, Slot
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenu, QMenuBar, QPushButton, QWidget

from workbench.core.commands import EVERYWHERE, Command, CommandRegistry
from workbench.ui.translate import tr

COMMAND_PROPERTY = "command"
"""The dynamic property of an action or a button that names its command."""

_FIRST = ("File", "Edit", "View", "Go")
_LAST = ("Tools", "Help")

_ALSO = {"Ctrl++": ("Ctrl+=",), "Ctrl+Shift+Z": ("Ctrl+Y",)}
"""Keys that mean the same on other keyboards and to other habits."""


class CommandAction(QAction):
    """One command as a Qt action; a command that cannot run now says why when asked."""

    def __init__(self, command: Command, bridge: "CommandBridge", owner: QWidget) -> None:
        super().__init__(command.title, owner)
        self.command = command
        self._bridge = bridge
        self.setObjectName(command.id)
        self.setProperty(COMMAND_PROPERTY, command.id)
        self.setToolTip(command.help or command.title)
        self.setStatusTip(command.help)
        self.setMenuRole(QAction.MenuRole.NoRole)
        if command.shortcut:
            keys = [command.shortcut, *_ALSO.get(command.shortcut, ())]
            self.setShortcuts([QKeySequence(each) for each in keys])
        self.setShortcutContext(
            Qt.ShortcutContext.WindowShortcut
            if command.scope == EVERYWHERE
            else Qt.ShortcutContext.WidgetWithChildrenShortcut
        )
        self.triggered.connect(self._go)

    @Slot()
    def _go(self) -> None:
        self._bridge.trigger(self.command.id)


class CommandButton(QPushButton):
    """A button that runs one command, is named after it, and is off when it cannot run."""

    def __init__(self, command: Command, bridge: "CommandBridge", text: str) -> None:
        super().__init__(text or command.title)
        self._command = command
        self._bridge = bridge
        self.setProperty(COMMAND_PROPERTY, command.id)
        self.setAccessibleName(command.title)
        self.setAutoDefault(False)
        self.clicked.connect(self._go)
        bridge.refreshed.connect(self.refresh)
        self._reason = command.why_unavailable()
        self._show_reason()

    @Slot()
    def refresh(self) -> None:
        """Be on or off, with the reason in the tool tip.

        Asked of every button many times while a pane shows something; little changes then.
        """
        reason = self._command.why_unavailable()
        if reason != self._reason:
            self._reason = reason
            self._show_reason()

    def _show_reason(self) -> None:
        keys = QKeySequence(self._command.shortcut).toString(QKeySequence.SequenceFormat.NativeText)
        tip = self._reason or self._command.help or self._command.title
        self.setToolTip(f"{tip} ({keys})" if keys else tip)
        self.setAccessibleDescription(tip)
        self.setEnabled(self._reason is None)

    @Slot()
    def _go(self) -> None:
        self._bridge.trigger(self._command.id)


class CommandBridge(QObject):
    """The commands of one window: what adds them, shows them and runs them."""

    refreshed = Signal()
    """Something may have become available or unavailable: buttons look again."""

    def __init__(
        self,
        registry: CommandRegistry,
        window: QWidget,
        on_failure: Callable[[BaseException], None],
    ) -> None:
        """`on_failure` gets whatever a command raises: a UserError, or a bug."""
        super().__init__(window)
        self.registry = registry
        self._window = window
        self._on_failure = on_failure
        self._actions: dict[str, CommandAction] = {}
        self._menus: dict[str, QMenu] = {}
        self._menu_bar: QMenuBar | None = None
        self._shown_pane = EVERYWHERE
        self.before_run: Callable[[Command], None] | None = None

    def add(self, command: Command, owner: QWidget | None = None) -> QAction:
        """Register a command; its shortcut works in `owner` (the pane), else in the window."""
        self.registry.add(command)
        place = owner or self._window
        action = CommandAction(command, self, place)
        place.addAction(action)
        self._actions[command.id] = action
        if self._menu_bar is not None:
            menu = self._menu_of(command.group)
            menu.addAction(action)
            self._show_if_wanted(menu)
        return action

    def action(self, command_id: str) -> QAction:
        """The action of a command, to be put into a context menu."""
        return self._actions[command_id]

    def actions(self) -> list[QAction]:
        """The action of every command."""
        return list(self._actions.values())

    def button(self, command_id: str, text: str = "") -> CommandButton:
        """A button for a command: the only way in which a pane makes buttons."""
        return CommandButton(self.registry[command_id], self, text)

    def rename(self, command_id: str, title: str) -> None:
        """Show another title for now ("Undo close ticket A-12")."""
        self._actions[command_id].setText(title)

    def title(self, command_id: str) -> str:
        """The title as it is shown now."""
        return self._actions[command_id].text()

    def trigger(self, command_id: str) -> None:
        """Run a command; whatever it raises is shown to the user."""
        if self.before_run is not None:
            self.before_run(self.registry[command_id])
        try:
            self.registry.run(command_id)
        except Exception as error:  # noqa: BLE001 - shown as an error or reported as a bug
            self._on_failure(error)
        self.refreshed.emit()

    def fill(self, menu_bar: QMenuBar) -> None:
        """Build the menus from the registry, and keep them up with commands added later."""
        self._menu_bar = menu_bar
        for action in self._actions.values():
            self._menu_of(action.command.group).addAction(action)

    def show_groups_of(self, pane_id: str) -> None:
        """Show the menus of this pane and hide those of the other panes."""
        self._shown_pane = pane_id
        for menu in self._menus.values():
            self._show_if_wanted(menu)

    def _show_if_wanted(self, menu: QMenu) -> None:
        scopes = {_scope_of(action) for action in menu.actions()} - {None}
        wanted = EVERYWHERE in scopes or self._shown_pane in scopes
        menu.menuAction().setVisible(wanted)

    def _menu_of(self, group: str) -> QMenu:
        if group in self._menus:
            return self._menus[group]
        assert self._menu_bar is not None
        menu = QMenu(tr(group), self._menu_bar)
        menu.setToolTipsVisible(True)
        menu.aboutToShow.connect(self._dim)
        menu.aboutToHide.connect(self._undim)
        following = [m for name, m in self._menus.items() if _rank(name) > _rank(group)]
        before = min(following, key=self._position) if following else None
        if before is None:
            self._menu_bar.addMenu(menu)
        else:
            self._menu_bar.insertMenu(before.menuAction(), menu)
        self._menus[group] = menu
        return menu

    def _position(self, menu: QMenu) -> int:
        assert self._menu_bar is not None
        return self._menu_bar.actions().index(menu.menuAction())

    @Slot()
    def _dim(self) -> None:
        """While a menu is open, what cannot run now is dimmed and says why."""
        for action in list(
            self._actions.values()
        ):  # asking may make a part of the window, with its commands
            reason = action.command.why_unavailable()
            action.setEnabled(reason is None)
            action.setToolTip(reason or action.command.help or action.command.title)

    @Slot()
    def _undim(self) -> None:
        """A shortcut always works: when the command cannot run, it says why."""
        for action in self._actions.values():
            action.setEnabled(True)


def _scope_of(action: QAction) -> str | None:
    return action.command.scope if isinstance(action, CommandAction) else None


def _rank(group: str) -> int:
    if group in _FIRST:
        return _FIRST.index(group)
    if group in _LAST:
        return len(_FIRST) + 1 + _LAST.index(group)
    return len(_FIRST)
