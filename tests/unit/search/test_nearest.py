"""The graph of vectors: its answers, its file, and what damage does to it."""

import json
from pathlib import Path

import numpy as np
import pytest

from workbench.search import meaning, nearest
from workbench.search.documents import Document
from workbench.search.nearest import NearestVectors
from workbench.search.store import SCHEMA, SectionStore
from workbench.search.vectors import VectorStore
from workbench.storage.database import Database

COUNT, DIMENSION = 600, 24


@pytest.fixture
def vectors() -> np.ndarray:
    made = np.random.default_rng(3).normal(size=(COUNT, DIMENSION)).astype(np.float32)
    return made / np.linalg.norm(made, axis=1, keepdims=True)


@pytest.fixture
def store(database: Database, vectors: np.ndarray) -> VectorStore:
    """Sections 1 to COUNT with a vector each."""
    sections = SectionStore(database)
    sections.replace(Document("article", f"{n}", f"{n}", f"text {n}") for n in range(COUNT))
    made = VectorStore(database, "m", DIMENSION)
    made.put([content for _, content in made.missing()], vectors)
    return made


def ids_of(store: VectorStore) -> np.ndarray:
    rows = store._database.connection().execute("SELECT id FROM section ORDER BY id").fetchall()
    return np.array([row[0] for row in rows])


def recall(graph: NearestVectors, ids: np.ndarray, vectors: np.ndarray) -> float:
    shares = []
    for query in vectors[::20]:
        best = set(ids[np.argsort(-(vectors @ query))[:10]].tolist())
        shares.append(len(best & set(graph.search(query, 10)[0].tolist())) / 10)
    return float(np.mean(shares))


def test_it_finds_what_an_exact_comparison_finds(
    store: VectorStore, vectors: np.ndarray, tmp_path: Path
) -> None:
    graph = NearestVectors(store, tmp_path / "g")
    graph.follow(ids_of(store))
    assert len(graph) == COUNT
    assert recall(graph, ids_of(store), vectors) >= 0.99


def test_a_second_start_loads_it_and_follows_changes(store: VectorStore, tmp_path: Path) -> None:
    ids = ids_of(store)
    NearestVectors(store, tmp_path / "g").follow(ids)
    again = NearestVectors(store, tmp_path / "g")
    assert len(again) == COUNT
    again.follow(ids[50:])
    assert len(again) == COUNT - 50
    again.follow(ids[400:])
    assert len(again) == COUNT - 400


@pytest.mark.parametrize("place", [0.05, 0.5, 0.95])
def test_a_damaged_file_is_made_again(store: VectorStore, tmp_path: Path, place: float) -> None:
    ids = ids_of(store)
    NearestVectors(store, tmp_path / "g").follow(ids)
    file = next((tmp_path / "g").glob("*.usearch"))
    content = bytearray(file.read_bytes())
    start = int(place * len(content))
    content[start : start + 200] = bytes(200)
    file.write_bytes(content)
    damaged = NearestVectors(store, tmp_path / "g")
    assert len(damaged) == 0
    damaged.follow(ids)
    assert len(damaged) == COUNT


@pytest.mark.parametrize("content", [b"", b"{}", b"[]", b'{"format": 1}', b"\xff\x00"])
def test_a_damaged_label_is_no_label(store: VectorStore, tmp_path: Path, content: bytes) -> None:
    NearestVectors(store, tmp_path / "g").follow(ids_of(store))
    (tmp_path / "g" / "nearest.json").write_bytes(content)
    assert len(NearestVectors(store, tmp_path / "g")) == 0


def test_a_graph_of_another_model_or_size_is_not_used(store: VectorStore, tmp_path: Path) -> None:
    NearestVectors(store, tmp_path / "g").follow(ids_of(store))
    other = VectorStore(store._database, "other", DIMENSION)
    assert len(NearestVectors(other, tmp_path / "g")) == 0
    label = tmp_path / "g" / "nearest.json"
    label.write_text(json.dumps({**json.loads(label.read_text()), "dimension": 8}))
    assert len(NearestVectors(VectorStore(store._database, "m", 8), tmp_path / "g")) == 0


def test_only_one_file_is_left_after_every_save(store: VectorStore, tmp_path: Path) -> None:
    graph = NearestVectors(store, tmp_path / "g")
    for end in (300, 400, 500):
        graph.follow(ids_of(store)[:end])
    assert len(list((tmp_path / "g").iterdir())) == 2


def test_above_the_limit_the_graph_answers_and_a_filter_stays_exact(
    store: VectorStore, vectors: np.ndarray, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Asked:
        """Gives the first vector for every question."""

        class model:  # noqa: N801 - stands in for an attribute
            id = "m"

        dimension = DIMENSION

        def embed(self, texts: list[str], *, query: bool) -> np.ndarray:
            return vectors[:1]

    monkeypatch.setattr(meaning, "EXACT_UP_TO", 100)
    monkeypatch.setattr(meaning, "_CANDIDATES", 50)
    index = meaning.MeaningIndex(store._database, Asked(), tmp_path / "g")  # type: ignore[arg-type]
    index._store = store
    index.follow(ids_of(store))
    scores = index.scores("anything", None)
    assert len(scores) == COUNT
    assert int(np.argmax(scores)) == 0
    chosen = np.array([5, 17, 400])
    assert np.allclose(index.scores("anything", chosen), vectors[chosen] @ vectors[0], atol=1e-5)


def test_the_schema_is_named_for_its_room() -> None:
    assert SCHEMA.room == "search"
    assert nearest.EXACT_UP_TO == 100_000
