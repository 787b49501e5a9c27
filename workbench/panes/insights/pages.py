"""The two pages of the metrics pane: figures over tickets, and the triage's own record."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSplitter, QVBoxLayout, QWidget

from workbench.panes.insights.figures import (
    Insights,
    TriageRecord,
    group_chart,
    left_out,
    rests_on,
    value_words,
    week_chart,
)
from workbench.tickets.metrics import Metric
from workbench.tickets.triage.learning import Trained, Week
from workbench.ui.accessibility import named
from workbench.ui.chart.view import ChartView
from workbench.ui.command_bridge import CommandButton
from workbench.ui.empty import EmptyState
from workbench.ui.late_pages import LateTabs
from workbench.ui.states import State
from workbench.ui.tables import Column, DataTable
from workbench.ui.translate import tr

_METRIC_COLUMNS = (
    Column[Metric](tr("Figure"), lambda m: m.title, width=30),
    Column[Metric](
        tr("Value"),
        value_words,
        key=lambda m: -1.0 if m.value is None else m.value,
        numeric=True,
        state=lambda m: State.UNKNOWN if m.value is None else None,
    ),
    Column[Metric](tr("Rests on"), rests_on, key=lambda m: m.n, numeric=True),
    Column[Metric](tr("Left out"), left_out, stretch=True),
)


class FiguresPage(QSplitter):
    """The figures; below the definition, the tickets behind it and the figure by group."""

    ticket_chosen = Signal(str)

    def __init__(self) -> None:
        super().__init__(Qt.Orientation.Vertical)
        self.setChildrenCollapsible(False)
        self.table = DataTable[Metric](tr("Figures"), _METRIC_COLUMNS)
        self.table.row_selected.connect(self._show)
        self._definition = QLabel()
        self._definition.setWordWrap(True)
        self._definition.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._definition.setContentsMargins(8, 8, 8, 4)
        self._insights: Insights | None = None
        self.tickets = DataTable[str](
            tr("Tickets behind the figure"),
            (
                Column[str](tr("Ticket"), str, width=14),
                Column[str](tr("Title"), self._title_of, stretch=True),
            ),
        )
        self.tickets.row_activated.connect(self.ticket_chosen.emit)
        self.chart = ChartView(tr("Figure by group"))
        self.addWidget(self.table)
        self.addWidget(self._below())
        self.setSizes([320, 320])

    def _below(self) -> QWidget:
        self._parts = named(LateTabs(), tr("What stands behind the figure"))
        self._parts.setDocumentMode(True)
        self._parts.addTab(self.chart, tr("By group"))
        self._parts.addTab(self.tickets, tr("Tickets"))
        area = QWidget()
        layout = QVBoxLayout(area)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self._definition)
        layout.addWidget(self._parts, 1)
        return area

    def show_insights(self, insights: Insights) -> None:
        """Show other figures; the same figure stays current."""
        held = self.table.current_row()
        self._insights = insights
        self.table.show_rows(insights.metrics)
        name = held.name if held is not None else "resolution_time"
        if not self.table.select_where(lambda metric: metric.name == name):
            self.table.select_row(0)
        self._show(self.table.current_row())

    def _show(self, metric: Metric | None) -> None:
        if metric is None or self._insights is None:
            return
        self._definition.setText(metric.definition)
        self._definition.setAccessibleName(tr("Definition: {text}", text=metric.definition))
        self.tickets.show_rows(metric.tickets)
        self._parts.setTabText(1, tr("Tickets ({count})", count=f"{len(metric.tickets):,}"))
        self.chart.show_chart(group_chart(metric, self._insights.grouped[metric.name]))

    def _title_of(self, ticket: str) -> str:
        return self._insights.titles.get(ticket, "") if self._insights else ""


def _percent(value: float | None) -> str:
    return tr("unknown") if value is None else tr("{share} %", share=f"{value * 100:.1f}")


_WEEK_COLUMNS = (
    Column[Week](tr("Week"), lambda w: w.start),
    Column[Week](tr("Tickets"), lambda w: f"{w.n:,}", key=lambda w: w.n, numeric=True),
    Column[Week](tr("Accepted"), lambda w: _percent(w.coverage), numeric=True),
    Column[Week](tr("Right"), lambda w: _percent(w.accuracy), numeric=True),
    Column[Week](tr("Right when accepted"), lambda w: _percent(w.accepted_accuracy), numeric=True),
    Column[Week](tr("Mean confidence"), lambda w: _percent(w.confidence), numeric=True),
)
_TRAINING_COLUMNS = (
    Column[Trained](tr("Trained"), lambda t: f"{t.time.astimezone():%Y-%m-%d %H:%M}"),
    Column[Trained](tr("Decisions"), lambda t: f"{t.rows:,}", key=lambda t: t.rows, numeric=True),
    Column[Trained](
        tr("State"),
        lambda t: tr("in use") if t.in_use else tr("adopted") if t.adopted else tr("rejected"),
        state=lambda t: State.GOOD if t.in_use else State.NEUTRAL,
    ),
    Column[Trained](tr("Why"), lambda t: t.reason, stretch=True),
)


class TriagePage(QWidget):
    """How well the triage does by week, and every training with its reason."""

    def __init__(self, buttons: Sequence[CommandButton]) -> None:
        super().__init__()
        self._sentence = QLabel()
        self._sentence.setWordWrap(True)
        self._sentence.setContentsMargins(8, 8, 8, 0)
        top = QHBoxLayout()
        top.setContentsMargins(8, 4, 8, 4)
        for button in buttons:
            top.addWidget(button)
        top.addStretch(1)
        self.weeks = DataTable[Week](tr("Triage by week"), _WEEK_COLUMNS)
        self.chart = ChartView(tr("Triage by week"))
        self.trainings = DataTable[Trained](tr("Trainings"), _TRAINING_COLUMNS)
        self.trainings.row_selected.connect(self._show_reason)
        self.reason = QLabel()
        self.reason.setWordWrap(True)
        self.reason.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.reason.setContentsMargins(8, 4, 8, 8)
        self._empty = EmptyState(
            tr("Train the triage once, then every week's share and quality stand here."),
            icon_name="metrics",
        )
        upper = QSplitter(Qt.Orientation.Horizontal)
        upper.addWidget(self.weeks)
        upper.addWidget(self.chart)
        upper.setChildrenCollapsible(False)
        upper.setSizes([520, 480])
        parts = QSplitter(Qt.Orientation.Vertical)
        parts.setChildrenCollapsible(False)
        parts.addWidget(upper)
        parts.addWidget(self.trainings)
        parts.setSizes([380, 220])
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._sentence)
        layout.addLayout(top)
        layout.addWidget(parts, 1)
        layout.addWidget(self.reason)
        layout.addWidget(self._empty, 1)
        self._by_week, self._parts = upper, parts

    def show_record(self, record: TriageRecord) -> None:
        """Show the triage's record."""
        self._sentence.setText(self.sentence(record))
        self._by_week.setVisible(bool(record.weeks))
        self._parts.setVisible(bool(record.weeks or record.trainings))
        self._empty.setVisible(not record.weeks and not record.trainings)
        self.weeks.show_rows(record.weeks)
        self.chart.show_chart(week_chart(record.weeks))
        held = self.trainings.current_row()
        self.trainings.show_rows(record.trainings)
        if held is None or not self.trainings.select_where(lambda t: t.number == held.number):
            self.trainings.select_row(0)
        self._show_reason(self.trainings.current_row())

    def _show_reason(self, training: Trained | None) -> None:
        """The reason of the selected training in full: the column may cut it."""
        self.reason.setVisible(training is not None)
        if training is not None:
            self.reason.setText(training.reason)
            self.reason.setAccessibleName(tr("Why: {text}", text=training.reason))

    @staticmethod
    def sentence(record: TriageRecord) -> str:
        """What state the learning is in, in a sentence or two."""
        learnt = tr(
            "{decisions} confirmed decisions, {waiting} of them since the last training.",
            decisions=f"{record.decisions:,}",
            waiting=f"{record.waiting:,}",
        )
        if record.weeks:
            return learnt
        return (
            learnt
            + " "
            + tr(
                "No prediction has been confirmed or changed by a person yet, so its quality is"
                " unknown."
            )
        )
