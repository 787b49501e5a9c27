"""What one window works with: the workspace and everything its panes share."""

from collections.abc import Callable
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from workbench.core.events import Events
from workbench.core.secrets import Secrets
from workbench.core.settings import Settings
from workbench.core.tasks import Tasks
from workbench.core.undo import UndoStack
from workbench.storage.journal import NAME as JOURNAL_NAME
from workbench.storage.journal import Journal
from workbench.storage.workspace import Workspace
from workbench.ui.task_bridge import TaskBridge

if TYPE_CHECKING:
    from workbench.plugin_host.host import PluginHost


class Services:
    """Made once for each window, closed with it. Raises UserError for an unusable folder."""

    def __init__(self, folder: Path, settings: Settings, *, safe_mode: bool = False) -> None:
        self.settings = settings
        self.safe_mode = safe_mode
        self.workspace = Workspace(folder)
        self.bridge = TaskBridge()
        self.on_error: Callable[[BaseException], None] | None = None
        self.tasks = Tasks(self.bridge.deliver, self._task_failed)
        self.events = Events()
        self.undo = UndoStack()
        self.secrets = Secrets()
        journal = None if self.workspace.read_only else self.workspace.folder / JOURNAL_NAME
        self.journal = Journal(journal)

    @cached_property
    def _plugin_host(self) -> "PluginHost":
        from workbench.plugin_host.default import default_host

        return default_host(
            disabled=self.settings.items("disabled-plugins"), safe_mode=self.safe_mode
        )

    def plugins(self) -> "PluginHost":
        """The plugin host; made (manifests read) at the first call."""
        return self._plugin_host

    def close(self) -> None:
        """End the tasks, keep the typing, free the workspace."""
        self.bridge.close()
        self.tasks.close()
        self.journal.close()
        self.workspace.close()

    def _task_failed(self, error: BaseException) -> None:
        if self.on_error is not None:
            self.on_error(error)
