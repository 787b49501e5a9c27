"""JSON exports: nothing beside the usual fields is lost, and what cannot be kept is named."""

import json
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from tests.unit.tickets.test_importers import load, utc
from workbench.core.errors import UserError
from workbench.storage.workspace import Workspace
from workbench.tickets.importing.builtin import BUILT_IN
from workbench.tickets.importing.into_store import Imported, import_paths
from workbench.tickets.model import Ticket
from workbench.tickets.store import TicketStore

START = 1_772_442_000_000


def exported(folder: Path, document: Any, **options: Any) -> tuple[Imported, dict[str, Ticket]]:
    return load(folder, "a.json", json.dumps(document), **options)


def guessed(done: Imported) -> dict[str, str]:
    return {guess.field: f"{guess.choice}: {guess.why}" for guess in done.guesses}


ZENDESK = {"id": 1, "subject": "s", "status": "open", "via": {"channel": "email"},
           "requester_id": 7, "created_at": "2026-03-02T09:00:00Z"}  # fmt: skip
JIRA = {"key": "A-1", "fields": {"summary": "s", "status": {"name": "Open"}}}
ZAMMAD = {"id": 5, "number": "20005", "title": "t", "state": "open", "article_count": 1,
          "created_at": "2026-03-01T12:00:00Z"}  # fmt: skip
YOUTRACK = {"id": "2-1", "idReadable": "S-1", "$type": "Issue", "summary": "s", "created": START,
            "customFields": [{"name": "State", "value": {"name": "Open"}}]}  # fmt: skip
SERVICENOW = {"number": "INC1", "sys_id": "x", "short_description": "s",
              "opened_at": "2026-03-12 08:00:00", "state": "New"}  # fmt: skip


@pytest.mark.parametrize("record", [ZENDESK, JIRA, ZAMMAD, SERVICENOW])
@pytest.mark.parametrize(
    "reader", ["youtrack-json", "jira-json", "zendesk-json", "zammad-json", "servicenow-json"]
)
def test_a_record_of_another_system_is_rejected_not_emptied(
    tmp_path: Path, record: dict[str, Any], reader: str
) -> None:
    own = {"zendesk-json": ZENDESK, "jira-json": JIRA, "zammad-json": ZAMMAD,
           "servicenow-json": SERVICENOW, "youtrack-json": YOUTRACK}[reader]  # fmt: skip
    done, tickets = exported(tmp_path, [record], format=reader)
    assert (len(tickets), len(done.rejected)) == ((1, 0) if record is own else (0, 1))


# Jira


def test_jiras_further_fields_are_kept_by_readable_names(tmp_path: Path) -> None:
    fields = {
        "summary": "s", "status": {"name": "Open"}, "duedate": "2026-04-01", "timespent": None,
        "components": [{"name": "API"}, {"name": "GPU"}], "fixVersions": [{"name": "1.2"}],
        "project": {"key": "A", "name": "AI desk", "avatarUrls": {"48x48": "https://x"}},
        "parent": {"key": "A-0", "fields": {"summary": "epic"}}, "attachment": [],
        "customfield_1": {"value": "EU", "child": {"value": "Madrid"}},
        "customfield_2": 3.5, "customfield_3": [{"value": "a"}, {"value": "b"}],
        "customfield_4": {"type": "doc", "content": [
            {"type": "paragraph", "content": [{"type": "text", "text": "rich"}]}]},
        "customfield_5": {"id": "9", "name": "ML team"}, "customfield_6": "{}",
        "customfield_7": {"value": "High"}, "worklog": {"worklogs": [{"timeSpent": "1h"}]},
        "votes": {"self": "https://x", "votes": 2, "hasVoted": False},
        "issuelinks": [{"type": {"name": "Blocks"}, "outwardIssue": {"key": "A-9"}}],
    }  # fmt: skip
    names = {"customfield_1": "Region", "customfield_2": "Story Points", "customfield_5": "Team",
             "customfield_7": "Impact", "duedate": "Fällig"}  # fmt: skip
    page = {"names": names, "schema": {}, "issues": [{"key": "A-1", "fields": fields}]}
    done, tickets = exported(tmp_path, page)
    found = tickets["A-1"]
    assert (found.category, found.team) == ("API", "ML team")
    assert found.other == {
        "duedate": "2026-04-01", "components": "API; GPU", "fixversions": "1.2",
        "project": "AI desk", "parent": "A-0", "region": "EU -> Madrid", "story points": "3.5",
        "customfield_3": "a; b", "customfield_4": "rich", "impact": "High", "votes": "2",
        "outward issue link (blocks)": "A-9",
    }  # fmt: skip
    assert "worklog in 1 place" in guessed(done)["odd fields"]


