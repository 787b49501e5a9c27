"""`python -m tests.gallery OUT_DIR [--pane ID] [--theme NAME [--zoom 200]]`: all of it in pictures.

Every pane with the sample's data in it, in every theme at 1280x800, and in the light theme
at 200 % zoom. A file tests/gallery/scenes_NAME.py may hold `scenes(window)`: a generator
that brings its panes into a state worth a picture and yields the picture's name each time.
It yields again while work is under way: the gallery waits until the window is idle.
"""

import argparse
import importlib
import os
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
_HOME = tempfile.TemporaryDirectory(prefix="workbench-gallery-")
os.environ["WORKBENCH_HOME"] = _HOME.name

from PySide6.QtCore import QEventLoop, QTimer  # noqa: E402 - the platform comes first
from PySide6.QtGui import QPainter, QPixmap  # noqa: E402
from PySide6.QtWidgets import QDialog  # noqa: E402

from workbench.app.application import Workbench  # noqa: E402
from workbench.app.window import MainWindow  # noqa: E402
from workbench.core.progress import Progress  # noqa: E402
from workbench.core.settings import Settings  # noqa: E402
from workbench.sample.workspace import make_sample  # noqa: E402
from workbench.ui.theme import NAMES  # noqa: E402

_FOLDER = Path(__file__).parent
_LONGEST_WAIT_SECONDS = 60.0
_SETTLE_MS = 120


def main() -> int:
    """Make the pictures and print their names."""
    parser = argparse.ArgumentParser(prog="python -m tests.gallery", description=__doc__)
    parser.add_argument("out", type=Path, help="folder for the PNG files")
    parser.add_argument("--pane", help="only pictures whose name begins with this")
    parser.add_argument("--theme", choices=NAMES, help="only this theme")
    parser.add_argument("--zoom", type=int, default=100, help="with --theme: per cent")
    parser.add_argument("--workspace", type=Path, help="a sample workspace that exists already")
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    folder = options.workspace or Path(_HOME.name) / "sample"
    if not folder.exists():
        make_sample(folder, Progress())
    looks = [(theme, 100) for theme in NAMES] + [("light", 200)]
    for theme, zoom in [(options.theme, options.zoom)] if options.theme else looks:
        for name, window in pictures(folder, theme, zoom, options.pane or ""):
            file = options.out / f"{name}-{theme}{'' if zoom == 100 else f'-{zoom}'}.png"
            picture_of(window).save(str(file))
            print(file)
    return 0


def pictures(folder: Path, theme: str, zoom: int, only: str) -> Iterator[tuple[str, MainWindow]]:
    """Open a window of that look and go through all scenes."""
    settings = Settings(None)
    settings.set("theme", theme)
    settings.set("zoom", zoom)
    settings.set("restore-session", False)
    program = Workbench(settings=settings)
    program.watch.uninstall()
    window = program.open(folder)
    window.resize(1280, 800)
    seen: set[str] = set()
    for module in sorted(_FOLDER.glob("scenes_*.py")):
        room = module.stem.removeprefix("scenes_")
        if (
            only
            and not only.startswith(room)
            and not room.startswith(only.split("-", maxsplit=1)[0])
        ):
            continue
        for name in importlib.import_module(f"tests.gallery.{module.stem}").scenes(window):
            seen.add(name.split("-")[0])
            if name.startswith(only):
                wait_until_idle(window)
                yield name, window
    for spec in window.specs:
        if spec.id not in seen and spec.id.startswith(only):
            window.show_pane(spec.id)
            wait_until_idle(window)
            yield spec.id, window
    program.end()


def picture_of(window: MainWindow) -> QPixmap:
    """The window with the palette or dialog that stands over it."""
    picture = window.grab()
    painter = QPainter(picture)
    for dialog in window.findChildren(QDialog):
        if dialog.isVisible():
            corner = dialog.geometry().topLeft() - window.geometry().topLeft()
            painter.drawPixmap(corner, dialog.grab())
    painter.end()
    return picture


def wait_until_idle(window: MainWindow) -> None:
    """Run the event loop until no task is under way and the window is painted."""
    end = time.monotonic() + _LONGEST_WAIT_SECONDS
    _run_loop(_SETTLE_MS)
    while window.services.tasks.running or window.services.bridge.waiting:
        if time.monotonic() > end:
            titles = [task.title for task in window.services.tasks.running]
            sys.stderr.write(f"still under way: {titles}\n")
            return
        _run_loop(_SETTLE_MS)
    _run_loop(_SETTLE_MS)


def _run_loop(milliseconds: int) -> None:
    loop = QEventLoop()
    QTimer.singleShot(milliseconds, loop.quit)
    loop.exec()


if __name__ == "__main__":
    sys.exit(main())
