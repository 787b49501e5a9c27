"""What Ctrl+E pins in the API pane: a call, a run, a measurement."""

from workbench.core.evidence import Evidence
from workbench.core.jsontypes import JsonObject
from workbench.panes.api.answer import AnswerView, sentence_of
from workbench.panes.api.commands import PANE_ID
from workbench.panes.api.probe_view import ProbeView
from workbench.panes.api.run_view import RunView
from workbench.panes.api.sending import as_curl
from workbench.ui.translate import tr

_LONGEST = 20_000


def call_evidence(answer: AnswerView) -> Evidence | None:
    """What was sent, what came back and why it failed; None before the first answer."""
    outcome = answer.outcome
    if outcome is None or outcome.execution.exchange is None:
        return None
    execution, exchange = outcome.execution, outcome.execution.exchange
    causes = "\n".join(f"{c.cause} {c.next_check}" for c in outcome.causes)
    curl = outcome.redaction.text(as_curl(execution.placed))
    text = f"{sentence_of(outcome)}\n\n{curl}\n\n{causes}\n\n{answer.body.toPlainText()}"
    source = f"{execution.request.method} {execution.request.url.address}"
    title = f"{execution.placed.item.name}: {sentence_of(outcome)}"
    opens: JsonObject = {"pane": PANE_ID, "path": list(execution.placed.path)}
    payload: JsonObject = {"text": text[:_LONGEST], "open": opens}
    return Evidence("api-exchange", title, source, exchange.started, payload)


def run_evidence(view: RunView) -> Evidence | None:
    """The run in a sentence and a line for every request; None before the first run."""
    if view.live is None or not view.list.rows:
        return None
    lines = [view.list.row_words(place) for place in range(len(view.list.rows))]
    first = view.live.executions[0]
    started = None if first.exchange is None else first.exchange.started
    text = "\n".join([view.words(), "", *lines])
    collection = first.placed.folders[0].name
    title = tr("Run of {name}: {words}", name=collection, words=view.words())
    payload: JsonObject = {"text": text[:_LONGEST], "open": {"pane": PANE_ID}}
    return Evidence("api-exchange", title, collection, started, payload)


def probe_evidence(view: ProbeView) -> Evidence | None:
    """The figures of a measurement; None before the first one."""
    if view.result is None:
        return None
    lines = [view.figures.row_words(place) for place in range(len(view.figures.rows))]
    text = "\n".join([view.sentence.text(), "", *lines])
    payload: JsonObject = {"text": text, "open": {"pane": PANE_ID}}
    title = tr("Latency of {what}", what=view.host.text())
    return Evidence("api-exchange", title, view.host.text(), view.result.started, payload)
