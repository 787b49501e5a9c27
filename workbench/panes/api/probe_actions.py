"""The latency probe: many equal requests to a service of one's own, after a confirmation."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from workbench.apitest.probe import ProbeOptions, ProbeResult, probe
from workbench.apitest.transport import WireOptions
from workbench.apitest.url import encode
from workbench.core.commands import Command
from workbench.core.progress import Progress
from workbench.core.tasks import Task
from workbench.panes.api.commands import api_command
from workbench.panes.api.sending import masking, resolved, secret_lookup
from workbench.ui.translate import tr

if TYPE_CHECKING:
    from workbench.panes.api.pane import ApiPane


class ProbeActions:
    """One measurement at a time."""

    def __init__(self, pane: "ApiPane") -> None:
        self._pane = pane
        self._measuring: Task[ProbeResult] | None = None

    def commands(self) -> Sequence[Command]:
        """Open, start, stop."""
        return (
            api_command(
                "latency",
                tr("Measure latency …"),
                self._open,
                "Alt+5",
                self._pane.why_no_request,
            ),
            api_command(
                "latency-start", tr("Start measuring"), self._start, unavailable=self._why_not
            ),
            api_command(
                "latency-stop", tr("Stop measuring"), self._stop, unavailable=self._why_not_stop
            ),
        )

    def _open(self) -> None:
        placed = self._pane.placed()
        request, _auth = resolved(self._pane.calling.intent())
        self._pane.probe_view.show_target(placed.item.name, encode(request.url).authority)
        self._pane.show_work(self._pane.probe_view)
        self._pane.probe_view.requests.setFocus()

    def _start(self) -> None:
        intent = self._pane.calling.intent()
        view = self._pane.probe_view
        number, at_once = view.requests.value(), view.at_once.value()
        host = encode(resolved(intent)[0].url).authority
        view.show_target(intent.placed.item.name, host)
        if not self._pane.context.shell.confirm(
            tr("Send {number} requests to {host}?", number=number, host=host),
            tr("{at_once} at once. Only measure a service that is yours.", at_once=at_once),
            tr("Send {number} requests", number=number),
        ):
            return
        secret = secret_lookup(intent.secrets, masking(intent.environment))
        options = ProbeOptions(number, at_once, WireOptions(verify=intent.verify))

        def work(progress: Progress) -> ProbeResult:
            request, auth = resolved(intent, secret)
            return probe(request, options, progress, auth)

        view.sentence.setText(tr("Measuring {host} …", host=host))
        self._measuring = self._pane.context.tasks.start(
            tr("Measuring {host}", host=host), work, on_done=self._measured
        )
        self._pane.context.commands.refreshed.emit()

    def _measured(self, result: ProbeResult) -> None:
        self._pane.probe_view.show_result(result)
        self._pane.context.shell.say(self._pane.probe_view.sentence.text())
        self._pane.context.commands.refreshed.emit()

    def _stop(self) -> None:
        if self._measuring is not None:
            self._measuring.cancel()
            self._pane.probe_view.sentence.setText(tr("Stopped. Nothing was measured."))

    def _why_not(self) -> str | None:
        if self._measuring is not None and self._measuring.running:
            return tr("A measurement is under way.")
        return self._pane.why_no_request()

    def _why_not_stop(self) -> str | None:
        if self._measuring is not None and self._measuring.running:
            return None
        return tr("Nothing is being measured.")
