"""Files that grow, are cut off or replaced while they are followed, line by line."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from tests.panes.logs_data import application_log, gateway_log
from workbench.app.window import MainWindow
from workbench.core.progress import Progress
from workbench.panes.logs.filters import TextFilter
from workbench.panes.logs.growing import Watch
from workbench.panes.logs.log_set import LogSet
from workbench.panes.logs.opening import Reading, open_logs, survey_logs
from workbench.panes.logs.pane import LogsPane

_NEW = "2026-03-05 12:00:0{n},000 ERROR shop.api request 9000{n} failed: upstream timed out\n"


def _open(*paths: Path) -> LogSet:
    return open_logs(paths, Reading((), None, paths[0].parent / "cache"), Progress()).logs


def _append(path: Path, text: str) -> None:
    with path.open("a", encoding="utf-8") as file:
        file.write(text)


def _same_as_opened_anew(grown: LogSet, *paths: Path) -> None:
    fresh = _open(*paths)
    assert np.array_equal(grown.times, fresh.times)
    assert np.array_equal(grown.levels, fresh.levels)
    for one, other in zip(grown.files, fresh.files, strict=True):
        assert one.line_count == other.line_count
        assert one.lines(0, one.line_count) == other.lines(0, other.line_count)


@pytest.mark.parametrize("count", [1, 63, 64, 65, 200, 600])
def test_a_grown_log_is_as_if_opened_anew(tmp_path: Path, count: int) -> None:
    path = application_log(tmp_path / "app.log", count)
    logs = _open(path)
    watch = Watch(logs)
    for number in range(3):
        _append(path, _NEW.format(n=number) + "Traceback (most recent call last):\n")
        grown = watch.look(logs, None, Progress())
        assert grown is not None
        logs = grown.logs
        _same_as_opened_anew(logs, path)
    assert watch.look(logs, None, Progress()) is None


def test_the_second_half_of_a_line_joins_the_first(tmp_path: Path) -> None:
    path = application_log(tmp_path / "app.log", 100)
    logs = _open(path)
    watch = Watch(logs)
    line = _NEW.format(n=1)
    _append(path, line[:30])
    first = watch.look(logs, None, Progress())
    _append(path, line[30:])
    second = watch.look(first.logs if first else logs, None, Progress())
    assert second is not None
    _same_as_opened_anew(second.logs, path)


def test_what_was_found_moves_with_its_records(tmp_path: Path) -> None:
    app = application_log(tmp_path / "app.log", 600)
    gateway = gateway_log(tmp_path / "gateway.log", 600)
    logs = _open(app, gateway)
    found = survey_logs(logs, "normal", Progress())
    _append(app, _NEW.format(n=1))
    grown = Watch(logs).look(logs, found, Progress())
    assert grown is not None and grown.surveyed is not None
    assert grown.logs.count == 1201
    assert int(grown.surveyed.template_ids[600]) == -1
    assert grown.surveyed.template_ids[601] == found.template_ids[600]
    _same_as_opened_anew(grown.logs, app, gateway)


def test_a_file_that_is_cut_off_is_read_anew(tmp_path: Path) -> None:
    path = application_log(tmp_path / "app.log", 100)
    logs = _open(path)
    watch = Watch(logs)
    path.write_text(_NEW.format(n=1), encoding="utf-8")
    grown = watch.look(logs, None, Progress())
    assert grown is not None
    assert grown.rotated == ("app.log",)
    assert grown.logs.line_count == 1


def test_a_replaced_file_is_read_to_its_end_and_the_new_one_follows(tmp_path: Path) -> None:
    path = application_log(tmp_path / "app.log", 100)
    logs = _open(path)
    watch = Watch(logs)
    _append(path, _NEW.format(n=1))
    path.rename(tmp_path / "app.log.1")
    path.write_text(_NEW.format(n=2) + _NEW.format(n=3), encoding="utf-8")
    grown = watch.look(logs, None, Progress())
    assert grown is not None
    assert [file.line_count for file in grown.logs.files] == [105, 2]
    assert grown.rotated == ("app.log",)
    _append(path, _NEW.format(n=4))
    again = watch.look(grown.logs, None, Progress())
    assert again is not None
    assert [file.line_count for file in again.logs.files] == [105, 3]


def test_the_pane_shows_new_lines_and_keeps_its_filters(
    window: MainWindow,
    tmp_path: Path,
    qtbot: QtBot,
    wait_idle: Callable[[MainWindow], None],
) -> None:
    path = application_log(tmp_path / "app.log", 200)
    window.open_paths([path], prefer="logs")
    wait_idle(window)
    pane = window.pane("logs")
    assert isinstance(pane, LogsPane)
    pane.filtering.add(TextFilter("timed out"))
    wait_idle(window)
    assert pane.visible is not None and pane.visible.record_count == 4
    window.commands.trigger("logs.follow")
    for number in range(3):
        _append(path, _NEW.format(n=number))
    qtbot.waitUntil(
        lambda: pane.visible is not None and pane.visible.record_count == 7, timeout=60_000
    )
    assert pane.lines.is_at_end()
    window.commands.trigger("logs.follow")
    wait_idle(window)
    assert pane.log.surveyed is not None
    assert len(pane.log.surveyed.template_ids) == 203
