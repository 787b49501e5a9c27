"""How the pane is looked at: source and preview, the tables beside it."""

from workbench.core.commands import Command
from workbench.panes.knowledge.actions import Actions
from workbench.panes.knowledge.views import BOTH, READING, SOURCE
from workbench.ui.translate import tr

_NEXT = {BOTH: READING, READING: SOURCE, SOURCE: BOTH}


class ViewActions(Actions):
    """Commands that change what is seen, not what is written."""

    def commands(self) -> list[Command]:
        return [
            self.command(
                "view",
                tr("Source, preview or both"),
                self.next_view,
                keys="F4",
                why=self.why_closed,
            ),
            self.command("outline", tr("Show the outline"), lambda: self._tab("outline")),
            self.command("findings", tr("Show the findings"), lambda: self._tab("findings")),
            self.command("links", tr("Show links and backlinks"), lambda: self._tab("links")),
            self.command("history", tr("Show the history"), lambda: self._tab("versions")),
            self.command("review", tr("Show the review"), lambda: self._tab("comments")),
            self.command("back-to-article", tr("Back to the article"), self.back,
                         why=self.why_closed),
        ]  # fmt: skip

    def next_view(self) -> None:
        """From both to reading to source and round again."""
        pane = self.pane
        pane.views.show_article(_NEXT[pane.views.mode])
        pane.views.main_widget().setFocus()

    def back(self) -> None:
        """Leave the run or the changes."""
        self.pane.run_view.stop()
        self.pane.views.show_article()
        self.pane.views.main_widget().setFocus()

    def _tab(self, name: str) -> None:
        table = getattr(self.pane.detail, name)
        self.pane.detail.show()
        self.pane.detail.show_tab(table)
        table.setFocus()
