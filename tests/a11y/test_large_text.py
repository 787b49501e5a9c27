"""At 200 % text on a screen of 1280 x 800 the window fits and no word is cut off, in every pane."""

import shutil
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QSize
from PySide6.QtWidgets import QApplication, QLabel, QProgressBar, QPushButton
from pytestqt.qtbot import QtBot

from tests.a11y.cut import cut_texts
from tests.panes.conftest import settle
from workbench.app.pages import END_PAGES, PAGES
from workbench.app.subject_line import SubjectLine
from workbench.app.window import MainWindow
from workbench.core.errors import UserError
from workbench.core.evidence import Evidence
from workbench.core.paths import resources
from workbench.panes import registry
from workbench.panes.queue.pane import QueuePane
from workbench.tickets.sample import write_sample
from workbench.ui.subject import Subject

SCREEN = QSize(1280, 800)
IDS = [spec.id for spec in [*registry.available(), *PAGES, *END_PAGES]]
Wait = Callable[[MainWindow], None]


@pytest.fixture
def large(window: MainWindow) -> MainWindow:
    """The window with text at 200 % on a small screen."""
    window.services.settings.set("zoom", 200)
    window.resize(SCREEN)
    settle(window)
    return window


@pytest.fixture
def gate() -> Iterator[threading.Event]:
    """A task waits for this event; it is opened at the end whatever happens."""
    event = threading.Event()
    yield event
    event.set()


def assert_fits(window: MainWindow) -> None:
    QApplication.processEvents()
    QApplication.processEvents()  # folding asks for another layout
    least = window.minimumSizeHint()
    assert least.width() <= SCREEN.width() and least.height() <= SCREEN.height()
    assert window.size() == SCREEN, "the window must not grow by itself"
    assert cut_texts(window) == []


@pytest.mark.parametrize("pane_id", IDS)
def test_every_pane_fits_before_anything_is_open(large: MainWindow, pane_id: str) -> None:
    large.show_pane(pane_id)
    assert_fits(large)


@pytest.mark.parametrize("pane_id", IDS)
def test_every_pane_fits_beside_a_full_evidence_dock(large: MainWindow, pane_id: str) -> None:
    large.work_on(Subject("ticket:REC-1114", "Recommendations for the shop are empty since noon"))
    for title in ("The gateway answers 502 since the new schema arrived", "note"):
        large.pin(Evidence("log-lines", title, "model-server.log, lines 48,211 to 48,216"))
    settle(large)
    large.show_pane(pane_id)
    large.show_evidence(visible=True)
    assert_fits(large)


@pytest.mark.parametrize("zoom", [75, 110, 125, 150, 175])
def test_the_evidence_dock_fits_at_every_size_of_text(window: MainWindow, zoom: int) -> None:
    window.resize(SCREEN)
    window.work_on(Subject("ticket:REC-1114", "Recommendations for the shop are empty since noon"))
    for title in ("The gateway answers 502 since the new schema arrived", "note", "third"):
        window.pin(Evidence("log-lines", title, "model-server.log, lines 48,211 to 48,216"))
    settle(window)
    window.services.settings.set("zoom", zoom)
    window.services.settings.set("theme", "contrast-dark")
    settle(window)
    assert_fits(window)
    subject = window.evidence.findChild(SubjectLine)
    assert subject is not None
    assert subject.label.shown == subject.label.text()


def test_a_notice_the_task_list_and_a_long_message_fit(large: MainWindow) -> None:
    large.show_pane("welcome")
    large.show_error(
        UserError("gateway.log has vanished while it was open.", "Open it again, or close it."),
        "Open files …",
        lambda: None,
    )
    large.commands.trigger("view.tasks")
    large.say("Anomaly 2 of 8: a message that was never seen before occurs 1,470 times in a day.")
    assert_fits(large)


def test_a_long_running_task_leaves_room_for_the_rest(
    large: MainWindow, gate: threading.Event, qtbot: QtBot
) -> None:
    large.show_pane("welcome")
    title = "Reading a file with a very long name that nobody would ever read to its end.log"
    large.services.tasks.start(title, lambda _: gate.wait())
    bar = large.status.tasks.findChild(QProgressBar)
    assert bar is not None
    qtbot.waitUntil(bar.isVisible, timeout=60_000)
    assert_fits(large)


def test_the_queue_fits_with_tickets_in_it(large: MainWindow, qtbot: QtBot) -> None:
    write_sample(large.services.workspace)
    large.show_pane("queue")
    queue = large.pane("queue")
    assert isinstance(queue, QueuePane)
    qtbot.waitUntil(lambda: queue.current() is not None, timeout=60_000)
    assert_fits(large)


def test_logs_fit_with_their_anomalies(large: MainWindow, tmp_path: Path, wait_idle: Wait) -> None:
    log = tmp_path / "gateway-of-the-recommendation-service.log"
    lines = [
        f"2026-03-05 09:{n // 60:02}:{n % 60:02},000 INFO request {n} done" for n in range(900)
    ]
    lines[700] = "2026-03-05 09:11:40,000 ERROR feature session_age=41 of user 12 is out of range"
    log.write_text("\n".join(lines), encoding="utf-8")
    large.open_paths([log])
    wait_idle(large)
    assert_fits(large)


def test_an_article_fits_in_the_knowledge_pane(
    workspace_folder: Path, large: MainWindow, wait_idle: Wait
) -> None:
    articles = workspace_folder / "knowledge"
    shutil.copytree(resources() / "sample" / "knowledge", articles, dirs_exist_ok=True)
    large.open_paths([articles / "gateway-502.md"])
    wait_idle(large)
    assert_fits(large)


def test_the_check_sees_what_is_cut_off(large: MainWindow) -> None:
    label = QLabel("a label with far too many words for its width", large.centralWidget())
    label.setGeometry(0, 0, 40, 40)
    label.show()
    button = QPushButton("outside", large.centralWidget())
    button.setGeometry(1260, 0, 300, 40)
    button.show()
    problems = " ".join(cut_texts(large))
    assert "a label with far too many words" in problems
    assert "“outside”: sticks out of" in problems
