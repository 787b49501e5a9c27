"""The lower half of the API pane: what came back, where the time went, why it failed."""

import difflib
import json
from dataclasses import dataclass
from http import HTTPStatus

from PySide6.QtGui import QTextCursor
from PySide6.QtWidgets import QLabel, QPlainTextEdit, QVBoxLayout, QWidget

from workbench.apitest.diagnosis.engine import Cause
from workbench.apitest.history import Past
from workbench.apitest.redaction import Redaction
from workbench.apitest.runner import Execution
from workbench.apitest.stream import Event, events
from workbench.apitest.transport import Timings, WireResponse
from workbench.core.text import size
from workbench.panes.api.diagnosis_view import DiagnosisView
from workbench.panes.api.sending import Outcome
from workbench.ui.accessibility import named
from workbench.ui.chart.spec import Span, Waterfall
from workbench.ui.chart.view import ChartView
from workbench.ui.fonts import code_font
from workbench.ui.late_pages import LateTabs
from workbench.ui.states import State
from workbench.ui.tables import Column, DataTable
from workbench.ui.translate import tr

LONGEST_SHOWN = 400_000
"""Characters of a body that are shown; the whole can be saved."""

_LONGEST_LINE = 5_000
_LONGEST_SECRET = 20_000


_OUTCOMES = {"pass": tr("passed"), "fail": tr("failed"), "skip": tr("skipped")}


@dataclass(frozen=True, slots=True)
class Check:
    """One assertion as listed: of a check without code, or of a script."""

    name: str
    outcome: str
    message: str


class AnswerView(QWidget):
    """Tabs of one answer; the diagnosis comes to the front when the call failed."""

    def __init__(self) -> None:
        super().__init__()
        self.outcome: Outcome | None = None
        self.sentence = named(QLabel(tr("Nothing was sent yet.")), tr("Answer"))
        self.sentence.setWordWrap(True)
        self.sentence.setContentsMargins(8, 8, 8, 4)
        self.tabs = named(LateTabs(), tr("Parts of the answer"))
        self.tabs.setDocumentMode(True)
        self.body = self._text(tr("Body"))
        self.why = DiagnosisView()
        self.tabs.addTab(self.why, tr("Diagnosis"))
        self.checks = _checks_table()
        self.tabs.addTab(self.checks, tr("Checks"))
        self.timeline = ChartView(tr("Where the time went"))
        self.tabs.addTab(self.timeline, tr("Time"))
        self.headers = _headers_table()
        self.tabs.addTab(self.headers, tr("Headers"))
        self.cookies = self._text(tr("Cookies"))
        self.raw = self._text(tr("Raw"))
        self.events = _events_table()
        self.tabs.addTab(self.events, tr("Events"))
        self.difference = self._text(tr("Compare"))
        self.console = self._text(tr("Console"))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.sentence)
        layout.addWidget(self.tabs, 1)
        for part in (self.events, self.cookies, self.difference, self.console):
            self._offer(part, there=False)

    def _text(self, title: str) -> QPlainTextEdit:
        field = named(QPlainTextEdit(), title)
        field.setReadOnly(True)
        field.setFont(code_font())
        field.setTabChangesFocus(True)
        self.tabs.addTab(field, title)
        return field

    # a call under way

    def begin(self, sentence: str) -> None:
        """A call is under way: show what comes of it in the body's tab."""
        self.sentence.setText(sentence)
        self.body.setPlainText("")
        self.tabs.setCurrentWidget(self.body)

    def add_text(self, text: str) -> None:
        """Show what a stream has added."""
        if text:
            cursor = self.body.textCursor()
            cursor.movePosition(QTextCursor.MoveOperation.End)
            cursor.insertText(text)

    # an answer

    def show_outcome(self, outcome: Outcome) -> None:
        """Show an answer, or why there is none."""
        self.outcome = outcome
        execution, redaction = outcome.execution, outcome.redaction
        exchange = execution.exchange
        response = None if exchange is None else exchange.response
        self.sentence.setText(sentence_of(outcome))
        came = [] if exchange is None else list(events(exchange.chunks))
        self.events.show_rows(came)
        tokens = "".join(event.token for event in came)
        text = tokens or ("" if response is None else pretty(response))
        self.body.setPlainText(_shown(text, redaction))
        raw = "" if response is None else response.text("backslashreplace")
        self.raw.setPlainText(_shown(raw, redaction))
        rows = [] if response is None else list(response.headers)
        self.headers.show_rows([(name, redaction.header(name, value)) for name, value in rows])
        cookies = () if exchange is None else exchange.cookies
        self.cookies.setPlainText(
            "\n".join(f"{cookie.name}  {cookie.domain}{cookie.path}" for cookie in cookies)
        )
        self.checks.show_rows(
            [Check(a.name, a.outcome, redaction.text(a.message)) for a in execution.assertions]
        )
        self.console.setPlainText(redaction.text(console_text(execution)))
        self._offer(self.events, there=bool(came))
        self._offer(self.cookies, there=bool(cookies))
        self._offer(self.console, there=bool(self.console.toPlainText()))
        if response is not None:
            self.timeline.show_chart(waterfall(response.timings))
        self._show_causes(outcome.causes)

    def _offer(self, part: QWidget, *, there: bool) -> None:
        """A tab shows only when there is something in it."""
        self.tabs.setTabVisible(self.tabs.indexOf(part), there)

    def _show_causes(self, causes: tuple[Cause, ...]) -> None:
        self.why.show_causes(causes)
        self.tabs.setCurrentWidget(self.why if causes else self.body)

    def compare_with(self, past: Past) -> None:
        """Show the difference between an earlier answer and this one."""
        before = _pretty_text(past.body).splitlines()
        lines = difflib.unified_diff(
            before,
            self.body.toPlainText().splitlines(),
            tr("answer of {time}", time=f"{past.time.astimezone():%Y-%m-%d %H:%M:%S}"),
            tr("this answer"),
            lineterm="",
        )
        self.difference.setPlainText("\n".join(lines) or tr("Both answers are the same."))
        self._offer(self.difference, there=True)
        self.tabs.setCurrentWidget(self.difference)


