"""The drift pane: scenarios, findings, charts with their tables, evidence, exports, proposals."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from tests.unit.drift.making import stamps, write_parquet
from workbench.app.window import MainWindow
from workbench.core.errors import UserError
from workbench.drift.registry import REGISTRY_NAME, FileRegistry
from workbench.drift.sample import write_drift_sample
from workbench.panes.drift.pane import DriftPane
from workbench.ui.states import State

Wait = Callable[..., None]


@pytest.fixture
def folder(workspace_folder: Path) -> Path:
    """The sample's drift tables in the window's workspace."""
    write_drift_sample(workspace_folder / "drift")
    return workspace_folder / "drift"


@pytest.fixture
def pane(folder: Path, request: pytest.FixtureRequest) -> DriftPane:
    window = request.getfixturevalue("window")
    assert isinstance(window, MainWindow)
    window.show_pane("drift")
    shown = window.pane("drift")
    assert isinstance(shown, DriftPane)
    return shown


def test_the_empty_pane_says_what_to_do_and_offers_the_scenarios(pane: DriftPane) -> None:
    assert pane.summary() == "Drift. Nothing is compared yet."
    assert pane.why_nothing() == "Nothing is compared yet."
    assert pane.selection_evidence() is None


def test_the_routing_scenario_shows_columns_by_severity_and_a_verdict(
    pane: DriftPane, window: MainWindow, wait_idle: Wait
) -> None:
    window.commands.trigger("drift.scenario-routing")
    wait_idle(window, 90_000)
    assert pane.exhibit is not None
    assert pane.exhibit.word == "data drift"
    assert [line.state for line in pane.table.rows[:5]] == [State.ERROR] * 5
    assert "State drifted" in pane.table.row_words(0)
    titles = [pane.detail.tabText(place) for place in range(pane.detail.count())]
    assert titles == ["Verdict", "Distribution", "Over time", "Windows", "Segments"]
    assert "drifted" in pane.summary()


def test_every_chart_has_a_sentence_and_a_table_twin(
    pane: DriftPane, window: MainWindow, wait_idle: Wait, tmp_path: Path
) -> None:
    for scenario in ("routing", "ctr", "bidding"):
        window.commands.trigger(f"drift.scenario-{scenario}")
        wait_idle(window, 90_000)
        for place in range(1, pane.detail.count()):
            pane.detail.setCurrentIndex(place)
            view = pane.detail.chart_view
            assert view is not None
            assert view.chart is not None
            assert view.summary().endswith(".")
            assert view.chart.row_count() > 0
            view.export(tmp_path / f"{scenario}-{place}.csv")
            view.export(tmp_path / f"{scenario}-{place}.svg")
    assert len(list(tmp_path.glob("*.svg"))) == 7


def test_findings_are_walked_with_f8_and_the_charts_follow(
    pane: DriftPane, window: MainWindow, wait_idle: Wait
) -> None:
    window.commands.trigger("drift.scenario-routing")
    wait_idle(window, 90_000)
    window.commands.trigger("drift.next-finding")
    line = pane.table.current_row()
    assert line is not None
    pane.detail.show_tab("Distribution")
    view = pane.detail.chart_view
    assert view is not None
    assert line.key in view.summary()
    window.commands.trigger("drift.previous-finding")
    assert pane.table.current_row() is not line


def test_the_tour_goes_from_step_to_step_and_ends(
    pane: DriftPane, window: MainWindow, wait_idle: Wait
) -> None:
    window.commands.trigger("drift.scenario-routing")
    wait_idle(window, 90_000)
    assert pane.tour.words.startswith("Tour, step 1 of 4")
    window.commands.trigger("drift.tour-next")
    assert pane.detail.tabText(pane.detail.currentIndex()) == "Windows"
    for _ in range(3):
        window.commands.trigger("drift.tour-next")
    assert pane.tour.isHidden()


def test_the_verdict_and_a_chart_can_be_pinned_and_opened_again(
    pane: DriftPane, window: MainWindow, wait_idle: Wait
) -> None:
    window.commands.trigger("drift.scenario-routing")
    wait_idle(window, 90_000)
    verdict = pane.selection_evidence()
    assert verdict is not None
    assert verdict.kind == "drift-verdict"
    assert "Check next" in str(verdict.payload["text"])
    pane.detail.show_tab("Windows")
    chart = pane.selection_evidence()
    assert chart is not None
    assert chart.kind == "chart"
    pane.exhibit = None
    pane.open_evidence(verdict)
    wait_idle(window, 90_000)
    assert pane.exhibit is not None


def test_dropped_tables_are_reference_and_current(
    pane: DriftPane, window: MainWindow, wait_idle: Wait, tmp_path: Path
) -> None:
    generator = np.random.default_rng(1)
    for name, mean in (("a", 0.0), ("b", 1.0)):
        table = {"time": stamps(6, 200), "x": generator.normal(mean, 1, 1200)}
        write_parquet(tmp_path / f"{name}.parquet", table)
    assert pane.open_path(tmp_path / "a.parquet")
    assert pane.open_path(tmp_path / "b.parquet")
    wait_idle(window, 90_000)
    assert pane.exhibit is not None
    assert pane.exhibit.title == "b.parquet against a.parquet"
    assert not pane.open_path(tmp_path / "picture.png")


def test_the_session_opens_the_same_tables_again(
    pane: DriftPane, window: MainWindow, wait_idle: Wait, folder: Path
) -> None:
    pane.opening.compare_files(folder / "features-train.csv", folder / "features-serve.csv")
    wait_idle(window, 90_000)
    remembered = pane.state()
    pane.exhibit = None
    pane.restore(remembered)
    wait_idle(window, 90_000)
    assert pane.exhibit is not None
    pane.restore({"reference": "/gone", "windows": 3})
    wait_idle(window, 90_000)


def test_a_rollback_needs_confirmation_and_can_be_undone(
    pane: DriftPane,
    window: MainWindow,
    wait_idle: Wait,
    folder: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    registry = FileRegistry(folder / REGISTRY_NAME)

    def serving() -> list[str]:
        found = registry.versions("recommendation-router")
        return [one.version for one in found if one.active]

    window.commands.trigger("drift.scenario-ctr")
    wait_idle(window, 90_000)
    monkeypatch.setattr(pane.context.shell, "confirm", lambda *_: False, raising=False)
    window.commands.trigger("drift.act")
    assert serving() == ["7"]
    monkeypatch.setattr(pane.context.shell, "confirm", lambda *_: True, raising=False)
    window.commands.trigger("drift.act")
    assert serving() == ["6"]
    pane.context.undo.undo()
    assert serving() == ["7"]


def test_a_postmortem_shows_the_diff_before_it_writes(
    pane: DriftPane,
    window: MainWindow,
    wait_idle: Wait,
    folder: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked: list[str] = []

    def confirm(_question: str, consequence: str, _yes: str) -> bool:
        asked.append(consequence)
        return True

    window.commands.trigger("drift.scenario-ctr")
    wait_idle(window, 90_000)
    shell = pane.context.shell
    monkeypatch.setattr(shell, "ask_text", lambda *_: "device=mobile", raising=False)
    monkeypatch.setattr(shell, "confirm", confirm, raising=False)
    window.commands.trigger("drift.postmortem")
    assert '+name = "ctr-falling-mobile"' in asked[0]
    assert "ctr-falling-mobile" in (folder / "rules.toml").read_text()
    pane.context.undo.undo()
    assert "ctr-falling-mobile" not in (folder / "rules.toml").read_text()


def test_other_analyses_ask_for_their_columns(
    pane: DriftPane,
    window: MainWindow,
    wait_idle: Wait,
    folder: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def answer(files: list[Path], texts: list[str]) -> None:
        shell = pane.context.shell
        monkeypatch.setattr(shell, "ask_files", lambda *_: [files.pop(0)], raising=False)
        monkeypatch.setattr(shell, "ask_text", lambda *_: texts.pop(0), raising=False)

    answer([folder / "ctr.parquet"], ["clicked", "time"])
    window.commands.trigger("drift.stream")
    wait_idle(window, 90_000)
    assert pane.exhibit is not None
    assert pane.exhibit.word == "changed"
    answer([folder / "ctr-hourly.csv"], ["ctr", "336"])
    window.commands.trigger("drift.control")
    wait_idle(window, 90_000)
    assert pane.exhibit.kind == "control"
    answer([folder / "features-train.csv", folder / "features-serve.csv"], ["request_id"])
    window.commands.trigger("drift.skew")
    wait_idle(window, 90_000)
    assert pane.exhibit.word == "2 columns differ"
    answer([folder / "bidding.parquet"], ["arm, user"])
    with pytest.raises(UserError, match="three columns"):
        pane.opening.contest()


def test_the_report_is_written_as_one_page(
    pane: DriftPane,
    window: MainWindow,
    wait_idle: Wait,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    window.commands.trigger("drift.scenario-routing")
    wait_idle(window, 90_000)
    target = tmp_path / "drift.html"
    monkeypatch.setattr(pane.context.shell, "ask_save", lambda *_: target, raising=False)
    window.commands.trigger("drift.export-report")
    assert "Verdict: data-drift" in target.read_text()
    assert target.stat().st_size < 2_000_000
