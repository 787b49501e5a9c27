"""What to do with a diagnosis: write to the client or the engineers, ask the server itself."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from PySide6.QtGui import QGuiApplication

from workbench.apitest.diagnosis.answer import Answer, answer_of
from workbench.apitest.diagnosis.draft import client_message, engineer_message
from workbench.apitest.diagnosis.engine import UNKNOWN, Cause
from workbench.apitest.exchange import Exchange
from workbench.apitest.model import Auth, Item, Request
from workbench.apitest.url import parse_url
from workbench.core.commands import Command
from workbench.core.evidence import Evidence
from workbench.panes.api.article_search import best_section
from workbench.panes.api.commands import api_command
from workbench.ui.translate import tr

if TYPE_CHECKING:
    from workbench.panes.api.pane import ApiPane

_Write = Callable[[str, Answer, Cause, datetime], str]


class DiagnosisActions:
    """Follow-ups of the answer that is shown."""

    def __init__(self, pane: "ApiPane") -> None:
        self._pane = pane

    def commands(self) -> Sequence[Command]:
        """Draft two messages, ask for readiness, open the article."""
        return (
            api_command(
                "draft-client",
                tr("Copy a message to the client"),
                self._to_client,
                unavailable=self._why_no_failure,
            ),
            api_command(
                "draft-engineers",
                tr("Copy a message to the engineers"),
                self._to_engineers,
                unavailable=self._why_no_failure,
            ),
            api_command(
                "ask-ready",
                tr("Ask the server whether it is ready"),
                self._ask_ready,
                "Alt+R",
                self._why_no_probe,
            ),
            api_command(
                "find-article",
                tr("Open the article about this cause"),
                self._find_article,
                "Alt+K",
                self._why_no_failure,
            ),
        )

    def _to_client(self) -> None:
        self._copy(client_message, tr("The message to the client is copied."))

    def _to_engineers(self) -> None:
        self._copy(engineer_message, tr("The message to the engineers is copied."))

    def _copy(self, write: _Write, said: str) -> None:
        outcome, exchange = self._pane.answer.outcome, self._exchange()
        if outcome is None or exchange is None:
            return
        name = outcome.execution.placed.item.name
        text = write(name, answer_of(exchange), self._cause(), exchange.started)
        QGuiApplication.clipboard().setText(outcome.redaction.text(text))
        self._pane.context.shell.say(said)

    def _ask_ready(self) -> None:
        exchange = self._exchange()
        paths = self._cause().probes
        if exchange is None or not paths:
            return
        target = exchange.hops[-1].request.target
        address = f"{target.scheme}://{target.authority}{paths[0]}"
        name = tr("Is {host} ready", host=target.authority)
        self._pane.show_draft(Item(name, Request(url=parse_url(address), auth=Auth("noauth"))))
        self._pane.calling.send_if_possible()

    def _find_article(self) -> None:
        context, question = self._pane.context, self._cause().article
        context.tasks.start(
            tr("Looking for an article"),
            lambda progress: best_section(context.workspace, question, progress),
            on_done=self._open_article,
        )

    def _open_article(self, found: Evidence | None) -> None:
        shell = self._pane.context.shell
        if found is None:
            shell.say(tr("No article of this workspace is about {cause}.", cause=self._cause().id))
            return
        shell.open_in("knowledge", found)
        shell.say(tr("Opened: {title}", title=found.title))

    def _exchange(self) -> Exchange | None:
        outcome = self._pane.answer.outcome
        return None if outcome is None else outcome.execution.exchange

    def _cause(self) -> Cause:
        chosen = self._pane.answer.why.causes.current_row()
        outcome = self._pane.answer.outcome
        if chosen is not None or outcome is None or not outcome.causes:
            return chosen or UNKNOWN
        return outcome.causes[0]

    def _why_no_failure(self) -> str | None:
        outcome = self._pane.answer.outcome
        if outcome is None or not outcome.causes or self._exchange() is None:
            return tr("Send a request first; this writes about a call that failed.")
        return None

    def _why_no_probe(self) -> str | None:
        exchange = self._exchange()
        if exchange is None or not exchange.hops or not self._cause().probes:
            return tr("The diagnosis names no address that tells readiness.")
        return None
