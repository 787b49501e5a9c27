"""Both engines behave alike: one conformance suite."""

import gzip
import socket
import ssl
import time
import zlib
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.unit.apitest.certificates import Authority
from tests.unit.apitest.echo import EchoHandler, EchoServer
from tests.unit.apitest.recorder import answer, recorder
from workbench.apitest.client import Client, SendOptions
from workbench.apitest.engines import make_transport
from workbench.apitest.exchange import Exchange
from workbench.apitest.model import Auth, Body, Pair, Request
from workbench.apitest.prepare import Behavior
from workbench.apitest.transport import WireOptions
from workbench.apitest.url import parse_url
from workbench.core.errors import Cancelled
from workbench.core.progress import Progress


@pytest.fixture(params=["curl", "httpx"])
def client(request: pytest.FixtureRequest) -> Iterator[Client]:
    made = Client(make_transport(request.param))
    yield made
    made.close()


def _get(client: Client, address: str, **wire: object) -> Exchange:
    options = SendOptions(WireOptions(**wire))  # pyright: ignore[reportArgumentType] - fields by name
    return client.send(Request(url=parse_url(address)), None, options)


def test_a_simple_answer_is_read(client: Client, echo: str) -> None:
    response = _get(client, f"{echo}/get?a=1").response
    assert response is not None
    assert (response.status, response.reason) == (200, "OK")
    assert b'"a": "1"' in response.body
    timings = response.timings
    parts = [timings.dns, timings.connect, timings.tls, timings.wait, timings.transfer]
    assert abs(sum(part or 0.0 for part in parts) - timings.total) < 0.001


def test_a_kept_connection_says_so(client: Client, echo: str) -> None:
    first, second = (_get(client, f"{echo}/get").response for _ in range(2))
    assert first is not None and second is not None
    assert (first.timings.reused, second.timings.reused) == (False, True)
    assert second.timings.connect is None


def test_header_case_order_repeats_and_empty_values_are_kept(client: Client) -> None:
    pairs = (Pair("X-CaSe", "1"), Pair("x-empty", ""), Pair("X-CaSe", "2"))
    with recorder() as server:
        client.send(Request(url=parse_url(server.address), headers=pairs), None, SendOptions())
        lines = server.requests[0].decode().split("\r\n")
    kept = [line.rstrip() for line in lines if line.lower().startswith("x-")]
    assert kept == ["X-CaSe: 1", "x-empty:", "X-CaSe: 2"]


@pytest.mark.parametrize("path", ["/a//b/../c/%2a/%2A", "/?a=%41&b='%20|^"])
def test_no_library_changes_the_target(client: Client, path: str) -> None:
    with recorder() as server:
        options = SendOptions(behavior=Behavior(encode_url=False))
        client.send(Request(url=parse_url(server.address + path)), None, options)
        assert server.requests[0].split(b" ")[1].decode() == path


@pytest.mark.parametrize("encoding", ["gzip", "deflate", "brotli"])
def test_packed_bodies_are_unpacked(client: Client, echo: str, encoding: str) -> None:
    response = _get(client, f"{echo}/{encoding}").response
    assert response is not None
    assert b": true}" in response.body


def test_deflate_without_a_head_is_unpacked(client: Client) -> None:
    packer = zlib.compressobj(wbits=-15)
    packed = packer.compress(b"plain") + packer.flush()
    with recorder(answer("200 OK", "Content-Encoding: deflate\r\n", packed)) as server:
        response = client.send(Request(url=parse_url(server.address)), None, SendOptions()).response
    assert response is not None
    assert response.body == b"plain"


@pytest.mark.parametrize("encoding", ["gzip", "deflate", "br"])
def test_a_body_that_is_not_packed_as_it_says_is_told(client: Client, encoding: str) -> None:
    head = f"Content-Encoding: {encoding}\r\n"
    with recorder(answer("200 OK", head, b"\x1f\x8bthis is not packed at all")) as server:
        exchange = client.send(Request(url=parse_url(server.address)), None, SendOptions())
    assert exchange.error is not None
    assert exchange.error.kind == "protocol"


def test_cookies_and_redirects_work_alike(client: Client, echo: str) -> None:
    response = _get(client, f"{echo}/cookies/set?a=b").response
    assert response is not None
    assert b'"a": "b"' in response.body


