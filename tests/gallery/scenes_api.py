"""Pictures of the API pane: the sample's requests, an answer, failures and their causes."""

from collections.abc import Iterator

from workbench.apitest.mock_service import DEFAULT_PORT, MockService
from workbench.apitest.probe import ProbeOptions, probe
from workbench.app.window import MainWindow
from workbench.core.progress import Progress
from workbench.panes.api.pane import ApiPane
from workbench.panes.api.sending import resolved

_GOOD = ("Recommendations", "Good calls", "Ask for three picks, streamed")
_QUOTA = ("Recommendations", "Planted faults", "429 empty quota")


def scenes(window: MainWindow) -> Iterator[str]:
    """Go through the states of the API pane with the sample's own AI service."""
    window.show_pane("api")
    pane = window.pane("api")
    assert isinstance(pane, ApiPane)
    yield "api-request"
    service = MockService(DEFAULT_PORT)
    service.start()
    try:
        pane.sidebar.select(_GOOD)
        window.commands.trigger("api.send")
        yield "api-answer"
        pane.answer.tabs.setCurrentWidget(pane.answer.timeline)
        yield "api-time"
        pane.sidebar.select(_QUOTA)
        window.commands.trigger("api.send")
        yield "api-quota"
        window.commands.trigger("api.runner")
        pane.run_view.part.setCurrentIndex(0)
        window.commands.trigger("api.run-start")
        yield "api-runner"
        pane.sidebar.select(_GOOD)
        window.commands.trigger("api.latency")
        intent = pane.calling.intent()
        request, auth = resolved(intent)
        pane.probe_view.show_result(probe(request, ProbeOptions(40, 4), Progress(), auth))
        yield "api-latency"
    finally:
        service.close()
    pane.sidebar.setCurrentIndex(1)
    yield "api-history"
    pane.sidebar.setCurrentIndex(0)
