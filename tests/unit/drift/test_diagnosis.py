"""Faults injected into a made-up service table, and the verdict each must get."""

import numpy as np
import pytest

from tests.unit.drift.making import run, write_parquet

ROWS = 6000


def service(seed):
    """Two features that drive an outcome, a region, a latency, a model's score."""
    generator = np.random.default_rng(seed)
    price, age = generator.lognormal(3, 0.6, ROWS), generator.normal(40, 9, ROWS)
    region = generator.choice(["north", "south", "east"], ROWS, p=[0.5, 0.3, 0.2])
    chance = 1 / (1 + np.exp(-(age - 40) / 6 + (price - 20) / 30))
    return {
        "price": price,
        "age": age,
        "region": region,
        "latency_ms": generator.lognormal(4, 0.4, ROWS),
        "score": chance,
        "bought": (generator.random(ROWS) < chance).astype(int),
    }


def late(values, change, share=0.4):
    """Change the last rows only."""
    changed = np.array(values, copy=True)
    first = int(len(changed) * (1 - share))
    changed[first:] = change(changed[first:])
    return changed


def with_gaps(values):
    holes = np.random.default_rng(5).random(len(values)) < 0.3
    return [None if hole else value for hole, value in zip(holes, values.tolist(), strict=True)]


def flipped(values):
    turned = np.random.default_rng(6).random(len(values)) < 0.35
    return np.where(turned, 1 - values, values)


def renamed(values):
    return np.where(values == "north", "NORTH-1", values)


def divided_by_zero(values, share=0.1):
    gone = np.random.default_rng(7).random(len(values)) < share
    return np.where(gone, np.inf, values)


FAULTS = {
    "infinite": ("price", divided_by_zero, "pipeline-fault", "'price' is +infinity in"),
    "rarely infinite": (
        "age", lambda v: -divided_by_zero(-v, 0.01), "pipeline-fault", "'age' is -infinity in"),
    "missing": ("price", with_gaps, "pipeline-fault", "is missing in"),
    "stuck": ("age", lambda v: np.full(len(v), 41.5), "pipeline-fault", "is 41.5 in"),
    "stuck for a while": (
        "age", lambda v: late(v, lambda p: p[0], 0.08), "pipeline-fault", "in a row"),
    "cents": ("price", lambda v: v * 100, "pipeline-fault", "about a hundred"),
    "miles": ("age", lambda v: v / 1.609344, "pipeline-fault", "miles"),
    "cents later": ("price", lambda v: late(v, lambda p: p * 100), "pipeline-fault", "unit change"),
    "fahrenheit": ("age", lambda v: v * 1.8 + 32, "pipeline-fault", "Fahrenheit"),
    "filled in": (
        "age", lambda v: np.where(np.arange(ROWS) % 9 == 0, -999.0, v), "pipeline-fault", "-999"),
    "text": ("age", lambda v: [f"~{x:.1f}" for x in v], "pipeline-fault", "now it holds"),
    "renamed": ("region", renamed, "pipeline-fault", "'north' is now 'NORTH-1'"),
    "spelled": ("region", np.char.upper, "pipeline-fault", "'north' is now 'NORTH'"),
    "slow": ("latency_ms", lambda v: v * 2.5, "latency-spike", "grew by a factor of 2.5"),
    "slow later": ("latency_ms", lambda v: late(v, lambda p: p * 4), "latency-spike", "grew by"),
    "seconds": ("latency_ms", lambda v: v / 1000, "pipeline-fault", "multiplied by 0.001"),
    "moved": ("age", lambda v: v + 5, "data-drift", "1 feature of"),
    "wider": ("age", lambda v: (v - 40) * 1.4 + 40, "data-drift", "1 feature of"),
    "flipped": ("bought", flipped, "concept-drift", "loses"),
    "nothing": ("age", lambda v: v, "none", "None of"),
}  # fmt: skip


