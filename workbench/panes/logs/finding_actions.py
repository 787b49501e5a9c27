"""Finding text: a search in the background, the list of places, next and previous."""

from bisect import bisect_left, bisect_right
from typing import TYPE_CHECKING

from workbench.core.commands import Command
from workbench.core.errors import UserError
from workbench.core.text import count
from workbench.panes.logs.actions import Actions
from workbench.panes.logs.detail import PlaceRow
from workbench.panes.logs.filters import TextFilter
from workbench.ui.translate import tr

if TYPE_CHECKING:
    from workbench.logs.query import Query
    from workbench.panes.logs.late_spans import LateSpans
    from workbench.panes.logs.log_set import Longs
    from workbench.panes.logs.visible import Visible

MOST_LISTED = 20_000


class FindingActions(Actions):
    """Commands of the find row."""

    _known: "tuple[Visible, Longs, Longs] | None" = None
    _late: "LateSpans | None" = None

    def commands(self) -> list[Command]:
        return [
            self.command(
                "find-next", tr("Find next"), lambda: self.step(1), keys="F3", why=self.why_empty
            ),
            self.command(
                "find-previous",
                tr("Find previous"),
                lambda: self.step(-1),
                keys="Shift+F3",
                why=self.why_empty,
            ),
            self.command("find-close", tr("Close the find row"), self.close),
            self.command(
                "filter-found",
                tr("Show only what was found"),
                self.filter_found,
                why=self.why_nothing_found,
                help_text=tr("A search then looks inside these results."),
            ),
        ]

    def why_nothing_found(self) -> str | None:
        """Needs a search that found something."""
        found = self.pane.log.found
        return tr("Nothing was found yet.") if found is None or not len(found) else None

    def open(self) -> None:
        """Show the find row and put the focus there."""
        self.pane.find_bar.show()
        self.pane.find_bar.field.setFocus()
        self.pane.find_bar.field.selectAll()

    def close(self) -> None:
        """Hide the find row, forget what was found."""
        self.pane.find_bar.hide()
        self.pane.log.found = None
        self.pane.lines.set_highlighter(None)
        self._forget_late()
        self.pane.lines.minimap.show_marks("found", ())
        self.pane.detail.found.show_rows([])
        self.pane.detail.count_in_titles()
        self.pane.lines.setFocus()

    def wanted(self) -> TextFilter:
        """What the find row holds."""
        bar = self.pane.find_bar
        return TextFilter(
            bar.field.text(),
            bar.regex.isChecked(),
            bar.match_case.isChecked(),
            bar.whole_word.isChecked(),
        )

    def start(self) -> None:
        """Look for what the find row holds. Raises UserError for a wrong expression."""
        from workbench.panes.logs.finding import check, highlighter

        query = self.wanted().query()
        try:
            check(query)
        except UserError as error:
            self.pane.find_bar.say(tr("not an expression"))
            raise error from None
        self._forget_late()
        self.pane.lines.set_highlighter(highlighter(query) or self._late_highlighter(query))
        self.pane.find_bar.say(tr("Looking…"))
        self.pane.work.find(query)

    def _late_highlighter(self, query: "Query") -> "LateSpans":
        from workbench.panes.logs.late_spans import LateSpans

        title = tr("Mark what matches {text}", text=query.text)
        self._late = LateSpans(
            query, lambda work, done: self.pane.work.run(title, work, done), self.pane
        )
        self._late.known.connect(self.pane.lines.viewport().update)
        return self._late

    def _forget_late(self) -> None:
        if self._late is not None:
            self._late.close()
            self._late = None

    def show_found(self) -> None:
        """The search has ended: list it, mark it, go to the nearest place."""
        from workbench.panes.logs.showing import shares

        visible, found = self.pane.visible, self.pane.log.found
        if visible is None or found is None:
            return
        self.pane.lines.minimap.show_marks("found", shares(visible, found))
        rows = [PlaceRow(int(record)) for record in found[:MOST_LISTED]]
        self.pane.detail.found.show_rows(rows)
        self.pane.detail.count_in_titles()
        words = count(len(found), "record")
        if len(found) > MOST_LISTED:
            words = tr("{all}, the first {some} listed", all=words, some=f"{MOST_LISTED:,}")
        self.pane.find_bar.say(words)
        self.pane.context.shell.say(tr("Found: {words}.", words=words))
        if len(found):
            self.pane.detail.show_page(self.pane.detail.found)
            self.step(1, stay=True)
        self.pane.context.commands.refreshed.emit()

    def step(self, step: int, *, stay: bool = False) -> None:
        """Go to the next or previous place; with `stay` the current line counts too."""
        found, visible = self.pane.log.found, self.pane.visible
        if found is None:
            self.open()
            return
        if visible is None or not len(found):
            self.pane.context.shell.say(tr("Nothing was found."))
            return
        rows = self._rows(visible, found)
        if not len(rows):
            self.pane.context.shell.say(tr("The filters hide every place that was found."))
            return
        current = self.pane.lines.current
        at = -1 if current is None else current
        if step > 0:
            place = bisect_left(rows, at) if stay else bisect_right(rows, at)
        else:
            place = bisect_left(rows, at) - 1
        if not 0 <= place < len(rows):
            place %= len(rows)
            self.pane.context.shell.say(tr("Went on from the other end."))
        self.pane.lines.go_to(int(rows[place]))
        self.pane.find_bar.say(
            tr("{place} of {total}", place=f"{place + 1:,}", total=f"{len(rows):,}")
        )

    def _rows(self, visible: "Visible", found: "Longs") -> "Longs":
        """The rows of what was found, worked out once for each search and filter."""
        if self._known is None or self._known[0] is not visible or self._known[1] is not found:
            self._known = (visible, found, visible.rows_of_records(found))
        return self._known[2]

    def filter_found(self) -> None:
        """Make the search a filter: the next search looks inside its results."""
        self.pane.filtering.add(self.wanted())
