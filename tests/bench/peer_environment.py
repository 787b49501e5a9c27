"""A virtual environment for a peer that cannot live in ours; made once, in the user's cache."""

import hashlib
import os
import subprocess
import sys
from pathlib import Path

from platformdirs import user_cache_path


def peer_python(variable: str, *requirements: str) -> Path | str:
    """The Python that has the requirements: the variable's, else our own making, or why none."""
    if variable in os.environ:
        return Path(os.environ[variable])
    mark = hashlib.sha256("\n".join(requirements).encode()).hexdigest()[:12]
    folder = user_cache_path("workbench-bench") / mark
    python = folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    complete = folder / "complete"
    if complete.exists():
        return python
    steps = (
        [sys.executable, "-m", "venv", "--clear", str(folder)],
        [str(python), "-m", "pip", "install", "-q", "--prefer-binary", *requirements],
    )
    for step in steps:
        sys.stderr.write(f"preparing {requirements[0]} ...\n")
        done = subprocess.run(step, capture_output=True, text=True, check=False, timeout=900)
        if done.returncode:
            said = (done.stderr.strip().splitlines() or ["no answer"])[-1][:100]
            return f"{requirements[0]} could not be installed ({said}); set {variable}"
    complete.touch()
    return python
