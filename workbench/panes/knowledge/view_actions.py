"""How the pane is looked at: source and preview, gaps and duplicates, reading aloud."""

from typing import TYPE_CHECKING

from workbench.core.commands import Command
from workbench.core.progress import Progress
from workbench.core.text import count
from workbench.panes.knowledge.actions import Actions
from workbench.panes.knowledge.views import BOTH, READING, SOURCE
from workbench.ui.translate import tr

if TYPE_CHECKING:
    from workbench.knowledge.duplicates import Duplicate

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
            self.command("duplicates", tr("Find articles that say the same"), self.duplicates),
            self.command("unanswered", tr("Searches that led nowhere"), self.unanswered),
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

    def duplicates(self) -> None:
        """List the articles that nearly say the same as another."""
        pane = self.pane
        articles = list(pane.library.articles.values())

        def look(progress: Progress) -> "list[Duplicate]":
            from workbench.knowledge.duplicates import near_duplicates

            progress.check()
            return near_duplicates(articles)

        def done(found: "list[Duplicate]") -> None:
            paths = {path for pair in found for path in (pair.first, pair.second)}
            pane.show_only(paths)
            words = count(len(found), "pair")
            pane.context.shell.say(tr("{pairs} of articles say nearly the same.", pairs=words))

        pane.library.run("duplicates", tr("Compare all articles"), look, done)

    def unanswered(self) -> None:
        """Say which searches ended without an opened article."""
        missed = self.pane.searches.without_click(10)
        if not missed:
            self.pane.context.shell.say(tr("Every search led to an article."))
            return
        told = ", ".join(f"{query} ({times})" for query, times in missed)
        self.pane.context.shell.say(tr("Nothing was opened for: {queries}", queries=told))

    def _tab(self, name: str) -> None:
        table = getattr(self.pane.detail, name)
        self.pane.detail.show()
        self.pane.detail.show_tab(table)
        table.setFocus()
