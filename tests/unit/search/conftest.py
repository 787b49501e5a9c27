"""A small collection and an index over it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from workbench.search.documents import Document
from workbench.search.index import SearchIndex
from workbench.storage.database import Database

RUNBOOKS = [
    Document(
        "article",
        "disk.md",
        "NodeDiskFull",
        "# Meaning\nThe disk of a node has no space left.\n\n# Mitigation\n"
        "Delete old images, then grow the volume.",
        ("node", "storage"),
    ),
    Document(
        "article",
        "gateway.md",
        "Gateway answers 502",
        "# Symptom\nClients see bad gateway answers.\n\n# Steps\nRestart the model server and "
        "watch the recommendation latency.",
        ("gateway",),
    ),
    Document("ticket", "SUP-7", "Cannot log in", "The password was refused twice.", ()),
]


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    """An empty database file."""
    opened = Database(tmp_path / "search.db")
    yield opened
    opened.close()


@pytest.fixture
def index(database: Database, tmp_path: Path) -> SearchIndex:
    """The runbooks, indexed, without a model."""
    made = SearchIndex(database, tmp_path / "cache")
    made.replace(RUNBOOKS)
    return made
