"""The table of panes: what the activity bar shows, and where each is imported from."""

import importlib
import importlib.util
from typing import NamedTuple

from workbench.ui.pane import Pane
from workbench.ui.shell import PaneContext


class PaneSpec(NamedTuple):
    """One pane: its word, icon (resources/icons/ICON.svg), digit for Ctrl+DIGIT, and class.

    `place` is "module:Class"; the module is imported when the pane is first wanted, and
    a pane whose module is not there is not shown. `endings` are those of the files it is
    asked to open before others are.
    """

    id: str
    title: str
    icon: str
    digit: int | None
    place: str
    endings: tuple[str, ...] = ()

    @property
    def module(self) -> str:
        """The module that holds the pane."""
        return self.place.partition(":")[0]

    def is_there(self) -> bool:
        """Whether the pane's package exists; nothing is imported to find out."""
        package = importlib.util.find_spec(self.module.rpartition(".")[0])
        return package is not None and package.origin is not None

    def make(self, context: PaneContext) -> Pane:
        """Import the pane and make it."""
        module, _, name = self.place.partition(":")
        made = getattr(importlib.import_module(module), name)(context)
        assert isinstance(made, Pane)
        return made


_PLACE = "workbench.panes.{0}.pane:{1}Pane"

PANES = (
    PaneSpec("queue", "Queue", "queue", 1, _PLACE.format("queue", "Queue"), (".csv", ".json")),
    PaneSpec("logs", "Logs", "logs", 2, _PLACE.format("logs", "Logs"), (".log",)),
    PaneSpec(
        "drift",
        "Drift",
        "drift",
        3,
        _PLACE.format("drift", "Drift"),
        (".parquet", ".csv", ".tsv", ".feather", ".arrow"),
    ),
    PaneSpec(
        "knowledge", "Knowledge", "knowledge", 4, _PLACE.format("knowledge", "Knowledge"), (".md",)
    ),
    PaneSpec(
        "api",
        "API",
        "api",
        5,
        _PLACE.format("api", "Api"),
        (".har", ".http", ".bru", ".yml", ".yaml", ".json"),
    ),
    PaneSpec("incidents", "Incidents", "incidents", 6, _PLACE.format("incidents", "Incidents")),
    PaneSpec("insights", "Metrics", "metrics", 7, _PLACE.format("insights", "Insights")),
)


def available() -> list[PaneSpec]:
    """The panes that are there, in the order of the activity bar."""
    return [spec for spec in PANES if spec.is_there()]
