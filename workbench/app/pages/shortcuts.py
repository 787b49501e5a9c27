"""Every command with its keys, as a table one can search: made from the registry."""

from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QLineEdit, QWidget

from workbench.core.commands import Command
from workbench.ui.accessibility import add_clear_button, named
from workbench.ui.pane import Pane
from workbench.ui.shell import PaneContext
from workbench.ui.tables import Column, DataTable
from workbench.ui.translate import tr


class ShortcutsPage(Pane):
    """The keyboard table."""

    id = "help"
    title = "Help"

    def __init__(self, context: PaneContext) -> None:
        super().__init__(context)
        self.table: DataTable[Command] = DataTable(
            tr("Commands and their keys"),
            [
                Column(tr("Command"), _title),
                Column(tr("Keys"), keys_of),
                Column(tr("Menu"), _group),
                Column(tr("What it does"), _help, stretch=True),
            ],
        )
        self.search = named(QLineEdit(), tr("Search commands"))
        self.search.setPlaceholderText(tr("Search commands"))
        add_clear_button(self.search)
        self.search.textChanged.connect(self._filter)
        self.header.add(self.search)
        self.body.addWidget(self.table, 1)
        self.table.row_activated.connect(self._run)
        self._filter("")

    def areas(self) -> tuple[QWidget, ...]:
        return (self.table,)

    def summary(self) -> str:
        with_keys = sum(1 for command in self.table.rows if command.shortcut)
        return tr(
            "Help. {count} commands, {keys} of them with a shortcut; Enter runs the selected one.",
            count=len(self.table.rows),
            keys=with_keys,
        )

    def selection_text(self) -> str:
        return self.table.selection_text()

    def where_am_i(self) -> str:
        return tr("Help. Command {position}.", position=self.table.position())

    def focus_search(self) -> bool:
        self.search.setFocus()
        return True

    def take_focus(self) -> None:
        self._filter(self.search.text())
        super().take_focus()

    def _filter(self, query: str) -> None:
        wanted = query.casefold()
        commands = self.context.commands.registry.all()
        found = [
            command
            for command in commands
            if all(
                word in f"{command.title} {command.help} {keys_of(command)}".casefold()
                for word in wanted.split()
            )
        ]
        self.table.show_rows(found)
        self.header.show_open(tr("{count} commands", count=len(found)))

    def _run(self, command: Command) -> None:
        self.context.commands.trigger(command.id)


def keys_of(command: Command) -> str:
    """The shortcut as it is written on this system."""
    return QKeySequence(command.shortcut).toString(QKeySequence.SequenceFormat.NativeText)


def _title(command: Command) -> str:
    return command.title


def _group(command: Command) -> str:
    return tr(command.group)


def _help(command: Command) -> str:
    return command.help
