"""What the window offers to its panes, and what it hands to each of them."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, Protocol, TypeVar

from workbench.core.errors import UserError
from workbench.core.events import Events
from workbench.core.evidence import Evidence
from workbench.core.secrets import Secrets
from workbench.core.settings import Settings
from workbench.core.tasks import Tasks
from workbench.core.undo import UndoStack
from workbench.storage.journal import Journal
from workbench.storage.workspace import Workspace
from workbench.ui.command_bridge import CommandBridge
from workbench.ui.subject import Subject
from workbench.ui.translate import tr

if TYPE_CHECKING:
    from workbench.plugin_host.host import PluginHost


ResultT = TypeVar("ResultT")


class Shell(Protocol):
    """The window, as a pane sees it."""

    def say(self, sentence: str) -> None:
        """Show a sentence in the status line and announce it politely."""
        ...

    def show_error(
        self, error: UserError, help_title: str = "", help_with: Callable[[], None] | None = None
    ) -> None:
        """Show an expected error above the pane, with a button for the next step if there is one.

        Commands and tasks need not call it: a UserError they raise arrives here by itself.
        """
        ...

    def pin(self, evidence: Evidence, about: str = "") -> None:
        """Put evidence into the evidence dock (can be undone).

        `about` says for what it is kept: "ticket:ID", "incident:NUMBER"; without it that is
        what the user works on.
        """
        ...

    def work_on(self, subject: Subject) -> None:
        """A ticket or incident was opened: evidence pinned in any pane is kept for it."""
        ...

    def keep_for(self, subject: Subject | None) -> None:
        """Evidence is kept for this from now on, whatever ticket is opened; None: for that."""
        ...

    @property
    def at_work(self) -> Subject | None:
        """The ticket or incident that evidence is kept for; `SubjectChanged` tells of another."""
        ...

    def show_pane(self, pane_id: str) -> None:
        """Bring a pane to the front and move the focus into it."""
        ...

    def open_in(self, pane_id: str, evidence: Evidence) -> None:
        """Show a pane and hand it evidence (from another pane) to open."""
        ...

    def remember_file(self, path: Path) -> None:
        """Put a file among the recent ones, which quick open (Ctrl+P) offers."""
        ...

    def ask_files(self, title: str, kinds: str = "") -> list[Path]:
        """Let the user choose files; `kinds` as in "Tables (*.csv *.parquet)"; may be empty."""
        ...

    def ask_folder(self, title: str) -> Path | None:
        """Let the user choose a folder."""
        ...

    def ask_save(self, title: str, name: str, kinds: str = "") -> Path | None:
        """Let the user choose where to write; `name` is proposed."""
        ...

    def ask_text(self, title: str, label: str, text: str = "") -> str | None:
        """Ask for one line of text; None when the user declined."""
        ...

    def confirm(self, question: str, consequence: str, yes: str) -> bool:
        """Ask before what cannot be undone; `yes` names the deed ("Delete 3 requests")."""
        ...


class PaneContext(NamedTuple):
    """Everything a pane may use, given to it when it is made.

    `plugins` makes the plugin host at its first call (that reads the manifests).
    `undo` takes every change the user makes, by name. `journal` keeps typing that is
    not saved yet. Colours and sizes come from `workbench.ui.look.look()`.
    """

    workspace: Workspace
    settings: Settings
    tasks: Tasks
    commands: CommandBridge
    events: Events
    undo: UndoStack
    secrets: Secrets
    journal: Journal
    plugins: Callable[[], "PluginHost"]
    shell: Shell

    def save(
        self, work: Callable[[], ResultT], on_done: Callable[[ResultT], None] | None = None
    ) -> None:
        """Change the workspace's database away from the GUI thread, after all earlier changes.

        An import may hold the database for seconds: the window goes on, and the change
        follows. A UserError of `work` is shown.
        """
        self.tasks.start(tr("Saving"), lambda _progress: work(), on_done=on_done, in_order=True)
