"""Ready replies: texts with placeholders that are filled in from the ticket."""

import re
from collections.abc import Mapping

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


def fill(text: str, ticket: Ticket, more: Mapping[str, str] | None = None) -> tuple[str, list[str]]:
    """A reply with its placeholders filled, and the names of those that nobody knows.

    Unknown ones stay as they are, so that they cannot go out unseen.
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
        unknown.append(match.group(1))
        return match.group(0)

    return _FIELD.sub(put, text), unknown