@pytest.mark.parametrize(
    ("status", "method", "expected"),
    [
        (301, "POST", b"GET"),
        (302, "POST", b"GET"),
        (303, "PUT", b"GET"),
        (307, "POST", b"POST"),
        (308, "PUT", b"PUT"),
        (303, "HEAD", b"HEAD"),
    ],
)
def test_a_redirect_keeps_or_changes_the_method_as_it_should(
    client: Client, status: int, method: str, expected: bytes
) -> None:
    replies = [answer(f"{status} R", "Location: /next\r\n"), answer("200 OK")]

    def serve(connection: socket.socket, request: bytes) -> None:
        replies.pop(0)(connection, request)

    with recorder(serve) as server:
        body = Body("raw", text="x") if method != "HEAD" else Body()
        client.send(Request(method, parse_url(server.address), body=body), None, SendOptions())
        assert server.requests[1].split(b" ")[0] == expected
        assert server.requests[1].endswith(b"x") == (status >= 307)


def test_secrets_do_not_follow_a_redirect_to_another_origin(client: Client) -> None:
    secret = (
        Pair("Authorization", "Bearer S"),
        Pair("X-Api-Key", "S"),
        Pair("Cookie", "s=S"),
        Pair("X-Other", "kept"),
    )
    auth = Auth("apikey", {"key": "My-Own-Key", "value": "S", "in": "header"})
    with (
        recorder() as other,
        recorder(answer("302 Found", f"Location: {other.address}/x\r\n")) as first,
    ):
        address = first.address.replace("127.0.0.1", "localhost")
        options = SendOptions(
            WireOptions(connect_to=(f"localhost:{first.port}:127.0.0.1:{first.port}",))
        )
        client.send(Request(url=parse_url(address), headers=secret), auth, options)
        assert b"My-Own-Key: S" in first.requests[0]
        text = other.requests[0]
    assert b"S\r\n" not in text
    assert b"X-Other: kept" in text


def test_a_redirect_loop_ends(client: Client) -> None:
    with recorder(answer("302 Found", "Location: /again\r\n")) as server:
        exchange = _get(client, server.address)
    assert exchange.error is not None
    assert "redirects" in exchange.error.message


@pytest.mark.parametrize("kind", ["md5", "sha256", "auth-int"])
def test_digest_is_answered(client: Client, echo: str, kind: str) -> None:
    path = {
        "md5": "/digest-auth",
        "sha256": "/digest-auth/sha256",
        "auth-int": "/digest-auth//auth-int",
    }[kind]
    auth = Auth("digest", {"username": "postman", "password": "password"})
    request = Request("POST", parse_url(echo + path), body=Body("raw", text="body"))
    response = client.send(request, auth, SendOptions()).response
    assert response is not None
    assert response.status == 200


def test_nothing_listening_is_refused(client: Client) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    error = _get(client, f"http://127.0.0.1:{port}/").error
    assert error is not None
    assert error.kind == "refused"


def test_a_name_that_does_not_exist_is_a_dns_failure(client: Client) -> None:
    error = _get(client, "http://no-such-host.invalid/").error
    assert error is not None
    assert error.kind == "dns"


def test_a_silent_server_is_a_timeout(client: Client) -> None:
    with recorder(lambda *_: time.sleep(2)) as server:
        error = _get(client, server.address, timeout=0.2).error
    assert error is not None
    assert error.kind == "timeout"


def test_a_body_cut_short_keeps_what_came(client: Client) -> None:
    def cut(connection: socket.socket, _: bytes) -> None:
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf")
        connection.close()

    with recorder(cut) as server:
        exchange = _get(client, server.address)
    assert exchange.error is not None
    assert exchange.error.kind == "cut"
    assert exchange.response is not None
    assert exchange.response.body == b"half"


def test_a_closed_connection_is_a_reset(client: Client) -> None:
    with recorder(lambda connection, _: connection.close()) as server:
        error = _get(client, server.address).error
    assert error is not None
    assert error.kind == "reset"


def test_a_gzip_bomb_is_stopped(client: Client) -> None:
    packed = gzip.compress(b"\0" * 20_000_000)
    with recorder(answer("200 OK", "Content-Encoding: gzip\r\n", packed)) as server:
        error = _get(client, server.address, largest=1_000_000).error
    assert error is not None
    assert error.kind == "too-large"


