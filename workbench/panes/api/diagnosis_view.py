"""The diagnosis of an answer: likely causes, what to check next, and what leads on."""

from collections.abc import Sequence

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from workbench.apitest.diagnosis.engine import Cause
from workbench.ui.accessibility import named
from workbench.ui.command_bridge import CommandButton
from workbench.ui.flow import FlowRow
from workbench.ui.tables import Column, DataTable
from workbench.ui.translate import tr

_LEAST_ROWS = 2


class DiagnosisView(QWidget):
    """The causes, the chosen one's advice in full, and buttons below; never squeezed."""

    def __init__(self) -> None:
        super().__init__()
        self.causes = _causes_table()
        self.advice = named(QLabel(), tr("What to check next"))
        self.advice.setWordWrap(True)
        self.advice.setContentsMargins(8, 8, 8, 8)
        self.causes.row_selected.connect(self._show_advice)
        self._next_steps = QWidget()
        self._next_steps.hide()
        self._steps = QVBoxLayout(self._next_steps)
        self._steps.setContentsMargins(8, 0, 8, 8)
        self._column = layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.causes, 1)
        layout.addWidget(self.advice)
        layout.addWidget(self._next_steps)

    def add_next_steps(self, buttons: Sequence[CommandButton]) -> None:
        """Put what leads on from a diagnosis below its advice."""
        self._steps.addWidget(FlowRow(buttons))

    def show_causes(self, causes: Sequence[Cause]) -> None:
        """Show the causes, the likeliest first; none where nothing is wrong."""
        self.causes.show_rows(causes)
        self._next_steps.setVisible(bool(causes))
        if causes:
            self.causes.select_row(0)
        else:
            self.advice.setText(tr("Nothing in this answer is wrong."))
        self._keep_whole()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._keep_whole()

    def _keep_whole(self) -> None:
        """Advice and buttons stand whole below a few causes: the pane scrolls instead."""
        rows = min(len(self.causes.rows), _LEAST_ROWS) + 1
        height = self.causes.verticalHeader().defaultSectionSize()
        self.causes.setMinimumHeight(rows * height + 2 * self.causes.frameWidth())
        self.setMinimumHeight(max(self._column.minimumHeightForWidth(self.width()), 0))

    def _show_advice(self, cause: Cause | None) -> None:
        if cause is None:
            return
        parts = [cause.cause, tr("Check next: {check}", check=cause.next_check)]
        if cause.probes:
            parts.append(tr("Ask the server: {paths}", paths=", ".join(cause.probes)))
        parts.append(
            tr("By the rule '{rule}', from {source}.", rule=cause.id, source=cause.source)
            if cause.source
            else tr("By the rule '{rule}'.", rule=cause.id)
        )
        self.advice.setText("\n".join(parts))
        self._keep_whole()


def sureness(cause: Cause) -> str:
    """A confidence as a number with a word."""
    if cause.id == "unknown":
        return tr("unknown")
    word = tr("sure") if cause.confidence >= 0.85 else tr("likely")
    word = word if cause.confidence >= 0.6 else tr("possible")
    return f"{word}, {cause.confidence:.0%}"


def _causes_table() -> DataTable[Cause]:
    return DataTable[Cause](
        tr("Diagnosis"),
        (
            Column[Cause](tr("How sure"), sureness, key=lambda c: c.confidence, width=18),
            Column[Cause](tr("Likely cause"), lambda c: c.cause, stretch=True),
            Column[Cause](tr("Retry"), lambda c: c.retry, width=14),
        ),
    )
