"""The dialog in which a log format is made from sample lines, with a live preview."""

import re
from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QTimer, Slot
from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QVBoxLayout,
    QWidget,
)

from workbench.core.errors import UserError
from workbench.core.tasks import Task, Tasks
from workbench.panes.logs.detail import level_state
from workbench.ui.accessibility import announce, named
from workbench.ui.fonts import code_font
from workbench.ui.tables import Column, DataTable
from workbench.ui.translate import tr

if TYPE_CHECKING:
    from workbench.logs.format_draft import Preview, Trial
    from workbench.logs.formats import PatternFormat

MOST_LINES = 40
_LONGEST = 1000
_PAUSE_MS = 300


_EXAMPLE = r"(?P<time>\d{4}-\d\d-\d\d \d\d:\d\d:\d\d) (?P<level>\w+) \[(?P<thread>[^\]]*)\] "
"""What stands in an empty pattern: every named group becomes a field."""


class NewFormatDialog(QDialog):
    """Sample lines above, the pattern under them, what it reads below. Nothing is saved here."""

    def __init__(self, lines: Sequence[str], tasks: Tasks, parent: QWidget) -> None:
        super().__init__(parent)
        self._tasks = tasks
        self._task: Task[Any] | None = None
        self.made: PatternFormat | None = None
        self.setWindowTitle(tr("New log format"))
        self.samples = named(QPlainTextEdit(), tr("Sample lines"))
        self.samples.setPlainText("\n".join(line[:_LONGEST] for line in lines[:MOST_LINES]))
        self.pattern = named(
            QPlainTextEdit(),
            tr("Pattern"),
            tr("A regular expression for the head of a record, with groups time and level."),
        )
        self.title = named(QLineEdit(tr("My format")), tr("Title"))
        self.multiline = QCheckBox(tr("Lines that do not match belong to the record before"))
        self.multiline.setChecked(True)
        self.pattern.setPlaceholderText(_EXAMPLE)
        self.told = named(QLabel(), tr("What the pattern reads"))
        self.told.setWordWrap(True)
        self.preview: DataTable[Preview] = DataTable(tr("Preview"), _columns())
        self._buttons = QDialogButtonBox(
            QDialogButtonBox.StandardButton.Save | QDialogButtonBox.StandardButton.Cancel
        )
        self._buttons.accepted.connect(self._save)
        self._buttons.rejected.connect(self.reject)
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_PAUSE_MS)
        self._pause.timeout.connect(self._try)
        self._lay_out()
        self.samples.textChanged.connect(self._pause.start)
        self.pattern.textChanged.connect(self._pause.start)
        self._guess()

    def _lay_out(self) -> None:
        for edit in (self.samples, self.pattern):
            edit.setFont(code_font())
            edit.setTabChangesFocus(True)
        self.samples.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        height = self.fontMetrics().height()
        self.samples.setMaximumHeight(height * 8)
        self.pattern.setMaximumHeight(height * 5)
        form = QFormLayout()
        form.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapLongRows)
        form.addRow(tr("Sample lines"), self.samples)
        form.addRow(tr("Pattern"), self.pattern)
        form.addRow(tr("Title"), self.title)
        form.addRow("", self.multiline)
        layout = QVBoxLayout(self)
        layout.addLayout(form)
        layout.addWidget(self.told)
        layout.addWidget(self.preview, 1)
        layout.addWidget(self._buttons)
        self.resize(900, 620)

    @property
    def lines(self) -> list[str]:
        """The sample lines as they are now."""
        return self.samples.toPlainText().splitlines()[:MOST_LINES]

    def _guess(self) -> None:
        """Propose a pattern for the first line that has a time."""
        from workbench.logs.format_draft import guess

        try:
            self.pattern.setPlainText(guess(self.lines))
        except UserError as error:
            self._tell(str(error))

    @Slot()
    def _try(self) -> None:
        """Read the lines with the pattern, in the background."""
        from workbench.panes.logs.format_trial import trial

        if self._task is not None:
            self._task.cancel()
        pattern = self.pattern.toPlainText().strip()
        if pattern:
            work = partial(trial, pattern, self.lines)
            self._task = self._tasks.start(
                tr("Try the pattern"), work, on_done=self.show_trial, in_process=True
            )

    def show_trial(self, trial: "Trial") -> None:
        """Show what the pattern reads."""
        self.preview.show_rows(trial.previews)
        matched = tr("{share} of the lines begin a record.", share=f"{trial.share:.0%}")
        self._tell(trial.problem or matched)

    def _tell(self, words: str) -> None:
        if words != self.told.text():
            self.told.setText(words)
            announce(self.told, words)

    @Slot()
    def _save(self) -> None:
        from workbench.logs.format_draft import make_format

        title = self.title.text().strip() or tr("My format")
        try:
            self.made = make_format(
                format_name(title),
                title,
                self.pattern.toPlainText().strip(),
                multiline=self.multiline.isChecked(),
            )
        except UserError as error:
            self._tell(str(error))
            return
        self.accept()

    def done(self, result: int) -> None:
        """End what is still being tried, then close."""
        self._pause.stop()
        if self._task is not None:
            self._task.cancel()
        super().done(result)


def format_name(title: str) -> str:
    """A format's name made from its title."""
    name = re.sub(r"[^a-z0-9]+", "_", title.lower()).strip("_")[:40]
    return name if name[:1].isalpha() else f"format_{name}".rstrip("_")


def _columns() -> "list[Column[Preview]]":
    return [
        Column(tr("Record"), lambda row: tr("begins") if row.matched else tr("goes on")),
        Column(tr("Time"), lambda row: row.time or tr("no time")),
        Column(
            tr("Level"),
            lambda row: row.level.name.lower(),
            state=lambda row: level_state(int(row.level)),
        ),
        Column(tr("Fields"), lambda row: ", ".join(f"{k}={v}" for k, v in row.fields.items()),
               stretch=True),
    ]  # fmt: skip
