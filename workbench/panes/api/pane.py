"""The API pane: write a request, send it, see what came back and why it failed."""

from collections.abc import Sequence
from pathlib import Path
from typing import ClassVar

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QSplitter, QStackedWidget, QVBoxLayout, QWidget

from workbench.apitest.history import History, Past
from workbench.apitest.model import Folder, Item, Placed, Request
from workbench.apitest.shelf import Shelf, read_shelf
from workbench.apitest.url import parse_url
from workbench.core.commands import Command
from workbench.core.errors import UserError
from workbench.core.evidence import Evidence
from workbench.core.jsontypes import JsonObject
from workbench.core.text import count
from workbench.panes.api.answer import AnswerView, sentence_of
from workbench.panes.api.call_actions import CallActions
from workbench.panes.api.commands import PANE_ID, PANE_TITLE, api_command
from workbench.panes.api.diagnosis_actions import DiagnosisActions
from workbench.panes.api.editor import RequestEditor
from workbench.panes.api.evidence import call_evidence, probe_evidence, run_evidence
from workbench.panes.api.probe_actions import ProbeActions
from workbench.panes.api.probe_view import ProbeView
from workbench.panes.api.run_actions import RunActions
from workbench.panes.api.run_view import RunView
from workbench.panes.api.shelf_actions import ShelfActions
from workbench.panes.api.sidebar import Entry, Sidebar
from workbench.ui.accessibility import named
from workbench.ui.empty import EmptyState
from workbench.ui.flow import FlowRow
from workbench.ui.late_pages import LateStack
from workbench.ui.pane import Pane
from workbench.ui.shell import PaneContext
from workbench.ui.translate import tr

_NEXT_STEPS = {
    "find-article": tr("Open the article"),
    "ask-ready": tr("Ask whether it is ready"),
    "draft-client": tr("Copy a message to the client"),
}
"""What leads on from a diagnosis, as short as its buttons say it."""


