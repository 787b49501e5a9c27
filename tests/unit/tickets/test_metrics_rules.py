"""Event histories as teams have them; every number was worked out by hand."""

import json
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from workbench.cli.main import main
from workbench.storage.workspace import Workspace
from workbench.tickets import acting
from workbench.tickets.clock.calendar_file import calendar_from
from workbench.tickets.clock.history import reassignments, reopenings
from workbench.tickets.clock.sla import RESTART, SlaPolicy, sla_state
from workbench.tickets.clock.working_time import around_the_clock
from workbench.tickets.metrics import metrics
from workbench.tickets.model import Event, Ticket
from workbench.tickets.store import TicketStore
from workbench.tickets.vocabulary import level_of, state_of

BERLIN = ZoneInfo("Europe/Berlin")
OFFICE = calendar_from(
    {"zone": "Europe/Berlin", "hours": "Mon-Fri 09:00-17:00", "holidays": {"country": "DE"}}
).calendar
POLICY = SlaPolicy(calendar=OFFICE)
HOUR = 3600
MON = "2026-03-09 "
TUE = "2026-03-10 "
WED = "2026-03-11 "


def local(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=BERLIN).astimezone(UTC)


def changes(kind: str, first: str | None, *steps: tuple[str, str | None]) -> tuple[Event, ...]:
    found: list[Event] = []
    for when, new in steps:
        found.append(Event(local(when), kind, first, new, "bob"))
        first = new
    return tuple(found)


def told(
    events: tuple[Event, ...],
    created: str = MON + "09:00",
    priority: str = "Medium",
    meanings: dict[str, str] | None = None,
) -> Ticket:
    """A ticket as an importer makes it of its events."""
    statuses = [event for event in events if event.kind == "status"]
    status = statuses[-1].new or "" if statuses else "Open"
    state = (meanings or {}).get(status) or state_of(status)
    return Ticket(
        "T-1", "jira", "x", status=status, state=state, priority=priority,
        level=level_of(priority), created=local(created), has_history=True, events=events,
        reopened=reopenings(events, meanings), meanings=meanings or {},
        resolved=statuses[-1].time if state in ("resolved", "closed") else None,
    )  # fmt: skip


@dataclass(frozen=True)
class Expected:
    """Hours; None for unknown."""

    reopened: int | None
    first: float | None
    last: float | None
    active: float | None
    late_since: str | None = None


def hours(ticket: Ticket, name: str, policy: SlaPolicy) -> float | None:
    found = {m.name: m for m in metrics([ticket], policy, local("2026-04-20 09:00"))}
    assert all(m.n + sum(m.excluded.values()) == 1 for m in found.values())
    value = found[name].value
    return None if value is None else value / HOUR


