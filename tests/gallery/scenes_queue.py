"""Pictures of the queue: the morning's tickets, what is missing, why, an import."""

from collections.abc import Iterator

from workbench.app.window import MainWindow
from workbench.panes.queue.pane import QueuePane
from workbench.panes.queue.taken_view import import_notes
from workbench.tickets.importing.files import Guess
from workbench.tickets.sample import write_sample
from workbench.tickets.sample.writing import EXPORT

_GUESSES = (
    Guess("date order", "day first", "all 214 stamps can be read either way", "date_order"),
    Guess("timezone", "UTC", "214 different stamps without a zone", "timezone"),
    Guess("comments", "public", "the export does not say which are internal"),
    Guess("unreadable stamps", "left empty", "5 different stamps cannot be read: 'soon', 'when the"
          " customer is back from holiday', 'n/a, see the mail'"),
)  # fmt: skip


def scenes(window: MainWindow) -> Iterator[str]:
    """Go through the states of the queue with the sample's tickets."""
    window.show_pane("queue")
    pane = window.pane("queue")
    assert isinstance(pane, QueuePane)
    if pane.store().count() == 0:
        yield "queue-empty"
        write_sample(window.services.workspace)
        pane.refresh()
    yield "queue"
    yield "queue"
    pane.detail.tabs.setCurrentIndex(1)
    yield "queue-missing"
    pane.detail.tabs.setCurrentIndex(2)
    yield "queue-alike"
    pane.detail.tabs.setCurrentIndex(3)
    yield "queue-why"
    pane.detail.tabs.setCurrentIndex(0)
    window.commands.trigger("queue.focus")
    yield "queue-focus"
    window.commands.trigger("queue.focus")
    pane.show_taken("120 rows read: 3 tickets added, 117 unchanged.", import_notes(_GUESSES, ()))
    yield "queue-guesses"
    window.commands.trigger("queue.close-guesses")
    pane.importing.open([window.services.workspace.folder / EXPORT])
    yield "queue-import"
    window.commands.trigger("queue.import-cancel")
