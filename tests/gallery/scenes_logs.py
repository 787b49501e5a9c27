"""Pictures of the log pane: empty, the sample's anomalies, templates, a search, a filter."""

from collections.abc import Iterator

from workbench.app.window import MainWindow
from workbench.panes.logs.filters import SourceFilter
from workbench.panes.logs.pane import LogsPane


def scenes(window: MainWindow) -> Iterator[str]:
    """Go through the states of the log pane with the sample's logs."""
    window.show_pane("logs")
    pane = window.pane("logs")
    assert isinstance(pane, LogsPane)
    yield "logs-empty"
    pane.open_path(window.services.workspace.folder / "logs")
    yield "logs-anomalies"
    window.commands.trigger("logs.next-anomaly")
    window.commands.trigger("logs.next-anomaly")
    yield "logs-anomaly"
    pane.detail.show_page(pane.detail.templates)
    yield "logs-templates"
    pane.finding.open()
    pane.find_bar.field.setText("timed out")
    pane.finding.start()
    yield "logs-found"
    pane.finding.close()
    pane.filtering.choose_level(4)
    pane.filtering.add_words("-heartbeat")
    pane.detail.show_page(pane.detail.inspector)
    yield "logs-filtered"
    pane.presenter.show_columns(True)
    yield "logs-columns"
    pane.work.shift(1, -1_800_000_000_000)
    yield "logs-moved"
    pane.filtering.add(SourceFilter("model-server.log"))
    pane.detail.show_page(pane.sources)
    yield "logs-files"
    pane.work.shift(1, 0)
    pane.presenter.show_columns(False)
    pane.filtering.change(type(pane.log.filters)(), "clear all filters")