def test_an_endless_stream_is_stopped_at_the_limit(client: Client) -> None:
    def endless(connection: socket.socket, _: bytes) -> None:
        connection.sendall(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
        while True:
            connection.sendall(b"10000\r\n" + b"x" * 0x10000 + b"\r\n")

    with recorder(endless) as server:
        error = _get(client, server.address, largest=1_000_000).error
    assert error is not None
    assert error.kind == "too-large"
    assert error.partial is not None
    assert error.partial.body[:3] == b"xxx"


def test_a_flood_of_headers_is_stopped(client: Client) -> None:
    def flood(connection: socket.socket, _: bytes) -> None:
        connection.sendall(b"HTTP/1.1 200 OK\r\n")
        for _ in range(100):
            connection.sendall(b"X-Flood: yes\r\n" * 10_000)

    with recorder(flood) as server:
        error = _get(client, server.address, timeout=10).error
    assert error is not None


def test_something_that_is_not_http_is_said(client: Client) -> None:
    with recorder(lambda connection, _: connection.sendall(b"SSH-2.0-x\r\n\r\n")) as server:
        assert _get(client, server.address, timeout=2).error is not None


def test_a_cancel_ends_the_wait(client: Client) -> None:
    progress = Progress()

    def stop(connection: socket.socket, _: bytes) -> None:
        connection.sendall(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nx\r\n")
        progress.cancel()
        connection.sendall(b"1\r\nx\r\n")

    with recorder(stop) as server, pytest.raises(Cancelled):
        client.send(Request(url=parse_url(server.address)), None, SendOptions(), progress)


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return Authority(tmp_path_factory.mktemp("tls"))


@pytest.fixture
def https(authority: Authority) -> Iterator[int]:
    """An echo service with a certificate for api.example."""
    yield from _serve(authority.context("api.example"))


def _serve(context: ssl.SSLContext) -> Iterator[int]:
    import threading

    server = EchoServer(("127.0.0.1", 0), EchoHandler)
    server.scheme = "https"
    server.socket = context.wrap_socket(server.socket, server_side=True)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    yield server.server_address[1]
    server.shutdown()
    server.server_close()


def test_tls_with_an_own_authority_over_connect_to(
    client: Client, https: int, authority: Authority
) -> None:
    exchange = _get(
        client,
        "https://api.example/get",
        ca=authority.file,
        connect_to=(f"api.example:443:127.0.0.1:{https}",),
    )
    assert exchange.response is not None, exchange.error
    assert exchange.response.status == 200
    assert exchange.response.timings.tls is not None
    assert str(authority.file) in exchange.response.connection.trust


def test_an_unknown_authority_is_named_and_verification_can_be_off(
    client: Client, https: int
) -> None:
    rules = (f"api.example:443:127.0.0.1:{https}",)
    error = _get(client, "https://api.example/get", connect_to=rules).error
    assert error is not None
    assert error.kind == "tls"
    assert "certificate" in error.message
    response = _get(client, "https://api.example/get", connect_to=rules, verify=False).response
    assert response is not None
    assert "off" in response.connection.trust


def test_a_certificate_for_another_host_is_named(
    client: Client, https: int, authority: Authority
) -> None:
    rules = (f"other.example:443:127.0.0.1:{https}",)
    error = _get(client, "https://other.example/", ca=authority.file, connect_to=rules).error
    assert error is not None
    assert error.kind == "tls"
    assert "match" in error.message or "not valid for" in error.message


def test_an_expired_certificate_is_named(client: Client, authority: Authority) -> None:
    servers = _serve(authority.context("api.example", days=-1))
    port = next(servers)
    rules = (f"api.example:443:127.0.0.1:{port}",)
    error = _get(client, "https://api.example/", ca=authority.file, connect_to=rules).error
    next(servers, None)
    assert error is not None
    assert "expired" in error.message


def test_a_client_certificate_is_sent(client: Client, authority: Authority) -> None:
    context = authority.context("api.example")
    context.verify_mode = ssl.CERT_REQUIRED
    context.load_verify_locations(authority.file)
    certificate, key = authority.issue("client")
    servers = _serve(context)
    port = next(servers)
    rules = (f"api.example:443:127.0.0.1:{port}",)
    exchange = _get(
        client,
        "https://api.example/get",
        ca=authority.file,
        connect_to=rules,
        client_certificate=certificate,
        client_key=key,
    )
    refused = _get(client, "https://api.example/get", ca=authority.file, connect_to=rules)
    next(servers, None)
    assert exchange.response is not None, exchange.error
    assert refused.error is not None


def test_a_variable_of_the_environment_does_not_change_trust(
    client: Client,
    https: int,
    authority: Authority,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(authority.file))
    monkeypatch.setenv("SSL_CERT_FILE", str(authority.file))
    rules = (f"api.example:443:127.0.0.1:{https}",)
    assert _get(client, "https://api.example/get", connect_to=rules).error is not None
    response = _get(client, "https://api.example/get", connect_to=rules, verify=False).response
    assert response is not None


def test_an_answer_whose_headers_are_too_large_is_said(client: Client) -> None:
    with recorder(answer("200 OK", f"X-Large: {'a' * 400_000}\r\n")) as server:
        error = _get(client, server.address).error
    assert error is not None and error.message


@pytest.mark.parametrize("location", ["http://[::1", "file:///etc/hosts"])
def test_a_redirect_to_no_address_is_the_redirect_s_fault(client: Client, location: str) -> None:
    with recorder(answer("302 Found", f"Location: {location}\r\n")) as server:
        error = _get(client, server.address).error
    assert error is not None and error.message.startswith("the redirect leads ")
