"""Skew by key, monitors in event time, economics, and changes of rules as a diff."""

from datetime import UTC, datetime

import numpy as np
import pytest

from tests.unit.drift.making import complaint, run, stamps, write_csv
from workbench.cli.main import main
from workbench.core.errors import UserError
from workbench.drift.monitor_rules import diff, parse_rules, postmortem
from workbench.drift.registry import FileRegistry, ModelVersion
from workbench.drift.sample import RULES, write_drift_sample

MONITOR = """
time = "time"
model = "ranker"
[[rule]]
name = "ctr"
column = "ctr"
window = "1h"
direction = "below"
reference = "7d"
for = "72h"
action = "rollback"
fewest_rows = 1
[costs]
per_unit = 100.0
retraining = 300.0
"""


def test_same_marginals_in_other_rows_are_skew(tmp_path, capsys):
    generator = np.random.default_rng(1)
    values = generator.normal(size=500)
    keys = [f"r{number}" for number in range(500)]
    swapped = np.where(np.arange(500) < 100, values[::-1], values)
    ours = write_csv(tmp_path / "a.csv", {"key": keys, "x": values, "y": values, "z": values})
    table = {"key": keys, "x": swapped, "y": values * 1000, "z": values.round(2)}
    theirs = write_csv(tmp_path / "b.csv", table)
    found = run(capsys, "drift", "skew", str(ours), str(theirs), "--key", "key")
    kinds = {one["column"]: (one["share"], one["kind"]) for one in found["mismatch"]}
    assert found["rows_matched"] == 500
    assert kinds["x"] == (pytest.approx(0.2), "value")
    assert kinds["y"] == (1.0, "scaled")
    assert kinds["z"][1] == "rounded"


def test_keys_that_do_not_meet_are_counted(tmp_path, capsys):
    ours = write_csv(tmp_path / "a.csv", {"key": [1, 2, 3, 3], "x": [1, 2, 3, 3]})
    theirs = write_csv(tmp_path / "b.csv", {"key": [2, 4], "x": [2, 4]})
    found = run(capsys, "drift", "skew", str(ours), str(theirs), "--key", "key")
    assert (found["rows_matched"], found["only_in_training"], found["only_in_serving"]) == (1, 1, 1)
    assert found["repeated_keys"] == 2
    assert "no column 'id'" in complaint(
        capsys, "drift", "skew", str(ours), str(theirs), "--key", "id"
    )


@pytest.mark.parametrize(
    ("keys", "words"),
    [
        (["k-1", "k-2", "k-3"], "No key of a.csv occurs in b.csv, so no rows could be compared:"
         " they look like '1' and 'k-1'."),
        ([7, 7, 7], "b.csv has no key that occurs once"),
    ],
)  # fmt: skip
def test_keys_of_which_none_meet_tell_nothing_about_the_columns(tmp_path, capsys, keys, words):
    ours = write_csv(tmp_path / "a.csv", {"key": [1, 2, 3], "x": [1, 2, 3], "t": ["a", "b", "c"]})
    theirs = write_csv(tmp_path / "b.csv", {"key": keys, "x": [1, 2, 3], "t": ["a", "b", "c"]})
    asked = ("drift", "skew", str(ours), str(theirs), "--key", "key")
    found = run(capsys, *asked)
    assert found["rows_matched"] == 0
    assert [(one["share"], one["kind"]) for one in found["mismatch"]] == [
        (None, "insufficient-data")
    ] * 2
    assert words in found["notes"][0]
    assert main(list(asked)) == 0
    assert "0.00%" not in capsys.readouterr().out


def hourly(tmp_path, fallen, gap=()):
    """Two weeks of hourly rates with a daily rhythm; the last `fallen` hours are low."""
    hours = np.arange(14 * 24)
    rate = 0.1 + 0.01 * np.sin(2 * np.pi * (hours % 24) / 24)
    rate += np.random.default_rng(2).normal(0, 0.001, len(hours))
    rate[len(hours) - fallen :] -= 0.03
    kept = [hour for hour in hours if hour not in gap]
    start = np.datetime64("2026-01-05", "h")
    table = {"time": [f"{start + h}:00:00Z" for h in kept], "ctr": rate[kept]}
    return write_csv(tmp_path / "ctr.csv", table)


