"""Undo, events, evidence, text and secrets behave as their users expect."""

from datetime import UTC, datetime

import keyring
import pytest
from keyring.backend import KeyringBackend
from keyring.errors import InitError, NoKeyringError

from workbench.core.events import Events
from workbench.core.evidence import Evidence
from workbench.core.secrets import KeyringLocked, NoKeyring, Secrets
from workbench.core.text import duration, size, table
from workbench.core.undo import Change, UndoStack


def test_undo_names_what_it_takes_back_and_redo_makes_it_again():
    values, stack = [], UndoStack()
    stack.do(Change("add a", undo=values.pop, redo=lambda: values.append("a")))
    assert stack.undo_name == "add a"
    assert stack.undo() == "add a"
    assert values == []
    assert stack.redo() == "add a"
    assert values == ["a"]
    assert UndoStack().undo() is None


def test_a_new_change_forgets_what_was_undone():
    stack = UndoStack()
    nothing = lambda: None  # noqa: E731 - the change itself does not matter here
    stack.do(Change("one", nothing, nothing))
    stack.undo()
    stack.do(Change("two", nothing, nothing))
    assert stack.redo_name is None


def test_an_event_reaches_the_listeners_of_its_type_only():
    events, heard = Events(), []
    stop = events.subscribe(str, heard.append)
    events.publish("ticket closed")
    events.publish(7)
    stop()
    events.publish("again")
    assert heard == ["ticket closed"]


def test_evidence_with_equal_content_has_an_equal_hash():
    moment = datetime(2026, 3, 6, 2, 40, tzinfo=UTC)
    one = Evidence("log-lines", "502s", "gateway.log, line 3", moment, {"text": "a", "n": 1})
    same = Evidence("log-lines", "502s", "gateway.log, line 3", moment, {"n": 1, "text": "a"})
    other = Evidence("log-lines", "502s", "gateway.log, line 4", moment, {"text": "a", "n": 1})
    assert one.content_hash == same.content_hash != other.content_hash


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0, "0 s"),
        (59.6, "1 min"),
        (4800, "1 h 20 min"),
        (273_600, "3 d 4 h"),
        (-90, "1 min 30 s"),
        (250 * 86_400 + 4000, "250 d"),
    ],
)
def test_durations_in_words(seconds, words):
    assert duration(seconds) == words


def test_sizes_and_tables():
    assert [size(n) for n in (0, 999, 1_200_000_000)] == ["0 B", "999 B", "1.2 GB"]
    assert table(["name", "n"], [("a", 1), ("bb", 20)]) == "name   n\na      1\nbb    20"


class MemoryKeyring(KeyringBackend):
    priority = 1

    def __init__(self, failure=None):
        self.values, self.failure = {}, failure

    def get_password(self, service, username):
        if self.failure:
            raise self.failure
        return self.values.get((service, username))

    def set_password(self, service, username, password):
        if self.failure:
            raise self.failure
        self.values[service, username] = password

    def delete_password(self, service, username):
        del self.values[service, username]


@pytest.fixture
def use_keyring():
    before = keyring.get_keyring()
    yield keyring.set_keyring
    keyring.set_keyring(before)


def test_a_secret_is_kept_in_the_keyring_and_forgotten(use_keyring):
    use_keyring(MemoryKeyring())
    secrets = Secrets()
    secrets.set("jira", "t0ken")
    assert Secrets().get("jira") == "t0ken"
    secrets.delete("jira")
    assert secrets.get("jira") is None


def test_no_keyring_and_a_locked_one_are_two_errors_with_a_way_out(use_keyring):
    secrets = Secrets()
    use_keyring(MemoryKeyring(NoKeyringError()))
    with pytest.raises(NoKeyring, match="this session only"):
        secrets.set("jira", "t0ken")
    use_keyring(MemoryKeyring(InitError("Prompt dismissed")))
    with pytest.raises(KeyringLocked, match="Unlock"):
        secrets.set("jira", "t0ken")
    secrets.set("jira", "t0ken", this_session_only=True)
    assert secrets.get("jira") == "t0ken"
