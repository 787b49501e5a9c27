"""Contests: exact values, validity under peeking, the unit, the guardrail, the decision."""

import numpy as np
import pytest

from tests.unit.drift.making import complaint, run, write_csv, write_parquet
from workbench.drift.contest import Arm, Decision, Stakes, compared, decided, expected_loss, mixture


def rates(p, size, generator):
    return (generator.random(size) < p).astype(float)


def test_the_mixture_gives_the_known_values():
    variance = 0.1 * 0.9 / 10_000 + 0.11 * 0.89 / 10_000
    found = mixture(0.01, variance, 0.01, 0.05)
    assert found.likelihood_ratio == pytest.approx(3.7361767519, rel=1e-10)
    assert found.always_valid_p == pytest.approx(0.2676533, rel=1e-6)
    assert found.half_width == pytest.approx(0.0132247236, rel=1e-8)
    assert found.fixed_p == pytest.approx(0.02105807, rel=1e-6)


def test_the_command_line_gives_the_same_values(tmp_path, capsys):
    table = {
        "arm": ["champion"] * 10_000 + ["challenger"] * 10_000,
        "user": [f"u{number}" for number in range(20_000)],
        "won": [1] * 1000 + [0] * 9000 + [1] * 1100 + [0] * 8900,
    }
    file = write_parquet(tmp_path / "contest.parquet", table)
    options = ("--arm", "arm", "--unit", "user", "--metric", "won", "--tau", "0.01")
    found = run(capsys, "drift", "contest", str(file), *options)
    assert found["decision"] == "continue"
    assert found["difference"] == pytest.approx(0.01, rel=1e-12)
    assert found["half_width"] == pytest.approx(0.0132247236, rel=1e-8)
    assert found["likelihood_ratio"] == pytest.approx(3.7361767519, rel=1e-10)
    assert found["units"] == {"champion": 10_000, "challenger": 10_000}


def test_peeking_every_day_at_equal_arms_rarely_calls_a_winner():
    called = 0
    for seed in range(200):
        generator = np.random.default_rng(seed)
        won = generator.binomial(1000, 0.1, (28, 2)).cumsum(axis=0)
        for day in range(28):
            n = 1000.0 * (day + 1)
            p = won[day] / n
            found = mixture(p[1] - p[0], float((p * (1 - p) / n).sum()), 0.01, 0.05)
            if abs(found.difference) > found.half_width:
                called += 1
                break
    assert called <= 10


def test_the_unit_is_the_user_and_not_the_request():
    called = {"user": 0, "request": 0}
    for seed in range(120):
        generator = np.random.default_rng(seed)
        arms = []
        for _ in range(2):
            taste = generator.beta(1, 9, 500)
            arms.append(generator.binomial(20, taste).astype(float))
        by_user = compared(*(Arm(np.full(500, 20.0), won) for won in arms), 0.01, 0.05)
        pooled = [won.sum() / 10_000 for won in arms]
        variance = sum(p * (1 - p) / 10_000 for p in pooled)
        by_request = mixture(pooled[1] - pooled[0], variance, 0.01, 0.05)
        called["user"] += by_user.fixed_p < 0.05
        called["request"] += by_request.fixed_p < 0.05
    assert called["user"] <= 14
    assert called["request"] >= 20


def test_a_gain_is_promoted_only_when_the_guardrail_is_known_to_hold():
    gain = mixture(0.05, 1e-5, 0.01, 0.05)
    unsure = mixture(-0.01, 1e-4, 0.01, 0.05)
    holds = mixture(0.0, 1e-6, 0.01, 0.05)
    fallen = mixture(-0.2, 1e-5, 0.01, 0.05)
    stakes, units = Stakes(margin=0.02), (1000, 1000)
    assert decided(gain, None, stakes, units)[0] is Decision.PROMOTE
    assert decided(gain, holds, stakes, units)[0] is Decision.PROMOTE
    assert decided(gain, unsure, stakes, units)[0] is Decision.CONTINUE
    assert decided(gain, fallen, stakes, units)[0] is Decision.STOP
    assert decided(gain, None, stakes, (50, 1000))[0] is Decision.CONTINUE


def test_harm_stops_and_a_hopeless_gain_keeps_the_champion():
    assert decided(mixture(-0.05, 1e-5, 0.01, 0.05), None, Stakes(), (900, 900))[0] is Decision.STOP
    tiny = mixture(0.0, 1e-8, 0.01, 0.05)
    assert decided(tiny, None, Stakes(worthwhile=0.005), (900, 900))[0] is Decision.KEEP


