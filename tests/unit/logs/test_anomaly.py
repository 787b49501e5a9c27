"""Anomalies: injected faults are found and named; what is usual, however loud, stays quiet."""

import random
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from tests.bench import log_faults
from tests.bench.log_faults import FAULTS, Injected, MadeLog
from workbench.core.progress import Progress
from workbench.logs.anomaly import Anomaly, find_anomalies
from workbench.logs.anomaly_fields import Field, FieldReader
from workbench.logs.model import NO_TIME
from workbench.logs.survey import Survey, survey


def examine(
    folder: Path, log: MadeLog, baseline: MadeLog | None = None, sensitivity: str = "normal"
) -> tuple[Survey, list[Anomaly]]:
    """Write the logs, survey them, and find what is abnormal."""
    files = [folder / "log.log"]
    files[0].write_text(log.text())
    if baseline is not None:
        files.insert(0, folder / "baseline.log")
        files[0].write_text(baseline.text())
    found = survey(files, numbers=True, progress=Progress())
    known = int(found.first_records[-2]) if baseline is not None else 0
    return found, find_anomalies(
        found.times, found.levels, found.template_ids, found.templates, fields=found.fields,
        linked=found.linked, baseline=known, sensitivity=sensitivity,
    )  # fmt: skip


def seconds(found: Survey, record: int) -> float:
    """When a record was, in seconds from the made log's start."""
    return float(found.times[record] / 1e9 - log_faults.START.timestamp())


def assert_told(found: Survey, anomalies: list[Anomaly], log: MadeLog) -> Anomaly:
    """The injected fault is among the anomalies, with its kind, and begins near its start."""
    fault = log.faults[0]
    slack = max(600.0, 0.25 * (fault.end - fault.start), 0.02 * log.seconds)
    told = [
        one
        for one in anomalies
        if one.kind == fault.kind
        and fault.start - slack <= seconds(found, one.record) <= fault.end + slack
    ]
    assert told, [one.reason for one in anomalies]
    return told[0]


@pytest.mark.parametrize("name", ["burst", "silence", "whole silence", "slow", "climbing"])
@pytest.mark.parametrize("make", [log_faults.training, log_faults.cluster])
def test_faults_logged_as_info_are_found(
    name: str, make: Callable[[int, float], MadeLog], tmp_path: Path
) -> None:
    log = make(11, 6)
    FAULTS[name](log)
    found, anomalies = examine(tmp_path, log)
    assert_told(found, anomalies, log)


@pytest.mark.parametrize("name", ["new once", "new often"])
def test_a_message_never_seen_before_is_told_where_new_messages_are_rare(
    name: str, tmp_path: Path
) -> None:
    log = log_faults.training(12, 6)
    FAULTS[name](log)
    found, anomalies = examine(tmp_path, log)
    told = assert_told(found, anomalies, log)
    assert told.reason.startswith("New message: '")


@pytest.mark.parametrize("make", [log_faults.web, log_faults.cluster])
def test_one_new_message_of_trouble_is_told_among_other_rare_messages(
    make: Callable[[int, float], MadeLog], tmp_path: Path
) -> None:
    log = make(12, 6)
    FAULTS["new once"](log)
    found, anomalies = examine(tmp_path, log)
    assert_told(found, anomalies, log)


def test_of_a_few_jobs_those_that_never_finish_are_told(tmp_path: Path) -> None:
    log = MadeLog(random.Random(5), 1620, [], [])
    for number in range(40):
        log.add(40 * number, "INFO", f"job {number + 7:06x} started")
        log.add(40 * number + 9, "INFO", f"job {number + 7:06x} computed")
        if number not in (20, 21, 22):
            log.add(40 * number + 19, "INFO", f"job {number + 7:06x} finished")
    for second in range(1620):
        log.add(second, "DEBUG", f"queue length {second % 7}")
    log.faults.append(Injected("sequence", 800, 900))
    found, anomalies = examine(tmp_path, log)
    assert "without the usual 'job <*> finished'" in assert_told(found, anomalies, log).reason
    assert {one.kind for one in anomalies} <= {"sequence", "silence"}


