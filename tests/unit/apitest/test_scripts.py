"""Scripts run in a child process, bounded, with nothing to escape to."""

import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from workbench.apitest.scripts.sandbox import Limits, Sandbox, ScriptCall, ScriptResult
from workbench.core.jsontypes import JsonObject

_SECONDS = 1.0


@pytest.fixture(scope="module")
def sandbox(library: Path) -> Iterator[Sandbox]:
    made = Sandbox(library, Limits(seconds=_SECONDS, memory=128 * 1024 * 1024))
    yield made
    made.close()


@pytest.fixture(scope="module")
def patient(library: Path) -> Iterator[Sandbox]:
    """Time enough to reach the limit of memory on a machine that is busy."""
    made = Sandbox(library, Limits(seconds=60.0, memory=128 * 1024 * 1024))
    yield made
    made.close()


def _run(sandbox: Sandbox, source: str) -> ScriptResult:
    context: JsonObject = {"environment": {"values": []}, "globals": {"values": []}}
    call = ScriptCall("test", source, context, {"ref": "r"}, {"_itemName": "item"})
    return sandbox.run(call, lambda _: ("no network here", None, []), lambda *_: (None, None))


def test_assertions_and_console_come_back(sandbox: Sandbox) -> None:
    result = _run(
        sandbox,
        "pm.test('a', () => {}); pm.test('b', () => { throw new Error('x'); });"
        "console.log('hi', {n: [1, 2]});",
    )
    assert [(a.name, a.outcome, a.message) for a in result.assertions] == [
        ("a", "pass", ""),
        ("b", "fail", "x"),
    ]
    assert result.console[0].text == 'hi {"n": [1, 2]}'


def test_a_script_error_is_reported(sandbox: Sandbox) -> None:
    assert _run(sandbox, "undefinedName.x").errors == [
        "ReferenceError: undefinedName is not defined"
    ]


@pytest.mark.parametrize(
    "source",
    [
        "while (true) {}",
        "const a = []; while (true) { a.push(new Array(1e5).fill('x')); }",
        "/^(a+)+$/.test('a'.repeat(40) + 'b')",
        "function f() { return Promise.resolve().then(f); } f();",
        "setInterval(() => {}, 10)",
        "(function tick() { setTimeout(tick, 0); })()",
        "while (true) { try { while (true) {} } catch (e) {} }",
    ],
    ids=["loop", "memory", "regex", "promises", "interval", "timers", "caught loop"],
)
def test_a_runaway_script_is_stopped_within_a_second_of_its_limit(
    sandbox: Sandbox, source: str
) -> None:
    def seconds() -> float:
        _run(sandbox, "")  # booted
        started = time.monotonic()
        assert _run(sandbox, source).errors
        return time.monotonic() - started

    # More than once only where the machine was too busy for it.
    assert any(seconds() <= _SECONDS + 1.5 for _ in range(3))


@pytest.mark.parametrize(
    ("source", "seconds", "limit"),
    [
        ("function p() { return Promise.resolve().then(p) }; p();", 0.1, "0.1 s"),
        ("function p() { return Promise.resolve().then(p) }; p();", 60.0, "100 MB"),
        ("(async () => { while (true) {} })()", 0.1, "0.1 s"),
        ("(async () => { await 1; while (true) { await 1; } })()", 0.1, "0.1 s"),
        ("(async () => { for (const a = [];;) { a.push('x'.repeat(1e5)); await 1; } })()", 60.0,
         "100 MB"),
    ],
    ids=["promises, time", "promises, memory", "async", "awaits", "memory over awaits"],
)  # fmt: skip
def test_promises_that_never_end_are_an_error_of_the_script_each_time(
    library: Path, source: str, seconds: float, limit: str
) -> None:
    made = Sandbox(library, Limits(seconds=seconds, memory=96 * 1024 * 1024))
    try:
        for _ in range(3):
            (error,) = _run(made, source).errors
            assert error.endswith(f" than {limit} and was stopped")
    finally:
        made.close()


_SEEN_FROM_OUTSIDE = pytest.mark.skipif(
    sys.platform != "linux", reason="no room for the error: only Linux tells what a step took"
)


