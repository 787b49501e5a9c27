"""What the incidents pane reads and changes, away from the GUI thread."""

from zoneinfo import ZoneInfo

from workbench.incidents.case import Case, read_case
from workbench.incidents.casebook import Casebook, Incident
from workbench.incidents.report import Audience
from workbench.incidents.wording import Moments
from workbench.storage.workspace import Workspace
from workbench.tickets.as_evidence import story_of
from workbench.ui.subject import Subject


def moments_in(zone: str) -> Moments:
    """How moments are written for a reader in a time zone, or in UTC alone where it is empty."""
    return Moments(ZoneInfo(zone) if zone else None)


def read(workspace: Workspace, subject: Subject, audience: Audience, zone: str) -> Case:
    """The case of what is worked on; `zone` names the reader's time zone, empty for UTC alone."""
    database = workspace.database
    is_ticket = subject.about.startswith("ticket:")
    told = story_of(database, subject.name) if is_ticket else []
    title = f": {subject.title}" if subject.title else ""
    return read_case(
        database,
        subject.about,
        told,
        name=f"{subject.name if is_ticket else subject.words}{title}",
        audience=audience,
        moments=moments_in(zone),
    )


def read_incidents(workspace: Workspace) -> list[Incident]:
    """Every incident that was started, the latest first."""
    return Casebook(workspace.database).incidents()


def stored_report(workspace: Workspace, about: str, audience: str) -> str | None:
    """The report of a ticket or incident as it was last kept; None where nobody edited it."""
    kept = Casebook(workspace.database).edited(about, audience)
    return None if kept is None else kept.text


def keep_report(workspace: Workspace, about: str, audience: str, text: str) -> None:
    """Keep a report that cites the evidence by the numbers that it has now."""
    case = read(workspace, Subject(about), "engineers", "")
    Casebook(workspace.database).keep(about, audience, text, case.cited)


def subject_of(incident: Incident) -> Subject:
    """What evidence is kept for."""
    return Subject(incident.about, incident.title)