def test_two_custom_fields_of_one_name_are_both_kept(tmp_path: Path) -> None:
    fields = {"summary": "s", "customfield_1": "a", "customfield_2": "b"}
    issue = {"key": "A-1", "fields": fields,
             "names": {"customfield_1": "Site", "customfield_2": "Site"}}  # fmt: skip
    _, tickets = exported(tmp_path, issue)
    assert tickets["A-1"].other == {"site": "a", "site (customfield_2)": "b"}


def test_cut_comments_of_jira_are_named(tmp_path: Path) -> None:
    comment = {"total": 30, "comments": [{"body": "x", "author": {"displayName": "Bob"}}]}
    whole = comment | {"total": 1}
    issues = [{"key": key, "fields": {"summary": "s", "comment": given}}
              for key, given in (("A-1", comment), ("A-2", whole))]  # fmt: skip
    done, tickets = exported(tmp_path, issues)
    assert len(tickets["A-1"].comments) == 1
    assert "the comments of 1 ticket are cut off" in guessed(done)["comments"]


# YouTrack


def change(target: Any = None, old: str = "Open", new: str = "Fixed") -> dict[str, Any]:
    return {"$type": "CustomFieldActivityItem", "timestamp": START + 1, "target": target,
            "field": {"name": "State"},
            "removed": [{"name": old}], "added": [{"name": new}]}  # fmt: skip


@pytest.mark.parametrize(
    "document",
    [{"issue": YOUTRACK, "activities": [change()]},
     {"issue": YOUTRACK, "activitiesPage": {"activities": [change()], "hasAfter": False}},
     {"issues": [YOUTRACK, YOUTRACK | {"id": "2-2", "idReadable": "S-2"}],
      "activities": [change({"idReadable": "S-1"}), change({"id": "2-2"})]},
     [YOUTRACK | {"activitiesPage": {"activities": [change()]}}]],
)  # fmt: skip
def test_youtracks_activities_are_found_where_they_stand(tmp_path: Path, document: Any) -> None:
    done, tickets = exported(tmp_path, document)
    for ticket in tickets.values():
        assert [(event.old, event.new) for event in ticket.events] == [("Open", "Fixed")]
        assert (ticket.has_history, ticket.reopened) == (True, 0)
    assert done.guesses == ()


def test_activities_of_no_known_issue_and_of_cut_pages_are_named(tmp_path: Path) -> None:
    two = [YOUTRACK, YOUTRACK | {"id": "2-2", "idReadable": "S-2"}]
    done, tickets = exported(tmp_path, {"issues": two, "activities": [change()]})
    assert "1 object beside the tickets" in guessed(done)["history"]
    assert tickets["S-1"].reopened is None
    cut = {"activities": [change()], "hasAfter": True}
    done, tickets = exported(tmp_path, [YOUTRACK | {"idReadable": "S-3", "activitiesPage": cut}])
    assert "cut off" in guessed(done)["history"]
    assert (tickets["S-3"].history_cut, tickets["S-3"].reopened) == (True, None)


def test_youtracks_values_without_names_are_named_as_empty(tmp_path: Path) -> None:
    fields = [{"name": name, "value": {"id": "1", "$type": "X"}} for name in ("State", "Priority")]
    fields.append({"name": "Assignee", "value": None})
    done, tickets = exported(tmp_path, [YOUTRACK | {"customFields": fields}])
    assert (tickets["S-1"].status, tickets["S-1"].priority) == ("", None)
    assert "State in 1 issue, Priority in 1 issue" in guessed(done)["fields without names"]
    nameless = change() | {"added": [{"id": "1"}]}
    done, tickets = exported(tmp_path, [YOUTRACK | {"id": "2-9", "idReadable": "S-9",
                                                    "activities": [nameless]}])  # fmt: skip
    assert "history" in guessed(done)
    assert tickets["S-9"].reopened is None


