"""What counts as told by the one who reported a ticket."""

from datetime import UTC, datetime

import pytest

from workbench.tickets.completeness.check import check
from workbench.tickets.model import Comment, Event, Ticket
from workbench.tickets.told import told_of

START = datetime(2026, 3, 9, tzinfo=UTC)


def missing(*comments: Comment) -> list[str]:
    moved = (Event(START, "assignee", "Ann", "Bob"), Event(START, "assignee", None, "Ann"))
    ticket = Ticket("K-1", "jira", "It is broken", reporter="Eva", assignee="Bob",
                    comments=comments, events=moved)  # fmt: skip
    return list(check(told_of(ticket)).missing)


@pytest.mark.parametrize(
    "comment",
    [
        Comment(None, "Bob", "Which version is it, for example version 9.9.9?"),
        Comment(None, "Ann", "We run version 9.9.9."),
        Comment(None, "Zoe", "We run version 9.9.9.", from_desk=True),
        Comment(None, "Zoe", "We run version 9.9.9.", public=False),
    ],
)
def test_what_the_desk_writes_is_not_told_by_the_reporter(comment: Comment) -> None:
    assert "version" in missing(comment)


@pytest.mark.parametrize(
    "comment",
    [
        Comment(None, "Eva", "It is version 9.9.9."),
        Comment(None, None, "It is version 9.9.9."),
        Comment(None, "Max", "It is version 9.9.9 here, too."),
        Comment(None, "Bob", "It is version 9.9.9.", from_desk=False),
    ],
)
def test_what_others_write_is(comment: Comment) -> None:
    assert "version" not in missing(comment)


def test_who_reports_a_ticket_and_holds_it_is_heard() -> None:
    own = Ticket("K-1", "jira", "It is broken", reporter="Bob", assignee="Bob",
                 comments=(Comment(None, "Bob", "It is version 9.9.9."),))  # fmt: skip
    assert "version" not in check(told_of(own)).missing


def test_fields_of_the_helpdesk_tell() -> None:
    fields = {"custom field (model)": "gpt-4o", "affects version/s": "2.4.1", "sprint": "version 7"}
    found = check(told_of(Ticket("K-1", "jira", "It is broken", other=fields)))
    assert found.present["model"].endswith("gpt-4o")
    assert found.present["version"].endswith("2.4.1")
