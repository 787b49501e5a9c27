"""Reading exports: every row accounted for, every guess named, twice changes nothing."""

import gzip
import json
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from workbench.core.errors import UserError
from workbench.storage.workspace import Workspace
from workbench.tickets.importing.builtin import BUILT_IN
from workbench.tickets.importing.importer import ImportOptions
from workbench.tickets.importing.into_store import Imported, import_paths
from workbench.tickets.model import Ticket
from workbench.tickets.store import TicketStore


def load(
    folder: Path, name: str, content: str | bytes, **options: Any
) -> tuple[Imported, dict[str, Ticket]]:
    file = folder / name
    file.write_bytes(content.encode() if isinstance(content, str) else content)
    chosen = ImportOptions(**{k: v for k, v in options.items() if k != "format"})
    with closing(Workspace(folder / "ws")) as workspace:
        store = TicketStore(workspace.database)
        done = import_paths(store, [file], BUILT_IN, name=options.get("format", "auto"),
                            options=chosen)  # fmt: skip
        again = import_paths(store, [file], BUILT_IN, name=options.get("format", "auto"),
                             options=chosen)  # fmt: skip
        assert (again.added, again.changed) == (0, 0)
        assert again.unchanged == done.added + done.changed
        return done, {ticket.id: ticket for ticket in store.all()}


def utc(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)  # type: ignore[arg-type]


JIRA = (
    "\ufeffSummary,Issue key,Issue id,Status,Priority,Resolution,Created,Resolved,Labels,Labels,"
    "Comment,Comment,Outward issue link (Duplicate),Description\r\n"
    '"Crash, again",OPS-1,10001,Done,Highest,Fixed,30/Sep/21 5:20 PM,02/Oct/21 9:00 AM,api,gpu,'
    '"01/Oct/21 8:00 AM;anna;Looking; soon",plain words,OPS-0,"Line one\r\nline two"\r\n'
    "No date,OPS-2,10002,Open,--,,,,,,,,,\r\n"
)


def test_jira_csv_keeps_repeated_columns_and_multi_line_cells(tmp_path: Path) -> None:
    done, tickets = load(tmp_path, "jira.csv", JIRA, zone=ZoneInfo("Europe/Berlin"))
    assert (done.read, done.added, done.rejected) == (2, 2, ())
    crash = tickets["OPS-1"]
    assert crash.title == "Crash, again"
    assert crash.body == "Line one\r\nline two"
    assert crash.labels == ("api", "gpu")
    assert crash.duplicate_of == ("OPS-0",)
    assert crash.created == utc(2021, 9, 30, 15, 20)
    assert crash.resolved == utc(2021, 10, 2, 7, 0)
    assert (crash.level, crash.state) == ("P1", "resolved")
    assert [(c.author, c.body) for c in crash.comments] == [
        ("anna", "Looking; soon"),
        (None, "plain words"),
    ]
    assert tickets["OPS-2"].priority is None


def test_a_csv_without_history_knows_nothing_of_reopenings(tmp_path: Path) -> None:
    _, tickets = load(tmp_path, "jira.csv", JIRA)
    assert tickets["OPS-1"].reopened is None
    assert tickets["OPS-1"].reassigned is None


def test_a_local_time_that_happens_twice_is_flagged(tmp_path: Path) -> None:
    text = "Issue key,Summary,Status,Created\nA-1,x,Open,25/Oct/26 2:30 AM\n"
    done, tickets = load(tmp_path, "jira.csv", text, zone=ZoneInfo("Europe/Berlin"))
    flagged = [guess for guess in done.guesses if guess.field == "ambiguous stamps"]
    assert "25/Oct/26 2:30 AM" in flagged[0].why
    assert tickets["A-1"].created == utc(2026, 10, 25, 0, 30)


