"""Records of the JSON interfaces: what history, comments, numbers and odd fields mean."""

import json
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from tests.unit.tickets.test_importers import load, utc
from workbench.tickets.clock.sla import SlaPolicy, sla_state
from workbench.tickets.metrics import Metric, metrics
from workbench.tickets.model import Ticket

NOW = utc(2026, 4, 1)
DAY = 86_400_000
START = 1_772_442_000_000


def figures(tickets: dict[str, Ticket]) -> dict[str, Metric]:
    return {m.name: m for m in metrics(list(tickets.values()), SlaPolicy(), NOW)}


def imported(folder: Path, document: Any) -> dict[str, Ticket]:
    return load(folder, "a.json", json.dumps(document))[1]


def jira(status: str, category: str, *changes: tuple[str, str, str | None, str | None],
         total: int = 0, **fields: Any) -> dict[str, Any]:  # fmt: skip
    histories = [
        {"created": f"2026-03-{day}T10:00:00.000+0000",
         "items": [{"field": kind, "fromString": old, "toString": new}]}
        for day, kind, old, new in changes
    ]  # fmt: skip
    return {"key": "A-1", "changelog": {"total": total or len(histories), "histories": histories},
            "fields": {"summary": "s", "status": {"name": status, "statusCategory":
                       {"key": category}}, "priority": {"name": "High"},
                       "created": "2026-03-01T10:00:00.000+0000", **fields}}  # fmt: skip


def test_a_category_says_what_a_status_means_in_the_history_too(tmp_path: Path) -> None:
    changes = [("02", "Doing", "Ausgerollt"), ("03", "Ausgerollt", "Doing"),
               ("04", "Doing", "Ausgerollt")]  # fmt: skip
    issue = jira("Ausgerollt", "done", *((d, "status", a, b) for d, a, b in changes))
    issue["fields"]["resolutiondate"] = "2026-03-04T10:00:00.000+0000"
    other = jira("Doing", "indeterminate") | {"key": "A-2"}
    tickets = imported(tmp_path, [issue, other])
    assert (tickets["A-1"].state, tickets["A-1"].reopened) == ("resolved", 1)
    assert figures(tickets)["resolution_time_first"].value == 86_400


def test_going_to_nobody_and_then_to_another_is_a_reassignment(tmp_path: Path) -> None:
    changes = [("02", None, "Bob"), ("03", "Bob", None), ("04", None, "Carl")]
    issue = jira("Open", "new", *((day, "assignee", old, new) for day, old, new in changes))
    assert imported(tmp_path, [issue])["A-1"].reassigned == 1


def test_a_cut_history_is_unknown_for_the_clock_and_the_figures(tmp_path: Path) -> None:
    issue = jira("Done", "done", ("05", "status", "Reopened", "Done"), total=9,
                 resolutiondate="2026-03-05T10:00:00.000+0000")  # fmt: skip
    tickets = imported(tmp_path, [issue])
    found = figures(tickets)
    for name in ("reopened", "reassigned", "resolution_time_first", "active_time", "within_target"):
        assert found[name].n == 0, name
    assert found["resolution_time"].n == 1
    assert sla_state(tickets["A-1"], SlaPolicy(), NOW).breached_at is None


@pytest.mark.parametrize(
    "comment",
    [{"visibility": {"type": "role", "value": "Agents"}}, {"jsdPublic": False},
     {"author": {"accountId": "c", "displayName": "Anna M.", "accountType": "customer"}},
     {"author": {"accountId": "r", "displayName": "A. Muster"}},
     {"created": "2026-02-28T10:00:00.000+0000"}],
)  # fmt: skip
def test_what_is_no_reply_of_the_desk_is_not_the_first(
    tmp_path: Path, comment: dict[str, Any]
) -> None:
    bob = {"author": {"accountId": "b", "displayName": "Bob"}, "body": "x"}
    early = bob | {"created": "2026-03-01T11:00:00.000+0000"} | comment
    late = bob | {"created": "2026-03-01T12:00:00.000+0000"}
    issue = jira("Open", "new", reporter={"accountId": "r", "displayName": "Anna Muster"},
                 comment={"comments": [early, late]})  # fmt: skip
    assert figures(imported(tmp_path, [issue]))["first_reply_time"].value == 7_200


