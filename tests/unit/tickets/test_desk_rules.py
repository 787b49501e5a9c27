"""Priority, routing, clusters, ready replies, safe exports."""

from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from workbench.core.errors import UserError
from workbench.storage.workspace import Workspace
from workbench.tickets.answers import replay
from workbench.tickets.clock.calendar_file import calendar_from
from workbench.tickets.clock.sla import SlaPolicy, sla_state
from workbench.tickets.clusters import Cluster, assign, keep_clusters, recurring
from workbench.tickets.likeness import earlier_likeness, worded, worded_without_title
from workbench.tickets.model import Ticket
from workbench.tickets.priority import PriorityRules, priority_of
from workbench.tickets.ready_replies import READY_REPLIES, fill, promise
from workbench.tickets.routing import Person, experience, route
from workbench.tickets.safe_csv import csv_bytes, safe_cell
from workbench.tickets.settings import EXAMPLE, read_people, read_rules
from workbench.tickets.store import Handled, TicketStore

NOW = datetime(2026, 3, 6, 10, tzinfo=UTC)


def one(ticket_id: str, title: str, **more: object) -> Ticket:
    return replace(Ticket(ticket_id, "jira", title), **more)  # type: ignore[arg-type]


def test_stated_impact_and_urgency_decide_and_the_text_only_hints() -> None:
    stated = one("1", "all users blocked", other={"impact": "3 - Low", "urgency": "3 - Low"})
    assert priority_of(stated, PriorityRules()).level == "P4"
    hinted = priority_of(one("2", "Outage: all users blocked"), PriorityRules())
    assert hinted.level == "P1"
    assert "hint" in hinted.reason


def test_a_gold_reporter_is_raised_one_level_and_the_reason_says_so() -> None:
    rules = PriorityRules(tiers={"@bank.example": "gold"})
    found = priority_of(one("1", "Slow", reporter="amira@bank.example"), rules)
    assert found.level == "P2"
    assert "gold" in found.reason


def test_the_team_can_edit_the_rules(tmp_path: Path) -> None:
    (tmp_path / "triage.toml").write_text(EXAMPLE)
    rules = read_rules(tmp_path)
    assert priority_of(one("1", "broken on payday, all users"), rules).level == "P1"
    people = read_people(tmp_path)
    assert (people[0].name, people[0].skills) == ("Anna", ("infrastructure", "data issue"))


@pytest.mark.parametrize(
    "text",
    ['[priority]\n"high" = "P1"', '[[people]]\nteam = "x"', '[[hints]]\nwords = "("', "people = 5",
     '[[people]]\nname = "A"\nhours = "never ever"'],
)  # fmt: skip
def test_wrong_rules_are_one_sentence_with_the_file(tmp_path: Path, text: str) -> None:
    (tmp_path / "triage.toml").write_text(text)
    with pytest.raises(UserError, match=r"triage\.toml"):
        (read_rules(tmp_path), read_people(tmp_path))


def test_a_ticket_goes_to_who_has_the_skill_is_at_work_and_has_room() -> None:
    day = calendar_from({"hours": "daily 08:00-18:00"}).calendar
    night = calendar_from({"hours": "daily 20:00-23:00"}).calendar
    people = [Person("Night", skills=("infrastructure",), calendar=night),
              Person("Busy", skills=("infrastructure",), calendar=day, most=2),
              Person("Free", "platform", ("infrastructure",), day),
              Person("Other", skills=("model bug",))]  # fmt: skip
    loaded = experience([Handled(False, None, "Busy", None, 2)])
    found = route("infrastructure", people, loaded, NOW)
    assert (found.person, found.team) == ("Free", "platform")
    assert found.reason == "Free: has the skill, at work now, 0 of 20 tickets."


def test_without_people_the_history_suggests_and_without_history_nobody() -> None:
    done = [Handled(True, "model bug", "Ravi", None, 3)]
    assert route("model bug", [], experience(done), NOW).person == "Ravi"
    nobody = route("data issue", [], experience(done), NOW)
    assert (nobody.person, nobody.reason) == (None, "Nobody finished data issue tickets yet.")
    assert route(None, [], experience([]), NOW).person is None


