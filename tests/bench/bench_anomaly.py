"""Anomalies: injected faults found and false alarms, sessions, and metric series."""

import csv
import json
import tempfile
from datetime import datetime
from pathlib import Path

import numpy as np

from tests.bench.log_faults import FAULTS, KINDS, START, Injected, MadeLog
from tests.bench.measure import Measurement
from tests.bench.nab_scoring import Scored, nab_score
from workbench.core.progress import Progress
from workbench.logs.anomaly import Anomaly, find_anomalies
from workbench.logs.series import score_series
from workbench.logs.session_sources import read_events
from workbench.logs.sessions import Session, judge
from workbench.logs.survey import Survey, survey

_SEEDS = 3
_PUBLISHED_SERIES = "HTM 70, RCF 51.7 (published, whole benchmark)"


def measure(data: Path | None) -> list[Measurement]:
    """Faults in made logs; sessions and series where the shared data is given."""
    return [*_faults(), *_sessions(data), *_series(data)]


def _faults() -> list[Measurement]:
    found: list[Measurement] = []
    false_alarms: list[int] = []
    with tempfile.TemporaryDirectory(prefix="bench-anomaly-") as folder:
        file = Path(folder) / "made.log"
        for make in KINDS.values():
            for seed in range(_SEEDS):
                false_alarms.append(len(_examine(file, make(100 + seed))[1]))
        few = float(np.mean(false_alarms))
        found.append(
            Measurement(
                "anomalies: false alarms in a clean log", f"{few:.2f}", "-", None, "<= 0.5 (own)",
                few <= 0.5, f"{len(false_alarms)} made logs",
            )
        )  # fmt: skip
        for name, inject in FAULTS.items():
            outcomes: list[tuple[bool, bool]] = []
            for make in KINDS.values():
                for seed in range(_SEEDS):
                    log = make(200 + seed)
                    try:
                        inject(log)
                    except StopIteration:  # this kind of service has nothing to inject it into
                        continue
                    if log.faults:
                        outcomes.append(_outcome(*_examine(file, log), log.faults[0], log.seconds))
            told, first = np.mean(outcomes, axis=0)
            found.append(
                Measurement(
                    f"anomalies: {name} told", f"{told:.0%}, {first:.0%} among the first three",
                    "-", None, ">= 90 % (own)", bool(told >= 0.9), f"{len(outcomes)} made logs",
                )
            )  # fmt: skip
    return found


def _examine(file: Path, log: MadeLog) -> tuple[Survey, list[Anomaly]]:
    file.write_text(log.text())
    found = survey([file], numbers=True, progress=Progress())
    return found, find_anomalies(
        found.times, found.levels, found.template_ids, found.templates, fields=found.fields,
        linked=found.linked,
    )  # fmt: skip


def _outcome(
    found: Survey, anomalies: list[Anomaly], fault: Injected, seconds: float
) -> tuple[bool, bool]:
    """Whether the fault was told with its kind near its time; and among the first three."""
    slack = max(300.0, 0.25 * (fault.end - fault.start), 0.02 * seconds)
    begins = [found.times[one.record] / 1e9 - START.timestamp() for one in anomalies]
    ranks = [
        rank
        for rank, (one, begin) in enumerate(zip(anomalies, begins, strict=True))
        if one.kind == fault.kind and fault.start - slack <= begin <= fault.end + slack
    ]
    return bool(ranks), bool(ranks) and ranks[0] < 3


def _sessions(data: Path | None) -> list[Measurement]:
    folder = data / "logs" / "sessions" if data else None
    if folder is None or not folder.is_dir():
        note = "needs --data with logs/sessions"
        return [Measurement("sessions: F1", "-", "-", None, "none stated", None, note)]
    names = {path.name.removesuffix(".txt.gz"): path for path in folder.glob("*.txt.gz")}

    def read(name: str) -> list[Session]:
        return read_events([names[name]], Progress())

    cloud = [read(f"openstack_kalaki_{part}") for part in ("train", "test_normal", "test_abnormal")]
    normal, abnormal = read("hdfs_train_normal"), read("hdfs_abnormal_first_2000")
    half, mixed = len(normal) // 2, len(normal) // 50
    dirty = [*normal[:half], *abnormal[1000 : 1000 + mixed]]
    return [
        _session_line("OpenStack (Kalaki)", 0.97, cloud[0], cloud[1], cloud[2]),
        _session_line("HDFS", 0.97, normal[:half], normal[half:], abnormal[:1000]),
        _session_line("HDFS, training 4 % bad", 0.69, dirty, normal[half:], abnormal[:1000]),
    ]


def _session_line(
    name: str, bar: float, training: list[Session], normal: list[Session], abnormal: list[Session]
) -> Measurement:
    flags = [one.anomalous for one in judge([*normal, *abnormal], training)]
    false, true = sum(flags[: len(normal)]), sum(flags[len(normal) :])
    f1 = 2 * true / (true + false + len(abnormal))
    return Measurement(
        f"sessions: {name}", f"F1 {f1:.3f}", "-", None, f">= {bar} (own)", f1 >= bar,
        f"false alarms {false / len(normal):.2%}; flagging all would give"
        f" {2 * len(abnormal) / (2 * len(abnormal) + len(normal)):.3f}",
    )  # fmt: skip


def _series(data: Path | None) -> list[Measurement]:
    folder = data / "series" / "nab" if data else None
    what = "series: NAB standard profile"
    if folder is None or not (folder / "windows.json").is_file():
        note = "needs --data with series/nab"
        return [Measurement(what, "-", _PUBLISHED_SERIES, None, ">= 60", None, note)]
    windows: dict[str, list[list[str]]] = json.loads((folder / "windows.json").read_text())
    scored = [
        _scored(file, windows.get(file.relative_to(folder).as_posix(), []))
        for file in sorted(folder.glob("*/*.csv"))
    ]
    score, _ = nab_score(scored)
    note = f"{len(scored)} series, {sum(len(one.windows) for one in scored)} windows"
    return [Measurement(what, f"{score:.1f}", _PUBLISHED_SERIES, None, ">= 60", score >= 60, note)]


def _scored(file: Path, windows: list[list[str]]) -> Scored:
    with file.open(newline="") as rows:
        pairs = [(row["timestamp"], float(row["value"])) for row in csv.DictReader(rows)]
    times = [datetime.fromisoformat(time) for time, _ in pairs]
    places: list[tuple[int, int]] = []
    for begin, end in windows:
        first, last = datetime.fromisoformat(begin), datetime.fromisoformat(end)
        inside = [row for row, time in enumerate(times) if first <= time <= last]
        places.append((inside[0], inside[-1]))
    return Scored(score_series(np.array([value for _, value in pairs])), places)
