"""A small pane for the tests of the window: one list, one text, a few commands."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtWidgets import QLineEdit, QListWidget, QPlainTextEdit, QWidget

from workbench.core.commands import Command
from workbench.core.errors import UserError
from workbench.core.evidence import Evidence
from workbench.core.jsontypes import JsonObject
from workbench.panes.registry import PaneSpec
from workbench.ui.accessibility import named
from workbench.ui.pane import Pane, QuickItem
from workbench.ui.shell import PaneContext

SAMPLE = PaneSpec("sample", "Sample", "logs", 2, "tests.panes.sample_pane:SamplePane", (".log",))
ABSENT = PaneSpec("absent", "Absent", "logs", 3, "tests.panes.nowhere.pane:AbsentPane")


class SamplePane(Pane):
    """Shows the lines of the files it opened, and has a text that can be typed."""

    id = "sample"
    title = "Sample"

    def __init__(self, context: PaneContext) -> None:
        super().__init__(context)
        self.lines = named(QListWidget(), "Lines")
        self.text = named(QPlainTextEdit(), "Text")
        self.search = named(QLineEdit(), "Search lines")
        self.stored = "stored"
        self.ran: list[str] = []
        self.opened: list[Evidence] = []
        self.text.textChanged.connect(self._typed)
        self.header.add(self.search)
        self.body.addWidget(self.button("sample.work"))
        self.body.addWidget(self.lines)
        self.body.addWidget(self.text)

    def commands(self) -> Sequence[Command]:
        return (
            Command("sample.work", "Do the work", self._work, "Sample", "", "F8", "sample"),
            Command("sample.fail", "Fail politely", self._fail, "Sample", scope="sample"),
            Command("sample.crash", "Fail badly", self._crash, "Sample", scope="sample"),
            Command("sample.never", "Never", self._work, "Sample", scope="sample",
                    unavailable=lambda: "There is nothing to do it with."),
        )  # fmt: skip

    def summary(self) -> str:
        return f"Sample pane with {self.lines.count()} lines."

    def selection_text(self) -> str:
        item = self.lines.currentItem()
        return item.text() if item is not None else ""

    def selection_evidence(self) -> Evidence | None:
        text = self.selection_text()
        place = {"pane": self.id, "row": self.lines.currentRow()}
        return (
            Evidence("log-lines", text, "sample", None, {"text": text, "open": place})
            if text
            else None
        )

    def open_evidence(self, evidence: Evidence) -> None:
        self.opened.append(evidence)

    def open_path(self, path: Path) -> bool:
        if path.suffix != ".log":
            return False
        self.lines.addItems(path.read_text(encoding="utf-8").splitlines())
        return True

    def quick_items(self) -> Sequence[QuickItem]:
        return [QuickItem("A place inside", "sample", self._work)]

    def focus_search(self) -> bool:
        self.search.setFocus()
        return True

    def areas(self) -> Sequence[QWidget]:
        return (self.lines, self.text)

    def state(self) -> JsonObject:
        return {"row": self.lines.currentRow(), "lines": self.lines.count()}

    def restore(self, state: JsonObject) -> None:
        self.lines.addItems([f"line {i}" for i in range(int(str(state.get("lines", 0))))])
        self.lines.setCurrentRow(int(str(state.get("row", -1))))

    def stored_text(self, key: str) -> str | None:
        return self.stored

    def recover(self, key: str, text: str) -> None:
        self.text.setPlainText(text)

    def _typed(self) -> None:
        self.context.journal.note("sample:text", self.text.toPlainText())

    def _work(self) -> None:
        self.ran.append("work")

    def _fail(self) -> None:
        raise UserError("The work was not there.", "Bring it.")

    def _crash(self) -> None:
        raise RuntimeError("token=hunter2hunter2 was wrong")
