"""The plugins: what each is for, whether it works, and a switch."""

from collections.abc import Sequence

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QWidget

from workbench.core import paths
from workbench.core.commands import Command
from workbench.core.errors import UserError
from workbench.core.text import count
from workbench.core.undo import Change
from workbench.plugin_host.host import PluginState
from workbench.ui.flow import FlowRow
from workbench.ui.pane import Pane
from workbench.ui.shell import PaneContext
from workbench.ui.states import State
from workbench.ui.tables import Column, DataTable
from workbench.ui.translate import tr


class PluginsPage(Pane):
    """The plugin list."""

    id = "plugins"
    title = "Plugins"

    def __init__(self, context: PaneContext) -> None:
        super().__init__(context)
        self.table: DataTable[PluginState] = DataTable(
            tr("Plugins"),
            [
                Column(tr("Plugin"), _name),
                Column(tr("Version"), _version),
                Column(tr("State"), self._words, state=self._state),
                Column(tr("What it is for"), _description, stretch=True),
            ],
        )
        self.table.row_activated.connect(self._activated)
        self.table.row_selected.connect(self._selected)
        buttons = FlowRow([self.button("plugins.toggle"), self.button("plugins.folder")])
        buttons.setContentsMargins(16, 8, 16, 8)
        self.body.addWidget(self.table, 1)
        self.body.addWidget(buttons)
        self.refresh()

    def commands(self) -> Sequence[Command]:
        return (
            Command(
                id="plugins.toggle",
                title=tr("Switch the plugin on or off"),
                run=self.toggle,
                group=self.title,
                help=tr("It takes effect when the workbench is started again."),
                shortcut="Space",
                scope=self.id,
                unavailable=self._why_not,
            ),
            Command(
                id="plugins.folder",
                title=tr("Show the plugins folder"),
                run=self.show_folder,
                group=self.title,
                help=tr("A folder with a plugin.toml that is put there becomes a plugin."),
                scope=self.id,
            ),
        )

    def toggle(self) -> None:
        """Switch the selected plugin on or off at the next start; can be undone."""
        plugin = self.table.current_row()
        if plugin is None:
            return
        settings = self.context.settings
        before = settings.items("disabled-plugins")
        name = plugin.manifest.name
        off = plugin.manifest.id in before
        after = [each for each in before if each != plugin.manifest.id]
        if not off:
            after.append(plugin.manifest.id)

        def put(disabled: list[str]) -> None:
            settings.set("disabled-plugins", disabled)
            self.refresh()

        title = tr("switch on {name}", name=name) if off else tr("switch off {name}", name=name)
        self.context.undo.do(Change(title, lambda: put(before), lambda: put(after)))
        word = tr("on") if off else tr("off")
        self.context.shell.say(
            tr("{name} will be {word} when the workbench is started again.", name=name, word=word)
        )

    def show_folder(self) -> None:
        """Open the folder of the user's plugins, made if need be."""
        folder = paths.user_data() / "plugins"
        folder.mkdir(parents=True, exist_ok=True)
        if not QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder))):
            raise UserError(
                tr("The system has no file viewer to show the folder."),
                tr("It is {folder}.", folder=folder),
            )

    def refresh(self) -> None:
        """Show the plugins as they are now."""
        host = self.context.plugins()
        self.table.show_rows(host.plugins)
        failed = [plugin for plugin in host.plugins if plugin.problem]
        self.header.show_open(count(len(host.plugins), "plugin"))
        problems = len(failed) + len(host.problems)
        self.header.show_state(
            State.WARNING, tr("{count} with problems", count=problems) if problems else ""
        )

    def summary(self) -> str:
        host = self.context.plugins()
        failed = [f"{p.manifest.name}: {p.problem}" for p in host.plugins if p.problem]
        problems = " ".join([*failed, *host.problems]) or tr("All of them work.")
        return f"{count(len(host.plugins), 'plugin')}. {problems}"

    def selection_text(self) -> str:
        return self.table.selection_text()

    def where_am_i(self) -> str:
        return tr("Plugins. Plugin {position}.", position=self.table.position())

    def areas(self) -> tuple[QWidget, ...]:
        return (self.table,)

    def take_focus(self) -> None:
        self.refresh()
        super().take_focus()

    def _words(self, plugin: PluginState) -> str:
        if plugin.problem:
            return plugin.problem
        wanted = plugin.manifest.id not in self.context.settings.items("disabled-plugins")
        if wanted == plugin.enabled:
            return tr("on") if wanted else tr("off")
        return tr("on after a restart") if wanted else tr("off after a restart")

    def _state(self, plugin: PluginState) -> State:
        if plugin.problem:
            return State.ERROR
        return State.GOOD if plugin.enabled else State.NEUTRAL

    def _why_not(self) -> str | None:
        return None if self.table.current_row() is not None else tr("No plugin is selected.")

    def _activated(self, _plugin: PluginState) -> None:
        self.context.commands.trigger("plugins.toggle")

    def _selected(self, _plugin: PluginState | None) -> None:
        self.context.commands.refreshed.emit()


def _name(plugin: PluginState) -> str:
    return plugin.manifest.name


def _version(plugin: PluginState) -> str:
    return plugin.manifest.version


def _description(plugin: PluginState) -> str:
    return plugin.manifest.description
