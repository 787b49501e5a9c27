"""The metrics pane: figures with what they rest on, and how well the triage does."""

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from workbench.core.commands import Command
from workbench.core.errors import UserError
from workbench.core.evidence import Evidence
from workbench.core.jsontypes import JsonObject
from workbench.core.text import count
from workbench.core.time import now
from workbench.panes.insights.figures import (
    GROUPS,
    PERIODS,
    Insights,
    left_out,
    read_insights,
    rests_on,
    train_now,
    value_words,
)
from workbench.panes.insights.pages import FiguresPage, TriagePage
from workbench.panes.insights.past import PastPage, read_past
from workbench.ui.accessibility import named
from workbench.ui.empty import EmptyState
from workbench.ui.late_pages import LateTabs
from workbench.ui.pane import Pane
from workbench.ui.shell import PaneContext
from workbench.ui.states import State
from workbench.ui.translate import tr


class InsightsPane(Pane):
    """Metrics over the workspace's tickets; every figure names its n and what is left out."""

    id = "insights"
    title = tr("Metrics")

    def __init__(self, context: PaneContext) -> None:
        super().__init__(context)
        self._insights: Insights | None = None
        self._period = _choice(tr("Period"), list(PERIODS))
        self._group = _choice(tr("Group"), list(GROUPS))
        self.figures = FiguresPage()
        self.figures.ticket_chosen.connect(self._open_ticket)
        self.triage = TriagePage([self.button("insights.train"), self.button("insights.roll-back")])
        self.pages = named(LateTabs(), tr("Pages of the metrics"))
        self.pages.setDocumentMode(True)
        self.pages.addTab(self._with_choices(self.figures), tr("Figures"))
        self.pages.addTab(self.triage, tr("Triage quality"))
        self.past = PastPage()
        self.past.ticket_chosen.connect(self._open_ticket)
        self.pages.addTab(self.past, tr("Past answers"))
        self.pages.currentChanged.connect(self._page_changed)
        self._empty = EmptyState(
            tr("Figures need tickets. Import an export (Jira, YouTrack, CSV) in the queue."),
            [self.button("insights.to-queue")],
            icon_name="metrics",
        )
        self._stack = QStackedWidget()
        self._stack.addWidget(self._empty)
        self._stack.addWidget(self.pages)
        self.body.addWidget(self._stack)
        self.header.add(self.button("insights.refresh"))
        self._period.currentIndexChanged.connect(self.refresh)
        self._group.currentIndexChanged.connect(self.refresh)

    def commands(self) -> Sequence[Command]:
        def command(
            verb: str,
            title: str,
            run: Callable[[], None],
            shortcut: str = "",
            unavailable: Callable[[], str | None] | None = None,
        ) -> Command:
            return Command(
                f"insights.{verb}",
                title,
                run,
                self.title,
                shortcut=shortcut,
                scope=self.id,
                unavailable=unavailable,
            )

        fixed = self._why_no_change
        return (
            command("refresh", tr("Compute the figures again"), self.refresh, "F5"),
            command("to-queue", tr("Go to the queue"), self._to_queue),
            command("figures", tr("Show the figures"), self._to_figures, "Alt+1"),
            command("triage", tr("Show the triage's quality"), self._to_triage, "Alt+2"),
            command("past", tr("Show past answers and what came again"), self._to_past, "Alt+3"),
            command("train", tr("Train the triage now"), self._train, unavailable=fixed),
            command(
                "roll-back", tr("Go back to the model before"), self._roll_back, unavailable=fixed
            ),
        )

    # what is shown

    def refresh(self) -> None:
        """Compute everything again in the background."""
        period = PERIODS[self._period.currentText()]
        by = GROUPS[self._group.currentText()]
        workspace = self.context.workspace
        self.context.tasks.start(
            tr("Computing figures"),
            lambda _progress: read_insights(workspace, period, by),
            on_done=self._show,
        )

    def take_focus(self) -> None:
        """Bring the figures up to date when the pane is shown."""
        self.refresh()
        super().take_focus()

    def _show(self, insights: Insights) -> None:
        self._insights = insights
        had_focus = self._empty.holds_focus
        self._stack.setCurrentWidget(self.pages if insights.metrics else self._empty)
        if insights.metrics and had_focus:
            self.figures.table.setFocus(Qt.FocusReason.OtherFocusReason)
        self.header.show_open(count(len(insights.titles), tr("ticket")))
        late = next((m for m in insights.metrics if m.name == "late"), None)
        if late is not None and late.value:
            self.header.show_state(State.ERROR, tr("{count} late", count=f"{late.value:,.0f}"))
        elif late is not None:
            self.header.show_state(State.GOOD, tr("none late"))
        self.figures.show_insights(insights)
        self.triage.show_record(insights.triage)
        self.context.commands.refreshed.emit()

    def _with_choices(self, page: QWidget) -> QWidget:
        area = QWidget()
        layout = QHBoxLayout()
        layout.setContentsMargins(8, 8, 8, 4)
        layout.setSpacing(8)
        layout.addWidget(self._period)
        layout.addWidget(self._group)
        layout.addStretch(1)
        whole = QVBoxLayout(area)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addLayout(layout)
        whole.addWidget(page, 1)
        return area

    def _to_figures(self) -> None:
        self.pages.setCurrentIndex(0)
        self.figures.table.setFocus()

    def _to_triage(self) -> None:
        self.pages.setCurrentIndex(1)
        self.triage.weeks.setFocus()

    def _to_past(self) -> None:
        self.pages.setCurrentWidget(self.past)
        self.past.thresholds.setFocus()

    def _page_changed(self) -> None:
        """Past tickets are compared when somebody looks: it takes a while on many."""
        if self.pages.currentWidget() is self.past:
            self.context.tasks.start(
                tr("Comparing past tickets"),
                partial(read_past, self.context.workspace),
                on_done=self.past.show_past,
            )

    def _to_queue(self) -> None:
        self.context.shell.show_pane("queue")

    def _open_ticket(self, ticket: str) -> None:
        title = self._insights.titles.get(ticket, "") if self._insights else ""
        payload: JsonObject = {"text": title, "open": {"pane": "queue", "ticket": ticket}}
        self.context.shell.open_in("queue", Evidence("ticket", ticket, ticket, None, payload))

    # learning

    def _why_no_change(self) -> str | None:
        if self.context.workspace.read_only:
            return tr("This workspace is open read-only.")
        return None

    def _train(self) -> None:
        database = self.context.workspace.database
        self.context.tasks.start(
            tr("Training the triage"),
            lambda progress: train_now(database, progress),
            on_done=self._trained,
        )

    def _trained(self, reason: str) -> None:
        self.context.shell.say(reason)
        self.refresh()

    def _roll_back(self) -> None:
        from workbench.tickets.triage.learning import roll_back

        database = self.context.workspace.database

        def go_back() -> str:
            found = roll_back(database)
            if found is None:
                raise UserError(tr("There is no model before this one."), tr("Train first."))
            return f"{found.time:%Y-%m-%d %H:%M}"

        self.context.save(go_back, self._rolled_back)

    def _rolled_back(self, time: str) -> None:
        self.context.shell.say(tr("The model of {time} is in use again.", time=time))
        self.refresh()

    # by ear, evidence, session

    def summary(self) -> str:
        if self._insights is None or not self._insights.metrics:
            return tr("Metrics. There are no tickets yet.")
        by_name = {metric.name: metric for metric in self._insights.metrics}
        return tr(
            "Metrics. {tickets} tickets, {open} not finished, {late} late now, time to"
            " resolution {time}.",
            tickets=value_words(by_name["tickets"]),
            open=value_words(by_name["unfinished"]),
            late=value_words(by_name["late"]),
            time=value_words(by_name["resolution_time"]),
        )

    def selection_text(self) -> str:
        return self.figures.table.selection_text() if self._insights else ""

    def selection_evidence(self) -> Evidence | None:
        metric = self.figures.table.current_row()
        if metric is None:
            return None
        text = (
            f"{metric.title}: {value_words(metric)}\nRests on: {rests_on(metric)}\n"
            f"Left out: {left_out(metric) or 'nothing'}\nDefinition: {metric.definition}"
        )
        payload: JsonObject = {
            "text": text,
            "open": {"pane": self.id, "metric": metric.name, **self.state()},
        }
        return Evidence("metric", metric.title, self._period.currentText(), now(), payload)

    def open_evidence(self, evidence: Evidence) -> None:
        place = evidence.payload.get("open")
        if isinstance(place, dict):
            self.restore(place)
            name = place.get("metric")
            self.figures.table.select_where(lambda metric: metric.name == name)

    def areas(self) -> Sequence[QWidget]:
        if not self._insights or not self._insights.metrics:
            return (self._empty,)
        if self.pages.currentIndex() == 0:
            figures = self.figures
            return (figures.table, self._period, figures.tickets, figures.chart)
        if self.pages.currentWidget() is self.past:
            return self.past.areas()
        return (self.triage.weeks, self.triage.chart, self.triage.trainings)

    def state(self) -> JsonObject:
        return {"period": self._period.currentText(), "group": self._group.currentText()}

    def restore(self, state: JsonObject) -> None:
        self._period.setCurrentIndex(max(self._period.findText(str(state.get("period"))), 0))
        self._group.setCurrentIndex(max(self._group.findText(str(state.get("group"))), 0))


def _choice(name: str, texts: Sequence[str]) -> QComboBox:
    box = named(QComboBox(), name)
    box.addItems(list(texts))
    return box
