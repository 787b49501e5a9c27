"""Every detector alarms at the known index on the known streams, and only there."""

import random

import numpy as np
import pytest

from tests.unit.drift.making import run, write_csv
from workbench.core.progress import Progress
from workbench.drift.detectors import Adwin, Ddm, HddmA, PageHinkley
from workbench.drift.streams import alarms, best_split


def errors(before, after):
    """5,000 errors at one rate, then 5,000 at another, from a small generator."""
    state, stream = 1, []
    for index in range(10_000):
        state = (1103515245 * state + 12345) % 2**31
        stream.append(float((state >> 8) / 2**23 < (before if index < 5000 else after)))
    return np.array(stream)


def jump():
    generator = random.Random(12345)
    values = generator.choices([0, 1], k=1000) + generator.choices(range(4, 8), k=1000)
    return np.array(values, dtype=float)


def places(detector, stream):
    return alarms(stream, detector, Progress())


@pytest.mark.parametrize(
    ("detector", "index"), [(Adwin(), 1023), (Adwin(clock=1), 1002), (PageHinkley(), 1006)]
)
def test_a_jump_is_found_once_at_the_known_index(detector, index):
    assert places(detector, jump()) == [index]


@pytest.mark.parametrize(
    ("detector", "index"), [(Adwin(), 1023), (Adwin(clock=1), 1009), (PageHinkley(), 1051)]
)
def test_a_step_from_zero_to_one(detector, index):
    assert places(detector, np.repeat([0.0, 1.0], 1000)) == [index]


@pytest.mark.parametrize(
    ("detector", "indexes"),
    [
        (Adwin(), [5279]),
        (Adwin(clock=1), [5259]),
        (PageHinkley(), [5402]),
        (HddmA(), [5323]),
        (Ddm(), [56, 274, 5298]),
    ],
)
def test_errors_that_double(detector, indexes):
    assert places(detector, errors(0.1, 0.2)) == indexes


def test_errors_that_triple_and_errors_that_stay():
    assert places(Adwin(), errors(0.1, 0.3)) == [5087]
    assert places(PageHinkley(), errors(0.1, 0.3)) == [5264]
    assert places(Adwin(), errors(0.2, 0.2)) == []


def test_the_change_is_dated_back_to_where_it_began():
    assert abs(best_split(errors(0.1, 0.3)[:5088]) - 5000) < 60


def test_event_time_counts_and_not_the_order_of_rows(tmp_path, capsys):
    stream = errors(0.1, 0.3)
    shuffled = np.random.default_rng(3).permutation(len(stream))
    times = [f"2026-01-01T00:{i // 60 % 60:02d}:{i % 60:02d}" for i in range(len(stream))]
    hours = [f"2026-01-{1 + i // 3600:02d}T{0:02d}" + t[13:] for i, t in enumerate(times)]
    table = {"time": np.array(hours)[shuffled], "error": stream[shuffled].astype(int)}
    file = write_csv(tmp_path / "errors.csv", table)
    found = run(capsys, "drift", "stream", str(file), "--column", "error", "--time", "time")[
        "detections"
    ]
    assert [shuffled[one["row"]] for one in found] == [5087]
    assert found[0]["before"] < 0.12
    assert found[0]["after"] > 0.25


def test_a_detector_of_shares_says_that_other_values_are_not_for_it(tmp_path, capsys):
    values = np.random.default_rng(4).normal(200, 30, 500)
    file = write_csv(tmp_path / "x.csv", {"ms": values, "share": values / 1000})
    base = ("drift", "stream", str(file), "--column")
    for detector in ("page-hinkley", "hddm-a"):
        notes = run(capsys, *base, "ms", "--detector", detector)["notes"]
        assert f"{detector} is made for values from 0 to 1" in notes[0]
        assert run(capsys, *base, "share", "--detector", detector)["notes"] == []
    assert run(capsys, *base, "ms")["notes"] == []
