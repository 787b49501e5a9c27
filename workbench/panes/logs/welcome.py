"""The log pane before anything is open: where to drop files, and the last three sessions."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QAbstractButton, QVBoxLayout, QWidget

from workbench.panes.logs.session import RecentLogs
from workbench.ui.empty import EmptyState
from workbench.ui.tables import Column, DataTable
from workbench.ui.translate import tr


class Welcome(QWidget):
    """One sentence, two buttons, and what was open before."""

    chosen = Signal(object)
    """The RecentLogs to open again."""

    def __init__(self, buttons: Sequence[QAbstractButton]) -> None:
        super().__init__()
        self.empty = EmptyState(tr("Drop log files or folders here"), buttons, icon_name="logs")
        self.recent: DataTable[RecentLogs] = DataTable(
            tr("The last sessions"),
            [
                Column[RecentLogs](tr("Open again"), _names, stretch=True),
                Column[RecentLogs](tr("Last open"), lambda row: row.when[:16].replace("T", " ")),
            ],
        )
        self.recent.row_activated.connect(self.chosen)
        self.recent.setMinimumWidth(480)
        self.empty.add(self.recent)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.empty)
        self.show_recent(())

    def show_recent(self, recent: Sequence[RecentLogs]) -> None:
        """Offer these sessions."""
        self.recent.show_rows(recent)
        self.recent.setVisible(bool(recent))
        rows = len(recent) + 1
        self.recent.setFixedHeight(rows * (self.recent.verticalHeader().defaultSectionSize() + 4))


def _names(row: RecentLogs) -> str:
    names = [Path(path).name for path in row.paths]
    more = tr(" and {count} more", count=len(names) - 2) if len(names) > 2 else ""
    return ", ".join(names[:2]) + more
