"""Writes the sample's ticket export and imports it, the same every time."""

import json
import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from workbench.storage.files import write_atomically
from workbench.storage.workspace import Workspace
from workbench.tickets.clock.sla import POLICY_FILE
from workbench.tickets.desk import Desk
from workbench.tickets.importing.builtin import BUILT_IN
from workbench.tickets.importing.into_store import import_paths
from workbench.tickets.sample.texts import ENDINGS, INCIDENT, PEOPLE, REPORTERS, REPORTS
from workbench.tickets.settings import FILE as TRIAGE_FILE

EXPORT = "tickets-export.json"
NOW = datetime(2026, 3, 6, 9, 30, tzinfo=UTC)
"""Friday morning of the sample week: the moment at which its clocks stand."""

_FIRST_NUMBER = 1001
_PAST = 100
_DUPLICATES = 10
_SHARES = ("infrastructure", "data issue", "model bug", "user error", "user error", "model bug",
           "data issue", "infrastructure", "infrastructure", "data issue")  # fmt: skip

_SLA = """\
# Working calendar and targets of the team; clocks stand at the sample's Friday morning.
zone = "Europe/Berlin"
hours = "Mon-Fri 07:00-19:00"
holidays = "DE"
as_of = "2026-03-06T09:30+00:00"
on_priority_change = "keep"

[targets]
P1 = "1h"
P2 = "8h"
P3 = "4h"
P4 = "3 workdays"
"""


def write_sample(workspace: Workspace) -> list[Path]:
    """Write the export and the team's settings, and import the export into the workspace."""
    files = {
        workspace.folder / EXPORT: json.dumps({"issues": list(_issues())}, indent=1) + "\n",
        workspace.folder / POLICY_FILE: _SLA,
        workspace.folder / TRIAGE_FILE: _triage_file(),
    }
    for path, content in files.items():
        if not path.exists():
            write_atomically(path, content.encode())
    desk = Desk(workspace)
    import_paths(desk.store, [workspace.folder / EXPORT], BUILT_IN)
    desk.index()
    return list(files)


def _triage_file() -> str:
    skills: dict[str, list[str]] = {}
    for category, names in PEOPLE.items():
        for name in names:
            skills.setdefault(name, []).append(category)
    people = [
        f'[[people]]\nname = "{name}"\nskills = {json.dumps(known)}\n'
        'hours = "Mon-Fri 08:00-18:00"\nzone = "Europe/Berlin"\nmost = 12\n'
        for name, known in skills.items()
    ]
    tiers = '[tiers]\n"@gold-bank.example" = "gold"\n'
    return "# Who works on what, and who is gold.\n" + "\n".join([*people, tiers])


def _issues() -> Iterator[dict[str, Any]]:
    dice = random.Random(7)
    number = _FIRST_NUMBER
    past: list[dict[str, Any]] = []
    for place in range(_PAST):
        opened = NOW - timedelta(days=26 - place * 24 / _PAST, minutes=dice.randrange(300))
        issue = _past(f"REC-{number}", _SHARES[place % len(_SHARES)], opened, dice)
        past.append(issue)
        yield issue
        number += 1
    for original in dice.sample(past[20:], _DUPLICATES):
        yield _duplicate(f"REC-{number}", original, dice)
        number += 1
    for place, told in enumerate(INCIDENT):
        yield _new(f"REC-{number}", told, NOW - timedelta(minutes=15 + place * 47), dice)
        number += 1


def _issue(key: str, title: str, text: str, opened: datetime, **fields: Any) -> dict[str, Any]:
    history = fields.pop("history", [])
    return {
        "key": key,
        "fields": {
            "summary": title,
            "description": text,
            "issuetype": {"name": "Incident"},
            "created": _stamp(opened),
            **fields,
        },
        "changelog": {"total": len(history), "histories": history},
    }


