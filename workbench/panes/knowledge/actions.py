"""What groups of the knowledge pane's commands have in common."""

from typing import TYPE_CHECKING

from workbench.ui.actions import PaneActions
from workbench.ui.translate import tr

if TYPE_CHECKING:
    from workbench.panes.knowledge.pane import KnowledgePane  # noqa: F401 - named in the base


class Actions(PaneActions["KnowledgePane"]):
    """A group of commands of the knowledge pane, and the reasons why they cannot run."""

    def why_closed(self) -> str | None:
        """Needs an opened article."""
        return tr("No article is open.") if self.pane.desk.article is None else None

    def why_read_only(self) -> str | None:
        """Needs a workspace that can be written."""
        if self.pane.context.workspace.read_only:
            return tr("The workspace is open read-only.")
        return None

    def why_not_writable(self) -> str | None:
        """Needs an opened article that can be written."""
        return self.why_closed() or self.why_read_only()
