"""Big tables for bench_drift: CPU and memory, Evidently on the same files, cancel, gaps, Spark.

Evidently's default preset needs an environment of its own (pandas below 3): EVIDENTLY_PYTHON
names its Python, else one is made once in the user's cache. Spark needs the extra 'spark':
SPARK_PYTHON names a Python that has it, where this one has not.
"""

import importlib.util
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.bench.measure import Measurement
from tests.bench.peer_environment import peer_python

_HERE = Path(__file__).parents[2]
_PEAK = """
import json, re, sys, time
from pathlib import Path
def used():
    status = Path("/proc/self/status").read_text()
    return [time.process_time(), int(re.search(r"VmHWM:\\s*(\\d+)", status)[1]) / 1000]
"""
_OURS = f"""{_PEAK}
from workbench.drift.compare import compare
from workbench.drift.sides import Question
compare(Question(Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3] or None))
print(json.dumps(used()))
"""
_EVIDENTLY = f"""{_PEAK}
import pandas as pd
from evidently import Report
from evidently.presets import DataDriftPreset
a, b = (pd.read_parquet(path) for path in sys.argv[1:3])
Report([DataDriftPreset()]).run(b, a)
print(json.dumps(used()))
"""
_GAPS = """
import json, sys, threading, time
from pathlib import Path
from PySide6.QtCore import QCoreApplication, QTimer, Qt
from workbench.core.errors import Cancelled
from workbench.core.progress import Progress
from workbench.drift.compare import compare
from workbench.drift.sides import Question
application, progress, ticks, late = QCoreApplication([]), Progress(), [], []
question = Question(Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3] or None)
def work():
    try:
        compare(question, progress)
    except Cancelled:
        late.append(time.monotonic())
def stop():
    late.append(time.monotonic())
    progress.cancel()
timer = QTimer(timerType=Qt.TimerType.PreciseTimer, interval=16)
timer.timeout.connect(lambda: ticks.append(time.monotonic()))
thread = threading.Thread(target=work)
timer.start(), thread.start()
QTimer.singleShot(4_000, stop)
watch = QTimer(interval=50)
watch.timeout.connect(lambda: thread.is_alive() or application.quit())
watch.start()
application.exec()
gaps = [1000 * (b - a) for a, b in zip(ticks, ticks[1:])]
print(json.dumps([late[-1] - late[0] if len(late) > 1 else None, gaps]))
"""
_SPARK = """
import json, sys
from pathlib import Path
from workbench.drift.sides import Question
from workbench.drift.tally import tally
files, cells = [Path(path) for path in sys.argv[1:3]], []
for engine in ("duckdb", "spark"):
    found = tally(Question(*files, windows="20000", segments=("k0",), engine=engine))
    cells.append({(one.binning.column, c.side, c.window, c.segment, c.bin): c.count
                  for one in found.columns for c in one.cells})
ours, theirs = cells
differing = sum(ours.get(key) != theirs.get(key) for key in ours.keys() | theirs.keys())
print(json.dumps([len(ours), differing]))
"""


def measure() -> list[Measurement]:
    """Every bar about big tables, one line each."""
    with tempfile.TemporaryDirectory(prefix="workbench-bench-") as name:
        folder = Path(name)
        return [*_counts_on_spark(folder), *_two_tables(folder), *_many_rows(folder)]


def _answer(python: str, code: str, *arguments: str) -> list[float] | str:
    """The JSON list that a process of its own prints last, or why it failed."""
    done = subprocess.run(
        [python, "-c", code, *arguments],
        capture_output=True,
        text=True,
        check=False,
        cwd=_HERE,
        env={**os.environ, "DO_NOT_TRACK": "1", "PYTHONPATH": str(_HERE)},
    )
    if done.returncode:
        return done.stderr.strip().splitlines()[-1][:120] if done.stderr else "no answer"
    return json.loads(done.stdout.splitlines()[-1])


def _two_tables(folder: Path) -> list[Measurement]:
    """Two files of 1,000,000 x 50, and the peer on the same files."""
    files = [_make_table(folder / f"{name}.parquet", 1_000_000) for name in "ab"]
    ours = _answer(sys.executable, _OURS, *files, "")
    assert not isinstance(ours, str), ours
    what = "1,000,000 x 50, all statistics"
    lines = [
        Measurement(f"{what}: CPU", f"{ours[0]:.1f} s", "-", None, "<= 10 s", ours[0] <= 10),
        Measurement(f"{what}: memory", f"{ours[1]:.0f} MB", "-", None, "<= 600 MB", ours[1] <= 600),
    ]
    python = peer_python("EVIDENTLY_PYTHON", "evidently==0.7.23", "pandas<3", "pyarrow")
    theirs = _answer(str(python), _EVIDENTLY, *files) if isinstance(python, Path) else python
    for place, (part, bar, unit) in enumerate((("CPU", 20, "s"), ("memory", 6, "MB"))):
        name = f"{what}: {part} against Evidently"
        mine = f"{ours[place]:.1f} {unit}"
        if isinstance(theirs, str):
            lines.append(
                Measurement(name, mine, "Evidently 0.7.23", None, f">= {bar}x less", None, theirs)
            )
            continue
        ratio = theirs[place] / ours[place]
        other = f"{theirs[place]:.1f} {unit}"
        lines.append(Measurement(name, mine, other, ratio, f">= {bar}x less", ratio >= bar))
    for file in files:
        Path(file).unlink()
    return lines


