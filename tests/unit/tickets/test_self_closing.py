"""Closing by itself: off by default, only for named patterns, listed, reversible, never learnt."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from workbench.core.errors import UserError
from workbench.storage.workspace import Workspace
from workbench.tickets import acting
from workbench.tickets.capture import training_rows
from workbench.tickets.desk import Desk
from workbench.tickets.model import Ticket
from workbench.tickets.self_closing import closed_by_itself
from workbench.tickets.settings import EXAMPLE, read_patterns, read_replies

BACKUP = Ticket("B-1", "jira", "Backup job finished without errors", category="infrastructure")
OTHER = Ticket("B-2", "jira", "The backup is broken")
PATTERN = '[[close]]\nname = "backup ok"\nwords = "^backup job finished without errors"\n'


@pytest.fixture
def desk(tmp_path: Path, user_home: Path) -> Iterator[Desk]:
    with closing(Workspace(tmp_path / "ws")) as workspace:
        made = Desk(workspace)
        made.store.put([BACKUP, OTHER])
        yield made


def switch_on(desk: Desk, more: str = "on = true\n") -> None:
    (desk.workspace.folder / "triage.toml").write_text(PATTERN + more)


def test_nothing_closes_by_itself_without_a_pattern_or_while_it_is_off(desk: Desk) -> None:
    assert desk.close_known() == []
    switch_on(desk, "")
    assert desk.close_known() == []
    assert desk.store.get("B-1").state == "open"


def test_what_fits_a_switched_on_pattern_is_closed_listed_and_never_trains(desk: Desk) -> None:
    switch_on(desk)
    assert desk.close_known() == [("B-1", "backup ok")]
    assert desk.store.get("B-1").state == "resolved"
    assert desk.store.get("B-2").state == "open"
    listed = closed_by_itself(desk.store)
    assert [(one.ticket, one.pattern, one.still_closed) for one in listed] == [
        ("B-1", "backup ok", True)
    ]
    assert training_rows(desk.store.database.connection()) == []


def test_a_reopened_ticket_stays_open_and_listed(desk: Desk) -> None:
    switch_on(desk)
    desk.close_known()
    acting.reopen(desk.store, [desk.store.get("B-1")])
    assert desk.close_known() == []
    ticket = desk.store.get("B-1")
    assert (ticket.state, ticket.resolution) == ("open", None)
    assert [one.still_closed for one in closed_by_itself(desk.store)] == [False]


def test_reopening_can_be_taken_back(desk: Desk) -> None:
    switch_on(desk)
    desk.close_known()
    acting.reopen(desk.store, [desk.store.get("B-1")]).undo()
    assert desk.store.get("B-1").state == "resolved"


def test_a_ticket_that_somebody_has_is_left_alone(desk: Desk) -> None:
    switch_on(desk)
    acting.assign(desk.store, [desk.store.get("B-1")], "Kim")
    assert desk.close_known() == []


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('[[close]]\nname = "x"\n', "a name and words"),
        ('[[close]]\nname = "x"\nwords = "("\n', "is no pattern"),
        ('[[close]]\nname = "x"\nwords = ".*"\n', "fits every ticket"),
        ('[[close]]\nname = "x"\nwords = "y"\non = "yes"\n', "neither true nor false"),
    ],
    ids=["no-words", "bad-pattern", "fits-all", "no-flag"],
)
def test_a_wrong_pattern_is_one_sentence(tmp_path: Path, text: str, said: str) -> None:
    (tmp_path / "triage.toml").write_text(text)
    with pytest.raises(UserError, match=said):
        read_patterns(tmp_path)


def test_the_example_is_off_and_adds_a_ready_reply(tmp_path: Path) -> None:
    (tmp_path / "triage.toml").write_text(EXAMPLE)
    assert [pattern.on for pattern in read_patterns(tmp_path)] == [False]
    assert {"received", "ask for time"} <= set(read_replies(tmp_path))


def test_the_example_stands_in_the_readme() -> None:
    readme = Path(__file__).parents[3] / "README.md"
    assert f"```toml\n{EXAMPLE}```" in readme.read_text(encoding="utf-8")
