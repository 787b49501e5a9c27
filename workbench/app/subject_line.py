"""In the evidence dock: for which ticket or incident a piece pinned now is kept."""

from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QVBoxLayout, QWidget

from workbench.app.current_subject import CurrentSubject
from workbench.ui.accessibility import named
from workbench.ui.command_bridge import CommandBridge
from workbench.ui.elided import ElidedLabel
from workbench.ui.translate import tr


class SubjectLine(QWidget):
    """The subject in words, a button to change it, and whether only its pieces are shown."""

    def __init__(self, subject: CurrentSubject, bridge: CommandBridge) -> None:
        super().__init__()
        self._subject = subject
        self.label = named(ElidedLabel(parent=self), tr("What evidence is kept for"))
        self.title = named(ElidedLabel(parent=self), tr("Title of the ticket"))
        self.title.setProperty("role", "muted")
        change = bridge.button("evidence.subject", tr("Change …"))
        change.setProperty("role", "flat")
        self.only = named(QCheckBox(self), tr("Show only the evidence for it"))
        top = QHBoxLayout()
        top.setSpacing(8)
        top.addWidget(self.label, 1)
        top.addWidget(change)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addLayout(top)
        layout.addWidget(self.title)
        layout.addWidget(self.only)
        QWidget.setTabOrder(change, self.only)
        self.refresh()

    @property
    def words(self) -> str:
        """For what evidence is kept, in spoken words."""
        now = self._subject.now
        if now is None:
            return tr("Kept for nothing in particular.")
        return tr("Kept for {subject}: {title}", subject=now.words, title=now.title)

    def refresh(self) -> None:
        """Show the subject as it is now."""
        now = self._subject.now
        self.title.setVisible(now is not None and bool(now.title))
        self.only.setVisible(now is not None)
        if now is None:
            self.label.setText(tr("For nothing in particular"))
            return
        held = tr(" (held)") if self._subject.is_held else ""
        self.label.setText(tr("For {subject}{held}", subject=now.words, held=held))
        self.title.setText(now.title)
        self.only.setText(tr("Only {name}", name=now.name))