def test_youtracks_further_fields_and_links_are_kept(tmp_path: Path) -> None:
    links = [{"direction": "OUTWARD", "linkType": {"sourceToTarget": "depends on"},
              "issues": [{"idReadable": "S-2"}, {"idReadable": "S-3"}]}]  # fmt: skip
    issue = YOUTRACK | {"project": {"name": "Support", "id": "0-1"}, "votes": 3, "links": links}
    _, tickets = exported(tmp_path, [issue])
    assert tickets["S-1"].other == {"project": "Support", "votes": "3", "depends on": "S-2, S-3"}


# Zendesk

AUDITS = [{"ticket_id": 1, "created_at": f"2026-03-0{day}T12:00:00Z", "author_id": 8, "events": [
    {"type": "Change", "field_name": "status", "previous_value": old, "value": new}]}
    for day, old, new in ((3, "open", "solved"), (4, "solved", "open"))]  # fmt: skip
REPLY = {"author_id": 8, "body": "hello", "created_at": "2026-03-02T10:00:00Z", "public": True}
PEOPLE = [{"id": 7, "name": "Anna", "role": "end-user"}, {"id": 8, "name": "Bob", "role": "agent"}]


@pytest.mark.parametrize(
    "document",
    [{"ticket": ZENDESK, "comments": [REPLY], "audits": AUDITS, "users": PEOPLE},
     {"tickets": [ZENDESK, ZENDESK | {"id": 2}], "audits": AUDITS,
      "comments": [REPLY | {"ticket_id": 1}], "users": PEOPLE},
     [ZENDESK | {"comments": [REPLY], "audits": AUDITS, "users": PEOPLE}]],
)  # fmt: skip
def test_zendesks_comments_and_audits_are_found_where_they_stand(
    tmp_path: Path, document: Any
) -> None:
    done, tickets = exported(tmp_path, document)
    found = tickets["1"]
    assert [(c.author, c.body, c.from_desk) for c in found.comments] == [("Bob", "hello", True)]
    assert [(event.old, event.author) for event in found.events] == [
        ("open", "Bob"),
        ("solved", "Bob"),
    ]
    assert (found.reopened, found.reporter, found.has_history) == (1, "Anna", True)
    assert done.guesses == ()


def test_what_belongs_to_no_known_ticket_is_named(tmp_path: Path) -> None:
    page = {"tickets": [ZENDESK, ZENDESK | {"id": 2}], "comments": [REPLY], "links": {"next": "x"},
            "audits": [AUDITS[0] | {"ticket_id": 99}], "deleted_tickets": [{"id": 4}]}  # fmt: skip
    done, tickets = exported(tmp_path, page)
    found = guessed(done)
    assert "1 object" in found["comments"]
    assert "1 object" in found["history"]
    assert "deleted_tickets (1)" in found["data beside the tickets"]
    assert not tickets["1"].has_history


@pytest.mark.parametrize("more", [{"next_page": "https://x"}, {"meta": {"has_more": True}}])
def test_audits_that_go_on_in_a_next_page_are_no_whole_history(
    tmp_path: Path, more: dict[str, Any]
) -> None:
    done, tickets = exported(tmp_path, {"ticket": ZENDESK, "audits": AUDITS, **more})
    assert (tickets["1"].history_cut, tickets["1"].reopened) == (True, None)
    assert "next page" in guessed(done)["history"]


