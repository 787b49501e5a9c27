"""Importing over what is here: nothing is lost to a poorer, an older or another system's export."""

import json
from contextlib import closing
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from tests.unit.tickets.test_importers import utc
from workbench.storage.workspace import Workspace
from workbench.tickets.importing.builtin import BUILT_IN
from workbench.tickets.importing.importer import ImportOptions
from workbench.tickets.importing.into_store import Imported, import_paths
from workbench.tickets.model import Ticket
from workbench.tickets.store import TicketStore


def put(folder: Path, content: str, **options: Any) -> tuple[Imported, dict[str, Ticket]]:
    file = folder / ("x.json" if content[0] in "[{" else "x.csv")
    file.write_text(content)
    with closing(Workspace(folder / "ws")) as workspace:
        store = TicketStore(workspace.database)
        done = import_paths(store, [file], BUILT_IN, options=ImportOptions(**options))
        return done, {ticket.id: ticket for ticket in store.all()}


def issue(status: str = "In Progress", title: str = "t", updated: str = "05") -> dict[str, Any]:
    return {"key": "A-1", "fields": {
        "summary": title, "status": {"name": status}, "created": "2026-03-01T10:00:00.000+0000",
        "updated": f"2026-03-{updated}T10:00:00.000+0000"}}  # fmt: skip


MOVE = {"field": "status", "fromString": "Open", "toString": "In Progress"}
RICH = issue() | {
    "changelog": {"histories": [{"created": "2026-03-02T10:00:00.000+0000", "items": [MOVE]}]}
}
RICH["fields"] |= {"reporter": {"displayName": "Anna"}, "priority": {"name": "High"},
                   "comment": {"comments": [{"body": "hi"}]}}  # fmt: skip


def test_a_poorer_export_takes_nothing_away(tmp_path: Path) -> None:
    _, before = put(tmp_path, json.dumps([RICH]))
    done, after = put(
        tmp_path, "Summary,Issue key,Status,Created\nt,A-1,In Progress,2026-03-01 10:00\n"
    )
    assert (done.added, done.changed) == (0, 0)
    found = after["A-1"]
    assert (found.events, found.comments) == (before["A-1"].events, before["A-1"].comments)
    assert (found.reporter, found.level, found.reopened) == ("Anna", "P2", 0)
    again = put(tmp_path, json.dumps([issue()]))
    assert (again[0].unchanged, again[1]["A-1"].level) == (1, "P2")


def test_a_history_without_the_last_change_is_cut(tmp_path: Path) -> None:
    put(tmp_path, json.dumps([RICH]))
    _, after = put(tmp_path, json.dumps([issue("Done", updated="06")]))
    found = after["A-1"]
    assert (len(found.events), found.has_history, found.history_cut) == (1, False, True)
    assert found.reopened is None


def test_what_is_empty_in_a_column_is_emptied(tmp_path: Path) -> None:
    put(tmp_path, "id,title,assignee,team\n1,a,Bob,ML\n")
    _, after = put(tmp_path, "id,title,assignee\n1,a,\n")
    assert (after["1"].assignee, after["1"].team) == (None, "ML")


def test_an_older_export_changes_nothing_and_is_named(tmp_path: Path) -> None:
    put(tmp_path, json.dumps([issue(title="new", updated="09")]))
    done, after = put(tmp_path, json.dumps([issue(title="old", updated="03")]))
    assert (done.unchanged, after["A-1"].title) == (1, "new")
    assert [guess.field for guess in done.guesses] == ["older export"]


def test_another_helpdesks_ticket_of_one_id_is_kept_out_and_named(tmp_path: Path) -> None:
    put(tmp_path, "id,title,created\n1,mine,2026-03-02 09:00\n")
    theirs = "id,title,created\n1,theirs,2026-02-01 08:00\n"
    done, after = put(tmp_path, theirs)
    assert (done.unchanged, after["1"].title) == (1, "mine")
    assert "workspace of its own" in {g.field: g.why for g in done.guesses}["same id"]
    done, after = put(tmp_path, theirs, zone=ZoneInfo("Europe/Berlin"))
    assert after["1"].created == utc(2026, 2, 1, 7)
    assert {g.field: g.choice for g in done.guesses}["same id"] == "replaced"


