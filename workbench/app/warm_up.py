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

_LIBRARIES = ("numpy", "pyarrow", "pyarrow.compute")
"""What reading logs and tables begins with; while one is loaded Python holds the window up."""
_CHARTS = "workbench.ui.chart.drawing"
"""Built on numpy and Qt, so it is loaded after the one, on the other's thread."""
_LIBRARIES_AFTER_MS = 2000


def warm_up(window: "MainWindow") -> None:
    """The panes' modules soon after the first paint, one at a time; the libraries later."""
    for spec in window.specs:
        window.afterwards.add(partial(importlib.import_module, spec.module))
    QTimer.singleShot(_LIBRARIES_AFTER_MS, window, partial(_load_libraries, window))


def _load_libraries(window: "MainWindow") -> None:
    def loaded(_: object) -> None:
        window.afterwards.add(partial(importlib.import_module, _CHARTS))

    window.services.tasks.start(tr("Getting ready"), _load, on_done=loaded)


def _load(progress: Progress) -> None:
    for name in _LIBRARIES:
        progress.check()
        with suppress(ImportError):  # whoever needs it says so
            importlib.import_module(name)
