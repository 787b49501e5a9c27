"""`workbench tickets`: import tickets, list and show them, and what the desk says of them."""

import argparse
from contextlib import closing
from datetime import datetime
from typing import TYPE_CHECKING

from workbench.cli import tickets_insight
from workbench.cli.input_path import input_path
from workbench.cli.progress_bar import terminal_progress
from workbench.cli.verbs import Answer, Verbs
from workbench.cli.workspaces import open_workspace, workspace_to_fill
from workbench.core import time
from workbench.core.errors import UserError
from workbench.core.jsontypes import JsonObject
from workbench.core.text import count, duration, table

if TYPE_CHECKING:
    from workbench.tickets.desk import Standing
    from workbench.tickets.importing.files import Guess
    from workbench.tickets.importing.importer import ImportOptions

FORMATS = ("auto", "jira-csv", "jira-json", "youtrack-json", "zendesk-json", "zammad-json",
           "servicenow-csv", "servicenow-json", "csv")  # fmt: skip
_SHOWN_REJECTED = 20


def build(parser: argparse.ArgumentParser) -> None:
    """Declare the verbs of `tickets`."""
    verbs = Verbs(parser)
    verb = verbs.add("import", _import, "Take tickets from exports into the workspace.",
                     example="tickets import tickets-export.json")  # fmt: skip
    verb.add_argument("paths", nargs="+", type=input_path, metavar="PATH",
                      help="files, folders, zips of either, or -")  # fmt: skip
    verb.add_argument("--from", dest="format", default="auto", metavar="FORMAT",
                      help=f"{', '.join(FORMATS)}, or a plugin's (default: auto)")  # fmt: skip
    verb.add_argument("--map", action="append", default=[], metavar="FIELD=COLUMN",
                      help="column of a field, for a CSV (again for more)")  # fmt: skip
    verb.add_argument("--timezone", metavar="ZONE", help="zone of stamps without one"
                      " (default: as named last for this format, else UTC)")  # fmt: skip
    verb.add_argument("--date-order", metavar="ORDER", help="dmy (day first) or mdy (month first)"
                      " (default: as the stamps show, else as named last)")  # fmt: skip
    verb = verbs.add("list", _list, "List tickets with their clocks.",
                     example="tickets list --sort risk")  # fmt: skip
    verb.add_argument("--status", metavar="STATE",
                      help="open, waiting, resolved, closed, all, or a status as written"
                      " (default: not finished)")  # fmt: skip
    verb.add_argument("--sort", choices=["risk", "age", "priority"], default="risk")
    verb = verbs.add("show", _show, "Show one ticket with its history.",
                     example="tickets show REC-1041")  # fmt: skip
    verb.add_argument("id", metavar="ID")
    tickets_insight.build(verbs)


def _import(options: argparse.Namespace) -> Answer:
    from workbench.plugin_host.default import default_host
    from workbench.tickets.desk import Desk
    from workbench.tickets.importing.importer import TicketImporter

    chosen = _options(options)
    given = default_host().ask("ticket_importers")
    importers = [item for item in given if isinstance(item, TicketImporter)]
    progress = terminal_progress()
    with workspace_to_fill(options) as workspace:
        done, closed = Desk(workspace).import_files(
            options.paths, importers, options.format, chosen, progress
        )
    data: JsonObject = {
        "read": done.read,
        "added": done.added,
        "changed": done.changed,
        "unchanged": done.unchanged,
        "rejected": [{"row": item.row, "reason": item.reason} for item in done.rejected],
        "guesses": [
            {"field": guess.field, "choice": guess.choice, "why": _why(guess)}
            for guess in done.guesses
        ],
        "closed_by_itself": [{"id": ticket, "pattern": pattern} for ticket, pattern in closed],
    }
    lines = [
        f"{count(done.read, 'row')} read as {', '.join(done.formats)}:"
        f" {count(done.added, 'ticket')} added, {done.changed:,} changed,"
        f" {done.unchanged:,} unchanged, {count(len(done.rejected), 'row')} rejected."
    ]
    lines += [f"Guessed: {guess.field} = {guess.choice} ({_why(guess)})." for guess in done.guesses]
    lines += [f"Closed by itself: {ticket} ({pattern})." for ticket, pattern in closed]
    lines += [f"Row {item.row}: {item.reason}." for item in done.rejected[:_SHOWN_REJECTED]]
    if len(done.rejected) > _SHOWN_REJECTED:
        lines.append(f"... and {len(done.rejected) - _SHOWN_REJECTED:,} more rejected rows.")
    return Answer(data, "\n".join(lines))


def _why(guess: "Guess") -> str:
    option = guess.option.replace("_", "-")
    return f"{guess.why}; say --{option} to change" if option else guess.why


