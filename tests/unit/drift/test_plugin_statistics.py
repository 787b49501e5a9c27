"""A plugin adds a statistic to `drift compare`; those that ship come through the same hook."""

import pytest

from tests.unit.drift.making import run, write_csv
from workbench.core import paths
from workbench.plugin_host.host import PluginHost

MANIFEST = """
id = "statistics"
name = "Statistics"
version = "1"
description = "For a test."
module = "main"
"""
CODE = """
from workbench.core.hooks import hookimpl
from workbench.drift.registered import DriftStatistic

def mean_move(pair):
    if not pair.numeric:
        return None
    return pair.current_values.mean() - pair.reference_values.mean()

@hookimpl
def drift_statistics():
    return [
        DriftStatistic("mean_move", mean_move),
        DriftStatistic("broken", lambda pair: 1 / 0),
        DriftStatistic("endless", lambda pair: float("inf")),
        DriftStatistic("psi", lambda pair: -1.0),
    ]
"""


@pytest.fixture
def plugin(tmp_path, monkeypatch):
    """A plugin folder in the user's data."""
    folder = tmp_path / "data" / "plugins" / "statistics"
    folder.mkdir(parents=True)
    (folder / "plugin.toml").write_text(MANIFEST)
    (folder / "main.py").write_text(CODE)
    monkeypatch.setattr(paths, "user_data", lambda: tmp_path / "data")


@pytest.fixture
def compared(plugin, tmp_path, capsys):
    """The columns of a comparison made with the plugin."""
    rows = range(200)
    before = {"x": [i / 10 for i in rows], "kind": ["ab"[i % 2] for i in rows]}
    after = {"x": [i / 10 + 3 for i in rows], "kind": ["ab"[i % 2] for i in rows]}
    sides = [
        str(write_csv(tmp_path / name, columns))
        for name, columns in (("before.csv", before), ("after.csv", after))
    ]
    found = run(capsys, "drift", "compare", *sides)
    return {column["name"]: column for column in found["columns"]}


def test_a_plugins_statistic_stands_beside_those_that_ship(compared):
    statistics = compared["x"]["statistics"]
    assert statistics["mean_move"] == pytest.approx(3)
    assert statistics["ks"] == compared["x"]["ks"]["statistic"]
    assert compared["kind"]["statistics"]["mean_move"] is None


def test_a_statistic_that_fails_is_null_and_said(compared):
    assert compared["x"]["statistics"]["broken"] is None
    assert compared["x"]["statistics"]["endless"] is None
    assert "broken failed: ZeroDivisionError: division by zero" in compared["x"]["notes"]


def test_a_plugin_does_not_replace_what_ships(compared):
    assert compared["x"]["psi"] > 0


def test_what_ships_comes_through_the_hook():
    given = PluginHost().ask("drift_statistics")
    assert [one.name for one in given] == [
        "psi", "js", "hellinger", "tv", "ks", "wasserstein", "chi2",
    ]  # fmt: skip
