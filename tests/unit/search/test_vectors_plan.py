"""Loading vectors asks SQLite for each section's own vector, never for all of a model's."""

from pathlib import Path

import numpy as np
import pytest

from workbench.search.documents import Document
from workbench.search.index import SearchIndex
from workbench.search.vectors import VectorStore
from workbench.storage.database import Database

_MODEL = "m"


@pytest.mark.parametrize("measured", [False, True])
def test_every_vector_is_looked_up_by_its_whole_key(
    database: Database, tmp_path: Path, measured: bool
) -> None:
    index = SearchIndex(database, tmp_path / "cache")
    index.replace(
        [Document("article", f"{n}.md", f"Page {n}", f"Word{n} alone.", ()) for n in range(40)]
    )
    store = VectorStore(database, _MODEL, 2)
    contents = [content for _, content in store.missing()]
    store.put(contents, np.ones((len(contents), 2), np.float32))
    if measured:  # SQLite chooses anew once it has counted its tables
        with database.write() as writer:
            writer.execute("ANALYZE")
    asked: list[str] = []
    connection = database.connection()
    connection.set_trace_callback(asked.append)
    loaded = store.load(np.arange(1, 41))
    connection.set_trace_callback(None)
    assert np.isfinite(loaded).all()
    plan = [row[3] for row in connection.execute(f"EXPLAIN QUERY PLAN {asked[0]}")]
    assert plan[-1] == "SEARCH vector USING PRIMARY KEY (model=? AND content=?)"
