"""Run by a test and killed: types into the journal, pins evidence, imports into the database.

Prints "typed N TIME" after each letter batch, so that the test knows what was typed when.
"""

import os
import sys
import time
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QTimer

from workbench.app.application import Workbench
from workbench.core.evidence import Evidence
from workbench.core.progress import Progress
from workbench.core.settings import Settings


def main() -> None:
    """Type, pin and import until killed."""
    program = Workbench(settings=Settings(None))
    window = program.open(Path(sys.argv[1]))
    journal, database = window.services.journal, window.services.workspace.database
    database.connection().execute("CREATE TABLE IF NOT EXISTS imported (number INTEGER)")
    state = {"typed": 0}

    def type_on() -> None:
        state["typed"] += 1
        journal.note("evidence:1", f"note {state['typed']}")
        print("typed", state["typed"], time.monotonic(), flush=True)
        if state["typed"] % 20 == 0:
            window.pin(Evidence("note", f"pin {state['typed']}", "me"))

    def import_rows(progress: Progress) -> None:
        while True:
            progress.check()
            with database.write() as writer:
                writer.executemany("INSERT INTO imported VALUES (?)", [(n,) for n in range(500)])

    timer = QTimer()
    timer.timeout.connect(type_on)
    timer.start(10)
    window.services.tasks.start("Importing", import_rows)
    program.run()


if __name__ == "__main__":
    main()