def youtrack(**fields: Any) -> dict[str, Any]:
    state = {"name": "State", "$type": "StateIssueCustomField",
             "value": {"name": "Incomplete", "isResolved": True}}  # fmt: skip
    return {"idReadable": "S-1", "summary": "s", "created": START, "resolved": START + 3 * DAY,
            "customFields": [state], **fields}  # fmt: skip


def activity(day: int, old: str, new: str, **more: Any) -> dict[str, Any]:
    return {"$type": "CustomFieldActivityItem", "timestamp": START + day * DAY,
            "removed": [{"name": old}], "added": [{"name": new}], **more}  # fmt: skip


@pytest.mark.parametrize(
    "field",
    [{"field": {"name": "State"}}, {"targetMember": "__CUSTOM_FIELD__State_2"},
     {"targetMember": "__CUSTOM_FIELD__State"}],
)  # fmt: skip
def test_youtrack_names_the_field_of_a_change_in_two_ways(
    tmp_path: Path, field: dict[str, Any]
) -> None:
    moves = [("Open", "Incomplete"), ("Incomplete", "Open"), ("Open", "Incomplete")]
    items = [activity(day, *move, **field) for day, move in enumerate(moves, 1)]
    ticket = imported(tmp_path, [youtrack(activities=items)])["S-1"]
    assert (len(ticket.events), ticket.reopened, ticket.state) == (3, 1, "resolved")


@pytest.mark.parametrize(
    "items",
    [[{"id": "0-1", "$type": "CustomFieldActivityItem"}],
     [{"$type": "CommentActivityItem", "timestamp": START, "category": {"id": "CommentsCategory"}}],
     [activity(1, "a", "b", field={"name": "State"}), {"$type": "CustomFieldActivityItem"}]],
)  # fmt: skip
def test_activities_that_do_not_tell_the_changes_leave_the_counts_unknown(
    tmp_path: Path, items: list[dict[str, Any]]
) -> None:
    done, tickets = load(tmp_path, "a.json", json.dumps([youtrack(activities=items)]))
    assert (tickets["S-1"].reopened, tickets["S-1"].reassigned) == (None, None)
    assert "history" in {guess.field for guess in done.guesses}