def test_zendesks_further_fields_are_kept_by_readable_names(tmp_path: Path) -> None:
    fields = {
        "due_at": "2026-04-01T00:00:00Z", "organization_id": 70, "problem_id": 7, "brand_id": 71,
        "satisfaction_rating": {"id": 1, "score": "good", "comment": "quick"},
        "collaborator_ids": [7, 9], "is_public": True, "recipient": None, "external_id": "",
        "custom_fields": [{"id": 90, "value": "prod"}, {"id": 91, "value": ["a", "b"]},
                          {"id": 92, "value": None}, {"name": "Category", "value": "model bug"}],
    }  # fmt: skip
    page = {"tickets": [ZENDESK | fields], "organizations": [{"id": 70, "name": "Acme"}],
            "users": PEOPLE, "ticket_fields": [{"id": 90, "title": "Environment"}]}  # fmt: skip
    done, tickets = exported(tmp_path, page)
    assert tickets["1"].category == "model bug"
    assert tickets["1"].other == {
        "via": "email", "due_at": "2026-04-01T00:00:00Z", "organization": "Acme",
        "problem_id": "7", "brand_id": "71", "satisfaction_rating": "good",
        "satisfaction comment": "quick", "collaborator_ids": "Anna; 9", "is_public": "true",
        "environment": "prod", "custom field 91": "a; b",
    }  # fmt: skip
    assert done.guesses == ()


def test_zendesks_embedded_people_name_the_authors(tmp_path: Path) -> None:
    line = ZENDESK | {"requester": {"id": 7, "name": "Anna"}, "comments": [REPLY],
                      "assignee": {"id": 8, "name": "Bob"}}  # fmt: skip
    text = "\n".join(json.dumps(row) for row in (line, ZENDESK | {"id": 2, "comments": [REPLY]}))
    _, tickets = load(tmp_path, "a.json", text)
    assert [t.comments[0].author for t in tickets.values()] == ["Bob", "Bob"]


def test_a_number_that_is_none_is_no_id(tmp_path: Path) -> None:
    done, tickets = exported(tmp_path, [ZENDESK | {"id": float("nan")}])
    assert not tickets
    assert [item.reason for item in done.rejected] == ["it has no id"]


# Zammad

CHANGE = {"object": "Ticket", "o_id": 5, "attribute": "state", "value_from": "new",
          "value_to": "open", "created_by_id": 3, "created_at": "2026-03-02T12:00:00Z"}  # fmt: skip
USERS = {"3": {"firstname": "Anna", "lastname": "Muster"}}


def test_zammads_history_beside_the_ticket_is_used(tmp_path: Path) -> None:
    other = ZAMMAD | {"id": 6, "number": "20006"}
    page = {"history": [CHANGE], "assets": {"Ticket": {"5": ZAMMAD, "6": other}, "User": USERS}}
    done, tickets = exported(tmp_path, page)
    assert [(event.new, event.author) for event in tickets["20005"].events] == [
        ("open", "Anna Muster")
    ]
    assert (tickets["20005"].reopened, tickets["20006"].reopened) == (0, None)
    assert done.guesses == ()


def test_a_change_of_zammad_that_names_no_ticket_is_named(tmp_path: Path) -> None:
    other = ZAMMAD | {"id": 6, "number": "20006"}
    page = {"history": [CHANGE | {"o_id": None}], "assets": {"Ticket": {"5": ZAMMAD, "6": other}}}
    assert "1 object" in guessed(exported(tmp_path, page)[0])["history"]


def test_a_whole_zammad_ticket_has_its_tags_and_articles(tmp_path: Path) -> None:
    articles = {"1": {"body": "hi"}, "2": {"body": "x", "created_by_id": 3}}
    page = {"ticket_id": 5, "ticket_article_ids": [1, 2], "tags": ["vip", "gpu"], "links": [],
            "assets": {"Ticket": {"5": ZAMMAD, "6": ZAMMAD | {"id": 6, "number": "20006"}},
                       "TicketArticle": articles, "User": USERS}}  # fmt: skip
    _, tickets = exported(tmp_path, page)
    found = tickets["20005"]
    assert (found.labels, found.body, tickets["20006"].labels) == (("vip", "gpu"), "hi", ())
    assert [comment.author for comment in found.comments] == ["Anna Muster"]


def test_zammads_own_attributes_are_kept_and_tags_trimmed(tmp_path: Path) -> None:
    fields = {"tags": "vip, gpu,", "region": "eu", "organization_id": 4, "pending_time": None,
              "created_by_id": 3, "preferences": {"x": 1}}  # fmt: skip
    assets = {"Organization": {"4": {"name": "Acme"}}, "User": USERS}
    _, tickets = exported(tmp_path, {"tickets": [ZAMMAD | fields], "assets": assets})
    found = tickets["20005"]
    assert found.labels == ("vip", "gpu")
    assert found.other == {"region": "eu", "organization": "Acme", "created_by": "Anna Muster"}