def _past(key: str, category: str, opened: datetime, dice: random.Random) -> dict[str, Any]:
    """A finished ticket with its comments and history; one in nine was reopened once."""
    title, text = dice.choice(REPORTS[category])
    words = {"n": dice.randrange(2, 60), "run": f"{dice.randrange(16**6):06x}",
             "when": f"{opened - timedelta(minutes=20):%Y-%m-%d %H:%M}"}  # fmt: skip
    person, reporter = dice.choice(PEOPLE[category]), dice.choice(REPORTERS)
    priority = dice.choice(("High", "Medium", "Medium", "Low", "Low"))
    began = opened + timedelta(minutes=dice.randrange(5, 90))
    steps = [(began, "status", "Open", "In Progress"), (began, "assignee", None, person)]
    at = began + timedelta(minutes=dice.randrange(20, 200))
    if dice.random() < 0.4:
        back = at + timedelta(hours=dice.randrange(1, 20))
        steps += [(at, "status", "In Progress", "Waiting for customer"),
                  (back, "status", "Waiting for customer", "In Progress")]  # fmt: skip
        at = back
    done = at + timedelta(minutes=dice.randrange(20, 240))
    steps.append((done, "status", "In Progress", "Resolved"))
    if dice.random() < 0.11:
        again = done + timedelta(hours=5)
        done = again + timedelta(hours=2)
        steps += [(again, "status", "Resolved", "Reopened"), (done, "status", "Reopened",
                                                               "Resolved")]  # fmt: skip
    ending = dice.choice(ENDINGS[category]).format(**words)
    return _issue(
        key,
        title.format(**words),
        text.format(**words),
        opened,
        status={"name": "Resolved"},
        resolution={"name": "Fixed" if category != "user error" else "Answered"},
        priority={"name": priority},
        components=[{"name": category}],
        assignee={"displayName": person},
        reporter={"displayName": reporter},
        updated=_stamp(done),
        resolutiondate=_stamp(done),
        comment={"comments": [_comment(began, person, "Looking into it."),
                              _comment(done, person, ending)]},
        history=[_step(step, person) for step in steps],
    )  # fmt: skip


def _duplicate(key: str, original: dict[str, Any], dice: random.Random) -> dict[str, Any]:
    """The same trouble, told again by somebody else, closed as a duplicate."""
    fields = original["fields"]
    opened = datetime.fromisoformat(fields["created"]) + timedelta(minutes=dice.randrange(30, 400))
    done = opened + timedelta(minutes=25)
    person = fields["assignee"]["displayName"]
    link = {"type": {"name": "Duplicate"}, "outwardIssue": {"key": original["key"]}}
    return _issue(
        key,
        f"{fields['summary']}, also here",
        f"We see the same: {fields['description']}",
        opened,
        status={"name": "Closed"},
        resolution={"name": "Duplicate"},
        priority=fields["priority"],
        components=fields["components"],
        assignee=fields["assignee"],
        reporter={"displayName": dice.choice(REPORTERS)},
        updated=_stamp(done),
        resolutiondate=_stamp(done),
        issuelinks=[link],
        comment={"comments": [_comment(done, person, f"Same as {original['key']}.")]},
        history=[_step((done, "status", "Open", "Closed"), person)],
    )


def _new(
    key: str, told: tuple[str, str, str], opened: datetime, dice: random.Random
) -> dict[str, Any]:
    """A ticket of this morning; some wait for the customer, some are in work."""
    title, text, priority = told
    gold = "amira@gold-bank.example"
    reporter = gold if title.startswith("Gold") else dice.choice(REPORTERS)
    waiting = title.startswith("Slow")
    asked = opened + timedelta(minutes=30)
    steps = [(asked, "status", "Open", "Waiting for customer")] if waiting else []
    return _issue(
        key,
        title,
        text,
        opened,
        status={"name": "Waiting for customer" if waiting else "Open"},
        priority={"name": priority},
        reporter={"displayName": reporter},
        updated=_stamp(opened),
        history=[_step(step, "Marek Novak") for step in steps],
    )


def _step(step: tuple[datetime, str, str | None, str | None], author: str) -> dict[str, Any]:
    moment, field, old, new = step
    return {
        "created": _stamp(moment),
        "author": {"displayName": author},
        "items": [{"field": field, "fromString": old, "toString": new}],
    }


def _comment(moment: datetime, author: str, body: str) -> dict[str, Any]:
    return {"created": _stamp(moment), "author": {"displayName": author}, "body": body}


def _stamp(moment: datetime) -> str:
    """As Jira writes it: milliseconds, an offset without a colon."""
    return f"{moment:%Y-%m-%dT%H:%M:%S}.000+0000"
