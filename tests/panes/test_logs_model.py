"""What lies behind the log pane: one order over files, rows on demand, filters, export."""

import csv
import json
from pathlib import Path

import numpy as np
import pytest

from tests.panes.logs_data import application_log, gateway_log
from workbench.core.errors import UserError
from workbench.core.progress import Progress
from workbench.panes.logs.clock import Clock
from workbench.panes.logs.columns import ColumnLayout
from workbench.panes.logs.export import export
from workbench.panes.logs.filters import (
    FieldFilter,
    FilterStack,
    LevelFilter,
    Scope,
    SourceFilter,
    TemplateFilter,
    TextFilter,
    TimeFilter,
    filter_from_words,
    stack_from_json,
)
from workbench.panes.logs.log_rows import LogRows
from workbench.panes.logs.opening import Opened, Reading, open_logs, survey_logs
from workbench.panes.logs.showing import make_shown, place_of_time
from workbench.panes.logs.spoken_log import record_words
from workbench.panes.logs.visible import make_visible


@pytest.fixture
def both(tmp_path: Path) -> Opened:
    folder = tmp_path / "logs"
    folder.mkdir()
    application_log(folder / "app.log")
    gateway_log(folder / "gateway.log.gz")
    return open_logs([folder], Reading((), None, tmp_path / "cache"), Progress())


@pytest.fixture
def app(tmp_path: Path) -> Opened:
    log = application_log(tmp_path / "app.log")
    return open_logs([log], Reading((), None, tmp_path / "cache"), Progress())


def _texts(opened: Opened, first: int, count: int) -> list[str]:
    return [row.data.decode() for row in LogRows(opened.visible, opened.readers).rows(first, count)]


def test_several_files_are_one_in_order_of_time(both: Opened) -> None:
    assert both.logs.count == 1200
    assert both.logs.names == ["app.log", "gateway.log.gz"]
    rows = LogRows(both.visible, both.readers).rows(0, 4)
    assert [row.source for row in rows] == [0, 1, 0, 1]
    times = both.logs.times[both.visible.shown_records()]
    assert (np.diff(times) >= 0).all()


def test_a_single_file_keeps_its_lines_and_numbers(app: Opened) -> None:
    rows = LogRows(app.visible, app.readers).rows(48, 6)
    assert [row.number for row in rows] == [49, 50, 51, 52, 53, 54]
    assert [row.first for row in rows] == [True, True, False, False, True, True]
    assert [row.level for row in rows] == [3, 5, 5, 5, 3, 3]
    assert rows[0].source == -1


def test_filters_act_on_whole_records(app: Opened) -> None:
    shown = make_shown(Scope(app.logs, None), FilterStack().with_one(LevelFilter(5)), Progress())
    rows = LogRows(shown.visible, app.readers).rows(0, 6)
    assert [row.number for row in rows] == [50, 51, 52, 102, 103, 104]
    assert shown.visible.record_count == 12
    assert shown.visible.row_count == 36


def test_rows_can_be_asked_for_from_the_middle_of_a_record(app: Opened) -> None:
    shown = make_shown(Scope(app.logs, None), FilterStack().with_one(LevelFilter(5)), Progress())
    rows = LogRows(shown.visible, app.readers).rows(4, 3)
    assert [row.number for row in rows] == [103, 104, 154]
    assert shown.visible.record_of_row(4) == 99
    assert shown.visible.row_of_record(99) == 3
    assert shown.visible.row_of_record(98) is None
    assert shown.visible.row_nearest(98) == 3


@pytest.mark.parametrize(
    ("one", "expected"),
    [
        (TextFilter("timed out"), 12),
        (TextFilter("timed out", exclude=True), 1188),
        (TextFilter(r"request \d+ done", regex=True), 564),
        (TextFilter("TIMED OUT", match_case=True), 0),
        (TextFilter("tim", whole_word=True), 0),
        (SourceFilter("app.log"), 600),
        (FieldFilter("status>=500"), 10),
        (FieldFilter("status>=500 or not level=info"), 46),
        (LevelFilter(4), 46),
    ],
    ids=str,
)
def test_each_filter_lets_the_right_records_through(
    both: Opened, one: TextFilter, expected: int
) -> None:
    mask = FilterStack().with_one(one).mask(Scope(both.logs, None), Progress())
    assert mask is not None
    assert int(mask.sum()) == expected


def test_filters_are_stacked_switched_and_kept(both: Opened) -> None:
    stack = FilterStack().with_one(LevelFilter(5)).with_one(SourceFilter("gateway.log.gz"))
    scope = Scope(both.logs, None)
    mask = stack.mask(scope, Progress())
    assert mask is not None and int(mask.sum()) == 12
    loose = stack.used(LevelFilter(5), on=False)
    mask = loose.mask(scope, Progress())
    assert mask is not None and int(mask.sum()) == 600
    assert stack_from_json(json.loads(json.dumps(loose.as_json()))) == loose
    assert stack_from_json([{"kind": "level", "least": "x"}, 5, None]) == FilterStack()


def test_a_time_filter_takes_the_place_of_the_one_before() -> None:
    stack = FilterStack().with_one(TimeFilter(1, 2)).with_one(TimeFilter(3, 4))
    assert stack.active == [TimeFilter(3, 4)]