def test_an_id_of_zammad_that_nothing_names_is_kept_as_such(tmp_path: Path) -> None:
    own = {name: value for name, value in ZAMMAD.items() if name != "state"}
    done, tickets = exported(tmp_path, [own | {"state_id": 9, "priority_id": 4}])
    found = tickets["20005"]
    assert (found.status, found.state, found.priority, found.level) == (
        "id 9", "open", "id 4", None
    )  # fmt: skip
    choices = [guess.choice for guess in done.guesses]
    assert {"id 9 kept", "id 4 kept"} <= set(choices)
    assert "Zammad's default states by id" not in choices
    mixed = [own | {"state_id": number, "number": str(number)} for number in (4, 9)]
    choices = [guess.choice for guess in exported(tmp_path, mixed)[0].guesses]
    assert {"Zammad's default states by id", "id 9 kept"} <= set(choices)


@pytest.mark.parametrize("number", ["1", 2, 3])
def test_zammads_priorities_by_id_are_named_unless_the_export_names_them(
    tmp_path: Path, number: str | int
) -> None:
    done, tickets = exported(tmp_path, [ZAMMAD | {"priority_id": number}])
    assert tickets["20005"].level == {"1": "P4", "2": "P3", "3": "P2"}[str(number)]
    assert guessed(done)["priority"].startswith("Zammad's default priorities by id: the export")
    named = ZAMMAD | {"number": "20006", "priority_id": number, "priority": "2 normal"}
    assert "priority" not in guessed(exported(tmp_path, [named])[0])


# ServiceNow

NOTE = "2026-03-12 11:00:00 - Bob (Work notes)\nlooks broken\n\n"
ANSWER = "2026-03-12 10:41:13 - Ana M (Additional comments)\nHello\n\nsecond line\n\n"


@pytest.mark.parametrize(
    "fields",
    [{"comments": ANSWER, "work_notes": NOTE}, {"comments_and_work_notes": NOTE + ANSWER},
     {"comments": ANSWER, "comments_and_work_notes": {"display_value": NOTE + ANSWER}}],
)  # fmt: skip
def test_servicenows_journals_are_comments(tmp_path: Path, fields: dict[str, Any]) -> None:
    done, tickets = exported(tmp_path, {"result": [SERVICENOW | fields]})
    assert [(c.time, c.author, c.body, c.public) for c in tickets["INC1"].comments] == [
        (utc(2026, 3, 12, 10, 41, 13), "Ana M", "Hello\n\nsecond line", True),
        (utc(2026, 3, 12, 11), "Bob", "looks broken", False),
    ]
    assert "timezone" in guessed(done)
    assert not tickets["INC1"].other.keys() & fields.keys()


def test_a_journal_in_another_language_or_without_heads_is_kept(tmp_path: Path) -> None:
    german = "12.03.2026 10:41:13 - Ana (Arbeitsnotizen)\nkaputt"
    done, tickets = exported(tmp_path, [SERVICENOW | {"comments_and_work_notes": german,
                                                      "comments": "just words"}])  # fmt: skip
    assert [(c.author, c.body, c.public) for c in tickets["INC1"].comments] == [
        (None, "just words", True),
        ("Ana", "kaputt", False),
    ]
    assert "Arbeitsnotizen" in guessed(done)["comments"]


def test_servicenows_csv_reads_journals_and_keeps_every_column(tmp_path: Path) -> None:
    text = (
        "number,short_description,opened_at,contact_type,u_site,comments\n"
        'INC1,s,13/03/2026 08:00,phone,Madrid,"12/03/2026 10:41 - Ana (Additional comments)\nHi"\n'
    )
    _, tickets = load(tmp_path, "a.csv", text, format="servicenow-csv")
    assert tickets["INC1"].comments[0].time == utc(2026, 3, 12, 10, 41)
    assert tickets["INC1"].other == {"contact_type": "phone", "u_site": "Madrid"}