def test_a_wholly_new_text_of_the_same_minute_is_taken_and_named(tmp_path: Path) -> None:
    head = "id,title,body,created\n"
    put(tmp_path, f"{head}1,slow,the model answers slowly since noon,2026-03-02 09:00\n")
    done, after = put(
        tmp_path, f"{head}1,latency,the model answers slowly today,2026-03-02 09:00\n"
    )
    assert after["1"].title == "latency"
    assert not [guess for guess in done.guesses if guess.field == "rewritten"]
    done, after = put(tmp_path, f"{head}1,invoice,my bill shows a wrong sum,2026-03-02 09:00\n")
    assert after["1"].title == "invoice"
    assert "workspace of its own" in {g.field: g.why for g in done.guesses}["rewritten"]


LOCAL = "id,title,created,updated\n1,slow,{}/02/2026 09:00,{}/07/2026 09:00\n"


def test_the_zone_and_the_date_order_that_were_named_last_stay(tmp_path: Path) -> None:
    berlin = ZoneInfo("Europe/Berlin")
    _, before = put(tmp_path, LOCAL.format("03", "05"), zone=berlin, date_order="mdy")
    assert before["1"].created == utc(2026, 3, 2, 8)
    assert before["1"].updated == utc(2026, 5, 7, 7)
    done, after = put(tmp_path, LOCAL.format("03", "05"))
    assert (done.unchanged, after) == (1, before)
    told = {guess.field: (guess.choice, guess.why) for guess in done.guesses}
    assert told["timezone"][0] == "Europe/Berlin"
    assert told["date order"][0] == "month first"
    for _, why in (told["timezone"], told["date order"]):
        assert "as in the last import that named one" in why
    fresh = "id,title,created\n2,new,2026-03-02 10:00\n"
    assert put(tmp_path, fresh)[1]["2"].created == utc(2026, 3, 2, 9)


def test_what_the_stamps_show_and_what_is_said_now_go_before_what_was_named(tmp_path: Path) -> None:
    put(tmp_path, LOCAL.format("03", "05"), zone=ZoneInfo("Europe/Berlin"), date_order="mdy")
    _, after = put(tmp_path, "id,title,created\n2,new,31/03/2026 09:00\n", zone=ZoneInfo("UTC"))
    assert after["2"].created == utc(2026, 3, 31, 9)
    done, after = put(tmp_path, LOCAL.format("03", "05"), zone=ZoneInfo("UTC"), date_order="mdy")
    assert (done.changed, after["1"].created) == (1, utc(2026, 3, 2, 9))


def test_with_another_zone_named_between_times_stay_and_are_named(tmp_path: Path) -> None:
    first = "id,title,created,updated\n1,slow,2026-03-02 09:00,2026-03-02 10:00\n"
    _, before = put(tmp_path, first, zone=ZoneInfo("Europe/Berlin"))
    put(tmp_path, "id,title,created\n2,new,2026-03-02 10:00\n", zone=ZoneInfo("Asia/Tokyo"))
    done, after = put(tmp_path, first)
    assert (done.unchanged, after["1"]) == (1, before["1"])
    assert "as the tickets here have it" in {guess.choice for guess in done.guesses}


def test_a_year_that_only_seems_to_stand_first_does_not_undo_the_order_that_was_named(
    tmp_path: Path,
) -> None:
    rows = "id,title,created\n1,a,26/03/06\n2,b,26/05/27\n"
    _, before = put(tmp_path, rows, date_order="dmy")
    assert before["1"].created == utc(2006, 3, 26)
    done, after = put(tmp_path, rows)
    assert (done.unchanged, after) == (2, before)
