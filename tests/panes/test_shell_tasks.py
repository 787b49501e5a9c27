"""Background work in the window: signs, cancel, errors, and the one bridge to the GUI thread."""

import threading
from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import QThread
from pytestqt.qtbot import QtBot

from workbench.app.window import MainWindow
from workbench.core.errors import UserError
from workbench.core.progress import Progress
from workbench.ui.task_bridge import TaskBridge


@pytest.fixture
def gate() -> Iterator[threading.Event]:
    """A task waits for this event; it is opened at the end whatever happens."""
    event = threading.Event()
    yield event
    event.set()


def until(gate: threading.Event) -> Callable[[Progress], str]:
    def work(progress: Progress) -> str:
        progress.report(45, 100, "90,000 lines")
        while not gate.wait(0.01):
            progress.check()
        return "done"

    return work


def test_a_result_arrives_on_the_gui_thread(window: MainWindow, qtbot: QtBot) -> None:
    arrived: list[bool] = []

    def take(_: None) -> None:
        arrived.append(QThread.currentThread() is window.thread())

    window.services.tasks.start("Reading", lambda _: None, on_done=take)
    qtbot.waitUntil(lambda: arrived == [True], timeout=60_000)


def test_a_short_task_leaves_no_sign_and_a_longer_one_says_how_far_it_is(
    window: MainWindow, qtbot: QtBot, gate: threading.Event
) -> None:
    window.services.tasks.start("Reading gateway.log", until(gate))
    assert window.status.tasks.text == "", "nothing is shown in the first 100 ms"
    qtbot.waitUntil(
        lambda: window.status.tasks.text == "Reading gateway.log, 45 %, 90,000 lines",
        timeout=60_000,
    )
    gate.set()
    qtbot.waitUntil(lambda: window.status.tasks.text == "", timeout=60_000)


def test_the_latest_task_can_be_cancelled(
    window: MainWindow, qtbot: QtBot, gate: threading.Event
) -> None:
    task = window.services.tasks.start("Reading", until(gate))
    assert window.registry["tasks.cancel"].why_unavailable() is None
    window.commands.trigger("tasks.cancel")
    qtbot.waitUntil(lambda: not task.running, timeout=60_000)
    assert task.state.value == "cancelled"
    assert window.registry["tasks.cancel"].why_unavailable() == "No task is under way."


def test_the_task_list_shows_every_task_and_cancels_the_selected_one(
    window: MainWindow, qtbot: QtBot, gate: threading.Event
) -> None:
    first = window.services.tasks.start("First", until(gate))
    second = window.services.tasks.start("Second", until(gate))
    window.commands.trigger("view.tasks")
    cards = window.task_panel.list
    qtbot.waitUntil(lambda: cards.count() == 2, timeout=60_000)
    cards.setCurrentRow(0)
    window.commands.trigger("tasks.cancel-selected")
    qtbot.waitUntil(lambda: not first.running, timeout=60_000)
    assert second.running


def test_an_expected_error_of_a_task_is_shown_without_further_ado(
    window: MainWindow, qtbot: QtBot
) -> None:
    def work(_: Progress) -> None:
        raise UserError("The file is empty.", "Choose another.")

    window.services.tasks.start("Reading", work)
    qtbot.waitUntil(lambda: window.notices.current is not None, timeout=60_000)
    assert window.notices.current is not None
    assert window.notices.current.what == "The file is empty."


def test_a_flood_of_results_does_not_freeze_the_window(qtbot: QtBot) -> None:
    bridge = TaskBridge()
    calls, between = [0], [0]

    def call() -> None:
        calls[0] += 1
        for _ in range(200):
            pass

    from PySide6.QtCore import QTimer

    timer = QTimer()
    timer.timeout.connect(lambda: between.__setitem__(0, between[0] + 1))
    timer.start(0)
    for _ in range(20_000):
        bridge.deliver(call)
    qtbot.waitUntil(lambda: calls[0] == 20_000, timeout=60_000)
    timer.stop()
    assert between[0] > 3, "other events were handled in between"


def test_calls_run_in_the_order_in_which_they_were_delivered(qtbot: QtBot) -> None:
    bridge = TaskBridge()
    order: list[int] = []

    def give() -> None:
        for number in range(500):
            bridge.deliver(lambda number=number: order.append(number))

    thread = threading.Thread(target=give)
    thread.start()
    thread.join()
    qtbot.waitUntil(lambda: len(order) == 500, timeout=60_000)
    assert order == list(range(500))
