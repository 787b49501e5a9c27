"""Twenty kills at random moments while typing and importing: how much typing is lost."""

import random
import tempfile
from pathlib import Path

from tests.bench.measure import Measurement
from tests.faults.test_kill import kill_while_typing
from workbench.storage.journal import NAME, Journal
from workbench.storage.workspace import Workspace

_KILLS = 20
_BAR_SECONDS = 2.0


def measure(_data: Path | None) -> list[Measurement]:
    """Kill the typist twenty times; the oldest typing lost, and how many workspaces open."""
    worst, opened = 0.0, 0
    chance = random.Random(20)
    for _ in range(_KILLS):
        with tempfile.TemporaryDirectory(prefix="workbench-kill-") as name:
            typed, killed_at = kill_while_typing(Path(name), chance.uniform(0.1, 3.0))
            folder = Path(name) / "workspace"
            kept = Journal(folder / NAME).drafts.get("evidence:1", "note 0")
            last = int(kept.split()[1])
            worst = max([worst, *(killed_at - at for batch, at in typed.items() if batch > last)])
            workspace = Workspace(folder)
            check = workspace.database.connection().execute("PRAGMA integrity_check").fetchone()[0]
            opened += check == "ok" and not workspace.read_only
            workspace.close()
    return [
        Measurement(
            "kill -9 at 20 random moments",
            f"{worst:.2f} s of typing lost at worst",
            f"{_BAR_SECONDS} s",
            worst / _BAR_SECONDS,
            "<= 2 s lost, every workspace opens",
            worst <= _BAR_SECONDS and opened == _KILLS,
            f"{opened} of {_KILLS} workspaces open whole",
        )
    ]