def test_requests_that_begin_and_never_end_are_told(tmp_path: Path) -> None:
    log = log_faults.cluster(13, 6)
    FAULTS["broken sequence"](log)
    found, anomalies = examine(tmp_path, log)
    assert "without the usual" in assert_told(found, anomalies, log).reason


@pytest.mark.parametrize("name", ["broken sequence", "out of order"])
def test_steps_with_short_numbers_or_without_any_id_are_followed(name: str, tmp_path: Path) -> None:
    log = log_faults.workflow(22, 8)
    FAULTS[name](log)
    found, anomalies = examine(tmp_path, log)
    assert_told(found, anomalies, log)


@pytest.mark.parametrize(
    "make", [log_faults.workflow, log_faults.web, log_faults.training, log_faults.cluster]
)
def test_a_clean_log_stays_quiet_though_it_is_full_of_errors_and_hourly_bursts(
    make: Callable[[int, float], MadeLog], tmp_path: Path
) -> None:
    _, anomalies = examine(tmp_path, make(14, 8))
    assert [one.reason for one in anomalies if one.kind != "new-template"] == []
    assert len(anomalies) <= 1


def test_a_status_code_is_told_in_words(tmp_path: Path) -> None:
    log = log_faults.web(15, 6)
    for number in range(60):
        text = f"request {number:012x} completed status=502 latency_ms=12.0"
        log.add(12_000 + number * 5, "INFO", text)
    _, anomalies = examine(tmp_path, log)
    burst = next(one for one in anomalies if one.kind == "burst")
    assert "502 Bad Gateway in" in burst.reason
    assert "usually" in burst.reason


def test_a_baseline_tells_what_is_usual(tmp_path: Path) -> None:
    log = log_faults.training(16, 6)
    FAULTS["silence"](log)
    found, anomalies = examine(tmp_path, log, baseline=log_faults.training(17, 6))
    assert_told(found, anomalies, log)
    assert len(anomalies) <= 2


def test_a_baseline_that_holds_a_burst_itself_does_not_hide_other_faults(tmp_path: Path) -> None:
    dirty = log_faults.cluster(18, 6)
    FAULTS["burst"](dirty)
    log = log_faults.cluster(19, 6)
    FAULTS["burst"](log)
    found, anomalies = examine(tmp_path, log, baseline=dirty)
    assert_told(found, anomalies, log)


def test_sensitivity_only_adds_or_removes(tmp_path: Path) -> None:
    log = log_faults.cluster(20, 6)
    FAULTS["slow"](log)
    counts = [len(examine(tmp_path, log, sensitivity=one)[1]) for one in ("low", "normal", "high")]
    assert counts == sorted(counts)


def test_scores_are_ranked_between_zero_and_one(tmp_path: Path) -> None:
    log = log_faults.web(21, 6)
    for name in ("burst", "silence", "slow"):
        FAULTS[name](log)
    _, anomalies = examine(tmp_path, log)
    scores = [one.score for one in anomalies]
    assert scores == sorted(scores, reverse=True)
    assert all(0 < score < 1 for score in scores)


def test_a_log_without_times_is_judged_by_the_order_of_its_records(tmp_path: Path) -> None:
    lines = [f"step {n} done" if n % 3 else f"checked part {n}" for n in range(3000)]
    lines[2000:2000] = [f"retry {n} of upload" for n in range(40)]
    (tmp_path / "plain.log").write_text("\n".join(lines))
    found = survey([tmp_path / "plain.log"], numbers=True, progress=Progress())
    assert (found.times == NO_TIME).all()
    anomalies = find_anomalies(found.times, found.levels, found.template_ids, found.templates)
    assert anomalies[0].kind == "new-template"
    assert "records" in anomalies[0].reason


def test_no_records_and_few_records_give_nothing() -> None:
    empty = np.zeros(0, np.int64)
    assert find_anomalies(empty, empty.astype(np.uint8), empty.astype(np.int32), []) == []


