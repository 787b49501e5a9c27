"""The report of an incident: from evidence alone, and nothing in it that evidence does not bear."""

import json
import os
import subprocess
import sys
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from workbench.cli.main import main
from workbench.core.evidence import Evidence
from workbench.incidents.casebook import Casebook
from workbench.incidents.checking import Finding, check
from workbench.incidents.pinboard import Pinboard
from workbench.incidents.reading import read_parts, without_list
from workbench.incidents.report import Audience, Report, draft
from workbench.incidents.report_files import as_html, as_markdown
from workbench.incidents.timeline import Entry, timeline
from workbench.incidents.wording import Moments
from workbench.storage.workspace import Workspace
from workbench.tickets.as_evidence import story
from workbench.tickets.model import RESOLVED, Comment, Event, Ticket
from workbench.tickets.store import TicketStore

_START = datetime(2026, 3, 6, 6, 54, tzinfo=UTC)
_END = _START + timedelta(hours=3, minutes=6)
_TICKET = Ticket(
    "OPS-7",
    "jira",
    "Checkout is down",
    body="nothing loads, password=hunter22",
    status="Done",
    state=RESOLVED,
    priority="P1",
    resolution="Fixed",
    reporter="lena@shop.example",
    created=_START,
    resolved=_END,
    has_history=True,
    comments=(
        Comment(_START + timedelta(minutes=5), "marek", "blame the network team", public=False),
        Comment(_END, "marek", "The pool holds 200 again."),
    ),
    events=(Event(_END, "status", "Open", "Done", "marek"),),
)
_LOG = Evidence(
    "log-lines",
    "ERROR pool exhausted after 30 s",
    "gateway.log, line 1203",
    _START - timedelta(minutes=42),
    {"text": "06:12:00 ERROR pool exhausted after 30 s token=abcdef123456"},
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A workspace with the ticket and one piece of evidence pinned for it."""
    place = tmp_path / "workspace"
    with closing(Workspace(place)) as workspace:
        TicketStore(workspace.database).put([_TICKET])
        board = Pinboard(workspace.database)
        kept = board.pin(_LOG, "ticket:OPS-7")
        board.annotate(kept.number, "Root cause: the pool held 20 connections, not 200")
        board.pin(replace(_LOG, title="of another ticket"), "ticket:OPS-8")
    return place


def _entries(folder: Path) -> tuple[Entry, ...]:
    with closing(Workspace(folder)) as workspace:
        pinned = Pinboard(workspace.database).all("ticket:OPS-7")
    return timeline(story(_TICKET), pinned)


def _check(text: str, entries: tuple[Entry, ...], moments: Moments) -> list[Finding]:
    return check(read_parts(without_list(text)), entries, moments)


def _sentences(report: Report, section: str) -> list[str]:
    return [one.text for part in report.sections if part.title == section for one in part.sentences]


def test_a_timeline_holds_the_ticket_s_story_and_what_was_pinned_in_order(folder: Path) -> None:
    entries = _entries(folder)
    assert [(entry.number, entry.evidence.kind) for entry in entries] == [
        (1, "log-lines"), (2, "ticket-opened"), (3, "ticket-comment"), (4, "ticket-change"),
        (5, "ticket-comment"), (6, "ticket-state"),
    ]  # fmt: skip
    assert "abcdef123456" not in entries[0].text


def test_every_sentence_names_evidence_that_bears_it_out(folder: Path) -> None:
    entries = _entries(folder)
    for zone in (None, ZoneInfo("Pacific/Auckland")):
        for audience in ("engineers", "stakeholders"):
            moments = Moments(zone)
            report = draft("OPS-7", entries, audience, moments)
            assert all(one.sources for part in report.sections for one in part.sentences)
            assert _check(as_markdown(report), entries, moments) == []


def test_what_happened_is_said_in_words(folder: Path) -> None:
    report = draft("OPS-7", _entries(folder), "engineers", Moments())
    assert _sentences(report, "Summary")[2] == (
        "It was resolved 3 h 6 min after the ticket was opened."
    )
    assert _sentences(report, "Detection") == [
        "The earliest sign is “ERROR pool exhausted after 30 s”, 2026-03-06 06:12:00 UTC,"
        " 42 min before the ticket was opened."
    ]
    assert _sentences(report, "Root cause") == ["The pool held 20 connections, not 200."]
    assert _sentences(report, "Resolution")[1] == (
        "The last comment before: “The pool holds 200 again”."
    )


def test_what_nobody_wrote_is_said_to_be_missing(folder: Path) -> None:
    report = draft("OPS-7", _entries(folder)[1:], "engineers", Moments())
    missing = {part.title: part.missing for part in report.sections if not part.sentences}
    assert set(missing) == {"Impact", "What was seen", "Root cause", "What helped", "Follow-ups"}
    assert missing["Root cause"].startswith("Nobody has confirmed a root cause yet")
    still_open = replace(_TICKET, state="open", status="Open", resolved=None, events=())
    report = draft("OPS-7", timeline(story(still_open), ()), "engineers", Moments())
    said = {part.title: part.missing for part in report.sections}
    assert said["Resolution"] == "It is not resolved, as far as the ticket was read."


def test_stakeholders_see_neither_internal_words_nor_names_nor_logs(folder: Path) -> None:
    report = draft("OPS-7", _entries(folder), "stakeholders", Moments())
    for text in (as_markdown(report), as_html(report)):
        assert "The pool held 20 connections" in text
        for hidden in ("network team", "marek", "lena", "pool exhausted", "gateway", "hunter22"):
            assert hidden not in text


def test_secrets_are_masked_for_engineers_too(folder: Path) -> None:
    report = draft("OPS-7", _entries(folder), "engineers", Moments())
    for text in (as_markdown(report), as_html(report)):
        assert "pool exhausted" in text
        assert "hunter22" not in text and "abcdef123456" not in text


def test_markup_in_evidence_stays_text(folder: Path) -> None:
    hostile = replace(_TICKET, title="<script>alert(1)</script> [x](http://h) # y")
    report = draft("OPS-7", timeline(story(hostile), ()), "engineers", Moments())
    assert "<script>" not in as_html(report)
    assert r"\<script\>" in as_markdown(report) and r"\[x\](http://h)" in as_markdown(report)


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("- It took long.", "no evidence is named"),
        ("- OPS-7 was opened. [E99]", "there is no E99"),
        ("- OPS-9 was opened. [E2]", "'OPS-9' is not in the evidence named"),
        ("- 40 customers could not pay. [E2]", "'40' is not in the evidence named"),
        ("- It began at 07:00:00. [E2]", "'07:00:00' is not in the evidence named"),
        ("- OPS-7 was opened. [E2] Nobody looked.", "no evidence is named"),
    ],
)
def test_an_edited_sentence_is_held_against_its_evidence(
    folder: Path, line: str, message: str
) -> None:
    found = _check(f"# R\n\n{line}\n\n_a remark_\n", _entries(folder), Moments())
    assert [(one.line, one.message) for one in found] == [(3, message)]


def test_an_edited_sentence_may_reckon_with_its_evidence(folder: Path) -> None:
    text = "- From the first error to the ticket it took 42 min. [E1, E2]\n"
    assert _check(text, _entries(folder), Moments()) == []


def test_the_verbs_give_events_and_a_report(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    where = ["--workspace", str(folder)]
    assert main(["incident", "timeline", "OPS-7", "--json", *where]) == 0
    events = json.loads(capsys.readouterr().out)["events"]
    assert [event["number"] for event in events] == [1, 2, 3, 4, 5, 6]
    assert (events[0]["intact"], events[1]["intact"]) == (True, None)
    assert main(["incident", "report", "OPS-7", "--json", *where]) == 0
    sections = json.loads(capsys.readouterr().out)["sections"]
    assert all(one["evidence"] for part in sections for one in part["sentences"])
    assert main(["incident", "report", "OPS-9", *where]) == 2
    assert "There is no ticket 'OPS-9', and nothing is pinned for it." in capsys.readouterr().err
    assert main(["incident", "timeline", "OPS-8", *where]) == 0  # evidence alone will do


def test_an_edited_report_is_checked_by_the_verb(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    where = ["--workspace", str(folder)]
    file = tmp_path / "report.md"
    assert main(["incident", "report", "OPS-7", "--out", str(file), *where]) == 0
    assert main(["incident", "report", "OPS-7", "--check", str(file), *where]) == 0
    file.write_text(file.read_text().replace("3 h 6 min", "2 h"))
    capsys.readouterr()
    assert main(["incident", "report", "OPS-7", "--check", str(file), "--json", *where]) == 1
    (finding,) = json.loads(capsys.readouterr().out)["findings"]
    assert finding["message"] == "'2' is not in the evidence named"


def test_a_pdf_is_printed_without_qt_in_the_verb_itself(folder: Path, tmp_path: Path) -> None:
    file = tmp_path / "report.pdf"
    code = (
        "import sys; from workbench.cli.main import main;"
        f"code = main(['incident', 'report', 'OPS-7', '--format', 'pdf', '--out', {str(file)!r},"
        f" '--workspace', {str(folder)!r}]);"
        "sys.exit(code or any(name.startswith('PySide6') for name in sys.modules))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, env=os.environ, check=False
    )
    assert done.returncode == 0, done.stderr
    assert file.read_bytes().startswith(b"%PDF-") and file.stat().st_size > 5_000


def test_of_a_ticket_and_an_incident_with_one_number_the_ticket_is_meant(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    place = tmp_path / "workspace"
    with closing(Workspace(place)) as workspace:
        TicketStore(workspace.database).put([replace(_TICKET, id="3")])
        board = Pinboard(workspace.database)
        board.pin(replace(_LOG, title="of the ticket"), "ticket:3")
        board.pin(replace(_LOG, title="of the incident"), "incident:3")
        board.pin(replace(_LOG, title="of another incident"), "incident:4")
    said: dict[str, str] = {}
    for name in ("3", "ticket:3", "incident:3", "4"):
        assert main(["incident", "timeline", name, "--workspace", str(place)]) == 0
        said[name] = capsys.readouterr().out
    assert "of the ticket" in said["3"]
    assert "of the incident" not in said["3"]
    assert said["ticket:3"] == said["3"]
    assert "of the incident" in said["incident:3"]
    assert "opened" not in said["incident:3"]
    assert "of another incident" in said["4"]
    assert main(["incident", "timeline", "5", "--workspace", str(place)]) == 2


def test_the_verb_gives_the_report_as_it_was_edited_or_drafts_it_anew(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    command = ["incident", "report", "OPS-7", "--json", "--workspace", str(folder)]
    assert main(command) == 0
    drafted = json.loads(capsys.readouterr().out)
    with closing(Workspace(folder)) as workspace:
        hashes = [entry.evidence.content_hash for entry in _entries(folder)]
        Casebook(workspace.database).keep(
            "ticket:OPS-7", "engineers", "# R\n\n## Summary\n\n- It was the pool. [E1]", hashes
        )
    assert main(command) == 0
    edited = json.loads(capsys.readouterr().out)
    assert (drafted["edited"], edited["edited"]) == (False, True)
    assert edited["sections"] == [
        {
            "title": "Summary",
            "sentences": [{"text": "It was the pool.", "evidence": [1]}],
            "missing": None,
        }
    ]
    assert "## Evidence" in edited["text"]
    assert main([*command, "--anew"]) == 0
    assert json.loads(capsys.readouterr().out) == drafted


@pytest.mark.parametrize("audience", ["engineers", "stakeholders"])
def test_a_drafted_report_reads_back_as_it_was_drafted(folder: Path, audience: Audience) -> None:
    odd = Evidence("note", "Impact: a_b_ # <x> [E9] *all* `y` - - z", "by hand", _START)
    with closing(Workspace(folder)) as workspace:
        Pinboard(workspace.database).pin(odd, "ticket:OPS-7")
    report = draft("OPS-7", _entries(folder), audience, Moments())
    read = [part for part in read_parts(without_list(as_markdown(report))) if part.title]
    assert [
        (part.title, [(one.text, one.numbers) for one in part.sentences], part.remarks)
        for part in read
    ] == [
        (part.title, [(one.text, one.sources) for one in part.sentences], part.missing)
        for part in report.sections
    ]