def sentence_of(outcome: Outcome) -> str:
    """What came, in a sentence: status with its meaning, size and time; or what went wrong."""
    execution = outcome.execution
    exchange = execution.exchange
    if exchange is None:
        return " ".join(execution.errors) or tr("Nothing was sent.")
    response = exchange.response
    failed = exchange.error
    if response is None:
        return tr("No answer: {why}", why=outcome.redaction.text(failed.message if failed else ""))
    words = tr(
        "{status} {meaning}, {size} in {milliseconds} ms",
        status=response.status,
        meaning=meaning(response.status, response.reason),
        size=size(len(response.body)),
        milliseconds=f"{response.timings.total * 1000:,.0f}",
    )
    if response.timings.first_token is not None:
        first = f"{response.timings.first_token * 1000:,.0f}"
        words += tr(", first token after {first} ms", first=first)
    if len(exchange.hops) > 1:
        words += tr(", after {count} redirects or challenges", count=len(exchange.hops) - 1)
    if failed is not None:
        words += tr("; cut: {why}", why=outcome.redaction.text(failed.message))
    passed = sum(a.outcome == "pass" for a in execution.assertions)
    if execution.assertions:
        total = len(execution.assertions)
        words += tr("; {passed} of {total} checks passed", passed=passed, total=total)
    if execution.not_run:
        words += tr("; scripts not run: {why}", why=execution.not_run[0])
    return words + "."


def state_of(outcome: Outcome) -> tuple[State, str]:
    """The state chip: shape and words."""
    exchange = outcome.execution.exchange
    response = None if exchange is None else exchange.response
    if exchange is None or response is None or exchange.error is not None:
        return State.ERROR, tr("no whole answer")
    words = f"{response.status} {meaning(response.status, response.reason)}"
    if response.status >= 400 or outcome.execution.failed:
        return State.ERROR, words
    return (State.WARNING if outcome.causes else State.GOOD), words


