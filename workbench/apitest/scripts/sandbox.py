"""Runs Postman scripts: starts the child process, talks to it, bounds it, kills it."""

import base64
import json
import os
import queue
import subprocess
import sys
import threading
import time
import uuid
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, cast

from workbench.apitest.model import Listener
from workbench.core.errors import UserError
from workbench.core.jsontypes import JsonObject, JsonValue
from workbench.core.progress import Progress

_BOOT_SECONDS = 60.0
_POLL_SECONDS = 0.05
_GRACE_SECONDS = 0.5


@dataclass(frozen=True, slots=True)
class Limits:
    """What a script may use: wall seconds (also of CPU) and bytes of memory."""

    seconds: float = 30.0
    memory: int = 256 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Assertion:
    """One `pm.test` or `tests[...]`: its outcome is pass, fail or skip."""

    name: str
    outcome: str
    message: str = ""


@dataclass(frozen=True, slots=True)
class ConsoleLine:
    """One `console.log(...)`: its level and its values as text."""

    level: str
    text: str


@dataclass(slots=True)
class ScriptResult:
    """What a script did. Mutations are {name: [name, value]} (set) or {name: [name]} (unset)."""

    assertions: list[Assertion] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    console: list[ConsoleLine] = field(default_factory=list)
    mutations: dict[str, Mapping[str, JsonValue]] = field(default_factory=dict)
    local: list[JsonValue] | None = None
    request: JsonObject | None = None
    next_request: tuple[str | None] | None = None
    skip_request: bool = False


@dataclass(frozen=True, slots=True)
class ScriptCall:
    """One script to run: where it hangs, its source, and what it sees."""

    listen: Listener
    source: str
    context: JsonObject
    cursor: JsonObject
    legacy: JsonObject


SendRequest = Callable[[JsonObject], tuple[JsonObject | None, JsonObject | None, JsonValue]]
"""pm.sendRequest: takes Postman's request, gives (error as JavaScript's, response, cookies)."""
CookieStore = Callable[[str, Sequence[JsonValue]], tuple[str | None, JsonValue]]
"""The cookie store's methods by name: gives (error, result)."""


class Sandbox:
    """One child process with the script library booted; it lives as long as a run."""

    def __init__(self, boot_code: Path, limits: Limits | None = None) -> None:
        self._boot_code = boot_code
        self._limits = limits or Limits()
        self._process: subprocess.Popen[bytes] | None = None
        self._inbox: queue.SimpleQueue[bytes | None] = queue.SimpleQueue()

    def run(
        self,
        call: ScriptCall,
        send_request: SendRequest,
        cookies: CookieStore,
        progress: Progress | None = None,
    ) -> ScriptResult:
        """Run one script to its end, its timers and requests included.

        A script out of bounds ends the child; the result says so in `errors`.
        """
        execution = _Execution(self, call, send_request, cookies)
        try:
            return execution.run(progress or Progress(), self._limits.seconds)
        except _ChildEndedError as error:
            self.close()
            execution.result.errors.append(str(error))
            return execution.result
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        """End the child process."""
        process, self._process = self._process, None
        if process is None:
            return
        process.kill()
        process.wait()
        for pipe in (process.stdin, process.stdout):
            if pipe is not None:
                pipe.close()

    def say(self, *message: JsonValue) -> None:
        """Send one message to the child, starting it first."""
        process = self._started()
        line = json.dumps(message, ensure_ascii=False).encode("utf-8", "replace") + b"\n"
        try:
            cast(IO[bytes], process.stdin).write(line)
            cast(IO[bytes], process.stdin).flush()
        except OSError as error:
            raise _ChildEndedError("the script engine ended") from error

    def hear(self, timeout: float) -> Iterator[list[JsonValue]]:
        """The messages that came within `timeout` seconds; none when there were none."""
        try:
            line = self._inbox.get(timeout=timeout)
        except queue.Empty:
            return
        if line is None:
            raise _ChildEndedError("the script engine ended")
        for message in cast(list[list[JsonValue]], json.loads(line)):
            if message and message[0] == "fatal":
                raise _ChildEndedError(_in_words(str(message[1]), self._limits))
            yield message

    def _started(self) -> subprocess.Popen[bytes]:
        if self._process is not None:
            return self._process
        self._inbox = queue.SimpleQueue()
        command = [
            sys.executable,
            "-I",
            str(Path(__file__).with_name("child.py")),
            str(self._boot_code),
        ]
        command += [str(self._limits.seconds), str(self._limits.memory)]
        self._process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=_environment(),
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
        )
        reader = threading.Thread(
            target=_read, args=(cast(IO[bytes], self._process.stdout), self._inbox), daemon=True
        )
        reader.start()
        self._boot()
        return self._process

    def _boot(self) -> None:
        deadline = time.monotonic() + _BOOT_SECONDS
        self._wait_for_ready(deadline)
        self.say("initialize", {})
        while not any(message[0] == "initialize" for message in self.hear(_POLL_SECONDS)):
            if time.monotonic() > deadline:
                raise UserError(
                    "The script engine does not start.", "Install it again: workbench doctor."
                )

    def _wait_for_ready(self, deadline: float) -> None:
        line = None
        while line is None:
            try:
                line = self._inbox.get(timeout=max(deadline - time.monotonic(), 0.01))
            except queue.Empty:
                break
            if line is None:
                break
        if line is None or b"ready" not in line:
            said = "" if line is None else line.decode("utf-8", "replace").strip()
            raise UserError(
                f"The script engine does not start. {said}",
                "Reinstall it: workbench doctor says how.",
            )


