"""The drift pane: an overview by severity, the verdict, charts, scenarios, proposals."""

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QSplitter, QStackedWidget, QVBoxLayout, QWidget

from workbench.core.commands import Command
from workbench.core.evidence import Evidence
from workbench.core.jsontypes import JsonObject
from workbench.core.progress import Progress
from workbench.core.time import now
from workbench.panes.drift.acting import Acting
from workbench.panes.drift.detail import DetailTabs
from workbench.panes.drift.exhibit import Exhibit, Line
from workbench.panes.drift.opening import Opening
from workbench.panes.drift.options import OptionBar
from workbench.panes.drift.scenarios import Scenario, scenarios_in
from workbench.panes.drift.tour import Tour
from workbench.ui.empty import EmptyState
from workbench.ui.icons import icon
from workbench.ui.pane import Pane
from workbench.ui.shell import PaneContext
from workbench.ui.tables import Column, DataTable
from workbench.ui.translate import tr
from workbench.ui.turns import in_next_turn

_TREND_PLACE = 3
_KEPT_COLUMNS = 4
"""Of a comparison: which column, its state, since when, how much. The others give way."""
_LEAST_ROWS = 4
_LINES_WITH_CHOICES = 30
_ENDINGS = (".parquet", ".csv", ".tsv", ".feather", ".arrow", ".jsonl", ".gz")


