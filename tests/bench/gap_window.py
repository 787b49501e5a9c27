"""Run by bench_gaps: works in a window and prints how long the event loop was held up.

Prints one JSON object: for each kind of work the gaps between two ticks of a 16 ms timer, each
with the processor time that the window's thread itself took in it (both in ms).
"""

import json
import os
import random
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import closing
from datetime import UTC, datetime, timedelta
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
_HOME = tempfile.TemporaryDirectory(prefix="workbench-gaps-")
os.environ["WORKBENCH_HOME"] = _HOME.name

from PySide6.QtCore import QElapsedTimer, QEventLoop, Qt, QTimer  # noqa: E402

from workbench.app.application import Workbench  # noqa: E402
from workbench.app.window import MainWindow  # noqa: E402
from workbench.core.evidence import Evidence  # noqa: E402
from workbench.core.progress import Progress  # noqa: E402
from workbench.core.settings import Settings  # noqa: E402

Work = Callable[[], object]
Gap = tuple[float, float]

_TICK_MS = 16
_LONGEST_SECONDS = 60.0
_PINS = 20
_PIN_EVERY_MS = 40
_TICKETS = 20_000


class Ticker:
    """A 16 ms timer that repaints the window; the gaps between its ticks and their own work."""

    def __init__(self, window: MainWindow) -> None:
        self.gaps: list[Gap] = []
        self._busy = 0.0
        self._window = window
        self._clock = QElapsedTimer()
        self._timer = QTimer()
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._tick)

    def start(self) -> None:
        """Begin to count."""
        self.gaps = []
        self._busy = time.thread_time()
        self._clock.start()
        self._timer.start(_TICK_MS)

    def stop(self) -> list[Gap]:
        """End, and give the gaps."""
        self._timer.stop()
        return self.gaps

    def _tick(self) -> None:
        busy = time.thread_time()
        self.gaps.append((self._clock.nsecsElapsed() / 1e6, (busy - self._busy) * 1000))
        self._clock.restart()
        self._busy = busy
        self._window.update()


def main() -> None:
    """Do each piece of work and print the gaps."""
    sample = Path(_HOME.name) / "sample"
    subprocess.run([sys.executable, "-m", "workbench", "demo", sample], check=True)
    program = Workbench(settings=Settings(None))
    program.watch.uninstall()
    window = program.open(sample)
    window.resize(1280, 800)
    ticker = Ticker(window)
    works: dict[str, Sequence[Work]] = {
        "nothing": [_nothing] * 3,
        "the idle window warming up": [program.warm_up, _nothing, _nothing, _nothing],
    }
    works |= _shell_works(window) | _pane_works(window, sample)
    found = {name: _during(window, ticker, steps) for name, steps in works.items()}
    from workbench.apitest.mock_service import DEFAULT_PORT, MockService

    with closing(MockService(DEFAULT_PORT)) as service:
        service.start()
        window.show_pane("api")  # measured above
        _run_loop(300)
        steps = [partial(window.commands.trigger, command) for command in _RUN]
        found["a collection being run"] = _during(window, ticker, steps)
    found["an answer of 18 MB in one line coming"] = _large_answer(window, ticker)
    found[f"{_TICKETS:,} tickets being read, judged and searched"] = _large_queue(window, ticker)
    print(json.dumps(found))
    program.end()


