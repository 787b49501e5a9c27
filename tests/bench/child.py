"""Runs the part of a benchmark that needs a process of its own."""

import json
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

_ROOT = Path(__file__).parents[2]


def answer_of(module: str, environment: Mapping[str, str] | None = None) -> dict[str, Any] | str:
    """The JSON object that the module prints last when it is run, or a line that says why none."""
    done = subprocess.run(
        [sys.executable, "-m", module],
        capture_output=True,
        text=True,
        check=False,
        timeout=600,
        cwd=_ROOT,
        env=environment,
    )
    if done.returncode != 0:
        return (done.stderr.strip().splitlines() or ["no answer"])[-1]
    found: dict[str, Any] = json.loads(done.stdout.strip().splitlines()[-1])
    return found
