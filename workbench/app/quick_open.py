"""The command palette (every command) and quick open (panes, recent files, workspaces)."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from workbench.core.commands import Command
from workbench.storage import recent
from workbench.ui.palette import Choice, Palette
from workbench.ui.translate import tr

if TYPE_CHECKING:
    from workbench.app.window import MainWindow


def show_commands(window: "MainWindow") -> Palette:
    """Open the command palette: the commands used last come first."""
    palette = Palette(
        tr("Command palette"), tr("Type a few letters of a command"), _commands(window), window
    )
    palette.show()
    palette.field.setFocus()
    known = {"count": len(window.registry.all()), "open": True}

    def forget(_result: int) -> None:
        known["open"] = False

    def offer_new() -> None:
        count = len(window.registry.all())
        if known["open"] and count != known["count"]:
            known["count"] = count
            palette.offer(_commands(window))

    palette.finished.connect(forget)
    window.make_all_panes(offer_new)
    return palette


def show_places(window: "MainWindow") -> Palette:
    """Open quick open: what the panes offer, recent files, panes, workspaces."""
    palette = Palette(
        tr("Quick open"), tr("Type a few letters of a file or place"), _places(window), window
    )
    palette.show()
    palette.field.setFocus()
    return palette


def _commands(window: "MainWindow") -> list[Choice]:
    recently = {each: place for place, each in enumerate(window.registry.recent())}
    pane = window.current_pane
    here = pane.id if pane is not None else ""

    def rank(command: Command) -> tuple[int, int]:
        return (recently.get(command.id, 1000), 0 if command.scope == here else 1)

    return [
        Choice(
            title=window.commands.title(command.id),
            run=_runner(window, command.id),
            group=tr(command.group),
            shortcut=command.shortcut,
            why_not=command.why_unavailable(),
        )
        for command in sorted(window.registry.all(), key=rank)
        if command.id != "go.palette"
    ]


def _runner(window: "MainWindow", command_id: str) -> Callable[[], None]:
    return lambda: window.commands.trigger(command_id)


def _places(window: "MainWindow") -> list[Choice]:
    offered = [
        Choice(title=item.title, run=item.open, group=pane.title, detail=item.detail)
        for pane in window.stack.made
        for item in pane.quick_items()
    ]
    files = [
        Choice(title=file.name, run=_opener(window, file), group=tr("File"), detail=str(file))
        for file in recent.files()
    ]
    panes = [
        Choice(
            title=spec.title,
            run=_runner(window, f"go.{spec.id}"),
            group=tr("Pane"),
            shortcut=window.registry[f"go.{spec.id}"].shortcut,
        )
        for spec in window.stack.specs
    ]
    here = window.services.workspace.folder
    workspaces = [
        Choice(
            title=folder.name,
            run=_workspace_opener(window, folder),
            group=tr("Workspace"),
            detail=str(folder),
        )
        for folder in recent.workspaces()
        if folder != here
    ]
    return [*offered, *files, *panes, *workspaces]


def _opener(window: "MainWindow", file: Path) -> Callable[[], None]:
    return lambda: window.open_paths([file])


def _workspace_opener(window: "MainWindow", folder: Path) -> Callable[[], None]:
    return lambda: window.open_workspace(folder)
