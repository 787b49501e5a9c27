"""The controls without an accessible name, in every pane with the sample's data in it."""

import json
import subprocess
import sys
from pathlib import Path

from tests.bench.measure import Measurement

_ROOT = Path(__file__).parents[2]


def measure(_data: Path | None) -> list[Measurement]:
    """Go through all scenes of the gallery in a process of its own, walking QAccessible."""
    what = "controls without an accessible name"
    done = subprocess.run(
        [sys.executable, "-m", "tests.bench.names_window"],
        capture_output=True,
        text=True,
        check=False,
        timeout=600,
        cwd=_ROOT,
    )
    if done.returncode != 0:
        note = (done.stderr.strip().splitlines() or ["no answer"])[-1]
        return [Measurement(what, "-", "-", None, "0", None, note)]
    found = json.loads(done.stdout.strip().splitlines()[-1])
    note = f"{found['scenes']} scenes of all panes; {'; '.join(found['nameless'])}".rstrip("; ")
    shown = f"{len(found['nameless'])} of {found['controls']}"
    return [Measurement(what, shown, "-", None, "0", not found["nameless"], note)]
