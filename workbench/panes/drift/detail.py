"""The lower half of the pane: the verdict in words, and a tab per chart."""

from collections.abc import Sequence

from PySide6.QtWidgets import QVBoxLayout, QWidget

from workbench.panes.drift.exhibit import Exhibit, Tab
from workbench.ui.accessibility import named
from workbench.ui.chart.view import ChartView
from workbench.ui.command_bridge import CommandButton
from workbench.ui.flow import FlowLayout
from workbench.ui.fonts import HEADING, scaled
from workbench.ui.late_pages import LateTabs
from workbench.ui.page import Page, Prose
from workbench.ui.translate import tr


class VerdictPage(Page):
    """Headings and sentences, read from top to bottom; the buttons of a proposal below."""

    def __init__(self, buttons: Sequence[CommandButton]) -> None:
        super().__init__(tr("Verdict"))
        self._parts: list[QWidget] = []
        self._actions = QWidget()
        row = FlowLayout(self._actions)
        for button in buttons:
            row.addWidget(button)
        self.column.addWidget(self._actions)
        self.column.addStretch(1)

    def show_exhibit(self, exhibit: Exhibit) -> None:
        """Show another verdict."""
        for part in self._parts:
            self.column.removeWidget(part)
            part.deleteLater()
        self._parts = []
        place = 0
        for heading, sentences in exhibit.sections:
            title = Prose(heading)
            title.setFont(scaled(self.font(), HEADING, bold=True))
            marks = len(sentences) > 1
            body = Prose("\n".join(f"•  {one}" if marks else one for one in sentences))
            for part in (title, body):
                self.column.insertWidget(place, part)
                self._parts.append(part)
                place += 1
        self._actions.setVisible(exhibit.kind == "monitor")


class DetailTabs(LateTabs):
    """Verdict first, then the charts of the chosen line, then those of the whole."""

    def __init__(self, buttons: Sequence[CommandButton]) -> None:
        super().__init__()
        named(self, tr("Verdict and charts"))
        self.tabBar().setAccessibleName(tr("Verdict and charts"))
        self.setDocumentMode(True)
        self.verdict = VerdictPage(buttons)
        self.addTab(self.verdict, tr("Verdict"))
        self._views: dict[str, ChartView] = {}

    def show_verdict(self, exhibit: Exhibit) -> None:
        """Show the verdict of another analysis."""
        self.verdict.show_exhibit(exhibit)
        self.setCurrentIndex(0)

    def show_charts(self, tabs: Sequence[Tab]) -> None:
        """Show these charts, each in its tab; the tab that is read stays in front."""
        wanted = [title for title, _ in tabs]
        current = self.tabText(self.currentIndex())
        for title in [name for name in self._views if name not in wanted]:
            self.removeTab(self.indexOf(self._views[title]))
            self._views.pop(title).deleteLater()
        for place, (title, chart) in enumerate(tabs, 1):
            view = self._views.get(title)
            if view is None:
                view = self._views[title] = ChartView(title)
                self.insertTab(place, view, title)
            view.show_chart(chart)
        titles = [self.tabText(place) for place in range(self.count())]
        self.setCurrentIndex(titles.index(current) if current in titles else 0)

    def show_tab(self, title: str) -> bool:
        """Bring a tab to the front; False when there is none of that title."""
        for place in range(self.count()):
            if self.tabText(place) == title:
                self.setCurrentIndex(place)
                return True
        return False

    @property
    def chart_view(self) -> ChartView | None:
        """The chart that is shown; None on the verdict."""
        shown = self.currentWidget()
        return shown if isinstance(shown, ChartView) else None


def stacked(*widgets: QWidget) -> QWidget:
    """Widgets one below the other without margins."""
    area = QWidget()
    layout = QVBoxLayout(area)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(0)
    for widget in widgets:
        layout.addWidget(widget)
    return area
