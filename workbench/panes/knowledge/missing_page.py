"""The page "What is missing": gaps, searches, the most frequent issues, copies, months."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QAbstractButton,
    QVBoxLayout,
    QWidget,
)

from workbench.core.text import count
from workbench.ui.accessibility import named
from workbench.ui.chart.spec import BarChart
from workbench.ui.chart.view import ChartView
from workbench.ui.flow import FlowRow
from workbench.ui.late_pages import LateTabs
from workbench.ui.page import Prose
from workbench.ui.states import State
from workbench.ui.tables import Column, DataTable
from workbench.ui.translate import tr

if TYPE_CHECKING:
    from workbench.knowledge.duplicates import Duplicate
    from workbench.knowledge.gaps import Gap
    from workbench.knowledge.missing import MissedSearch, Missing

_TITLES = (tr("Gaps"), tr("Searches"), tr("Frequent issues"), tr("Copies"))
_METHOD = tr(
    "Only wording is compared, not meaning: an issue seems answered when a section of an article"
    " is worded much like it, and tickets worded alike are one issue. On two public collections of"
    " runbooks 97 and 99 of 100 answered questions were taken as answered, but of 100 that nothing"
    " answers only 8 and 25 were seen as gaps: pages that sound alike hide the others. So a gap"
    " listed here is a lead to look at, and a short list does not say that little is missing. How"
    " well tickets are grouped has not been measured."
)


class MissingPage(QWidget):
    """One tab a question; Enter on a row does what the row calls for."""

    wanted = Signal()
    """Enter on a gap, on a search, or on a frequent issue that has no article."""
    article_chosen = Signal(str)
    pair_chosen = Signal(str, str)

    def __init__(self) -> None:
        super().__init__()
        self.sentence = Prose("")
        self.gaps: DataTable[Gap] = DataTable(tr("Tickets without an article"), _gap_columns())
        self.searches: DataTable[MissedSearch] = DataTable(
            tr("Searches after which nothing was opened"), _search_columns()
        )
        self.frequent: DataTable[Gap] = DataTable(tr("Most frequent issues"), _frequent_columns())
        self.duplicates: DataTable[Duplicate] = DataTable(
            tr("Articles that nearly say the same"), _duplicate_columns()
        )
        self.chart = ChartView(tr("Articles by month"))
        self.tabs = named(LateTabs(), tr("What is missing"))
        self.tabs.setDocumentMode(True)
        for table, title in zip(self._counted(), _TITLES, strict=True):
            self.tabs.addTab(table, title)
        self.tabs.addTab(self.chart, tr("By month"))
        self._column = layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 12, 16, 12)
        layout.setSpacing(8)
        layout.addWidget(self.sentence)
        layout.addWidget(self.tabs, 1)
        for table in (self.gaps, self.searches):
            table.row_activated.connect(self.wanted)
        self.frequent.row_activated.connect(self._frequent)
        self.duplicates.row_activated.connect(self._pair)

    def add_buttons(self, buttons: Sequence[QAbstractButton]) -> None:
        """Put buttons below the sentence."""
        self._column.insertWidget(1, FlowRow(buttons))

    def show_missing(self, found: "Missing") -> None:
        """Show what was found; the current rows stay where they are still there."""
        self.sentence.show_text(f"{told(found)} {_METHOD}" if found.tickets else told(found))
        self.gaps.show_rows(found.gaps)
        self.searches.show_rows(found.searches)
        self.frequent.show_rows(found.frequent)
        self.duplicates.show_rows(found.duplicates)
        self.chart.show_chart(_month_chart(found.months))
        for table, title in zip(self._counted(), _TITLES, strict=True):
            number = len(table.rows)
            words = f"{title} ({number})" if number else title
            self.tabs.setTabText(self.tabs.indexOf(table), words)
            if table.current_row() is None:
                table.select_row(0)

    def _counted(self) -> "tuple[DataTable[Any], ...]":
        return self.gaps, self.searches, self.frequent, self.duplicates

    def show_tab(self, part: QWidget) -> None:
        """Bring a table or the chart to the front and go there."""
        self.tabs.setCurrentWidget(part)
        nothing = part is self.chart and self.chart.empty
        (self.tabs.tabBar() if nothing else part).setFocus()

    @property
    def table(self) -> "DataTable[Any] | None":
        """The table of the current tab; None at the chart, which has its own."""
        shown = self.tabs.currentWidget()
        return next((one for one in self._counted() if one is shown), None)

    def chosen(self) -> "Gap | MissedSearch | None":
        """What an article would be written for: the current row, if it has no article."""
        if self.table is self.gaps:
            return self.gaps.current_row()
        if self.table is self.searches:
            return self.searches.current_row()
        row = self.frequent.current_row() if self.table is self.frequent else None
        return None if row is None or row.article else row

    def selection_text(self) -> str:
        """The current row, or what the chart says, in spoken words."""
        return self.chart.summary() if self.table is None else self.table.selection_text()

    def where_am_i(self) -> str:
        """Which tab, and where in its table."""
        if self.table is None:
            return tr("Articles by month, a chart.")
        name, place = self.table.accessibleName(), self.table.position()
        return tr("{name}, row {place}.", name=name, place=place)

    def _pair(self, row: "Duplicate") -> None:
        self.pair_chosen.emit(row.first, row.second)

    def _frequent(self, row: "Gap") -> None:
        if row.article:
            self.article_chosen.emit(row.article)
        else:
            self.wanted.emit()


def told(found: "Missing") -> str:
    """What is missing, in words to read or to hear."""
    if not found.tickets:
        first = tr("No tickets yet: import some to see which of them no article answers.")
    else:
        first = tr(
            "{answered} of the {n} most frequent issues seem to have an article; {gaps} seem to"
            " have none.",
            answered=found.answered,
            n=len(found.frequent),
            gaps=count(len(found.gaps), "group of tickets", "groups of tickets"),
        )
    parts = [first]
    if found.gaps:
        top = found.gaps[0]
        parts.append(
            tr(
                "The costliest: {title}, {n} tickets, {hours} hours.",
                title=top.title,
                n=len(top.tickets),
                hours=f"{top.cost:,.0f}",
            )
        )
    if found.searches:
        parts.append(tr("{n} led to no article.", n=count(len(found.searches), "question")))
    if found.duplicates:
        parts.append(
            tr("{n} of articles say nearly the same.", n=count(len(found.duplicates), "pair"))
        )
    if found.undated:
        parts.append(tr("{n} without a date of creation.", n=count(found.undated, "article")))
    return " ".join(parts)


def _month_chart(months: Sequence[tuple[str, int]]) -> BarChart:
    name = tr("Articles made")
    values = [float(number) for _, number in months]
    says = (
        ""
        if months
        else tr(
            "Nothing to draw yet: no article says when it was made. Write a line such as"
            " “created: 2026-03-05” at its top, and its month is counted here."
        )
    )
    names = [month for month, _ in months]
    return BarChart(tr("Articles by month"), tr("month"), name, names, [(name, values)], says=says)


def _gap_columns() -> "list[Column[Gap]]":
    return [
        Column(tr("Issue"), lambda row: row.title, stretch=True),
        Column(
            tr("Tickets"),
            lambda row: f"{len(row.tickets):,}",
            key=lambda row: len(row.tickets),
            numeric=True,
        ),
        Column(
            tr("Hours open"), lambda row: f"{row.cost:,.0f}", key=lambda row: row.cost, numeric=True
        ),
        Column(tr("Which"), lambda row: ", ".join(row.tickets[:5]), width=24),
    ]


def _search_columns() -> "list[Column[MissedSearch]]":
    return [
        Column(tr("Question"), lambda row: row.question, stretch=True),
        Column(
            tr("Times asked"), lambda row: f"{row.times:,}", key=lambda row: row.times, numeric=True
        ),
    ]


def _frequent_columns() -> "list[Column[Gap]]":
    return [
        Column(tr("Issue"), lambda row: row.title, stretch=True),
        Column(
            tr("Tickets"),
            lambda row: f"{len(row.tickets):,}",
            key=lambda row: len(row.tickets),
            numeric=True,
        ),
        Column(
            tr("Article that seems to answer"),
            lambda row: row.article or tr("none seen"),
            state=lambda row: State.GOOD if row.article else State.WARNING,
            width=30,
        ),
    ]


def _duplicate_columns() -> "list[Column[Duplicate]]":
    return [
        Column(tr("Article"), lambda row: row.first, stretch=True),
        Column(tr("Says nearly the same as"), lambda row: row.second, stretch=True),
        Column(
            tr("Alike"),
            lambda row: f"{100 * row.likeness:.0f} %",
            key=lambda row: row.likeness,
            numeric=True,
        ),
    ]
