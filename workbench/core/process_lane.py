"""Runs work in a child process that a cancel can end at any moment."""

import multiprocessing
import traceback
from collections.abc import Callable
from multiprocessing.connection import Connection
from typing import Any, TypeVar, cast

from workbench.core.progress import Progress

ResultT = TypeVar("ResultT")

_POLL_SECONDS = 0.05
_END_SECONDS = 2.0


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
        return cast(ResultT, _follow(here, progress))
    except EOFError as error:
        child.join(_END_SECONDS)
        raise ChildFailed(f"the child process ended with code {child.exitcode}") from error
    finally:
        child.kill()
        child.join(_END_SECONDS)
        here.close()


def _follow(connection: "Connection[Any, Any]", progress: Progress) -> object:
    while True:
        progress.check()
        if not connection.poll(_POLL_SECONDS):
            continue
        kind, *content = connection.recv()
        if kind == "progress":
            progress.report(*content)
        elif kind == "result":
            return content[0]
        else:
            raise content[0]


def _child(connection: "Connection[Any, Any]", work: Callable[[Progress], object]) -> None:
    progress = Progress(lambda *report: connection.send(("progress", *report)))
    try:
        connection.send(("result", work(progress)))
    except BaseException as error:  # noqa: BLE001 - raised again in the parent
        try:
            connection.send(("error", error))
        except Exception:  # noqa: BLE001 - an exception that cannot be pickled
            connection.send(("error", ChildFailed(traceback.format_exc())))
