"""A peer that is a program of the system: found, or installed where that can be done."""

import os
import shutil
import subprocess
import sys
from functools import cache
from pathlib import Path


@cache
def peer_program(name: str, package: str) -> Path | str:
    """The program's path, or a sentence that says why it is not there."""
    found = shutil.which(name)
    if found is not None:
        return Path(found)
    by_hand = f"{name} is missing: apt install {package}"
    if shutil.which("apt-get") is None or not hasattr(os, "geteuid") or os.geteuid() != 0:
        return by_hand
    sys.stderr.write(f"installing {package} ...\n")
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for step in (["update", "-qq"], ["install", "-y", "-qq", "--no-install-recommends", package]):
        done = subprocess.run(
            ["apt-get", *step], env=quiet, capture_output=True, text=True, check=False, timeout=600
        )
    found = shutil.which(name)
    if found is not None:
        return Path(found)
    said = (done.stderr.strip().splitlines() or ["no answer"])[-1][:100]
    return f"{name} could not be installed ({said})"
