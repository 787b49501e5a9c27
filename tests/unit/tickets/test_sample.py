"""The sample's tickets: always the same, made quickly, and good for showing every part."""

from contextlib import closing
from pathlib import Path

from workbench.storage.workspace import Workspace
from workbench.tickets.capture import training_rows
from workbench.tickets.desk import Desk
from workbench.tickets.sample import write_sample
from workbench.tickets.sample.writing import EXPORT


def test_the_sample_is_the_same_every_time_and_imports_completely(tmp_path: Path) -> None:
    exports: list[bytes] = []
    for name in ("one", "two"):
        with closing(Workspace(tmp_path / name)) as workspace:
            write_sample(workspace)
            exports.append((workspace.folder / EXPORT).read_bytes())
            desk = Desk(workspace)
            assert desk.store.count() == 120
            assert len(training_rows(workspace.database.connection())) == 110
            assert sum(bool(t.duplicate_of) for t in desk.store.all()) == 10
            write_sample(workspace)
            assert desk.store.count() == 120
    assert exports[0] == exports[1]


def test_its_queue_holds_late_due_and_waiting_tickets(tmp_path: Path) -> None:
    with closing(Workspace(tmp_path)) as workspace:
        write_sample(workspace)
        queue = Desk(workspace).queue()
    words = [entry.sla.words() for entry in queue]
    assert queue[0].ticket.level == "P1"
    assert words[0].startswith("late by")
    assert any(text.startswith("due in") for text in words)
    assert any(text.startswith("waiting") for text in words)
