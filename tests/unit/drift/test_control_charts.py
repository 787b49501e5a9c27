"""Charts reproduce NIST's worked examples, rules fire where the books say, rarely otherwise."""

import numpy as np
import pytest

from tests.unit.drift.making import complaint, run, write_csv
from workbench.drift import run_length
from workbench.drift.chart_constants import constants
from workbench.drift.control import ChartPlan, control_chart
from workbench.drift.run_rules import NELSON, RULES, chosen, fired

INDIVIDUALS = [49.6, 47.6, 49.9, 51.3, 47.8, 51.2, 52.6, 52.4, 53.6, 52.1]
EWMA = [52, 47, 53, 49.3, 50.1, 47, 51, 50.1, 51.2, 50.5, *INDIVIDUALS]
EWMA_LEVELS = [50.60, 49.52, 50.56, 50.18, 50.16, 49.21, 49.75, 49.85, 50.26, 50.33,
               50.11, 49.36, 49.52, 50.05, 49.38, 49.92, 50.73, 51.23, 51.94, 51.99]  # fmt: skip
CUSUM = [324.925, 324.675, 324.725, 324.350, 325.350, 325.225, 324.125, 324.525, 325.225,
         324.600, 324.625, 325.150, 328.325, 327.250, 327.825, 328.500, 326.675, 327.775,
         326.875, 328.350]  # fmt: skip


def test_nist_individuals(tmp_path, capsys):
    file = write_csv(tmp_path / "flow.csv", {"x": INDIVIDUALS})
    found = run(capsys, "drift", "control", str(file), "--column", "x")
    assert found["center"] == pytest.approx(50.81, rel=1e-12)
    assert found["lower"] == pytest.approx(45.8159, abs=5e-5)
    assert found["upper"] == pytest.approx(55.8041, abs=5e-5)
    assert found["signals"] == []


def test_nist_ewma():
    chart = control_chart(np.array(EWMA), ChartPlan("ewma", target=50, sigma=2.0539))
    assert chart.lower == pytest.approx(47.4115, abs=1e-4)
    assert chart.upper == pytest.approx(52.5884, abs=1e-4)
    assert [round(point.value, 2) for point in chart.points] == EWMA_LEVELS


def test_nist_cusum_signals_first_at_the_fourteenth_point():
    plan = ChartPlan("cusum", target=325, k=0.3175, h=4.1959)
    chart = control_chart(np.array(CUSUM), plan)
    assert chart.signals[0].row == 13
    assert chart.points[13].value == pytest.approx(4.94)
    assert chart.points[19].value == pytest.approx(19.035)
    assert max(point.lower_sum for point in chart.points) == pytest.approx(0.715)


@pytest.mark.parametrize(
    ("n", "expected"),
    [
        (2, (1.1284, 0.8525, 0.7979, 1.8800, 2.6587, 0, 3.2665, 0, 3.2665)),
        (3, (1.6926, 0.8884, 0.8862, 1.0233, 1.9544, 0, 2.5746, 0, 2.5682)),
        (5, (2.3259, 0.8641, 0.9400, 0.5768, 1.4273, 0, 2.1145, 0, 2.0890)),
        (7, (2.7044, 0.8332, 0.9594, 0.4193, 1.1819, 0.0757, 1.9243, 0.1177, 1.8823)),
        (25, (3.9306, 0.7084, 0.9896, 0.1526, 0.6063, 0.4593, 1.5407, 0.5648, 1.4352)),
    ],
)
def test_chart_constants(n, expected):
    known = constants(n)
    found = (known.d2, known.d3, known.c4, known.a2, known.a3)
    assert (*found, *known.range_limits, *known.spread_limits) == pytest.approx(expected, abs=6e-5)


