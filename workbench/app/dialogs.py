"""What the window asks: files, folders, one line of text, and a yes before what is final."""

from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QInputDialog, QLineEdit, QMessageBox, QWidget

from workbench.ui.translate import tr


class Dialogs:
    """The questions of one window. Each waits for its answer."""

    def __init__(self, parent: QWidget) -> None:
        self._parent = parent
        self._folder = ""

    def ask_files(self, title: str, kinds: str = "") -> list[Path]:
        """Files that exist; empty when the user declined."""
        names, _ = QFileDialog.getOpenFileNames(self._parent, title, self._folder, kinds)
        return [self._remember(Path(name)) for name in names]

    def ask_folder(self, title: str) -> Path | None:
        """A folder (a new one may be made in the dialog)."""
        name = QFileDialog.getExistingDirectory(self._parent, title, self._folder)
        return self._remember(Path(name)) if name else None

    def ask_save(self, title: str, name: str, kinds: str = "") -> Path | None:
        """Where to write; the ending of the chosen kind is added when it is left out."""
        proposed = str(Path(self._folder) / name)
        chosen, kind = QFileDialog.getSaveFileName(self._parent, title, proposed, kinds)
        if not chosen:
            return None
        path = Path(chosen)
        ending = kind.rpartition("*")[2].rstrip(")")
        if not path.suffix and ending.startswith("."):
            path = path.with_suffix(ending)
        return self._remember(path)

    def ask_text(self, title: str, label: str, text: str = "") -> str | None:
        """One line of text; None when the user declined."""
        given, accepted = QInputDialog.getText(
            self._parent, title, label, QLineEdit.EchoMode.Normal, text
        )
        return given if accepted else None

    def confirm(self, question: str, consequence: str, yes: str) -> bool:
        """Whether the user wants what cannot be undone; "no" is the default."""
        box = QMessageBox(self._parent)
        box.setIcon(QMessageBox.Icon.Warning)
        box.setWindowTitle(tr("Workbench"))
        box.setText(question)
        box.setInformativeText(consequence)
        agree = box.addButton(yes, QMessageBox.ButtonRole.AcceptRole)
        decline = box.addButton(tr("Cancel"), QMessageBox.ButtonRole.RejectRole)
        box.setDefaultButton(decline)
        box.setEscapeButton(decline)
        box.exec()
        return box.clickedButton() is agree

    def _remember(self, path: Path) -> Path:
        self._folder = str(path.parent)
        return path
