"""Reading for the queue pane: tickets, clocks, judgements, alerts; away from the GUI thread."""

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer

from workbench.core.failures import as_user_error
from workbench.panes.queue.work import (
    QueueData,
    TicketView,
    index_articles,
    judge_queue,
    read_for_meaning,
    read_queue,
    view_ticket,
    worth_learning,
)
from workbench.ui.translate import tr

if TYPE_CHECKING:
    from workbench.core.tasks import Task
    from workbench.panes.queue.pane import QueuePane
    from workbench.tickets.alerts import Alert

_VIEW_MS = 120
_CLOCK_MS = 60_000


class QueueReading:
    """What the queue pane reads, at once and every minute, and what it learns."""

    def __init__(self, pane: "QueuePane") -> None:
        self.pane = pane
        self._context = pane.context
        self._settled = False
        self._under_way: Task[QueueData] | None = None
        self._judging: Task[QueueData] | None = None
        self._not_judging = ""
        self._reading_meaning: Task[int] | None = None
        self._tickets_read_for_meaning = 0
        self._again = False
        self._pause = QTimer(pane)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_VIEW_MS)
        self._pause.timeout.connect(self._read_view)
        self._clock = QTimer(pane)
        self._clock.setInterval(_CLOCK_MS)
        self._clock.timeout.connect(self._tick)
        self._clock.start()

    def view_soon(self) -> None:
        """Read the rest of the current ticket once the keyboard rests."""
        self._pause.start()

    def refresh(self) -> None:
        """Read the tickets and their clocks again, then judge them, in the background.

        What is being judged is old then; what is being read is read once more.
        """
        if self._judging is not None:
            self._judging.cancel()
        self._again = self._under_way is not None and self._under_way.running
        if not self._again:
            work = partial(read_queue, self._context.workspace, self.pane.data)
            self._under_way = self._context.tasks.start(
                tr("Reading the queue"), work, on_done=self._read
            )

    def _read(self, data: QueueData) -> None:
        first_time = self.pane.data is None
        self.pane.take(data)
        if first_time and self.pane.isVisible() and not self.pane.search.hasFocus():
            self.pane.to_table()
        self.pane.viewing.show_views()
        if self._again:
            self.refresh()
            return
        self._judging = self._context.tasks.start(
            tr("Judging tickets"), partial(judge_queue, self._context.workspace, data),
            on_done=self._judged, on_error=self._not_judged,
        )  # fmt: skip

    def _judged(self, data: QueueData) -> None:
        """Show the judgements; what else is read the first time comes after, not beside."""
        if self._under_way is not None and self._under_way.running:
            return  # what is being read is newer, and is judged then
        self._not_judging = ""
        self.pane.take(data)
        if self._settled:
            self._read_for_meaning()
        self._settle()

    def _not_judged(self, error: BaseException) -> None:
        """All else goes on without judgements; why is told once, not every minute."""
        self._settle()
        known, self._not_judging = self._not_judging, str(error)
        if known == self._not_judging:
            return
        expected = as_user_error(error)
        if expected is None:
            raise error
        self._context.shell.show_error(expected)

    def _settle(self) -> None:
        if not self._settled:
            self._settled = True
            self._context.tasks.start(
                tr("Reading the articles"), partial(index_articles, self._context.workspace),
                on_done=self._articles_read,
            )  # fmt: skip

    def _articles_read(self, _nothing: None) -> None:
        self.view_soon()
        self._learn()
        self._read_for_meaning()

    def _read_for_meaning(self) -> None:
        """Once tickets have come: what is alike is ordered by meaning where a model is."""
        count = len(self.pane.data.rows) if self.pane.data else 0
        running = self._reading_meaning is not None and self._reading_meaning.running
        if running or count == self._tickets_read_for_meaning:
            return
        self._tickets_read_for_meaning = count
        self._reading_meaning = self._context.tasks.start(
            tr("Reading tickets for meaning"), partial(read_for_meaning, self._context.workspace),
            on_done=self._meaning_read,
        )  # fmt: skip

    def _meaning_read(self, made: int) -> None:
        if made:
            self.view_soon()

    def _tick(self) -> None:
        """Clocks go on; thresholds crossed are told once."""
        if self.pane.data is None or self.pane.data.stopped:
            return
        if self._judging is None or not self._judging.running:
            self.refresh()
        self.alert()

    def alert(self) -> None:
        """Tell alerts; while a ticket has the focus only those of P1, if the user allows it."""
        from workbench.tickets.alerts import new_alerts

        if self.pane.data is None or self.pane.data.stopped or self._context.workspace.read_only:
            return
        if self.pane.focused and not self._context.settings.flag("first-priority-breaks-focus"):
            return
        store, queue = self.pane.store(), [row.standing for row in self.pane.data.rows]
        only, now = "P1" if self.pane.focused else None, self.pane.data.now
        self._context.save(lambda: new_alerts(store, queue, now, only=only), self._tell_alerts)

    def _tell_alerts(self, told: "list[Alert]") -> None:
        from workbench.tickets.alerts import digest

        if told:
            self._context.shell.say(digest(told))

    def _read_view(self) -> None:
        row = self.pane.current()
        if row is None:
            return
        self._context.tasks.start(
            tr("Reading {ticket}", ticket=row.id),
            partial(view_ticket, self._context.workspace, row),
            on_done=self._show_view,
        )

    def _show_view(self, view: TicketView) -> None:
        row = self.pane.current()
        if row is not None and row.id == view.row.id:
            self.pane.detail.show_view(view)

    def changed(self) -> None:
        """After a decision: read again, and learn when enough was decided."""
        self.refresh()
        self._learn()

    def _learn(self) -> None:
        """Train in a child process when enough was decided since the last time."""
        self._context.tasks.start(
            tr("Counting decisions"), partial(worth_learning, self._context.workspace),
            on_done=self._learn_if,
        )  # fmt: skip

    def _learn_if(self, worth_it: bool) -> None:
        from workbench.tickets.triage.judging import learn_in_child

        if worth_it:
            self._context.tasks.start(
                tr("Learning from decisions"),
                partial(learn_in_child, self._context.workspace.folder),
                on_done=self._learnt,
                in_process=True,
            )

    def _learnt(self, reason: str | None) -> None:
        if reason:
            self._context.shell.say(reason)
            self.refresh()
