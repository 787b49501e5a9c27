"""`workbench incident`: the timeline and the report of what happened, from evidence alone."""

import argparse
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

from workbench.cli.output_path import output_path
from workbench.cli.verbs import Answer, Verbs
from workbench.cli.workspaces import open_workspace
from workbench.core.errors import UserError
from workbench.core.jsontypes import JsonValue
from workbench.core.text import table
from workbench.core.time import iso

if TYPE_CHECKING:
    from workbench.core.evidence import Evidence
    from workbench.incidents.timeline import Entry
    from workbench.incidents.wording import Moments
    from workbench.storage.database import Database


def build(parser: argparse.ArgumentParser) -> None:
    """Declare the verbs."""
    verbs = Verbs(parser)
    timeline = verbs.add("timeline", _timeline, "What happened, in order, with its evidence.",
                         example="incident timeline REC-1041")  # fmt: skip
    report = verbs.add(
        "report",
        _report,
        "The report, drafted or as it was edited, every sentence with its evidence.",
        example="incident report REC-1041 --format html --out report.html",
    )
    report.add_argument("--format", choices=("md", "html", "pdf"), default="md")
    report.add_argument(
        "--audience",
        choices=("engineers", "stakeholders"),
        default="engineers",
        help="stakeholders see no pinned evidence and no internal comment",
    )
    report.add_argument(
        "--anew", action="store_true", help="draft it, also where it was edited in the window"
    )
    report.add_argument("-o", "--out", type=output_path, metavar="FILE")
    report.add_argument(
        "--check",
        type=Path,
        metavar="FILE",
        help="an edited report (md): what in it no evidence bears out",
    )
    for verb in (timeline, report):
        verb.add_argument("id", metavar="ID", help="a ticket, or an incident (3 or incident:3)")
        verb.add_argument("--timezone", metavar="ZONE", help="times in this zone as well")


def _timeline(options: argparse.Namespace) -> Answer:
    moments = _moments(options)
    entries = _entries(options)
    rows = [
        (
            f"E{entry.number}",
            moments.words(entry.evidence.time) if entry.evidence.time else "-",
            entry.evidence.kind.replace("-", " "),
            entry.title,
        )
        for entry in entries
    ]
    events: list[JsonValue] = [
        {
            "number": entry.number,
            "time": iso(entry.evidence.time),
            "kind": entry.evidence.kind,
            "title": entry.title,
            "source": entry.evidence.source,
            "text": entry.text,
            "note": entry.note,
            "pinned": None if entry.pinned is None else iso(entry.pinned.pinned_at),
            "intact": None if entry.pinned is None else entry.pinned.intact,
            "sha256": entry.evidence.content_hash,
        }
        for entry in entries
    ]
    return Answer({"id": options.id, "events": events}, table(["", "time", "what", "title"], rows))


def _report(options: argparse.Namespace) -> Answer:
    from workbench.incidents.case import read_case

    moments = _moments(options)
    if options.check is not None:
        return _check(options.check, _entries(options), moments)
    if options.format == "pdf" and options.out is None:
        raise UserError("A PDF is no text for the terminal.", "Name its file with --out FILE.")
    with closing(open_workspace(options)) as workspace:
        about, told = _meant(options, workspace.database)
        case = read_case(
            workspace.database,
            about,
            told,
            name=options.id,
            audience=options.audience,
            moments=moments,
            anew=options.anew,
        )
    if options.out:
        case.write(options.out, options.format)
    sections: list[JsonValue] = [
        {
            "title": part.title,
            "sentences": [
                {"text": one.text, "evidence": list(one.numbers)} for one in part.sentences
            ],
            "missing": part.remarks or None,
        }
        for part in case.parts
    ]
    data: dict[str, JsonValue] = {
        "id": options.id,
        "audience": options.audience,
        "format": options.format,
        "edited": case.edited,
        "file": str(options.out) if options.out else None,
        "sections": sections,
        "text": None if options.out else case.written(options.format),
    }
    how = "as it was edited" if case.edited else "drafted"
    shown = f"The report, {how}, was written to {options.out}."
    return Answer(data, shown if options.out else case.written(options.format).rstrip("\n"))


def _check(file: Path, entries: "tuple[Entry, ...]", moments: "Moments") -> Answer:
    from workbench.incidents.checking import check
    from workbench.incidents.reading import read_parts, without_list

    try:
        text = file.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise UserError(f"{file} is no UTF-8 text.", "Name a report in Markdown.") from error
    found = check(read_parts(without_list(text)), entries, moments)
    lines = [f"line {one.line}: {one.message}: {one.sentence}" for one in found]
    findings: list[JsonValue] = [
        {"line": one.line, "sentence": one.sentence, "message": one.message} for one in found
    ]
    said = "\n".join(lines) or "Every sentence is borne out by its evidence."
    return Answer({"file": str(file), "findings": findings}, said, int(bool(found)))


def _entries(options: argparse.Namespace) -> "tuple[Entry, ...]":
    """What the ticket of that id tells of itself, and what was pinned for that id."""
    from workbench.incidents.pinboard import Pinboard
    from workbench.incidents.timeline import timeline

    with closing(open_workspace(options)) as workspace:
        about, told = _meant(options, workspace.database)
        return timeline(told, Pinboard(workspace.database).all(about))


def _meant(options: argparse.Namespace, database: "Database") -> "tuple[str, list[Evidence]]":
    """The key of the ticket or incident that is meant, and what a ticket tells of itself.

    A ticket and an incident may have the same number: of the bare one the ticket is meant.
    """
    from workbench.incidents.pinboard import Pinboard
    from workbench.tickets.as_evidence import story_of

    name = options.id.removeprefix("ticket:")
    told = story_of(database, name)
    if told:
        return f"ticket:{name}", told
    board = Pinboard(database)
    for key in (options.id, f"ticket:{name}", f"incident:{name}"):
        if board.all(key):
            return key, told
    raise UserError(
        f"There is no ticket '{options.id}', and nothing is pinned for it.",
        "See 'workbench tickets list' for the ids.",
    )


def _moments(options: argparse.Namespace) -> "Moments":
    from workbench.incidents.wording import Moments
    from workbench.tickets.moments import zone_named

    return Moments(zone_named(options.timezone) if options.timezone else None)
