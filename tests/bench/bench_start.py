"""Start to a usable window, against bare PySide6 windows started in turn; and what is imported.

Usable: `python -m workbench` has shown its window, painted it, and the pane in front has answered
a key. Of the bare windows only the painting is asked.

Two bare windows: an empty one, and one with three docks, an editor and a menu, which is the
least that any window of this kind is made of.
"""

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tests.bench.measure import Measurement
from workbench.storage.workspace import Workspace

_ROUNDS = 9
_BAR = 2.0
HEAVY = (
    "numpy", "pandas", "pyarrow", "scipy", "river", "duckdb", "sklearn", "pyqtgraph", "keyring",
    "usearch", "torch",
)  # fmt: skip

_END = """
import json, os, sys, time
from PySide6.QtCore import QTimer
def usable():
    took = time.monotonic() - float(os.environ["STARTED"])
    print(json.dumps([took, sorted(n for n in sys.modules if "." not in n)]), flush=True)
    os._exit(0)
"""

_BARE = (
    _END
    + """
from PySide6.QtWidgets import QApplication, QMainWindow
application = QApplication([])
window = QMainWindow()
window.resize(1280, 800)
window.show()
QTimer.singleShot(0, lambda: (window.repaint(), QTimer.singleShot(0, usable)))
application.exec()
"""
)

_DOCKS = _BARE.replace(
    "window.show()",
    """
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDockWidget, QListWidget, QPlainTextEdit
window.menuBar().addMenu("File")
window.setCentralWidget(QPlainTextEdit())
for name in ("one", "two", "three"):
    dock = QDockWidget(name)
    dock.setWidget(QListWidget())
    window.addDockWidget(Qt.DockWidgetArea.LeftDockWidgetArea, dock)
window.show()
""",
)

_OURS = (
    _END
    + """
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication
from workbench.app import application

class Timed(application.Workbench):
    def run(self):
        QTimer.singleShot(0, lambda: (self.windows[0].repaint(), QTimer.singleShot(0, self.press)))
        return super().run()

    def press(self):
        window = self.windows[0]
        before = window.focusWidget()
        for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
            key = QKeyEvent(kind, Qt.Key.Key_Tab, Qt.KeyboardModifier.NoModifier)
            QApplication.sendEvent(before, key)
        in_pane = window.isVisible() and window.current_pane.isAncestorOf(before)
        usable() if in_pane and window.focusWidget() is not before else os._exit(3)

application.Workbench = Timed
from workbench.__main__ import main
sys.argv[1:] = ["--workspace", sys.argv[1]]
sys.exit(main())
"""
)


def measure(_data: Path | None) -> list[Measurement]:
    """Start both in turn and compare the medians; name heavy modules that came in."""
    with tempfile.TemporaryDirectory(prefix="workbench-bench-") as name:
        home = Path(name)
        Workspace(home / "workspace").close()
        start(_OURS, home)  # fills the caches of both sides
        start(_BARE, home)
        start(_DOCKS, home)
        bare: list[float] = []
        docks: list[float] = []
        ours: list[float] = []
        loaded: set[str] = set()
        for _ in range(_ROUNDS):
            bare.append(start(_BARE, home)[0])
            docks.append(start(_DOCKS, home)[0])
            seconds, modules = start(_OURS, home)
            ours.append(seconds)
            loaded |= set(modules)
    return [
        _speed("empty PySide6 window", bare, ours),
        _speed("window of three docks and an editor", docks, ours),
        _imports(loaded),
    ]


def start(script: str, home: Path) -> tuple[float, list[str]]:
    """Start the script; seconds from the start of the process until the window is usable."""
    environment = {
        **os.environ,
        "PYTHONDONTWRITEBYTECODE": "",  # as installed: compiled once, then read
        "PYTHONPYCACHEPREFIX": str(home / "compiled"),
        "QT_QPA_PLATFORM": os.environ.get("QT_QPA_PLATFORM", "offscreen"),
        "WORKBENCH_HOME": str(home / "home"),
        "STARTED": str(time.monotonic()),
    }
    done = subprocess.run(
        [sys.executable, "-c", script, str(home / "workspace")],
        capture_output=True,
        text=True,
        env=environment,
        check=True,
        timeout=120,
    )
    seconds, modules = json.loads(done.stdout)
    return seconds, modules


def _speed(name: str, bare: list[float], ours: list[float]) -> Measurement:
    anchor, own = statistics.median(bare), statistics.median(ours)
    ratio = own / anchor
    return Measurement(
        "start to a usable window",
        f"{own * 1000:.0f} ms",
        f"{anchor * 1000:.0f} ms ({name})",
        ratio,
        f"<= {_BAR}",
        ratio <= _BAR,
        f"median of {_ROUNDS}, in turn; best {min(ours) / min(bare):.2f}",
    )


def _imports(loaded: set[str]) -> Measurement:
    heavy = sorted(loaded & set(HEAVY))
    return Measurement(
        "heavy modules imported at start",
        ", ".join(heavy) or "none",
        "none",
        None,
        "none",
        not heavy,
    )
