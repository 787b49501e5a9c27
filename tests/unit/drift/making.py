"""Small tables made on the spot, for the drift tests."""

import csv
import json
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
from pyarrow import parquet

from workbench.cli.main import main

ZIPF = (1 / np.arange(1, 11)) / (1 / np.arange(1, 11)).sum()


def write_csv(path: Path, columns: Mapping[str, Sequence[object]]) -> Path:
    """Write columns as CSV; floats with all their digits."""
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(columns)
        writer.writerows(zip(*columns.values(), strict=True))
    return path


def write_parquet(path: Path, columns: Mapping[str, Any]) -> Path:
    """Write columns as Parquet."""
    parquet.write_table(pa.table({name: pa.array(v) for name, v in columns.items()}), path)
    return path


def stamps(days: int, per_day: int, first: str = "2026-01-01") -> Any:
    """Evenly spaced times, `per_day` of them a day."""
    step = np.timedelta64(86_400_000_000 // per_day, "us")
    return np.datetime64(first, "us") + np.arange(days * per_day) * step


def run(capsys: Any, *arguments: str) -> Any:
    """Run a headless verb with --json and give its document."""
    code = main([*arguments, "--json"])
    out = capsys.readouterr().out
    assert code == 0, out
    return json.loads(out)


def complaint(capsys: Any, *arguments: str) -> str:
    """Run a headless verb that must fail with one line, and give that line."""
    code = main(list(arguments))
    said = capsys.readouterr()
    assert code == 2
    assert said.err.count("\n") == 1
    assert "Traceback" not in said.err
    return said.err


def peak_megabytes(code: str, *arguments: str) -> float:
    """Run Python code in a process of its own and give its peak memory in MB."""
    # The peak that getrusage gives is inherited from the test process; this one is not.
    measured = (
        "import re\nfrom pathlib import Path\n"
        "print(re.search(r'VmHWM:\\s*(\\d+)', Path('/proc/self/status').read_text())[1])"
    )
    done = subprocess.run(
        [sys.executable, "-c", f"{code}\n{measured}", *arguments],
        check=True,
        capture_output=True,
        text=True,
    )
    return int(done.stdout.split()[-1]) / 1000
