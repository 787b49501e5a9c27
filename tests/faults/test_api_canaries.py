"""No secret reaches a disk in clear: canaries go through everything that writes."""

import base64
import html
import json
import urllib.parse
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.unit.apitest.echo import echo_service
from tests.unit.apitest.token_server import CLIENT, SECRET, token_server
from workbench.apitest.redaction import base64_forms
from workbench.cli.main import main

_CANARY = 'cAnaRy-7f3b9c/+&"e41d'


@pytest.fixture(scope="module")
def echo() -> Iterator[str]:
    with echo_service() as address:
        yield address


def _forms() -> list[bytes]:
    raw = _CANARY
    forms = {
        raw,
        urllib.parse.quote(raw),
        urllib.parse.quote(raw, safe=""),
        json.dumps(raw)[1:-1],
        html.escape(raw),
    }
    forms |= base64_forms(raw.encode()) | {base64.b64encode(raw.encode()).decode()}
    return [form.encode() for form in forms]


def _written(folder: Path) -> bytes:
    return b"".join(file.read_bytes() for file in folder.rglob("*") if file.is_file())


def _leaks(data: bytes) -> list[bytes]:
    return [form for form in _forms() if form in data]


def _collection(echo: str) -> dict[str, object]:
    auths = [
        {
            "type": "basic",
            "basic": [{"key": "username", "value": "u"}, {"key": "password", "value": "{{key}}"}],
        },
        {"type": "bearer", "bearer": [{"key": "token", "value": "{{key}}"}]},
        {
            "type": "apikey",
            "apikey": [
                {"key": "key", "value": "api_key"},
                {"key": "value", "value": "{{key}}"},
                {"key": "in", "value": "query"},
            ],
        },
    ]
    items = [
        {
            "name": f"auth {i}",
            "request": {
                "method": "POST",
                "url": f"{echo}/post?token={{{{key}}}}",
                "auth": auth,
                "header": [
                    {"key": "X-Api-Key", "value": "{{key}}"},
                    {"key": "Cookie", "value": "s={{key}}"},
                ],
                "body": {"mode": "raw", "raw": '{"password": "{{key}}"}'},
            },
        }
        for i, auth in enumerate(auths)
    ]
    return {"info": {"name": "canary"}, "item": items}


def test_a_run_s_reports_hold_no_secret(
    echo: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "in").mkdir()
    collection, environment = tmp_path / "in" / "c.json", tmp_path / "in" / "e.json"
    collection.write_text(json.dumps(_collection(echo)))
    environment.write_text(
        json.dumps({"values": [{"key": "key", "value": _CANARY, "type": "secret"}]})
    )
    out = tmp_path / "out"
    arguments = [
        "api",
        "run",
        str(collection),
        "-e",
        str(environment),
        "--junit",
        str(out / "j.xml"),
    ]
    main([*arguments, "--json"])
    main(arguments)
    said = capsys.readouterr()
    assert _leaks(said.out.encode() + said.err.encode() + _written(out)) == []


@pytest.mark.parametrize("kind", ["postman", "curl", "opencollection", "python"])
def test_an_export_holds_no_secret(kind: str, tmp_path: Path) -> None:
    headers = ("X-Api-Key: {0}", "Cookie: s={0}", "Authorization: Bearer {0}")
    words = " ".join(f"-H '{line.format(_CANARY)}'" for line in headers)
    command = f"curl http://h/ -u 'u:{_CANARY}' {words}"
    assert main(["api", "import", command, "-o", str(tmp_path / "c")]) == 0
    assert (
        main(
            ["api", "export", str(tmp_path / "c"), "--to", kind, "-o", str(tmp_path / "x" / "out")]
        )
        == 0
    )
    assert _leaks(_written(tmp_path)) == []


def test_an_error_names_no_secret(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    environment = tmp_path / "e.json"
    environment.write_text(
        json.dumps({"values": [{"key": "key", "value": _CANARY, "type": "secret"}]})
    )
    collection = tmp_path / "c.json"
    request = {"method": "GET", "url": "http://127.0.0.1:1/{{key}}?api_key={{key}}"}
    collection.write_text(
        json.dumps({"info": {"name": "c"}, "item": [{"name": "a", "request": request}]})
    )
    main(["api", "run", str(collection), "-e", str(environment), "--json"])
    said = capsys.readouterr()
    assert _leaks(said.out.encode() + said.err.encode()) == []


@pytest.mark.parametrize("place", ["header", "queryParams"])
def test_a_fetched_token_and_its_client_s_secret_are_not_written(
    place: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with token_server() as server:
        settings = {
            "grant_type": "client_credentials",
            "accessTokenUrl": f"{server.address}/token",
            "clientId": CLIENT,
            "clientSecret": SECRET,
            "addTokenTo": place,
        }
        auth = {"type": "oauth2", "oauth2": [{"key": k, "value": v} for k, v in settings.items()]}
        request = {"method": "GET", "url": f"{server.address}/api", "auth": auth}
        file = tmp_path / "c.json"
        file.write_text(json.dumps({"info": {"name": "c"}, "item": [{"request": request}]}))
        report = tmp_path / "report.xml"
        main(["api", "run", str(file), "--json", "--junit", str(report)])
        written = capsys.readouterr()
        text = written.out + written.err + report.read_text()
        assert server.current == "token-1"
    assert server.current not in text
    assert SECRET not in text
