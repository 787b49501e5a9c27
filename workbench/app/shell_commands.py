"""The commands of the window itself, by menu: everything that is not a pane's own."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from workbench.app.pages import END_PAGES, PAGES
from workbench.app.subject_commands import subject_commands
from workbench.core import paths
from workbench.core.commands import Command
from workbench.core.errors import Unavailable, UserError
from workbench.core.evidence import Evidence
from workbench.core.settings import options
from workbench.ui.pane import Pane
from workbench.ui.theme import load
from workbench.ui.translate import tr

if TYPE_CHECKING:
    from workbench.app.window import MainWindow

_ZOOMS = (75, 90, 100, 110, 125, 150, 175, 200)


def shell_commands(window: "MainWindow") -> list[Command]:
    """Every command of the window, in the order of the menus."""
    return [
        *_file(window),
        *_edit(window),
        *_view(window),
        *_themes(window),
        *_go(window),
        *subject_commands(window),
        *_speech(window),
        *_tools(window),
        *_help(),
    ]


def _file(window: "MainWindow") -> Sequence[Command]:
    def open_files() -> None:
        pane = window.current_pane
        chosen = window.ask_files(tr("Open files"))
        window.open_paths(chosen, prefer=pane.id if pane is not None else "")

    def open_folder() -> None:
        folder = window.ask_folder(tr("Open a folder of logs"))
        if folder is not None:
            window.open_paths([folder])

    def open_workspace() -> None:
        folder = window.ask_folder(tr("Open a workspace folder, or make a new one"))
        if folder is not None:
            window.open_workspace(folder)

    def second_window() -> None:
        window.open_workspace(window.services.workspace.folder)

    def make_sample() -> None:
        folder = paths.user_data() / "sample"

        from workbench.sample.workspace import make_sample as write_sample

        def done(_: object) -> None:
            window.open_workspace(folder)

        window.services.tasks.start(
            tr("Making the sample workspace"),
            partial(write_sample, folder),
            on_done=done,
            in_process=True,
        )

    return (
        Command("file.open", tr("Open files …"), open_files, "File",
                tr("Open logs, tables, ticket exports, articles or API collections."), "Ctrl+O"),
        Command("file.open-folder", tr("Open a folder …"), open_folder, "File",
                tr("Open all logs in a folder."), "Ctrl+Shift+O"),
        Command("file.open-workspace", tr("Open a workspace …"), open_workspace, "File",
                tr("Open another workspace folder in a window of its own.")),
        Command("file.sample", tr("Make and open the sample workspace"), make_sample, "File",
                tr("One week of a recommendation service in which something went wrong.")),
        Command("file.second-window", tr("Open a second window (read-only)"), second_window, "File",
                tr("Look at this workspace in another window.")),
        Command("file.close", tr("Close the window"), lambda: _close(window), "File",
                tr("Close this window; what was open is remembered."), "Ctrl+W"),
        Command("file.quit", tr("Quit"), QApplication.closeAllWindows, "File",
                tr("Close all windows."), "Ctrl+Q"),
    )  # fmt: skip


def _edit(window: "MainWindow") -> Sequence[Command]:
    undo = window.services.undo

    def take_back() -> None:
        name = undo.undo()
        window.say(tr("Undone: {name}.", name=name))

    def do_again() -> None:
        name = undo.redo()
        window.say(tr("Done again: {name}.", name=name))

    def nothing_to_undo() -> str | None:
        return None if undo.undo_name else tr("There is nothing to undo.")

    def nothing_to_redo() -> str | None:
        return None if undo.redo_name else tr("There is nothing to redo.")

    def find() -> None:
        pane = window.current_pane
        if pane is None or not pane.focus_search():
            raise UserError(
                tr("There is nothing to search in this pane."),
                tr("Ctrl+Shift+P finds commands, Ctrl+P finds files and places."),
            )

    def selected() -> Evidence:
        pane = window.current_pane
        evidence = pane.selection_evidence() if pane is not None else None
        if evidence is None:
            raise Unavailable(
                tr("Nothing is selected that could be pinned."),
                tr("Select lines, a row or a passage first."),
            )
        return evidence

    def pin() -> None:
        window.pin(selected())

    def start_incident() -> None:
        window.open_in("incidents", selected())

    return (
        Command("edit.undo", tr("Undo"), take_back, "Edit", tr("Take back the latest change."),
                "Ctrl+Z", unavailable=nothing_to_undo),
        Command("edit.redo", tr("Redo"), do_again, "Edit", tr("Make the undone change again."),
                "Ctrl+Shift+Z", unavailable=nothing_to_redo),
        Command("edit.find", tr("Find in this pane"), find, "Edit",
                tr("Go to the search field of the pane."), "Ctrl+F"),
        Command("edit.pin", tr("Pin as evidence"), pin, "Edit",
                tr("Keep what is selected, unchanged, in the evidence dock."), "Ctrl+E",
                unavailable=lambda: _read_only(window)),
        Command("edit.incident", tr("Start an incident from the selection …"), start_incident,
                "Edit", tr("Pin what is selected for a new incident, which needs no ticket."),
                "Ctrl+Alt+I", unavailable=lambda: _read_only(window)),
    )  # fmt: skip


def _view(window: "MainWindow") -> Sequence[Command]:
    settings = window.services.settings

    def zoom(step: int) -> Callable[[], None]:
        def apply() -> None:
            now = settings.integer("zoom")
            further = [z for z in _ZOOMS if (z > now if step > 0 else z < now)]
            wanted = now if not further else further[0 if step > 0 else -1]
            settings.set("zoom", wanted)
            window.say(tr("Text size {percent} percent.", percent=wanted))

        return apply

    def usual_size() -> None:
        settings.set("zoom", 100)

    def evidence() -> None:
        window.show_evidence(visible=not window.evidence_is_shown)

    def tasks() -> None:
        window.task_panel.setVisible(window.task_panel.isHidden())
        if window.task_panel.isVisible():
            window.task_panel.list.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def full_screen() -> None:
        window.setWindowState(window.windowState() ^ Qt.WindowState.WindowFullScreen)

    return (
        Command("view.zoom-in", tr("Larger text"), zoom(1), "View",
                tr("Enlarge the text of the whole window, to 200 %."), "Ctrl++"),
        Command("view.zoom-out", tr("Smaller text"), zoom(-1), "View",
                tr("Make the text of the whole window smaller, down to 75 %."), "Ctrl+-"),
        Command("view.zoom-reset", tr("Usual text size"), usual_size, "View",
                tr("Bring the text back to 100 %."), "Ctrl+0"),
        Command("view.evidence", tr("Show or hide the evidence dock"), evidence, "View",
                tr("What was pinned, beside the pane."), "Ctrl+Shift+D"),
        Command("view.tasks", tr("Show or hide the task list"), tasks, "View",
                tr("Everything that is under way, with its progress."), "Ctrl+Shift+T"),
        Command("view.full-screen", tr("Full screen"), full_screen, "View",
                tr("Fill the screen with the window, or leave that."), "F11"),
    )  # fmt: skip


def _themes(window: "MainWindow") -> Sequence[Command]:
    settings = window.services.settings

    def use(name: str) -> Callable[[], None]:
        return lambda: settings.set("theme", name)

    commands: list[Command] = []
    for name in options()["theme"].choices:
        title = tr("as the system") if name == "system" else load(name).title
        commands.append(
            Command(
                f"view.theme-{name}",
                tr("Theme: {title}", title=title),
                use(name),
                "View",
                tr("Change the colours of the window."),
            )
        )
    return commands


def _go(window: "MainWindow") -> Sequence[Command]:
    def palette() -> None:
        from workbench.app import quick_open

        quick_open.show_commands(window)

    def places() -> None:
        from workbench.app import quick_open

        quick_open.show_places(window)

    def show(pane_id: str) -> Callable[[], None]:
        return lambda: window.show_pane(pane_id)

    panes = [
        Command(
            f"go.{spec.id}",
            tr("Go to {pane}", pane=spec.title),
            show(spec.id),
            _PAGE_MENUS.get(spec.id, "Go"),
            tr("Show the pane {pane}.", pane=spec.title),
            f"Ctrl+{spec.digit}" if spec.digit else _PAGE_KEYS.get(spec.id, ""),
        )
        for spec in [*window.specs, *PAGES, *END_PAGES]
    ]
    return (
        Command("go.palette", tr("Command palette"), palette, "Go",
                tr("Find and run any command by a few letters."), "Ctrl+Shift+P"),
        Command("go.quick-open", tr("Quick open"), places, "Go",
                tr("Open a recent file, a workspace or a pane by a few letters."), "Ctrl+P"),
        *panes,
        Command("go.next-area", tr("Next area"), lambda: _cycle(window, 1), "Go",
                tr("Move the focus to the next part of the window."), "F6"),
        Command("go.previous-area", tr("Previous area"), lambda: _cycle(window, -1), "Go",
                tr("Move the focus to the part before."), "Shift+F6"),
    )  # fmt: skip


_PAGE_MENUS = {
    "settings": "Tools",
    "plugins": "Tools",
    "welcome": "Help",
    "about": "Help",
    "help": "Help",
}
_PAGE_KEYS = {"settings": "Ctrl+,", "help": "F1"}


def _speech(window: "MainWindow") -> Sequence[Command]:
    def speak() -> None:
        window.voice.speak()

    def speak_summary() -> None:
        window.voice.speak_summary()

    def stop() -> None:
        window.voice.stop()

    def where_am_i() -> None:
        window.voice.where_am_i()

    return (
        Command("speech.speak", tr("Speak"), speak, "Speech",
                tr("Read the selection aloud."), "Ctrl+Shift+S"),
        Command("speech.summary", tr("Speak summary of this pane"),
                speak_summary, "Speech",
                tr("Say what the pane shows and what stands out."), "Ctrl+Shift+U"),
        Command("speech.stop", tr("Stop speaking"), stop, "Speech",
                tr("Be silent at once."), "Ctrl+Shift+H"),
        Command("speech.where", tr("Where am I?"), where_am_i, "Speech",
                tr("Say where the focus is."), "Ctrl+Shift+I"),
    )  # fmt: skip


def _tools(window: "MainWindow") -> Sequence[Command]:
    def show_logs() -> None:
        folder = paths.user_logs()
        folder.mkdir(parents=True, exist_ok=True)
        _show_folder(window, folder)

    def show_workspace() -> None:
        _show_folder(window, window.services.workspace.folder)

    return (
        Command("tools.log-folder", tr("Show the workbench's own log and crash reports"), show_logs,
                "Tools", tr("Open the folder in the system's file viewer.")),
        Command("tools.workspace-folder", tr("Show the workspace folder"), show_workspace,
                "Tools", tr("Open the folder in the system's file viewer.")),
    )  # fmt: skip


def _help() -> Sequence[Command]:
    return (
        Command("help.about-qt", tr("About Qt"), QApplication.aboutQt, "Help",
                tr("The version and licence of Qt.")),
    )  # fmt: skip


def _show_folder(window: "MainWindow", folder: object) -> None:
    from PySide6.QtCore import QUrl
    from PySide6.QtGui import QDesktopServices

    if not QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder))):
        raise UserError(
            tr("The system has no file viewer to show the folder."),
            tr("It is {folder}.", folder=folder),
        )
    window.say(str(folder))


def _read_only(window: "MainWindow") -> str | None:
    read_only = window.services.workspace.read_only
    return tr("This workspace is open read-only.") if read_only else None


def _close(window: "MainWindow") -> None:
    window.close()


def _cycle(window: "MainWindow", step: int) -> None:
    """Move the focus to the next area, or back."""
    areas = window.areas()
    if not areas:
        return
    focus = QApplication.focusWidget()
    at = next(
        (i for i, area in enumerate(areas) if focus is not None and _holds(area, focus)), -step
    )
    area = areas[(at + step) % len(areas)]
    if isinstance(area, Pane):
        area.take_focus()  # the pane itself has nothing to show the focus on
    else:
        forth, back = Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason
        area.setFocus(forth if step > 0 else back)
    window.say(area.accessibleName())


def _holds(area: object, focus: object) -> bool:
    from PySide6.QtWidgets import QWidget

    if not isinstance(area, QWidget) or not isinstance(focus, QWidget):
        return False
    return area is focus or area.isAncestorOf(focus)