@pytest.mark.parametrize(
    ("z", "rule", "places"),
    [
        ([0.2, -0.4, 3.1, 0.1], "beyond-3-sigma", [2]),
        ([0.3, 2.1, 0.4, 2.2, 0], "2-of-3", [3]),
        ([2.1, -2.2, 0], "2-of-3", []),
        ([1.2, 0.4, 1.3, 1.1, 1.6, 0], "4-of-5", [4]),
        ([0.1] * 9, "8-on-one-side", [7, 8]),
        ([0.1] * 9, "9-on-one-side", [8]),
        ([-1, -0.5, -0.1, 0.2, 0.6, 0.9], "6-trending", [5]),
        ([0.5, -0.5] * 7, "14-alternating", [13]),
        ([0.3, -0.2] * 7 + [0.1], "15-within-1-sigma", [14]),
        ([1.2, -1.3] * 4, "8-beyond-1-sigma", [7]),
    ],
)
def test_run_rules_fire_where_they_should(z, rule, places):
    assert [place for place, _ in fired(np.array(z, dtype=float), [RULES[rule]])] == places


def test_nelsons_nine_is_not_western_electrics_eight():
    assert "8-on-one-side" not in NELSON
    assert [rule.name for rule in chosen("2")] == ["9-on-one-side"]


def test_average_run_lengths():
    assert run_length.of_rules(chosen("3-sigma")) == pytest.approx(370.4, abs=0.05)
    assert run_length.of_rules(chosen("western-electric")) == pytest.approx(91.75, rel=0.05)
    assert run_length.of_rules(chosen("nelson")) == pytest.approx(74.7, rel=0.05)
    assert run_length.of_cusum(0.5, 4) == pytest.approx(168, rel=0.01)
    assert run_length.of_cusum(0.5, 5) == pytest.approx(465, rel=0.01)


def test_limits_are_frozen_from_the_reference_rows():
    calm = np.random.default_rng(1).normal(10, 1, 100)
    chart = control_chart(np.concatenate([calm, calm + 8]), ChartPlan(reference=(0, 100)))
    assert chart.center == pytest.approx(calm.mean())
    assert {signal.row for signal in chart.signals if signal.rule == "beyond-3-sigma"} >= set(
        range(100, 200)
    )


def test_subgroups_shares_and_counts():
    values = np.random.default_rng(2).normal(5, 2, 500)
    means = control_chart(values, ChartPlan("xbar-r", subgroup=5))
    deviations = control_chart(values, ChartPlan("xbar-s", subgroup=5))
    assert means.sigma == pytest.approx(2, rel=0.1)
    assert deviations.sigma == pytest.approx(2, rel=0.1)
    flags = (np.arange(1000) % 10 == 0).astype(float)
    assert control_chart(flags, ChartPlan("p", subgroup=50)).center == pytest.approx(0.1)
    sizes = np.array([100.0, 200.0, 400.0])
    shares = control_chart(np.array([10.0, 20.0, 80.0]), ChartPlan("p"), sizes)
    assert shares.upper is None
    assert shares.points[2].upper < shares.points[0].upper


def test_a_constant_column_alarms_at_any_move_and_not_before():
    chart = control_chart(np.array([3.0] * 20 + [3.1]), ChartPlan(reference=(0, 20)))
    assert [signal.row for signal in chart.signals if signal.rule == "beyond-3-sigma"] == [20]


def test_bad_requests_are_one_sentence(tmp_path, capsys):
    file = write_csv(tmp_path / "x.csv", {"x": [1, 2, 3, 4], "name": ["a", "b", "c", "d"]})
    base = ("drift", "control", str(file), "--column")
    assert "no column 'y'" in complaint(capsys, *base, "y")
    assert "holds no numbers" in complaint(capsys, *base, "name")
    assert "is no rule" in complaint(capsys, *base, "x", "--rules", "tarot")
    assert "are no rows" in complaint(capsys, *base, "x", "--reference", "some")
    assert "sample sizes" in complaint(capsys, *base, "x", "--chart", "p")


