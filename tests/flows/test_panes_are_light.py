"""Making a pane imports nothing heavy; showing it empty holds up the window with no library."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from workbench.panes import registry

_SCRIPT = """
import sys, threading
from pathlib import Path

HEAVY = {"numpy", "pandas", "pyarrow", "scipy", "sklearn", "duckdb", "pyqtgraph", "usearch"}
state = {"now": "start"}

class Watch:
    def find_spec(self, name, path, target=None):
        if name in HEAVY and threading.current_thread() is threading.main_thread():
            print(state["now"], name)
        return None

sys.meta_path.insert(0, Watch())
from workbench.app.application import Workbench
from workbench.core.settings import Settings

program = Workbench(settings=Settings(None))
window = program.open(Path(sys.argv[1]))
state["now"] = "made"
window.stack.pane(sys.argv[2])
state["now"] = "shown"
window.show_pane(sys.argv[2])
program.application.processEvents()
program.end()
"""


@pytest.mark.parametrize("pane_id", [spec.id for spec in registry.available()])
def test_a_pane_is_made_and_shown_without_heavy_libraries(tmp_path: Path, pane_id: str) -> None:
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "WORKBENCH_HOME": str(tmp_path)}
    done = subprocess.run(
        [sys.executable, "-c", _SCRIPT, str(tmp_path / "workspace"), pane_id],
        capture_output=True,
        text=True,
        env=environment,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    allowed = {"shown numpy", "shown pyqtgraph"}
    assert set(done.stdout.splitlines()) - allowed == set()
