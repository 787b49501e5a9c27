"""The command registry: every action, from which menus, keys and palette are made."""

from collections.abc import Callable, Iterable
from typing import NamedTuple

from workbench.core.errors import Unavailable

EVERYWHERE = ""
"""The scope of a command that works wherever the focus is."""


class Command(NamedTuple):
    """One action: what it is called, what it does, and how it is reached.

    Like other records that the window's start needs it is a named tuple: a dataclass takes
    eight times as long to define.

    `id` is "room.verb" ("logs.next-anomaly"). `group` is the menu it stands in.
    `shortcut` is in Qt's portable text ("Ctrl+Shift+P"), empty for none. `scope` is the
    id of the pane in which the shortcut works. `unavailable` gives the reason why the
    command cannot run now, or None when it can.
    """

    id: str
    title: str
    run: Callable[[], object]
    group: str
    help: str = ""
    shortcut: str = ""
    scope: str = EVERYWHERE
    unavailable: Callable[[], str | None] | None = None

    def why_unavailable(self) -> str | None:
        """Why it cannot run now, in one sentence; None when it can."""
        return None if self.unavailable is None else self.unavailable()


class CommandRegistry:
    """All commands of one window, in the order in which they were added."""

    def __init__(self) -> None:
        self._commands: dict[str, Command] = {}
        self._by_shortcut: dict[str, list[Command]] = {}
        self._listeners: list[Callable[[Command], None]] = []
        self._recent: list[str] = []

    def add(self, command: Command) -> Command:
        """Add a command. Raises ValueError when its id, or its shortcut in scope, is taken."""
        if command.id in self._commands:
            raise ValueError(f"command {command.id} exists already")
        if command.shortcut:
            others = self._by_shortcut.setdefault(command.shortcut, [])
            for other in others:
                if _share_a_place(command, other):
                    raise ValueError(f"{command.shortcut} is taken: {command.id} and {other.id}")
            others.append(command)
        self._commands[command.id] = command
        return command

    def add_all(self, commands: Iterable[Command]) -> None:
        """Add several commands."""
        for command in commands:
            self.add(command)

    def __getitem__(self, command_id: str) -> Command:
        return self._commands[command_id]

    def __contains__(self, command_id: str) -> bool:
        return command_id in self._commands

    def all(self) -> list[Command]:
        """Every command, in the order in which they were added."""
        return list(self._commands.values())

    def in_scope(self, scope: str) -> list[Command]:
        """The commands that can be reached while the pane `scope` has the focus."""
        return [c for c in self._commands.values() if c.scope in (EVERYWHERE, scope)]

    def recent(self) -> list[str]:
        """Ids of the commands run in this session, the latest first."""
        return list(self._recent)

    def run(self, command_id: str) -> None:
        """Run a command. Raises Unavailable with the reason when it is not available now."""
        command = self._commands[command_id]
        reason = command.why_unavailable()
        if reason is not None:
            raise Unavailable(reason)
        self._recent = [command_id, *(known for known in self._recent if known != command_id)]
        command.run()
        for listener in self._listeners:
            listener(command)

    def on_run(self, listener: Callable[[Command], None]) -> None:
        """Call the listener after each command that ran."""
        self._listeners.append(listener)


def _share_a_place(one: Command, other: Command) -> bool:
    return one.scope == other.scope or EVERYWHERE in (one.scope, other.scope)
