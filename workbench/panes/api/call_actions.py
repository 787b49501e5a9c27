"""Calls: send, stop, preview, secrets, review of scripts, comparison."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer

from workbench.apitest.history import History
from workbench.apitest.model import Variable
from workbench.core.commands import Command
from workbench.core.errors import UserError
from workbench.core.secrets import KeyringLocked, NoKeyring
from workbench.core.tasks import Task
from workbench.core.time import now
from workbench.panes.api.answer import sentence_of, state_of
from workbench.panes.api.commands import api_command
from workbench.panes.api.sending import Intent, LiveStream, Outcome, Sender, TokenText
from workbench.ui.states import State
from workbench.ui.translate import tr

if TYPE_CHECKING:
    from workbench.panes.api.pane import ApiPane

_POLL_MS = 40


class CallActions:
    """One call at a time; what comes of a stream is shown as it comes."""

    def __init__(self, pane: "ApiPane") -> None:
        self._pane = pane
        self._sending: Task[Outcome] | None = None
        self._sender: Sender | None = None
        self._live = LiveStream()
        self._tokens = TokenText()
        self._poll = QTimer(pane)
        self._poll.setInterval(_POLL_MS)
        self._poll.timeout.connect(self._show_stream)

    def commands(self) -> Sequence[Command]:
        """Send, stop, preview, secrets, review, compare."""
        return (
            api_command("send", tr("Send"), self._send, "Ctrl+Return", self._why_not_send),
            api_command("stop", tr("Stop"), self._stop, "Alt+S", self._why_not_stop),
            api_command(
                "preview",
                tr("Show the exact bytes"),
                self._preview,
                "Alt+P",
                self._pane.why_no_request,
            ),
            api_command(
                "review",
                tr("Let the scripts of this collection run"),
                self._review,
                unavailable=self._why_no_review,
            ),
            api_command("secret", tr("Set a secret …"), self._set_secret),
            api_command(
                "compare",
                tr("Compare with the earlier call"),
                self._compare,
                "Alt+D",
                self._why_no_past,
            ),
        )

    def intent(self) -> Intent:
        """What stands in the editor, with the chosen environment. Raises UserError."""
        entry = self._pane.entry
        environment: tuple[Variable, ...] = ()
        reviewed = entry is None
        if entry is not None:
            environment = entry.shelved.environments.get(self._pane.environment.currentText(), ())
            history = self._pane.history
            reviewed = history is not None and history.reviewed(entry.shelved.path.name)
        return Intent(
            self._pane.placed(),
            tuple(environment),
            self._pane.context.secrets,
            reviewed,
            verify=self._pane.editor.verify.isChecked(),
            working_folder=self._pane.context.workspace.folder,
        )

    def send_if_possible(self) -> None:
        """Send unless a call is under way (Return in the address)."""
        if self._why_not_send() is None:
            self._pane.context.commands.trigger("api.send")

    def _send(self) -> None:
        intent = self.intent()
        sender = self._sender = self._sender or Sender()
        history = self._pane.history or History(self._pane.context.workspace.database)
        self._live, self._tokens = LiveStream(), TokenText()
        live = self._live
        name = intent.placed.item.name
        self._pane.answer.begin(tr("Sending {name} …", name=name))
        self._poll.start()
        self._sending = self._pane.context.tasks.start(
            tr("Calling {name}", name=name),
            lambda progress: sender.send(intent, history, live, progress),
            on_done=self._answered,
            on_error=self._not_sent,
        )
        self._pane.context.commands.refreshed.emit()

    def _stop(self) -> None:
        if self._sending is not None:
            self._sending.cancel()
            self._poll.stop()
            self._show_stream()
            self._pane.answer.sentence.setText(tr("Stopped. What had come is kept."))
        self._sending = None
        self._pane.context.commands.refreshed.emit()

    def _show_stream(self) -> None:
        self._pane.answer.add_text(self._tokens.feed(self._live.taken()))

    def _answered(self, outcome: Outcome) -> None:
        self._poll.stop()
        self._sending = None
        self._pane.answer.show_outcome(outcome)
        self._pane.header.show_state(*state_of(outcome))
        self._pane.context.shell.say(sentence_of(outcome))
        self._pane.search_history(self._pane.sidebar.past_search.text())
        self._pane.context.commands.refreshed.emit()

    def _not_sent(self, error: BaseException) -> None:
        self._poll.stop()
        self._sending = None
        self._pane.answer.sentence.setText(str(error))
        self._pane.header.show_state(State.ERROR, tr("not sent"))
        self._pane.context.commands.refreshed.emit()
        if isinstance(error, UserError):
            self._pane.context.shell.show_error(error)
        else:
            raise error

    def _preview(self) -> None:
        sender = self._sender = self._sender or Sender()
        self._pane.editor.show_preview(sender.preview(self.intent()))

    def _set_secret(self) -> None:
        shell = self._pane.context.shell
        name = shell.ask_text(tr("Set a secret"), tr("Name, as in {{secret:NAME}}"))
        if not name:
            return
        value = shell.ask_text(tr("Set a secret"), tr("Value of {name}", name=name))
        if value is None:
            return
        try:
            self._pane.context.secrets.set(name, value)
        except (NoKeyring, KeyringLocked) as error:
            secrets = self._pane.context.secrets
            shell.show_error(
                error,
                tr("Keep it for this session only"),
                lambda: secrets.set(name, value, this_session_only=True),
            )

    def _review(self) -> None:
        entry = self._pane.entry
        assert entry is not None
        question = tr("Let the scripts of '{name}' run?", name=entry.shelved.path.name)
        consequence = tr("They run in a sandbox without network or files, and may change requests.")
        if self._pane.context.shell.confirm(question, consequence, tr("Let them run")):
            database = self._pane.context.workspace.database
            history, name = self._pane.history, entry.shelved.path.name
            self._pane.context.tasks.start(
                tr("Keeping the review"),
                lambda _progress: (history or History(database)).mark_reviewed(name, now()),
            )

    def _compare(self) -> None:
        past = self._pane.sidebar.history.current_row()
        assert past is not None
        self._pane.answer.compare_with(past)

    def _why_not_send(self) -> str | None:
        if self._sending is not None:
            return tr("A call is under way.")
        return self._pane.why_no_request()

    def _why_not_stop(self) -> str | None:
        return None if self._sending is not None else tr("No call is under way.")

    def _why_no_review(self) -> str | None:
        if self._pane.entry is None:
            return tr("Choose a request of a collection.")
        return self._pane.why_read_only()

    def _why_no_past(self) -> str | None:
        if self._pane.sidebar.history.current_row() is None:
            return tr("Choose an earlier call in the history.")
        return None
