"""The running program: the Qt application, its settings and look, its windows, its crash watch."""

import logging
import signal
import sys
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QEvent, QTimer
from PySide6.QtWidgets import QApplication

from workbench import __version__
from workbench.app import featureless as _  # noqa: F401 - before what it makes fast
from workbench.app.crash import CrashWatch
from workbench.app.notices import Notice
from workbench.app.services import Services
from workbench.app.session import (
    restore_session,
    save_session,
    save_session_beside_the_work,
)
from workbench.app.window import MainWindow
from workbench.core import paths
from workbench.core.errors import UserError
from workbench.core.failures import as_user_error
from workbench.core.settings import Settings
from workbench.storage import recent
from workbench.ui.appearance import Appearance
from workbench.ui.garbage import GarbageCollector
from workbench.ui.icons import icon
from workbench.ui.states import State
from workbench.ui.translate import tr

if TYPE_CHECKING:
    from workbench.app.crash_dialog import CrashDialog

SETTINGS_NAME = "settings.toml"
_SAVE_SESSION_EVERY_MS = 30_000
_SECONDS_BETWEEN_SWITCHES = 0.0001
"""How soon a thread of Python that computes lets the window have its turn."""
_log = logging.getLogger("workbench.app")


class Workbench:
    """One process: one application, any number of windows."""

    def __init__(self, *, safe_mode: bool = False, settings: Settings | None = None) -> None:
        """`settings` is given by tests; else they are the user's, or the defaults in safe mode."""
        found = QApplication.instance()
        self.application = (
            found
            if isinstance(found, QApplication)
            else QApplication([*sys.argv[:1], "-style", "Fusion"])
        )
        self.application.setApplicationName("workbench")
        self.application.setApplicationDisplayName("Workbench")
        self.application.setApplicationVersion(__version__)
        self.application.setWindowIcon(icon("workspace"))
        self.collector = GarbageCollector(self.application)
        sys.setswitchinterval(_SECONDS_BETWEEN_SWITCHES)
        self.safe_mode = safe_mode
        self.watch = CrashWatch(paths.user_logs(), self._tell_of_crash)
        self.watch.install()
        file = None if safe_mode else paths.user_config() / SETTINGS_NAME
        self.settings = settings or Settings(file)
        self._plain_font = self.application.font()
        self.appearance = Appearance(self.application, self.settings)
        self.windows: list[MainWindow] = []
        self._dialog: CrashDialog | None = None
        self._saver = QTimer()
        self._saver.setInterval(_SAVE_SESSION_EVERY_MS)
        self._saver.timeout.connect(self.save_sessions)
        self._saver.start()

    def open(self, folder: Path, files: Sequence[Path] = ()) -> MainWindow:
        """Open a window on a workspace. Raises UserError where the folder cannot be used."""
        services = Services(folder, self.settings, safe_mode=self.safe_mode)
        try:
            window = MainWindow(
                services, open_workspace=self._open_another, report_bug=self._report
            )
        except BaseException:
            services.close()
            raise
        self.windows.append(window)
        window.closed.connect(self._window_closed)
        first = not restore_session(window)
        if files:
            window.open_paths([file.absolute() for file in files], prefer="logs")
        elif first or window.current_pane is None:
            window.show_pane("welcome")
        self.appearance.dress(window, window.stack.shelve_next)
        window.show()
        window.afterwards.begin_when_painted(window.windowHandle())
        window.afterwards.add(_start_logging)
        window.afterwards.add(partial(_remember, folder))
        if services.journal.drafts:
            _offer_recovery(window)
        self._tell_of_the_past(window)
        return window

    def run(self) -> int:
        """Run until the last window is closed; the exit code."""
        signal.signal(signal.SIGINT, signal.SIG_DFL)
        if self.windows:
            self.windows[0].afterwards.add(self.warm_up)
        code = self.application.exec()
        self.end()
        return code

    def warm_up(self) -> None:
        """Have the first window make, when it is idle, what the user will ask for."""
        from workbench.app.warm_up import warm_up

        if self.windows:
            warm_up(self.windows[0], self.collector.settle)

    def end(self) -> None:
        """Close what is open and stop watching."""
        for window in list(self.windows):
            window.close()
        self._saver.stop()
        self.watch.uninstall()
        self.appearance.deleteLater()
        self.application.setFont(self._plain_font)
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        self.collector.stop()

    def save_sessions(self) -> None:
        """Remember what is open in every window."""
        for window in self.windows:
            save_session_beside_the_work(window)

    def _open_another(self, folder: Path) -> None:
        self.open(folder)

    def _window_closed(self, window: MainWindow) -> None:
        save_session(window)
        if window in self.windows:
            self.windows.remove(window)
            self.appearance.forget(window)

    def _tell_of_the_past(self, window: MainWindow) -> None:
        """What was wrong with the settings, and whether the last run died."""
        for problem in self.settings.problems:
            window.show_notice(Notice(State.WARNING, problem))
        self.settings.problems.clear()
        if self.watch.left_behind:
            window.show_notice(
                Notice(
                    State.WARNING,
                    tr("The workbench ended abruptly the last time."),
                    tr("If that happens again, start it with --safe-mode."),
                )
            )
            _log.error("the last run died:\n%s", self.watch.left_behind)
            self.watch.left_behind = ""

    def _report(self, error: BaseException) -> None:
        self.watch.report(error)

    def _tell_of_crash(self, error: BaseException, report: Path | None) -> None:
        """Show an expected error politely even where nothing caught it; a bug as a dialog."""
        window = self.windows[-1] if self.windows else None
        if window is None:
            sys.stderr.write(f"workbench: {type(error).__name__}: {error}. Report: {report}\n")
        for each in self.windows:
            each.services.journal.flush()
        expected = as_user_error(error)
        if expected is not None and window is not None:
            _show(window, expected)
            return
        if self._dialog is None and window is not None:
            from workbench.app.crash_dialog import CrashDialog

            self._dialog = CrashDialog(error, report, window)
            self._dialog.finished.connect(self._dialog_closed)
            self._dialog.open()

    def _dialog_closed(self) -> None:
        self._dialog = None


def _offer_recovery(window: MainWindow) -> None:
    from workbench.app.recovery import Recovery

    Recovery(window).offer()


def _remember(folder: Path) -> None:
    """Put the workspace among the recent ones; a disk is slow, and this can wait."""
    try:
        recent.remember_workspace(folder)
    except OSError as error:
        _log.warning("recent workspaces cannot be kept: %s", error)


def _start_logging() -> None:
    """The rotating log; it takes some imports, and messages of Qt before it are few."""
    from workbench.core.applog import start_logging

    start_logging(paths.user_logs())


def _show(window: MainWindow, error: UserError) -> None:
    if error.what:
        window.show_error(error)
