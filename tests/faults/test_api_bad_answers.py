"""What servers and files should not do ends in a status or one sentence, not a traceback."""

import json
import socket
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.unit.apitest.recorder import recorder
from workbench.cli.main import main


def _send(capsys: pytest.CaptureFixture[str], address: str, *more: str) -> tuple[int, dict]:
    code = main(["api", "send", "GET", address, "--json", *more])
    document = json.loads(capsys.readouterr().out)
    return code, document["executions"][0]


def _answer(raw: bytes) -> Callable[[socket.socket, bytes], None]:
    def serve(connection: socket.socket, _: bytes) -> None:
        connection.sendall(raw)
        connection.shutdown(socket.SHUT_RDWR)

    return serve


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("application/json; charset=utf-8", b'{"a": "\xff\xfe\xe9"}'),
        ("text/plain; charset=latin-1", "日本".encode()),
        ("text/plain; charset=no-such-charset", b"text"),
        ("application/json; charset=utf-16", b'{"a": 1}'),
        ("text/html; charset=\xe9", b"<p>"),
    ],
    ids=["invalid UTF-8", "wrong charset", "unknown charset", "not UTF-16", "charset no ASCII"],
)
def test_a_body_in_a_wrong_encoding_is_still_shown(
    capsys: pytest.CaptureFixture[str], kind: str, body: bytes
) -> None:
    head = f"HTTP/1.1 200 OK\r\nContent-Type: {kind}\r\nContent-Length: {len(body)}\r\n\r\n"
    with recorder(_answer(head.encode("latin-1") + body)) as server:
        code, execution = _send(capsys, server.address, "--check", "res.status eq 200")
    assert code == 0
    assert execution["response"]["bytes"] == len(body)


@pytest.mark.parametrize(
    "raw",
    [
        b"HTTP/1.1 200 OK\r\nContent-Le",
        b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nab",
        b"HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\n",
        b"HTTP/1.1 abc\r\n\r\n",
        b"\x00\x01\x02",
        b"",
    ],
    ids=["head", "body", "chunk", "negative length", "no status", "binary", "nothing"],
)
def test_a_connection_that_is_closed_half_way_is_diagnosed(
    capsys: pytest.CaptureFixture[str], raw: bytes
) -> None:
    with recorder(_answer(raw)) as server:
        code, execution = _send(capsys, server.address)
    assert code == 1
    assert execution["diagnosis"][0]["cause"]


@pytest.mark.parametrize("place", ["formdata", "file"])
def test_a_file_outside_the_working_folder_is_not_sent(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, place: str
) -> None:
    (tmp_path / "secret.txt").write_text("canary-4711")
    inside = tmp_path / "inside"
    inside.mkdir()
    sources = ["../secret.txt", str(tmp_path / "secret.txt"), "./../inside/../secret.txt"]
    with recorder() as server:
        items = [
            {
                "name": source,
                "request": {
                    "method": "POST",
                    "url": server.address,
                    "body": {
                        "mode": place,
                        "formdata": [{"key": "f", "type": "file", "src": source}],
                        "file": {"src": source},
                    },
                },
            }
            for source in sources
        ]
        file = tmp_path / "c.json"
        file.write_text(json.dumps({"info": {"name": "c"}, "item": items}))
        main(["api", "run", str(file), "--working-dir", str(inside), "--json"])
        capsys.readouterr()
        assert len(server.requests) == len(sources)
        assert not any(b"canary" in request for request in server.requests)


def test_a_link_that_leads_outside_is_not_followed(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    (tmp_path / "secret.txt").write_text("canary-4711")
    inside = tmp_path / "inside"
    inside.mkdir()
    try:
        (inside / "link.txt").symlink_to(tmp_path / "secret.txt")
    except OSError:
        pytest.skip("this system lets nobody make links")
    with recorder() as server:
        body = {"mode": "file", "file": {"src": "link.txt"}}
        item = {"name": "a", "request": {"method": "POST", "url": server.address, "body": body}}
        file = tmp_path / "c.json"
        file.write_text(json.dumps({"info": {"name": "c"}, "item": [item]}))
        main(["api", "run", str(file), "--working-dir", str(inside), "--json"])
        capsys.readouterr()
        assert not any(b"canary" in request for request in server.requests)