def _options(options: argparse.Namespace) -> "ImportOptions":
    from workbench.tickets.importing.importer import ImportOptions
    from workbench.tickets.moments import zone_named

    mapping: dict[str, str] = {}
    for pair in options.map:
        field, equals, column = pair.partition("=")
        if not equals or not field or not column:
            raise UserError(f"--map '{pair}' is no pair.", "Write it like --map id='Ticket No'.")
        name = field.strip().lower()
        if name in mapping:
            raise UserError(f"--map names a column for '{name}' twice.", "Leave one of them out.")
        mapping[name] = column.strip()
    zone = zone_named(options.timezone) if options.timezone else None
    return ImportOptions(mapping, zone, _date_order(options.date_order))


def _date_order(text: str | None) -> str | None:
    if text is None:
        return None
    letters = "".join(character for character in text.lower() if character in "dmy")
    for order in ("dmy", "mdy"):
        if letters in (order, order[:2]) or text.lower().startswith(
            "day" if order == "dmy" else "month"
        ):
            return order
    raise UserError(f"--date-order '{text}' is no date order.", "Use dmy or mdy.")


def _list(options: argparse.Namespace) -> Answer:
    from workbench.tickets.desk import Desk

    with closing(open_workspace(options)) as workspace:
        found = Desk(workspace).queue(everything=options.status is not None)
    wanted = (options.status or "all").lower()
    if wanted != "all":
        found = [s for s in found if wanted in (s.ticket.state, s.ticket.status.lower())]
    if options.sort == "age":
        found.sort(key=lambda s: (s.ticket.created is None, s.ticket.created or time.now()))
    elif options.sort == "priority":
        found.sort(key=lambda s: (s.ticket.level or "P9", -s.risk, s.ticket.id))
    rows = [
        (s.ticket.id, s.ticket.level or s.ticket.priority, s.sla.words(), s.ticket.status,
         s.ticket.assignee, s.ticket.title[:60])
        for s in found
    ]  # fmt: skip
    text = table(["id", "priority", "clock", "status", "assignee", "title"], rows)
    return Answer({"tickets": [_brief(entry) for entry in found]}, text)


def _brief(standing: "Standing") -> JsonObject:
    ticket, sla = standing.ticket, standing.sla
    return {
        "id": ticket.id,
        "title": ticket.title,
        "status": ticket.status,
        "state": ticket.state,
        "priority": ticket.priority,
        "level": ticket.level,
        "category": ticket.category,
        "assignee": ticket.assignee,
        "team": ticket.team,
        "created": time.iso(ticket.created),
        "updated": time.iso(ticket.updated),
        "resolved": time.iso(ticket.resolved),
        "risk": round(standing.risk, 4),
        "sla": {
            "target_seconds": None if sla.target is None else sla.target.total_seconds(),
            "due": time.iso(sla.due),
            "elapsed_seconds": None if sla.gone is None else sla.gone.total_seconds(),
            "remaining_seconds": None if sla.remaining is None else sla.remaining.total_seconds(),
            "breached": None if sla.target is None else sla.breached_at is not None,
            "breached_at": time.iso(sla.breached_at),
            "paused": sla.paused,
            "words": sla.words(),
        },
    }


def _show(options: argparse.Namespace) -> Answer:
    from workbench.tickets.desk import Desk

    with closing(open_workspace(options)) as workspace:
        desk = Desk(workspace)
        standing = desk.standing(desk.store.get(options.id))
    ticket = standing.ticket
    data = _brief(standing) | {
        "source": ticket.source,
        "body": ticket.body,
        "kind": ticket.kind,
        "resolution": ticket.resolution,
        "reporter": ticket.reporter,
        "closed": time.iso(ticket.closed),
        "labels": list(ticket.labels),
        "duplicate_of": list(ticket.duplicate_of),
        "url": ticket.url,
        "reopened": ticket.reopened,
        "reassigned": ticket.reassigned,
        "made_sla": ticket.made_sla,
        "other": dict(ticket.other),
        "comments": [
            {"time": time.iso(c.time), "author": c.author, "body": c.body, "public": c.public}
            for c in ticket.comments
        ],
        "history": [
            {"time": time.iso(e.time), "kind": e.kind, "old": e.old, "new": e.new,
             "author": e.author}
            for e in ticket.events
        ],
    }  # fmt: skip
    return Answer(data, _page(standing, desk.policy.now()))


def _page(standing: "Standing", now: datetime) -> str:
    ticket = standing.ticket
    age = duration((now - ticket.created).total_seconds()) if ticket.created else "unknown"
    reopened = "unknown" if ticket.reopened is None else str(ticket.reopened)
    lines = [
        f"{ticket.id}  {ticket.title}",
        f"{ticket.level or ticket.priority or 'no priority'}, {ticket.status},"
        f" {standing.sla.words()}, opened {age} ago, reopened: {reopened}",
        f"by {ticket.reporter or 'unknown'}, with {ticket.assignee or 'nobody'}",
        "",
        ticket.body,
    ]
    for comment in ticket.comments:
        lines += ["", f"{comment.author or 'unknown'}, {time.iso(comment.time) or 'undated'}:"]
        lines.append(comment.body)
    return "\n".join(lines)
