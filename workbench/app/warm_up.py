"""Loads and makes what the panes will need while nobody waits for it, so that no first click does.

Module by module, pane by pane: each has a turn of the event loop, and the user's keys go first.
Whatever defines classes of Qt is imported on the window's thread: PySide looks a class up without
holding Python's lock, and one that another thread adds meanwhile (`import pyqtgraph` adds them
all) ends the process now and then.
"""

import importlib
import logging
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import partial
from types import ModuleType
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer

from workbench.app.import_order import needed_first
from workbench.core.progress import Progress
from workbench.ui.translate import tr

if TYPE_CHECKING:
    from workbench.app.window import MainWindow

_log = logging.getLogger("workbench.app")
_LIBRARIES = (
    "numpy",
    "numpy.typing",
    "pyarrow",
    "pyarrow.compute",
    "workbench.apitest.curl_engine",
    "cProfile",
    "pydoc",
    "multiprocessing.connection",
)
"""What reading logs and tables and calling services begin with, and of drawing charts what does
without Qt: imported on a thread of its own."""
_OF_QT = ("PySide6.QtCore", "PySide6.QtGui", "PySide6.QtWidgets", "PySide6.QtTest")
_CHARTS = "workbench.ui.chart.drawing"
_LIBRARIES_AFTER_MS = 2000
_TURN_SECONDS = 0.008
"""A turn of small modules ends after that long; a large one takes longer."""


def warm_up(window: "MainWindow", settle: Callable[[], None] = lambda: None) -> None:
    """The panes' modules soon after the first paint, then the panes; the libraries later.

    `settle` is called when all is there.
    """
    names = needed_first(spec.module for spec in window.stack.specs)
    window.afterwards.add(
        partial(_in_turns, window, map(_import, names), partial(_make_one, window))
    )
    QTimer.singleShot(_LIBRARIES_AFTER_MS, window, partial(_load_libraries, window, settle))


def _in_turns(window: "MainWindow", steps: Iterator[object], then: Callable[[], object]) -> None:
    """As many of the small steps as a turn has time for; the others, and what follows, later."""
    end = time.monotonic() + _TURN_SECONDS
    for _ in steps:
        if time.monotonic() > end:
            window.afterwards.add(partial(_in_turns, window, steps, then))
            return
    window.afterwards.add(then)


def _make_one(window: "MainWindow") -> None:
    try:
        more = window.stack.make_next()
    except Exception:  # noqa: BLE001 - told to who asks for the pane: then it is made again
        _log.exception("a pane could not be made while nobody asked for it")
        more = True
    if more:
        window.afterwards.add(partial(_make_one, window))


def _load_libraries(window: "MainWindow", settle: Callable[[], None]) -> None:
    def prepare_charts(_: None) -> None:
        window.afterwards.add(partial(_in_turns, window, _classes_of_qt(), load_charts))

    def load_charts() -> None:
        _import(_CHARTS)
        settle()

    window.services.tasks.start(tr("Getting ready"), _load, on_done=prepare_charts)


def _load(progress: Progress) -> None:
    for name in _LIBRARIES:
        progress.check()
        _import(name)


def _classes_of_qt() -> Iterator[object]:
    """Each is made when it is first asked for; pyqtgraph asks for all of them at once."""
    for name in _OF_QT:
        module = _import(name)
        for word in dir(module):
            yield getattr(module, word, None)


def _import(name: str) -> ModuleType | None:
    with suppress(ImportError):  # whoever needs it says so
        return importlib.import_module(name)
    return None
