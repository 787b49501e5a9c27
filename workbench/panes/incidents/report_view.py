"""The report of an incident: an editor, whom it is for, and what in it nothing bears out."""

from collections.abc import Sequence
from typing import cast

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QTextCursor
from PySide6.QtWidgets import QComboBox, QPlainTextEdit, QSplitter, QVBoxLayout, QWidget

from workbench.core.text import count
from workbench.incidents.case import Case
from workbench.incidents.checking import Finding
from workbench.incidents.report import AUDIENCES, Audience
from workbench.panes.incidents.rows import FINDING_COLUMNS
from workbench.ui.accessibility import named
from workbench.ui.elided import ElidedLabel
from workbench.ui.flow import FlowRow
from workbench.ui.tables import DataTable
from workbench.ui.translate import tr

_FOR: dict[Audience, str] = {
    "engineers": tr("For engineers"),
    "stakeholders": tr("For stakeholders"),
}


class ReportView(QWidget):
    """Shows a case's report. `typed` is emitted when the user changes the text, nobody else."""

    typed = Signal()
    audience_chosen = Signal()

    def __init__(self, buttons: Sequence[QWidget]) -> None:
        super().__init__()
        self._audience = named(QComboBox(), tr("Whom the report is for"))
        for audience in AUDIENCES:
            self._audience.addItem(_FOR[audience], audience)
        self._audience.currentIndexChanged.connect(self.audience_chosen)
        self.sentence = ElidedLabel()
        self.sentence.setProperty("role", "muted")
        self.editor = named(QPlainTextEdit(), tr("Report, in Markdown"))
        self.editor.setTabChangesFocus(True)
        self.editor.textChanged.connect(self._changed)
        self._showing = False
        self.findings = DataTable[Finding](tr("What evidence does not bear out"), FINDING_COLUMNS)
        self.findings.row_activated.connect(self._go_to)
        self.findings.row_selected.connect(self._mark)
        parts = QSplitter(Qt.Orientation.Vertical)
        parts.setChildrenCollapsible(False)
        parts.addWidget(self.editor)
        parts.addWidget(self.findings)
        parts.setStretchFactor(0, 3)
        parts.setStretchFactor(1, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(8, 8, 8, 8)
        layout.setSpacing(8)
        layout.addWidget(FlowRow([self._audience, *buttons]))
        layout.addWidget(self.sentence)
        layout.addWidget(parts, 1)

    @property
    def audience(self) -> Audience:
        """Whom the report is for."""
        return cast("Audience", self._audience.currentData())

    def choose_audience(self, audience: str) -> None:
        """Show the report for these; nothing happens for others."""
        place = self._audience.findData(audience)
        if place >= 0:
            self._audience.setCurrentIndex(place)

    def turn_audience(self) -> None:
        """Show the report for the others."""
        self._audience.setCurrentIndex((self._audience.currentIndex() + 1) % len(_FOR))

    def show_case(self, case: Case, *, writable: bool) -> None:
        """Show the report; where the text is the same nothing moves."""
        self._showing = True
        if self.editor.toPlainText() != case.text:
            place = self.editor.textCursor().position()
            self.editor.setPlainText(case.text)
            cursor = self.editor.textCursor()
            cursor.setPosition(min(place, len(case.text)))
            self.editor.setTextCursor(cursor)
        self._showing = False
        self.editor.setReadOnly(not writable)
        self.findings.show_rows(case.findings)
        self.findings.setVisible(bool(case.findings))
        self.sentence.setText(in_words(case))

    def go_to_line(self, line: int) -> None:
        """Put the cursor on a line, counted from 1, and the focus into the text."""
        self._select_line(line)
        self.editor.setFocus(Qt.FocusReason.OtherFocusReason)

    def step(self, by: int) -> Finding | None:
        """Go to the next finding below the cursor, or above it; round at the end."""
        rows = sorted(self.findings.rows, key=lambda finding: finding.line)
        if not rows:
            return None
        here = self.editor.textCursor().blockNumber() + 1
        if by > 0:
            found = next((row for row in rows if row.line > here), rows[0])
        else:
            found = next((row for row in reversed(rows) if row.line < here), rows[-1])
        self.findings.select_where(lambda row: row == found)
        self.go_to_line(found.line)
        return found

    def _changed(self) -> None:
        if not self._showing:
            self.typed.emit()

    def _go_to(self, finding: Finding) -> None:
        self.go_to_line(finding.line)

    def _mark(self, finding: Finding | None) -> None:
        if finding is not None and self.findings.hasFocus():
            self._select_line(finding.line)

    def _select_line(self, line: int) -> None:
        block = self.editor.document().findBlockByNumber(line - 1)
        if block.isValid():
            cursor = QTextCursor(block)
            cursor.movePosition(
                QTextCursor.MoveOperation.EndOfBlock, QTextCursor.MoveMode.KeepAnchor
            )
            self.editor.setTextCursor(cursor)
            self.editor.ensureCursorVisible()


def in_words(case: Case) -> str:
    """Where the text comes from, whether it is borne out, and how many parts are missing."""
    origin = tr("Edited by hand.") if case.edited else tr("Drafted by rules.")
    wrong = tr("Every sentence is borne out.")
    if case.findings:
        wrong = tr("{findings} below.", findings=count(len(case.findings), tr("finding")))
    missing = sum(not part.sentences for part in case.parts)
    lacks = " " + tr("{parts} missing.", parts=count(missing, tr("part"))) if missing else ""
    return f"{origin} {wrong}{lacks}"
