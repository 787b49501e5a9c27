"""Pictures of the metrics pane: the figures, the triage's quality, past answers."""

from collections.abc import Iterator

from workbench.app.window import MainWindow
from workbench.panes.insights.pane import InsightsPane


def scenes(window: MainWindow) -> Iterator[str]:
    """Go through the three pages with the sample's tickets."""
    window.show_pane("insights")
    assert isinstance(window.pane("insights"), InsightsPane)
    yield "insights-figures"
    window.commands.trigger("insights.triage")
    yield "insights-triage"
    window.commands.trigger("insights.past")
    yield "insights-past"
    window.commands.trigger("insights.figures")
