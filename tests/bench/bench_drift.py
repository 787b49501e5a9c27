"""Drift: false alarms, power, streams, contests; and what drift_tables measures."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy import special

from tests.bench import drift_tables
from tests.bench.measure import Measurement
from workbench.core.progress import Progress
from workbench.drift.binning import Binning
from workbench.drift.columns import Kind
from workbench.drift.contest import mixture
from workbench.drift.counts import Counted
from workbench.drift.detectors import Adwin
from workbench.drift.streams import alarms
from workbench.drift.windowed import ColumnCounts, windowed
from workbench.drift.windows import Windows

_SEEDS = 20
_NUMBERS, _CATEGORIES, _BINS = 40, 10, 20
_EDGES = special.ndtri(np.arange(1, _BINS) / _BINS)
_ZIPF = (1 / np.arange(1, 11)) / (1 / np.arange(1, 11)).sum()
_PER_USER, _ICC = 20, 0.3
_REFERENCE, _CURRENT = 12, 30


@dataclass(frozen=True, slots=True)
class Scene:
    """How the rows of a table are made: windows of n rows, and what happens in them."""

    n: int
    kind: str = "plain"
    shift: float = 0.0


def measure(_data: Path | None) -> list[Measurement]:
    """Every bar of the drift room, one line each."""
    lines = [
        _null(Scene(n, kind)) for n in (1_000, 10_000) for kind in ("plain", "jitter", "cluster")
    ]
    lines += [_power(1_000, 0.2, 3), _power(10_000, 0.1, 3), _power(1_000, 0.5, 2)]
    lines += _streams()
    lines += _contests()
    return lines + drift_tables.measure()


# false alarms and power, through the same judging as `drift compare --windows`


def _null(scene: Scene) -> Measurement:
    found = [
        _alarms(np.random.default_rng([scene.n, seed, len(scene.kind)]), scene, _CURRENT)
        for seed in range(_SEEDS)
    ]
    mean = float(np.mean([flags.sum() for flags in found]))
    worst = max(int(flags.sum()) for flags in found)
    return Measurement(
        f"no drift, n = {scene.n:,}, {scene.kind}: alarms per 1,500 checks",
        f"{mean:.2f} (most {worst})",
        "-",
        None,
        "<= 2, mean of 20 seeds",
        mean <= 2,
    )


def _power(n: int, shift: float, within: int) -> Measurement:
    moved = [0, 1, 2, 3, _NUMBERS]
    hits = [
        _alarms(np.random.default_rng([n, seed, 77]), Scene(n, shift=shift), within).any(axis=0)[
            moved
        ]
        for seed in range(5 * _SEEDS)
    ]
    share = float(np.mean(hits))
    needed = 0.98 if within == 2 else 0.95
    return Measurement(
        f"drift of {shift} sd, n = {n:,}: columns flagged within {within} windows",
        f"{share:.1%} (all five at once {np.mean(np.all(hits, axis=1)):.0%})",
        "-",
        None,
        f">= {needed:.0%}",
        share >= needed,
    )


def _alarms(generator: np.random.Generator, scene: Scene, windows: int) -> NDArray[np.bool_]:
    """Which (window, column) alarms."""
    reference = _windows(generator, Scene(scene.n, scene.kind), _REFERENCE)
    current = _windows(generator, scene, windows)
    counts = [
        ColumnCounts(f"c{c}", _binning(c), _counted(reference, c), _counted(current, c))
        for c in range(_NUMBERS + _CATEGORIES)
    ]
    _, found = windowed([], counts, Windows(scene.n, "rows"))
    return np.array([[one.judged.drifted for one in window.columns] for window in found])


def _binning(column: int) -> Binning:
    if column < _NUMBERS:
        coarse = tuple(range(1, _BINS - 1, 2))
        return Binning(f"c{column}", Kind.NUMERIC, "deciles", tuple(_EDGES.tolist()), coarse)
    return Binning(f"c{column}", Kind.CATEGORICAL, "each", values=tuple("abcdefghij"))


def _counted(cells: NDArray[np.int64], column: int) -> Counted:
    ordinary = _BINS if column < _NUMBERS else 10
    padded = np.zeros((len(cells), 1, ordinary + 8), dtype=np.int64)
    padded[:, 0, :ordinary] = cells[:, column, :ordinary]
    return Counted(tuple(range(len(cells))), ("",), padded)


def _windows(generator: np.random.Generator, scene: Scene, windows: int) -> NDArray[np.int64]:
    """Counts (window, column, bin): 40 normal columns, then 10 Zipf ones."""
    cells = np.zeros((windows, _NUMBERS + _CATEGORIES, _BINS), dtype=np.int64)
    for window in range(windows):
        for column in range(_NUMBERS + _CATEGORIES):
            moved = scene.shift if column < 4 or column == _NUMBERS else 0.0
            rows = _numbers(generator, scene) + (moved if column < _NUMBERS else 0.0)
            edges = _EDGES
            if column >= _NUMBERS:
                shares = _ZIPF + np.array([-moved / 4, *[0.0] * 8, moved / 4])
                edges = special.ndtri(np.cumsum(shares)[:-1])
            found = np.bincount(np.searchsorted(edges, rows), minlength=_BINS)
            cells[window, column] = found[:_BINS]
    return cells


def _numbers(generator: np.random.Generator, scene: Scene) -> NDArray[np.float64]:
    rows = generator.standard_normal(scene.n)
    if scene.kind == "cluster":
        users = generator.standard_normal(scene.n // _PER_USER).repeat(_PER_USER)
        return np.sqrt(_ICC) * users + np.sqrt(1 - _ICC) * rows
    return rows + (generator.normal(0, 0.02) if scene.kind == "jitter" else 0.0)


# streams and contests


def _streams() -> list[Measurement]:
    def found(after: float, seed: int) -> list[int]:
        generator = np.random.default_rng([seed, int(after * 1000)])
        chance = np.where(np.arange(30_000) < 10_000, 0.1, after)
        return alarms((generator.random(30_000) < chance).astype(float), Adwin(), Progress())

    quiet = float(np.mean([bool(found(0.1, seed)) for seed in range(100)]))
    lines = [
        Measurement(
            "0/1 errors at .1, 100 streams of 30,000: alarmed",
            f"{quiet:.0%}",
            "-",
            None,
            "<= 5 %",
            quiet <= 0.05,
        )
    ]
    for after, bar in ((0.15, 1_200), (0.2, 450)):
        late = list(_delays(found, after))
        median = float(np.median(late))
        lines.append(
            Measurement(
                f"0/1 errors .1 to {after}: median delay",
                f"{median:.0f} items",
                "-",
                None,
                f"<= {bar:,}",
                median <= bar,
            )
        )
    return lines


def _delays(found: Callable[[float, int], list[int]], after: float) -> list[float]:
    delays: list[float] = []
    for seed in range(40):
        late = [place - 10_000 for place in found(after, seed) if place >= 10_000]
        delays.append(float(late[0]) if late else float("inf"))
    return delays


def _contests() -> list[Measurement]:
    called, promoted = _sequential(0.1, 4_000)
    better = _sequential(0.105, 2_000)[1]
    worse = _sequential(0.099, 4_000)[1]
    users = _by_user(1_000)
    return [
        Measurement(
            "A/A, 28 looks x 5,000: called",
            f"{called:.1%}",
            "-",
            None,
            "<= 5 %",
            called <= 0.05,
            f"promoted {promoted:.1%}",
        ),
        Measurement(
            "A/A, 28 looks, 1,000 users x 20 requests: called",
            f"{users:.1%}",
            "-",
            None,
            "<= 5 %",
            users <= 0.05,
        ),
        Measurement(
            "10.0 to 10.5 %: promoted within 28 looks",
            f"{better:.1%}",
            "-",
            None,
            ">= 88 %",
            better >= 0.88,
        ),
        Measurement(
            "worse challenger (.099): promoted", f"{worse:.2%}", "-", None, "<= 1 %", worse <= 0.01
        ),
    ]


def _sequential(challenger: float, runs: int) -> tuple[float, float]:
    """The share of runs called at any look, and the share promoted."""
    generator = np.random.default_rng(28)
    rows = 5_000.0 * np.arange(1, 29)
    called = promoted = 0
    for _ in range(runs):
        won = generator.binomial(5_000, [[0.1, challenger]] * 28).cumsum(axis=0)
        for day in range(28):
            p = won[day] / rows[day]
            variance = float((p * (1 - p) / rows[day]).sum())
            seen = mixture(float(p[1] - p[0]), variance, 0.01, 0.05)
            if abs(seen.difference) > seen.half_width:
                called += 1
                promoted += seen.difference > 0
                break
    return called / runs, promoted / runs


def _by_user(runs: int) -> float:
    """A/A with the user as the unit: click sums grow by 20 requests a look, tastes differ."""
    from workbench.drift.contest import Arm, compared

    called = 0
    for seed in range(runs):
        generator = np.random.default_rng(seed)
        taste = generator.beta(1, 9, (2, 500))
        sums = np.zeros((2, 500))
        for look in range(1, 29):
            sums += generator.binomial(20, taste)
            shown = np.full(500, 20.0 * look)
            seen = compared(Arm(shown, sums[0]), Arm(shown, sums[1]), 0.01, 0.05)
            if abs(seen.difference) > seen.half_width:
                called += 1
                break
    return called / runs