def test_numbers_in_dates_addresses_and_ids_are_no_fields() -> None:
    lines = [
        f"Jul 17 10:48:01 from 10.0.0.{n} id blk_{n} v1.2.3 0x{n:x} took {n}.5 ms"
        for n in range(50)
    ]
    assert [(field.name, field.values[:3].tolist()) for field in fields_of(lines)] == [
        ("took", [0.5, 1.5, 2.5])
    ]


def fields_of(lines: list[str]) -> list[Field]:
    """The numeric fields of messages that are of one template."""
    buffer = "\n".join([*lines, ""]).encode()
    ends = np.flatnonzero(np.frombuffer(buffer, np.uint8) == 10)
    starts = np.concatenate([[0], ends[:-1] + 1])
    reader = FieldReader()
    reader.feed(0, buffer, starts, ends)
    return reader.fields(np.zeros(len(lines), np.int32))


@pytest.mark.parametrize("before", ["delta=", "delta: ", "delta:", "delta (", "delta [", 'delta "'])
def test_a_minus_before_a_number_is_its_sign(before: str) -> None:
    lines = [f"moved by {before}{'-' if n % 3 else ''}{n}.5 now" for n in range(60)]
    (field,) = fields_of(lines)
    assert (field.name, field.values[:4].tolist()) == ("delta", [0.5, -1.5, -2.5, 3.5])


def test_each_of_a_list_of_numbers_has_its_own_sign() -> None:
    moves = fields_of([f"moves [-{n},{n},-{n}]" for n in range(50)])
    assert sorted(field.values[7] for field in moves) == [-7, -7, 7]


@pytest.mark.parametrize("text", ["10-20", "2024-05-06", "worker-7", "took - 5 s", "x--5"])
def test_another_minus_is_no_sign(text: str) -> None:
    values = [field.values for field in fields_of([f"range {text} of it"] * 50)]
    assert not values or np.concatenate(values).min() >= 0


def numeric(tmp_path: Path, values: list[float]) -> list[str]:
    """What is told of numbers that come one a second."""
    log = MadeLog(random.Random(0), len(values), [], [])
    for second, value in enumerate(values):
        log.add(second, "INFO", f"clock moved delta={value}")
    return [one.reason.split(": ")[1] for one in examine(tmp_path, log)[1] if one.kind == "numeric"]


def signed(middle: float, count: int = 6000) -> list[float]:
    rng = random.Random(1)
    return [round(rng.gauss(middle, 4), 1) for _ in range(count)]


@pytest.mark.parametrize("middle", [-50, 0, 3, 50])
def test_values_of_both_signs_are_quiet_but_for_a_leap_up_or_down(
    middle: float, tmp_path: Path
) -> None:
    values = signed(middle)
    assert numeric(tmp_path, values) == []
    for leap in (-5000.0, 5000.0):
        (told,) = numeric(tmp_path, [*values[:4000], leap, *values[4000:]])
        assert told.startswith(f"{leap:,.0f}, usually ")
        assert ("never below" if leap < 0 else "never above") in told


@pytest.mark.parametrize(("middle", "later"), [(-50, -100), (-100, -50), (0, 40), (0, -40)])
def test_a_shift_below_zero_or_across_it_is_told(
    middle: float, later: float, tmp_path: Path
) -> None:
    values = signed(middle)
    values[4000:4600] = signed(later, 600)
    (told,) = numeric(tmp_path, values)
    word, median, *_ = told.split()
    assert word == "median"
    assert abs(float(median) - later) <= 2


def test_a_minus_one_here_and_there_is_quiet(tmp_path: Path) -> None:
    rng = random.Random(2)
    values = [-1.0 if rng.random() < 0.12 else value for value in signed(200)]
    assert numeric(tmp_path, values) == []


def test_a_tail_that_grows_below_zero_is_told(tmp_path: Path) -> None:
    values = signed(-20)
    values[4000:4600:5] = signed(-200, 120)
    (told,) = numeric(tmp_path, values)
    assert told.startswith("lower tenth up to -20")