@pytest.mark.parametrize("fault", FAULTS)
def test_the_verdict_names_the_fault(tmp_path, capsys, fault):
    column, change, kind, words = FAULTS[fault]
    current = service(2)
    current[column] = change(current[column])
    verdict = judge(tmp_path, capsys, current, "--target", "bought")
    assert verdict["kind"] == kind, verdict["reasons"]
    assert any(words in reason for reason in verdict["reasons"]), verdict["reasons"]
    if kind != "none":
        assert verdict["checks"][0].startswith("Upstream")
        assert verdict["would_change"]


def test_infinities_are_counted_apart_from_what_is_missing(tmp_path, capsys):
    values = np.random.default_rng(1).normal(size=2000)
    ours = write_parquet(tmp_path / "a.parquet", {"x": values})
    bad = [None if n % 50 == 1 else v for n, v in enumerate(divided_by_zero(values))]
    theirs = write_parquet(tmp_path / "b.parquet", {"x": bad})
    [found] = run(capsys, "drift", "compare", str(ours), str(theirs))["columns"]
    infinite = sum(v == np.inf for v in bad) / 2000
    assert found["infinite"] == {"reference": 0.0, "current": infinite}
    assert found["missing"] == {"reference": 0.0, "current": 0.02}
    assert (found["statistic"], found["value"]) == ("infinite", infinite)
    assert found["notes"] == [
        f"infinite in 0.00% of the reference and {infinite:.2%} of the current rows"
    ]


def test_infinities_that_were_always_there_are_no_fault(tmp_path, capsys):
    files = [
        write_parquet(
            tmp_path / f"{seed}.parquet",
            {"x": divided_by_zero(np.random.default_rng(seed).normal(size=3000))},
        )
        for seed in (1, 2)
    ]
    assert run(capsys, "drift", "compare", *map(str, files))["verdict"]["kind"] == "none"


def test_a_window_of_infinities_alarms(tmp_path, capsys):
    values = np.random.default_rng(1).normal(size=6000)
    ours = write_parquet(tmp_path / "a.parquet", {"x": values})
    late_ones = np.concatenate([values[:4000], divided_by_zero(values[4000:], 0.02)])
    theirs = write_parquet(tmp_path / "b.parquet", {"x": late_ones})
    found = run(capsys, "drift", "compare", str(ours), str(theirs), "--windows", "500")
    last = found["windows"][-1]["columns"][0]
    assert (last["statistic"], last["state"]) == ("infinite", "drifted")
    assert found["verdict"]["kind"] == "pipeline-fault"


def test_a_column_that_is_gone_is_a_fault_and_a_new_one_is_not(tmp_path, capsys):
    current = service(2)
    del current["age"]
    verdict = judge(tmp_path, capsys, current)
    assert verdict["kind"] == "pipeline-fault"
    assert "no column 'age'" in verdict["reasons"][0]
    verdict = judge(tmp_path, capsys, service(2) | {"extra": np.arange(ROWS)})
    assert verdict["kind"] == "none"
    assert any("New columns" in reason for reason in verdict["reasons"])


def test_two_exchanged_columns_are_found(tmp_path, capsys):
    current = service(2)
    current["price"], current["age"] = current["age"], current["price"]
    verdict = judge(tmp_path, capsys, current)
    assert verdict["kind"] == "pipeline-fault"
    assert "exchanged" in verdict["reasons"][0]


def test_predictions_that_move_alone_point_to_the_model(tmp_path, capsys):
    current = service(2)
    current["score"] = np.sqrt(current["score"])
    verdict = judge(tmp_path, capsys, current, "--prediction", "score")
    assert verdict["kind"] == "pipeline-fault"
    assert "Predictions moved" in verdict["reasons"][0]


def test_a_shift_of_features_alone_is_no_concept_drift(tmp_path, capsys):
    current = service(3)
    kept = np.random.default_rng(1).random(ROWS) < 1 / (1 + np.exp(-(current["age"] - 40) / 5))
    chosen = {name: values[kept] for name, values in current.items()}
    verdict = judge(tmp_path, capsys, chosen, "--target", "bought")
    assert verdict["kind"] == "data-drift"


def judge(tmp_path, capsys, current, *options):
    ours = write_parquet(tmp_path / "reference.parquet", service(1))
    theirs = write_parquet(tmp_path / "current.parquet", current)
    return run(capsys, "drift", "compare", str(ours), str(theirs), *options)["verdict"]
