"""The table of panes: what the activity bar shows, and where each is imported from."""

import importlib
import importlib.util
from dataclasses import dataclass

from workbench.ui.pane import Pane
from workbench.ui.shell import PaneContext


@dataclass(frozen=True, slots=True)
class PaneSpec:
    """One pane: its word, icon (resources/icons/ICON.svg), digit for Ctrl+DIGIT, and class.

    `place` is "module:Class"; the module is imported when the pane is first shown, and
    a pane whose module is not there is not shown.
    """

    id: str
    title: str
    icon: str
    digit: int | None
    place: str

    @property
    def module(self) -> str:
        """The module that holds the pane."""
        return self.place.partition(":")[0]

    def is_there(self) -> bool:
        """Whether the pane's module exists."""
        try:
            return importlib.util.find_spec(self.module) is not None
        except ModuleNotFoundError:
            return False

    def make(self, context: PaneContext) -> Pane:
        """Import the pane and make it."""
        module, _, name = self.place.partition(":")
        made = getattr(importlib.import_module(module), name)(context)
        assert isinstance(made, Pane)
        return made


PANES = (
    PaneSpec("queue", "Queue", "queue", 1, "workbench.panes.queue.pane:QueuePane"),
    PaneSpec("logs", "Logs", "logs", 2, "workbench.panes.logs.pane:LogsPane"),
    PaneSpec("drift", "Drift", "drift", 3, "workbench.panes.drift.pane:DriftPane"),
    PaneSpec(
        "knowledge", "Knowledge", "knowledge", 4, "workbench.panes.knowledge.pane:KnowledgePane"
    ),
    PaneSpec("api", "API", "api", 5, "workbench.panes.api.pane:ApiPane"),
    PaneSpec(
        "incidents", "Incidents", "incidents", 6, "workbench.panes.incidents.pane:IncidentsPane"
    ),
    PaneSpec("insights", "Metrics", "insights", 7, "workbench.panes.insights.pane:InsightsPane"),
)


def available() -> list[PaneSpec]:
    """The panes that are there, in the order of the activity bar."""
    return [spec for spec in PANES if spec.is_there()]
