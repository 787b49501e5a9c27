"""With a model, search finds what means the same; it never mixes models or hides a gap."""

import os
import signal
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from tests.unit.search.conftest import RUNBOOKS
from tests.unit.search.tiny_model import DIMENSION, make_model
from workbench.core.errors import Cancelled, UserError
from workbench.core.progress import Progress
from workbench.search.alike import StoredMeaning
from workbench.search.documents import Document, Mode
from workbench.search.embedder import Embedder, _start, checked, open_embedder
from workbench.search.embedding_worker import pooled
from workbench.search.index import SearchIndex
from workbench.search.models import NETWORK, installed_models
from workbench.search.vectors import VectorStore
from workbench.storage.database import Database

MEANINGS = [["disk", "storage", "drive"], ["login", "password", "sign"], ["gateway", "proxy"]]


@pytest.fixture
def embedder(tmp_path: Path) -> Iterator[Embedder]:
    """A tiny model at work."""
    make_model(tmp_path / "models", MEANINGS)
    made = open_embedder(tmp_path / "models")
    assert made is not None
    with made:
        yield made


@pytest.fixture
def index(database: Database, tmp_path: Path, embedder: Embedder) -> SearchIndex:
    """The runbooks, not yet embedded."""
    made = SearchIndex(database, tmp_path / "cache", embedder)
    made.replace(RUNBOOKS)
    return made


def test_rows_are_of_length_one_in_the_order_asked(embedder: Embedder) -> None:
    matrix = embedder.embed(["disk", "gateway " * 30, "storage"])
    assert matrix.shape == (3, DIMENSION)
    assert np.allclose(np.linalg.norm(matrix, axis=1), 1, atol=1e-5)
    assert np.allclose(matrix[0], matrix[2], atol=1e-5)
    assert not np.allclose(matrix[0], matrix[1], atol=0.1)


def test_a_word_that_means_the_same_finds_the_page(index: SearchIndex) -> None:
    index.embed_missing()
    found = index.search("proxy", mode=Mode.HYBRID)
    assert found.mode is Mode.HYBRID
    assert found.hits[0].key == "gateway.md"
    assert found.hits[0].why == "similar meaning"


def test_the_chip_says_how_far_the_vectors_are(index: SearchIndex) -> None:
    assert index.state().text == "words + meaning (0 of 5)"
    assert index.search("disk").hits[0].key == "disk.md"
    index.embed_missing()
    assert index.state().text == "words + meaning"


def test_a_second_start_embeds_nothing(
    index: SearchIndex, tmp_path: Path, embedder: Embedder
) -> None:
    assert index.embed_missing() == 5
    again = SearchIndex(Database(tmp_path / "search.db"), tmp_path / "cache", embedder)
    assert again.embed_missing() == 0
    again.replace([Document("article", "disk.md", "Disk", "only this is new")])
    assert again.embed_missing() == 1


def test_another_model_makes_all_vectors_anew_and_none_is_mixed(
    index: SearchIndex, database: Database, tmp_path: Path
) -> None:
    index.embed_missing()
    other = make_model(tmp_path / "models", MEANINGS, seed=1)
    with Embedder(other) as second:
        changed = SearchIndex(database, tmp_path / "cache", second)
        assert changed.state().text == "words + meaning (0 of 5)"
        assert changed.embed_missing() == 5
        rows = database.connection().execute("SELECT DISTINCT model FROM vector").fetchall()
    assert [row[0] for row in rows] == [f"{other.id}/1"]


def test_the_model_added_last_is_in_use(tmp_path: Path) -> None:
    make_model(tmp_path, MEANINGS)
    make_model(tmp_path, MEANINGS, seed=5)
    assert installed_models(tmp_path)[0].id == "tiny-5"


def test_a_flipped_byte_in_the_model_is_noticed(tmp_path: Path, embedder: Embedder) -> None:
    path = embedder.model.folder / NETWORK
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)
    with pytest.raises(UserError, match=r"model\.onnx was changed or damaged"):
        open_embedder(tmp_path / "models")


def test_a_network_that_is_none_is_one_clear_sentence(embedder: Embedder) -> None:
    (embedder.model.folder / NETWORK).write_bytes(b"no network")
    with pytest.raises(UserError, match="The model tiny failed"):
        embedder.embed(["disk"])


def test_a_child_that_died_is_started_again_at_the_next_call(embedder: Embedder) -> None:
    embedder.embed(["disk"])
    assert embedder._child is not None
    embedder._child[0].kill()
    embedder._child[0].join()
    with pytest.raises(UserError, match="its process ended"):
        embedder.embed(["disk"])
    assert embedder.embed(["disk"]).shape == (1, DIMENSION)