def meaning(status: int, reason: str) -> str:
    """What a status means: the server's own words, else the registered phrase."""
    if reason:
        return reason
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return tr("unregistered status")


def pretty(response: WireResponse) -> str:
    """The body for reading: JSON indented, everything else as it is."""
    return _pretty_text(response.text("backslashreplace"))


def _pretty_text(text: str) -> str:
    if text.lstrip()[:1] not in ("{", "[") or len(text) > 4_000_000:
        return text
    try:
        return json.dumps(json.loads(text), indent=2, ensure_ascii=False)
    except ValueError:
        return text


def _shown(text: str, redaction: Redaction) -> str:
    """As much of a text, masked, as a field lays out at once: long lines and texts are cut."""
    masked = redaction.text(text[: LONGEST_SHOWN + _LONGEST_SECRET])
    lines = masked[:LONGEST_SHOWN].split("\n")
    for place, line in enumerate(lines):
        if len(line) > _LONGEST_LINE:
            lines[place] = line[:_LONGEST_LINE] + _more(len(line) - _LONGEST_LINE)
    if len(text) > LONGEST_SHOWN:
        lines.append(_more(len(text) - LONGEST_SHOWN))
    return "\n".join(lines)


def _more(left: int) -> str:
    return tr("… {left} more characters", left=f"{left:,}")


def console_text(execution: Execution) -> str:
    """What scripts printed, and what went wrong around them."""
    lines = [f"{line.level}: {line.text}" for line in execution.console]
    return "\n".join([*lines, *execution.errors, *execution.not_run])


def waterfall(timings: Timings) -> Waterfall:
    """The phases one after the other, in milliseconds."""
    phases = [
        (tr("name look-up"), timings.dns),
        (tr("connection"), timings.connect),
        (tr("TLS"), timings.tls),
        (tr("waiting for the answer"), timings.wait),
        (tr("transfer"), timings.transfer),
    ]
    spans: list[Span] = []
    start = 0.0
    for kind, (name, seconds) in enumerate(phases):
        if seconds is not None:
            spans.append(Span(name, start * 1000, seconds * 1000, kind))
            start += seconds
    says = tr(
        "{total} ms in all, {wait} ms of it waiting for the answer.",
        total=f"{timings.total * 1000:,.0f}",
        wait=f"{timings.wait * 1000:,.0f}",
    )
    if timings.reused:
        says += " " + tr("The connection was there already.")
    return Waterfall(tr("Where the time went"), tr("milliseconds"), tr("phase"), spans, says)


def _checks_table() -> DataTable[Check]:
    return DataTable[Check](
        tr("Checks"),
        (
            Column[Check](tr("Check"), lambda c: c.name, stretch=True),
            Column[Check](
                tr("Outcome"),
                lambda c: {"pass": tr("passed"), "fail": tr("failed")}.get(c.outcome, c.outcome),
                state=lambda c: {"pass": State.GOOD, "fail": State.ERROR}.get(c.outcome),
            ),
            Column[Check](tr("Message"), lambda c: c.message, width=50),
        ),
    )


def _headers_table() -> DataTable[tuple[str, str]]:
    return DataTable[tuple[str, str]](
        tr("Headers of the answer"),
        (
            Column[tuple[str, str]](tr("Header"), lambda h: h[0], width=30),
            Column[tuple[str, str]](tr("Value"), lambda h: h[1], stretch=True),
        ),
    )


def _events_table() -> DataTable[Event]:
    return DataTable[Event](
        tr("Events of the stream"),
        (
            Column[Event](
                tr("After"),
                lambda e: f"{e.at * 1000:,.0f} ms",
                key=lambda e: e.at,
                numeric=True,
            ),
            Column[Event](tr("Event"), lambda e: e.name, width=12),
            Column[Event](tr("Data"), lambda e: e.data, stretch=True),
        ),
    )
