"""A case as it stands: incidents without a ticket, and reports that people edited."""

from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from workbench.core.errors import UserError
from workbench.core.evidence import Evidence
from workbench.incidents.case import Case, read_case
from workbench.incidents.casebook import Casebook
from workbench.incidents.edited import renumbered, update_of
from workbench.incidents.pinboard import Pinboard
from workbench.incidents.reading import read_parts
from workbench.incidents.report import Audience
from workbench.incidents.wording import Moments
from workbench.storage.workspace import Workspace

_NOON = datetime(2026, 3, 6, 12, 0, tzinfo=UTC)
_LOG = Evidence("log-lines", "502 from the gateway", "gateway.log, line 3", _NOON,
                {"text": "12:00 502"})  # fmt: skip
_ABOUT = "incident:1"


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    with closing(Workspace(tmp_path / "workspace")) as opened:
        yield opened


def _read(workspace: Workspace, audience: Audience = "engineers") -> Case:
    return read_case(
        workspace.database, _ABOUT, (), name="incident 1", audience=audience, moments=Moments()
    )


def test_an_incident_is_started_named_taken_away_and_put_back(workspace: Workspace) -> None:
    book = Casebook(workspace.database)
    first = book.start("Gateway answers 502")
    second = book.start("Odd recommendations")
    assert [one.about for one in book.incidents()] == [second.about, first.about]
    assert first.about == _ABOUT
    book.remove(first.number)
    assert [one.title for one in book.incidents()] == ["Odd recommendations"]
    book.put_back(first.number)
    assert len(book.incidents()) == 2


def test_a_workspace_that_cannot_be_written_and_never_had_an_incident_has_none(
    tmp_path: Path,
) -> None:
    with closing(Workspace(tmp_path / "workspace")) as first:
        Pinboard(first.database)
        with closing(Workspace(tmp_path / "workspace")) as second:
            book = Casebook(second.database)
            assert second.read_only
            assert book.incidents() == []
            assert book.edited(_ABOUT, "engineers") is None
            with pytest.raises(UserError):
                book.start("Gateway")


def test_without_a_ticket_notes_say_what_happened_and_their_absence_is_said(
    workspace: Workspace,
) -> None:
    board = Pinboard(workspace.database)
    board.pin(_LOG, _ABOUT)
    assert "No ticket tells what happened" in _read(workspace).text
    board.pin(Evidence("note", "Summary: the pool was too small", "written by hand",
                       _NOON + timedelta(minutes=5)), _ABOUT)  # fmt: skip
    case = _read(workspace)
    assert "- The pool was too small. [E2]" in case.text
    assert case.findings == ()
    assert "502" not in _read(workspace, "stakeholders").text


def test_an_edited_report_is_kept_for_its_audience_and_can_be_drafted_anew(
    workspace: Workspace,
) -> None:
    Pinboard(workspace.database).pin(_LOG, _ABOUT)
    drafted = _read(workspace)
    book = Casebook(workspace.database)
    book.keep(_ABOUT, "engineers", "## Summary\n\n- It broke at 13:47. [E1]", drafted.cited)
    edited = _read(workspace)
    assert edited.edited
    assert [(one.line, one.message) for one in edited.findings] == [
        (3, "'13:47' is not in the evidence named")
    ]
    assert not _read(workspace, "stakeholders").edited
    book.discard(_ABOUT, "engineers")
    assert _read(workspace) == drafted


def test_nothing_that_was_edited_escapes_the_check_below_a_heading_of_that_name(
    workspace: Workspace,
) -> None:
    Pinboard(workspace.database).pin(_LOG, _ABOUT)
    text = "## Summary\n\n- Seen. [E1]\n\n## Evidence\n\n- Nobody saw it."
    Casebook(workspace.database).keep(_ABOUT, "engineers", text, _read(workspace).cited)
    assert [one.message for one in _read(workspace).findings] == ["no evidence is named"]


def test_an_edited_report_goes_on_citing_the_same_evidence(workspace: Workspace) -> None:
    board = Pinboard(workspace.database)
    kept = board.pin(_LOG, _ABOUT)
    text = "## Summary\n\n- The gateway answered 502. [E1]"
    Casebook(workspace.database).keep(_ABOUT, "engineers", text, _read(workspace).cited)
    board.pin(replace(_LOG, title="Earlier", time=_NOON - timedelta(hours=1)), _ABOUT)
    assert "502. [E2]" in _read(workspace).text
    board.remove(kept.number)
    case = _read(workspace)
    assert "502. [E0]" in case.text
    assert [one.message for one in case.findings] == ["there is no E0"]


def test_numbers_move_together_and_twice_the_same_piece_stays_two() -> None:
    text = "A [E1, E3]. B [E2]. Not one of ours: E1, [E1 or E2], [Ex]."
    moved = renumbered(text, ["a", "b", "a"], ["x", "a", "b", "a"])
    assert moved == "A [E2, E4]. B [E3]. Not one of ours: E1, [E1 or E2], [Ex]."


def test_parts_say_what_is_written_and_what_is_missing() -> None:
    body = (
        "Above. [E1]\n# R\n\n## Summary\n\n- One. [E1] Two [E1, E2].\n- a\\_b\n\n"
        "## Root cause\n\n_Nobody knows._\n"
    )
    above, summary, cause = read_parts(body)
    assert (above.title, [one.text for one in above.sentences]) == ("", ["Above."])
    assert (summary.title, summary.line) == ("Summary", 4)
    assert [(one.line, one.text, one.numbers) for one in summary.sentences] == [
        (6, "One.", (1,)),
        (6, "Two", (1, 2)),
        (7, "a_b", ()),
    ]
    assert (cause.title, cause.sentences, cause.remarks) == ("Root cause", (), "Nobody knows.")


def test_an_edited_report_is_written_with_the_evidence_that_its_audience_may_see(
    workspace: Workspace, tmp_path: Path
) -> None:
    board = Pinboard(workspace.database)
    board.pin(_LOG, _ABOUT)
    board.pin(replace(_LOG, title="Not cited"), _ABOUT)
    book = Casebook(workspace.database)
    for audience in ("engineers", "stakeholders"):
        text = "# Report\n\n<script>alert(1)</script> It broke 77 times. [E1]"
        book.keep(_ABOUT, audience, text, _read(workspace).cited)
    markdown, page = tmp_path / "report.md", tmp_path / "report.html"
    _read(workspace).write(markdown, "md")
    assert "- E2: Not cited" in markdown.read_text()
    assert "edited by hand, and in 2 places no evidence bears it out" in markdown.read_text()
    _read(workspace, "stakeholders").write(page, "html")
    shown = page.read_text()
    assert '[<a href="#e1">E1</a>]' in shown
    assert "&lt;script&gt;" in shown
    assert "502" not in shown
    assert "Not cited" not in shown


def test_an_update_says_in_a_few_lines_what_those_who_wait_should_know() -> None:
    body = (
        "# R\n\n## Summary\n\n- A-1 opened: x\\_y is down. [E1]\n- It began at 8. [E1, E2]\n\n"
        "## Impact\n\n_Not in it yet._\n\n## Timeline\n\n- 08:00: much. [E1]\n\n"
        "## Resolution\n\n_It is not resolved, as far as the ticket was read._\n"
    )
    assert update_of(read_parts(body)) == (
        "A-1 opened: x_y is down. It began at 8.\n"
        "It is not resolved, as far as the ticket was read."
    )
    assert update_of(read_parts("# R\n\n## Timeline\n\n- 08:00. [E1]")) == ""
