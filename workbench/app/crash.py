"""What happens when something unexpected goes wrong: a report, a word to the user, no lost work."""

import faulthandler
import logging
import sys
import threading
import traceback
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import IO

from PySide6.QtCore import QMessageLogContext, QtMsgType, qInstallMessageHandler, qVersion

from workbench import __version__

_LAST_LOG_BYTES = 20_000
_REPORTS_KEPT = 20
FATAL_NAME = "fatal.txt"

_log = logging.getLogger("workbench.crash")
_qt_log = logging.getLogger("workbench.qt")

_LEVELS = {
    QtMsgType.QtDebugMsg: logging.DEBUG,
    QtMsgType.QtInfoMsg: logging.INFO,
    QtMsgType.QtWarningMsg: logging.WARNING,
    QtMsgType.QtCriticalMsg: logging.ERROR,
    QtMsgType.QtFatalMsg: logging.CRITICAL,
}


class CrashWatch:
    """Catches what nothing else caught, on every thread, and writes a report for each.

    `on_report` is called on the GUI thread's behalf with the error and the report's file
    (None when no file could be written).
    """

    def __init__(
        self, folder: Path, on_report: Callable[[BaseException, Path | None], None]
    ) -> None:
        self._folder = folder
        self._on_report = on_report
        self._fatal: IO[str] | None = None
        self._said: set[str] = set()
        self.left_behind = self._earlier_fatal()
        """What a run that died left behind (a crash of Qt or Python itself); empty for none."""

    def install(self) -> None:
        """Watch the process: Python's and Qt's ways of failing."""
        sys.excepthook = self._excepthook
        threading.excepthook = self._thread_excepthook
        qInstallMessageHandler(self._qt_message)
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            self._fatal = (self._folder / FATAL_NAME).open("w", encoding="utf-8")
            faulthandler.enable(self._fatal)
        except OSError as error:
            _log.warning("crashes of Python itself cannot be recorded: %s", error)

    def uninstall(self) -> None:
        """Watch no longer; an orderly end leaves no sign behind."""
        sys.excepthook = sys.__excepthook__
        threading.excepthook = threading.__excepthook__
        qInstallMessageHandler(None)
        if self._fatal is not None:
            faulthandler.disable()
            self._fatal.close()
            (self._folder / FATAL_NAME).unlink(missing_ok=True)
            self._fatal = None

    def report(self, error: BaseException) -> Path | None:
        """Write a report and tell the user; the same fault is told once in a session."""
        text = report_text(error, self._folder)
        file = self._write(text)
        place = _where(error)
        _log.error("unexpected %s at %s; report: %s", type(error).__name__, place, file)
        if place not in self._said:
            self._said.add(place)
            self._on_report(error, file)
        return file

    def _write(self, text: str) -> Path | None:
        stamp = datetime.now(UTC).strftime("%Y%m%d-%H%M%S-%f")
        file = self._folder / f"crash-{stamp}.txt"
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            file.write_text(text, encoding="utf-8")
            for old in sorted(self._folder.glob("crash-*.txt"))[:-_REPORTS_KEPT]:
                old.unlink(missing_ok=True)
        except OSError as problem:
            _log.warning("no crash report could be written: %s", problem)
            return None
        return file

    def _excepthook(
        self, kind: type[BaseException], error: BaseException, trace: TracebackType | None
    ) -> None:
        if issubclass(kind, KeyboardInterrupt):
            sys.__excepthook__(kind, error, trace)
            return
        self.report(error.with_traceback(trace))

    def _thread_excepthook(self, args: threading.ExceptHookArgs) -> None:
        if args.exc_value is not None:
            self.report(args.exc_value)

    def _qt_message(self, kind: QtMsgType, _context: QMessageLogContext, text: str | None) -> None:
        _qt_log.log(_LEVELS.get(kind, logging.WARNING), "%s", text)

    def _earlier_fatal(self) -> str:
        try:
            return (self._folder / FATAL_NAME).read_text(encoding="utf-8").strip()
        except (OSError, UnicodeDecodeError):
            return ""


def report_text(error: BaseException, log_folder: Path) -> str:
    """The report of an error, with secrets masked: versions, trace, the end of the log."""
    import platform

    from workbench.core.applog import FILE_NAME
    from workbench.core.redaction import redact

    trace = "".join(traceback.format_exception(error))
    parts = [
        f"Workbench {__version__}, {datetime.now(UTC).isoformat(timespec='seconds')}",
        f"Python {platform.python_version()}, Qt {qVersion()}, {platform.platform()}",
        "",
        trace,
        "The end of the log:",
        _end_of_log(log_folder / FILE_NAME),
    ]
    return redact("\n".join(parts).replace(str(Path.home()), "~"))


def _end_of_log(file: Path) -> str:
    try:
        return file.read_bytes()[-_LAST_LOG_BYTES:].decode("utf-8", "replace")
    except OSError:
        return "(there is none)"


def _where(error: BaseException) -> str:
    """The innermost place of an error, to tell one fault from another."""
    frames = traceback.extract_tb(error.__traceback__)
    last = frames[-1] if frames else None
    return f"{type(error).__name__} {last.filename}:{last.lineno}" if last else repr(error)
