"""Measures the search on judged questions: nDCG, reciprocal rank and recall."""

import math
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from workbench.core.progress import Progress
from workbench.search.documents import Mode
from workbench.search.embedder import Embedder
from workbench.search.index import SearchIndex
from workbench.search.judged import JudgedCollection
from workbench.storage.database import Database

Run = dict[str, list[tuple[str, float]]]


@dataclass(frozen=True, slots=True)
class Quality:
    """Means over the judged questions, each from 0 to 1, cut at rank k."""

    queries: int
    ndcg: float
    mrr: float
    recall: float


@dataclass(frozen=True, slots=True)
class Evaluation:
    """The run, its quality, and seconds: to index, per query at the median and at 95 %."""

    mode: Mode
    run: Run
    quality: Quality
    index_seconds: float
    query_p50: float
    query_p95: float


def evaluate(
    collection: JudgedCollection,
    database: Path,
    *,
    mode: Mode = Mode.AUTO,
    count: int = 10,
    embedder: Embedder | None = None,
    progress: Progress | None = None,
) -> Evaluation:
    """Index the documents in `database`, ask every judged question, compare."""
    progress = progress or Progress()
    store = Database(database)
    try:
        began = time.perf_counter()
        index = SearchIndex(store, database.parent, None if mode is Mode.LEXICAL else embedder)
        index.replace(collection.documents)
        index.embed_missing(progress)
        index.refresh(progress)
        indexed = time.perf_counter() - began
        asked = [query for query in collection.relevance if query in collection.queries]
        run: Run = {}
        seconds: list[float] = []
        for number, query in enumerate(asked):
            progress.report(number, len(asked), "asking")
            began = time.perf_counter()
            ranking = index.ranking(collection.queries[query], count, mode)
            seconds.append(time.perf_counter() - began)
            run[query] = _in_order(ranking)
    finally:
        store.close()
    hybrid = mode is not Mode.LEXICAL and embedder is not None
    return Evaluation(
        mode=Mode.HYBRID if hybrid else Mode.LEXICAL,
        run=run,
        quality=quality(run, collection.relevance, count),
        index_seconds=indexed,
        query_p50=percentile(seconds, 0.5),
        query_p95=percentile(seconds, 0.95),
    )


def quality(run: Run, relevance: dict[str, dict[str, int]], count: int) -> Quality:
    """As trec_eval counts: gain is the grade, discount is log2(rank + 1).

    A question for which nothing was judged relevant counts as 0, as it does there.
    """
    totals = [0.0, 0.0, 0.0]
    for query, ranking in run.items():
        grades = {key: grade for key, grade in relevance[query].items() if grade > 0}
        if not grades:
            continue
        gains = [grades.get(key, 0) for key, _ in ranking[:count]]
        ideal = sorted(grades.values(), reverse=True)[:count]
        first = next((rank for rank, gain in enumerate(gains, 1) if gain), None)
        totals[0] += _discounted(gains) / _discounted(ideal)
        totals[1] += 1 / first if first else 0.0
        totals[2] += sum(gain > 0 for gain in gains) / len(grades)
    ndcg, mrr, recall = (total / max(len(run), 1) for total in totals)
    return Quality(len(run), ndcg, mrr, recall)


def trec_lines(run: Run, tag: str) -> str:
    """The run as a TREC file: query, Q0, document, rank, score, tag."""
    lines = [
        f"{query} Q0 {key} {rank} {score:.9g} {tag}"  # so many digits tell all scores apart
        for query, ranking in run.items()
        for rank, (key, score) in enumerate(ranking, 1)
    ]
    return "\n".join([*lines, ""])


def _in_order(ranking: list[tuple[str, float]]) -> list[tuple[str, float]]:
    """By falling score, equal scores by falling id: the order that trec_eval makes of a run."""
    return sorted(ranking, key=lambda entry: (entry[1], entry[0]), reverse=True)


def percentile(values: Sequence[float], share: float) -> float:
    """The smallest value that at least this share of the values does not exceed."""
    ordered = sorted(values)
    return ordered[max(0, math.ceil(share * len(ordered)) - 1)] if ordered else 0.0


def _discounted(gains: Sequence[int]) -> float:
    return sum(gain / math.log2(rank + 1) for rank, gain in enumerate(gains, 1))