ISSUE = {
    "id": "1",
    "key": "AI-7",
    "fields": {
        "summary": "Wrong answers",
        "description": {"type": "doc", "content": [
            {"type": "paragraph", "content": [{"type": "text", "text": "First"}]},
            {"type": "bulletList", "content": [{"type": "listItem", "content": [
                {"type": "paragraph", "content": [{"type": "text", "text": "point"}]}]}]},
            {"type": "codeBlock", "content": [{"type": "text", "text": "x = 1"}]},
        ]},
        "status": {"name": "Done", "statusCategory": {"name": "Done"}},
        "priority": {"name": "Low"},
        "created": "2026-03-09T09:00:00.000+0100",
        "resolutiondate": "2026-03-10T12:00:00.000+0100",
        "resolution": {"name": "Fixed"},
        "assignee": {"displayName": "Ravi"},
        "components": [{"name": "model bug"}],
        "comment": {"comments": [{"created": "2026-03-09T10:00:00.000+0100",
                                  "author": {"displayName": "Ravi"}, "body": "on it"}]},
    },
    "changelog": {"total": 4, "histories": [
        {"created": "2026-03-09T11:00:00.000+0100", "items": [
            {"field": "status", "fromString": "Open", "toString": "Done"}]},
        {"created": "2026-03-10T10:00:00.000+0100", "items": [
            {"field": "status", "fromString": "Done", "toString": "Reopened"}]},
        {"created": "2026-03-10T11:00:00.000+0100", "items": [
            {"field": "assignee", "fromString": "Eva", "toString": "Ravi"}]},
        {"created": "2026-03-10T12:00:00.000+0100", "items": [
            {"field": "status", "fromString": "Reopened", "toString": "Done"}]},
    ]},
}  # fmt: skip


def test_jira_json_reads_rich_text_history_and_comments(tmp_path: Path) -> None:
    _, tickets = load(tmp_path, "jira.json", json.dumps({"issues": [ISSUE]}))
    ticket = tickets["AI-7"]
    assert ticket.body.replace("\n\n", "\n") == "First\n- point\nx = 1"
    assert ticket.created == utc(2026, 3, 9, 8)
    assert (ticket.reopened, ticket.reassigned) == (1, 1)
    assert ticket.category == "model bug"
    assert ticket.has_history


def test_a_truncated_changelog_leaves_the_counts_unknown(tmp_path: Path) -> None:
    cut = ISSUE | {"changelog": ISSUE["changelog"] | {"total": 99}}  # type: ignore[operator]
    _, tickets = load(tmp_path, "jira.json", json.dumps([cut]))
    assert tickets["AI-7"].reopened is None


def test_youtrack_stamps_are_milliseconds_and_activities_are_history(tmp_path: Path) -> None:
    issue = {
        "idReadable": "SUP-3", "summary": "Slow", "created": 1_772_784_000_000, "resolved": None,
        "customFields": [{"name": "State", "value": {"name": "In Progress"}},
                         {"name": "Priority", "value": {"name": "Critical"}},
                         {"name": "Assignee", "value": {"fullName": "Aiko"}}],
        "activities": [{"timestamp": 1_772_787_600_000, "field": {"name": "State"},
                        "removed": [{"name": "Open"}], "added": [{"name": "In Progress"}]}],
    }  # fmt: skip
    _, tickets = load(tmp_path, "yt.json", json.dumps([issue]))
    assert tickets["SUP-3"].created == utc(2026, 3, 6, 8)
    assert tickets["SUP-3"].level == "P1"
    assert tickets["SUP-3"].events[0].new == "In Progress"


def test_youtrack_without_fields_is_refused_with_the_reason(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="ids only"):
        load(tmp_path, "yt.json", json.dumps([{"id": "2-1", "$type": "Issue"}]))


