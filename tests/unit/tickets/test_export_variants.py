"""The forms that the ticket systems' interfaces document beside the plain one."""

import json
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from tests.unit.tickets.test_importers import load, utc
from workbench.core.errors import UserError
from workbench.tickets.clock.sla import SlaPolicy
from workbench.tickets.importing.formats.adf import plain_text
from workbench.tickets.importing.formats.html_text import text_of_html
from workbench.tickets.metrics import metrics
from workbench.tickets.model import Comment, Ticket
from workbench.tickets.vocabulary import state_of


def node(kind: str, *content: Any, **attributes: Any) -> dict[str, Any]:
    return {"type": kind, "content": list(content), "attrs": attributes}


def words(text: str, link: str = "") -> dict[str, Any]:
    marks = [{"type": "link", "attrs": {"href": link}}] if link else []
    return {"type": "text", "text": text, "marks": marks}


def paragraph(text: str) -> dict[str, Any]:
    return node("paragraph", words(text))


@pytest.mark.parametrize(
    ("content", "text"),
    [
        ([node("paragraph", words("since "), node("date", timestamp="1772755200000"),
               {"type": "hardBreak"}, node("mention", text="@Anna"))], "since 2026-03-06\n@Anna"),
        ([node("orderedList", node("listItem", paragraph("send"),
               node("bulletList", node("listItem", paragraph("twice")))),
               node("listItem", paragraph("wait")))], "1. send\n  - twice\n2. wait"),
        ([node("table", node("tableRow", node("tableHeader", paragraph("region")),
               node("tableHeader", paragraph("errors"))),
               node("tableRow", node("tableCell", paragraph("eu")),
               node("tableCell", paragraph("42"))))], "region | errors\neu | 42"),
        ([node("mediaSingle", node("media", alt="screen.png", id="x"))], "[screen.png]"),
        ([node("mediaGroup", node("media", id="x"))], "[attached file]"),
        ([node("expand", paragraph("inside"), title="More")], "More\ninside"),
        ([node("taskList", node("taskItem", words("restarted"), state="DONE"),
               node("taskItem", words("checked"), state="TODO"))], "[x] restarted\n[ ] checked"),
        ([node("paragraph", words("the log", "https://logs.example/1"))],
         "the log (https://logs.example/1)"),
        ([node("blockCard", url="https://x.example/1")], "https://x.example/1"),
        ([node("somethingNew", paragraph("is read all the same"))], "is read all the same"),
    ],
)  # fmt: skip
def test_rich_text_of_jira_becomes_lines(content: list[Any], text: str) -> None:
    assert plain_text({"type": "doc", "version": 1, "content": content}) == text


def test_a_cut_changelog_of_jira_is_named(tmp_path: Path) -> None:
    log = {"startAt": 0, "maxResults": 1, "total": 5, "histories": [{"items": []}]}
    issue = {"key": "A-1", "self": "https://j.example/rest/api/3/issue/1", "changelog": log,
             "fields": {"summary": "Slow"}}  # fmt: skip
    done, tickets = load(tmp_path, "jira.json", json.dumps({"issues": [issue]}))
    assert [guess.field for guess in done.guesses] == ["history"]
    assert tickets["A-1"].reopened is None
    assert tickets["A-1"].url == "https://j.example/browse/A-1"


def test_a_jira_search_without_fields_is_refused_with_the_reason(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="ids only"):
        load(tmp_path, "jira.json", json.dumps({"issues": [{"id": "1"}, {"id": "2"}]}))


def test_one_youtrack_issue_without_fields_does_not_stop_the_others(tmp_path: Path) -> None:
    rows = [{"id": "2-1", "idReadable": "S-1", "summary": "A", "customFields": [
        {"name": "Assignee", "value": None}, {"name": "Subsystem", "value": [{"name": "API"}]},
    ]}, {"id": "2-2", "$type": "Issue"}]  # fmt: skip
    done, tickets = load(tmp_path, "yt.json", json.dumps(rows))
    assert [item.row for item in done.rejected] == [2]
    assert tickets["S-1"].category == "API"
    assert tickets["S-1"].assignee is None


def test_zendesk_metric_sets_beside_the_tickets_are_used(tmp_path: Path) -> None:
    ticket = {"subject": "Help", "via": {}, "created_at": "2026-03-06T08:15:00Z"}
    export = {
        "tickets": [
            ticket | {"id": 1, "status": "solved"},
            ticket | {"id": 2, "status": "deleted"},
        ],
        "metric_sets": [{"ticket_id": 1, "reopens": 2, "solved_at": "2026-03-06T18:15:00Z"}],
    }
    _, tickets = load(tmp_path, "z.json", json.dumps(export))
    assert tickets["1"].reopened == 2
    assert tickets["1"].resolved == utc(2026, 3, 6, 18, 15)
    assert tickets["2"].state == "closed"


ZAMMAD = {"id": 1, "number": "20001", "title": "Slow", "state_id": 9, "priority_id": 3,
          "group_id": 2, "owner_id": 1, "customer_id": 3}  # fmt: skip


