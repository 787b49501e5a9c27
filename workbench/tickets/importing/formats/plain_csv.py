"""Any CSV: columns are mapped to fields, by the user or by their usual names."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path

from workbench.core.errors import UserError
from workbench.core.progress import Progress
from workbench.tickets.importing.files import Guess, open_table
from workbench.tickets.importing.formats.comment_cells import PUBLIC_COMMENTS, comment_of
from workbench.tickets.importing.formats.csv_rows import Once, Row, lacking, rows
from workbench.tickets.importing.formats.usual_names import USUAL_NAMES, is_in_utc, plain_name
from workbench.tickets.importing.importer import (
    ImportLog,
    ImportOptions,
    Peek,
    TicketImporter,
    add_guesses,
    look_at_stamps,
    reader,
)
from workbench.tickets.importing.stamps import StampReader
from workbench.tickets.model import FINISHED, Ticket
from workbench.tickets.vocabulary import count, level_of, state_of, yes

MOMENTS = ("created", "updated", "resolved", "closed", "first_reply")


def suggest_mapping(
    header: tuple[str, ...], said: Mapping[str, str], file: str = "The file"
) -> dict[str, str]:
    """Field to column: what the user said, then usual names. A column is used once.

    Raises UserError for a field or column that is not there; it names the `file`.
    """
    unknown = [field for field in said if field not in USUAL_NAMES]
    if unknown:
        raise UserError(f"'{unknown[0]}' is not a field.", f"Fields are: {', '.join(USUAL_NAMES)}.")
    exact = {name.casefold().strip(): name for name in reversed(header)}
    usual = {plain_name(name): name for name in reversed(header)}
    mapping: dict[str, str] = {}
    for field, column in said.items():
        found = exact.get(column.casefold().strip()) or usual.get(plain_name(column))
        if found is None:
            raise UserError(
                f"{file} has no column '{column}'.", f"Columns are: {', '.join(header[:30])}."
            )
        mapping[field] = found
    for field, names in USUAL_NAMES.items():
        taken = set(mapping.values())
        known = (usual.get(plain_name(name)) for name in names)
        found = next((name for name in known if name and name not in taken), None)
        if field not in mapping and found is not None:
            mapping[field] = found
    return mapping


def _recognises(seen: Peek) -> bool:
    if not seen.header:
        return False
    mapping = suggest_mapping(seen.header, {})
    return "id" in mapping and bool({"title", "body"} & set(mapping))


def _read(
    path: Path, options: ImportOptions, log: ImportLog, progress: Progress
) -> Iterator[Ticket]:
    first = open_table(path)
    mapping = suggest_mapping(first.header, options.mapping, str(path))
    if "id" not in mapping:
        raise UserError(
            f"{path} has no column for the id.",
            f"Name it with --map id=COLUMN; columns are: {', '.join(first.header[:30])}.",
        )
    stamps = reader(options)
    names = list(first.header)
    dated = [names.index(mapping[field]) for field in MOMENTS if field in mapping]
    table = look_at_stamps(path, stamps, dated)
    add_guesses(log, table.guesses)
    for field, column in mapping.items():
        if field not in options.mapping:
            add_guesses(log, [Guess(field, f"column '{column}'", "by its name")])
    if "comment" in mapping:
        add_guesses(log, [PUBLIC_COMMENTS])
    log.lacking = lacking(mapping)
    columns = Columns(mapping, is_zendesk_view(first.header))
    once = Once(log)
    for row in rows(table, log):
        if row.number % 256 == 0:
            progress.report(row.number, None, "reading tickets")
        if once.accepts(columns.said(row, "id"), row.number):
            ticket = _ticket(row, columns, stamps)
            log.zoneless = stamps.zone_is_guessed
            yield ticket
    add_guesses(log, stamps.guesses())


def is_zendesk_view(header: tuple[str, ...]) -> bool:
    """Whether it is a view that Zendesk wrote: its tags hold no spaces and are parted by them."""
    names = {plain_name(name) for name in header}
    return "summation column" in names or {"requester", "via", "ticket type", "tags"} <= names


class Columns:
    """Which column holds which field, and how its cells are read."""

    def __init__(self, mapping: Mapping[str, str], spaced_tags: bool) -> None:
        self._names = {field: column.lower() for field, column in mapping.items()}
        self._in_utc = {field for field, column in mapping.items() if is_in_utc(column)}
        self._spaced_tags = spaced_tags

    def said(self, row: Row, field: str) -> str | None:
        """What the first of a field's columns says."""
        return row.first(self._names[field]) if field in self._names else None

    def all(self, row: Row, field: str) -> list[str]:
        """What every column of a field's name says."""
        return row.all(self._names[field]) if field in self._names else []

    def moment(self, row: Row, field: str, stamps: StampReader) -> datetime | None:
        """A stamp; a name that ends with '(UTC)' gives stamps without a zone theirs."""
        text = self.said(row, field) or ""
        in_utc = stamps.attempt(f"{text}Z") if text and field in self._in_utc else None
        return in_utc or stamps.read(text)

    def labels(self, row: Row) -> tuple[str, ...]:
        """The labels of all their columns, each once."""
        parts: list[str] = []
        for cell in self.all(row, "labels"):
            bare = cell.strip("[]").replace('"', "") if cell[:1] == "[" else cell
            spaced = self._spaced_tags and "," not in bare
            parts += bare.split() if spaced else bare.split(",")
        return tuple(dict.fromkeys(part.strip() for part in parts if part.strip()))

    def others(self, row: Row) -> dict[str, str]:
        """Every further column that says something; repeated ones joined."""
        taken = set(self._names.values())
        found = {name: "; ".join(row.all(name)) for name in row.names if name not in taken}
        return {name: value for name, value in found.items() if value}

    def texts_without_moment(
        self, row: Row, known: Mapping[str, datetime | None]
    ) -> dict[str, str]:
        """What stands in the columns of moments that a ticket does not get from them."""
        texts = {self._names[f]: self.said(row, f) for f, moment in known.items()
                 if moment is None and f in self._names}  # fmt: skip
        return {name: text for name, text in texts.items() if text}


def _ticket(row: Row, columns: Columns, stamps: StampReader) -> Ticket:
    def said(field: str) -> str | None:
        return columns.said(row, field)

    def moment(field: str) -> datetime | None:
        return columns.moment(row, field, stamps)

    body = said("body") or ""
    status, resolved, closed = said("status") or "", moment("resolved"), moment("closed")
    state = state_of(status, finished=bool(resolved or closed))
    done = state in FINISHED
    known = {field: moment(field) for field in MOMENTS}
    known |= {} if done else {"resolved": None, "closed": None}
    return Ticket(
        id=said("id") or "",
        source="csv",
        title=said("title") or body[:80],
        body=body,
        status=status,
        state=state,
        priority=said("priority"),
        level=level_of(said("priority")),
        kind=said("kind"),
        category=said("category"),
        resolution=said("resolution"),
        assignee=said("assignee"),
        team=said("team"),
        reporter=said("reporter"),
        created=known["created"],
        updated=known["updated"],
        resolved=(resolved or closed) if done else None,
        closed=closed if done else None,
        first_reply=known["first_reply"],
        reopened=count(said("reopened")),
        reassigned=count(said("reassigned")),
        made_sla=yes(said("made_sla")),
        labels=columns.labels(row),
        comments=tuple(comment_of(cell, stamps) for cell in columns.all(row, "comment")),
        other=columns.others(row) | columns.texts_without_moment(row, known),
    )


IMPORTER = TicketImporter("csv", "CSV with any columns", _recognises, _read)