def _make_table(file: Path, rows: int, numbers: int = 40, categories: int = 10) -> str:
    import duckdb

    normal = "(sqrt(-2 * ln(random() + 1e-12)) * cos(2 * pi() * random()))"
    columns = [f"{normal} AS n{number}" for number in range(numbers)]
    columns += [f"'v' || floor(10 * random() * random())::INT AS k{n}" for n in range(categories)]
    with duckdb.connect() as connection:
        connection.execute("SET threads = 2; SET memory_limit = '1GB'")
        connection.execute(f"COPY (SELECT {', '.join(columns)} FROM range({rows})) TO '{file}'")
    return str(file)


def _counts_on_spark(folder: Path) -> list[Measurement]:
    """The same counts on both engines, per window of rows and segment."""
    what, bar = "counts on DuckDB and Spark: cells that differ", "0"
    python = os.environ.get("SPARK_PYTHON")
    if python is None and importlib.util.find_spec("pyspark"):
        python = sys.executable
    if python is None:
        why = "the extra 'spark' is not installed; SPARK_PYTHON may name a Python that has it"
        return [Measurement(what, "-", "-", None, bar, None, why)]
    files = [_make_table(folder / f"small-{n}.parquet", 200_000, 5, 3) for n in "ab"]
    found = _answer(python, _SPARK, *files)
    if isinstance(found, str):
        return [Measurement(what, "-", "-", None, bar, None, found)]
    cells, differing = found
    return [Measurement(what, f"{differing} of {cells:,}", "-", None, bar, differing == 0)]


def _many_rows(folder: Path) -> list[Measurement]:
    """20,000,000 x 20 float32 in 20 windows against a small reference; memory at a tenth too."""
    import duckdb

    columns = ", ".join(f"(random() + random() - 1)::FLOAT AS n{number}" for number in range(20))
    sizes = {"reference": 200_000, "tenth": 2_000_000, "whole": 20_000_000}
    with duckdb.connect() as connection:
        connection.execute("SET threads = 2; SET memory_limit = '1GB'")
        for name, rows in sizes.items():
            target = folder / f"{name}.parquet"
            connection.execute(f"COPY (SELECT {columns} FROM range({rows})) TO '{target}'")
    reference = str(folder / "reference.parquet")

    def used(name: str, code: str) -> list[float] | str:
        file = str(folder / f"{name}.parquet")
        return _answer(sys.executable, code, reference, file, str(sizes[name] // 20))

    whole, tenth, gaps = used("whole", _OURS), used("tenth", _OURS), used("whole", _GAPS)
    assert not isinstance(whole, str), whole
    assert not isinstance(tenth, str), tenth
    what = "20,000,000 x 20 float32 x 20 windows"
    growth = whole[1] / tenth[1]
    lines = [
        Measurement(f"{what}: CPU", f"{whole[0]:.1f} s", "-", None, "<= 20 s", whole[0] <= 20),
        Measurement(
            f"{what}: memory", f"{whole[1]:.0f} MB", "-", None, "<= 400 MB", whole[1] <= 400
        ),
        Measurement(
            f"{what}: memory against a tenth of the rows",
            f"{whole[1]:.0f} MB",
            f"{tenth[1]:.0f} MB",
            growth,
            "<= 1.2",
            growth <= 1.2,
        ),
    ]
    return lines + _cancel_and_gaps(what, gaps)


def _cancel_and_gaps(what: str, found: list[float] | str) -> list[Measurement]:
    """How late a cancel takes effect, and how long a timer of 16 ms had to wait meanwhile."""
    names = (f"{what}: cancel takes effect", f"{what}: event loop gap, p99")
    if isinstance(found, str):
        bars = ("<= 0.5 s", "<= 50 ms")
        return [
            Measurement(n, "-", "-", None, b, None, found) for n, b in zip(names, bars, strict=True)
        ]
    late, gaps = found[0], sorted(found[1])  # pyright: ignore[reportArgumentType] - two parts
    p99 = gaps[int(len(gaps) * 0.99)]
    cancel = f"{late * 1000:.0f} ms" if late is not None else "-"
    return [
        Measurement(names[0], cancel, "-", None, "<= 0.5 s", None if late is None else late <= 0.5),
        Measurement(
            names[1],
            f"{p99:.0f} ms",
            "-",
            None,
            "<= 50 ms",
            p99 <= 50,
            f"longest {gaps[-1]:.0f} ms",
        ),
    ]