def test_a_zammad_search_is_read_with_the_names_beside_it(tmp_path: Path) -> None:
    assets = {"Ticket": {"1": ZAMMAD}, "Group": {"2": {"name": "ML"}},
              "TicketState": {"9": {"name": "waiting for vendor"}},
              "TicketPriority": {"3": {"name": "3 high"}},
              "User": {"3": {"firstname": "Anna", "lastname": "Muster"}}}  # fmt: skip
    done, tickets = load(tmp_path, "z.json", json.dumps({"tickets": [1], "assets": assets}))
    found = tickets["20001"]
    assert (found.team, found.reporter, found.assignee) == ("ML", "Anna Muster", None)
    assert (found.status, found.state, found.level) == ("waiting for vendor", "waiting", "P2")
    assert done.guesses == ()


def test_zammad_messages_in_html_are_read_as_text(tmp_path: Path) -> None:
    article = {"content_type": "text/html", "body": "<p>Hello <b>you</b></p><div>a &lt; b</div>"}
    content = json.dumps([ZAMMAD | {"owner": "-", "articles": [article]}])
    _, tickets = load(tmp_path, "z.json", content)
    assert tickets["20001"].body == "Hello you\na < b"
    assert tickets["20001"].assignee is None


@pytest.mark.parametrize(
    ("markup", "text"),
    [("a<br/>b", "a\nb"), ("<script>x()</script>y", "y"), ("a < b and c > d", "a < b and c > d"),
     ("&#39;quoted&#39;", "'quoted'"), ("<!-- hidden -->seen", "seen")],
)  # fmt: skip
def test_html_becomes_its_words(markup: str, text: str) -> None:
    assert text_of_html(markup) == text


def test_servicenow_json_is_read_like_its_csv(tmp_path: Path) -> None:
    plain = {"number": "INC1", "sys_id": "9c", "short_description": "Down", "state": "2",
             "priority": "1", "opened_at": "2026-03-06 08:15:00", "resolved_at": "",
             "assignment_group": {"link": "https://s.example/1", "value": "ml"},
             "reassignment_count": "2", "reopen_count": "0", "made_sla": "true"}  # fmt: skip
    both = {"number": {"display_value": "INC2", "value": "INC2"},
            "opened_at": {"display_value": "06/03/2026 09:15", "value": "2026-03-06 08:15:00"},
            "state": {"display_value": "On Hold", "value": "3"}}  # fmt: skip
    done, tickets = load(tmp_path, "s.json", json.dumps({"result": [plain, both]}))
    first, second = tickets["INC1"], tickets["INC2"]
    assert (first.status, first.level, first.team) == ("In Progress", "P1", "ml")
    assert (first.reassigned, first.reopened, first.made_sla) == (2, 0, True)
    assert second.created == first.created == utc(2026, 3, 6, 8, 15)
    assert second.state == "waiting"
    assert done.read == 2


def test_a_stored_stamp_of_servicenow_stays_utc_whatever_the_zone(tmp_path: Path) -> None:
    row = {"number": {"value": "INC1"}, "opened_at": {"value": "2026-03-06 08:15:00"}}
    _, tickets = load(tmp_path, "s.json", json.dumps({"result": [row]}),
                      zone=ZoneInfo("Europe/Berlin"))  # fmt: skip
    assert tickets["INC1"].created == utc(2026, 3, 6, 8, 15)


def test_a_time_that_the_clock_skips_is_the_moment_of_the_jump(tmp_path: Path) -> None:
    done, tickets = load(tmp_path, "t.csv", "id,title,created\n1,a,2026-03-29 02:30\n",
                         zone=ZoneInfo("Europe/Berlin"))  # fmt: skip
    assert tickets["1"].created == utc(2026, 3, 29, 1)
    assert "moment of the jump" in [guess.choice for guess in done.guesses]


@pytest.mark.parametrize(
    ("status", "state"),
    [("Waiting for support", "open"), ("Waiting for customer", "waiting"), ("hold", "waiting"),
     ("Awaiting triage", "open"), ("Pending vendor", "waiting"), ("Awaiting approval", "waiting"),
     ("On hold", "waiting"), ("Deleted", "closed"), ("Escalated", "open")],
)  # fmt: skip
def test_the_clock_stands_only_while_others_have_the_turn(status: str, state: str) -> None:
    assert state_of(status) == state


def test_an_internal_note_is_no_reply() -> None:
    opened = utc(2026, 3, 6, 8)
    note = Comment(utc(2026, 3, 6, 8, 5), "bob", "looking", public=False)
    reply = Comment(utc(2026, 3, 6, 8, 30), "bob", "We found it", public=True)
    ticket = Ticket(id="1", source="jira", title="Slow", created=opened, reporter="anna",
                    comments=(note, reply))  # fmt: skip
    found = {m.name: m.value for m in metrics([ticket], SlaPolicy(), opened)}
    assert found["first_reply_time"] == 30 * 60
