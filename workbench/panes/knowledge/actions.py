"""What groups of the knowledge pane's commands have in common."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from workbench.core.commands import Command
from workbench.ui.translate import tr

if TYPE_CHECKING:
    from workbench.panes.knowledge.pane import KnowledgePane

Why = Callable[[], str | None]


class Actions:
    """A group of commands of the pane. The pane's widgets exist when a command runs."""

    def __init__(self, pane: "KnowledgePane") -> None:
        self.pane = pane

    def commands(self) -> list[Command]:
        """The commands of the group."""
        raise NotImplementedError

    def command(
        self,
        verb: str,
        title: str,
        run: Callable[[], None],
        *,
        keys: str = "",
        why: Why | None = None,
        help_text: str = "",
    ) -> Command:
        """One command "knowledge.VERB"; `why` gives the reason why it cannot run now."""
        return Command(
            id=f"knowledge.{verb}",
            title=title,
            run=run,
            group=self.pane.title,
            help=help_text,
            shortcut=keys,
            scope=self.pane.id,
            unavailable=why,
        )

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