HISTORIES = {
    "reopened twice": (
        told(changes("status", "Open", (MON + "11:00", "Resolved"), (TUE + "10:00", "Open"),
                     (TUE + "12:00", "Resolved"), (WED + "09:00", "Reopened"),
                     (WED + "10:00", "Closed")), priority="High"),
        Expected(2, 2, 49, 5),
    ),
    "closing after a resolution is no second one": (
        told(changes("status", "Open", (MON + "11:00", "Resolved"), (TUE + "11:00", "Closed"),
                     (TUE + "12:00", "Reopened"), (TUE + "15:00", "Resolved"))),
        Expected(1, 2, 30, 5, TUE + "14:00"),
    ),
    "closed some days after its resolution": (
        told(changes("status", "Open", (MON + "12:00", "Resolved"),
                     (WED + "12:00", "Closed"))),
        Expected(0, 3, 3, 3),
    ),
    "waiting over Easter": (
        told(changes("status", "Open", ("2026-04-02 16:00", "Waiting for customer"),
                     ("2026-04-07 10:00", "In Progress"), ("2026-04-07 12:00", "Done")),
             created="2026-04-02 15:00"),
        Expected(0, 117, 117, 3),
    ),
    "waiting from holiday to holiday takes nothing away": (
        told(changes("status", "New", ("2026-04-03 10:00", "On Hold"),
                     ("2026-04-06 12:00", "In Progress"), ("2026-04-07 10:00", "Resolved")),
             created="2026-04-02 16:00"),
        Expected(0, 114, 114, 2),
    ),
    "waiting until it was closed": (
        told(changes("status", "Open", (MON + "10:00", "Pending"),
                     (WED + "10:00", "Closed"))),
        Expected(0, 49, 49, 1),
    ),
    "resolved, then waiting, then resolved": (
        told(changes("status", "Open", (MON + "10:00", "Resolved"),
                     (MON + "11:00", "Waiting for customer"), (MON + "15:00", "Resolved"))),
        Expected(1, 1, 6, 1),
    ),
    "merged": (
        told(changes("status", "new", (MON + "10:00", "merged"))),
        Expected(0, 1, 1, 1),
    ),
    "a change from before it was opened": (
        told(changes("status", "Open", (MON + "08:00", "In Progress"),
                     (MON + "11:00", "Done"))),
        Expected(0, 2, 2, 2),
    ),
    "the clock was set back between two changes": (
        told(changes("status", "Open", (MON + "11:00", "Resolved"), (MON + "10:00", "Reopened"),
                     (MON + "12:00", "Resolved"))),
        Expected(1, 2, 3, 3),
    ),
    "an unknown status on the way": (
        told(changes("status", "Open", (MON + "10:00", "Frob"), (MON + "12:00", "Done"))),
        Expected(0, None, None, None),
    ),
    "an unknown status after the first resolution": (
        told(changes("status", "Open", (MON + "11:00", "Done"), (MON + "12:00", "Frob"),
                     (MON + "13:00", "Done"))),
        Expected(None, 2, None, None),
    ),
    "an unknown status long before the last resolution": (
        told(changes("status", "Open", (MON + "10:00", "Frob"), (MON + "11:00", "In Progress"),
                     (MON + "13:00", "Done"))),
        Expected(None, None, 4, None),
    ),
    "a custom status that the source explains": (
        told(changes("status", "Open", (MON + "11:00", "Frob"), (TUE + "10:00", "Open"),
                     (TUE + "12:00", "Frob")), meanings={"Frob": "resolved"}),
        Expected(1, 2, 27, 4),
    ),
    "finished when its history begins": (
        told(changes("status", "Closed", (MON + "11:00", "Reopened"), (MON + "12:00", "Done"))),
        Expected(1, None, 3, None),
    ),
    "finished before it was opened": (
        told(changes("status", "Open", (MON + "08:00", "Done"))),
        Expected(0, None, None, None),
    ),
    "finished in the moment when it was opened": (
        told(changes("status", "Open", (MON + "09:00", "Done"))),
        Expected(0, 0, 0, 0),
    ),
    "a change is missing": (
        told((*changes("status", "Open", (MON + "10:00", "In Progress")),
              *changes("status", "Resolved", (MON + "13:00", "Closed")))),
        Expected(0, None, None, None),
    ),
}  # fmt: skip


@pytest.mark.parametrize(("ticket", "expected"), HISTORIES.values(), ids=HISTORIES)
def test_a_history_is_measured_as_by_hand(ticket: Ticket, expected: Expected) -> None:
    assert ticket.reopened == expected.reopened
    assert hours(ticket, "resolution_time_first", POLICY) == expected.first
    assert hours(ticket, "resolution_time_last", POLICY) == expected.last
    assert hours(ticket, "active_time", POLICY) == expected.active
    state = sla_state(ticket, POLICY, local("2026-04-20 09:00"))
    gone = None if state.gone is None else state.gone / timedelta(hours=1)
    assert gone == expected.active
    assert state.breached_at == (expected.late_since and local(expected.late_since))


