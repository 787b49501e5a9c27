"""Loads and makes what the panes will need while nobody waits for it, so that no first click does.

Module by module, pane by pane: each has a turn of the event loop, and the user's keys go first.
"""

import importlib
import logging
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import partial
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
    "pyarrow",
    "pyarrow.compute",
    "workbench.ui.chart.drawing",
    "workbench.apitest.curl_engine",
)
"""What reading logs and tables, drawing charts and calling services begin with: imported on a
thread of its own."""
_LIBRARIES_AFTER_MS = 2000
_TURN_SECONDS = 0.008
"""A turn of small modules ends after that long; a large one takes longer."""


def warm_up(window: "MainWindow", settle: Callable[[], None] = lambda: None) -> None:
    """The panes' modules soon after the first paint, then the panes; the libraries later.

    `settle` is called when all is there.
    """
    names = needed_first(spec.module for spec in window.stack.specs)
    window.afterwards.add(partial(_import_some, window, names))
    QTimer.singleShot(_LIBRARIES_AFTER_MS, window, partial(_load_libraries, window, settle))


def _import_some(window: "MainWindow", names: Iterator[str]) -> None:
    end = time.monotonic() + _TURN_SECONDS
    for name in names:
        _import(name)
        if time.monotonic() > end:
            window.afterwards.add(partial(_import_some, window, names))
            return
    window.afterwards.add(partial(_make_one, window))


def _make_one(window: "MainWindow") -> None:
    try:
        more = window.stack.make_next()
    except Exception:  # noqa: BLE001 - told to who asks for the pane: then it is made again
        _log.exception("a pane could not be made while nobody asked for it")
        more = True
    if more:
        window.afterwards.add(partial(_make_one, window))


def _load_libraries(window: "MainWindow", settle: Callable[[], None]) -> None:
    def done(_: None) -> None:
        settle()

    window.services.tasks.start(tr("Getting ready"), _load, on_done=done)


def _load(progress: Progress) -> None:
    for name in _LIBRARIES:
        progress.check()
        _import(name)


def _import(name: str) -> None:
    with suppress(ImportError):  # whoever needs it says so
        importlib.import_module(name)
