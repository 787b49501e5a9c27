"""The API pane: write a request, send it, see what came back and why it failed."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import ClassVar

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QComboBox, QSplitter, QStackedWidget, QVBoxLayout, QWidget

from workbench.apitest.formats.detect import read_source
from workbench.apitest.history import History, Past
from workbench.apitest.model import Folder, Imported, Item, Placed, Request, Variable
from workbench.apitest.shelf import Shelf, keep_import, new_item, read_shelf, save_item
from workbench.apitest.url import parse_url
from workbench.core.commands import Command
from workbench.core.errors import UserError
from workbench.core.evidence import Evidence
from workbench.core.jsontypes import JsonObject
from workbench.core.progress import Progress
from workbench.core.secrets import KeyringLocked, NoKeyring
from workbench.core.tasks import Task
from workbench.core.text import count
from workbench.core.time import now
from workbench.panes.api.answer import AnswerView, sentence_of, state_of
from workbench.panes.api.editor import RequestEditor
from workbench.panes.api.sending import Intent, LiveStream, Outcome, Sender, TokenText, as_curl
from workbench.panes.api.sidebar import Entry, Sidebar
from workbench.ui.accessibility import named
from workbench.ui.empty import EmptyState
from workbench.ui.pane import Pane
from workbench.ui.shell import PaneContext
from workbench.ui.states import State
from workbench.ui.translate import tr

_POLL_MS = 40
_KINDS = tr("Collections (*.json *.yml *.yaml *.har *.bru *.sh *.txt);;All files (*)")


class ApiPane(Pane):
    """Collections left, the request above, its answer below."""

    id: ClassVar[str] = "api"
    title: ClassVar[str] = tr("API")

    def __init__(self, context: PaneContext) -> None:
        super().__init__(context)
        self._shelf = Shelf()
        self._entry: Entry | None = None
        self._draft: Placed | None = None
        self._sending: Task[Outcome] | None = None
        self._sender: Sender | None = None
        self._history: History | None = None
        self._live = LiveStream()
        self._tokens = TokenText()
        self._wanted_path: tuple[str, ...] = ()
        self._dirty = False
        self._poll = QTimer(self)
        self._poll.setInterval(_POLL_MS)
        self._poll.timeout.connect(self._show_stream)
        self._make_widgets()
        self._connect()

    def commands(self) -> Sequence[Command]:
        def command(
            verb: str,
            title: str,
            run: Callable[[], None],
            shortcut: str = "",
            unavailable: Callable[[], str | None] | None = None,
        ) -> Command:
            return Command(
                f"api.{verb}",
                title,
                run,
                self.title,
                shortcut=shortcut,
                scope=self.id,
                unavailable=unavailable,
            )

        return (
            command("send", tr("Send"), self._send, "Ctrl+Return", self._why_not_send),
            command("stop", tr("Stop"), self._stop, "Alt+S", self._why_not_stop),
            command("preview", tr("Show the exact bytes"), self._preview, "Alt+P"),
            command("save", tr("Save the request"), self._save, "Ctrl+S", self._why_not_save),
            command("new", tr("New request"), self._new, "Ctrl+N"),
            command("import", tr("Import a collection …"), self._import, "Alt+O",
                    self._why_read_only),
            command("paste-curl", tr("Paste a curl command"), self._paste_curl, "Alt+V"),
            command("copy-curl", tr("Copy as curl, without secrets"), self._copy_curl, "Alt+C",
                    self._why_no_request),
            command("review", tr("Let the scripts of this collection run"), self._review,
                    unavailable=self._why_no_review),
            command("secret", tr("Set a secret …"), self._set_secret),
            command("compare", tr("Compare with the earlier call"), self._compare, "Alt+D",
                    self._why_no_past),
            command("refresh", tr("Read the collections again"), self.refresh, "F5"),
            command("collections", tr("Show collections"), self._to_collections, "Alt+1"),
            command("request", tr("Go to the request"), self._to_request, "Alt+2"),
            command("answer", tr("Go to the answer"), self._to_answer, "Alt+3"),
            command("history", tr("Show the history"), self._to_history, "Alt+H"),
        )  # fmt: skip

    # widgets

    def _make_widgets(self) -> None:
        self.sidebar = Sidebar()
        self.environment = named(QComboBox(), tr("Environment"))
        self.editor = RequestEditor([self.button("api.send"), self.button("api.stop")])
        self.answer = AnswerView()
        work = QSplitter(Qt.Orientation.Vertical)
        work.setChildrenCollapsible(False)
        work.addWidget(self.editor)
        work.addWidget(self.answer)
        work.setSizes([320, 380])
        left = QWidget()
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.sidebar, 1)
        column.addWidget(self.environment)
        self.split = QSplitter(Qt.Orientation.Horizontal)
        self.split.setChildrenCollapsible(False)
        self.split.addWidget(left)
        self.split.addWidget(work)
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
        self.sidebar.history_wanted.connect(self._search_history)
        self.editor.changed.connect(self._edited)
        self.editor.address.returnPressed.connect(self._send_if_possible)

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
        if self._history is None:
            self._history = History(self.context.workspace.database)
        return self._history.calls(words)

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
        if self._wanted_path and self.sidebar.select(self._wanted_path):
            self._wanted_path = ()
        elif self._entry is None and self._draft is None:
            self.sidebar.list.select_where(lambda entry: entry.placed is not None)
        self._show_page()

    def _show_page(self) -> None:
        something = self._shelf.collections or self._draft or self.sidebar.history.rows
        self._pages.setCurrentWidget(self.split if something else self._empty)
        requests = sum(1 for held in self._shelf.collections for _ in held.collection.walk())
        self.header.show_open(count(requests, tr("request")) if something else "")
        self.context.commands.refreshed.emit()

    def _show_entry(self, entry: Entry) -> None:
        assert entry.placed is not None
        self._entry, self._draft, self._dirty = entry, None, False
        self.editor.show_item(entry.placed.item)
        self._show_page()

    def _show_draft(self, item: Item) -> None:
        self._entry, self._dirty = None, True
        self._draft = Placed(item, (Folder(tr("My requests"), (item,)),))
        self.editor.show_item(item)
        self._show_page()
        self.editor.address.setFocus()

    def _placed(self) -> Placed:
        """What stands in the editor, in its folders. Raises UserError."""
        item = self.editor.item()
        base = self._entry.placed if self._entry is not None else self._draft
        folders = base.folders if base is not None else (Folder("", (item,)),)
        return Placed(item, folders)

    def _edited(self) -> None:
        if not self._dirty:
            self._dirty = True
            self.context.commands.refreshed.emit()

    def _new(self) -> None:
        self._show_draft(Item(tr("New request"), Request(url=parse_url("http://127.0.0.1:8090/"))))

    def _save(self) -> None:
        placed = self._placed()
        if self._entry is not None:
            assert self._entry.placed is not None
            saved = save_item(self._entry.shelved, self._entry.placed, placed.item)
            self._wanted_path = (*placed.path[:-1], saved.name)
        else:
            name = self.context.shell.ask_text(tr("Save the request"), tr("Name"), placed.item.name)
            if name is None:
                return
            saved = replace(placed.item, name=name)
            new_item(self.context.workspace.requests, saved)
            self._wanted_path = (tr("My requests"), name)
        self._dirty, self._entry, self._draft = False, None, None
        changed = saved.request.headers != placed.item.request.headers
        changed = changed or saved.request.auth != placed.item.request.auth
        self.context.shell.say(
            tr("Saved. Secrets were replaced by references: set them with 'Set a secret'.")
            if changed
            else tr("Saved.")
        )
        self.refresh()

    def _import(self) -> None:
        for path in self.context.shell.ask_files(tr("Import a collection"), _KINDS):
            self.open_path(path)

    def open_path(self, path: Path) -> bool:
        if path.suffix.lower() not in (".json", ".yml", ".yaml", ".har", ".bru", ".sh"):
            return False
        folder = self.context.workspace.requests

        def work(_progress: Progress) -> tuple[Imported, Path]:
            imported = read_source(str(path))
            return imported, keep_import(imported, folder)

        title = tr("Importing {name}", name=path.name)
        self.context.tasks.start(title, work, on_done=self._imported)
        return True

    def _imported(self, done: tuple[Imported, Path]) -> None:
        imported, place = done
        requests = sum(1 for _ in imported.collection.walk())
        lost = "; ".join(f"{part.item}: {part.what}" for part in imported.lost[:5])
        self.context.shell.say(
            tr(
                "{name}: {requests} requests imported, {lost} parts lost. {which}",
                name=place.name,
                requests=requests,
                lost=len(imported.lost),
                which=lost,
            )
        )
        first = next(imported.collection.walk(), None)
        self._wanted_path = first.path if first is not None else ()
        self._entry = self._draft = None
        self.refresh()

    def _paste_curl(self) -> None:
        text = QGuiApplication.clipboard().text().strip()
        if not text.lower().startswith(("curl", "$ curl")):
            raise UserError(
                tr("The clipboard holds no curl command."),
                tr("Copy one first: it begins with the word curl."),
            )
        imported = read_source(text)
        first = next(imported.collection.walk(), None)
        if first is None:
            raise UserError(tr("This curl command calls nothing."), tr("It needs an address."))
        self._show_draft(first.item)

    def _copy_curl(self) -> None:
        QGuiApplication.clipboard().setText(as_curl(self._placed()))
        self.context.shell.say(tr("Copied as curl, secrets left out."))

    # sending

    def _intent(self) -> Intent:
        entry = self._entry
        environment: tuple[Variable, ...] = ()
        reviewed = entry is None
        if entry is not None:
            environment = entry.shelved.environments.get(self.environment.currentText(), ())
            history = self._history
            reviewed = history is not None and history.reviewed(entry.shelved.path.name)
        return Intent(
            self._placed(),
            tuple(environment),
            self.context.secrets,
            reviewed,
            verify=self.editor.verify.isChecked(),
            working_folder=self.context.workspace.folder,
        )

    def _send_if_possible(self) -> None:
        if self._why_not_send() is None:
            self.context.commands.trigger("api.send")

    def _send(self) -> None:
        intent = self._intent()
        sender = self._sender = self._sender or Sender()
        history = self._history or History(self.context.workspace.database)
        self._live, self._tokens = LiveStream(), TokenText()
        live = self._live
        name = intent.placed.item.name
        self.answer.begin(tr("Sending {name} …", name=name))
        self._poll.start()
        self._sending = self.context.tasks.start(
            tr("Calling {name}", name=name),
            lambda progress: sender.send(intent, history, live, progress),
            on_done=self._answered,
            on_error=self._not_sent,
        )
        self.context.commands.refreshed.emit()

    def _stop(self) -> None:
        if self._sending is not None:
            self._sending.cancel()
            self._poll.stop()
            self._show_stream()
            self.answer.sentence.setText(tr("Stopped. What had come is kept."))
        self._sending = None
        self.context.commands.refreshed.emit()

    def _show_stream(self) -> None:
        self.answer.add_text(self._tokens.feed(self._live.taken()))

    def _answered(self, outcome: Outcome) -> None:
        self._poll.stop()
        self._sending = None
        self.answer.show_outcome(outcome)
        self.header.show_state(*state_of(outcome))
        self.context.shell.say(sentence_of(outcome))
        self._search_history(self.sidebar.past_search.text())
        self.context.commands.refreshed.emit()

    def _not_sent(self, error: BaseException) -> None:
        self._poll.stop()
        self._sending = None
        self.answer.sentence.setText(str(error))
        self.header.show_state(State.ERROR, tr("not sent"))
        self.context.commands.refreshed.emit()
        if isinstance(error, UserError):
            self.context.shell.show_error(error)
        else:
            raise error

    def _preview(self) -> None:
        sender = self._sender = self._sender or Sender()
        self.editor.show_preview(sender.preview(self._intent()))

    def _set_secret(self) -> None:
        shell = self.context.shell
        name = shell.ask_text(tr("Set a secret"), tr("Name, as in {{secret:NAME}}"))
        if not name:
            return
        value = shell.ask_text(tr("Set a secret"), tr("Value of {name}", name=name))
        if value is None:
            return
        try:
            self.context.secrets.set(name, value)
        except (NoKeyring, KeyringLocked) as error:
            secrets = self.context.secrets
            shell.show_error(
                error,
                tr("Keep it for this session only"),
                lambda: secrets.set(name, value, this_session_only=True),
            )

    def _review(self) -> None:
        entry = self._entry
        assert entry is not None
        question = tr("Let the scripts of '{name}' run?", name=entry.shelved.path.name)
        consequence = tr("They run in a sandbox without network or files, and may change requests.")
        if self.context.shell.confirm(question, consequence, tr("Let them run")):
            history = self._history or History(self.context.workspace.database)
            history.mark_reviewed(entry.shelved.path.name, now())

    # history

    def _search_history(self, words: str) -> None:
        self.context.tasks.start(
            tr("Searching the history"),
            lambda _progress: self._read_history(words),
            on_done=self.sidebar.history.show_rows,
        )

    def _show_past(self, past: Past) -> None:
        item = Item(past.name, Request(past.method, parse_url(past.url)))
        self._show_draft(item)

    def _compare(self) -> None:
        past = self.sidebar.history.current_row()
        assert past is not None
        self.answer.compare_with(past)

    # reasons

    def _why_not_send(self) -> str | None:
        if self._sending is not None:
            return tr("A call is under way.")
        return self._why_no_request()

    def _why_no_request(self) -> str | None:
        if self._entry is None and self._draft is None:
            return tr("Choose a request or write a new one.")
        return None

    def _why_not_stop(self) -> str | None:
        return None if self._sending is not None else tr("No call is under way.")

    def _why_not_save(self) -> str | None:
        if not self._dirty:
            return tr("Nothing was changed.")
        return self._why_read_only()

    def _why_read_only(self) -> str | None:
        if self.context.workspace.read_only:
            return tr("This workspace is open read-only.")
        return None

    def _why_no_review(self) -> str | None:
        if self._entry is None:
            return tr("Choose a request of a collection.")
        return self._why_read_only()

    def _why_no_past(self) -> str | None:
        if self.sidebar.history.current_row() is None:
            return tr("Choose an earlier call in the history.")
        return None

    # moving, by ear, evidence, session

    def _to_collections(self) -> None:
        self.sidebar.setCurrentIndex(0)
        self.sidebar.list.setFocus()

    def _to_history(self) -> None:
        self.sidebar.setCurrentIndex(1)
        self.sidebar.history.setFocus()

    def _to_request(self) -> None:
        self.editor.address.setFocus()

    def _to_answer(self) -> None:
        self.answer.tabs.setFocus()

    def focus_search(self) -> bool:
        self.sidebar.setCurrentIndex(0)
        self.sidebar.search.setFocus()
        return True

    def areas(self) -> Sequence[QWidget]:
        if self._pages.currentWidget() is self._empty:
            return (self._empty,)
        return (self.sidebar.list, self.editor.address, self.answer.tabs)

    def summary(self) -> str:
        outcome = self.answer.outcome
        if outcome is None:
            return tr("API. {open}. Nothing was sent yet.", open=self.header.open_text)
        words = f"{outcome.execution.placed.item.name}: {sentence_of(outcome)}"
        if outcome.causes:
            words += " " + tr("Likely cause: {cause}", cause=outcome.causes[0].cause)
        return words

    def selection_text(self) -> str:
        if self.answer.diagnosis.hasFocus():
            return f"{self.answer.diagnosis.selection_text()}\n{self.answer.advice.text()}"
        return self.summary()

    def selection_evidence(self) -> Evidence | None:
        outcome = self.answer.outcome
        if outcome is None or outcome.execution.exchange is None:
            return None
        execution = outcome.execution
        exchange = execution.exchange
        assert exchange is not None
        causes = "\n".join(f"{c.cause} {c.next_check}" for c in outcome.causes)
        curl = outcome.redaction.text(as_curl(execution.placed))
        text = f"{sentence_of(outcome)}\n\n{curl}\n\n{causes}\n\n{self.answer.body.toPlainText()}"
        payload: JsonObject = {
            "text": text[:20_000],
            "open": {"pane": self.id, "path": list(execution.placed.path)},
        }
        source = f"{execution.request.method} {execution.request.url.address}"
        title = f"{execution.placed.item.name}: {sentence_of(outcome)}"
        return Evidence("api-exchange", title, source, exchange.started, payload)

    def open_evidence(self, evidence: Evidence) -> None:
        place = evidence.payload.get("open")
        if isinstance(place, dict):
            self.restore({"path": place.get("path")})
            self.refresh()

    def state(self) -> JsonObject:
        entry = self._entry
        path = list(entry.placed.path) if entry is not None and entry.placed is not None else []
        return {"path": path, "environment": self.environment.currentText()}

    def restore(self, state: JsonObject) -> None:
        path = state.get("path")
        if isinstance(path, list):
            self._wanted_path = tuple(str(name) for name in path)
