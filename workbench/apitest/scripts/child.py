"""The child process: runs the stock sandbox in quickjs-ng; JSON lines in, JSON lines out.

Started as `python -m workbench.apitest.scripts.child BOOTCODE`. It imports nothing of the
product, opens nothing but the boot code, and ends when its input ends.
"""

import json
import os
import queue
import re
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, Protocol, cast

_HOST = Path(__file__).with_name("host.js")
_STATUS = Path("/proc/self/status")
_STACK_BYTES = 4 * 1024 * 1024
_THREAD_STACK = 64 * 1024 * 1024
_IDLE_SECONDS = 3600.0
_GRACE_SECONDS = 0.5
_MEMORY_ROOM = 1.125
"""The engine's own limit lies above ours: promises that reach it end without a word."""
_FIRST_LOOK_SECONDS = 0.005


class _Context(Protocol):
    def eval(self, code: str) -> object: ...
    def get(self, name: str) -> object: ...
    def set_memory_limit(self, limit: int) -> None: ...
    def set_time_limit(self, limit: float) -> None: ...
    def set_max_stack_size(self, limit: int) -> None: ...
    def execute_pending_job(self) -> bool: ...
    def memory(self) -> dict[str, int]: ...


class _OutOfBoundsError(Exception):
    """The script used more than it may; JavaScript itself may have gone on in silence."""


class _ExhaustedError(_OutOfBoundsError):
    """The memory ran out; there is some again to tell what the script did before."""


class _Host:
    """The JavaScript side: receives messages, fires timers, gives what it wants to say."""

    def __init__(self, boot_code: str, cpu_seconds: float, memory: int) -> None:
        import quickjs

        context = cast(_Context, quickjs.Context())
        context.set_memory_limit(int(memory * _MEMORY_ROOM))
        context.set_max_stack_size(_STACK_BYTES)
        context.eval(_HOST.read_text(encoding="utf-8"))
        self._context = context
        self._seconds = cpu_seconds
        self._memory = memory
        self._receive = cast(Any, context.get("__host_receive"))
        self._fire = cast(Any, context.get("__host_fire"))
        self._next = cast(Any, context.get("__host_next"))
        self._take = cast(Any, context.get("__host_take"))
        self._exhausted = cast(Any, context.get("__host_exhausted"))
        cast(Any, context.get("__host_entropy"))(json.dumps(list(os.urandom(4096))))
        context.eval(boot_code)
        context.set_time_limit(cpu_seconds + _GRACE_SECONDS)
        self._booted_size = context.memory()["malloc_size"]
        self._started = time.monotonic()

    def receive(self, message: str) -> None:
        self._step(self._receive, message)

    def fire_due(self) -> None:
        """Run every timer that is due, one at a time, with promises settled in between."""
        while (due := self.wait()) is not None and due <= 0:
            self._step(self._fire, self._now())

    def wait(self) -> float | None:
        """Seconds until the next timer; None where there is none."""
        moment = float(self._next())
        return None if moment < 0 else (moment - self._now()) / 1000

    def say(self) -> str:
        return str(self._take())

    def _now(self) -> float:
        return (time.monotonic() - self._started) * 1000

    def _step(self, call: Callable[[Any], object], value: object) -> None:
        """Call into JavaScript and settle its promises, all within the time of one script.

        The engine times its calls, not the jobs after them, and a job that it interrupts or
        that runs out of memory may only reject a promise that nobody looks at.
        """
        started, peak = time.monotonic(), _peak()
        try:
            call(value)
            self._settle(started)
        finally:
            self._check_time(started)
            self._check_memory(peak)

    def _settle(self, started: float) -> None:
        """Run the jobs, looking at the memory for at most about half of the time."""
        next_look = started + _FIRST_LOOK_SECONDS
        while self._context.execute_pending_job():
            self._check_time(started)
            moment = time.monotonic()
            if moment >= next_look:
                if self._context.memory()["malloc_size"] > self._memory:
                    raise _OutOfBoundsError("out of memory")
                after = time.monotonic()
                next_look = after + (after - moment)

    def _check_memory(self, peak_before: int) -> None:
        """JavaScript sees most errors of memory; of one without room for itself only the size of
        the process tells.
        """
        if self._exhausted() or self._booted_size + _peak() - peak_before > self._memory:
            raise _ExhaustedError("out of memory")

    def _check_time(self, started: float) -> None:
        if time.monotonic() - started > self._seconds:
            raise _OutOfBoundsError("interrupted")


def main() -> None:
    """Boot, then serve until the input ends. A script out of bounds ends the process."""
    boot_code = Path(sys.argv[1]).read_text(encoding="utf-8")
    cpu_seconds, memory = float(sys.argv[2]), int(sys.argv[3])
    messages: queue.SimpleQueue[str | None] = queue.SimpleQueue()
    threading.Thread(target=_read, args=(messages,), daemon=True).start()
    host = _Host(boot_code, cpu_seconds, memory)
    _write('["ready"]')
    while True:
        wait = host.wait()
        try:
            message = messages.get(timeout=_IDLE_SECONDS if wait is None else max(wait, 0.0))
        except queue.Empty:
            message = ""
        if message is None:
            return
        try:
            if message:
                host.receive(message)
            host.fire_due()
        except _ExhaustedError as error:
            _write(_ended(host.say(), error))
            return
        said = host.say()
        if said:
            _write(said)


def _peak() -> int:
    """The most bytes that the process ever held; always 0 where the system is not Linux.

    What `getrusage` tells begins with the size of the process that started this one.
    """
    try:
        status = _STATUS.read_text()
    except OSError:
        return 0
    most = re.search(r"^VmHWM:\s*(\d+)", status, re.MULTILINE)
    return int(most[1]) * 1024 if most else 0


def _ended(said: str, error: _ExhaustedError) -> str:
    """What was said until the memory ran out, without how JavaScript went on from there."""
    messages: list[list[object]] = json.loads(said or "[]")
    ends = ("execution.error", "execution.result")
    told = [message for message in messages if not str(message[0]).startswith(ends)]
    return json.dumps([*told, ["fatal", str(error)]])


def _read(messages: "queue.SimpleQueue[str | None]") -> None:
    for line in sys.stdin.buffer:
        messages.put(line.decode("utf-8"))
    messages.put(None)


def _write(text: str) -> None:
    sys.stdout.buffer.write(text.encode("utf-8", "replace") + b"\n")
    sys.stdout.buffer.flush()


def _guarded() -> None:
    try:
        main()
    except Exception as error:  # noqa: BLE001 - whatever JavaScript did is told to the parent
        _write(json.dumps([["fatal", f"{type(error).__name__}: {error}".splitlines()[0]]]))


if __name__ == "__main__":
    # JavaScript recursion needs a deep C stack, which only a thread of our own can have.
    threading.stack_size(_THREAD_STACK)
    worker = threading.Thread(target=_guarded)
    worker.start()
    worker.join()