def test_a_pause_in_the_night_of_the_clock_change_counts_real_hours() -> None:
    ticket = told(
        changes("status", "Open", ("2026-03-29 01:00", "Waiting"), ("2026-03-29 04:00", "Open"),
                ("2026-03-29 06:00", "Done")),
        created="2026-03-28 23:00",
    )  # fmt: skip
    assert hours(ticket, "active_time", SlaPolicy(calendar=around_the_clock(BERLIN))) == 4


@pytest.mark.parametrize(
    "words",
    [
        "To Do|Done|Reopened|Done",
        "New|Resolved|In Progress|Closed",
        "open|solved|open|closed",
        "new|closed|open|merged",
        "Submitted|Can't Reproduce|Open|Won't fix",
        "Open|Verified|To be discussed|Obsolete",
        "triggered|resolved|acknowledged|resolved",
        "Backlog|Released|In Progress|Released",
        "Offen|Erledigt|Wieder geöffnet|Erledigt",
        "Ouvert|Résolu|Rouvert|Fermé",
        "Abierto|Resuelto|Reabierto|Cerrado",
        "Aperto|Risolto|Riaperto|Chiuso",
        "Nieuw|Opgelost|Heropend|Gesloten",
        "Aberto|Resolvido|Reaberto|Fechado",
    ],
)
def test_a_reopening_is_seen_in_the_words_of_every_system(words: str) -> None:
    first, *rest = words.split("|")
    times = (MON + "11:00", TUE + "10:00", TUE + "12:00")
    ticket = told(changes("status", first, *zip(times, rest, strict=True)))
    assert ticket.reopened == 1
    assert hours(ticket, "resolution_time_first", POLICY) == 2
    assert hours(ticket, "active_time", POLICY) == 4


@pytest.mark.parametrize(
    ("now", "first", "steps", "keep", "restart"),
    [
        (TUE + "12:00", "High", [(TUE + "11:00", "Highest")],
         MON + "17:00", TUE + "12:00"),
        (MON + "16:00", "Normal", [(MON + "15:00", "Medium")],
         MON + "13:00", MON + "13:00"),
        (MON + "16:00", "Medium", [(MON + "14:00", "High")], None, None),
        (TUE + "10:00", "Medium", [(MON + "14:00", "High")], MON + "17:00", None),
        (MON + "16:00", "Medium", [(MON + "14:00", "High"), (MON + "15:00", "Medium")],
         MON + "15:00", None),
        (MON + "16:00", "High", [(MON + "14:00", "Medium"), (MON + "14:30", "Normal")],
         MON + "14:00", None),
        (TUE + "10:00", "Medium", [(MON + "18:00", "High")], MON + "18:00", None),
        (MON + "16:00", None, [(MON + "14:00", "Medium")], MON + "14:00",
         MON + "14:00"),
        (TUE + "16:00", "Medium", [(MON + "14:00", "Highest"), (TUE + "10:00", "P1")],
         MON + "13:00", MON + "15:00"),
    ],
)  # fmt: skip
def test_a_ticket_is_late_since_it_became_so(
    now: str,
    first: str | None,
    steps: list[tuple[str, str | None]],
    keep: str | None,
    restart: str | None,
) -> None:
    ticket = told(changes("priority", first, *steps), priority=steps[-1][1] or "")
    for policy, expected in (
        (POLICY, keep),
        (replace(POLICY, on_priority_change=RESTART), restart),
    ):
        late = local(expected) if expected else None
        # The moment at which the time is exactly used up is not late yet.
        at = local(now) + timedelta(seconds=1)
        assert sla_state(ticket, policy, at).breached_at == late


def test_the_clock_of_a_ticket_that_is_open_again_runs_without_its_history() -> None:
    again = told(changes("status", "Closed", (MON + "11:00", "Reopened")))
    assert sla_state(again, POLICY, local(MON + "12:00")).gone == timedelta(hours=1)


