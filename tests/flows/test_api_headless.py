"""`workbench api ...` as a specialist or a script uses it."""

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.unit.apitest.echo import echo_service
from workbench.apitest.mock_service import MockService
from workbench.apitest.sandbox_setup import INSTALL_COMMAND, boot_code
from workbench.cli.main import main
from workbench.core import paths

_SAMPLE = paths.resources() / "sample" / "requests" / "recommendations"
_FAULTS = {
    "401 wrong key": "invalid-api-key",
    "403 no permission": "permission-denied",
    "413 body too large": "payload-too-large-gateway",
    "422 wrong field": "schema-mismatch",
    "429 rate limit": "rate-limit-requests",
    "429 empty quota": "insufficient-quota",
    "502 bad gateway": "bad-gateway",
    "504 gateway timeout": "gateway-timeout",
    "Cut stream": "stream-cut",
    "Slow first token": "slow-first-token",
}


@pytest.fixture(scope="module")
def echo() -> Iterator[str]:
    with echo_service() as address:
        yield address


@pytest.fixture(scope="module")
def service() -> Iterator[MockService]:
    made = MockService()
    made.start()
    yield made
    made.close()


def _json(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, Any]:
    code = main(["api", *arguments, "--json"])
    return code, json.loads(capsys.readouterr().out)


def _moved(service: MockService) -> list[str]:
    """The sample names the mock's usual port; here it runs on another."""
    return ["--connect-to", f"127.0.0.1:8090:127.0.0.1:{service.address.rpartition(':')[2]}"]


def test_the_sample_s_calls_pass_and_every_planted_fault_is_diagnosed(
    capsys: pytest.CaptureFixture[str], service: MockService
) -> None:
    code, document = _json(capsys, "run", str(_SAMPLE), *_moved(service))
    assert code == 1  # the cut stream
    found = {row["item"]: row for row in document["executions"]}
    assert document["totals"]["failed"] == 0
    assert document["totals"]["passed"] == 11
    for item, cause in _FAULTS.items():
        assert found[item]["diagnosis"][0]["id"] == cause, item
    assert found["Is the service ready"]["diagnosis"] is None
    assert found["429 empty quota"]["diagnosis"][0]["retry"] == "no"


def test_send_gives_the_fields_of_the_contract(
    capsys: pytest.CaptureFixture[str], echo: str
) -> None:
    check = ["--check", "res.status eq 200"]
    code, document = _json(capsys, "send", "GET", f"{echo}/get?a=1", "-H", "X-A: b", *check)
    assert code == 0
    execution = document["executions"][0]
    assert {"item", "request", "response", "assertions", "diagnosis"} <= set(execution)
    assert {"status", "headers", "bytes", "timings"} <= set(execution["response"])
    names = {"dns", "connect", "tls", "wait", "transfer", "total", "first_token"}
    assert set(execution["response"]["timings"]) == names
    assert execution["assertions"] == [
        {"name": "res.status: eq 200", "outcome": "pass", "message": None}
    ]


def test_a_failing_check_ends_with_1_and_a_wrong_use_with_2(
    capsys: pytest.CaptureFixture[str], echo: str
) -> None:
    assert main(["api", "send", "GET", f"{echo}/get", "--check", "res.status eq 404"]) == 1
    assert main(["api", "send", "GET", "ftp://h/"]) == 1
    for wrong in (
        ["run", "/no/such/file.json"],
        ["run", str(Path(__file__))],
        ["send", "GET", f"{echo}/get", "--connect-to", "nonsense"],
        ["send", "GET", f"{echo}/get", "-H", "no colon"],
        ["send", "GET", f"{echo}/get", "--ca", "/no/such.pem"],
        ["diagnose", "/no/such.json"],
        ["import", "/no/such.yaml"],
        ["probe", "GET", f"{echo}/get"],
    ):
        capsys.readouterr()
        assert main(["api", *wrong]) == 2, wrong
        said = capsys.readouterr().err
        assert said.count("\n") == 1
        assert "Traceback" not in said


def test_a_postman_collection_runs_with_its_data_and_writes_junit(
    capsys: pytest.CaptureFixture[str], echo: str, tmp_path: Path
) -> None:
    if boot_code() is None:
        pytest.skip(f"the script library is not installed; run: {INSTALL_COMMAND}")
    tests = "pm.test('row ' + data.n, () => pm.expect(pm.response.json().args.n).to.eql(data.n))"
    item = {
        "name": "one",
        "request": {"method": "GET", "url": "{{host}}/get?n={{n}}"},
        "event": [
            {
                "listen": "test",
                "script": {"exec": [tests, "pm.test('bad <&>', () => { throw Error('x') })"]},
            }
        ],
    }
    files = {
        "c.json": json.dumps({"info": {"name": "C"}, "item": [item]}),
        "e.json": json.dumps({"values": [{"key": "host", "value": echo}]}),
        "d.csv": 'n\n"a"\n"b"\n',
    }
    for name, content in files.items():
        (tmp_path / name).write_text(content)
    out = tmp_path / "junit.xml"
    arguments = ["-e", str(tmp_path / "e.json"), "-d", str(tmp_path / "d.csv"), "--junit", str(out)]
    code, document = _json(capsys, "run", str(tmp_path / "c.json"), *arguments)
    names = [a["name"] for row in document["executions"] for a in row["assertions"]]
    assert code == 1
    assert names == ["row a", "bad <&>", "row b", "bad <&>"]
    from defusedxml.ElementTree import parse

    suites = parse(out).getroot()
    assert suites is not None
    assert [suites.get("tests"), suites.get("failures")] == ["4", "2"]


def test_import_says_what_was_lost_and_writes_the_workspace_s_format(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    code, document = _json(
        capsys, "import", "curl http://h/x -u a:b -K f", "-o", str(tmp_path / "c")
    )
    assert (code, document["requests"]) == (0, 1)
    assert document["lost"][0]["what"].startswith("the option --config")
    code, again = _json(capsys, "export", str(tmp_path / "c"), "--to", "postman")
    assert (code, again["requests"]) == (0, 1)
    assert "{{secret:" in again["text"]


def test_import_makes_no_connection(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    import socket

    def refuse(*_: object) -> None:
        raise AssertionError("an import opened a connection")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    assert _json(capsys, "import", "curl http://169.254.169.254/latest")[0] == 0


def test_diagnose_reads_what_another_tool_recorded(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    file = tmp_path / "a.json"
    file.write_text(
        json.dumps(
            {"status": 504, "headers": {"Server": "nginx"}, "body": "<html>", "elapsed": 60.1}
        )
    )
    code, document = _json(capsys, "diagnose", str(file))
    cause = document["causes"][0]
    assert (code, cause["id"]) == (0, "gateway-timeout")
    assert set(cause) == {"id", "confidence", "cause", "next_check", "retry", "source"}


def test_the_probe_measures(capsys: pytest.CaptureFixture[str], echo: str) -> None:
    code, document = _json(capsys, "probe", "GET", f"{echo}/get", "-n", "20", "-c", "4", "--yes")
    assert (code, document["answered"]) == (0, 20)
    assert document["total"]["p50"] <= document["total"]["p99"]


def test_the_verbs_import_neither_qt_nor_what_is_heavy() -> None:
    code = (
        "import sys; from workbench.cli.main import main; main(['api', 'send', 'GET', 'http://127.0.0.1:1/']);"
        "bad = {'PySide6', 'numpy', 'pandas', 'scipy', 'keyring', 'jsonschema'} & set(sys.modules);"
        "sys.exit(f'imported: {bad}' if bad else 0)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