def replay(tmp_path, capsys, data):
    rules = tmp_path / "rules.toml"
    rules.write_text(MONITOR)
    stable = ModelVersion(
        "ranker", "3", datetime(2026, 1, 1, tzinfo=UTC), stable=True, active=False
    )
    newest = ModelVersion(
        "ranker", "4", datetime(2026, 1, 4, tzinfo=UTC), stable=False, active=True
    )
    FileRegistry(tmp_path / "models.json").save([newest, stable])
    return run(capsys, "drift", "monitor", str(rules), str(data))


def test_seventy_two_hours_of_breach_propose_a_rollback(tmp_path, capsys):
    found = replay(tmp_path, capsys, hourly(tmp_path, 73))
    assert [alert["state"] for alert in found["alerts"]] == ["firing"]
    action = found["actions"][0]
    assert (action["kind"], action["target_version"]) == ("rollback", "3")
    assert action["needs_confirmation"] is True
    assert action["economics"]["staleness_cost"] > 0


def test_seventy_one_hours_propose_nothing(tmp_path, capsys):
    found = replay(tmp_path, capsys, hourly(tmp_path, 71))
    assert [alert["state"] for alert in found["alerts"]] == ["pending"]
    assert found["actions"] == []


def test_a_gap_is_unknown_and_neither_counts_nor_reassures(tmp_path, capsys):
    gap = set(range(14 * 24 - 40, 14 * 24 - 30))
    short = replay(tmp_path, capsys, hourly(tmp_path, 78, gap))
    assert [alert["state"] for alert in short["alerts"]] == ["pending"]
    assert short["alerts"][0]["breaching_seconds"] == 68 * 3600
    long = replay(tmp_path, capsys, hourly(tmp_path, 84, gap))
    assert [alert["state"] for alert in long["alerts"]] == ["firing"]


def test_what_was_proposed_stays_listed_when_the_alert_has_ended(tmp_path, capsys):
    hours = np.arange(20 * 24)
    high = ((hours >= 100) & (hours < 178)) | ((hours >= 300) & (hours < 371)) | (hours >= 400)
    data = write_csv(tmp_path / "e.csv", {"time": stamps(20, 24), "e": np.where(high, 0.5, 0.1)})
    rules = tmp_path / "rules.toml"
    rules.write_text(
        '[costs]\nper_unit = 1\nretraining = 10\n[[rule]]\nname = "e"\ncolumn = "e"\n'
        'direction = "above"\nthreshold = 0.3\nwindow = "1h"\nfor = "72h"\naction = "retrain"\n'
    )
    found = run(capsys, "drift", "monitor", str(rules), str(data))
    assert [(a["state"], a["fired"] is not None) for a in found["alerts"]] == [
        ("resolved", True),
        ("firing", True),
    ]
    now, before = found["actions"]
    assert (now["state"], now["time"]) == ("firing", "2026-01-20T16:00:00+00:00")
    assert (before["state"], before["time"]) == ("resolved", "2026-01-08T04:00:00+00:00")
    assert (before["kind"], before["needs_confirmation"]) == ("retrain", True)
    assert before["reason"].endswith("for 78 hours of event time, until 2026-01-08T10:00:00+00:00")
    assert before["economics"]["staleness_cost"] == pytest.approx(78 * 0.2)
    assert "Proposed at 2026-01-08T04:00:00+00:00" in printed(capsys, rules, data)


def printed(capsys, rules, data):
    assert main(["drift", "monitor", str(rules), str(data)]) == 0
    return capsys.readouterr().out


