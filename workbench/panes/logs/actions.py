"""What groups of the log pane's commands have in common."""

from typing import TYPE_CHECKING

from workbench.ui.actions import PaneActions
from workbench.ui.translate import tr

if TYPE_CHECKING:
    from workbench.panes.logs.pane import LogsPane  # noqa: F401 - named in the base


class Actions(PaneActions["LogsPane"]):
    """A group of commands of the log pane, and the reasons why they cannot run."""

    def why_empty(self) -> str | None:
        """Needs an opened log."""
        return tr("No log is open.") if self.pane.log.opened is None else None

    def why_no_line(self) -> str | None:
        """Needs a current line."""
        return self.why_empty() or (
            tr("No line is chosen.") if self.pane.lines.current is None else None
        )
