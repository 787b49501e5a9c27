"""How the API pane's commands are made: its menu, its scope."""

from collections.abc import Callable

from workbench.core.commands import Command
from workbench.ui.translate import tr

PANE_ID = "api"
PANE_TITLE = tr("API")


def api_command(
    verb: str,
    title: str,
    run: Callable[[], None],
    shortcut: str = "",
    unavailable: Callable[[], str | None] | None = None,
) -> Command:
    """A command that works in the API pane."""
    return Command(
        f"{PANE_ID}.{verb}",
        title,
        run,
        PANE_TITLE,
        shortcut=shortcut,
        scope=PANE_ID,
        unavailable=unavailable,
    )
