"""The first look: what the workbench is for and the three ways to begin."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QWidget

from workbench.panes import registry
from workbench.storage import recent
from workbench.ui.flow import FlowRow
from workbench.ui.fonts import HEADING, scaled
from workbench.ui.page import Page, Prose
from workbench.ui.pane import Pane
from workbench.ui.shell import PaneContext
from workbench.ui.translate import tr


class WelcomePage(Pane):
    """What to do first."""

    id = "welcome"
    title = "Welcome"

    def __init__(self, context: PaneContext) -> None:
        super().__init__(context)
        page = Page(self.title)
        column = page.column
        column.addWidget(_heading(tr("Begin with what you have"), page))
        column.addWidget(
            Prose(
                tr(
                    "Open an exported log, and the workbench shows what is abnormal and why."
                    " Or drop files anywhere in this window: logs, ticket exports, tables,"
                    " articles, API collections."
                ),
                page,
            )
        )
        first = self.button("file.open")
        first.setProperty("role", "primary")
        self._first = first
        column.addWidget(
            FlowRow([first, self.button("file.open-folder"), self.button("file.open-workspace")])
        )
        column.addWidget(_heading(tr("Or look at a sample first"), page))
        column.addWidget(
            Prose(
                tr(
                    "One week of a recommendation service: a feature changes upstream, inputs"
                    " drift, latency climbs, and the gateway answers 502. All of it is made"
                    " on this machine."
                ),
                page,
            )
        )
        column.addWidget(FlowRow([self.button("file.sample")]))
        column.addWidget(_heading(tr("Find your way"), page))
        column.addWidget(Prose(_keys_in_words(), page))
        column.addWidget(
            FlowRow(
                [
                    self.button("go.palette"),
                    self.button("go.quick-open"),
                    self.button("go.help"),
                    self.button("go.settings"),
                ]
            )
        )
        column.addStretch(1)
        self.body.addWidget(page)
        self.header.show_open(str(context.workspace.folder))

    def summary(self) -> str:
        count = len(recent.files())
        files = tr("{count} recent files are one Ctrl+P away.", count=count) if count else ""
        return tr("Welcome. Open a log, or make the sample workspace. {files}", files=files).strip()

    def take_focus(self) -> None:
        self._first.setFocus(Qt.FocusReason.OtherFocusReason)


def _heading(text: str, parent: QWidget) -> QLabel:
    label = QLabel(text, parent)
    label.setProperty("role", "heading")
    label.setFont(scaled(parent.font(), HEADING, bold=True))
    label.setContentsMargins(0, 8, 0, 0)
    return label


def _keys_in_words() -> str:
    there = registry.available()
    panes = ", ".join(f"{spec.title} Ctrl+{spec.digit}" for spec in there)
    lines = [tr("Panes: {panes}.", panes=panes)] if there else []
    lines += [
        tr("Ctrl+Shift+P finds every command, Ctrl+P every recent file; F6 moves between areas."),
        tr("Ctrl+E pins what is selected as evidence; Ctrl+Z takes back what you did."),
        tr("Ctrl+Plus enlarges the text; Ctrl+Shift+U says aloud what a pane shows."),
    ]
    return "\n".join(lines)