def test_servicenows_lists_and_structures_are_kept_or_named(tmp_path: Path) -> None:
    row = SERVICENOW | {"watch_list": ["a", "b"], "active": True, "u_raw": {"x": {"y": 1}}}
    done, tickets = exported(tmp_path, {"result": [row]})
    assert tickets["INC1"].other == {"sys_id": "x", "watch_list": "a; b", "active": "true"}
    assert "u_raw" in guessed(done)["odd fields"]


# Jira's changes in bulk


def status_change(number: str, old: str, new: str, day: int) -> dict[str, Any]:
    item = {"field": "status", "fromString": old, "toString": new}
    return {"id": number, "created": f"2026-03-{day:02}T10:00:00.000+0000", "items": [item],
            "author": {"displayName": "Anna"}}  # fmt: skip


def bulk(*logs: tuple[str, list[dict[str, Any]]], token: str | None = None) -> dict[str, Any]:
    told = [{"issueId": issue, "changeHistories": histories} for issue, histories in logs]
    return {"issueChangeLogs": told} | ({"nextPageToken": token} if token else {})


DONE = {"id": "10001", "key": "A-1", "fields": {"summary": "s", "status": {"name": "Done"}}}
CHANGES = [status_change("1", "Open", "Done", 2), status_change("2", "Done", "Open", 3),
           status_change("3", "Open", "Done", 4)]  # fmt: skip
TWO_PAGES = (bulk(("10001", CHANGES[:2]), token="next"), bulk(("10001", CHANGES[2:]), ("9", [])))


def into(folder: Path, *documents: Any) -> tuple[Imported, dict[str, Ticket]]:
    inside = folder / "in"
    inside.mkdir(exist_ok=True)
    for place, document in enumerate(documents):
        (inside / f"{place}.json").write_text(json.dumps(document))
    with closing(Workspace(folder / "ws")) as workspace:
        store = TicketStore(workspace.database)
        done = import_paths(store, [inside], BUILT_IN)
        return done, {ticket.id: ticket for ticket in store.all()}


@pytest.mark.parametrize(
    "documents",
    [
        [{"issues": [DONE]} | bulk(("10001", CHANGES), ("9", []))],
        [[{"issues": [DONE]}, *TWO_PAGES]],
        [*TWO_PAGES, {"issues": [DONE]}],
        [{"issues": [DONE | {"changelog": {"total": 3, "histories": CHANGES[:2]}}]},
         list(TWO_PAGES), {"issues": [DONE | {"id": "10002", "key": "A-2"}]}],
    ],
)  # fmt: skip
def test_changes_in_bulk_belong_to_their_issues(tmp_path: Path, documents: list[Any]) -> None:
    done, tickets = into(tmp_path, *documents)
    found = tickets["A-1"]
    assert [(e.kind, e.old, e.new, e.time.day, e.author) for e in found.events] == [
        ("status", "Open", "Done", 2, "Anna"), ("status", "Done", "Open", 3, "Anna"),
        ("status", "Open", "Done", 4, "Anna")]  # fmt: skip
    assert (found.has_history, found.history_cut, found.reopened) == (True, False, 1)
    assert (done.read, done.rejected) == (len(tickets), ())
    told = {f"{guess.choice}: {guess.why}" for guess in done.guesses if guess.field == "history"}
    assert told == {
        "left out: 1 changelog of no issue in the export: export the issues too",
        "holds every change: the changelogs do not say whether 'fieldIds' narrowed them",
    }
    again, _ = into(tmp_path, *documents)
    assert (again.added, again.changed, again.unchanged) == (0, 0, len(tickets))


def test_changes_in_bulk_without_their_last_page_are_cut(tmp_path: Path) -> None:
    done, tickets = into(tmp_path, {"issues": [DONE]}, TWO_PAGES[0])
    found = tickets["A-1"]
    assert (len(found.events), found.has_history, found.history_cut) == (2, False, True)
    assert found.reopened is None
    assert guessed(done)["history"].startswith("unknown, not 0: 1 changelog cut off")


def test_changes_without_their_issues_are_no_import(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="holds changes of tickets, but no tickets"):
        into(tmp_path, *TWO_PAGES)