def _large_answer(window: MainWindow, ticker: Ticker) -> list[Gap]:
    """The gaps while a call is answered by a large JSON document without line ends."""
    from workbench.panes.api.pane import ApiPane

    body = json.dumps([{"id": number, "name": "x" * 50} for number in range(240_000)]).encode()

    class Answer(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None: ...  # pyright: ignore[reportIncompatibleMethodOverride] - says nothing

    with ThreadingHTTPServer(("127.0.0.1", 0), Answer) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        pane = window.pane("api")
        assert isinstance(pane, ApiPane)
        window.commands.trigger("api.new")
        _run_loop(300)
        pane.editor.address.setText(f"http://127.0.0.1:{server.server_port}/")
        pane.editor.address.textEdited.emit(pane.editor.address.text())
        gaps = _during(window, ticker, [partial(window.commands.trigger, "api.send")])
        server.shutdown()
    outcome = pane.answer.outcome
    exchange = None if outcome is None else outcome.execution.exchange
    assert exchange is not None and exchange.response is not None
    assert len(exchange.response.body) == len(body)
    return gaps


def _large_queue(window: MainWindow, ticker: Ticker) -> list[Gap]:
    """The gaps while a queue of many tickets, a third of them unfinished, is read and searched."""
    from workbench.panes.queue.pane import QueuePane
    from workbench.tickets.model import Ticket

    now = datetime.now(UTC)
    words = ["model", "answer", "latency", "drift", "pipeline", "timeout", "invoice", "upload"]
    dice = random.Random(1)
    window.show_pane("queue")
    pane = window.pane("queue")
    assert isinstance(pane, QueuePane)
    pane.store().put(
        Ticket(
            f"MANY-{number}", "bench", " ".join(dice.sample(words, 4)),
            " ".join(dice.choices(words, k=40)), state="closed" if number % 3 else "open",
            level=f"P{1 + number % 4}", created=now - timedelta(minutes=20 * number),
            resolved=now if number % 3 else None,
        )
        for number in range(_TICKETS)
    )  # fmt: skip
    typed = [partial(pane.search.setText, "latency"[:length]) for length in range(8)]
    return _during(window, ticker, [partial(window.commands.trigger, "queue.refresh"), *typed])


def _nothing() -> None:
    pass


def _shell_works(window: MainWindow) -> dict[str, Sequence[Work]]:
    """The window's own kinds of work, each in steps."""

    def make_another() -> None:
        from workbench.sample.workspace import make_sample

        folder = Path(_HOME.name) / "another"
        window.services.tasks.start("Making", partial(make_sample, folder), in_process=True)

    def flood() -> None:
        def work(progress: Progress) -> None:
            for number in range(100_000):
                progress.report(number, 100_000, f"row {number}")

        window.services.tasks.start("Counting", work)

    def pin_while_writing() -> None:
        def work(progress: Progress) -> None:
            database = window.services.workspace.database
            with database.write() as writer:
                writer.execute("CREATE TABLE IF NOT EXISTS imported (number INTEGER)")
            for _ in range(200):
                progress.check()
                with database.write() as writer:
                    writer.executemany("INSERT INTO imported VALUES (?)", [(1,)] * 500)

        window.services.tasks.start("Importing rows", work)
        for number in range(_PINS):
            note = Evidence("note", f"Seen {number}", "the bench", payload={"text": "slow"})
            QTimer.singleShot(_PIN_EVERY_MS * number, window, partial(window.pin, note))

    return {
        "a sample being made": [make_another],
        "100,000 progress reports": [flood],
        "rows being written while evidence is pinned": [pin_while_writing],
    }


def _pane_works(window: MainWindow, sample: Path) -> dict[str, Sequence[Work]]:
    """What the panes do: each is shown for the first time, then its longest work."""
    set_to, trigger = window.services.settings.set, window.commands.trigger

    def preview_tickets() -> None:
        from workbench.panes.queue.pane import QueuePane
        from workbench.tickets.sample.writing import EXPORT

        pane = window.pane("queue")
        assert isinstance(pane, QueuePane)
        pane.importing.open([sample / EXPORT])

    def copy_every_line() -> None:
        from workbench.panes.logs.pane import LogsPane

        pane = window.pane("logs")
        assert isinstance(pane, LogsPane)
        pane.lines.select_all()
        trigger("logs.copy")

    return {
        "every pane being shown for the first time": [
            partial(window.show_pane, spec.id) for spec in window.stack.specs
        ],
        "a week of logs being opened and judged": [
            partial(window.open_paths, [sample / "logs"], prefer="logs")
        ],
        "all its lines being copied": [copy_every_line],
        "a drift comparison": [partial(trigger, "drift.scenario-routing")],
        "tickets being imported": [preview_tickets, partial(trigger, "queue.import-now")],
        "theme and size being changed, every pane made": [
            partial(set_to, "theme", "dark"),
            partial(set_to, "zoom", 150),
            partial(set_to, "zoom", 100),
        ],
    }


_RUN = ("api.runner", "api.run-start")


def _during(window: MainWindow, ticker: Ticker, steps: Sequence[Work]) -> list[Gap]:
    """The gaps from the start of the first step until after the last nothing is under way."""
    ticker.start()
    for step in steps:
        end = time.monotonic() + _LONGEST_SECONDS
        QTimer.singleShot(0, step)
        _run_loop(500)
        while window.services.tasks.running and time.monotonic() < end:
            _run_loop(100)
        _run_loop(200)
    return ticker.stop()


def _run_loop(milliseconds: int) -> None:
    loop = QEventLoop()
    QTimer.singleShot(milliseconds, loop.quit)
    loop.exec()


if __name__ == "__main__":
    sys.exit(main())