def nightly(starts: list[float], days: int) -> MadeLog:
    """A service with a day's rhythm, and a job whose 400 messages come at these hours."""
    log = MadeLog(random.Random(3), days * 86_400, [], [])
    for at in log_faults.poisson(log, 0.1, 0.9):
        log.add(at, "INFO", f"item {log.rng.randint(1, 9999)} sent")
    backups = log_faults.poisson(log, 0.01)
    for at in [*backups, *(start * 3600 + chunk / 2 for start in starts for chunk in range(400))]:
        log.add(at, "INFO", f"backup chunk {log.rng.randint(1, 400)} written")
    return log


@pytest.mark.parametrize("days", [2, 3, 4, 5, 7])
def test_bursts_at_the_same_time_of_day_are_how_a_message_comes(days: int, tmp_path: Path) -> None:
    log = nightly([2 + 24 * day for day in range(days)], days)
    assert [one.reason for one in examine(tmp_path, log)[1]] == []


def test_bursts_at_regular_distances_are_how_a_message_comes(tmp_path: Path) -> None:
    assert [one.reason for one in examine(tmp_path, nightly([5, 17, 29, 41], 2))[1]] == []
    assert [one.reason for one in examine(tmp_path, nightly([5, 11, 29, 41], 2))[1]] == []


@pytest.mark.parametrize("starts", [[30], [30, 47], [30, 41, 70]])
def test_bursts_at_any_time_are_told(starts: list[float], tmp_path: Path) -> None:
    found, anomalies = examine(tmp_path, nightly(starts, 4))
    told = sorted(seconds(found, one.record) / 3600 for one in anomalies if one.kind == "burst")
    assert told == pytest.approx(starts, abs=0.3)


@pytest.mark.parametrize("others", [[26], [2, 26, 74]])
def test_of_bursts_at_the_same_time_of_day_one_far_larger_is_told(
    others: list[float], tmp_path: Path
) -> None:
    log = nightly([*others, *[50] * 6], 4)
    found, anomalies = examine(tmp_path, log)
    told = [seconds(found, one.record) / 3600 for one in anomalies if one.kind == "burst"]
    assert pytest.approx(50, abs=0.3) in told
    assert len(told) == (2 if len(others) == 1 else 1)


def part(log: MadeLog, first: float, last: float) -> MadeLog:
    """What a log holds from one hour to another."""
    inside = [line for line in log.lines if first * 3600 <= line[0] < last * 3600]
    return MadeLog(log.rng, log.seconds, inside, [])


@pytest.mark.parametrize(
    ("starts", "from_hour", "to_hour"),
    [
        ([2, 26, 50, 74], 72, 96),
        ([26, 74], 72, 96),
        ([2, 26, 50, 74], 74.05, 84),
        ([12, 24, 36, 48, 60, 72], 71, 74),
        ([5, 8, 11, 14, 71], 70, 75),
    ],
    ids=["nightly", "once before", "cut", "every 12 hours", "every third hour"],
)
def test_bursts_that_come_as_in_the_baseline_are_usual_in_a_short_log(
    starts: list[float], from_hour: float, to_hour: float, tmp_path: Path
) -> None:
    whole = nightly(starts, 4)
    log, usual = part(whole, from_hour, to_hour), part(whole, 0, min(from_hour, 70))
    assert [one.reason for one in examine(tmp_path, log, usual)[1]] == []


@pytest.mark.parametrize("burst", [[86], [74] * 6], ids=["at another time of day", "far larger"])
def test_bursts_unlike_those_of_the_baseline_are_told(burst: list[float], tmp_path: Path) -> None:
    whole = nightly([2, 26, 50, *burst], 4)
    found, anomalies = examine(tmp_path, part(whole, 72, 96), part(whole, 0, 72))
    (told,) = [one for one in anomalies if one.kind == "burst"]
    assert seconds(found, told.record) / 3600 == pytest.approx(burst[0], abs=0.3)
