"""The runner's page: what is run, how often, and what came of every request."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtWidgets import (
    QAbstractButton,
    QCheckBox,
    QComboBox,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QVBoxLayout,
    QWidget,
)

from workbench.apitest.report import totals
from workbench.apitest.runner import Execution
from workbench.core.text import count
from workbench.panes.api.running import LiveRun, Part
from workbench.ui.accessibility import add_clear_button, named
from workbench.ui.flow import FlowRow
from workbench.ui.number_field import DecimalField, IntegerField
from workbench.ui.states import State
from workbench.ui.tables import Column, DataTable
from workbench.ui.translate import tr

_MOST_ITERATIONS = 10_000
_LONGEST_DELAY = 60.0


@dataclass(frozen=True, slots=True, eq=False)
class RunRow:
    """One request of the run, as listed."""

    number: int
    execution: Execution

    @property
    def name(self) -> str:
        """The request's name."""
        return self.execution.placed.item.name

    @property
    def status(self) -> str:
        """The answer's status, or why there is none."""
        exchange = self.execution.exchange
        if exchange is None:
            return tr("not asked") if self.execution.skipped else tr("not sent")
        response = exchange.response
        return tr("no answer") if response is None else str(response.status)

    @property
    def milliseconds(self) -> float | None:
        """The whole time of the answer."""
        exchange = self.execution.exchange
        response = None if exchange is None else exchange.response
        return None if response is None else response.timings.total * 1000

    @property
    def checks(self) -> str:
        """How many checks passed, as "3 of 3"; empty where nothing was checked."""
        outcomes = [assertion.outcome for assertion in self.execution.assertions]
        if not outcomes:
            return ""
        return tr("{passed} of {all}", passed=outcomes.count("pass"), all=len(outcomes))

    @property
    def verdict(self) -> str:
        """Passed, failed, skipped or not checked, in words."""
        if self.execution.skipped:
            return tr("skipped")
        if self.execution.failed:
            return tr("failed")
        return tr("passed") if self.execution.assertions else tr("not checked")

    @property
    def state(self) -> State:
        """The verdict's state."""
        if self.execution.failed:
            return State.ERROR
        return State.GOOD if self.execution.assertions else State.NEUTRAL


