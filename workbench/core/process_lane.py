"""Runs work in a child process that a cancel can end at any moment."""

import multiprocessing
import traceback
from collections.abc import Callable
from typing import Protocol, TypeVar, cast

from workbench.core.progress import Progress

ResultT = TypeVar("ResultT")

_POLL_SECONDS = 0.05
_END_SECONDS = 2.0


class _Connection(Protocol):
    """The end of a pipe, of whatever class the platform has for it."""

    def poll(self, timeout: float) -> bool: ...
    def recv(self) -> tuple[str, *tuple[object, ...]]: ...
    def send(self, obj: object, /) -> None: ...


class ChildFailed(Exception):
    """The child process ended without an answer, or raised something that cannot be passed on."""


def run_in_process(work: Callable[[Progress], ResultT], progress: Progress) -> ResultT:
    """Run `work(progress)` in a fresh child process and give its result.

    Raises what the work raised, Cancelled after a cancel, ChildFailed when the child died.
    """
    context = multiprocessing.get_context("spawn")
    here, there = context.Pipe(duplex=False)
    child = context.Process(target=_child, args=(there, work), daemon=True)
    child.start()
    there.close()
    try:
        return cast(ResultT, _follow(cast(_Connection, here), progress))
    except EOFError as error:
        child.join(_END_SECONDS)
        raise ChildFailed(f"the child process ended with code {child.exitcode}") from error
    finally:
        child.kill()
        child.join(_END_SECONDS)
        here.close()


def _follow(connection: _Connection, progress: Progress) -> object:
    while True:
        progress.check()
        if not connection.poll(_POLL_SECONDS):
            continue
        kind, *content = connection.recv()
        if kind == "progress":
            done, total, message = cast(tuple[float, float | None, str], content)
            progress.report(done, total, message)
        elif kind == "result":
            return content[0]
        else:
            raise cast(BaseException, content[0])


def _child(connection: _Connection, work: Callable[[Progress], object]) -> None:
    def listener(done: float, total: float | None, message: str) -> None:
        connection.send(("progress", done, total, message))

    try:
        connection.send(("result", work(Progress(listener))))
    except BaseException as error:  # noqa: BLE001 - raised again in the parent
        try:
            connection.send(("error", error))
        except Exception:  # noqa: BLE001 - an exception that cannot be pickled
            connection.send(("error", ChildFailed(traceback.format_exc())))
