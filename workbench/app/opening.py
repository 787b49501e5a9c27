"""Which pane opens a dropped or chosen file: each is asked, the likeliest first."""

from pathlib import Path

from workbench.app.pane_stack import PaneStack
from workbench.core.errors import UserError
from workbench.panes.registry import PaneSpec
from workbench.ui.pane import Pane
from workbench.ui.translate import tr

_LAST_RESORT = "logs"
"""Any file can be read as lines."""


def open_path(stack: PaneStack, path: Path, prefer: str = "") -> Pane:
    """Open the file or folder and give the pane that took it, brought to the front.

    Raises UserError where the path is not there or no pane can open it.
    """
    if not path.exists():
        raise UserError(
            tr("{path} is not there.", path=path), tr("Check the name, or whether it was moved.")
        )
    for pane_id in _in_order(stack.specs, path, prefer):
        pane = stack.pane(pane_id)
        if pane.open_path(path):
            return stack.show_pane(pane_id)
    raise UserError(
        tr("No pane can open {name}.", name=path.name),
        tr("Logs, tables, ticket exports, articles and API collections can be opened."),
    )


def _in_order(specs: list[PaneSpec], path: Path, prefer: str) -> list[str]:
    """The panes to ask: the preferred one, those that know the ending, then the logs."""
    name = path.name.casefold()
    knowing = [spec.id for spec in specs if name.endswith(spec.endings) and spec.endings]
    there = {spec.id for spec in specs}
    wanted = [prefer, *knowing, _LAST_RESORT]
    return [each for each in dict.fromkeys(wanted) if each in there]
