"""Pictures of the API pane: empty or the sample's collection, an answer, a failure."""

from collections.abc import Iterator

from workbench.app.window import MainWindow
from workbench.panes.api.pane import ApiPane


def scenes(window: MainWindow) -> Iterator[str]:
    """Go through the states of the API pane; without the sample's service calls are refused."""
    window.show_pane("api")
    pane = window.pane("api")
    assert isinstance(pane, ApiPane)
    yield "api-request"
    pane.editor.address.setText("http://127.0.0.1:9/v1/models")
    window.commands.trigger("api.new")
    pane.editor.address.setText("http://127.0.0.1:9/v1/models")
    window.commands.trigger("api.send")
    yield "api-refused"
