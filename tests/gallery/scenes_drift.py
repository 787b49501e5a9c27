"""Pictures of the drift pane: empty, a comparison, its charts, the monitor, the contest."""

from collections.abc import Iterator

from workbench.app.window import MainWindow
from workbench.panes.drift.pane import DriftPane


def scenes(window: MainWindow) -> Iterator[str]:
    """Go through the sample's scenarios."""
    window.show_pane("drift")
    pane = window.pane("drift")
    assert isinstance(pane, DriftPane)
    yield "drift-empty"
    for scenario, tabs in (
        ("routing", ("Verdict", "Distribution", "Over time", "Windows", "Segments")),
        ("ctr", ("Verdict", "Metric", "Economics")),
        ("bidding", ("Contest",)),
    ):
        window.commands.trigger(f"drift.scenario-{scenario}")
        yield f"drift-{scenario}"
        for tab in tabs:
            pane.detail.show_tab(tab)
            yield f"drift-{scenario}-{tab.lower().replace(' ', '-')}"
