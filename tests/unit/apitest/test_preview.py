"""The preview is what is sent, byte for byte."""

import pytest

from tests.unit.apitest.recorder import recorder
from workbench.apitest.client import Client, SendOptions
from workbench.apitest.engines import make_transport
from workbench.apitest.model import Auth, Body, FormPart, Pair, Request, Url
from workbench.apitest.prepare import Behavior
from workbench.apitest.url import parse_url
from workbench.core.errors import UserError

_PATHS = [
    "/", "", "/a", "/a/b/", "/a//b", "/a/../b", "/%2a", "/%2A", "/ü", "/a b", "/{x}", "/x;p=1",
    "/?", "/?a", "/?a=", "/?a=b&a=c", "/?a=b c", "/?q='\"<>", "/?é=ü", "/?a=%41%zz", "/?a=b#frag",
    "/?=x", "/?&&", "/a?b=c?d", "/x?e=a=b", "/日本?语=言", "/?x=|^`", "/a\\b",
]  # fmt: skip
_HEADERS = [
    (Pair("X-CaSe", "Q"),),
    (Pair("X-A", "1"), Pair("x-a", "2")),
    (Pair("X-Empty", ""),),
    (Pair("Host", "other.example"),),
    (Pair("User-Agent", "me"), Pair("Accept", "a/b")),
    (Pair("Cookie", "a=b"),),
    (Pair("X-Off", "1", enabled=False),),
    (Pair("Connection", "close"),),
    (Pair("X-Long", "y" * 5000),),
    (Pair("X-Latin", "café"),),
]
_BODIES = [
    Body("raw", text="plain"),
    Body("raw", text='{"a":1}', language="json"),
    Body("raw", text="<a/>", language="xml"),
    Body("raw", text="ü日\n\r\n"),
    Body("raw", text="x" * 70_000),
    Body(
        "urlencoded", pairs=(Pair("a", "b c"), Pair("a", "ü&=+"), Pair("off", "1", enabled=False))
    ),
    Body("formdata", parts=(FormPart("a", "1"), FormPart('q"\r\n', "2", content_type="x/y"))),
    Body("graphql", text="{a}", variables='{"x": 1}'),
    Body("raw", text="off", enabled=False),
    Body(),
]
_AUTHS = [
    Auth("basic", {"username": "u", "password": "ü:p"}),
    Auth("bearer", {"token": "t"}),
    Auth("apikey", {"key": "k", "value": "v w", "in": "query"}),
    Auth("apikey", {"key": "X-Key", "value": "v", "in": "header"}),
    Auth("oauth1", {"consumerKey": "a", "consumerSecret": "b"}),
    Auth("oauth1", {"consumerKey": "a", "consumerSecret": "b", "addParamsToHeader": True}),
    Auth("awsv4", {"accessKey": "a", "secretKey": "b", "sessionToken": "c"}),
    Auth("awsv4", {"accessKey": "a", "secretKey": "b", "addAuthDataToQuery": True}),
    Auth("hawk", {"authId": "a", "authKey": "b"}),
    Auth("jwt", {"secret": "s", "payload": "{}"}),
]
_METHODS = ["GET", "POST", "PUT", "DELETE", "HEAD", "OPTIONS", "PATCH", "PROPFIND"]


def _cases() -> list[tuple[str, Request]]:
    cases = [(f"path {path}", Request(url=parse_url(f"{{base}}{path}"))) for path in _PATHS]
    cases += [
        (f"header {row[0].name}", Request(url=Url("{base}/"), headers=row)) for row in _HEADERS
    ]
    cases += [
        (f"body {i}", Request("POST", Url("{base}/"), body=body)) for i, body in enumerate(_BODIES)
    ]
    cases += [
        (
            f"auth {a.kind} {i}",
            Request("POST", parse_url("{base}/x?y=z z"), body=_BODIES[5], auth=a),
        )
        for i, a in enumerate(_AUTHS)
    ]
    return cases + [(f"method {word}", Request(word, Url("{base}/"))) for word in _METHODS]


def test_there_are_at_least_sixty_cases() -> None:
    assert len(_cases()) >= 60


def test_the_preview_equals_the_sent_bytes_in_every_case() -> None:
    client = Client(make_transport())
    different: list[str] = []
    with recorder() as server:
        for name, case in _cases():
            address = case.url.address.replace("{base}", server.address, 1)
            request = Request(
                case.method,
                Url(address, case.url.query, fragment=case.url.fragment),
                case.headers,
                case.body,
            )
            options = SendOptions()
            prepared = client.prepare(request, case.auth, options)
            exchange = client.send_prepared(prepared, options)
            assert exchange.error is None, (name, exchange.error)
            if server.requests[-1] != prepared.preview():
                different.append(
                    f"{name}\n{server.requests[-1][:300]!r}\n{prepared.preview()[:300]!r}"
                )
    client.close()
    assert different == []


@pytest.mark.parametrize("value", ["a\r\nX-Evil: 1", "a\nb", "a\0b"])
def test_a_line_break_in_a_header_is_refused(value: str) -> None:
    request = Request(url=parse_url("http://127.0.0.1:9/"), headers=(Pair("X-A", value),))
    with pytest.raises(UserError, match="line break"):
        Client(make_transport()).prepare(request, None, SendOptions())


@pytest.mark.parametrize("name", ["X A", "X:A", "X\r\nB", "é"])
def test_a_header_name_that_may_not_be_sent_is_refused(name: str) -> None:
    request = Request(url=parse_url("http://127.0.0.1:9/"), headers=(Pair(name, "1"),))
    with pytest.raises(UserError, match="header name"):
        Client(make_transport()).prepare(request, None, SendOptions())


@pytest.mark.parametrize(
    "address", ["", "http://", "http://h:99999/", "http://h:x/", "http://a b/"]
)
def test_an_address_that_cannot_be_called_is_refused(address: str) -> None:
    with pytest.raises(UserError):
        Client(make_transport()).prepare(Request(url=parse_url(address)), None, SendOptions())


def test_an_address_sent_as_it_is_may_hold_no_space() -> None:
    options = SendOptions(behavior=Behavior(encode_url=False))
    with pytest.raises(UserError, match="space"):
        Client(make_transport()).prepare(Request(url=parse_url("http://h/a b")), None, options)