@pytest.mark.skipif(not hasattr(signal, "pthread_sigmask"), reason="no signal masks")
def test_the_child_does_not_hear_ctrl_c_not_even_while_it_starts(embedder: Embedder) -> None:
    embedder._child = _start(embedder.model.folder)
    process = embedder._child[0]
    for _ in range(2):
        assert process.pid is not None
        os.kill(process.pid, signal.SIGINT)
        assert embedder.embed(["disk"]).shape == (1, DIMENSION)
    assert process.is_alive()
    assert signal.SIGINT not in signal.pthread_sigmask(signal.SIG_BLOCK, ())


def test_an_interrupted_question_leaves_no_answer_for_the_next(
    embedder: Embedder, monkeypatch: pytest.MonkeyPatch
) -> None:
    disk = embedder.embed(["disk"])
    assert embedder._child is not None

    def interrupted() -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(embedder._child[1], "recv", interrupted)
    with pytest.raises(KeyboardInterrupt):
        embedder.embed(["gateway"])
    assert np.allclose(embedder.embed(["disk"]), disk)


def test_what_another_thread_closes_is_not_started_again(embedder: Embedder) -> None:
    def close_in_between(done: float, _total: float | None, _message: str) -> None:
        if done:
            embedder.close()

    with pytest.raises(UserError, match="it was closed"):
        embedder.embed(["disk " * 300] * 50, progress=Progress(close_in_between))
    assert embedder._child is None
    assert embedder.embed(["disk"]).shape == (1, DIMENSION)


@pytest.mark.parametrize("bad", [0.0, np.nan, np.inf])
def test_zero_and_nan_vectors_are_refused(bad: float) -> None:
    with pytest.raises(UserError, match="zero or not a number"):
        checked(np.full((1, 4), bad, np.float32), "tiny")


def test_a_refused_vector_leaves_nothing_behind(index: SearchIndex, database: Database) -> None:
    store = VectorStore(database, "m", 2)
    with pytest.raises(UserError):
        store.put(["a", "b"], np.array([[1, 0], [np.nan, 1]], np.float32))
    assert database.connection().execute("SELECT count(*) FROM vector").fetchone()[0] == 0


def test_embedding_can_be_cancelled(index: SearchIndex) -> None:
    progress = Progress()
    progress.cancel()
    with pytest.raises(Cancelled):
        index.embed_missing(progress)


def test_a_filter_is_exact(index: SearchIndex) -> None:
    index.embed_missing()
    hits = index.search("disk", tag="storage", mode=Mode.HYBRID).hits
    assert {hit.key for hit in hits} == {"disk.md"}


@pytest.mark.parametrize(
    ("pooling", "expected"),
    [("cls", [1, 2]), ("lasttoken", [3, 4]), ("max", [3, 4]), ("mean", [2, 3])],
)
def test_every_pooling_is_what_its_name_says(pooling: str, expected: list[float]) -> None:
    states = np.array([[[1, 2], [3, 4], [9, 9]]], np.float32)
    mask = np.array([[1, 1, 0]], np.int64)
    assert pooled(states, mask, pooling).tolist() == [expected]


def test_what_is_like_a_document_is_ordered_by_stored_meaning_without_a_process(
    index: SearchIndex, database: Database, embedder: Embedder, tmp_path: Path
) -> None:
    index.replace(
        [
            Document("ticket", "T-1", "the drive", "the drive"),
            Document("ticket", "T-2", "the gateway", "the gateway"),
            Document("ticket", "T-3", "the storage", "the storage"),
        ]
    )
    by_words = SearchIndex(database, tmp_path / "cache").search("the", 9, kind="ticket").hits
    meaning = StoredMeaning(database, embedder.model)
    assert meaning.of("ticket", "T-1") is None
    assert meaning.of("ticket", "no such ticket") is None
    index.embed_missing()
    embedder.close()
    own = meaning.of("ticket", "T-1")
    assert own is not None
    ordered = meaning.nearer_first(own, by_words)
    assert {hit.key for hit in ordered[:2]} == {"T-1", "T-3"}
    assert ordered[2].key == "T-2"
    assert ordered[0].why.endswith("; meaning: 1.00")
    assert ordered[0].score > ordered[2].score


def test_a_document_without_a_vector_keeps_its_score_by_words(
    index: SearchIndex, database: Database, embedder: Embedder
) -> None:
    index.replace([Document("ticket", "T-1", "the drive", "the drive")])
    index.embed_missing()
    meaning = StoredMeaning(database, embedder.model)
    own = meaning.of("ticket", "T-1")
    assert own is not None
    index.replace([Document("ticket", "T-2", "the storage", "the storage")])
    late = index.search("storage", 5, mode=Mode.LEXICAL, kind="ticket").hits
    assert [hit for hit in late if hit.key == "T-2"] == [
        hit for hit in meaning.nearer_first(own, late) if hit.key == "T-2"
    ]


def test_two_readers_do_not_read_the_same_texts(index: SearchIndex) -> None:
    with ThreadPoolExecutor(2) as pool:
        made = list(pool.map(lambda _: index.embed_missing(), range(2)))
    assert sorted(made) == [0, 5]
