"""What groups of the log pane's commands have in common."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from workbench.core.commands import Command
from workbench.ui.translate import tr

if TYPE_CHECKING:
    from workbench.panes.logs.pane import LogsPane

Why = Callable[[], str | None]


class Actions:
    """A group of commands of the pane. The pane's widgets exist when a command runs."""

    def __init__(self, pane: "LogsPane") -> None:
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
        """One command "logs.VERB"; `why` gives the reason why it cannot run now."""
        return Command(
            id=f"logs.{verb}",
            title=title,
            run=run,
            group=self.pane.title,
            help=help_text,
            shortcut=keys,
            scope=self.pane.id,
            unavailable=why,
        )

    def why_empty(self) -> str | None:
        """Needs an opened log."""
        return tr("No log is open.") if self.pane.log.opened is None else None

    def why_no_line(self) -> str | None:
        """Needs a current line."""
        return self.why_empty() or (
            tr("No line is chosen.") if self.pane.lines.current is None else None
        )
