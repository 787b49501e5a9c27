"""The sample's drift tables: routing trained on 2020, a falling click rate, a bidding contest."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from workbench.drift.registry import REGISTRY_NAME, FileRegistry, ModelVersion
from workbench.storage.files import write_atomically

_SEED = 2_021
_DEVICES = np.array(["mobile", "desktop", "tablet"])
_COUNTRIES = np.array(["de", "fr", "us", "pl", "in"])

RULES = """\
# What is watched, and what is proposed when it breaks. Nothing is done without confirmation.
time = "time"
timezone = "UTC"
model = "recommendation-router"

[[rule]]
name = "ctr-falling"
metric = "mean"
column = "clicked"
window = "12h"
direction = "below"
reference = "14d"   # the dynamic threshold: center - 3 spreads of the first 14 days
spreads = 3.0
for = "72h"         # of event time; gaps are unknown, not ok
action = "rollback"

[[rule]]
name = "latency-high"
metric = "p95"
column = "latency_ms"
window = "6h"
direction = "above"
threshold = 400.0
for = "12h"
action = "notify"

[costs]
per_unit = 0.35      # what one lost click costs
retraining = 120.0   # what one retraining costs
"""

Columns = dict[str, NDArray[Any]]


def write_drift_sample(folder: Path) -> list[Path]:
    """Write the tables, the rules and the model registry; always the same content.

    Two parquet tables for the routing model (2020, 2021), impressions in which the click
    rate falls for the last 72 hours, the bids of a contest, keyed features of training and
    serving. Gives the files written.
    """
    folder.mkdir(parents=True, exist_ok=True)
    generator = np.random.default_rng(_SEED)
    tables = {
        "routing-2020.parquet": _routing(generator, 2020, 1),
        "routing-2021.parquet": _routing(generator, 2021, 15),
        "ctr.parquet": _impressions(generator),
        "bidding.parquet": _bids(generator),
    }
    for name, columns in tables.items():
        _write_parquet(folder / name, columns)
    training, serving = _features(generator)
    _write_csv(folder / "features-train.csv", training)
    _write_csv(folder / "features-serve.csv", serving)
    _write_csv(folder / "ctr-hourly.csv", _hourly(tables["ctr.parquet"]))
    write_atomically(folder / "rules.toml", RULES.encode())
    FileRegistry(folder / REGISTRY_NAME).save(_versions())
    return sorted(folder.iterdir())


def _routing(generator: np.random.Generator, year: int, moved_after: int) -> Columns:
    """Four weeks of November: 700 interactions a day; from a day on the mix has moved."""
    days, per_day = 28, 700
    day = np.repeat(np.arange(days), per_day)
    moved = (year == 2021) & (day >= moved_after - 1)
    n = len(day)
    weekend = ((day + datetime(year, 11, 1).weekday()) % 7) >= 5
    mobile = 0.55 + 0.06 * weekend + 0.10 * moved
    device = np.where(generator.random(n) < mobile, 0, np.where(generator.random(n) < 0.85, 1, 2))
    session = generator.gamma(2.0, 3.0 + 1.0 * weekend) * np.where(moved, 0.75, 1.0)
    item_age = generator.exponential(np.where(moved, 21.0, 30.0))
    price = generator.lognormal(3.0 + 0.12 * moved, 0.6)
    affinity = np.clip(generator.normal(0.5, 0.15, n) - 0.04 * moved, 0, 1)
    chance = 0.02 + 0.18 * affinity * np.where(device == 0, 0.9, 1.1)
    score = np.clip(chance + generator.normal(0, 0.02, n), 0.001, 0.999)
    return {
        "time": _times(generator, datetime(year, 11, 1), day),
        "device": _DEVICES[device],
        "country": _COUNTRIES[generator.choice(5, n, p=[0.4, 0.2, 0.2, 0.12, 0.08])],
        "session_minutes": np.round(session, 2),
        "item_age_days": np.round(item_age, 1),
        "price": np.round(price, 2),
        "affinity": np.round(affinity, 4),
        "score": np.round(score, 4),
        "clicked": (generator.random(n) < chance * np.where(moved, 0.85, 1.0)).astype(np.int8),
    }


def _impressions(generator: np.random.Generator) -> Columns:
    """Eighteen days of impressions; in the last 90 hours mobile clicks fall away."""
    hours = 18 * 24
    hour = np.repeat(np.arange(hours), 90)
    n = len(hour)
    late = np.clip((hour - (hours - 90)) / 6, 0, 1)
    mobile = generator.random(n) < 0.6
    daily = 1 + 0.08 * np.sin(2 * np.pi * (hour % 24) / 24)
    chance = 0.12 * daily * np.where(mobile, 1 - 0.75 * late, 1.0)
    start = datetime(2021, 11, 1)
    spread = generator.random(n)
    stamp = np.datetime64(start, "us") + ((hour + spread) * 3.6e9).astype("timedelta64[us]")
    order = np.argsort(stamp, kind="stable")
    columns: Columns = {
        "time": stamp,
        "device": np.where(mobile, "mobile", "desktop"),
        "model_version": np.where(hour >= hours - 92, "7", "6"),
        "latency_ms": np.round(generator.lognormal(4.6, 0.4, n), 1),
        "clicked": (generator.random(n) < chance).astype(np.int8),
    }
    return {name: values[order] for name, values in columns.items()}


def _hourly(impressions: Columns) -> Columns:
    hour = impressions["time"].astype("datetime64[h]")
    hours, places = np.unique(hour, return_inverse=True)
    shown = np.bincount(places)
    clicks = np.bincount(places, weights=impressions["clicked"]).astype(np.int64)
    return {
        "hour": np.array([f"{one}:00:00" for one in hours]),
        "impressions": shown,
        "clicks": clicks,
        "ctr": np.round(clicks / shown, 5),
    }


def _bids(generator: np.random.Generator) -> Columns:
    """Fourteen days, 9,000 users, several bids each; the challenger wins a little more."""
    users = 9_000
    per_user = 1 + generator.poisson(3.0, users)
    user = np.repeat(np.arange(users), per_user)
    challenger = np.repeat(generator.random(users) < 0.5, per_user)
    base = np.repeat(generator.beta(3, 17, users), per_user)
    n = len(user)
    won = generator.random(n) < np.clip(base + 0.03 * challenger, 0, 1)
    day = generator.integers(0, 14, n)
    columns: Columns = {
        "time": _times(generator, datetime(2021, 11, 1), day),
        "user": np.array([f"u{number:05d}" for number in user]),
        "arm": np.where(challenger, "challenger", "champion"),
        "won": won.astype(np.int8),
        "revenue": np.round(won * generator.gamma(2.0, 0.6, n), 3),
    }
    order = np.argsort(columns["time"], kind="stable")
    return {name: values[order] for name, values in columns.items()}


def _features(generator: np.random.Generator) -> tuple[Columns, Columns]:
    """The same requests as training saw them and as serving did: two columns disagree."""
    n = 2_000
    keys = np.array([f"r{number:05d}" for number in range(n)])
    training: Columns = {
        "request_id": keys,
        "price": np.round(generator.lognormal(3.0, 0.6, n), 2),
        "session_minutes": np.round(generator.gamma(2.0, 3.0, n), 2),
        "country": _COUNTRIES[generator.integers(0, 5, n)],
    }
    serving = dict(training)
    serving["price"] = np.round(training["price"] * 100, 0)
    stale = generator.random(n) < 0.18
    shuffled = generator.permutation(training["session_minutes"])
    serving["session_minutes"] = np.where(stale, shuffled, training["session_minutes"])
    return training, {name: values[50:] for name, values in serving.items()}


def _versions() -> list[ModelVersion]:
    name = "recommendation-router"
    return [
        ModelVersion(
            name, "7", datetime(2021, 11, 15, 16, tzinfo=UTC), False, True, "new features"
        ),
        ModelVersion(name, "6", datetime(2021, 10, 4, 9, tzinfo=UTC), True, False, "stable"),
        ModelVersion(name, "5", datetime(2021, 8, 23, 9, tzinfo=UTC), True, False, "stable"),
    ]


def _times(generator: np.random.Generator, start: datetime, day: NDArray[Any]) -> NDArray[Any]:
    seconds = (day + generator.random(len(day))) * 86_400
    return np.datetime64(start, "us") + (seconds * 1e6).astype("timedelta64[us]")


def _write_parquet(path: Path, columns: Columns) -> None:
    import pyarrow as pa
    from pyarrow import parquet

    sink = pa.BufferOutputStream()
    parquet.write_table(pa.table({name: pa.array(v) for name, v in columns.items()}), sink)
    write_atomically(path, sink.getvalue().to_pybytes())


def _write_csv(path: Path, columns: Columns) -> None:
    lines = [",".join(columns)]
    rows = zip(*(values.tolist() for values in columns.values()), strict=True)
    lines += [",".join(str(cell) for cell in row) for row in rows]
    write_atomically(path, ("\n".join(lines) + "\n").encode())
