"""Imports what the panes will need while nobody waits for it, so that no first click does."""

import importlib
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer

from workbench.core.progress import Progress
from workbench.ui.translate import tr

if TYPE_CHECKING:
    from workbench.app.window import MainWindow

_LARGEST_PARTS = (
    "workbench.tickets.desk",
    "workbench.search.documents",
    "workbench.apitest.cookies",
    "workbench.apitest.runner",
    "workbench.apitest.report",
    "workbench.panes.api.answer",
)
"""Of the panes' modules; imported before them, so that none holds the window up for long."""
_LIBRARIES = ("numpy", "pyarrow", "pyarrow.compute", "workbench.ui.chart.drawing")
"""What reading logs and tables and drawing charts begins with: imported on a thread of its own."""
_LIBRARIES_AFTER_MS = 2000


def warm_up(window: "MainWindow") -> None:
    """The panes' modules soon after the first paint, one at a time; the libraries later."""
    for name in (*_LARGEST_PARTS, *(spec.module for spec in window.specs)):
        window.afterwards.add(partial(_import, name))
    QTimer.singleShot(_LIBRARIES_AFTER_MS, window, partial(_load_libraries, window))


def _load_libraries(window: "MainWindow") -> None:
    window.services.tasks.start(tr("Getting ready"), _load)


def _load(progress: Progress) -> None:
    for name in _LIBRARIES:
        progress.check()
        _import(name)


def _import(name: str) -> None:
    with suppress(ImportError):  # whoever needs it says so
        importlib.import_module(name)