def test_the_sample_proposes_a_rollback_to_the_last_stable_version(tmp_path, capsys):
    write_drift_sample(tmp_path)
    rules, data = str(tmp_path / "rules.toml"), str(tmp_path / "ctr.parquet")
    found = run(capsys, "drift", "monitor", rules, data)
    assert [(a["kind"], a["target_version"]) for a in found["actions"]] == [("rollback", "6")]


def test_the_sample_is_always_the_same(tmp_path):
    first, second = (
        [file.read_bytes() for file in write_drift_sample(tmp_path / name)] for name in "ab"
    )
    assert first == second


def test_a_postmortem_changes_the_rules_as_a_diff_and_keeps_comments(tmp_path, capsys):
    file = tmp_path / "rules.toml"
    file.write_text(RULES)
    options = ("--rule", "ctr-falling", "--threshold", "0.1", "--segment", "device=mobile")
    found = run(capsys, "drift", "postmortem", str(file), *options)
    assert "+threshold = 0.1" in found["diff"]
    assert '+name = "ctr-falling-mobile"' in found["diff"]
    assert file.read_text() == RULES
    run(capsys, "drift", "postmortem", str(file), *options, "--apply")
    assert "# What is watched" in file.read_text()
    book = parse_rules(file.read_text())
    assert [rule.segment for rule in book.rules] == [None, None, ("device", "mobile")]


def test_a_diff_of_nothing_is_empty():
    assert diff(RULES, RULES, "rules.toml") == ""
    with pytest.raises(UserError, match="no rule 'x'"):
        postmortem(RULES, "x")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("[[rule]", "is no TOML"),
        ("time = 1", "has no"),
        ("[[rule]]\nname = 'a'", "'column' is missing"),
        ("[[rule]]\ncolumn = 'x'", "neither 'threshold' nor 'reference'"),
        ("[[rule]]\ncolumn = 'x'\nthreshold = 'high'", "is no number"),
        ("[[rule]]\ncolumn = 'x'\nthreshold = 1\nfor = 'ever'", "is no duration"),
        ("[[rule]]\ncolumn = 'x'\nthreshold = 1\naction = 'panic'", "Say one of"),
    ],
)
def test_bad_rules_are_one_sentence(text, words):
    with pytest.raises(UserError) as raised:
        parse_rules(text, "rules.toml")
    assert words in str(raised.value)


def test_a_broken_registry_is_said_and_an_absent_one_is_empty(tmp_path):
    assert FileRegistry(tmp_path / "none.json").versions("x") == []
    (tmp_path / "bad.json").write_text("{")
    with pytest.raises(UserError, match="is no model registry"):
        FileRegistry(tmp_path / "bad.json").versions("x")


def test_one_row_per_window_is_enough_when_that_is_what_there_is(tmp_path, capsys):
    hourly = np.r_[np.full(24 * 7, 0.1) + np.arange(168) % 5 * 0.001, np.full(96, 0.05)]
    data = write_csv(tmp_path / "ctr.csv", {"time": stamps(11, 24), "ctr": hourly})
    rules = tmp_path / "rules.toml"
    rules.write_text(
        '[[rule]]\nname = "ctr"\ncolumn = "ctr"\nreference = "7d"\nfor = "72h"\naction = "retrain"'
    )
    found = run(capsys, "drift", "monitor", str(rules), str(data))
    assert [alert["state"] for alert in found["alerts"]] == ["firing"]
    assert [action["kind"] for action in found["actions"]] == ["retrain"]


def test_a_key_that_nobody_reads_is_named(tmp_path, capsys):
    rules = tmp_path / "rules.toml"
    rules.write_text('[[rule]]\nname = "x"\ncolumn = "x"\nthreshold = 1\nlasting = "72h"\n')
    data = write_csv(tmp_path / "x.csv", {"time": stamps(1, 2), "x": [1, 2]})
    said = complaint(capsys, "drift", "monitor", str(rules), str(data))
    assert "rule 'x': 'lasting' is no key" in said
