"""Pictures of the window itself: first start, evidence, palette, settings, plugins, help, about."""

from collections.abc import Iterator
from datetime import UTC, datetime

from workbench.app import quick_open
from workbench.app.window import MainWindow
from workbench.core.errors import UserError
from workbench.core.evidence import Evidence


def scenes(window: MainWindow) -> Iterator[str]:
    """Go through the window's own pages."""
    window.show_pane("welcome")
    yield "shell-welcome"
    for evidence in _evidence():
        window.pin(evidence)
    window.show_pane("settings")
    yield "shell-settings"  # once more when the evidence is there
    window.evidence.list.setCurrentRow(0)
    yield "shell-settings"
    window.show_pane("help")
    yield "shell-help"
    window.show_pane("plugins")
    window.show_error(
        UserError("gateway.log has vanished while it was open.", "Open it again, or close it."),
        "Open files …",
        lambda: None,
    )
    yield "shell-notice"
    window.notices.close_notice()
    window.show_pane("about")
    yield "shell-about"
    window.show_pane("welcome")
    palette = quick_open.show_commands(window)
    palette.field.setText("evid")
    yield "shell-palette"
    palette.close()
    for piece in window.evidence.pieces:
        window.evidence.take_off(piece.number)


def _evidence() -> list[Evidence]:
    return [
        Evidence(
            kind="log-lines",
            title="feature store answers with schema v7: unknown value in ‘device_class’",
            source="model-server.log, lines 48,211 to 48,216",
            time=datetime(2026, 3, 5, 14, 2, 11, tzinfo=UTC),
            payload={"text": "WARN schema v7 …"},
        ),
        Evidence(
            kind="drift-verdict",
            title="device_class drifts since 14:00",
            source="features.parquet, window of 5 March",
            time=datetime(2026, 3, 5, 14, 0, tzinfo=UTC),
            payload={"text": "PSI 0.41, threshold 0.12"},
        ),
        Evidence(kind="note", title="Rolled the feature change back", source="me"),
    ]