class RunView(QWidget):
    """Choices above, one row for every request below, what failed in words under it."""

    def __init__(self, buttons: Sequence[QAbstractButton]) -> None:
        super().__init__()
        self.live: LiveRun | None = None
        self.part = named(QComboBox(), tr("What to run"))
        self.iterations = named(IntegerField(), tr("Iterations"))
        self.iterations.setRange(0, _MOST_ITERATIONS)
        self.iterations.setSpecialValueText(tr("as the data says"))
        self.delay = named(DecimalField(), tr("Pause between requests"))
        self.delay.setRange(0, _LONGEST_DELAY)
        self.delay.setSuffix(tr(" s pause"))
        self.data = named(QLineEdit(), tr("Data file"))
        self.data.setPlaceholderText(tr("Data file (CSV or JSON), one iteration a row"))
        add_clear_button(self.data)
        self.stop_on_failure = QCheckBox(tr("Stop at the first failure"))
        self.sentence = named(QLabel(tr("Nothing was run yet.")), tr("The run"))
        self.sentence.setWordWrap(True)
        self.list = _table()
        self.why = named(QLabel(), tr("What failed"))
        self.why.setWordWrap(True)
        self.list.row_selected.connect(self._show_why)
        iterations = QLabel(tr("&Iterations"))
        iterations.setBuddy(self.iterations)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(8, 8, 8, 8)
        layout.setSpacing(8)
        layout.addWidget(self.part)
        file_line = QHBoxLayout()
        file_line.addWidget(self.data, 1)
        file_line.addWidget(buttons[0])
        layout.addLayout(file_line)
        layout.addWidget(FlowRow([iterations, self.iterations, self.delay, self.stop_on_failure]))
        layout.addWidget(FlowRow(list(buttons[1:])))
        layout.addWidget(self.sentence)
        layout.addWidget(self.list, 1)
        layout.addWidget(self.why)

    def show_parts(self, parts: Sequence[Part], chosen: str) -> None:
        """Offer the collection and its folders; the one of that name is chosen."""
        self.part.clear()
        for part in parts:
            requests = count(len(part.requests), tr("request"))
            self.part.addItem(f"{part.name} ({requests})", part)
            if part.name == chosen:
                self.part.setCurrentIndex(self.part.count() - 1)

    def chosen_part(self) -> Part | None:
        """What is to be run; None where there is nothing."""
        part = self.part.currentData()
        return part if isinstance(part, Part) else None

    def data_file(self) -> Path | None:
        """The data file, where one is named."""
        text = self.data.text().strip()
        return Path(text) if text else None

    def begin(self, live: LiveRun) -> None:
        """A run begins: what came before is cleared."""
        self.live = live
        self.list.show_rows([])
        self.why.setText("")
        self.sentence.setText(tr("Running …"))

    def take(self) -> None:
        """Show what was run since the last time."""
        if self.live is None:
            return
        known = len(self.list.rows)
        rows = [
            RunRow(known + place, execution)
            for place, execution in enumerate(self.live.since(known), start=1)
        ]
        if rows:
            self.list.add_rows(rows)

    def end(self, how: str = "") -> None:
        """The run has ended: say what came of it, and go to the first failure."""
        self.take()
        self.sentence.setText(f"{how} {self.words()}".strip())
        self.list.select_where(lambda row: row.state is State.ERROR)

    def words(self) -> str:
        """What came of the run, in one sentence."""
        if self.live is None:
            return tr("Nothing was run yet.")
        counted = totals(self.live.executions)
        failed = sum(1 for execution in self.live.executions if execution.failed)
        words = tr(
            "{requests}, {failed} failed; {passed} of {checks} passed.",
            requests=count(len(self.live.executions), tr("request")),
            failed=failed,
            passed=counted["passed"],
            checks=count(int(str(counted["assertions"])), tr("check")),
        )
        if counted["scripts_not_run"]:
            words += " " + tr(
                "{scripts} not run.", scripts=count(int(str(counted["scripts_not_run"])), "script")
            )
        return words

    def _show_why(self, row: RunRow | None) -> None:
        if row is None or self.live is None:
            self.why.setText("")
            return
        execution, mask = row.execution, self.live.redaction.text
        lines = [
            f"{a.name}: {mask(a.message)}" for a in execution.assertions if a.outcome == "fail"
        ]
        lines += [mask(text) for text in (*execution.errors, *execution.not_run)]
        causes = self.live.outcome(execution).causes
        if causes and execution.failed:
            lines.append(tr("Likely cause: {cause}", cause=causes[0].cause))
        self.why.setText("\n".join(lines))


def _table() -> DataTable[RunRow]:
    table = DataTable[RunRow](
        tr("Requests of the run"),
        (
            Column[RunRow](
                tr("No."), lambda r: str(r.number), key=lambda r: r.number, numeric=True
            ),
            Column[RunRow](
                tr("Iteration"),
                lambda r: str(r.execution.iteration + 1),
                key=lambda r: r.execution.iteration,
                numeric=True,
            ),
            Column[RunRow](tr("Request"), lambda r: r.name, stretch=True),
            Column[RunRow](tr("Outcome"), lambda r: r.verdict, state=lambda r: r.state),
            Column[RunRow](tr("Status"), lambda r: r.status),
            Column[RunRow](
                tr("Time, ms"),
                lambda r: "" if r.milliseconds is None else f"{r.milliseconds:,.0f}",
                key=lambda r: r.milliseconds or 0.0,
                numeric=True,
            ),
            Column[RunRow](tr("Checks"), lambda r: r.checks),
        ),
    )
    table.setToolTip(tr("Enter shows the whole answer."))
    return table
