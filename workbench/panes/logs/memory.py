"""What the log pane keeps from one start to the next."""

from typing import TYPE_CHECKING

from workbench.core.jsontypes import JsonObject
from workbench.core.time import now
from workbench.panes.logs.session import MOST_RECENT, RecentLogs, Remembered, remembered

if TYPE_CHECKING:
    from workbench.panes.logs.pane import LogsPane


class Memory:
    """Reads the pane's state and takes it up again."""

    def __init__(self, pane: "LogsPane") -> None:
        self._pane = pane
        self.recent: tuple[RecentLogs, ...] = ()

    def state(self) -> JsonObject:
        """What to remember."""
        return Remembered(
            paths=tuple(str(path) for path in self._pane.log.paths),
            row=self._pane.lines.current or 0,
            wrap=self._pane.lines.wrap,
            columns=self._pane.columns_shown,
            filters=self._pane.log.filters,
            saved=self._pane.log.saved_filters,
            bookmarks=self._pane.log.bookmarks,
            recent=self._with_now(),
            sizes=tuple(self._pane.split.sizes()),
        ).as_json()

    def restore(self, state: JsonObject) -> None:
        """Take up what was remembered, and open the logs again."""
        before = remembered(state)
        self._pane.log.filters = before.filters
        self._pane.log.saved_filters = dict(before.saved)
        self._pane.log.bookmarks = dict(before.bookmarks)
        self.recent = before.recent
        self._pane.lines.set_wrap(before.wrap)
        self._pane.columns_shown = before.columns
        self._pane.wanted_row = before.row
        if len(before.sizes) == 3:
            self._pane.arranged = True
            self._pane.split.setSizes(list(before.sizes))
        paths = RecentLogs(before.paths, "").still_there()
        if paths:
            self._pane.open_logs(paths)
        else:
            self._pane.presenter.show_welcome()

    def remember(self) -> None:
        """Put what is open among the last sessions."""
        self.recent = self._with_now()

    def _with_now(self) -> tuple[RecentLogs, ...]:
        paths = tuple(str(path) for path in self._pane.log.paths)
        if not paths:
            return self.recent
        others = [one for one in self.recent if one.paths != paths]
        return (RecentLogs(paths, now().isoformat()), *others)[:MOST_RECENT]
