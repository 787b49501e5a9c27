"""Templates: how right the groups are, and how fast, against drain3 in the same run."""

import csv
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np

from tests.bench import drain3_peer
from tests.bench.log_families import FAMILIES, grouping_scores, messages
from tests.bench.measure import Measurement
from workbench.logs.templates import TemplateMiner

_SPEED = (
    ("digits vary", "blocks", 200_000, 50.0),
    ("BGL-like", "machine", 200_000, 20.0),
    ("200,000 random words", "logins", 350_000, 10.0),
)
_REPEATS = 3


def measure(data: Path | None) -> list[Measurement]:
    """Quality on the shared systems and on made families, then speed."""
    return [*_quality(data), _made_families(), *_speed()]


def ours(lines: list[str]) -> list[int]:
    """The template id of each line."""
    raw = "\n".join([*lines, ""]).encode()
    ends = np.flatnonzero(np.frombuffer(raw, np.uint8) == 10).astype(np.int64)
    starts = np.concatenate([np.zeros(1, np.int64), ends[:-1] + 1])
    miner = TemplateMiner()
    for first in range(0, len(starts), 32_768):
        miner.feed(raw, starts[first : first + 32_768], ends[first : first + 32_768])
    return miner.finish().ids.tolist()


def _quality(data: Path | None) -> list[Measurement]:
    files = sorted((data / "logs" / "loghub").glob("*/*_structured.csv")) if data else []
    bars = {"GA": 0.88, "FGA": 0.92}
    if not files:
        note = "needs --data with logs/loghub"
        return [
            Measurement(f"templates: mean {name}", "-", "-", None, f">= {bar}", None, note)
            for name, bar in bars.items()
        ]
    peer = drain3_peer.available()
    scores, peers, lines = [], [], []
    for file in files:
        with file.open(newline="", encoding="utf-8") as rows:
            pairs = [(row["Content"], row["EventId"]) for row in csv.DictReader(rows)]
        texts = [text.replace("\n", " ") for text, _ in pairs]
        numbers = {event: number for number, event in enumerate(dict.fromkeys(e for _, e in pairs))}
        truth = [numbers[event] for _, event in pairs]
        scores.append(grouping_scores(ours(texts), truth))
        peers.append(grouping_scores(drain3_peer.cluster_ids(texts), truth) if peer else (0, 0))
        system = file.parent.name
        lines.append(f"{system} {scores[-1][0]:.3f}/{scores[-1][1]:.3f}")
    return [
        Measurement(
            f"templates: mean {name} of {len(files)} systems",
            f"{np.mean([score[i] for score in scores]):.3f}",
            f"drain3 {np.mean([score[i] for score in peers]):.3f}" if peer else "drain3 not there",
            None,
            f">= {bar}",
            bool(np.mean([score[i] for score in scores]) >= bar),
            "GA/FGA: " + ", ".join(lines) if name == "GA" else "",
        )
        for i, (name, bar) in enumerate(bars.items())
    ]


def _made_families() -> Measurement:
    """Families the miner was not tuned on a seed of: the mean over three drawings of each."""
    scores: list[tuple[float, float]] = []
    for family in FAMILIES.values():
        for seed in (101, 102, 103):
            lines, truth = messages(family, 2000, seed)
            scores.append(grouping_scores(ours(lines), truth))
    accuracy, f_measure = np.mean(scores, axis=0)
    return Measurement(
        "templates: made families, values drawn anew",
        f"GA {accuracy:.3f} FGA {f_measure:.3f}",
        "-",
        None,
        ">= 0.95 and >= 0.90 (own)",
        bool(accuracy >= 0.95 and f_measure >= 0.9),
        f"{len(FAMILIES)} families x 3 seeds",
    )


def _speed() -> list[Measurement]:
    peer = drain3_peer.available()
    found: list[Measurement] = []
    for what, name, count, bar in _SPEED:
        lines, truth = messages(FAMILIES[name], count, 1)
        seconds, ids = _best(ours, lines, _REPEATS)
        own = grouping_scores(ids, truth)
        mine = f"{count / seconds:,.0f}/s, GA {own[0]:.2f} FGA {own[1]:.2f}"
        title = f"templates, lines a second: {what}"
        if not peer:
            note = "drain3 could not be installed"
            found.append(Measurement(title, mine, "-", None, f">= {bar:g}x", None, note))
            continue
        peer_seconds, peer_ids = _best(drain3_peer.cluster_ids, lines, 1)
        other = grouping_scores(peer_ids, truth)
        ratio = peer_seconds / seconds
        found.append(
            Measurement(
                title,
                mine,
                f"{count / peer_seconds:,.0f}/s, GA {other[0]:.2f} FGA {other[1]:.2f}",
                ratio,
                f">= {bar:g}x, GA and FGA not lower",
                ratio >= bar and own >= other and own[1] >= other[1],
            )
        )
    return found


def _best(
    run: Callable[[list[str]], list[int]], lines: list[str], repeats: int
) -> tuple[float, list[int]]:
    """The shortest processor time of some runs, and the result.

    Processor time of all threads, on both sides: other programs on the machine do not count.
    """
    best, ids = float("inf"), []
    for _ in range(repeats):
        start = time.process_time()
        ids = run(lines)
        best = min(best, time.process_time() - start)
    return best, ids
