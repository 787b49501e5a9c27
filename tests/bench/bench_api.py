"""The API tester's numbers: truth of phases, cost of a request, imports, scripts, diagnosis."""

import json
import os
import re
import shutil
import socket
import ssl
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import pairwise
from pathlib import Path
from statistics import median

from tests.bench.measure import Measurement
from tests.unit.apitest.certificates import Authority
from tests.unit.apitest.labelled import LABELLED
from tests.unit.apitest.test_curl_commands import COMMANDS
from workbench.apitest.body import FileAccess
from workbench.apitest.client import Client, SendOptions
from workbench.apitest.curl_engine import CurlTransport
from workbench.apitest.diagnosis.answer import read_answer
from workbench.apitest.diagnosis.engine import diagnose
from workbench.apitest.formats.detect import read_source
from workbench.apitest.model import Folder, Item, Request
from workbench.apitest.prepare import prepare
from workbench.apitest.runner import Run, RunOptions, RunState
from workbench.apitest.sandbox_setup import INSTALL_COMMAND, boot_code
from workbench.apitest.scripts.sandbox import Limits, Sandbox, ScriptCall
from workbench.apitest.transport import Timings, WireOptions
from workbench.apitest.url import parse_url
from workbench.core.errors import UserError
from workbench.core.progress import Progress

_TESTS = "tests/unit/apitest"
_ROUNDS = 7
_REQUESTS = 150
_SURE = 0.7


def measure(data: Path | None) -> list[Measurement]:
    """Every bar of the API tester; `data` adds the shared import fixtures."""
    return [
        *_parity(),
        *_phases(),
        *_cost(),
        _stamps(),
        _tests("preview equals sent bytes, 86 cases", "test_preview.py", "100 %"),
        _fixtures(data),
        _tests(
            f"curl imports against curl, {len(COMMANDS)} commands",
            "test_curl_commands.py",
            ">= 95 %",
        ),
        _tests("auth vectors (RFC 7616, 7617, 5849, SigV4, Hawk)", "test_auth_vectors.py", "all"),
        _runaway(),
        _tests("canaries found in what was written", "../../faults/test_api_canaries.py", "0 hits"),
        *_diagnosis(),
    ]


def _tests(what: str, file: str, bar: str) -> Measurement:
    """Run one test file that checks the bar itself."""
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", f"{_TESTS}/{file}"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    dots = sum(line.count(".") for line in done.stdout.splitlines() if re.match(r"^[.sFE]+ ", line))
    failed = sum(
        line.count("F") for line in done.stdout.splitlines() if re.match(r"^[.sFE]+ ", line)
    )
    ours = f"{dots} tests passed, {failed} failed"
    return Measurement(what, ours, "-", None, bar, done.returncode == 0)


def _parity() -> list[Measurement]:
    if boot_code() is None:
        note = f"the script library is not installed: {INSTALL_COMMAND}"
        return [Measurement("same as newman 6.2.2", "-", "-", None, ">= 300 of 307", None, note)]
    rows = [json.loads(file.read_text("utf-8")) for file in Path(_TESTS, "parity").glob("*.json")]
    count = sum(len(row["expected"]) for row in rows)
    what = f"same as newman: {len(rows)} own collections, {count} assertions"
    line = _tests(what, "test_newman_parity.py", "100 %")
    note = "outcomes recorded with newman 6.2.2; newman's own suite is no part of the product"
    return [Measurement(line.what, line.ours, "newman 6.2.2", None, line.bar, line.met, note)]


class _SlowServer:
    """TLS after 100 ms, the head after 200 ms, the body over 300 ms."""

    def __init__(self, context: ssl.SSLContext) -> None:
        self._context = context
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = int(self._listener.getsockname()[1])
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self) -> None:
        while True:
            try:
                raw, _ = self._listener.accept()
            except OSError:
                return
            threading.Thread(target=self._serve, args=(raw,), daemon=True).start()

    def _serve(self, raw: socket.socket) -> None:
        time.sleep(0.1)
        with self._context.wrap_socket(raw, server_side=True) as connection:
            connection.recv(65536)
            time.sleep(0.2)
            connection.sendall(
                b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\na"
            )
            time.sleep(0.3)
            connection.sendall(b"b")

    def close(self) -> None:
        self._listener.close()


