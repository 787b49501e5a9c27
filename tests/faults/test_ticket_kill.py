"""kill -9 at any moment: no closed ticket without its training row, no half import."""

import random
import signal
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

from workbench.storage.workspace import Workspace
from workbench.tickets.capture import training_rows
from workbench.tickets.store import TicketStore

CLOSER = """
import sys
from pathlib import Path
from workbench.storage.workspace import Workspace
from workbench.tickets import acting
from workbench.tickets.model import Ticket
from workbench.tickets.store import TicketStore

store = TicketStore(Workspace(Path(sys.argv[1])).database)
for number in range(100_000):
    ticket = Ticket(f"K-{sys.argv[2]}-{number}", "jira", "x", category="infrastructure")
    store.put([ticket])
    acting.resolve(store, [ticket], "Fixed")
    print(number, flush=True)
"""

IMPORTER = """
import sys
from pathlib import Path
from workbench.storage.workspace import Workspace
from workbench.tickets.importing.builtin import BUILT_IN
from workbench.tickets.importing.into_store import import_paths
from workbench.tickets.store import TicketStore

store = TicketStore(Workspace(Path(sys.argv[1])).database)
print("ready", flush=True)
import_paths(store, [Path(sys.argv[2])], BUILT_IN)
"""


def start(script: str, *arguments: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", script, *arguments], stdout=subprocess.PIPE, text=True
    )


def kill(process: subprocess.Popen[str]) -> None:
    process.send_signal(signal.SIGKILL)
    process.wait()
    if process.stdout is not None:
        process.stdout.close()


def test_every_closure_that_was_made_is_a_training_row(tmp_path: Path) -> None:
    dice = random.Random(5)
    for run in range(4):
        process = start(CLOSER, str(tmp_path), str(run))
        assert process.stdout is not None
        for _ in range(dice.randrange(5, 40)):
            process.stdout.readline()
        kill(process)
        with closing(Workspace(tmp_path)) as workspace:
            store = TicketStore(workspace.database)
            closed = {ticket.id for ticket in store.all() if ticket.finished}
            captured = {row.ticket for row in training_rows(workspace.database.connection())}
            assert closed == captured
            assert len(closed) >= 5 * (run + 1)


def test_an_import_that_is_killed_leaves_nothing_and_can_be_made_again(tmp_path: Path) -> None:
    file = tmp_path / "big.csv"
    rows = "".join(f"{n},title {n},Resolved\n" for n in range(30_000))
    file.write_text("id,title,status\n" + rows)
    folder = tmp_path / "ws"
    process = start(IMPORTER, str(folder), str(file))
    assert process.stdout is not None
    process.stdout.readline()
    deadline = time.monotonic() + 20
    wal = folder / "workbench.db-wal"
    while time.monotonic() < deadline and process.poll() is None:
        if wal.exists() and wal.stat().st_size > 200_000:
            break
    killed = process.poll() is None
    kill(process)
    with closing(Workspace(folder)) as workspace:
        store = TicketStore(workspace.database)
        assert store.count() in ((0, 30_000) if killed else (30_000,))