TITLES = ["Gateway answers 502 in the shop", "Null values in the feature table",
          "502 answers from the gateway in the shop", "How do I reset my password",
          "Feature table has null values again"]  # fmt: skip


def test_earlier_tickets_are_ranked_and_later_ones_never_offered() -> None:
    found = earlier_likeness([worded(title, "") for title in TITLES])
    assert found[0] == []
    assert found[2][0].place == 0
    assert found[4][0].place == 1
    assert all(c.place < row for row, candidates in enumerate(found) for c in candidates)


def test_clusters_keep_their_ids_when_a_ticket_is_added() -> None:
    tickets = [one(str(n), title, created=NOW + timedelta(hours=n))
               for n, title in enumerate(TITLES)]  # fmt: skip
    before = assign(tickets[:4], {})
    after = assign(tickets, before)
    assert {ticket: after[ticket] for ticket in before} == before
    assert after["4"] == after["1"] == "1"
    assert [(c.id, c.tickets) for c in recurring(after)] == [("0", ("0", "2")), ("1", ("1", "4"))]


def test_emoji_and_empty_texts_are_like_nothing() -> None:
    found = earlier_likeness([worded_without_title(text) for text in ("🔥🔥", "", "gateway", "⚡")])
    assert found == [[], [], [], []]
    assert earlier_likeness([]) == []


def test_of_two_equally_alike_the_later_comes_first() -> None:
    again = [worded("Gateway answers 502", "")] * 3
    other = [worded(title, "") for title in TITLES[1:4]]
    found = earlier_likeness([again[0], *other, again[1], again[2]])
    assert [candidate.place for candidate in found[5][:2]] == [4, 0]


def test_a_like_title_tells_more_than_a_like_text() -> None:
    text = "Seen since the release of Monday by three customers in two countries."
    asked = worded("Login page is blank", text)
    same_title = worded("Blank login page", "Firefox, no extensions, started at noon.")
    found = earlier_likeness([same_title, worded("Prices are wrong", text), asked])
    assert [candidate.place for candidate in found[2]] == [0, 1]


def test_a_text_without_title_is_judged_by_its_beginning() -> None:
    assert worded_without_title("  One line\nand more").title == "One line"
    assert len(worded_without_title("word " * 100).title) == 80


def test_placeholders_are_filled_and_unknown_ones_stay_visible() -> None:
    text, unknown = fill(READY_REPLIES["solved"], one("1", "Slow", reporter="Mei"))
    assert text.startswith("Hello Mei,")
    assert unknown == ["resolution"]
    assert "{resolution}" in text


@pytest.mark.parametrize(
    ("fields", "filled", "unknown"),
    [
        ({"level": "P1"}, "before 2026-03-06 12:00.", []),
        ({"level": "P1", "state": "waiting", "status": "Waiting"}, "before {due}.",
         ["due (the ticket waits, so that its clock stands)"]),
        ({"level": "P1", "created": NOW - timedelta(hours=2), "state": "waiting"}, "before {due}.",
         ["due (the ticket waits, so that its clock stands)"]),
        ({"level": "P1", "created": NOW - timedelta(hours=2)}, "before {due}.",
         ["due (the ticket is late already)"]),
        ({"level": None}, "before {due}.", ["due (no target)"]),
        ({"level": "P1", "state": "closed", "resolved": NOW}, "before {due}.",
         ["due (the ticket is finished)"]),
    ],
)  # fmt: skip
def test_a_reply_promises_a_time_only_while_the_clock_runs_in_time(
    fields: dict[str, Any], filled: str, unknown: list[str]
) -> None:
    given = {"reporter": "Mei", "created": NOW, "has_history": True} | fields
    ticket = one("1", "Slow", **given)
    due, why = promise(
        sla_state(ticket, SlaPolicy(), NOW + timedelta(minutes=1)), ZoneInfo("Europe/Berlin")
    )
    text, named = fill(READY_REPLIES["received"], ticket, {"due": due}, {"due": why})
    assert text.endswith(filled)
    assert named == unknown