def _phases() -> list[Measurement]:
    with tempfile.TemporaryDirectory() as folder:
        authority = Authority(Path(folder))
        server = _SlowServer(authority.context("api.example"))
        rule = f"api.example:443:127.0.0.1:{server.port}"
        options = SendOptions(WireOptions(ca=authority.file, connect_to=(rule,)))
        request = Request(url=parse_url("https://api.example/"))
        seen: list[Timings] = []
        theirs: list[list[float]] = []
        for _ in range(_ROUNDS):
            response = Client(CurlTransport()).send(request, None, options).response
            assert response is not None
            seen.append(response.timings)
            theirs += _curl_phases(rule, authority.file)
        server.close()
    truth = {"tls": 0.1, "wait": 0.2, "transfer": 0.3}
    names = list(truth)
    lines: list[Measurement] = []
    for index, name in enumerate(names):
        ours = median(getattr(timings, name) or 0.0 for timings in seen)
        anchor = f"{median(row[index] for row in theirs) * 1000:.1f} ms (curl)" if theirs else "-"
        met = abs(ours - truth[name]) <= max(0.015, truth[name] * 0.05)
        what = f"phase {name}, injected {truth[name] * 1000:.0f} ms"
        lines.append(
            Measurement(what, f"{ours * 1000:.1f} ms", anchor, None, "within 15 ms or 5 %", met)
        )
    gap = max(abs(_sum(timings) - timings.total) for timings in seen)
    lines.append(
        Measurement(
            "phases sum up to the total",
            f"{gap * 1000:.3f} ms off",
            "-",
            None,
            "<= 1 ms",
            gap <= 0.001,
        )
    )
    return lines


def _sum(timings: Timings) -> float:
    parts = (timings.dns, timings.connect, timings.tls, timings.wait, timings.transfer)
    return sum(part or 0.0 for part in parts)


def _curl_phases(rule: str, ca: Path) -> list[list[float]]:
    if shutil.which("curl") is None:
        return []
    written = "%{time_connect} %{time_appconnect} %{time_starttransfer} %{time_total}"
    command = [
        "curl",
        "-s",
        "-o",
        "/dev/null",
        "-w",
        written,
        "--connect-to",
        rule,
        "--cacert",
        str(ca),
    ]
    done = subprocess.run(
        [*command, "https://api.example/"], capture_output=True, text=True, check=False
    )
    connect, secured, first, total = (float(part) for part in done.stdout.split())
    return [[secured - connect, first - secured, total - first]]


def _cost() -> list[Measurement]:
    """Keep-alive GET of 1 KB on loopback: curl's own figure, the engine, the whole pipeline."""
    ratios: list[float] = []
    engine: list[float] = []
    whole: list[float] = []
    curl: list[float] = []
    with _one_core(), _answering() as address:
        for _ in range(_ROUNDS):
            curl.append(_curl_cost(address))
            engine.append(_engine_cost(address))
            whole.append(_pipeline_cost(address))
            ratios.append(engine[-1] / curl[-1])
    ratio = median(ratios)
    above = median(w - c for w, c in zip(whole, curl, strict=True))
    anchor = f"curl {median(curl) * 1e6:.0f} us"
    note = "engine: curl's own clock of the same transfer; pipeline: wall time of the runner"
    return [
        Measurement(
            "keep-alive request, engine",
            f"{median(engine) * 1e6:.0f} us",
            anchor,
            ratio,
            "<= 2x",
            ratio <= 2,
            note,
        ),
        Measurement(
            "keep-alive request, whole pipeline",
            f"{median(whole) * 1e6:.0f} us",
            anchor,
            None,
            "<= 3 ms above",
            above <= 0.003,
        ),
    ]


