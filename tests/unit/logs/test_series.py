"""Metric series: changes get high scores, and no later row changes an earlier score."""

import json
import math
import random
from pathlib import Path

import numpy as np
import pytest

from workbench.cli.main import main
from workbench.logs.series import score_series
from workbench.logs.series_file import read_series


def daily(rows: int, seed: int) -> np.ndarray:
    """A metric with a day of 144 rows and noise."""
    rng = random.Random(seed)
    return np.array(
        [100 + 30 * math.sin(row / 144 * 2 * math.pi) + rng.gauss(0, 2) for row in range(rows)]
    )


def test_a_spike_out_of_range_scores_highest() -> None:
    values = daily(1500, 1)
    values[1200] = 300
    scores = score_series(values)
    assert int(scores[300:].argmax()) + 300 == 1200
    assert scores[1200] > 0.5


def test_a_flat_stretch_within_the_range_is_noticed() -> None:
    values = daily(2500, 2)
    values[2000:2100] = 100
    scores = score_series(values)
    top = int(scores[600:].argmax()) + 600
    assert 2000 <= top <= 2150


def test_a_usual_series_stays_low() -> None:
    scores = score_series(daily(3000, 3))
    assert float(scores[1000:].max()) < 0.3


@pytest.mark.parametrize("cut", [60, 700, 1501, 1999])
def test_rows_to_come_do_not_change_the_scores(cut: int) -> None:
    values = daily(2000, 4)
    values[1500] = -50
    whole = score_series(values)
    assert np.array_equal(whole[:cut], score_series(values[:cut]))
    shuffled = values.copy()
    np.random.default_rng(5).shuffle(shuffled[cut:])
    assert np.array_equal(whole[:cut], score_series(shuffled * 1.0)[:cut])
    grown = np.concatenate([values[:cut], values[cut:] * 1e6])
    assert np.array_equal(whole[:cut], score_series(grown)[:cut])


def test_scores_do_not_depend_on_the_unit() -> None:
    values = daily(1200, 6)
    assert np.allclose(score_series(values), score_series(values * 1024.0), atol=1e-6)


@pytest.mark.parametrize(
    "values",
    [[], [1.0], [math.nan] * 5, [0.0] * 500, [math.nan, 1.0, math.nan, 2.0] * 100, [1e300, -1e300]],
)
def test_strange_series_get_scores_between_zero_and_one(values: list[float]) -> None:
    scores = score_series(np.array(values, np.float64))
    assert len(scores) == len(values)
    assert np.isfinite(scores).all()
    assert ((scores >= 0) & (scores <= 1)).all()


def test_the_verb_gives_a_score_for_every_row(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    values = daily(400, 7)
    values[350] = 900
    file = tmp_path / "cpu.csv"
    rows = [f"2026-01-01 {n // 60:02}:{n % 60:02},{value:.3f}" for n, value in enumerate(values)]
    rows[10], rows[11] = "2026-01-01 00:10,", "2026-01-01 00:11"
    file.write_text("\n".join(["timestamp,value", *rows]) + "\n")
    assert main(["series", "score", str(file), "--time", "timestamp", "--value", "value",
                 "--json"]) == 0  # fmt: skip
    scores = json.loads(capsys.readouterr().out)["scores"]
    assert len(scores) == 400
    assert scores[350] == max(scores)


@pytest.mark.parametrize(
    ("content", "word"),
    [(b"a,b\n1,2\n", "no column 'value'"), (b"", "no column 'timestamp'"),
     (b"timestamp,value\nx,y\n", "holds no number"), (b"\x00\xff\x00", "no column")],
)  # fmt: skip
def test_bad_files_are_said_in_one_sentence(
    content: bytes, word: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "bad.csv"
    file.write_bytes(content)
    arguments = ["series", "score", str(file), "--time", "timestamp", "--value", "value"]
    if word == "no column 'value'":
        arguments[4] = "a"
    assert main(arguments) == 2
    error = capsys.readouterr().err
    assert word in error
    assert error.count("\n") == 1


def test_a_missing_file_is_said_in_one_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    arguments = ["series", "score", str(tmp_path / "none.csv"), "--time", "t", "--value", "v"]
    assert main(arguments) == 2
    assert "none.csv" in capsys.readouterr().err


@pytest.mark.parametrize(("written", "meant"), [("1.234,5", 1234.5), ("1.5", 1.5), ("12", 12.0)])
def test_decimal_commas_are_read_in_a_file_without_commas_between(
    tmp_path: Path, written: str, meant: float
) -> None:
    file = tmp_path / "a.csv"
    file.write_text(f"time;value\n2026-01-01;{written}\n2026-01-02;a,b\n")
    assert read_series(file, "time", "value").values[0] == meant
