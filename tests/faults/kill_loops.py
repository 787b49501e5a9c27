"""Kills a writing process at random moments and looks at what it leaves behind."""

import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np

from workbench.knowledge.shelf import Shelf
from workbench.search.documents import Document
from workbench.search.nearest import NearestVectors
from workbench.search.store import SectionStore
from workbench.search.vectors import VectorStore
from workbench.storage.database import Database

_SAVE_ARTICLES = """
import sys
from pathlib import Path
from workbench.knowledge.shelf import Shelf
shelf = Shelf(Path(sys.argv[1]))
article = shelf.read("a.md")
number = 0
print("ready", flush=True)
while True:
    number += 1
    article = shelf.save(article, f"version {number}\\n" + "line\\n" * 20_000 + "end\\n")
"""
_SAVE_GRAPH = """
import sys
import numpy as np
from pathlib import Path
from workbench.search.nearest import NearestVectors
from workbench.search.vectors import VectorStore
from workbench.storage.database import Database
folder = Path(sys.argv[1])
store = VectorStore(Database(folder / "search.db"), "m", 32)
graph = NearestVectors(store, folder / "cache")
print("ready", flush=True)
ids = np.arange(1, 3001)
while True:
    graph.follow(ids[:2990])
    graph.follow(ids)
"""


def survived_article_saves(folder: Path, times: int, seed: int = 1) -> int:
    """How often the article was whole, old or new, after its writer was killed."""
    folder.mkdir(parents=True)
    shelf = Shelf(folder)
    shelf.create("a.md", b"version 0\nend\n")
    whole = 0
    for moment in _moments(times, seed):
        _run_and_kill(_SAVE_ARTICLES, folder, moment)
        text = shelf.read("a.md").text
        whole += text.startswith("version ") and text.endswith("\nend\n")
        for left in folder.glob(".*.tmp"):
            left.unlink()
    return whole


def survived_graph_saves(folder: Path, times: int, seed: int = 2) -> int:
    """How often the graph of vectors opened whole, and no vector was lost in SQLite."""
    folder.mkdir(parents=True)
    database = Database(folder / "search.db")
    SectionStore(database).replace(Document("a", f"{n}", "", f"text {n}") for n in range(3000))
    store = VectorStore(database, "m", 32)
    made = np.random.default_rng(1).normal(size=(3000, 32)).astype(np.float32)
    store.put([content for _, content in store.missing()], made)
    ids = np.arange(1, 3001)
    NearestVectors(store, folder / "cache").follow(ids)
    whole = 0
    for moment in _moments(times, seed):
        _run_and_kill(_SAVE_GRAPH, folder, moment)
        graph = NearestVectors(store, folder / "cache")
        opened = len(graph) in (2990, 3000)
        graph.follow(ids)
        whole += opened and len(graph) == 3000 and store.coverage().complete
    database.close()
    return whole


def _moments(times: int, seed: int) -> list[float]:
    chance = random.Random(seed)
    return [chance.uniform(0.0, 0.15) for _ in range(times)]


def _run_and_kill(code: str, folder: Path, seconds: float) -> None:
    process = subprocess.Popen(
        [sys.executable, "-c", code, str(folder)], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    )
    assert process.stdout is not None
    assert process.stdout.readline() == b"ready\n"
    time.sleep(seconds)  # the moment of the kill is what is tried out
    process.send_signal(signal.SIGKILL)
    process.wait()
    process.stdout.close()
