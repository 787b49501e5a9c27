"""Starting: nothing heavy is imported, Qt keeps its counts, and every heavy room stays asleep."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from workbench.panes import registry

HEAVY = (
    "numpy", "pandas", "pyarrow", "scipy", "river", "duckdb", "sklearn", "pyqtgraph", "keyring",
    "usearch", "torch",
)  # fmt: skip

_START = """
import sys
from pathlib import Path
from PySide6.QtCore import QTimer
from workbench.app.application import Workbench

program = Workbench()
window = program.open(Path(sys.argv[1]))
QTimer.singleShot(300, program.application.closeAllWindows)
program.run()
print(*sorted(name for name in sys.modules if "." not in name))
"""

_READ = """
import linecache, runpy, sys
runpy.run_module("workbench.app.application")
print(*(name for name in linecache.cache if "workbench/" in name.replace(chr(92), "/")))
"""

_COUNT = """
import sys
from PySide6.QtWidgets import QApplication, QSpinBox
from PySide6.QtGui import QColor, QPainter, QPixmap

application = QApplication([])
box, picture = QSpinBox(), QPixmap(8, 8)
painter = QPainter(picture)
counts = []
for round in (20, 20_000):
    for number in range(round):
        box.setValue(number % 90)
        painter.fillRect(0, 0, 8, 8, QColor(0, 0, 0))
    counts.append(sys.getrefcount(None))
painter.end()
print(counts[1] - counts[0])
"""


def run(script: str, *arguments: str, home: Path) -> str:
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "WORKBENCH_HOME": str(home)}
    done = subprocess.run(
        [sys.executable, "-c", script, *arguments],
        capture_output=True,
        text=True,
        env=environment,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_the_window_opens_without_anything_heavy(tmp_path: Path) -> None:
    loaded = set(run(_START, str(tmp_path / "workspace"), home=tmp_path).split())
    assert loaded & set(HEAVY) == set()
    assert "PySide6" in loaded


def test_pyside_reads_no_source_text_of_the_windows_modules(tmp_path: Path) -> None:
    read = [Path(name).name for name in run(_READ, home=tmp_path).split()]
    assert set(read) <= {"__init__.py"}, "see workbench/app/featureless.py"


def test_a_void_call_of_qt_does_not_lose_a_reference_to_none(tmp_path: Path) -> None:
    lost = int(run(_COUNT, home=tmp_path))
    assert abs(lost) < 100, "this build of PySide6 aborts after a few minutes on Python 3.11"


@pytest.mark.parametrize(
    ("arguments", "platform", "says"),
    [
        (["nowhere.log"], "offscreen", "nowhere.log is not there"),
        (["--workspace", "file"], "offscreen", "file cannot be"),
        pytest.param(
            [],
            "",
            "There is no display",
            marks=pytest.mark.skipif(
                sys.platform in ("win32", "darwin"), reason="there is always a display here"
            ),
        ),
    ],
)
def test_a_start_that_cannot_work_says_why_in_one_line(
    tmp_path: Path, arguments: list[str], platform: str, says: str
) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    environment = {
        **os.environ,
        "DISPLAY": "",
        "WAYLAND_DISPLAY": "",
        "QT_QPA_PLATFORM": platform,
        "WORKBENCH_HOME": str(tmp_path / "home"),
        "PYTHONPATH": str(Path(__file__).parents[2]),
    }
    done = subprocess.run(
        [sys.executable, "-m", "workbench", *arguments],
        capture_output=True,
        text=True,
        cwd=tmp_path,
        env=environment,
        timeout=60,
        check=False,
    )
    assert done.returncode == 2
    assert says in done.stderr
    assert "Traceback" not in done.stderr


_BROUGHT = """
import importlib, sys
from workbench.app import application
from workbench.app.import_order import needed_first

def ours():
    return {name for name in sys.modules if name.startswith("workbench.")}

for name in needed_first(sys.argv[1:]):
    before = ours()
    importlib.import_module(name)
    brought = {n for n in ours() - before if n != name and not hasattr(sys.modules[n], "__path__")}
    if brought:
        print(name, "brings", *brought)
print("done" if set(sys.argv[1:]) <= ours() else "not all were imported")
"""


def test_the_panes_modules_are_imported_one_at_a_time(tmp_path: Path) -> None:
    panes = [spec.module for spec in registry.available()]
    assert run(_BROUGHT, *panes, home=tmp_path).splitlines() == ["done"]


_WARM = """
import sys, threading
from pathlib import Path
from PySide6.QtCore import QTimer
from workbench.app import warm_up
from workbench.app.application import Workbench

class OfQtElsewhere:
    found = []
    def find_spec(self, name, path=None, target=None):
        of_qt = name.startswith(("PySide6", "pyqtgraph", "workbench.ui", "workbench.app"))
        if of_qt and threading.current_thread() is not threading.main_thread():
            self.found.append(name)

sys.meta_path.insert(0, OfQtElsewhere())
warm_up._LIBRARIES_AFTER_MS = 0
program = Workbench()
window = program.open(Path(sys.argv[1]))
def close_when_idle():
    begun = warm_up._CHARTS in sys.modules
    if begun and not window.services.tasks.running and not window.afterwards.waiting:
        watch.stop()
        print(*(pane.id for pane in window.stack.made))
        window.close()
watch = QTimer()
watch.timeout.connect(close_when_idle)
watch.start(20)
program.run()
print(*(name for name in sys.modules if name.startswith("workbench.panes.")))
print("on other threads:", *OfQtElsewhere.found)
"""


def test_an_idle_window_loads_what_the_panes_will_need(tmp_path: Path) -> None:
    made, loaded, elsewhere = run(_WARM, str(tmp_path / "workspace"), home=tmp_path).splitlines()
    assert {spec.module for spec in registry.available()} <= set(loaded.split())
    assert {spec.id for spec in registry.available()} <= set(made.split())
    assert elsewhere == "on other threads:", "a class of Qt made there may end the process"