@pytest.mark.parametrize(
    ("words", "one"),
    [
        ("timed out", TextFilter("timed out")),
        ("-heartbeat", TextFilter("heartbeat", exclude=True)),
        (r"/a\d+/", TextFilter(r"a\d+", regex=True)),
        (r"-/a\d+/", TextFilter(r"a\d+", regex=True, exclude=True)),
        ("status>=500", FieldFilter("status>=500")),
        ("not path~health", FieldFilter("not path~health")),
        ('"a>=b"', TextFilter("a>=b")),
        ("  ", None),
    ],
)
def test_what_is_typed_becomes_a_filter(words: str, one: object) -> None:
    assert filter_from_words(words) == one


def test_templates_and_anomalies_are_found_and_filtered(both: Opened) -> None:
    found = survey_logs(both.logs, "normal", Progress())
    assert len(found.template_ids) == 1200
    assert sum(template.count for template in found.templates) == 1200
    assert found.sparklines.sum() == 1200
    timed_out = next(one for one in found.templates if "timed out" in one.text)
    stack = FilterStack().with_one(TemplateFilter(timed_out.text))
    mask = stack.mask(Scope(both.logs, found), Progress())
    assert mask is not None and int(mask.sum()) == timed_out.count == 12


def test_the_timeline_counts_every_record_by_level(both: Opened) -> None:
    line = both.timeline
    assert int(line.grave.sum()) == 22
    assert int(line.warnings.sum()) == 24
    assert sum(line.total(place) for place in range(len(line))) == 1200
    assert line.width % 1_000_000_000 == 0


def test_a_source_whose_clock_was_wrong_is_moved(both: Opened) -> None:
    moved = both.logs.shifted(0, 3600 * 10**9)
    assert int(moved.times[0]) == int(both.logs.times[0]) + 3600 * 10**9
    assert moved.order is not None and both.logs.order is not None
    first = make_visible(moved).lines(0, 1)[0]
    assert first[1] == 1


def test_a_time_leads_to_the_first_record_then(both: Opened) -> None:
    time = Clock("UTC").parse("2026-03-05 09:00:31")
    assert time is not None
    place = place_of_time(both.visible, time)
    record = int(both.visible.shown_records()[place])
    assert Clock("UTC").full(int(both.logs.times[record])) == "2026-03-05 09:00:35"


def test_records_are_spoken_with_level_and_gap(app: Opened) -> None:
    assert record_words(app.logs, 49, 48) == (
        "Error, 10 s later, shop.api request 49 failed: upstream timed out"
    )


def test_fields_stand_in_columns(both: Opened) -> None:
    layout = ColumnLayout(both.logs, Clock("UTC"))
    line = layout.line(both.logs.record(1, 59)).decode()
    assert line.startswith("2026-03-05 09:09:55  error  ")
    assert "502" in line


def test_a_long_line_is_clipped_for_the_screen_and_whole_for_copying(tmp_path: Path) -> None:
    path = tmp_path / "long.log"
    path.write_bytes(b"first\n" + b"x" * 3_000_000 + b"\nlast\n")
    opened = open_logs([path], Reading((), None, tmp_path / "cache"), Progress())
    rows = LogRows(opened.visible, opened.readers)
    shown = rows.rows(0, 3)
    assert [row.length for row in shown] == [5, 3_000_000, 4]
    assert len(shown[1].data) == 65_536
    assert len(rows.raw(0, 2)) == 3_000_012


def test_the_rows_of_many_files_are_copied_as_they_stand(both: Opened) -> None:
    rows = LogRows(both.visible, both.readers)
    last = rows.row_count - 1
    shown = [row.data for row in rows.rows(0, rows.row_count)]
    assert rows.raw(0, last) == b"".join(line + b"\n" for line in shown)
    assert rows.raw(last - 5, last) == b"".join(line + b"\n" for line in shown[-6:])


def test_more_than_the_clipboard_takes_is_refused_with_a_way_out(tmp_path: Path) -> None:
    path = tmp_path / "long.log"
    path.write_bytes(b"first\n" + b"x" * 70_000_000 + b"\n")
    opened = open_logs([path], Reading((), None, tmp_path / "cache"), Progress())
    with pytest.raises(UserError, match=r"2 lines are too much.*export"):
        LogRows(opened.visible, opened.readers).raw(0, 1)


def test_shown_records_are_exported_in_every_form(both: Opened, tmp_path: Path) -> None:
    stack = FilterStack().with_one(LevelFilter(5))
    visible = make_shown(Scope(both.logs, None), stack, Progress()).visible
    paths = {kind: tmp_path / f"out.{kind}" for kind in ("log", "csv", "jsonl", "parquet")}
    for path in paths.values():
        assert export(visible, both.readers, path, Progress()) == 22
    assert paths["log"].read_bytes().count(b"Traceback") == 12
    with paths["csv"].open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == 22
    assert {row["status"] for row in rows if row["source"] == "gateway.log.gz"} == {"502"}
    first = json.loads(paths["jsonl"].read_text(encoding="utf-8").splitlines()[0])
    assert first["level"] == "error"
    assert "Traceback" in first["message"]
    import pyarrow.parquet as pq

    table = pq.read_table(paths["parquet"])
    assert table.num_rows == 22
    assert str(table.schema.field("time").type) == "timestamp[ns, tz=UTC]"


def test_export_refuses_an_unknown_ending_and_leaves_nothing(both: Opened, tmp_path: Path) -> None:
    out = tmp_path / "out"
    out.mkdir()
    with pytest.raises(UserError, match=r"\.parquet"):
        export(both.visible, both.readers, out / "a.docx", Progress())
    assert not list(out.iterdir())


def test_a_folder_without_logs_is_said(tmp_path: Path) -> None:
    empty = tmp_path / "empty"
    empty.mkdir()
    with pytest.raises(UserError, match="no log"):
        open_logs([empty], Reading((), None, tmp_path / "cache"), Progress())