def test_a_priority_that_is_changed_after_the_resolution_judges_nothing() -> None:
    ticket = told(
        (*changes("status", "Open", (MON + "12:00", "Done")),
         *changes("priority", "Medium", (TUE + "10:00", "Highest"))),
        priority="Highest",
    )  # fmt: skip
    state = sla_state(ticket, POLICY, local(WED + "10:00"))
    assert (state.target, state.gone) == (timedelta(hours=4), timedelta(hours=3))
    assert state.breached_at is None


@pytest.mark.parametrize(
    ("holders", "number"),
    [
        (["Bob", None, "Carl"], 1),
        (["Bob", "", "Bob"], 0),
        (["", "Bob"], 0),
        (["-", "Bob"], 0),
        (["Unassigned", "Bob", "Unassigned", "Carl", "Bob"], 2),
        ([None, "Bob", "Carl"], 1),
    ],
)
@pytest.mark.parametrize("kind", ["assignee", "team"])
def test_going_to_nobody_and_on_is_one_reassignment(
    kind: str, holders: list[str | None], number: int
) -> None:
    first, *rest = holders
    steps = [(f"{MON}{10 + place}:00", name) for place, name in enumerate(rest)]
    assert reassignments(changes(kind, first, *steps)) == number


def excluded(ticket: Ticket, name: str) -> dict[str, int]:
    found = {m.name: m for m in metrics([ticket], POLICY, local(WED + "09:00"))}
    assert found[name].value is None
    return found[name].excluded


DONE = Ticket("1", "csv", "x", status="Closed", state="closed", level="P3",
              created=local(MON + "09:00"), resolved=local(MON + "08:00"))  # fmt: skip
OPEN = Ticket("2", "csv", "x", status="Open", level="P3")


@pytest.mark.parametrize(
    ("ticket", "name", "reason"),
    [
        (DONE, "within_target", "resolved before it was opened"),
        (DONE, "active_time", "resolved before it was opened"),
        (replace(DONE, created=None), "within_target", "no opening time"),
        (replace(DONE, created=None, resolved=None), "within_target", "no opening time"),
        (replace(DONE, resolved=None), "within_target", "no resolution time"),
        (replace(DONE, resolved=local(MON + "10:00"), level=None), "within_target", "no target"),
        (replace(DONE, first_reply=DONE.resolved), "first_reply_time",
         "replied before it was opened"),
        (OPEN, "late", "no opening time"),
        (replace(OPEN, level=None), "late", "no opening time"),
        (replace(OPEN, level=None, created=DONE.created), "late", "no target"),
        (OPEN, "close_time", "not finished"),
        (HISTORIES["an unknown status on the way"][0], "within_target",
         "unknown status 'Frob' in the history"),
        (HISTORIES["an unknown status after the first resolution"][0], "reopened",
         "an unknown status in the history"),
        (HISTORIES["a change is missing"][0], "active_time", "a gap in the history"),
    ],
)  # fmt: skip
def test_a_ticket_is_left_out_for_its_true_reason(ticket: Ticket, name: str, reason: str) -> None:
    assert excluded(ticket, name) == {reason: 1}


def test_a_clock_that_cannot_be_read_says_why() -> None:
    now = local(WED + "09:00")
    assert sla_state(DONE, POLICY, now).words() == "resolved before it was opened"
    assert sla_state(replace(DONE, resolved=None), POLICY, now).words() == "no resolution time"
    assert sla_state(OPEN, POLICY, now).words() == "no opening time"


