"""Background work ends with exactly one answer and stops when asked."""

import threading
import time

import pytest

from workbench.core.errors import UserError
from workbench.core.progress import Progress
from workbench.core.tasks import Task, Tasks, TaskState

PATIENCE = 60.0


def ended(task: Task) -> Task:
    deadline = time.monotonic() + PATIENCE
    pause = threading.Event()
    while task.running and time.monotonic() < deadline:
        pause.wait(0.002)
    assert not task.running, "the task did not end"
    return task


@pytest.fixture
def tasks():
    lanes = Tasks()
    yield lanes
    lanes.close()


def count_to_ten(progress: Progress) -> int:
    for number in range(10):
        progress.report(number + 1, 10, "counting")
    return 10


def fail(progress: Progress) -> None:
    raise UserError("gateway.log is gone.", "Open it again.")


def run_until_cancelled(progress: Progress) -> None:
    while True:
        progress.check()


def never_check(progress: Progress) -> None:
    while True:
        pass


def die(progress: Progress) -> None:
    import os

    os._exit(3)


@pytest.mark.parametrize("in_process", [False, True])
def test_the_result_arrives_once(tasks, in_process):
    results = []
    task = ended(tasks.start("count", count_to_ten, on_done=results.append, in_process=in_process))
    assert task.state is TaskState.DONE
    assert results == [10]
    assert task.share == 1.0


@pytest.mark.parametrize("in_process", [False, True])
def test_a_failure_arrives_as_the_error_it_was(tasks, in_process):
    errors = []
    task = ended(tasks.start("fail", fail, on_error=errors.append, in_process=in_process))
    assert task.state is TaskState.FAILED
    assert str(errors[0]) == "gateway.log is gone. Open it again."


def test_a_cancelled_task_calls_nobody(tasks):
    called = []
    task = tasks.start("spin", run_until_cancelled, on_done=called.append, on_error=called.append)
    task.cancel()
    assert ended(task).state is TaskState.CANCELLED
    assert not called


def test_work_that_never_checks_is_ended_with_its_process(tasks):
    task = tasks.start("stuck", never_check, in_process=True)
    task.cancel()
    assert ended(task).state is TaskState.CANCELLED


def test_a_child_that_dies_is_a_failure(tasks):
    errors = []
    ended(tasks.start("die", die, on_error=errors.append, in_process=True))
    assert "ended with code 3" in str(errors[0])


def test_every_change_is_told(tasks):
    states = []
    tasks.on_change(lambda task: states.append((task.state, task.done)))
    ended(tasks.start("count", count_to_ten))
    assert states[0] == (TaskState.RUNNING, 0.0)
    assert (TaskState.RUNNING, 10) in states
    assert states[-1][0] is TaskState.DONE


def test_nothing_is_delivered_after_closing():
    delivered = []
    tasks = Tasks(deliver=delivered.append)
    tasks.start("spin", run_until_cancelled)
    tasks.close()
    assert not delivered


def test_changes_in_order_do_not_overtake_each_other(tasks):
    gate, done = threading.Event(), []
    first = tasks.start("one", lambda _: gate.wait(PATIENCE), on_done=done.append, in_order=True)
    second = tasks.start("two", lambda _: "two", on_done=done.append, in_order=True)
    ended(tasks.start("beside", lambda _: "beside", on_done=done.append))
    assert second.running
    gate.set()
    ended(first)
    ended(second)
    assert done == ["beside", True, "two"]


def test_closing_lets_changes_in_order_end():
    tasks, made = Tasks(), []
    gate = threading.Event()
    tasks.start("one", lambda _: gate.wait(PATIENCE), in_order=True)
    tasks.start("two", lambda _: made.append("two"), in_order=True)
    threading.Timer(0.05, gate.set).start()
    tasks.close()
    assert made == ["two"]