@pytest.mark.parametrize(
    ("created", "read", "named"),
    [(START // 1000, utc(2026, 3, 2, 9), "stamps"), (str(START), utc(2026, 3, 2, 9), None),
     (START * 1000, None, "unreadable stamps"), ("soon", None, "unreadable stamps")],
)  # fmt: skip
def test_other_stamps_of_youtrack_are_named(
    tmp_path: Path, created: Any, read: datetime | None, named: str | None
) -> None:
    done, tickets = load(tmp_path, "a.json", json.dumps([youtrack(created=created)]))
    assert tickets["S-1"].created == read
    assert named is None or named in {guess.field for guess in done.guesses}


def test_youtrack_fields_are_known_by_type_and_none_is_lost(tmp_path: Path) -> None:
    fields = [
        {"name": "Статус", "$type": "StateIssueCustomField", "value": {"name": "Открыта"}},
        {"name": "Исполнитель", "$type": "SingleUserIssueCustomField", "value": {"login": "bob"}},
        {"name": "Due", "$type": "DateIssueCustomField", "value": START},
    ]
    kind = {"name": "Duplicate", "sourceToTarget": "is duplicated by",
            "targetToSource": "duplicates"}  # fmt: skip
    links = [{"direction": side, "linkType": kind, "issues": [{"idReadable": key}]}
             for side, key in (("INWARD", "S-0"), ("OUTWARD", "S-9"))]  # fmt: skip
    item = activity(1, "al", "bob", field={"name": "Исполнитель"})
    ticket = imported(tmp_path, [youtrack(customFields=fields, links=links, activities=[item])])
    found = ticket["S-1"]
    assert (found.status, found.assignee, found.reassigned) == ("Открыта", "bob", 1)
    assert (found.other, found.duplicate_of) == ({"Due": "2026-03-02"}, ("S-0",))


ZENDESK = {"id": 1, "subject": "s", "status": "solved", "via": {}, "requester_id": 1,
           "created_at": "2026-03-02T09:00:00Z", "updated_at": "2026-03-05T09:00:00Z"}  # fmt: skip
METRICS = {"ticket_id": 1, "reopens": 1, "solved_at": "2026-03-04T12:00:00Z",
           "reply_time_in_minutes": {"calendar": 30},
           "first_resolution_time_in_minutes": {"calendar": 180}}  # fmt: skip


def test_zendesk_metrics_stand_in_for_a_history(tmp_path: Path) -> None:
    found = figures(imported(tmp_path, {"tickets": [ZENDESK], "metric_sets": [METRICS]}))
    names = ("first_reply_time", "resolution_time_first", "resolution_time")
    assert [found[name].value for name in names] == [1_800, 10_800, 183_600]


def test_an_open_ticket_has_no_resolution_whatever_the_metrics_say(tmp_path: Path) -> None:
    page = {"tickets": [ZENDESK | {"status": "open"}], "metric_sets": [METRICS]}
    assert imported(tmp_path, page)["1"].resolved is None


def test_zendesk_audits_are_history_and_people_are_embedded(tmp_path: Path) -> None:
    moves = [("02", "open", "solved"), ("03", "solved", "open"), ("04", "open", "solved")]
    audits = [
        {"created_at": f"2026-03-{day}T12:00:00Z", "author_id": 2, "events": [
            {"type": "Change", "field_name": "status", "previous_value": old, "value": new},
            {"type": "Comment", "author_id": 2, "body": "done", "public": True}]}
        for day, old, new in moves
    ]  # fmt: skip
    people = {"requester": {"id": 1, "name": "Anna"}, "assignee": {"id": 2, "name": "Bob"},
              "group": {"id": 3, "name": "ML"}}  # fmt: skip
    ticket = imported(tmp_path, [ZENDESK | people | {"audits": audits}])["1"]
    assert (ticket.reporter, ticket.assignee, ticket.team) == ("Anna", "Bob", "ML")
    assert (ticket.reopened, len(ticket.comments)) == (1, 3)
    assert ticket.resolved == utc(2026, 3, 4, 12)


def test_of_copies_the_newest_counts_and_other_records_are_rejected(tmp_path: Path) -> None:
    newer = ZENDESK | {"status": "closed", "updated_at": "2026-03-06T09:00:00Z"}
    user = {"id": 7, "name": "Anna", "result_type": "user"}
    done, tickets = load(tmp_path, "a.json", json.dumps([ZENDESK, newer, user, None]))
    assert tickets["1"].status == "closed"
    assert [item.row for item in done.rejected] == [1, 3, 4]
    assert done.read == 4


ZAMMAD = {"number": "7", "title": "t", "state": "closed", "owner": "Bob", "article_count": 2,
          "created_at": "2026-03-01T12:00:00Z", "customer": "anna@x"}  # fmt: skip


def test_zammads_first_closing_is_not_the_resolution(tmp_path: Path) -> None:
    history = [
        {"attribute": name, "value_from": old, "value_to": new,
         "created_at": f"2026-03-{day}T12:00:00Z"}
        for name, old, new, day in (("owner", "-", "Bob", "01"), ("state", "open", "closed", "02"),
                                    ("state", "closed", "open", "03"),
                                    ("state", "open", "closed", "04"))
    ]  # fmt: skip
    first = {"close_at": "2026-03-02T12:00:00Z"}
    ticket = imported(tmp_path, [ZAMMAD | first | {"history": history}])["7"]
    assert (ticket.resolved, ticket.reassigned) == (utc(2026, 3, 4, 12), 0)
    last = first | {"last_close_at": "2026-03-04T12:00:00Z"}
    tickets = imported(tmp_path / "..", [ZAMMAD | last | {"number": "8"}])
    found = figures({"8": tickets["8"]})
    assert found["resolution_time_first"].value == 86_400
    assert found["resolution_time"].value == 3 * 86_400


def test_zammad_says_who_wrote_an_article(tmp_path: Path) -> None:
    articles = [{"body": "hi", "sender": "Customer"}] + [
        {"body": "x", "from": name, "sender": sender, "created_at": f"2026-03-01T{hour}:00:00Z"}
        for name, sender, hour in (("auto", "System", "13"), ("Anna <anna@x>", "Customer", "14"),
                                   ("Bob", "Agent", "15"))
    ]  # fmt: skip
    assets = {"Ticket": {"1": ZAMMAD | {"article_ids": [1, 2, 3, 4]}, "2": None},
              "TicketArticle": {str(n): a for n, a in enumerate(articles, 1)}}  # fmt: skip
    tickets = imported(tmp_path, {"assets": assets})
    assert figures(tickets)["first_reply_time"].value == 3 * 3_600


def test_servicenow_json_decides_the_date_order_over_the_file(tmp_path: Path) -> None:
    row = {"sys_id": "x", "opened_at": "03/06/2026 09:15"}
    rows = [row | {"number": f"INC{n}", "sys_updated_on": f"03/{day}/2026 09:15"}
            for n, day in enumerate(("07", "26"))]  # fmt: skip
    done, tickets = load(tmp_path, "a.json", json.dumps({"result": rows}))
    assert tickets["INC0"].created == utc(2026, 3, 6, 9, 15)
    assert {g.field: g.choice for g in done.guesses}["date order"] == "month first"


@pytest.mark.parametrize(
    ("record", "state"),
    [({"number": "SCTASK1", "state": "3"}, "closed"), ({"number": "INC1", "state": "3"}, "waiting"),
     ({"number": "X1", "state": "4", "sys_class_name": "sc_task"}, "closed"),
     ({"number": "CHG1", "state": "0"}, "open"), ({"number": "PRB1", "state": "106"}, "resolved")],
)  # fmt: skip
def test_numbers_of_states_depend_on_the_table_and_are_named(
    tmp_path: Path, record: dict[str, str], state: str
) -> None:
    done, tickets = load(tmp_path, "a.json", json.dumps([record | {"sys_id": "x"}]))
    assert tickets[record["number"]].state == state
    assert "status" in {guess.field for guess in done.guesses}


def test_a_page_that_repeats_a_row_is_no_history(tmp_path: Path) -> None:
    row = {"number": "INC1", "sys_id": "x", "sys_updated_on": "2026-03-06 09:15:00"}
    assert not imported(tmp_path, [{"result": [row]}, {"result": [row]}])["INC1"].has_history


@pytest.mark.parametrize(
    "record",
    [
        {"key": "A-1", "fields": {"summary": {"a": 1}, "labels": [{"b": 1}], "status": "Open"}},
        {"key": "A-1", "fields": {"comment": [None], "issuelinks": [None], "description": 5},
         "changelog": {"histories": [None, {"created": "x", "items": [None]}]}},
        {"key": ["A"], "fields": {}},
        {"id": 1, "subject": "s", "status": "open", "via": {}, "metric_set": {
            "reopens": "many", "assignee_stations": True}, "tags": "vip", "priority": {"x": 1}},
        {"id": 1, "subject": None, "status": None, "via": None, "comments": [None, {}]},
        {"idReadable": "S-1", "activities": [{"field": "State", "timestamp": 1}],
         "customFields": {"State": "x"}, "created": float("nan"), "updated": 10**30},
        {"number": "1", "title": "t", "state_id": [2], "priority_id": "x", "tags": 5,
         "articles": "x", "owner": {"firstname": "B"}, "_beside": 3},
        {"number": "INC1", "sys_id": "x", "opened_at": ["a"], "state": {"value": None}},
        {"idReadable": "S-1", "customFields": [
            {"name": "State", "value": json.loads("[" * 800 + "]" * 800)}]},
        {"key": "A-1", "fields": {"labels": json.loads("[" * 800 + "]" * 800)}},
    ],
)  # fmt: skip
def test_fields_of_another_kind_are_left_out_or_rejected_and_break_no_figure(
    tmp_path: Path, record: dict[str, Any]
) -> None:
    done, tickets = load(tmp_path, "a.json", json.dumps([record]))
    assert len(tickets) + len(done.rejected) == done.read == 1
    assert figures(tickets)["reopened"].n + sum(figures(tickets)["reopened"].excluded.values()) == (
        len(tickets)
    )
