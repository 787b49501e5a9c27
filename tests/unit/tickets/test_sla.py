"""Targets on the event log: both policies of a priority change, reopening, words, risk."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from workbench.core.errors import UserError
from workbench.storage.workspace import Workspace
from workbench.tickets.alerts import digest, new_alerts
from workbench.tickets.clock.calendar_file import calendar_from
from workbench.tickets.clock.sla import RESTART, SlaPolicy, read_policy, risk, sla_state
from workbench.tickets.completeness.check import Completeness
from workbench.tickets.desk import Standing
from workbench.tickets.guidance import plain_summary, urgency, what_next
from workbench.tickets.metrics import metrics
from workbench.tickets.model import Event, Ticket
from workbench.tickets.store import TicketStore

BERLIN = ZoneInfo("Europe/Berlin")
OFFICE = calendar_from({"zone": "Europe/Berlin", "hours": "Mon-Fri 09:00-17:00"}).calendar
POLICY = SlaPolicy(calendar=OFFICE)
COMPLETE = Completeness({}, ())


def local(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=BERLIN)


def change(when: str, kind: str, old: str | None, new: str) -> Event:
    return Event(local(when).astimezone(UTC), kind, old, new)


def ticket(level: str, created: str = "2026-03-09 09:00", **more: object) -> Ticket:
    base = Ticket("T-1", "jira", "x", level=level, status="Open", created=local(created))
    return replace(base, **more)  # type: ignore[arg-type]


def test_a_raised_priority_keeps_the_time_gone_and_takes_the_new_target() -> None:
    raised = ticket("P2", events=(change("2026-03-09 12:00", "priority", "P3", "P2"),))
    state = sla_state(raised, POLICY, local("2026-03-09 13:00"))
    assert state.due == local("2026-03-09 17:00")
    assert state.breached_at is None


def test_a_breach_by_a_priority_change_is_stamped_with_the_change() -> None:
    lowered = ticket("P3", events=(change("2026-03-09 14:00", "priority", "P2", "P3"),))
    state = sla_state(lowered, POLICY, local("2026-03-09 14:30"))
    assert state.breached_at == local("2026-03-09 14:00")
    assert state.words() == "late by 1 h 30 min"


def test_a_finished_ticket_says_how_its_clock_ended() -> None:
    solved = ticket("P3", status="Done", state="resolved", resolved=local("2026-03-09 10:00"))
    state = sla_state(solved, POLICY, local("2026-03-11 10:00"))
    assert state.words() == "in time, 3 h to spare"


def test_the_other_policy_restarts_the_clock() -> None:
    lowered = ticket("P3", events=(change("2026-03-09 14:00", "priority", "P2", "P3"),))
    policy = replace(POLICY, on_priority_change=RESTART)
    state = sla_state(lowered, policy, local("2026-03-09 14:30"))
    assert state.due == local("2026-03-10 10:00")
    assert state.breached_at is None


REOPENED = ticket(
    "P2", status="Resolved", state="resolved", resolved=local("2026-03-10 12:00"),
    has_history=True, reopened=1,
    events=(
        change("2026-03-09 11:00", "status", "Open", "Resolved"),
        change("2026-03-10 10:00", "status", "Resolved", "Reopened"),
        change("2026-03-10 12:00", "status", "Reopened", "Resolved"),
    ),
)  # fmt: skip


def test_a_reopened_ticket_is_measured_in_three_ways_and_each_says_which() -> None:
    found = {m.name: m for m in metrics([REOPENED], POLICY, local("2026-03-11 09:00"))}
    assert found["resolution_time_first"].value == 2 * 3600
    assert found["active_time"].value == 4 * 3600
    assert found["resolution_time_last"].value == 27 * 3600
    assert "first resolution" in found["resolution_time_first"].definition
    assert "reopening taken out" in found["active_time"].definition


def test_included_and_excluded_tickets_add_up_to_all() -> None:
    tickets = [REOPENED, ticket("P3", id="T-2"), ticket("P1", id="T-3", created="2026-03-09 10:00"),
               Ticket("T-4", "csv", "no dates", state="closed")]  # fmt: skip
    for metric in metrics(tickets, POLICY, local("2026-03-11 09:00")):
        assert metric.n + sum(metric.excluded.values()) == len(tickets), metric.name


def test_without_history_reopening_is_unknown_and_not_zero() -> None:
    found = {m.name: m for m in metrics([ticket("P3")], POLICY, local("2026-03-11 09:00"))}
    assert found["reopened"].value is None
    assert found["reopened"].excluded == {"no history and no count": 1}


def test_waiting_stops_the_clock_until_it_goes_on() -> None:
    waiting = ticket("P3", state="waiting", status="Waiting",
                     events=(change("2026-03-09 10:00", "status", "Open", "Waiting"),))  # fmt: skip
    state = sla_state(waiting, POLICY, local("2026-03-12 16:00"))
    assert state.gone == timedelta(hours=1)
    assert state.paused
    assert state.words() == "waiting, 3 h left"


def test_while_a_ticket_waits_nobody_knows_when_it_is_due() -> None:
    """A moment that moves on with every look would be invented."""
    waiting = ticket("P3", state="waiting", status="Waiting",
                     events=(change("2026-03-09 10:00", "status", "Open", "Waiting"),))  # fmt: skip
    for now in ("2026-03-09 12:00", "2026-03-12 16:00"):
        state = sla_state(waiting, POLICY, local(now))
        assert (state.due, state.remaining) == (None, timedelta(hours=3))
        assert state.breached_at is None


def test_who_was_late_before_it_waited_was_due_then() -> None:
    waiting = ticket("P3", state="waiting", status="Waiting",
                     events=(change("2026-03-09 15:00", "status", "Open", "Waiting"),))  # fmt: skip
    for now in ("2026-03-09 16:00", "2026-03-12 16:00"):
        state = sla_state(waiting, POLICY, local(now))
        assert state.due == state.breached_at == local("2026-03-09 13:00")


def test_who_waits_without_history_has_an_unknown_clock_and_not_a_full_one() -> None:
    now = local("2026-03-12 16:00")
    waiting = ticket("P3", state="waiting", status="Waiting")
    state = sla_state(waiting, POLICY, now)
    assert (state.remaining, state.words()) == (None, "waiting, not known since when")
    assert sla_state(replace(waiting, has_history=True), POLICY, now).words() == "waiting, 4 h left"
    standing = Standing(waiting, state, risk(waiting, state, now))
    assert urgency(state) == "waiting"
    assert what_next([standing], {}, now) is None
    assert "We are waiting for an answer" in plain_summary(standing, None, COMPLETE)


def test_a_plain_summary_tells_no_deadline_from_an_unknown_one() -> None:
    now = local("2026-03-09 10:00")

    def told(one: Ticket) -> str:
        return plain_summary(Standing(one, sla_state(one, POLICY, now), 0), None, COMPLETE)

    assert "It has no deadline." in told(replace(ticket("P1"), level=None))
    cut = told(ticket("P3", history_cut=True))
    assert "By when it should be solved is not known: history is cut off." in cut


def test_targets_need_no_order() -> None:
    policy = replace(POLICY, targets={"P1": timedelta(hours=9), "P4": timedelta(minutes=5)})
    now = local("2026-03-09 10:00")
    assert sla_state(ticket("P1"), policy, now).breached_at is None
    assert sla_state(ticket("P4"), policy, now).breached_at == local("2026-03-09 09:05")
    assert sla_state(ticket("P2"), policy, now).target is None


def test_an_unknown_priority_has_no_target_and_says_so() -> None:
    state = sla_state(replace(ticket("P1"), level=None), POLICY, local("2026-03-09 10:00"))
    assert (state.words(), urgency(state)) == ("no target", "none")


def test_risk_puts_late_before_near_before_far_and_finished_last() -> None:
    now = local("2026-03-09 12:30")
    tickets = [ticket("P1", id="late"), ticket("P3", id="near"), ticket("P4", id="far"), REOPENED]
    order = sorted(tickets, key=lambda t: -risk(t, sla_state(t, POLICY, now), now))
    assert [t.id for t in order] == ["late", "near", "far", "T-1"]


def test_the_policy_is_read_from_the_workspace(tmp_path: Path) -> None:
    assert read_policy(tmp_path).targets["P2"] == timedelta(hours=8)
    (tmp_path / "sla.toml").write_text(
        'zone = "Europe/Berlin"\nhours = "Mon-Fri 09:00-17:00"\non_priority_change = "restart"\n'
        'as_of = "2026-03-09 10:00"\n[targets]\nP1 = "30min"\nP4 = "2 workdays"\n'
    )
    policy = read_policy(tmp_path)
    assert policy.targets["P1"] == timedelta(minutes=30)
    assert policy.targets["P4"] == timedelta(hours=16)
    assert policy.now() == local("2026-03-09 10:00")


@pytest.mark.parametrize(
    "text",
    [
        'on_priority_change = "guess"',
        '[targets]\nP9x = "1h"',
        '[targets]\nP1 = "soon"',
        '[targets]\nP1 = "1h"\nP0 = "15min"',
        '[targets]\nP1 = "999999999999h"',
        "targets =",
    ],
)
def test_a_wrong_policy_is_one_sentence_with_the_file(tmp_path: Path, text: str) -> None:
    (tmp_path / "sla.toml").write_text(text)
    with pytest.raises(UserError, match=r"sla\.toml"):
        read_policy(tmp_path)


def standing(one: Ticket, now: datetime) -> Standing:
    state = sla_state(one, POLICY, now)
    return Standing(one, state, risk(one, state, now))


def test_every_threshold_is_told_once_even_when_the_clock_is_set_back(tmp_path: Path) -> None:
    store = TicketStore(Workspace(tmp_path).database)
    queue = [ticket("P3", id="A"), ticket("P1", id="B")]

    def told(when: str) -> list[tuple[str, str]]:
        now = local(when)
        found = new_alerts(store, [standing(one, now) for one in queue], now)
        return [(alert.ticket, alert.threshold) for alert in found]

    assert told("2026-03-09 09:10") == []
    assert told("2026-03-09 09:50") == [("B", "75%")]
    assert told("2026-03-09 12:30") == [("A", "75%"), ("B", "100%")]
    assert told("2026-03-09 09:50") == []
    assert told("2026-03-09 16:00") == [("A", "100%")]


def test_after_sleep_there_is_one_digest(tmp_path: Path) -> None:
    store = TicketStore(Workspace(tmp_path).database)
    now = local("2026-03-09 16:00")
    queue = [standing(ticket("P3", id=f"T-{n}"), now) for n in range(40)]
    alerts = new_alerts(store, queue, now)
    assert digest(alerts).startswith("40 tickets late, 0 due soon. Most urgent: T-0 is late by")


def test_what_was_held_back_in_focus_is_told_afterwards(tmp_path: Path) -> None:
    store = TicketStore(Workspace(tmp_path).database)
    now = local("2026-03-09 16:00")
    queue = [standing(ticket(level, id=level), now) for level in ("P1", "P3")]
    assert [alert.ticket for alert in new_alerts(store, queue, now, only="P1")] == ["P1"]
    assert [alert.ticket for alert in new_alerts(store, queue, now)] == ["P3"]


def test_finished_waiting_and_merged_tickets_never_alert(tmp_path: Path) -> None:
    store = TicketStore(Workspace(tmp_path).database)
    now = local("2026-03-12 16:00")
    merged = ticket("P1", id="M", duplicate_of=("X",))
    waiting = ticket("P1", id="W", state="waiting",
                     events=(change("2026-03-09 11:00", "status", "Open", "Waiting"),))  # fmt: skip
    assert new_alerts(store, [standing(t, now) for t in (REOPENED, merged, waiting)], now) == []


def test_what_next_skips_the_snoozed_and_names_who_came_back() -> None:
    now = local("2026-03-09 12:30")
    queue = [standing(ticket("P1", id="A"), now), standing(ticket("P3", id="B"), now)]
    first = what_next(queue, {}, now)
    assert first is not None
    assert first.reason.startswith("A comes first: P1, late by 2 h 30 min")
    later = what_next(queue, {"A": now + timedelta(hours=1)}, now)
    assert later is not None
    assert later.ticket == "B"
    back = what_next(queue, {"B": now - timedelta(minutes=1)}, now)
    assert back is not None
    assert "came back" in back.reason
    assert what_next([], {}, now) is None
