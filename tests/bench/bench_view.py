"""The log view: frames at 10 and 100 million lines, the first screen, and the window's stalls."""

import os
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QEventLoop, QTimer
from PySide6.QtWidgets import QApplication

from tests.bench.measure import Measurement
from workbench.core.progress import Progress
from workbench.ui.line_view.rows import LineRow
from workbench.ui.line_view.view import LineView

_FRAMES = 300
_MILLION = 1_000_000
_BLOCK_LINES = 100_000


class _ComputedRows:
    """A hundred million lines that are computed, not read."""

    row_count = 100 * _MILLION

    def rows(self, first: int, count: int) -> list[LineRow]:
        """Rows that look like those of a log."""
        return [self._row(number) for number in range(first, first + count)]

    def raw(self, first: int, last: int) -> bytes:
        """Not copied in a benchmark."""
        return b""

    @staticmethod
    def _row(number: int) -> LineRow:
        text = _line(number)
        return LineRow(number + 1, text, len(text), 3 + number % 3, anomaly=number % 9 == 0)


def measure(data: Path | None) -> list[Measurement]:
    """Frames on a real file of ten million lines and on a hundred million computed ones."""
    application = QApplication.instance() or QApplication([])
    assert isinstance(application, QApplication)
    with tempfile.TemporaryDirectory(prefix="bench-view-") as name:
        folder = Path(name)
        os.environ["WORKBENCH_HOME"] = name
        log = _write_log(folder / "ten-million.log", 10 * _MILLION)
        lines = [*_frames_of_file(log, folder), *_frames("100 million lines", _ComputedRows())]
        lines.append(_first_screen(folder, log))
        lines += _stalls(folder)
    return lines


def _line(number: int) -> bytes:
    return (
        b"2026-03-05 09:%02d:%02d,%03d INFO shop.api request %08x user=%d done in %d ms status=200"
        % (number // 60_000 % 60, number // 1000 % 60, number % 1000, number * 7919, number % 9973,
           number % 401)
    )  # fmt: skip


