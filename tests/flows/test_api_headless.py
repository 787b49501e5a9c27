"""`workbench api ...` as a specialist or a script uses it."""

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import keyring
import pytest
from keyring.backend import KeyringBackend

from tests.unit.apitest.echo import echo_service
from tests.unit.apitest.recorder import answer, recorder
from workbench.apitest.mock_service import MockService
from workbench.apitest.sandbox_setup import INSTALL_COMMAND, boot_code
from workbench.cli.main import main
from workbench.core import paths
from workbench.core.secrets import SERVICE

_SAMPLE = paths.resources() / "sample" / "requests" / "recommendations"
_SCHEMA = "https://schema.getpostman.com/json/collection/v2.1.0/collection.json"
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


class _SessionKeyring(KeyringBackend):
    """A keyring that forgets everything with the test."""

    priority = 1.0

    def __init__(self) -> None:
        super().__init__()
        self._values: dict[tuple[str, str], str] = {}

    def get_password(self, service: str, username: str) -> str | None:
        return self._values.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self._values[service, username] = password


@pytest.fixture(autouse=True)
def session_keyring() -> Iterator[None]:
    """No test reads the keyring of whoever runs it."""
    before = keyring.get_keyring()
    keyring.set_keyring(_SessionKeyring())
    yield
    keyring.set_keyring(before)


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
    for wrong in (
        ["send", "GET", "ftp://h/"],
        ["send", "GET", ""],
        ["send", "GET", "file:///etc/hostname", "--json"],
        ["send", "GET", "http://127.0.0.1:99999/"],
        ["send", "GET", f"{echo}/get", "-H", "X: a\r\nY: b"],
        ["send", "G ET", f"{echo}/get"],
        ["send", "", f"{echo}/get"],
        ["send", "GET", f"{echo}/get", "-H", "Authorization: Bearer {{secret:unheard-of}}"],
        ["probe", "GET", "ftp://h/", "--yes"],
        ["probe", "GET", f"{echo}/get?key={{{{secret:unheard-of}}}}", "--yes"],
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


@pytest.mark.parametrize(
    ("command", "name", "sent"),
    [
        ("curl -u u:SECRETPW", "basic-password", b"Authorization: Basic dTpnaXZlbi1zZWNyZXQ="),
        ("curl -b sid=SECRETPW", "Cookie", b"Cookie: given-secret"),
        ("curl --oauth2-bearer SECRETPW", "Authorization", b"Authorization: Bearer given-secret"),
    ],
)
def test_a_secret_that_is_not_known_is_asked_for_and_never_sent_as_its_name(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, command: str, name: str, sent: bytes
) -> None:
    kept, environment = str(tmp_path / "kept"), tmp_path / "secrets.json"
    environment.write_text(json.dumps({"values": [{"key": name, "value": "given-secret"}]}))
    with recorder() as server:
        assert _json(capsys, "import", f"{command} {server.address}/a", "-o", kept)[0] == 0
        code, document = _json(capsys, "run", kept)
        assert (code, server.requests) == (1, [])
        assert document["executions"][0]["error"]["kind"] == "not-sent"
        message = document["executions"][0]["error"]["message"]
        assert f"The secret {name} for 127.0.0.1 " in message
        assert "-e FILE" in message
        totals = document["totals"]
        assert (totals["request_errors"], totals["script_errors"]) == (1, 0)
        code, document = _json(capsys, "run", kept, "-e", str(environment))
        assert code == 0
        assert sent in server.requests[0]
        assert "given-secret" not in json.dumps(document)


def test_a_secret_of_the_keyring_goes_to_the_host_of_its_first_use_only(
    capsys: pytest.CaptureFixture[str],
) -> None:
    keyring.set_password(SERVICE, "token", "kept-secret")
    header = ["-H", "Authorization: Bearer {{secret:token}}"]
    with recorder() as server:
        assert main(["api", "send", "GET", f"{server.address}/a", *header]) == 0
        assert b"Authorization: Bearer kept-secret" in server.requests.pop()
        there = f"http://localhost:{server.port}/a"
        assert main(["api", "send", "GET", there, *header]) == 2
        assert server.requests == []
    said = capsys.readouterr()
    assert "belongs to 127.0.0.1" in said.err
    assert "kept-secret" not in said.out + said.err


@pytest.mark.parametrize("query", ["flag", "flag&x=&&y", ""])
def test_a_query_without_values_stays_as_it_was_written(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, query: str
) -> None:
    with recorder() as server:
        item = {"name": "one", "request": {"method": "GET", "url": f"{server.address}/a?{query}"}}
        file = tmp_path / "c.json"
        file.write_text(json.dumps({"info": {"name": "c", "schema": _SCHEMA}, "item": [item]}))
        assert _json(capsys, "import", str(file), "-o", str(tmp_path / "kept"))[0] == 0
        assert _json(capsys, "run", str(tmp_path / "kept"))[0] == 0
        assert server.requests[0].startswith(f"GET /a?{query} HTTP/1.1\r\n".encode())


@pytest.mark.parametrize("option", ["--ca", "--cert"])
def test_a_certificate_file_without_one_is_named_before_anything_is_sent(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, option: str
) -> None:
    file = tmp_path / "notes.py"
    file.write_text("print('no certificate')")
    with recorder() as server:
        assert main(["api", "send", "GET", f"{server.address}/a", option, str(file)]) == 2
        assert server.requests == []
    said = capsys.readouterr().err
    assert str(file) in said
    assert said.count("\n") == 1


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["-n", "0"], "-n 0 is less than 1"),
        (["-d", "bad.json"], "bad.json is not valid JSON"),
        (["-d", "five.json"], "five.json holds no list of rows"),
    ],
)
def test_a_run_without_its_rows_is_refused(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, options: list[str], said: str
) -> None:
    (tmp_path / "bad.json").write_text("not json")
    (tmp_path / "five.json").write_text("5")
    with recorder() as server:
        assert _json(capsys, "import", f"curl {server.address}", "-o", str(tmp_path / "c"))[0] == 0
        given = [str(tmp_path / part) if part.endswith(".json") else part for part in options]
        assert main(["api", "run", str(tmp_path / "c"), *given]) == 2
        assert server.requests == []
    assert said in capsys.readouterr().err


