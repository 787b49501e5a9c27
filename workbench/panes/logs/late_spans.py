"""The parts of lines that match an expression which only Python's `re` can decide.

Such an expression could take for ever on one line. So the lines on the screen are looked
through in another process, and marked a moment later; what takes too long stays unmarked.
"""

import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from workbench.core.errors import Cancelled
from workbench.core.progress import Progress
from workbench.logs.query import Query
from workbench.logs.regex_worker import RegexWorker, Spans

_KEPT = 2_000
_LONGEST_SECONDS = 1.0
_MOST_AT_ONCE = 400
_LOST_SECONDS = 10.0
"""An answer that did not come by then was cancelled with its task."""

Run = Callable[[Callable[[Progress], object], Callable[[list[Spans]], None]], None]
"""Runs work in the background and hands its result to a function on this thread."""


class LateSpans(QObject):
    """A highlighter for the line view: gives what is known, and asks for the rest."""

    known = Signal()
    """More is known: paint again."""

    def __init__(self, query: Query, run: Run, parent: QObject) -> None:
        super().__init__(parent)
        self._worker = RegexWorker(query.expression, query.flags)
        self._run = run
        self._spans: OrderedDict[str, Spans] = OrderedDict()
        self._wanted: dict[str, None] = {}
        self._asked: list[str] = []
        self._asked_at = 0.0
        self._closing = threading.Event()
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(0)
        self._soon.timeout.connect(self._ask)

    def __call__(self, text: str) -> Spans:
        """The parts of a line that match, as far as they are known."""
        found = self._spans.get(text)
        if found is None:
            self._wanted[text] = None
            self._soon.start()
        return found or []

    def close(self) -> None:
        """Ask no more, and end the process: here, or where it is waited for."""
        self._soon.stop()
        self._closing.set()
        if not self._asked:
            self._worker.close()
        self.deleteLater()

    @Slot()
    def _ask(self) -> None:
        waiting = self._asked and time.monotonic() < self._asked_at + _LOST_SECONDS
        if waiting or not self._wanted:
            return
        self._asked_at = time.monotonic()
        self._asked = list(self._wanted)[-_MOST_AT_ONCE:]
        self._wanted.clear()
        asked, look = self._asked, partial(_looked_for, self._worker, self._asked, self._closing)
        self._run(look, partial(self._take, asked))

    def _take(self, asked: list[str], found: list[Spans]) -> None:
        self._spans.update(zip(asked, found, strict=True))
        self._asked = []
        while len(self._spans) > _KEPT:
            self._spans.popitem(last=False)
        self.known.emit()
        self._soon.start()


def _looked_for(
    worker: RegexWorker, texts: list[str], closing: threading.Event, progress: Progress
) -> list[Spans]:
    """The spans of all texts; none for those where it took too long."""
    worker.spans(["-"], _Hurried(progress, closing))  # starting the process takes its own time
    hurried = _Hurried(progress, closing, _LONGEST_SECONDS)
    try:
        return worker.spans(texts, hurried)
    except Cancelled:
        if not hurried.late:
            raise
        return [[] for _ in texts]


class _Hurried(Progress):
    """Cancelled with another, when the lines are closed, or when its time is over."""

    def __init__(
        self, other: Progress, closing: threading.Event, seconds: float = float("inf")
    ) -> None:
        super().__init__()
        self._other = other
        self._closing = closing
        self._end = time.monotonic() + seconds

    @property
    def late(self) -> bool:
        """Whether its time is over."""
        return time.monotonic() > self._end

    def check(self) -> None:
        self._other.check()
        if self._closing.is_set() or self.late:
            raise Cancelled
