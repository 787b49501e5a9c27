"""What the user sees after a crash report was written: what happened, what is safe, what to do."""

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QMessageBox, QWidget

from workbench.ui.translate import tr


class CrashDialog(QMessageBox):
    """Says that something went wrong and where the report is; the window goes on."""

    def __init__(self, error: BaseException, report: Path | None, parent: QWidget | None) -> None:
        super().__init__(parent)
        self._report = report
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setIcon(QMessageBox.Icon.Warning)
        self.setWindowTitle(tr("Something went wrong"))
        self.setText(tr("The workbench made a mistake: {kind}.", kind=_kind(error)))
        written = (
            tr("A report is in {file}. It stays on this machine; secrets are masked.", file=report)
            if report is not None
            else tr("No report could be written.")
        )
        self.setInformativeText(
            tr(
                "What you typed is kept, and you can go on working. If it happens again, start"
                " with --safe-mode. {written}",
                written=written,
            )
        )
        self.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._copy = self.addButton(tr("Copy the report"), QMessageBox.ButtonRole.ActionRole)
        self._copy.setEnabled(report is not None)
        go_on = self.addButton(tr("Go on"), QMessageBox.ButtonRole.AcceptRole)
        self.setDefaultButton(go_on)
        self.setEscapeButton(go_on)
        self._copy.clicked.connect(self.copy)

    def copy(self) -> None:
        """Put the report on the clipboard."""
        if self._report is not None:
            text = self._report.read_text(encoding="utf-8")
            QGuiApplication.clipboard().setText(text)


def _kind(error: BaseException) -> str:
    """The error's class and first line."""
    first = str(error).strip().splitlines()
    return f"{type(error).__name__}: {first[0][:200]}" if first else type(error).__name__
