"""Ready replies: texts with placeholders that are filled in from the ticket."""

import re
from collections.abc import Mapping
from zoneinfo import ZoneInfo

from workbench.tickets.clock.sla import SlaState
from workbench.tickets.model import Ticket

_FIELD = re.compile(r"\{([a-z_]+)\}")

READY_REPLIES: Mapping[str, str] = {
    "received": "Hello {reporter},\n\nwe have your report “{title}” ({id}) and are looking into it."
    " You will hear from us before {due}.",
    "known issue": "Hello {reporter},\n\nthis is a known issue that we are working on. Until it is"
    " solved, this helps: {workaround}",
    "solved": "Hello {reporter},\n\n“{title}” should be solved now: {resolution}\n\nPlease tell us"
    " if it is not.",
    "how to": "Hello {reporter},\n\nyou find this described here: {article}",
}
"""Name and text; {fields} are filled in from the ticket."""


def promise(sla: SlaState, zone: ZoneInfo) -> tuple[str, str]:
    """The moment that {due} promises, or '' and why there is none.

    While a ticket waits its clock stands, and nobody knows when it goes on; what is due already
    or finished leaves nothing to promise.
    """
    if sla.ended:
        return "", "the ticket is finished"
    if sla.paused:
        return "", "the ticket waits, so that its clock stands"
    if sla.due is None:
        return "", sla.unknown
    if sla.breached_at is not None:
        return "", "the ticket is late already"
    return f"{sla.due.astimezone(zone):%Y-%m-%d %H:%M}", ""


def fill(
    text: str,
    ticket: Ticket,
    more: Mapping[str, str] | None = None,
    reasons: Mapping[str, str] | None = None,
) -> tuple[str, list[str]]:
    """A reply with its placeholders filled, and the names of those that nobody knows.

    Unknown ones stay as they are, so that they cannot go out unseen; `reasons` say why.
    """
    known = {
        "reporter": ticket.reporter,
        "title": ticket.title,
        "id": ticket.id,
        "resolution": ticket.resolution,
        "assignee": ticket.assignee,
        "status": ticket.status,
    } | dict(more or {})
    unknown: list[str] = []

    def put(match: re.Match[str]) -> str:
        value = known.get(match.group(1))
        if value:
            return value
        why = (reasons or {}).get(match.group(1))
        unknown.append(f"{match.group(1)} ({why})" if why else match.group(1))
        return match.group(0)

    return _FIELD.sub(put, text), unknown
