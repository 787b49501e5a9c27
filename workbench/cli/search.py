"""`workbench search`: measure the search on judged questions."""

import argparse
import hashlib
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from workbench.cli.input_path import input_path
from workbench.cli.output_path import output_path
from workbench.cli.progress_bar import terminal_progress
from workbench.cli.verbs import Answer, Verbs
from workbench.core import paths
from workbench.core.errors import UserError
from workbench.core.text import table
from workbench.storage.files import write_atomically

if TYPE_CHECKING:
    from workbench.search.documents import Mode
    from workbench.search.embedder import Embedder
    from workbench.search.evaluate import Evaluation
    from workbench.search.judged import JudgedCollection

_KEPT_COLLECTIONS = 3


def build(parser: argparse.ArgumentParser) -> None:
    """Declare the verbs."""
    verbs = Verbs(parser)
    verb = verbs.add(
        "eval",
        _eval,
        "measure the search on questions whose answers are known (BEIR layout)",
        example="search eval --corpus corpus.jsonl --queries queries.jsonl --qrels qrels.tsv",
    )
    verb.add_argument("--corpus", type=input_path, required=True, help="JSONL: _id, title, text")
    verb.add_argument("--queries", type=input_path, required=True, help="JSONL: _id, text")
    verb.add_argument(
        "--qrels", type=input_path, required=True, help="TSV: query-id, corpus-id, score"
    )
    verb.add_argument("--mode", choices=["auto", "lexical", "hybrid"], default="auto")
    verb.add_argument(
        "--run", type=output_path, dest="run_file", metavar="OUT.trec", help="TREC run file"
    )
    verb.add_argument("-k", type=_positive, default=10, help="cut at this rank (default 10)")


def _eval(options: argparse.Namespace) -> Answer:
    from workbench.search.documents import Mode
    from workbench.search.embedder import open_embedder
    from workbench.search.evaluate import trec_lines
    from workbench.search.judged import read_collection

    collection = read_collection(options.corpus, options.queries, options.qrels)
    if options.run_file is not None:
        _check_ids(collection)
    mode = Mode(options.mode)
    embedder = None if mode is Mode.LEXICAL else open_embedder()
    if embedder is None:
        if mode is Mode.HYBRID:
            raise UserError(
                "No embedding model is installed.",
                "Add one with 'workbench model add', or use --mode lexical.",
            )
        with tempfile.TemporaryDirectory() as folder:
            result = _measure(collection, Path(folder) / "eval.db", mode, options.k, None)
    else:
        with embedder:
            place = _kept_database(options.corpus)
            result = _measure(collection, place, mode, options.k, embedder)
    if options.run_file is not None:
        write_atomically(options.run_file, trec_lines(result.run, "workbench").encode())
    return _answer(result, options.k)


def _check_ids(collection: "JudgedCollection") -> None:
    """A TREC run file has blanks between its columns, so that an id with one breaks it."""
    ids = [*collection.queries, *(document.key for document in collection.documents)]
    broken = next((one for one in ids if one.split() != [one]), None)
    if broken is not None:
        raise UserError(
            f"The id '{broken}' has a blank, which a TREC run file cannot hold.",
            "Give the ids without blanks, or leave out --run.",
        )


def _measure(
    collection: "JudgedCollection",
    database: Path,
    mode: "Mode",
    count: int,
    embedder: "Embedder | None",
) -> "Evaluation":
    from workbench.search.evaluate import evaluate

    return evaluate(
        collection,
        database,
        mode=mode,
        count=count,
        embedder=embedder,
        progress=terminal_progress(),
    )


def _kept_database(corpus: Path) -> Path:
    """Where the vectors of this very corpus are kept: making them takes minutes."""
    with corpus.open("rb") as file:
        name = hashlib.file_digest(file, "sha256").hexdigest()[:16]
    folder = paths.user_cache() / "evaluation" / name
    folder.mkdir(parents=True, exist_ok=True)
    folders = sorted(folder.parent.iterdir(), key=lambda path: path.stat().st_mtime)
    for old in [path for path in folders if path != folder][: -(_KEPT_COLLECTIONS - 1)]:
        for file in old.iterdir():
            file.unlink()
        old.rmdir()
    return folder / "eval.db"


def _answer(result: "Evaluation", count: int) -> Answer:
    quality = result.quality
    figures = {
        f"ndcg@{count}": round(quality.ndcg, 4),
        f"mrr@{count}": round(quality.mrr, 4),
        f"recall@{count}": round(quality.recall, 4),
    }
    seconds = {
        "index": round(result.index_seconds, 3),
        "query_p50": round(result.query_p50, 5),
        "query_p95": round(result.query_p95, 5),
    }
    data = {"mode": result.mode.value, "queries": quality.queries, **figures, "seconds": seconds}
    rows = [
        ("mode", result.mode.value),
        ("queries", quality.queries),
        *figures.items(),
        *((f"seconds {name}", value) for name, value in seconds.items()),
    ]
    return Answer(data, table(["what", "value"], rows))


def _positive(text: str) -> int:
    number = int(text) if text.isdecimal() else 0
    if number < 1:
        raise argparse.ArgumentTypeError("must be a whole number of 1 or more")
    return number