def test_the_replay_counts_answers_and_bounces_from_the_past_only() -> None:
    history = [
        one("1", "Gateway 502 in the shop", state="closed", category="infrastructure",
            created=NOW, resolved=NOW + timedelta(hours=1)),
        one("2", "Gateway 502 in the shop", state="closed", category="infrastructure",
            created=NOW + timedelta(hours=2), resolved=NOW + timedelta(hours=3)),
        one("3", "Gateway 502 in the shop", state="closed", category="model bug",
            created=NOW + timedelta(hours=4), resolved=NOW + timedelta(hours=5)),
        one("4", "Gateway 502 in the shop", state="closed", category="infrastructure",
            created=NOW - timedelta(hours=4), resolved=NOW + timedelta(hours=9)),
    ]  # fmt: skip
    row = replay(history, thresholds=(0.9,))[0]
    assert (row.tickets, row.answered, row.right, row.bounced) == (4, 2, 1, 1)


@pytest.mark.parametrize("cell", ["=1+1", "+cmd", "-2+3", "@SUM(A1)", "\t=1", "\r=1"])
def test_cells_that_a_spreadsheet_would_run_are_defused(cell: str) -> None:
    assert safe_cell(cell) == f"'{cell}"
    assert csv_bytes(["x"], [[cell]]).decode().splitlines()[1].lstrip('"').startswith("'")


def test_negative_numbers_stay_numbers() -> None:
    assert safe_cell(-2.5) == "-2.5"
    assert safe_cell(None) == ""


def test_recurring_issues_keep_their_id_when_a_ticket_is_added(
    tmp_path: Path, user_home: Path
) -> None:
    first = [one("A", "The gateway answers 502"), one("B", "The gateway answers 502 again")]
    with closing(Workspace(tmp_path / "ws")) as workspace:
        store = TicketStore(workspace.database)
        assert [found.id for found in keep_clusters(store, first)] == ["A"]
        more = [*first, one("C", "The gateway answers 502"), one("D", "Labels are wrong")]
        assert keep_clusters(store, more) == [Cluster("A", ("A", "B", "C"))]
        older = one("0", "The gateway answers 502", created=NOW)
        assert keep_clusters(store, [older, *more])[0] == Cluster("A", ("A", "B", "C"))


def test_of_very_many_tickets_the_unfinished_and_then_the_newest_are_looked_at(
    tmp_path: Path, user_home: Path
) -> None:
    days = [datetime(2026, 3, day, tzinfo=UTC) for day in (1, 2, 3)]
    with closing(Workspace(tmp_path / "ws")) as workspace:
        store = TicketStore(workspace.database)
        store.put(one(str(n), "x", state="closed", created=day) for n, day in enumerate(days))
        store.put([one("open", "x", created=days[0])])
        assert [ticket.id for ticket in store.newest(2)] == ["2", "open"]


def test_two_systems_may_use_the_same_id(tmp_path: Path, user_home: Path) -> None:
    here, there = one("7", "x"), one("7", "y", source="zammad")
    with closing(Workspace(tmp_path / "ws")) as workspace:
        store = TicketStore(workspace.database)
        assert store.put([here, there]).added == 2
        assert store.put([there, here]).unchanged == 2
        assert [ticket.id for ticket in store.all()] == ["7", "zammad:7"]


@pytest.mark.parametrize(
    ("text", "level"),
    [("No data loss happened and no outage", "P3"), ("This is not urgent at all", "P3"),
     ("Nothing is down and nobody is blocked", "P3"), ("It isn't a security problem", "P3"),
     ("Not all users see it", "P3"), ("No longer blocked", "P3"), ("It is not only me", "P3"),
     ("Not urgent at first, but now all users report it and it is urgent", "P1"),
     ("Nothing works and everyone is blocked", "P1"), ("I cannot work, no rush though", "P2")],
)  # fmt: skip
def test_what_is_denied_is_no_hint(text: str, level: str) -> None:
    assert priority_of(one("1", text), PriorityRules()).level == level
