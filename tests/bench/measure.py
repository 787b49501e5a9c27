"""What a benchmark gives back: one line of the table, both sides measured in the same run."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Measurement:
    """One line: what was measured, our figure, the anchor's, and the bar.

    `met` is None when the line could not be measured here; `note` then says why.
    """

    what: str
    ours: str
    anchor: str
    ratio: float | None
    bar: str
    met: bool | None
    note: str = ""


def peak_memory() -> int:
    """The most bytes that this process's own program had resident.

    Not `ru_maxrss`: that also counts what the process had in memory that started it.
    """
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(status.split("VmHWM:")[1].split()[0]) * 1024


Bench = Callable[[Path | None], list[Measurement]]
"""A benchmark: takes the folder given by --data (None when not given)."""