def test_a_period_names_the_tickets_that_nobody_can_place(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    solved = replace(DONE, resolved=local(MON + "10:00"), team="A")
    with closing(Workspace(tmp_path)) as workspace:
        undated = replace(solved, id="2", created=None, team="B")
        TicketStore(workspace.database).put([solved, undated])
    asked = ["tickets", "metrics", "--workspace", str(tmp_path), "--json"]
    main([*asked, "--since", "2026-03-01", "--by", "team"])
    data = json.loads(capsys.readouterr().out)
    for metric in data["metrics"]:
        left = {entry["reason"]: entry["n"] for entry in metric["excluded"]}
        assert left["no opening time"] == 1
        assert metric["n"] + sum(left.values()) == 2
    assert [group[0]["value"] for group in data["groups"].values()] == [1, 0]
    main(asked)
    data = json.loads(capsys.readouterr().out)
    assert data["metrics"][0]["n"] == 2
    assert data["metrics"][0]["excluded"] == []


def test_reopening_here_remembers_when_it_had_been_resolved(tmp_path: Path) -> None:
    ended = local(MON + "11:00")
    solved = Ticket("T-1", "csv", "slow", created=local(MON + "09:00"), resolved=ended,
                    status="Resolved", state="resolved", priority="P2", level="P2")  # fmt: skip
    with closing(Workspace(tmp_path / "w")) as workspace:
        store = TicketStore(workspace.database)
        store.put([solved])
        done = acting.reopen(store, [solved])
        again = store.get("T-1")
        assert [(event.time, event.new) for event in again.events][:1] == [(ended, "Resolved")]
        assert sla_state(again, POLICY, again.events[-1].time).gone == timedelta(hours=2)
        done.undo()
        assert (store.get("T-1").events, store.get("T-1").resolved) == ((), ended)


def close_hours(ticket: Ticket) -> float | None:
    return hours(ticket, "close_time", POLICY)


def test_the_time_to_closing_is_read_from_a_whole_history() -> None:
    steps = [(MON + "10:00", "Resolved"), (TUE + "09:00", "Closed")]
    once = told(changes("status", "Open", *steps))
    assert close_hours(once) == 24
    again = [(TUE + "10:00", "Reopened"), (TUE + "11:00", "Closed"), (TUE + "12:00", "Archived")]
    assert close_hours(told(changes("status", "Open", *steps, *again))) == 26
    recorded = local(MON + "15:00")
    assert close_hours(replace(once, closed=recorded)) == 24
    assert close_hours(replace(once, has_history=False)) is None
    assert close_hours(replace(once, history_cut=True, closed=recorded)) == 6


@pytest.mark.parametrize(
    ("ticket", "reason"),
    [
        (told(changes("status", "Open", (MON + "10:00", "Resolved"))), "no closing time"),
        (told(changes("status", "Open", (MON + "10:00", "Closed"), (MON + "11:00", "Reopened"),
                      (MON + "12:00", "Resolved"))), "no closing time"),
        (HISTORIES["a change is missing"][0], "a gap in the history"),
        (Ticket("3", "jira", "x", state="closed", status="Closed", has_history=True,
                created=local(MON + "09:00"), resolved=local(MON + "10:00")), "no closing time"),
    ],
)  # fmt: skip
def test_a_closing_that_nothing_tells_is_not_known(ticket: Ticket, reason: str) -> None:
    assert excluded(ticket, "close_time") == {reason: 1}
    if reason != "no closing time":
        assert close_hours(replace(ticket, closed=local(MON + "15:00"))) == 6


@pytest.mark.parametrize("told_by", [{"reopened": 2}, {"first_resolved": local(TUE + "10:00")}])
def test_what_was_reopened_nobody_knows_when_has_no_working_time(
    told_by: dict[str, object],
) -> None:
    source = Ticket(
        "T-1", "servicenow", "x", status="Closed", state="closed", priority="P1", level="P1",
        created=local(MON + "09:00"), resolved=local(WED + "10:00"),
    )  # fmt: skip
    ticket = replace(source, **told_by)
    found = {metric.name: metric for metric in metrics([ticket], POLICY, local(WED + "12:00"))}
    for name in ("active_time", "within_target"):
        assert found[name].value is None
        assert found[name].excluded == {"reopened, not known when": 1}
    assert found["resolution_time"].value == found["resolution_time_last"].value == 49 * HOUR
    first = found["resolution_time_first"].value
    assert first == (25 * HOUR if "first_resolved" in told_by else None)
    still = replace(ticket, status="Open", state="open", resolved=None, reopened=1)
    assert sla_state(still, POLICY, local(WED + "12:00")).words() == "reopened, not known when"