@pytest.mark.parametrize(
    "source",
    [
        "{fill}",
        "(async () => {{ {fill} }})()",
        "(async () => {{ await 1; {fill} }})()",
        "Promise.resolve().then(() => {{ {fill} }})",
        "setTimeout(async () => {{ {fill} }}, 1)",
        "pm.test('x', async () => {{ {fill} }})",
        "try {{ {fill} }} catch (e) {{}}",
    ],
    ids=["plain", "async", "after await", "then", "timer", "test", "caught"],
)
@pytest.mark.parametrize(
    "fill",
    [
        "for (const a = [];;) { a.push(new Array(1e5).fill('x')); }",
        pytest.param("for (const a = [];;) { a.push({ n: a.length }); }", marks=_SEEN_FROM_OUTSIDE),
        pytest.param("for (let last = null;;) { last = { last }; }", marks=_SEEN_FROM_OUTSIDE),
        "new Array(1e9).fill('x');",
    ],
    ids=["arrays", "objects", "chain", "one array"],
)
def test_memory_that_one_step_fills_is_an_error_of_the_script(
    patient: Sandbox, source: str, fill: str
) -> None:
    result = _run(patient, "pm.test('before', () => {});" + source.format(fill=fill))
    assert result.errors == ["the script used more than 134 MB and was stopped"]
    assert "before" in [one.name for one in result.assertions]


def test_endless_recursion_is_an_error_of_the_script_only(sandbox: Sandbox) -> None:
    result = _run(sandbox, "function f() { f(); } f();")
    assert result.errors
    assert _run(sandbox, "pm.test('still here', () => {})").assertions[0].outcome == "pass"


@pytest.mark.parametrize(
    "source",
    [
        "process.exit()",
        "require('fs').readFileSync('/etc/passwd')",
        "require('child_process').execSync('id')",
        "fetch('http://127.0.0.1')",
        "new XMLHttpRequest()",
        "std.loadFile('/etc/passwd')",
        "this.constructor.constructor('return process')().exit()",
        "__host_receive('[]')",
        "bridge.dispatch('x')",
    ],
)
def test_there_is_nothing_to_escape_to(sandbox: Sandbox, source: str) -> None:
    result = _run(sandbox, f"pm.test('escape', () => {{ {source} }})")
    outcomes = [a.outcome for a in result.assertions]
    assert outcomes == ["fail"] or result.errors


def test_no_module_can_be_imported(sandbox: Sandbox) -> None:
    result = _run(sandbox, "import('os').then(() => pm.test('got it', () => {}), () => {})")
    assert result.assertions == []


def test_a_prototype_changed_by_one_script_does_not_leak_a_secret_into_the_next(
    sandbox: Sandbox,
) -> None:
    _run(sandbox, "Object.prototype.leak = 'x'; Array.prototype.map = () => 'broken';")
    result = _run(sandbox, "pm.test('clean', () => pm.expect(Object.keys({}).length).to.equal(0))")
    assert result.assertions or result.errors


def test_send_request_goes_through_the_host(sandbox: Sandbox) -> None:
    result = _run(sandbox, "pm.sendRequest('http://x/', (e) => pm.test(String(e), () => {}))")
    assert result.assertions[0].name == "no network here"


def test_without_the_library_scripts_are_reported_with_the_command_that_installs_it(
    echo: str,
) -> None:
    from workbench.apitest.client import Client
    from workbench.apitest.engines import make_transport
    from workbench.apitest.model import Folder, Item, Request, Script
    from workbench.apitest.runner import Run, RunOptions, RunState
    from workbench.apitest.url import parse_url
    from workbench.core.progress import Progress

    item = Item(
        "one", Request(url=parse_url(f"{echo}/get")), scripts=(Script("test", "pm.test('a')"),)
    )
    run = Run(Folder("c", (item,)), Client(make_transport()), RunState(), RunOptions(), (), None)
    execution = run.execute(Progress())[0]
    assert "sandbox_setup" in execution.not_run[0]
    assert execution.failed
