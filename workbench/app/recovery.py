"""After a crash: typing that was not saved is offered again, if it differs from what is stored."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Protocol

from workbench.app.notices import Notice
from workbench.core.commands import Command
from workbench.ui.states import State
from workbench.ui.translate import tr

if TYPE_CHECKING:
    from workbench.app.window import MainWindow


class Owner(Protocol):
    """The pane (or dock) to which a draft belongs."""

    def stored_text(self, key: str) -> str | None: ...
    def recover(self, key: str, text: str) -> None: ...


class Recovery:
    """The drafts that an earlier run left in the journal."""

    def __init__(self, window: "MainWindow") -> None:
        self._window = window
        self._journal = window.services.journal
        self._notice: Notice | None = None
        self.drafts: dict[str, str] = {}
        window.commands.add(self._command("recovery.recover", tr("Recover the typing"),
                                          self.recover))  # fmt: skip
        window.commands.add(self._command("recovery.discard", tr("Throw the typing away"),
                                          self.discard))  # fmt: skip

    def offer(self) -> None:
        """Ask about the drafts that differ from what is stored; forget the others quietly."""
        for key, text in self._journal.drafts.items():
            owner = self._owner(key)
            stored = owner.stored_text(key) if owner is not None else None
            if owner is None or (stored or "") == text:
                self._journal.forget(key)
            else:
                self.drafts[key] = text
        if self.drafts:
            self._notice = Notice(
                State.WARNING,
                tr("The workbench ended while you were typing: {what}.", what=self._words()),
                tr("It can be put back where it was."),
                commands=("recovery.recover", "recovery.discard"),
            )
            self._window.show_notice(self._notice)

    def recover(self) -> None:
        """Put every draft back where it was typed."""
        for key, text in self.drafts.items():
            owner = self._owner(key)
            if owner is not None:
                owner.recover(key, text)
        self._done()
        self._window.say(tr("The typing was put back."))

    def discard(self) -> None:
        """Forget the drafts."""
        for key in self.drafts:
            self._journal.forget(key)
        self._done()

    def _done(self) -> None:
        self.drafts = {}
        if self._notice is not None:
            self._window.notices.withdraw(self._notice)

    def _owner(self, key: str) -> Owner | None:
        room = key.partition(":")[0]
        if room == "evidence":
            return self._window.evidence
        return self._window.stack.pane(room) if room in self._window.stack.ids else None

    def _words(self) -> str:
        return "; ".join(
            tr("{count} letters in {place}", count=len(text), place=key.replace(":", " "))
            for key, text in self.drafts.items()
        )

    def _command(self, command_id: str, title: str, run: Callable[[], None]) -> Command:
        return Command(
            id=command_id,
            title=title,
            run=run,
            group="File",
            help=tr("Typing that was not saved when the workbench ended."),
            unavailable=self._why_not,
        )

    def _why_not(self) -> str | None:
        return None if self.drafts else tr("There is no typing to recover.")