class _ChildEndedError(Exception):
    """The child process is gone, or has to go."""


class _Execution:
    """One script while it runs."""

    def __init__(
        self, sandbox: Sandbox, call: ScriptCall, send_request: SendRequest, cookies: CookieStore
    ) -> None:
        self._sandbox = sandbox
        self._call = call
        self._send_request = send_request
        self._cookies = cookies
        self._id = str(uuid.uuid4())
        self.result = ScriptResult()

    def run(self, progress: Progress, seconds: float) -> ScriptResult:
        call = self._call
        event: JsonObject = {
            "listen": call.listen,
            "script": {"type": "text/javascript", "exec": call.source.split("\n")},
        }
        options: JsonObject = {
            "cursor": call.cursor,
            "legacy": call.legacy,
            "timeout": seconds * 1000,
        }
        self._sandbox.say("execute", self._id, event, call.context, options)
        deadline = time.monotonic() + seconds + _GRACE_SECONDS
        while True:
            progress.check()
            for message in self._sandbox.hear(_POLL_SECONDS):
                name = str(message[0])
                if name == f"execution.result.{self._id}":
                    self._finish(message[1], cast(JsonObject, message[2] or {}))
                    return self.result
                waited = self._handle(name, message)
                deadline += waited
            if time.monotonic() > deadline:
                raise _ChildEndedError(f"the script ran longer than {seconds:g} s and was stopped")

    def _handle(self, name: str, message: list[JsonValue]) -> float:
        """Deal with one message; gives the seconds that the script rightly waited for us."""
        started = time.monotonic()
        if name == "execution.assertion":
            self.result.assertions += [
                _assertion(cast(JsonObject, a)) for a in cast(list[JsonValue], message[2])
            ]
        elif name == "execution.error":
            self.result.errors.append(_error_text(message[2]))
        elif name == "execution.console":
            self.result.console.append(ConsoleLine(str(message[2]), _console_text(str(message[3]))))
        elif name == f"execution.skipRequest.{self._id}":
            self.result.skip_request = True
        elif name == f"execution.request.{self._id}":
            error, response, cookies = self._send_request(cast(JsonObject, message[4]))
            answer: list[JsonValue] = [message[3], error, response, {"cookies": cookies}]
            self._sandbox.say(f"execution.response.{self._id}", *answer)
        elif name == f"execution.cookies.{self._id}":
            method, values = str(message[3]), cast(list[JsonValue], message[4])
            error, found = self._cookies(method, values)
            self._sandbox.say(f"execution.cookies.{self._id}", message[1], error, found)
        return time.monotonic() - started

    def _finish(self, error: JsonValue, execution: JsonObject) -> None:
        if error is not None and not self.result.errors:
            self.result.errors.append(_error_text(error))
        for scope in ("environment", "globals", "collectionVariables"):
            held = execution.get(scope)
            mutations = held.get("mutations") if isinstance(held, dict) else None
            compacted = mutations.get("compacted") if isinstance(mutations, dict) else None
            if isinstance(compacted, dict):
                self.result.mutations[scope] = compacted
        local = execution.get("_variables")
        if isinstance(local, dict) and isinstance(local.get("values"), list):
            self.result.local = cast(list[JsonValue], local["values"])
        request = execution.get("request")
        self.result.request = request if isinstance(request, dict) else None
        returned = execution.get("return")
        if isinstance(returned, dict) and "nextRequest" in returned:
            wanted = returned["nextRequest"]
            self.result.next_request = (None if wanted is None else str(wanted),)


