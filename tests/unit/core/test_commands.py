"""The command registry keeps commands apart and says why one cannot run."""

import pytest

from workbench.core.commands import Command, CommandRegistry
from workbench.core.errors import UserError


def command(command_id: str, shortcut: str = "", scope: str = "", **more) -> Command:
    return Command(command_id, command_id, more.pop("run", lambda: None), "File",
                   shortcut=shortcut, scope=scope, **more)  # fmt: skip


def test_a_command_runs_and_the_listeners_hear_of_it():
    registry, heard = CommandRegistry(), []
    registry.add(command("a.one", run=lambda: heard.append("ran")))
    registry.on_run(lambda ran: heard.append(ran.id))
    registry.run("a.one")
    assert heard == ["ran", "a.one"]
    assert registry.recent() == ["a.one"]


def test_an_id_can_be_taken_only_once():
    registry = CommandRegistry()
    registry.add(command("a.one"))
    with pytest.raises(ValueError, match=r"a\.one"):
        registry.add(command("a.one"))


def test_a_shortcut_may_mean_different_things_in_two_panes_but_not_in_one():
    registry = CommandRegistry()
    registry.add(command("logs.next", "F8", "logs"))
    registry.add(command("drift.next", "F8", "drift"))
    with pytest.raises(ValueError, match="F8"):
        registry.add(command("logs.other", "F8", "logs"))
    with pytest.raises(ValueError, match="F8"):
        registry.add(command("app.everywhere", "F8"))


def test_an_unavailable_command_says_why_and_does_not_run():
    registry, ran = CommandRegistry(), []
    registry.add(command("a.one", run=lambda: ran.append(1), unavailable=lambda: "No log is open."))
    with pytest.raises(UserError, match="No log is open"):
        registry.run("a.one")
    assert not ran


def test_a_pane_sees_its_own_commands_and_those_for_everywhere():
    registry = CommandRegistry()
    registry.add_all(
        [command("app.a"), command("logs.b", scope="logs"), command("kb.c", scope="kb")]
    )
    assert [c.id for c in registry.in_scope("logs")] == ["app.a", "logs.b"]
