"""The one way to run work in the background: threads, a child process, or one after another."""

import enum
import time
from collections.abc import Callable
from functools import cached_property
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from workbench.core.errors import Cancelled
from workbench.core.progress import Progress

if TYPE_CHECKING:
    from concurrent.futures import ThreadPoolExecutor

ResultT = TypeVar("ResultT")
Work = Callable[[Progress], ResultT]
Deliver = Callable[[Callable[[], None]], None]

_THREADS = 4
_SECONDS_BETWEEN_REPORTS = 0.05


class TaskState(enum.Enum):
    """Where a task is."""

    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


class Task(Generic[ResultT]):
    """One piece of work under way. Its fields change only on the thread that is delivered to."""

    def __init__(self, title: str, progress: Progress, *, in_order: bool = False) -> None:
        self.title = title
        self.in_order = in_order
        self.state = TaskState.RUNNING
        self.done = 0.0
        self.total: float | None = None
        self.message = ""
        self.error: BaseException | None = None
        self.reported_at = 0.0
        self._progress = progress

    def cancel(self) -> None:
        """Ask it to stop; it ends as CANCELLED within 100 ms when its work checks as it should."""
        self._progress.cancel()

    @property
    def running(self) -> bool:
        """Whether it has not ended."""
        return self.state is TaskState.RUNNING

    @property
    def share(self) -> float | None:
        """How much is done, 0 to 1; None while the total is not known."""
        return min(self.done / self.total, 1.0) if self.total else None


def deliver_at_once(call: Callable[[], None]) -> None:
    """Run the call on the worker's own thread: for use without a window."""
    call()


class Tasks:
    """Starts tasks and tells the listeners of every change.

    `deliver` brings a call to the thread that owns the listeners: the window passes
    its bridge to the GUI thread; without a window calls run where they arise.
    `on_unhandled` gets the error of a task that was started without `on_error`.
    """

    def __init__(
        self,
        deliver: Deliver = deliver_at_once,
        on_unhandled: Callable[[BaseException], None] | None = None,
    ) -> None:
        self._deliver = deliver
        self._on_unhandled = on_unhandled
        self._listeners: list[Callable[[Task[Any]], None]] = []
        self._tasks: list[Task[Any]] = []
        self._closing = False

    def on_change(self, listener: Callable[[Task[Any]], None]) -> None:
        """Call the listener when a task starts, reports, or ends."""
        self._listeners.append(listener)

    @property
    def running(self) -> list[Task[Any]]:
        """The tasks under way, the oldest first."""
        return [task for task in self._tasks if task.running]

    def start(
        self,
        title: str,
        work: Work[ResultT],
        *,
        on_done: Callable[[ResultT], None] | None = None,
        on_error: Callable[[BaseException], None] | None = None,
        in_process: bool = False,
        in_order: bool = False,
    ) -> Task[ResultT]:
        """Run `work(progress)` in the background.

        Exactly one of `on_done` and `on_error` is called afterwards, neither when it was
        cancelled. With `in_process` the work runs in a child process (Python-bound work,
        or work that cannot check for a cancel): it must then be picklable, and a cancel
        ends the process. With `in_order` it begins when all that was started so has ended:
        for changes of the workspace, which wait for a long writer and must not overtake
        each other; closing lets them end.
        """

        def report(done: float, total: float | None, message: str) -> None:
            self._report(task, done, total, message)

        def run() -> ResultT:
            progress.check()
            if not in_process:
                return work(progress)
            from workbench.core.process_lane import run_in_process

            return run_in_process(work, progress)

        progress = Progress(report)
        task: Task[ResultT] = Task(title, progress, in_order=in_order)
        self._tasks = [*self.running, task]
        self._tell(task)
        pool = self._one_after_another if in_order else self._pool
        pool.submit(self._run, task, run, on_done, on_error)
        return task

    @cached_property
    def _one_after_another(self) -> "ThreadPoolExecutor":
        from concurrent.futures import ThreadPoolExecutor

        return ThreadPoolExecutor(1, thread_name_prefix="change")

    @cached_property
    def _pool(self) -> "ThreadPoolExecutor":
        from concurrent.futures import ThreadPoolExecutor

        return ThreadPoolExecutor(_THREADS, thread_name_prefix="task")

    def close(self) -> None:
        """Cancel everything but changes in order, and wait until it has ended."""
        self._closing = True
        for task in self._tasks:
            if not task.in_order:
                task.cancel()
        for name in ("_pool", "_one_after_another"):
            if name in vars(self):
                getattr(self, name).shutdown(wait=True)

    def _run(
        self,
        task: Task[ResultT],
        run: Callable[[], ResultT],
        on_done: Callable[[ResultT], None] | None,
        on_error: Callable[[BaseException], None] | None,
    ) -> None:
        try:
            result = run()
        except Cancelled:
            self._end(task, TaskState.CANCELLED, lambda: None)
        except BaseException as error:  # noqa: BLE001 - whatever it is goes to on_error
            failure = error
            self._end(
                task,
                TaskState.FAILED,
                lambda: _call(on_error or self._on_unhandled, failure),
                failure,
            )
        else:
            self._end(task, TaskState.DONE, lambda: _call(on_done, result))

    def _end(
        self,
        task: Task[Any],
        state: TaskState,
        then: Callable[[], None],
        error: BaseException | None = None,
    ) -> None:
        def apply() -> None:
            task.state, task.error = state, error
            self._tell(task)
            then()

        if not self._closing:
            self._deliver(apply)

    def _report(self, task: Task[Any], done: float, total: float | None, message: str) -> None:
        moment = time.monotonic()
        if moment - task.reported_at < _SECONDS_BETWEEN_REPORTS and done != total:
            return
        task.reported_at = moment

        def apply() -> None:
            if task.running:
                task.done, task.total, task.message = done, total, message
                self._tell(task)

        if not self._closing:
            self._deliver(apply)

    def _tell(self, task: Task[Any]) -> None:
        for listener in self._listeners:
            listener(task)


def _call(listener: Callable[[Any], None] | None, value: object) -> None:
    if listener is not None:
        listener(value)
