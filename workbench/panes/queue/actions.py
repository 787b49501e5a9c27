"""What groups of the queue's commands have in common."""

from typing import TYPE_CHECKING

from workbench.ui.actions import PaneActions
from workbench.ui.translate import tr

if TYPE_CHECKING:
    from workbench.panes.queue.pane import QueuePane  # noqa: F401 - named in the base


class Actions(PaneActions["QueuePane"]):
    """A group of commands of the queue, and the reasons why they cannot run."""

    def why_no_ticket(self) -> str | None:
        """Needs a current ticket."""
        return None if self.pane.current() is not None else tr("No ticket is chosen.")

    def why_no_change(self) -> str | None:
        """Needs a ticket and a workspace that can be written."""
        if self.pane.context.workspace.read_only:
            return tr("This workspace is open read-only.")
        return self.why_no_ticket()
