"""Moving through the queue: next ticket, what next, search, saved views, focus."""

from workbench.core.commands import Command
from workbench.core.errors import UserError
from workbench.panes.queue.actions import Actions
from workbench.panes.queue.views import BUILT_IN, save_view, saved_views
from workbench.tickets.guidance import what_next
from workbench.ui.translate import tr


class ViewingActions(Actions):
    """What is shown of the queue, and which ticket."""

    def commands(self) -> list[Command]:
        """Move, search, views, focus."""
        pane = self.pane
        return [
            self.command("refresh", tr("Read the queue again"), pane.refresh, keys="F5"),
            self.command("next", tr("Next ticket"), self.next, keys="J"),
            self.command("previous", tr("Previous ticket"), self.previous, keys="K"),
            self.command(
                "what-next",
                tr("What next?"),
                self.next_step,
                keys="N",
                help_text=tr("Goes to the ticket to take next, and says why."),
            ),
            self.command("search", tr("Search in the queue"), pane.go_to_search, keys="/"),
            self.command("save-view", tr("Save this view…"), self.ask_view_name, keys="V"),
            self.command("forget-view", tr("Forget this view"), self.forget_view),
            self.command(
                "focus",
                tr("Focus on one ticket"),
                pane.toggle_focus,
                keys="F",
                why=self.why_no_ticket,
                help_text=tr("Shows this ticket alone; alerts are held until the end."),
            ),
        ]

    def next(self) -> None:
        """One row down."""
        self.pane.table.select_row(self.pane.table.currentIndex().row() + 1)

    def previous(self) -> None:
        """One row up."""
        self.pane.table.select_row(max(self.pane.table.currentIndex().row() - 1, 0))

    def next_step(self) -> None:
        """Go to the most urgent ticket and say why it is."""
        data = self.pane.data
        back = {row.id: row.back for row in data.rows if row.back} if data else {}
        step = what_next([row.standing for row in data.rows], back, data.now) if data else None
        if step is None:
            self.pane.context.shell.say(tr("Nothing waits for you."))
            return
        self.pane.go_to(step.ticket)
        self.pane.context.shell.say(step.reason)

    def show_views(self) -> None:
        """Offer the views that are always there and those the user saved."""
        self._fill(saved_views(self.pane.store()))

    def show_built_in(self) -> None:
        """Offer the views that are always there: the saved ones are not read yet."""
        self._fill({})

    def _fill(self, own: dict[str, str]) -> None:
        views = self.pane.views
        shown = views.currentText()
        views.clear()
        for name, query in {**BUILT_IN, **own}.items():
            views.addItem(name, query)
        views.setCurrentText(shown or next(iter(BUILT_IN)))

    def ask_view_name(self) -> None:
        """Save the present search under a name."""
        name = self.pane.context.shell.ask_text(tr("Save this view"), tr("Name:"), "")
        if name and name.strip():
            self._keep(name.strip(), self.pane.search.text())

    def forget_view(self) -> None:
        """Take away the chosen view, if the user saved it."""
        name = self.pane.views.currentText()
        if name in BUILT_IN:
            raise UserError(tr("{name} is always there.", name=name), tr("Choose one you saved."))
        self._keep(name, None)

    def _keep(self, name: str, query: str | None) -> None:
        pane, store = self.pane, self.pane.store()

        def kept(_nothing: None) -> None:
            self.show_views()
            pane.views.setCurrentText(name if query is not None else next(iter(BUILT_IN)))

        pane.context.save(lambda: save_view(store, name, query), kept)