_ANSWERING = """
import sys
from tests.unit.apitest.recorder import answer, recorder
with recorder(answer("200 OK", "Content-Type: application/json\\r\\n", b"x" * 1024)) as server:
    print(server.address, flush=True)
    sys.stdin.read()
"""


@contextmanager
def _answering() -> Iterator[str]:
    """The address of a server in a process of its own: curl does not share one with it either."""
    with subprocess.Popen(
        [sys.executable, "-c", _ANSWERING],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=Path(__file__).parents[2],
    ) as server:
        assert server.stdin is not None and server.stdout is not None
        yield server.stdout.readline().strip()
        server.stdin.close()


@contextmanager
def _one_core() -> Iterator[None]:
    """Client and server on one core, where the system can: waking an idle one takes 60 us.

    Left to the system, a round falls now on one core, now on two, and the ratio of two clients
    tells only which of them had that luck.
    """
    if not hasattr(os, "sched_setaffinity"):
        yield
        return
    cores = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {min(cores)})
    try:
        yield
    finally:
        os.sched_setaffinity(0, cores)


def _curl_cost(address: str) -> float:
    command = [
        "curl",
        "-s",
        "-o",
        "/dev/null",
        "-w",
        "%{time_total}\\n",
        f"{address}/x[1-{_REQUESTS}]",
    ]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    return median(float(line) for line in done.stdout.split())


def _engine_cost(address: str) -> float:
    transport = CurlTransport()
    wire = prepare(
        Request(url=parse_url(address)),
        None,
        Client(transport).jar,
        SendOptions().behavior,
        FileAccess(),
    ).wire
    times = [
        transport.send(wire, WireOptions(), Progress()).timings.total for _ in range(_REQUESTS)
    ]
    transport.close()
    return median(times)


def _pipeline_cost(address: str) -> float:
    item = Item("one", Request(url=parse_url(f"{address}/{{{{$randomInt}}}}")))
    client = Client(CurlTransport())
    run = Run(Folder("c", (item,)), client, RunState(), RunOptions(iterations=_REQUESTS))
    moments: list[float] = [time.perf_counter()]
    run.execute(Progress(), lambda _: moments.append(time.perf_counter()))
    client.close()
    return median(later - earlier for earlier, later in pairwise(moments[1:]))


_SENDER = """
import socket, sys, time
listener = socket.create_server(("127.0.0.1", 0))
print(listener.getsockname()[1], flush=True)
connection, _ = listener.accept()
connection.recv(65536)
connection.sendall(b"HTTP/1.1 200 OK\\r\\nContent-Type: text/event-stream\\r\\n\\r\\n")
for _ in range(100):
    time.sleep(0.02)
    connection.sendall(b'data: {"token":"x","at":%r}\\n\\n' % time.monotonic())
connection.close()
"""


def _stamps() -> Measurement:
    """Lateness of arrival stamps while the main thread computes for 200 ms at a time.

    The sender is a process of its own and writes its clock into every event; the anchor is
    the same with an idle main thread, which shows what the machine's load alone costs.
    """
    idle, busy = _lateness(busy=False), _lateness(busy=True)
    what = "token stamps, main thread busy 200 ms: p95 late"
    anchor = f"{idle * 1000:.1f} ms idle"
    ours = f"{busy * 1000:.1f} ms"
    return Measurement(what, ours, anchor, None, "<= 5 ms", busy <= 0.005, _load())


def _load() -> str:
    if not hasattr(os, "getloadavg"):
        return ""
    return f"load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores"


