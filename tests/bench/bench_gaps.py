"""How long the event loop of the window is held up while tasks are under way."""

import os
import statistics
import subprocess
import sys
from pathlib import Path

from tests.bench.child import answer_of
from tests.bench.measure import Measurement

_ROOT = Path(__file__).parents[2]
Gap = tuple[float, float]
"""A gap on the clock, and the processor time of the window's thread in it, in ms."""

_P99_BAR = 50.0
_WORST_BAR = 200.0


def measure(_data: Path | None) -> list[Measurement]:
    """Work in a window in a process of its own; the gaps between two ticks of a 16 ms timer."""
    environment = {**os.environ, "PYTHONDONTWRITEBYTECODE": ""}  # as installed: compiled before
    compiling = [sys.executable, "-m", "compileall", "-q", "workbench", "plugins"]
    subprocess.run(compiling, env=environment, cwd=_ROOT, check=False)
    found = answer_of("tests.bench.gap_window", environment)
    if isinstance(found, str):
        bar = f"p99 <= {_P99_BAR} ms"
        return [Measurement("gap of the event loop", "-", "-", None, bar, None, found)]
    idle = percentile([wall for wall, _ in found.pop("nothing")])
    return [_line(name, gaps, idle) for name, gaps in found.items()]


def _line(name: str, ticks: list[Gap], idle: float) -> Measurement:
    gaps = [wall for wall, _ in ticks]
    p99, worst = percentile(gaps), max(gaps)
    busy = max(own for _, own in ticks)
    return Measurement(
        f"event loop during: {name}",
        f"p99 {p99:.0f}, worst {worst:.0f} ms",
        f"{idle:.0f} ms (idle p99)",
        p99 / idle,
        f"p99 <= {_P99_BAR:.0f}, worst <= {_WORST_BAR:.0f} ms",
        p99 <= _P99_BAR and worst <= _WORST_BAR,
        f"median {statistics.median(gaps):.0f} ms, {len(gaps)} ticks;"
        f" the thread's own work {busy:.0f} ms at most",
    )


def percentile(gaps: list[float]) -> float:
    """The 99th percentile in milliseconds."""
    ordered = sorted(gaps)
    return ordered[min(len(ordered) - 1, int(len(ordered) * 0.99))]
