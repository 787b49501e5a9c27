"""Run by bench_knowledge: types in a 60 KB article, in a whole window with everything on.

Prints one JSON object: milliseconds from each key to the repainted editor, counted from when
the key was pressed, whatever the window was busy with then; and those to show the preview.
"""

import json
import os
import random
import sys
import tempfile
import time
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
_HOME = tempfile.TemporaryDirectory(prefix="workbench-typing-")
os.environ["WORKBENCH_HOME"] = _HOME.name

from PySide6.QtCore import QEventLoop, QTimer  # noqa: E402
from PySide6.QtTest import QTest  # noqa: E402

from workbench.app.application import Workbench  # noqa: E402
from workbench.app.window import MainWindow  # noqa: E402
from workbench.core.settings import Settings  # noqa: E402
from workbench.panes.knowledge.pane import KnowledgePane  # noqa: E402
from workbench.panes.knowledge.preview import render  # noqa: E402

_PAGE_BYTES = 60_000
_SENTENCE = "the latency of the gateway climbs and the model answers late. "
_BETWEEN_KEYS_MS = (60, 90, 120, 150)
_BETWEEN_WORDS_MS = (150, 300, 700, 1200)


def main() -> None:
    """Open the page, change it, type in it."""
    folder = Path(_HOME.name) / "workspace"
    (folder / "knowledge").mkdir(parents=True)
    (folder / "knowledge" / "long.md").write_text(long_page(), encoding="utf-8")
    program = Workbench(settings=Settings(None))
    program.watch.uninstall()
    window = program.open(folder)
    pane = _opened(window)
    preview, preview_cpu = _previews(pane)
    keys, keys_cpu = _typed(pane)
    print(json.dumps({"preview": preview, "preview_cpu": preview_cpu, "keys": keys,
                      "keys_cpu": keys_cpu}))  # fmt: skip
    program.end()


def long_page() -> str:
    """A runbook of 60 KB: prose, lists, tables, code."""
    part = (
        "## Part {0}\n\nThe *gateway* answers `502` when the [model](model.md) is slow. Restart it,"
        " then wait.\n\n- [ ] Look at the log\n- [ ] Compare with yesterday\n\n"
        "| what | normal |\n|---|---|\n| latency | 300 ms |\n\n```sh\nkubectl get pods\n```\n\n"
    )
    parts = [part.format(number) for number in range(_PAGE_BYTES // len(part))]
    return "---\nkind: runbook\nowner: Mara\n---\n# Long page\n\n" + "".join(parts)


def _opened(window: MainWindow) -> KnowledgePane:
    window.resize(1280, 800)
    window.show_pane("knowledge")
    pane = window.pane("knowledge")
    assert isinstance(pane, KnowledgePane)
    _until_idle(window)
    pane.open_article("long.md")
    _until_idle(window)
    pane.go_to_line(len(pane.editor.text().split("\n")) // 2)
    pane.editor.setFocus()
    _run_loop(500)
    return pane


def _previews(pane: KnowledgePane) -> tuple[list[float], list[float]]:
    """To render and show the page again after a change in it."""
    wall: list[float] = []
    cpu: list[float] = []
    for number in range(7):
        text = pane.editor.text().replace("when the", f"when {number} the", 1)
        began, began_cpu = time.perf_counter(), time.thread_time()
        pane.preview.show_page(render(text), Path())
        pane.preview.viewport().repaint()
        wall.append(1000 * (time.perf_counter() - began))
        cpu.append(1000 * (time.thread_time() - began_cpu))
    return wall, cpu


def _typed(pane: KnowledgePane) -> tuple[list[float], list[float]]:
    chance = random.Random(3)
    wall: list[float] = []
    cpu: list[float] = []
    due = time.perf_counter()
    for letter in _SENTENCE * 2:
        pauses = _BETWEEN_WORDS_MS if letter == " " else _BETWEEN_KEYS_MS
        due = max(due, time.perf_counter()) + chance.choice(pauses) / 1000
        _run_loop(max(0, int(1000 * (due - time.perf_counter()))))
        began = time.thread_time()
        QTest.keyClicks(pane.editor, letter)
        pane.editor.viewport().repaint()
        wall.append(1000 * (time.perf_counter() - due))
        cpu.append(1000 * (time.thread_time() - began))
    return wall, cpu


def _until_idle(window: MainWindow) -> None:
    _run_loop(500)
    while window.services.tasks.running:
        _run_loop(100)


def _run_loop(milliseconds: int) -> None:
    loop = QEventLoop()
    QTimer.singleShot(milliseconds, loop.quit)
    loop.exec()


if __name__ == "__main__":
    sys.exit(main())