def test_zendesk_names_users_and_counts_stations(tmp_path: Path) -> None:
    page = {
        "tickets": [{"id": 35, "subject": "Help", "description": "d", "status": "hold",
                     "priority": "urgent", "requester_id": 1, "assignee_id": 2,
                     "created_at": "2026-03-06T08:00:00Z",
                     "metric_set": {"reopens": 2, "assignee_stations": 3, "group_stations": 1}}],
        "users": [{"id": 1, "name": "Mei"}, {"id": 2, "name": "Tom"}],
    }  # fmt: skip
    _, tickets = load(tmp_path, "zd.json", json.dumps(page))
    ticket = tickets["35"]
    assert (ticket.reporter, ticket.assignee) == ("Mei", "Tom")
    assert (ticket.state, ticket.level) == ("waiting", "P1")
    assert (ticket.reopened, ticket.reassigned) == (2, 2)


def test_zammad_ids_are_named_and_the_guess_is_said(tmp_path: Path) -> None:
    ticket = {"id": 1, "number": "81001", "title": "Hi", "state_id": 4, "priority_id": 3,
              "created_at": "2026-03-06T08:00:00Z", "close_at": "2026-03-06T09:00:00Z",
              "article_count": 1}  # fmt: skip
    done, tickets = load(tmp_path, "za.json", json.dumps([ticket]))
    assert (tickets["81001"].state, tickets["81001"].level) == ("closed", "P2")
    assert done.guesses[0].field == "status"


SERVICENOW = (
    "number,incident_state,reassignment_count,reopen_count,sys_mod_count,made_sla,opened_at,"
    "sys_updated_at,category,category,priority,assignment_group,resolved_at,closed_at\n"
    "INC1,New,0,0,0,true,29/2/2016 01:16,29/2/2016 01:23,A,B,3 - Moderate,g1,?,?\n"
    "INC1,Active,1,0,1,true,29/2/2016 01:16,1/3/2016 10:00,A,B,3 - Moderate,g2,?,?\n"
    "INC1,Closed,1,1,2,false,29/2/2016 01:16,5/3/2016 12:00,A,B,3 - Moderate,g2,"
    "4/3/2016 11:29,5/3/2016 12:00\n"
    "?,New,0,0,0,true,29/2/2016 01:16,29/2/2016 01:23,A,B,?,?,?,?\n"
)


def test_servicenow_dates_are_day_first_and_rows_become_history(tmp_path: Path) -> None:
    done, tickets = load(tmp_path, "sn.csv", SERVICENOW)
    assert (done.read, done.added) == (4, 1)
    assert [(r.row, r.reason) for r in done.rejected] == [(4, "it has no number")]
    ticket = tickets["INC1"]
    assert ticket.resolved == utc(2016, 3, 4, 11, 29)
    assert (ticket.reopened, ticket.made_sla, ticket.level) == (1, False, "P3")
    assert [(e.kind, e.old, e.new) for e in ticket.events] == [
        ("status", "New", "Active"),
        ("team", "g1", "g2"),
        ("status", "Active", "Closed"),
    ]
    assert "day first" in {guess.choice for guess in done.guesses}
    assert "category" in {guess.field for guess in done.guesses}


def test_a_plain_csv_is_mapped_by_usual_names_and_says_so(tmp_path: Path) -> None:
    text = "Ticket No;Betreff;Erstellt;Priorität\n7;Drucker;6.3.2026 08:00;hoch\n"
    done, tickets = load(tmp_path, "x.csv", text.encode("cp1252"))
    assert tickets["7"].title == "Drucker"
    assert tickets["7"].created == utc(2026, 3, 6, 8)
    named = {guess.field: guess for guess in done.guesses}
    assert named["encoding"].choice == "Windows-1252"
    assert named["delimiter"].choice == "semicolon"
    assert named["id"].choice == "column 'Ticket No'"


def test_a_mapping_of_the_user_wins(tmp_path: Path) -> None:
    text = "a,b,c\n1,hello,done\n"
    mapping = {"id": "a", "title": "b", "status": "c"}
    _, tickets = load(tmp_path, "x.csv", text, mapping=mapping, format="csv")
    assert (tickets["1"].title, tickets["1"].state) == ("hello", "resolved")


