"""The window's entry: reads the command line, opens the window, runs until the last closes."""

import argparse
import gc
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from workbench import __version__
from workbench.core import paths
from workbench.core.errors import UserError
from workbench.storage import recent

EXIT_BAD_INPUT = 2


def main(arguments: Sequence[str]) -> int:
    """`workbench [PATH...]`: open the window, on the given logs if there are any."""
    gc.disable()  # the start leaves hardly any garbage; then the window's own collector collects
    parser = argparse.ArgumentParser(
        prog="workbench", description="Open the window; `workbench --help` lists what runs without."
    )
    parser.add_argument("path", nargs="*", type=Path, help="logs and other files to open")
    parser.add_argument("--workspace", type=Path, metavar="DIR", help="the workspace folder")
    parser.add_argument(
        "--safe-mode", action="store_true", help="default settings, no plugins, no session"
    )
    parser.add_argument("--version", action="version", version=f"workbench {__version__}")
    options = parser.parse_args(arguments)
    missing = [path for path in options.path if not path.exists()]
    if missing:
        return _complain(f"{missing[0]} is not there. Check the name.")
    if not has_display():
        return _complain("There is no display. `workbench --help` lists what runs without one.")
    from workbench.app.application import Workbench

    application = Workbench(safe_mode=options.safe_mode)
    try:
        application.open(options.workspace or default_workspace(), options.path)
    except UserError as error:
        application.end()
        return _complain(str(error))
    return application.run()


def default_workspace() -> Path:
    """The workspace used last, else one in the user's data folder."""
    return next(iter(recent.workspaces()), paths.user_data() / "workspace")


def has_display() -> bool:
    """Whether a window can be opened: Qt would end the process with an abort otherwise."""
    if sys.platform in ("win32", "darwin"):
        return True
    return any(os.environ.get(n) for n in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"))


def _complain(sentence: str) -> int:
    sys.stderr.write(f"workbench: {' '.join(sentence.split())}\n")
    return EXIT_BAD_INPUT
