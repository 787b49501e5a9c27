"""Pictures of the incidents pane: empty, a ticket's timeline with its report, the checklist."""

from collections.abc import Iterator

from workbench.app.window import MainWindow
from workbench.core.evidence import Evidence
from workbench.panes.incidents.pane import IncidentsPane
from workbench.ui.subject import Subject


def scenes(window: MainWindow) -> Iterator[str]:
    """Go from nothing to a report with a sentence that no evidence bears out."""
    window.show_pane("incidents")
    pane = window.pane("incidents")
    assert isinstance(pane, IncidentsPane)
    yield "incidents-empty"
    window.work_on(Subject("ticket:REC-1112", "Gateway returns 502 since last night"))
    window.pin(Evidence("note", "Root cause: session_age changed its unit", "written by hand"))
    yield "incidents-report"
    pane.report.editor.appendPlainText("- 4,000 customers saw an empty page. [E1]")
    pane.keep()
    yield "incidents-finding"
    window.commands.trigger("incidents.checklist")
    yield "incidents-checklist"
    window.commands.trigger("incidents.report")
    window.commands.trigger("incidents.redraft")
