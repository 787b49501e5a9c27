"""Run by bench_gaps: works in a window and prints how long the event loop was held up.

Prints one JSON object: for each piece of work the gaps between two ticks of a 16 ms timer.
"""

import json
import os
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
_HOME = tempfile.TemporaryDirectory(prefix="workbench-gaps-")
os.environ["WORKBENCH_HOME"] = _HOME.name

from PySide6.QtCore import QElapsedTimer, QEventLoop, Qt, QTimer  # noqa: E402

from workbench.app.application import Workbench  # noqa: E402
from workbench.app.window import MainWindow  # noqa: E402
from workbench.core.progress import Progress  # noqa: E402
from workbench.core.settings import Settings  # noqa: E402
from workbench.sample.workspace import make_sample  # noqa: E402

_TICK_MS = 16
_LONGEST_SECONDS = 60.0


class Ticker:
    """A 16 ms timer that repaints the window, and the gaps between its ticks in ms."""

    def __init__(self, window: MainWindow) -> None:
        self.gaps: list[float] = []
        self._window = window
        self._clock = QElapsedTimer()
        self._timer = QTimer()
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._tick)

    def start(self) -> None:
        """Begin to count."""
        self.gaps = []
        self._clock.start()
        self._timer.start(_TICK_MS)

    def stop(self) -> list[float]:
        """End, and give the gaps."""
        self._timer.stop()
        return self.gaps

    def _tick(self) -> None:
        self.gaps.append(self._clock.nsecsElapsed() / 1e6)
        self._clock.restart()
        self._window.update()


def main() -> None:
    """Do each piece of work and print the gaps."""
    sample = Path(_HOME.name) / "sample"
    make_sample(sample, Progress())
    program = Workbench(settings=Settings(None))
    program.watch.uninstall()
    window = program.open(sample)
    window.resize(1280, 800)
    ticker = Ticker(window)
    found = {name: _during(window, ticker, work) for name, work in _works(window, sample).items()}
    print(json.dumps(found))
    program.end()


def _works(window: MainWindow, sample: Path) -> dict[str, Callable[[], None]]:
    """The pieces of work by name."""

    def make_another() -> None:
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

    works: dict[str, Callable[[], None]] = {
        "nothing": lambda: None,
        "a sample being made": make_another,
        "100,000 progress reports": flood,
        "rows being written": pin_while_writing,
    }
    if "logs" in window.stack.ids:
        works["a week of logs being opened and judged"] = lambda: window.open_paths(
            [sample / "logs"], prefer="logs"
        )
    return works


def _during(window: MainWindow, ticker: Ticker, work: Callable[[], None]) -> list[float]:
    """The gaps from the start of the work until nothing is under way."""
    end = time.monotonic() + _LONGEST_SECONDS
    ticker.start()
    QTimer.singleShot(0, work)
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
