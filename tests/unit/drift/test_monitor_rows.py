"""Monitors of how many rows there are, and what makes a rule see nothing."""

import numpy as np
import pytest

from tests.unit.drift.making import complaint, run, write_csv
from workbench.core.errors import UserError
from workbench.drift.monitor_rules import parse_rules

ROWS = '[[rule]]\nname = "traffic"\nmetric = "rows"\nwindow = "1h"\nthreshold = 30\n'


def minutes(first: str, count: int) -> np.ndarray:
    return np.datetime64(first, "m") + np.arange(count)


def replayed(tmp_path, capsys, rules, table):
    file = tmp_path / "rules.toml"
    file.write_text(rules)
    data = write_csv(tmp_path / "data.csv", table)
    return run(capsys, "drift", "monitor", str(file), str(data))


def spans(found):
    return [(one["from"][:16], one["to"][:16], one["state"]) for one in found["alerts"]]


def test_traffic_that_stops_is_an_alert(tmp_path, capsys):
    times = minutes("2026-01-01", 2 * 1440)
    stopped = (times >= np.datetime64("2026-01-01T03:00")) & (
        times < np.datetime64("2026-01-01T09:00")
    )
    found = replayed(tmp_path, capsys, ROWS + 'for = "2h"\n', {"time": times[~stopped]})
    assert spans(found) == [("2026-01-01T03:00", "2026-01-01T09:00", "resolved")]
    assert found["alerts"][0]["value"] == 0


def test_a_segment_that_is_gone_is_an_alert(tmp_path, capsys):
    times = minutes("2026-01-01", 2 * 1440)
    device = np.where(np.arange(len(times)) % 2, "mobile", "web")
    kept = (device == "web") | (times < np.datetime64("2026-01-02T12:00"))
    rules = ROWS.replace("30", "10") + 'segment = {column = "device", value = "mobile"}\n'
    found = replayed(tmp_path, capsys, rules, {"time": times[kept], "device": device[kept]})
    assert spans(found) == [("2026-01-02T12:00", "2026-01-03T00:00", "firing")]


def test_hours_in_which_the_data_begin_and_end_are_not_judged(tmp_path, capsys):
    times = minutes("2026-01-01T00:40", 2 * 1440 - 30)
    assert replayed(tmp_path, capsys, ROWS, {"time": times})["alerts"] == []


def test_the_hour_that_a_change_of_clocks_leaves_out_is_no_gap(tmp_path, capsys):
    times = [f"{time}Z" for time in minutes("2026-03-28T23:00", 1440)]
    found = replayed(tmp_path, capsys, 'timezone = "Europe/Berlin"\n' + ROWS, {"time": times})
    assert found["alerts"] == []


def test_a_rule_that_could_not_alarm_says_why(tmp_path, capsys):
    times = minutes("2026-01-01", 1440)
    table = {"time": times, "x": np.arange(1440) % 7, "device": ["web"] * 1440}
    rules = '[[rule]]\nname = "x"\ncolumn = "x"\nreference = "30d"\n'
    assert "nothing was judged" in replayed(tmp_path, capsys, rules, table)["notes"][0]
    rules = '[[rule]]\ncolumn = "x"\nthreshold = 1\nsegment = {column = "device", value = "tv"}\n'
    found = replayed(tmp_path, capsys, rules, table)
    assert found["notes"] == ["rule 'rule-1': there is no row with device = 'tv'."]


def test_a_time_column_that_is_not_there_is_named(tmp_path, capsys):
    rules = tmp_path / "rules.toml"
    rules.write_text('time = "when"\n' + ROWS)
    data = write_csv(tmp_path / "data.csv", {"time": minutes("2026-01-01", 100)})
    said = complaint(capsys, "drift", "monitor", str(rules), str(data))
    assert "data.csv has no column 'when'" in said


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ('direction = "either"', "either side of a fixed threshold"),
        ("fewest_rows = -3", "'fewest_rows' is below 1"),
        ("spreads = 0", "'spreads' is not above zero"),
        ("[costs]\nper_unit = 1\nretrain = 3", "'retrain' is no key"),
    ],
)
def test_a_rule_that_means_nothing_is_refused(line, words):
    with pytest.raises(UserError) as raised:
        parse_rules(f"{ROWS}{line}\n", "rules.toml")
    assert words in str(raised.value)
