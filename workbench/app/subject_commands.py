"""The commands that say for which ticket or incident evidence is kept."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from workbench.core.commands import Command
from workbench.ui.translate import tr

if TYPE_CHECKING:
    from workbench.app.window import MainWindow


def subject_commands(window: "MainWindow") -> Sequence[Command]:
    """What evidence is kept for: from now on, of the selected piece, and what is shown."""

    def choose() -> None:
        from workbench.app import subject_choice  # with the palette, when it is first asked for

        subject_choice.choose_subject(window)

    def assign() -> None:
        from workbench.app import subject_choice

        subject_choice.assign_piece(window)

    def only() -> None:
        window.evidence.show_only(on=not window.evidence.shows_only)

    def why_not_assign() -> str | None:
        return window.evidence.why_not_write()

    def why_not_only() -> str | None:
        return window.evidence.why_not_only()

    return (
        Command("evidence.subject", tr("Choose what evidence is kept for …"), choose, "Evidence",
                tr("The ticket open in the queue, another ticket, or nothing in particular."),
                "Ctrl+Alt+E"),
        Command("evidence.assign", tr("Keep this piece for something else …"), assign, "Evidence",
                tr("The selected piece was pinned for the wrong ticket: say for which."),
                unavailable=why_not_assign),
        Command("evidence.only", tr("Show only the evidence for this ticket, or all"), only,
                "Evidence", tr("Pieces that were pinned for something else are hidden."),
                unavailable=why_not_only),
    )  # fmt: skip