class DriftPane(Pane):
    """Compare tables, watch streams, judge contests, replay monitors."""

    id = "drift"
    title = tr("Drift")

    def __init__(self, context: PaneContext) -> None:
        self.opening = Opening(self)
        self.acting = Acting(self)
        self.exhibit: Exhibit | None = None
        self._touring = False
        super().__init__(context)
        self._table: DataTable[Line] | None = None
        self._as_table = False
        self._empty = EmptyState(
            tr("Choose a reference and a current table, or open one of the sample's scenarios."),
            [self.button("drift.compare"), self.button("drift.contest")],
            icon_name="drift",
        )
        for scenario in scenarios_in(context.workspace.folder):
            self._empty.add(self.button(f"drift.scenario-{scenario.id}"))
        self.options = OptionBar(self.button("drift.again"))
        self.tour = Tour([self.button("drift.tour-next"), self.button("drift.tour-end")])
        self.detail = DetailTabs([self.button("drift.act"), self.button("drift.postmortem")])
        self.detail.currentChanged.connect(self._tab_changed)
        self._place = QWidget()
        QVBoxLayout(self._place).setContentsMargins(0, 0, 0, 0)
        top = QWidget()
        layout = QVBoxLayout(top)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        for widget in (self.tour, self.options):
            layout.addWidget(widget)
        layout.addWidget(self._place, 1)
        self._split = QSplitter(Qt.Orientation.Vertical)
        for widget in (top, self.detail):
            self._split.addWidget(widget)
        self._split.setChildrenCollapsible(False)
        self._split.setSizes([300, 400])
        self._stack = QStackedWidget()
        self._stack.addWidget(self._empty)
        self._stack.addWidget(self._split)
        self.body.addWidget(self._stack)
        for command, drawing in (
            ("drift.choices", "columns"),
            ("drift.export-chart", "export"),
            ("drift.export-report", "save"),
        ):
            button = self.button(command)
            button.setText("")
            button.setIcon(icon(drawing))
            button.setProperty("role", "flat")
            self.header.add(button)

    def commands(self) -> Sequence[Command]:
        return [*self.opening.commands(), *self.acting.commands(), *self._own_commands()]

    def command(
        self,
        verb: str,
        title: str,
        run: Callable[[], None],
        shortcut: str = "",
        unavailable: Callable[[], str | None] | None = None,
    ) -> Command:
        """A command of this pane."""
        return Command(
            f"drift.{verb}", title, run, self.title, shortcut=shortcut, scope=self.id,
            unavailable=unavailable,
        )  # fmt: skip

    def _own_commands(self) -> Sequence[Command]:
        shown = self.why_nothing
        return (
            self.command("next-finding", tr("Next finding"), self._next, "F8", shown),
            self.command(
                "previous-finding", tr("Previous finding"), self._previous, "Shift+F8", shown
            ),
            self.command("verdict", tr("Show the verdict"), self._to_verdict, "Alt+1", shown),
            self.command("next-chart", tr("Show the next chart"), self._next_chart, "Alt+2", shown),
            self.command("chart-table", tr("Turn the chart into its table, or back"),
                         self._turn_chart, "Alt+3", self.acting.why_no_chart),
            self.command("choices", tr("Show or hide the choices of a comparison"),
                         self._turn_choices, "Alt+4", self._why_no_choices),
            self.command("tour-next", tr("Next step of the tour"), self._tour_next, "Alt+N",
                         self._why_no_tour),
            self.command("tour-end", tr("End the tour"), self._tour_end, "", self._why_no_tour),
        )  # fmt: skip

    def why_nothing(self) -> str | None:
        """Why a command that needs an analysis cannot run."""
        return None if self.exhibit else tr("Nothing is compared yet.")

    # running and showing

    def run(self, title: str, work: Callable[[Progress], Exhibit]) -> None:
        """Run an analysis in the background and show it."""
        self.context.tasks.start(title, work, on_done=self.show_exhibit)

    def show_exhibit(self, exhibit: Exhibit) -> None:
        """Show an analysis: its table, then its verdict and charts, each in a turn of its own."""
        self.exhibit = exhibit
        self._show_table(exhibit)
        # Under large text the choices fold away: the table comes first.
        roomy = self.height() > _LINES_WITH_CHOICES * self.fontMetrics().lineSpacing()
        self.options.setVisible(exhibit.kind == "comparison" and roomy)
        self.header.show_open(exhibit.title)
        self.header.show_state(exhibit.state, exhibit.word)
        self._stack.setCurrentWidget(self._split)
        if self.isVisible():
            self.table.setFocus()
        self._later(exhibit, self._show_verdict)

    def _show_verdict(self, exhibit: Exhibit) -> None:
        self.detail.show_verdict(exhibit)
        self._later(exhibit, self._show_charts)

    def _show_charts(self, exhibit: Exhibit) -> None:
        if not exhibit.lines:
            self.detail.show_charts(exhibit.charts)
        elif self.table.current_row() is None:
            self.table.select_row(0)
        if self._touring:
            self._show_step()
        self.context.commands.refreshed.emit()
        self.context.shell.say(exhibit.summary)

    def _later(self, exhibit: Exhibit, show: Callable[[Exhibit], None]) -> None:
        """Show more of it in the next turn of the event loop, unless another came by then."""
        in_next_turn(self, lambda: show(exhibit) if self.exhibit is exhibit else None)

    def _show_table(self, exhibit: Exhibit) -> None:
        columns: list[Column[Line]] = []
        for place, title in enumerate(exhibit.headers):
            columns.append(_column(place, title, exhibit))
        if exhibit.trend_header:
            trend = Column(
                exhibit.trend_header, _trend_words, sparkline=_trend, width=16, gives_way=True
            )
            columns.insert(_TREND_PLACE, trend)
        table: DataTable[Line] = DataTable(tr("Overview, the worst first"), columns)
        table.show_rows(exhibit.lines)
        table.setMinimumHeight(_LEAST_ROWS * table.verticalHeader().defaultSectionSize())
        table.row_selected.connect(self._line_chosen)
        table.row_activated.connect(self._line_opened)
        layout = self._place.layout()
        assert layout is not None, "made in the constructor"
        if self._table is not None:
            layout.removeWidget(self._table)
            self._table.hide()
            self._table.deleteLater()
        layout.addWidget(table)
        table.show()  # at once, so that it can take the focus
        self._table = table
        QWidget.setTabOrder(self.options, table)  # it is newer than what stands below it
        QWidget.setTabOrder(table, self.detail)

    def _line_chosen(self, line: Line | None) -> None:
        if self.exhibit is not None and line is not None:
            own = list(self.exhibit.line_charts(line.key))
            self.detail.show_charts([*own, *self.exhibit.charts])
            self.context.commands.refreshed.emit()

    def _tab_changed(self, _place: int) -> None:
        self.context.commands.refreshed.emit()

    def _line_opened(self, _line: Line) -> None:
        if self.detail.count() > 1:
            self.detail.setCurrentIndex(1)
            self.detail.currentWidget().setFocus()

    @property
    def table(self) -> DataTable[Line]:
        """The overview."""
        assert self._table is not None, "asked before anything is shown"
        return self._table

    # moving

    def _next(self) -> None:
        self._go_to_finding(1)

    def _previous(self) -> None:
        self._go_to_finding(-1)

    def _go_to_finding(self, step: int) -> None:
        rows = self.table.rows
        notable = [place for place, line in enumerate(rows) if line.notable]
        if not notable:
            self.context.shell.say(tr("There is no finding."))
            return
        here = self.table.currentIndex().row()
        beyond = [place for place in notable if (place - here) * step > 0]
        place = (
            (beyond[0] if step > 0 else beyond[-1]) if beyond else notable[0 if step > 0 else -1]
        )
        self.table.select_row(place)
        self.table.setFocus()
        self.context.shell.say(self.table.row_words(place))

    def _to_verdict(self) -> None:
        self.detail.setCurrentIndex(0)
        self.context.shell.say(self.exhibit.summary if self.exhibit else "")

    def _next_chart(self) -> None:
        place = self.detail.currentIndex() + 1
        self.detail.setCurrentIndex(place if place < self.detail.count() else min(1, place - 1))
        view = self.detail.chart_view
        if view is not None:
            self.context.shell.say(view.summary())

    def _turn_chart(self) -> None:
        view = self.detail.chart_view
        if view is not None:
            self._as_table = not self._as_table
            view.show_table(self._as_table)

    def _turn_choices(self) -> None:
        self.options.setVisible(self.options.isHidden())
        if self.options.isVisible():
            self.options.first.setFocus()

    def _why_no_choices(self) -> str | None:
        shown = self.exhibit is not None and self.exhibit.kind == "comparison"
        return None if shown else tr("No comparison is open.")

    # scenarios and tours

    def open_scenario(self, scenario: Scenario) -> None:
        """Open a scenario of the sample and start its tour."""
        folder = self.context.workspace.folder
        self.tour.begin(scenario)
        self._touring = True
        self.run(scenario.title, lambda progress: scenario.work(folder, progress))

    def _tour_next(self) -> None:
        self._touring = self.tour.forward()
        if self._touring:
            self._show_step()
        self.context.commands.refreshed.emit()

    def _tour_end(self) -> None:
        self._touring = False
        self.tour.hide()
        self.context.commands.refreshed.emit()

    def _show_step(self) -> None:
        tab = self.tour.tab
        if tab:
            self.detail.show_tab(tab)
        self.context.shell.say(self.tour.words)

    def _why_no_tour(self) -> str | None:
        return None if self._touring else tr("No tour is under way.")

    # by ear, evidence, session

    def summary(self) -> str:
        if self.exhibit is None:
            return tr("Drift. Nothing is compared yet.")
        return tr("Drift. {summary}", summary=self.exhibit.summary)

    def selection_text(self) -> str:
        view = self.detail.chart_view
        if view is not None and view.isAncestorOf(self.focusWidget() or self):
            return view.summary()
        return self.table.selection_text() if self._table is not None else ""

    def where_am_i(self) -> str:
        if self._table is None or self.exhibit is None:
            return tr("Drift, nothing open.")
        return tr("{title}, {position}.", title=self.exhibit.title, position=self.table.position())

    def selection_evidence(self) -> Evidence | None:
        if self.exhibit is None:
            return None
        view = self.detail.chart_view
        where: JsonObject = {"pane": self.id, "state": self.state()}
        line = self.table.current_row()
        if view is not None and view.chart is not None:
            chart = view.chart
            rows = [chart.row(place) for place in range(min(chart.row_count(), 60))]
            lines = ["\t".join(str(cell) for cell in row) for row in (chart.headers(), *rows)]
            text = "\n".join([chart.summary(), *lines])
            payload: JsonObject = {"text": text, "open": where}
            return Evidence("chart", chart.title, self.exhibit.title, self.exhibit.time, payload)
        chosen = self.table.row_words(self.table.currentIndex().row()) if line else ""
        payload = {"text": f"{self.exhibit.text()}\n\n{chosen}".strip(), "open": where}
        title = f"{self.exhibit.word}: {self.exhibit.title}"
        return Evidence(
            "drift-verdict", title, self.exhibit.title, self.exhibit.time or now(), payload
        )

    def open_evidence(self, evidence: Evidence) -> None:
        place = evidence.payload.get("open")
        stored = place.get("state") if isinstance(place, dict) else None
        if isinstance(stored, dict):
            self.restore(stored)

    def open_path(self, path: Path) -> bool:
        if path.suffix.lower() not in _ENDINGS:
            return False
        self.opening.take(path)
        return True

    def areas(self) -> Sequence[QWidget]:
        if self._table is None:
            return (self,)
        shown = self.detail.currentWidget()
        return (self._table, self.options.first, shown) if self.options.isVisible() else (
            self._table, shown)  # fmt: skip

    def state(self) -> JsonObject:
        return self.opening.state()

    def restore(self, state: JsonObject) -> None:
        self.opening.restore(state)


def _column(place: int, title: str, exhibit: Exhibit) -> Column[Line]:
    def text(line: Line) -> str:
        return line.text(place)

    def key(line: Line) -> str | float | None:
        return line.cells[place]

    def state(line: Line) -> object:
        return line.state

    cells = [line.cells[place] for line in exhibit.lines]
    numeric = any(isinstance(cell, float | int) for cell in cells)
    return Column(
        title,
        text,
        key=key if numeric else None,
        numeric=numeric,
        gives_way=exhibit.kind == "comparison" and place >= _KEPT_COLUMNS,
        state=state if place == 0 else None,  # pyright: ignore[reportArgumentType] - always a State
    )


def _trend(line: Line) -> Sequence[float]:
    return line.trend


def _trend_words(line: Line) -> str:
    if not line.trend:
        return ""
    over = sum(value >= 1 for value in line.trend)
    return tr("above in {n} of {all}", n=str(over), all=str(len(line.trend)))
