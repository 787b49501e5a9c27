"""Going to where a piece of evidence came from."""

from workbench.core.errors import UserError
from workbench.core.evidence import Evidence
from workbench.ui.shell import Shell
from workbench.ui.translate import tr


def open_source(shell: Shell, evidence: Evidence) -> None:
    """Show the place that the piece came from. Raises UserError where it does not say."""
    place = evidence.payload.get("open")
    pane_id = place.get("pane") if isinstance(place, dict) else None
    if not isinstance(pane_id, str):
        raise UserError(
            tr("“{title}” does not say where it came from.", title=evidence.title),
            tr("Its source is: {source}.", source=evidence.source),
        )
    shell.open_in(pane_id, evidence)