class ApiPane(Pane):
    """Collections left, the request above, its answer below."""

    id: ClassVar[str] = PANE_ID
    title: ClassVar[str] = PANE_TITLE

    def __init__(self, context: PaneContext) -> None:
        super().__init__(context)
        self._shelf = Shelf()
        self.entry: Entry | None = None
        self.draft: Placed | None = None
        self.history: History | None = None
        self.wanted_path: tuple[str, ...] = ()
        self.dirty = False
        self._make_widgets()
        self._connect()

    def commands(self) -> Sequence[Command]:
        self.shelving = ShelfActions(self)
        self.calling = CallActions(self)
        self.running = RunActions(self)
        return (
            *self.shelving.commands(),
            *self.calling.commands(),
            *DiagnosisActions(self).commands(),
            *self.running.commands(),
            *ProbeActions(self).commands(),
            api_command("refresh", tr("Read the collections again"), self.refresh, "F5"),
            api_command("collections", tr("Show collections"), self._to_collections, "Alt+1"),
            api_command("request", tr("Go to the request"), self._to_request, "Alt+2"),
            api_command("answer", tr("Go to the answer"), self._to_answer, "Alt+3"),
            api_command("history", tr("Show the history"), self._to_history, "Alt+H"),
        )

    # widgets

    def _make_widgets(self) -> None:
        self.sidebar = Sidebar()
        self.environment = named(QComboBox(), tr("Environment"))
        self.editor = RequestEditor([self.button("api.send"), self.button("api.stop")])
        self.answer = AnswerView()
        self.answer.why.add_next_steps(
            [self.button(f"api.{verb}", word) for verb, word in _NEXT_STEPS.items()]
        )
        self.run_view = RunView(
            [self.button(f"api.run-{verb}") for verb in ("data", "start", "stop", "report")]
        )
        self.probe_view = ProbeView(
            [self.button(f"api.latency-{verb}") for verb in ("start", "stop")]
        )
        self._call = QSplitter(Qt.Orientation.Vertical)
        self._call.setChildrenCollapsible(False)
        self._call.addWidget(self.editor)
        self._call.addWidget(self.answer)
        self._call.setSizes([320, 380])
        self._work = LateStack()
        for page in (self._call, self.run_view, self.probe_view):
            self._work.addWidget(page)
        left = QWidget()
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.sidebar, 1)
        below = QVBoxLayout()
        below.setContentsMargins(8, 8, 0, 8)
        below.addWidget(self.environment)
        below.addWidget(FlowRow([self.button("api.runner"), self.button("api.latency")]))
        column.addLayout(below)
        self.split = QSplitter(Qt.Orientation.Horizontal)
        self.split.setChildrenCollapsible(False)
        self.split.addWidget(left)
        self.split.addWidget(self._work)
        self.split.setSizes([280, 720])
        self._empty = EmptyState(
            tr("Paste a curl command, import a collection, or write a request."),
            [
                self.button("api.import"),
                self.button("api.paste-curl"),
                self.button("api.new"),
            ],
            icon_name="api",
        )
        self._pages = QStackedWidget()
        self._pages.addWidget(self._empty)
        self._pages.addWidget(self.split)
        self.body.addWidget(self._pages)
        for command_id in ("api.new", "api.save"):
            self.header.add(self.button(command_id))

    def _connect(self) -> None:
        self.sidebar.item_chosen.connect(self._show_entry)
        self.sidebar.past_chosen.connect(self._show_past)
        self.sidebar.history_wanted.connect(self.search_history)
        self.editor.changed.connect(self._edited)
        self.answer.why.causes.row_selected.connect(self.context.commands.refreshed)
        self.editor.address.returnPressed.connect(self.calling.send_if_possible)
        self.running.connect()

    def take_focus(self) -> None:
        self.refresh()
        super().take_focus()

    # collections

    def refresh(self) -> None:
        """Read the collections of the workspace again."""
        folder = self.context.workspace.requests
        self.context.tasks.start(
            tr("Reading collections"),
            lambda _progress: (read_shelf(folder), self._read_history("")),
            on_done=self._show_read,
        )

    def _read_history(self, words: str) -> list[Past]:
        if self.history is None:
            self.history = History(self.context.workspace.database)
        return self.history.calls(words)

    def _show_read(self, read: tuple[Shelf, list[Past]]) -> None:
        self._shelf, past = read
        self.sidebar.history.show_rows(past)
        self.sidebar.show_shelf(self._shelf)
        environments = {name for held in self._shelf.collections for name in held.environments}
        chosen = self.environment.currentText()
        self.environment.clear()
        self.environment.addItems([tr("no environment"), *sorted(environments)])
        self.environment.setCurrentText(chosen or next(iter(sorted(environments)), ""))
        for problem in self._shelf.problems:
            self.context.shell.show_error(UserError(problem))
        if self.wanted_path and self.sidebar.select(self.wanted_path):
            self.wanted_path = ()
        elif self.entry is None and self.draft is None:
            self.sidebar.list.select_where(lambda entry: entry.placed is not None)
        self._show_page()

    def _show_page(self) -> None:
        something = self._shelf.collections or self.draft or self.sidebar.history.rows
        had_focus = self._empty.holds_focus
        self._pages.setCurrentWidget(self.split if something else self._empty)
        if something and had_focus:
            self.sidebar.list.setFocus(Qt.FocusReason.OtherFocusReason)
        requests = sum(1 for held in self._shelf.collections for _ in held.collection.walk())
        self.header.show_open(count(requests, tr("request")) if something else "")
        self.context.commands.refreshed.emit()

    def _show_entry(self, entry: Entry) -> None:
        assert entry.placed is not None
        self.entry, self.draft, self.dirty = entry, None, False
        self.editor.show_item(entry.placed.item)
        self.show_request()
        self._show_page()

    def show_draft(self, item: Item) -> None:
        self.entry, self.dirty = None, True
        self.draft = Placed(item, (Folder(tr("My requests"), (item,)),))
        self.editor.show_item(item)
        self.show_request()
        self._show_page()
        self.editor.address.setFocus()

    def placed(self) -> Placed:
        """What stands in the editor, in its folders. Raises UserError."""
        item = self.editor.item()
        base = self.entry.placed if self.entry is not None else self.draft
        folders = base.folders if base is not None else (Folder("", (item,)),)
        return Placed(item, folders)

    def _edited(self) -> None:
        if not self.dirty:
            self.dirty = True
            self.context.commands.refreshed.emit()

    # history

    def search_history(self, words: str) -> None:
        self.context.tasks.start(
            tr("Searching the history"),
            lambda _progress: self._read_history(words),
            on_done=self.sidebar.history.show_rows,
        )

    def _show_past(self, past: Past) -> None:
        item = Item(past.name, Request(past.method, parse_url(past.url)))
        self.show_draft(item)

    # what the actions ask

    def open_path(self, path: Path) -> bool:
        return self.shelving.open_path(path)

    def why_no_request(self) -> str | None:
        """Why there is nothing to send or copy; None when there is."""
        if self.entry is None and self.draft is None:
            return tr("Choose a request or write a new one.")
        return None

    def why_read_only(self) -> str | None:
        """Why nothing can be written; None when it can."""
        if self.context.workspace.read_only:
            return tr("This workspace is open read-only.")
        return None

    # moving, by ear, evidence, session

    def _to_collections(self) -> None:
        self.sidebar.setCurrentIndex(0)
        self.sidebar.list.setFocus()

    def _to_history(self) -> None:
        self.sidebar.setCurrentIndex(1)
        self.sidebar.history.setFocus()

    def _to_request(self) -> None:
        self.show_request()
        self.editor.address.setFocus()

    def _to_answer(self) -> None:
        self.show_request()
        self.answer.tabs.setFocus()

    def show_work(self, page: QWidget) -> None:
        """Show the runner or the latency page instead of the request."""
        self._work.setCurrentWidget(page)

    def show_request(self) -> None:
        """Show the request and its answer again."""
        self._work.setCurrentWidget(self._call)

    def focus_search(self) -> bool:
        self.sidebar.setCurrentIndex(0)
        self.sidebar.search.setFocus()
        return True

    def areas(self) -> Sequence[QWidget]:
        if self._pages.currentWidget() is self._empty:
            return (self._empty,)
        page = self._work.currentWidget()
        if page is self.run_view:
            return (self.sidebar.list, self.run_view.part, self.run_view.list)
        if page is self.probe_view:
            return (self.sidebar.list, self.probe_view.requests, self.probe_view.figures)
        return (self.sidebar.list, self.editor.address, self.answer.tabs)

    def summary(self) -> str:
        page = self._work.currentWidget()
        if page is self.run_view:
            return tr("Runner. {words}", words=self.run_view.sentence.text())
        if page is self.probe_view:
            return tr("Latency. {words}", words=self.probe_view.sentence.text())
        outcome = self.answer.outcome
        if outcome is None:
            return tr("API. {open}. Nothing was sent yet.", open=self.header.open_text)
        words = f"{outcome.execution.placed.item.name}: {sentence_of(outcome)}"
        if outcome.causes:
            words += " " + tr("Likely cause: {cause}", cause=outcome.causes[0].cause)
        return words

    def selection_text(self) -> str:
        if self.answer.why.causes.hasFocus():
            return f"{self.answer.why.causes.selection_text()}\n{self.answer.why.advice.text()}"
        if self.run_view.list.hasFocus():
            return f"{self.run_view.list.selection_text()}\n{self.run_view.why.text()}"
        if self.probe_view.figures.hasFocus():
            return self.probe_view.figures.selection_text()
        return self.summary()

    def selection_evidence(self) -> Evidence | None:
        page = self._work.currentWidget()
        if page is self.run_view:
            return run_evidence(self.run_view)
        if page is self.probe_view:
            return probe_evidence(self.probe_view)
        return call_evidence(self.answer)

    def open_evidence(self, evidence: Evidence) -> None:
        place = evidence.payload.get("open")
        if isinstance(place, dict):
            self.restore({"path": place.get("path")})
            self.refresh()

    def state(self) -> JsonObject:
        entry = self.entry
        path = list(entry.placed.path) if entry is not None and entry.placed is not None else []
        return {"path": path, "environment": self.environment.currentText()}

    def restore(self, state: JsonObject) -> None:
        path = state.get("path")
        if isinstance(path, list):
            self.wanted_path = tuple(str(name) for name in path)
