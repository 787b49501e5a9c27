"""Writers get their turn in the order in which they ask: an import does not shut the window out."""

import threading
from pathlib import Path

import pytest

from workbench.storage.database import Database


def test_a_second_writer_gets_its_turn_while_another_writes_again_and_again(
    tmp_path: Path,
) -> None:
    database = Database(tmp_path / "workbench.db")
    database.connection().execute("CREATE TABLE row (number INTEGER)")
    stop, begun = threading.Event(), threading.Event()
    batches = [0]

    def write_on() -> None:
        while not stop.is_set():
            with database.write() as writer:
                writer.executemany("INSERT INTO row VALUES (?)", [(1,)] * 200)
                begun.set()
            batches[0] += 1

    importer = threading.Thread(target=write_on)
    importer.start()
    begun.wait(10)
    waited: list[int] = []
    try:
        for _ in range(20):
            before = batches[0]
            with database.write() as writer:
                waited.append(batches[0] - before)
                writer.execute("INSERT INTO row VALUES (2)")
    finally:
        stop.set()
        importer.join()
        database.close()
    assert max(waited) <= 3, "at most the batch under way and the one before it"


def test_a_write_that_fails_lets_the_next_one_in(tmp_path: Path) -> None:
    database = Database(tmp_path / "workbench.db")
    database.connection().execute("CREATE TABLE row (number INTEGER)")
    with pytest.raises(RuntimeError), database.write():
        raise RuntimeError("halfway")
    with database.write() as writer, database.write() as inner:
        assert inner is writer, "a write inside a write is the same one"
        writer.execute("INSERT INTO row VALUES (1)")
    assert database.connection().execute("SELECT count(*) FROM row").fetchone()[0] == 1