def _lateness(*, busy: bool) -> float:
    command = [sys.executable, "-c", _SENDER]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as sender:
        assert sender.stdout is not None
        address = f"http://127.0.0.1:{sender.stdout.readline().strip()}"
        stamps: list[tuple[float, float, float]] = []
        done = threading.Event()

        def stamp(at: float, data: bytes) -> None:
            now = time.monotonic()
            stamps.extend((now, at, float(sent)) for sent in re.findall(rb'"at":([\d.]+)', data))

        def receive() -> None:
            request = Request(url=parse_url(address))
            Client(CurlTransport()).send(request, None, SendOptions(), on_chunk=stamp)
            done.set()

        threading.Thread(target=receive, daemon=True).start()
        while not done.is_set():
            ends = time.perf_counter() + 0.2
            while busy and time.perf_counter() < ends:
                pass  # a slot that computes, as a blocked window does
            done.wait(0.001 if busy else 0.2)
    # Stamps count from the start of the request: the sender's clock then, at the latest.
    started = min(now - at for now, at, _ in stamps)
    late = sorted(started + at - sent for _, at, sent in stamps)
    return late[int(len(late) * 0.95) - 1]


def _fixtures(data: Path | None) -> Measurement:
    what = "import fixtures of the shared data"
    folder = None if data is None else data / "api"
    if folder is None or not folder.is_dir():
        return Measurement(what, "-", "-", None, "all load", None, "give --data DIR")
    files = [file for file in sorted(folder.rglob("*")) if file.is_file()]
    refused: list[str] = []
    for file in files:
        try:
            read_source(str(file))
        except UserError as error:
            refused.append(f"{file.name}: {error.what}")
    ours = f"{len(files) - len(refused)} of {len(files)}"
    return Measurement(what, ours, "-", None, "all load", not refused, "; ".join(refused)[:200])


def _runaway() -> Measurement:
    what = "runaway scripts stopped after limit + (worst of 5)"
    library = boot_code()
    if library is None:
        return Measurement(what, "-", "-", None, "<= 1 s", None, f"install: {INSTALL_COMMAND}")
    limit = 1.0
    sandbox = Sandbox(library, Limits(seconds=limit, memory=128_000_000))
    worst = 0.0
    sources = (
        "while (true) {}",
        "const a = []; while (true) { a.push(new Array(1e5).fill('x')); }",
        "function f() { f(); } f();",
        "/^(a+)+$/.test('a'.repeat(40) + 'b')",
        "function f() { return Promise.resolve().then(f); } f();",
    )
    run: Callable[[str], None] = lambda source: _run_script(sandbox, source)  # noqa: E731 - one word for two calls
    for source in sources:
        run("")
        started = time.perf_counter()
        run(source)
        worst = max(worst, time.perf_counter() - started - limit)
    sandbox.close()
    return Measurement(
        what,
        f"{worst:+.2f} s",
        "-",
        None,
        "<= 1 s",
        worst <= 1.0,
        "in a child process: the window never waits",
    )


def _run_script(sandbox: Sandbox, source: str) -> None:
    call = ScriptCall("test", source, {}, {"ref": "r"}, {})
    sandbox.run(call, lambda _: (None, None, []), lambda *_: (None, None))


def _diagnosis() -> list[Measurement]:
    right = wrong = 0
    for _, accepted, recorded in LABELLED:
        top = diagnose(read_answer(json.loads(json.dumps(recorded))))[0]
        right += top.id in accepted
        wrong += top.id not in accepted and top.confidence >= _SURE
    count = len(LABELLED)
    note = (
        f"{count} labelled answers of our own, from the vendors' documents. At first sight, before"
        " the rules were changed for them: 83.7 % right, 7.1 % confident and wrong of 196; then"
        " 91.2 % and 0 % of 34 more"
    )
    return [
        Measurement(
            "diagnosis: top cause right",
            f"{right / count:.1%}",
            "-",
            None,
            ">= 90 %",
            right / count >= 0.9,
            note,
        ),
        Measurement(
            "diagnosis: confident and wrong",
            f"{wrong / count:.1%}",
            "-",
            None,
            "<= 2 %",
            wrong / count <= 0.02,
            note,
        ),
    ]