def _write_log(path: Path, lines: int) -> Path:
    block = b"".join(_line(number) + b"\n" for number in range(_BLOCK_LINES))
    with path.open("wb") as file:
        for _ in range(lines // _BLOCK_LINES):
            file.write(block)
    return path


def _frames_of_file(log: Path, folder: Path) -> list[Measurement]:
    from workbench.panes.logs.log_rows import LogRows
    from workbench.panes.logs.opening import Reading, open_logs

    opened = open_logs([log], Reading((), None, folder / "cache"), Progress())
    rows = LogRows(opened.visible, opened.readers, anomalies=range(0, 10 * _MILLION, 9))
    found = _frames("10 million lines", rows)
    opened.logs.close()
    return found


def _frames(what: str, rows: object) -> list[Measurement]:
    """Smooth scrolling and jumps, with a selection and highlights in every frame."""
    from workbench.logs.query import Query
    from workbench.panes.logs.finding import highlighter

    view = LineView("Lines")
    view.resize(1200, 800)
    view.show_source(rows)  # pyright: ignore[reportArgumentType] - either kind of rows
    view.set_highlighter(highlighter(Query(r"user=\d+|done", ignore_case=True)))
    view.show()
    _run_for(50)
    bar = view.verticalScrollBar()
    made: list[Measurement] = []
    steps: list[tuple[str, Callable[[int], int]]] = [
        ("scrolling", lambda frame: 1_000_000 + 3 * frame),
        ("jumping", lambda frame: frame * 7_777_777 % bar.maximum()),
    ]
    for way, target in steps:
        times: list[float] = []
        busy = time.thread_time()
        for frame in range(_FRAMES):
            top = target(frame)
            begun = time.perf_counter()
            bar.setValue(top)
            view.select(top + 5, top + 20)
            view.viewport().repaint()
            times.append((time.perf_counter() - begun) * 1000)
        note = _load_note((time.thread_time() - busy) * 1000 / _FRAMES)
        median = statistics.median(times)
        late = sorted(times)[int(len(times) * 0.95)]
        made.append(_bar(f"log view, {what}, {way}: median frame", median, 8, note))
        made.append(_bar(f"log view, {what}, {way}: p95 frame", late, 16, note))
    view.close()
    return made


def _load_note(processor: float) -> str:
    """What else tells of a frame on a machine that others use at the same time."""
    load = f", machine load {os.getloadavg()[0]:.1f}" if hasattr(os, "getloadavg") else ""
    return f"{processor:.1f} ms of processor time a frame{load} on {os.cpu_count()} cores"


def _bar(what: str, milliseconds: float, most: float, note: str = "") -> Measurement:
    return Measurement(
        what=what,
        ours=f"{milliseconds:.1f} ms",
        anchor=f"{most:g} ms",
        ratio=round(milliseconds / most, 2),
        bar=f"<= {most:g} ms",
        met=milliseconds <= most,
        note=note,
    )


def _first_screen(folder: Path, big: Path) -> Measurement:
    """From the command to the first painted lines, for about 1 GB against 1 MB."""
    small = _write_log(folder / "small.log", _BLOCK_LINES)
    with small.open("r+b") as file:
        file.truncate(1_000_000)
    seconds = {path: statistics.median(_time_to_lines(folder, path) for _ in range(5))
               for path in (small, big)}  # fmt: skip
    ratio = seconds[big] / seconds[small]
    return Measurement(
        what=f"first screen, {big.stat().st_size / 1e9:.1f} GB against 1 MB",
        ours=f"{seconds[big] * 1000:.0f} ms",
        anchor=f"{seconds[small] * 1000:.0f} ms",
        ratio=round(ratio, 2),
        bar="<= 2",
        met=ratio <= 2,
        note="first lines painted; the index follows in the background",
    )


def _time_to_lines(folder: Path, log: Path) -> float:
    from workbench.panes.logs.pane import LogsPane

    program, window = _window(folder)
    pane = window.pane("logs")
    assert isinstance(pane, LogsPane)
    begun = time.perf_counter()
    pane.open_path(log)
    _run_until(lambda: pane.lines.row_count > 0)
    pane.lines.viewport().repaint()
    taken = time.perf_counter() - begun
    pane.work.stop()
    program.end()
    return taken


def _stalls(folder: Path) -> list[Measurement]:
    """Gaps of the event loop while a 200 MB log is opened and looked through."""
    from workbench.panes.logs.pane import LogsPane

    log = _write_log(folder / "stalls.log", 2 * _MILLION + 400_000)
    program, window = _window(folder)
    pane = window.pane("logs")
    assert isinstance(pane, LogsPane)
    gaps: list[float] = []
    last = time.perf_counter()

    def tick() -> None:
        nonlocal last
        moment = time.perf_counter()
        gaps.append((moment - last) * 1000)
        last = moment

    timer = QTimer()
    timer.setInterval(5)
    timer.timeout.connect(tick)
    pane.open_path(log)
    timer.start()
    _run_until(lambda: pane.log.surveyed is not None, 120)
    timer.stop()
    program.end()
    gaps.sort()
    return [
        _bar("event loop gap while a 200 MB log is opened and surveyed: p99",
             gaps[int(len(gaps) * 0.99)], 50),
        _bar("the same: longest", gaps[-1], 200),
    ]  # fmt: skip


def _window(folder: Path):
    from workbench.app.application import Workbench
    from workbench.core.settings import Settings

    program = Workbench(settings=Settings(None))
    program.watch.uninstall()
    window = program.open(folder / "workspace")
    window.resize(1280, 800)
    _run_for(100)
    return program, window


def _run_until(done: Callable[[], bool], seconds: float = 30) -> None:
    loop = QEventLoop()
    end = time.perf_counter() + seconds
    watch = QTimer()
    watch.setInterval(1)
    watch.timeout.connect(lambda: loop.quit() if done() or time.perf_counter() > end else None)
    watch.start()
    loop.exec()
    watch.stop()


def _run_for(milliseconds: int) -> None:
    loop = QEventLoop()
    QTimer.singleShot(milliseconds, loop.quit)
    loop.exec()