def test_expected_loss_is_small_for_a_sure_winner_and_large_for_a_sure_loser():
    assert expected_loss(mixture(0.05, 1e-5, 0.01, 0.05)) < 1e-6
    assert expected_loss(mixture(-0.05, 1e-5, 0.01, 0.05)) == pytest.approx(0.05, rel=1e-3)


def test_units_in_both_arms_are_left_out_and_said(tmp_path, capsys):
    users = [f"u{number}" for number in range(400)]
    table = {
        "arm": ["a"] * 200 + ["b"] * 200 + ["b"] * 7,
        "user": users + users[:7],
        "won": ([0, 1] * 204)[:407],
    }
    file = write_csv(tmp_path / "c.csv", table)
    options = ("--arm", "arm", "--unit", "user", "--metric", "won")
    found = run(capsys, "drift", "contest", str(file), *options)
    assert found["units"] == {"champion": 193, "challenger": 200}
    assert "7 units were in both arms" in found["notes"][0]


def test_three_arms_are_refused_in_one_sentence(tmp_path, capsys):
    table = {"arm": list("abc"), "user": [1, 2, 3], "won": [0, 1, 0]}
    file = write_csv(tmp_path / "c.csv", table)
    options = ("--arm", "arm", "--unit", "user", "--metric", "won")
    assert "holds 3 arms" in complaint(capsys, "drift", "contest", str(file), *options)


ASKED = ("--arm", "arm", "--unit", "user", "--metric", "won")


def test_what_is_left_out_and_a_split_that_is_not_even_are_said(tmp_path, capsys):
    arms = ["control"] * 2_200 + ["treatment "] * 1_800 + ["nan"] * 10
    won = [0, 1] * 2_005
    gaps = ["" if row % 100 == 0 else value for row, value in enumerate(won)]
    table = {"arm": arms, "user": range(4_010), "won": gaps}
    found = run(capsys, "drift", "contest", str(write_csv(tmp_path / "c.csv", table)), *ASKED)
    assert (found["champion"], found["challenger"]) == ("control", "treatment")
    lost, uneven = found["notes"]
    assert lost.startswith("50 rows without a value")
    assert "Arms of 2,178 and 1,782 units are no even split (p = 3e-10)" in uneven


def test_a_split_that_was_meant_to_be_uneven_is_no_fault(tmp_path, capsys):
    table = {"arm": ["a"] * 900 + ["b"] * 100, "user": range(1_000), "won": [0, 1] * 500}
    found = run(capsys, "drift", "contest", str(write_csv(tmp_path / "c.csv", table)), *ASKED)
    assert found["notes"] == []


def test_a_holdout_is_the_champion(tmp_path, capsys):
    table = {"arm": ["experiment", "holdout"] * 200, "user": range(400), "won": [0, 1] * 200}
    found = run(capsys, "drift", "contest", str(write_csv(tmp_path / "c.csv", table)), *ASKED)
    assert found["champion"] == "holdout"


def test_a_day_on_which_nobody_stayed_in_an_arm_is_no_look(tmp_path, capsys):
    days = ["2026-01-01"] * 2 + ["2026-01-02"] * 300
    table = {
        "arm": ["a", "b"] * 151,
        "user": [0, 0, *range(1, 301)],
        "won": [0, 1, *[0, 1, 1, 0] * 75],
        "day": days,
    }
    file = write_csv(tmp_path / "c.csv", table)
    found = run(capsys, "drift", "contest", str(file), *ASKED, "--time", "day")
    assert [look["time"][:10] for look in found["looks"]] == ["2026-01-03"]


def test_an_arm_without_a_unit_of_its_own_is_named(tmp_path, capsys):
    table = {"arm": ["a", "b"] * 50, "user": [row // 2 for row in range(100)], "won": [0, 1] * 50}
    file = write_csv(tmp_path / "c.csv", table)
    assert "No unit is in 'a' alone" in complaint(capsys, "drift", "contest", str(file), *ASKED)
    table["arm"] = ["a"] * 100
    file = write_csv(tmp_path / "c.csv", table)
    assert "holds 1 arm;" in complaint(capsys, "drift", "contest", str(file), *ASKED)
