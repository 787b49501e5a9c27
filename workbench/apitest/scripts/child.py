"""The child process: runs the stock sandbox in quickjs-ng; JSON lines in, JSON lines out.

Started as `python -m workbench.apitest.scripts.child BOOTCODE`. It imports nothing of the
product, opens nothing but the boot code, and ends when its input ends.
"""

import json
import os
import queue
import sys
import threading
import time
from pathlib import Path
from typing import Any, Protocol, cast

_HOST = Path(__file__).with_name("host.js")
_STACK_BYTES = 4 * 1024 * 1024
_THREAD_STACK = 64 * 1024 * 1024
_MEMORY_BYTES = 256 * 1024 * 1024
_IDLE_SECONDS = 3600.0
_GRACE_SECONDS = 0.5


class _Context(Protocol):
    def eval(self, code: str) -> object: ...
    def get(self, name: str) -> object: ...
    def set_memory_limit(self, limit: int) -> None: ...
    def set_time_limit(self, limit: float) -> None: ...
    def set_max_stack_size(self, limit: int) -> None: ...
    def execute_pending_job(self) -> bool: ...


class _Host:
    """The JavaScript side: receives messages, fires timers, gives what it wants to say."""

    def __init__(self, boot_code: str, cpu_seconds: float, memory: int) -> None:
        import quickjs

        context = cast(_Context, quickjs.Context())
        context.set_memory_limit(memory)
        context.set_max_stack_size(_STACK_BYTES)
        context.eval(_HOST.read_text(encoding="utf-8"))
        self._context = context
        self._receive = cast(Any, context.get("__host_receive"))
        self._fire = cast(Any, context.get("__host_fire"))
        self._next = cast(Any, context.get("__host_next"))
        self._take = cast(Any, context.get("__host_take"))
        cast(Any, context.get("__host_entropy"))(json.dumps(list(os.urandom(4096))))
        context.eval(boot_code)
        context.set_time_limit(cpu_seconds + _GRACE_SECONDS)
        self._started = time.monotonic()

    def receive(self, message: str) -> None:
        self._receive(message)
        self._jobs()

    def fire_due(self) -> None:
        """Run every timer that is due, one at a time, with promises settled in between."""
        while (due := self.wait()) is not None and due <= 0:
            self._fire(self._now())
            self._jobs()

    def wait(self) -> float | None:
        """Seconds until the next timer; None where there is none."""
        moment = float(self._next())
        return None if moment < 0 else (moment - self._now()) / 1000

    def say(self) -> str:
        return str(self._take())

    def _now(self) -> float:
        return (time.monotonic() - self._started) * 1000

    def _jobs(self) -> None:
        while self._context.execute_pending_job():
            pass


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
        if message:
            host.receive(message)
        host.fire_due()
        said = host.say()
        if said:
            _write(said)


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