def test_month_first_dates_are_recognised_or_said(tmp_path: Path) -> None:
    text = "id,title,created\n1,x,6/21/2025 16:14\n2,y,3/4/2025 10:00\n"
    done, tickets = load(tmp_path, "x.csv", text)
    assert tickets["2"].created == utc(2025, 3, 4, 10)
    assert "month first" in {guess.choice for guess in done.guesses}


def test_stamps_that_cannot_be_read_are_named(tmp_path: Path) -> None:
    done, tickets = load(tmp_path, "x.csv", "id,title,created\n1,x,soonish\n")
    assert tickets["1"].created is None
    assert "soonish" in next(g.why for g in done.guesses if g.field == "unreadable stamps")


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("x.csv", b"", "empty"),
        ("x.csv", b"\xef\xbb\xbf\r\n", "empty"),
        ("x.csv", b"PK\x03\x04 no zip at all", "cut off or damaged"),
        ("x.csv", b"\x00\x01\x02\x03" * 50, "not a text file"),
        ("x.json", b"[]", "no tickets|no ticket format"),
        ("x.json", b'{"issues": [{"key": ', "not valid JSON"),
        ("x.json", b"[" * 100_000, "nested too deeply|not valid JSON"),
        ("x.csv", b"colour,shape\nred,round\n", "no ticket format"),
        ("x.csv.gz", gzip.compress(b"id,title\n1,x\n", mtime=0)[:-9], "cut off or damaged"),
        ("x.csv", b"id,title\n", "no tickets"),
    ],
)
def test_a_bad_export_is_one_clear_sentence(
    tmp_path: Path, name: str, content: bytes, said: str
) -> None:
    with pytest.raises(UserError, match=said):
        load(tmp_path, name, content)


def test_a_csv_without_an_id_asks_for_the_column(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="no column for the id"):
        load(tmp_path, "x.csv", "subject,text\nhi,there\n", format="csv")


def test_rows_that_cannot_be_taken_are_counted_with_reasons(tmp_path: Path) -> None:
    text = "id,title\n1,a\n,b\n1,again\n2,c,too,many\n3,d\n"
    done, tickets = load(tmp_path, "x.csv", text)
    assert (done.read, done.added) == (5, 2)
    assert [(r.row, r.reason) for r in done.rejected] == [
        (2, "it has no id"),
        (3, "id 1 occurred before, in row 1"),
        (4, "it has 4 cells, the header has 2"),
    ]
    assert set(tickets) == {"1", "3"}


def test_scripts_and_formulas_are_kept_as_text(tmp_path: Path) -> None:
    body = "<script>alert(1)</script> =cmd|' /C calc'!A0"
    _, tickets = load(tmp_path, "x.csv", f'id,title,description\n1,x,"{body}"\n')
    assert tickets["1"].body == body


def test_two_systems_may_use_the_same_id(tmp_path: Path) -> None:
    load(tmp_path, "a.csv", "id,title\n35,mine\n")
    page = [{"id": 35, "subject": "theirs", "status": "open", "requester_id": 1}]
    _, tickets = load(tmp_path, "b.json", json.dumps(page))
    assert tickets["35"].title == "mine"
    assert tickets["zendesk:35"].title == "theirs"


def test_a_long_csv_is_read_as_a_stream(tmp_path: Path) -> None:
    file = tmp_path / "big.csv"
    with file.open("w") as out:
        out.write("id,title\n")
        out.writelines(f"{number},t\n" for number in range(15_000))
    with closing(Workspace(tmp_path / "ws")) as workspace:
        store = TicketStore(workspace.database)
        done = import_paths(store, [file], BUILT_IN)
        assert (done.read, store.count()) == (15_000, 15_000)