def _environment() -> dict[str, str]:
    """Nothing of ours: only what Windows needs to start a process."""
    return {name: os.environ[name] for name in ("SYSTEMROOT",) if name in os.environ}


def _read(pipe: IO[bytes], inbox: "queue.SimpleQueue[bytes | None]") -> None:
    try:
        for line in pipe:
            inbox.put(line)
    except (OSError, ValueError):
        pass  # the pipe was closed with the child
    inbox.put(None)


def _assertion(document: JsonObject) -> Assertion:
    error = document.get("error")
    message = str(error.get("message") or "") if isinstance(error, dict) else ""
    name = str(document.get("name") or "")
    if document.get("skipped"):
        return Assertion(name, "skip")
    if document.get("passed"):
        return Assertion(name, "pass")
    return Assertion(name, "fail", message or name)


def _error_text(error: JsonValue) -> str:
    if isinstance(error, dict):
        message = str(error.get("message") or "")
        name = str(error.get("name") or "Error")
        return message if name == "AssertionError" and message else f"{name}: {message}"
    return str(error)


def _console_text(serialized: str) -> str:
    """The values of a console line: the library's own reference format, as readable text."""
    try:
        parts = cast(list[JsonValue], json.loads(serialized))
        values = cast(list[JsonValue], _revive(parts, 0, set()))
    except (ValueError, IndexError, TypeError, RecursionError):
        return serialized
    return " ".join(v if isinstance(v, str) else json.dumps(v, ensure_ascii=False) for v in values)


def _revive(parts: list[JsonValue], index: int, above: set[int]) -> JsonValue:
    """Objects hold the indexes (as text) of their values in the list."""
    value = parts[index]
    if index in above:
        return "[circular]"
    inner = above | {index}
    if isinstance(value, list):
        return [
            _revive(parts, int(part), inner) if isinstance(part, str) else part for part in value
        ]
    if isinstance(value, dict):
        return {
            key: _revive(parts, int(part), inner) if isinstance(part, str) else part
            for key, part in value.items()
        }
    return value


def _in_words(message: str, limits: Limits) -> str:
    lowered = message.lower()
    if "interrupted" in lowered:
        return f"the script ran longer than {limits.seconds:g} s and was stopped"
    # Where there is no memory for the exception either, the engine throws null.
    if "out of memory" in lowered or lowered.startswith("jsexception: null"):
        return f"the script used more than {limits.memory // 1_000_000} MB and was stopped"
    if "stackoverflow" in lowered or "stack" in lowered:
        return "the script called itself too deeply and was stopped"
    return message


def response_json(
    status: int, reason: str, headers: Sequence[tuple[str, str]], body: bytes, milliseconds: float
) -> JsonObject:
    """An answer as the script library wants it."""
    return {
        "id": str(uuid.uuid4()),
        "code": status,
        "status": reason,
        "header": [{"key": name, "value": value} for name, value in headers],
        "stream": {"type": "Base64", "data": base64.b64encode(body).decode("ascii")},
        "responseTime": round(milliseconds),
    }
