"""One incident as it stands: its timeline, its report drafted or edited, what is wrong in that."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from workbench.core.evidence import Evidence
from workbench.incidents.casebook import Casebook
from workbench.incidents.checking import Finding, check
from workbench.incidents.edited import renumbered, written_as_edited
from workbench.incidents.pinboard import Pinboard
from workbench.incidents.reading import Part, read_parts
from workbench.incidents.report import Audience, Report, draft
from workbench.incidents.report_files import Form, markdown_body, write_text, written
from workbench.incidents.timeline import Entry, timeline
from workbench.incidents.wording import Moments
from workbench.storage.database import Database


@dataclass(frozen=True, slots=True)
class Case:
    """Everything that is known of one ticket or incident, and its report for one audience.

    `text` is the report in Markdown, without the list of evidence: as a person left it where
    `edited`, or else as drafted. Its numbers are those of `entries` now, whatever they were when
    it was edited.
    """

    about: str
    audience: Audience
    entries: tuple[Entry, ...]
    report: Report
    text: str
    edited: bool
    findings: tuple[Finding, ...]
    parts: tuple[Part, ...]

    @property
    def cited(self) -> tuple[str, ...]:
        """The content hashes of E1, E2 ..., by which the numbers are found again later."""
        return _hashes(self.entries)

    def written(self, form: Form) -> str:
        """The report with its evidence: as Markdown, or as HTML also where it is to be printed."""
        if self.edited:
            return written_as_edited(self.text, self.report, self.entries, form, len(self.findings))
        return written(self.report, form)

    def write(self, file: Path, form: Form) -> None:
        """Write the report into a file. Raises UserError where a PDF cannot be printed."""
        write_text(file, self.written(form), form)


def read_case(
    database: Database,
    about: str,
    told: Sequence[Evidence],
    *,
    name: str,
    audience: Audience,
    moments: Moments,
    anew: bool = False,
) -> Case:
    """The case of a ticket or incident by its key.

    `name` stands in the report's title, `told` is what the ticket tells of itself; `anew` leaves
    out what a person edited.
    """
    entries = timeline(told, Pinboard(database).all(about))
    report = draft(name, entries, audience, moments)
    kept = None if anew else Casebook(database).edited(about, audience)
    text = markdown_body(report)
    if kept is not None:
        text = renumbered(kept.text, kept.cited, _hashes(entries))
    case = Case(about, audience, entries, report, text, kept is not None, (), ())
    return retyped(case, text, moments)


def retyped(case: Case, text: str, moments: Moments) -> Case:
    """The case with this text for its report, read and checked."""
    parts = read_parts(text)
    return replace(
        case,
        text=text,
        edited=case.edited or text != case.text,
        findings=tuple(check(parts, case.entries, moments)),
        parts=tuple(part for part in parts if part.title),
    )


def _hashes(entries: Sequence[Entry]) -> tuple[str, ...]:
    return tuple(entry.evidence.content_hash for entry in entries)