@pytest.mark.parametrize(
    ("charset", "body", "text"),
    [
        ("utf-16", "ü = 1".encode("utf-16"), "ü = 1"),
        ('"ISO-8859-1"', "é".encode("latin-1"), "é"),
        ("unheard-of", "é".encode(), "é"),
        ("hex", b"c3", "c3"),
        ("idna", b"\xffx", "\ufffdx"),
    ],
)
def test_a_body_is_shown_and_checked_by_the_charset_that_it_declares(
    capsys: pytest.CaptureFixture[str], charset: str, body: bytes, text: str
) -> None:
    serve = answer("200 OK", f"Content-Type: text/plain; charset={charset}\r\n", body)
    with recorder(serve) as server:
        check = ["--check", f"res.text eq {text}"]
        assert main(["api", "send", "GET", server.address, "--show-body", *check]) == 0
    assert capsys.readouterr().out.endswith(f"\n\n{text}\n")


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


def test_an_export_says_what_was_lost_beside_what_may_be_piped_on(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    schema = {"type": "object", "properties": {"picture": {"type": "string", "format": "binary"}}}
    body = {"content": {"multipart/form-data": {"schema": schema}}}
    api = {
        "openapi": "3.0.3",
        "info": {"title": "T", "version": "1"},
        "servers": [{"url": "https://h"}],
        "paths": {"/upload": {"post": {"summary": "Upload", "requestBody": body}}},
    }
    file = tmp_path / "api.json"
    file.write_text(json.dumps(api))
    assert main(["api", "import", str(file), "-o", str(tmp_path / "c")]) == 0
    capsys.readouterr()
    assert main(["api", "export", str(tmp_path / "c"), "--to", "curl"]) == 0
    said = capsys.readouterr()
    assert "curl --request POST" in said.out
    assert said.err == "workbench: lost at Upload: the part 'picture': no file is chosen\n"


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
