"""What groups of a pane's commands have in common."""

from collections.abc import Callable
from typing import Generic, TypeVar

from workbench.core.commands import Command
from workbench.ui.pane import Pane

PaneT = TypeVar("PaneT", bound=Pane)
Why = Callable[[], str | None]


class PaneActions(Generic[PaneT]):
    """A group of commands of one pane. The pane's widgets exist when a command runs."""

    def __init__(self, pane: PaneT) -> None:
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
        """One command "PANE.VERB"; `why` gives the reason why it cannot run now."""
        return Command(
            id=f"{self.pane.id}.{verb}",
            title=title,
            run=run,
            group=self.pane.title,
            help=help_text,
            shortcut=keys,
            scope=self.pane.id,
            unavailable=why,
        )