def test_rows_without_a_value_belong_to_the_rows_of_the_reference(tmp_path, capsys):
    values = [1.0, 2.0] * 20 + [""] * 10
    file = write_csv(tmp_path / "x.csv", {"n": range(50), "x": values})
    assert (
        run(capsys, "drift", "control", str(file), "--column", "x", "--reference", "50")["center"]
        == 1.5
    )
    means = run(capsys, "drift", "control", str(file), "--column", "x", "--chart", "xbar-r")
    assert [point["row"] for point in means["points"]] == list(range(0, 40, 5))


def test_a_row_without_a_value_moves_no_other_point(tmp_path, capsys):
    values: list[object] = [*np.random.default_rng(3).normal(0, 1, 40)]
    values[5] = values[12] = ""
    values[30] = 20.0
    file = write_csv(tmp_path / "x.csv", {"n": range(40), "x": values})
    base = ("drift", "control", str(file), "--column", "x", "--rules", "3-sigma")
    found = run(capsys, *base, "--reference", "0:20")
    assert {"row": 30, "rule": "beyond-3-sigma"} in found["signals"]
    assert 5 not in {point["row"] for point in found["points"]}
    kept = [float(str(value)) for row, value in enumerate(values[:20]) if row not in (5, 12)]
    assert found["center"] == pytest.approx(np.mean(kept))
    assert "2 rows without a number" in found["notes"][0]
    for chart in ("ewma", "cusum"):
        points = run(capsys, *base, "--chart", chart)["points"]
        assert [point["row"] for point in points] == [*range(5), *range(6, 12), *range(13, 40)]


def test_a_gap_takes_its_subgroup_out_and_leaves_the_others_as_they_are(tmp_path, capsys):
    values: list[object] = [*np.random.default_rng(4).normal(0, 1, 40)]
    whole = np.array([float(str(value)) for value in values]).reshape(8, 5)
    values[7] = ""
    file = write_csv(tmp_path / "x.csv", {"n": range(40), "x": values})
    base = ("drift", "control", str(file), "--column", "x")
    found = run(capsys, *base, "--chart", "xbar-r")
    others = np.delete(whole, 1, axis=0)
    assert [point["row"] for point in found["points"]] == [0, 10, 15, 20, 25, 30, 35]
    assert [point["value"] for point in found["points"]] == pytest.approx(others.mean(axis=1))
    assert found["spread"]["center"] == pytest.approx(np.ptp(others, axis=1).mean())
    assert "1 subgroup with a row that holds no value" in found["notes"][-1]


def test_a_share_of_a_subgroup_is_that_of_the_rows_that_hold_a_value(tmp_path, capsys):
    flags: list[object] = [1, 0, 0, 0, 0] * 8
    flags[1] = ""
    file = write_csv(tmp_path / "x.csv", {"n": range(40), "x": flags})
    found = run(
        capsys, "drift", "control", str(file), "--column", "x", "--chart", "p", "--subgroup", "10"
    )
    assert [point["value"] for point in found["points"]] == pytest.approx([2 / 9, 0.2, 0.2, 0.2])
    assert found["center"] == pytest.approx(8 / 39)


def test_the_reference_holds_only_subgroups_that_lie_in_it_as_a_whole():
    values = np.concatenate([np.full(5, 100.0), np.random.default_rng(5).normal(0, 1, 45)])
    chart = control_chart(values, ChartPlan("xbar-r", reference=(3, 50)))
    assert chart.center == pytest.approx(values[5:].mean())


@pytest.mark.parametrize("chart", ["xbar-r", "xbar-s"])
def test_false_alarms_of_the_spread_are_expected_too(chart):
    values = np.random.default_rng(6).normal(0, 1, 200_000)
    plan = ChartPlan(chart, rules="3-sigma", subgroup=4, target=0.0)
    found = control_chart(values, plan)
    assert found.false_alarms == pytest.approx(len(found.signals), rel=0.15)
