"""The commands of the evidence dock."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from workbench.core.commands import Command
from workbench.ui.translate import tr

if TYPE_CHECKING:
    from workbench.app.evidence_dock import EvidenceDock

SCOPE = "evidence"


def evidence_commands(dock: "EvidenceDock") -> Sequence[Command]:
    """Every command of the dock; those that change the board say why when it is read-only."""

    def command(
        verb: str, title: str, run: Callable[[], None], keys: str, text: str, *, writes: bool
    ) -> Command:
        return Command(
            id=f"evidence.{verb}",
            title=title,
            run=run,
            group="Evidence",
            help=text,
            shortcut=keys,
            scope=SCOPE,
            unavailable=dock.why_not_write if writes else dock.why_not_read,
        )

    return (
        command("open", tr("Open evidence at its source"), dock.open_selected, "Return",
                tr("Show the place the selected piece came from."), writes=False),
        command("up", tr("Move evidence up"), dock.move_up, "Alt+Up",
                tr("Put the selected piece before the one above it."), writes=True),
        command("down", tr("Move evidence down"), dock.move_down, "Alt+Down",
                tr("Put the selected piece after the one below it."), writes=True),
        command("remove", tr("Remove evidence"), dock.remove_selected, "Delete",
                tr("Take the selected piece off the board; Ctrl+Z puts it back."), writes=True),
        command("note", tr("Write a note on evidence"), dock.edit_note, "F2",
                tr("Go to the note of the selected piece."), writes=True),
        Command(id="evidence.export", title=tr("Export evidence"), run=dock.ask_and_export,
                group="Evidence", help=tr("Write all pinned evidence into one file."),
                shortcut="Ctrl+Shift+E", unavailable=dock.why_no_export),
    )  # fmt: skip
