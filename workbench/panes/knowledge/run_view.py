"""Run mode: one step at a time, in large type."""

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtWidgets import (
    QAbstractButton,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QProgressBar,
    QTextBrowser,
)

from workbench.core.text import duration
from workbench.core.time import now
from workbench.ui.accessibility import announce, named
from workbench.ui.flow import FlowRow
from workbench.ui.fonts import HEADING, TITLE, scaled
from workbench.ui.page import Page
from workbench.ui.translate import tr

if TYPE_CHECKING:
    from workbench.knowledge.runs import Run, RunStep

_SECOND = 1000
_PART_WORDS = {"checks": "Check", "steps": "Step", "verification": "Verification"}
_STATE_WORDS = {"to do": "To do", "done": "Done", "skipped": "Skipped", "failed": "Failed"}


class RunView(Page):
    """Shows a run's current step; the pane changes the run."""

    noted = Signal(str)
    """The note of the current step was typed."""

    def __init__(self) -> None:
        super().__init__(tr("Follow step by step"))
        self.run: Run | None = None
        self.number = 0
        self.progress = named(QProgressBar(), tr("Progress of the run"))
        self.progress.setTextVisible(True)
        self.clock = named(QLabel(), tr("Time since the start"))
        self.clock.setProperty("role", "muted")
        self.place = named(QLabel(), tr("Which step"))
        self.place.setProperty("role", "muted")
        self.step = named(QLabel(), tr("The step"))
        self.step.setWordWrap(True)
        self.step.setTextFormat(Qt.TextFormat.MarkdownText)
        self.step.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse
            | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self.body = named(QTextBrowser(), tr("Details of the step"))
        self.body.setOpenLinks(False)
        self.note = named(QPlainTextEdit(), tr("Note on this step"))
        self.note.setPlaceholderText(tr("Note on this step"))
        self.note.setTabChangesFocus(True)
        self.signed_by = named(QLineEdit(), tr("Who agreed"))
        self.signed_by.setPlaceholderText(tr("Who agreed"))
        self.reason = named(QLineEdit(), tr("Reason"))
        self.reason.setPlaceholderText(tr("Reason (for sign-off, or why it is skipped)"))
        self.signed_by.setMinimumWidth(180)
        self.reason.setMinimumWidth(320)
        for widget in (
            self.progress,
            self.clock,
            self.place,
            self.step,
            self.body,
            FlowRow([self.signed_by, self.reason]),
            self.note,
        ):
            self.column.addWidget(widget)
        self.note.textChanged.connect(self._typed)
        self._filling = False
        self._ticker = QTimer(self)
        self._ticker.setInterval(_SECOND)
        self._ticker.timeout.connect(self._tick)
        self._dress()

    def add_buttons(
        self, main: Sequence[QAbstractButton], others: Sequence[QAbstractButton]
    ) -> None:
        """Put buttons below the note, the main one marked as such."""
        for button in main:
            button.setProperty("role", "primary")
        self.column.addWidget(FlowRow([*main, *others]))
        self.column.addStretch(1)

    def show_run(self, run: "Run", number: int) -> None:
        """Show a step of a run."""
        self._filling = True
        self.run, self.number = run, number
        step = run.steps[number]
        dealt_with = sum(one.state != "to do" for one in run.steps)
        self.progress.setRange(0, len(run.steps))
        self.progress.setValue(dealt_with)
        self.progress.setFormat(run.progress)
        self.place.setText(self.place_words())
        self.step.setText(step.text)
        self.body.setMarkdown(_body(step))
        self.body.setVisible(bool(_body(step).strip()))
        self._fit_body()
        self.note.setPlainText(step.note)
        self.signed_by.setText(step.signed_by)
        self.reason.setText(step.reason)
        self.signed_by.setVisible(step.needs_sign_off)
        self._filling = False
        self._tick()
        if run.ended is None:
            self._ticker.start()
        else:
            self._ticker.stop()
        announce(self, f"{self.place_words()}. {step.text}")

    def place_words(self) -> str:
        """Which step this is and how it stands: "Check 2 of 9. To do. Needs sign-off."."""
        if self.run is None:
            return ""
        step = self.run.steps[self.number]
        words = tr(
            "{part}, {number} of {total}. {state}.",
            part=tr(_PART_WORDS[step.part]),
            number=self.number + 1,
            total=len(self.run.steps),
            state=tr(_STATE_WORDS[step.state]),
        )
        return f"{words} {tr('Needs sign-off.')}" if step.needs_sign_off else words

    def stop(self) -> None:
        """The run is left: stop the clock."""
        self._ticker.stop()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._dress()

    def _dress(self) -> None:
        self.step.setFont(scaled(self.font(), TITLE, bold=True))
        self.body.setFont(scaled(self.font(), HEADING))
        self.place.setFont(scaled(self.font(), HEADING))
        self.note.setFixedHeight(self.fontMetrics().lineSpacing() * 4)
        self._fit_body()

    def _fit_body(self) -> None:
        """As high as its text, up to half the pane: the buttons stay in sight."""
        self.body.document().setTextWidth(max(self.body.viewport().width(), 300))
        height = round(self.body.document().size().height()) + 16
        self.body.setFixedHeight(min(height, max(self.height() // 2, 120)))

    def _typed(self) -> None:
        if not self._filling:
            self.noted.emit(self.note.toPlainText())

    def _tick(self) -> None:
        if self.run is None:
            return
        end = datetime.fromisoformat(self.run.ended) if self.run.ended else now()
        taken = (end - datetime.fromisoformat(self.run.started)).total_seconds()
        self.clock.setText(
            tr("{runner}, {time} since the start", runner=self.run.runner, time=duration(taken))
        )


def _body(step: "RunStep") -> str:
    """The step's lines without its first one, moved to the left margin."""
    lines = step.body.split("\n")[1:]
    indents = [len(line) - len(line.lstrip()) for line in lines if line.strip()]
    cut = min(indents, default=0)
    return "\n".join(line[cut:] for line in lines).strip("\n")
