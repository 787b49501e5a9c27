"""Variables, addresses, cookies, data files, checks, redaction, guards: the small parts."""

import base64
import html
import json
import re
import urllib.parse
from pathlib import Path

import pytest

from workbench.apitest import dynamic
from workbench.apitest.checks import operators, run_checks
from workbench.apitest.cookies import CookieJar
from workbench.apitest.data_file import read_rows
from workbench.apitest.exchange import Exchange, Hop
from workbench.apitest.guard import BoundSecrets, guard, private_reason
from workbench.apitest.javascript import js_text
from workbench.apitest.jsonpath import select
from workbench.apitest.model import Check, Request, Variable
from workbench.apitest.redaction import Redaction, is_secret_name
from workbench.apitest.transport import Connection, Timings, WireRequest, WireResponse
from workbench.apitest.url import encode, join, parse_url, url_text
from workbench.apitest.variables import Scope, Substitution
from workbench.core.errors import UserError
from workbench.core.secrets import SessionSecrets


def _text(template: str, **values: object) -> str:
    scope = Scope([Variable(name, value) for name, value in values.items()])  # pyright: ignore[reportArgumentType] - JSON values
    return Substitution([scope]).text(template)


def test_the_first_scope_that_knows_a_name_wins() -> None:
    scopes = [Scope([Variable("a", "local")]), Scope([Variable("a", "global"), Variable("b", 2)])]
    assert Substitution(scopes).text("{{a}} {{b}} {{c}}") == "local 2 {{c}}"


def test_the_last_enabled_variable_of_a_name_counts() -> None:
    scope = Scope([Variable("a", 1), Variable("a", 2), Variable("a", 3, enabled=False)])
    assert Substitution([scope]).text("{{a}}") == "2"


def test_values_may_hold_variables_and_names_may_be_built() -> None:
    assert _text("{{a}} {{x{{n}}}}", a="<{{b}}>", b="c", n="1", x1="built") == "<c> built"


def test_a_variable_that_names_itself_ends() -> None:
    assert _text("{{a}}", a="{{a}}") == "{{a}}"
    with pytest.raises(UserError, match="itself"):
        _text("{{a}}", a="{{a}}{{a}}{{a}}{{a}}{{a}}{{a}}{{a}}")


def test_a_template_language_is_no_part_of_it() -> None:
    for text in ("{{7*7}}", "{{''.__class__}}", "${a}", "{% if %}", "{{constructor}}"):
        assert _text(text) == text


def test_secrets_are_revealed_last_and_never_looked_up_as_variables() -> None:
    scope = Scope([Variable("secret:x", "stolen"), Variable("a", "{{secret:x}}")])
    text = Substitution([scope], lambda name: "S{{a}}" if name == "x" else None).text(
        "{{a}} {{secret:y}}"
    )
    assert text == "S{{a}} {{secret:y}}"


@pytest.mark.parametrize("name", dynamic.names())
def test_every_dynamic_name_gives_a_text(name: str) -> None:
    assert dynamic.generate(name)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (1.0, "1"),
        (1.5, "1.5"),
        (True, "true"),
        (None, "null"),
        ([1, None, "a"], "1,,a"),
        ({"a": 1}, "[object Object]"),
        (1e21, "1e+21"),
        (1e-7, "1e-7"),
        (-0.25, "-0.25"),
    ],
)
def test_values_print_as_in_javascript(value: object, text: str) -> None:
    assert js_text(value) == text  # pyright: ignore[reportArgumentType] - JSON values


@pytest.mark.parametrize(
    ("address", "target"),
    [
        ("http://h/a b?c=d e", "/a%20b?c=d%20e"),
        ("http://h/%2a/%zz", "/%2a/%zz"),
        ("http://h", "/"),
        ("http://h?a", "/?a"),
        ("http://h/é?ü=1", "/%C3%A9?%C3%BC=1"),
        ("h/x", "/x"),
        ("http:\\\\h\\x", "/x"),
        ("http://u:p@h:81/x#f", "/x"),
        ("http://[::1]:8080/x", "/x"),
    ],
)
def test_addresses_are_encoded_and_nothing_more(address: str, target: str) -> None:
    assert encode(parse_url(address)).path == target


def test_a_host_of_another_script_becomes_ascii() -> None:
    assert encode(parse_url("http://bücher.example/")).host == "xn--bcher-kva.example"


def test_variables_with_separators_stay_whole() -> None:
    url = parse_url("{{base/url?x}}/a?b={{c&d}}")
    assert url_text(url) == "{{base/url?x}}/a?b={{c&d}}"


@pytest.mark.parametrize(
    ("location", "result"),
    [
        ("/b", "http://h:81/b"),
        ("b?x", "http://h:81/a/b?x"),
        ("?q", "http://h:81/a/x?q"),
        ("//o/z", "http://o/z"),
        ("https://s/", "https://s/"),
        ("", "http://h:81/a/x?y"),
        ("../z", "http://h:81/a/../z"),
    ],
)
def test_redirects_are_resolved(location: str, result: str) -> None:
    assert url_text(join(encode(parse_url("http://h:81/a/x?y")), location)) == result


def test_cookies_go_where_they_belong() -> None:
    jar = CookieJar()
    here = encode(parse_url("https://a.example.com/x/y"))
    for line in (
        "s=1; Secure",
        "d=2; Domain=example.com; Path=/",
        "p=3; Path=/other",
        "e=4; Max-Age=0",
        "f=5; Domain=evil.org",
        "g=6; Expires=Thu, 01 Jan 1970 00:00:00 GMT",
        "t=7; Domain=com",
    ):
        jar.store(line, here)
    assert jar.header(here) == "s=1; d=2"
    assert jar.header(encode(parse_url("http://a.example.com/x/z"))) == "d=2"
    assert jar.header(encode(parse_url("https://b.example.com/other"))) == "d=2"
    assert jar.header(encode(parse_url("https://notexample.com/"))) == ""


def test_data_files_keep_what_is_quoted(tmp_path: Path) -> None:
    file = tmp_path / "d.csv"
    file.write_bytes('\ufeffa,b\r\n"00123",00123\r\n"x ""y"", z", -1.5 \r\n'.encode())
    assert read_rows(file) == [{"a": "00123", "b": 123}, {"a": 'x "y", z', "b": -1.5}]
    file.write_text('[{"a": 1}, 3]')
    assert read_rows(file) == [{"a": 1}, {}]


@pytest.mark.parametrize(
    ("path", "found"),
    [
        ("$.a[0].b", [1]),
        ("a[-1].b", [2]),
        ("a.*.b", [1, 2]),
        ("..b", [1, 2]),
        ("$['x y']", [3]),
        ("a.length", [2]),
        ("none.b", []),
        ("$", [{"a": [{"b": 1}, {"b": 2}], "x y": 3}]),
    ],
)
def test_paths_select_values(path: str, found: list[object]) -> None:
    assert select({"a": [{"b": 1}, {"b": 2}], "x y": 3}, path) == found


def _exchange(body: bytes = b'{"a": [1, "two"], "n": null, "s": "text"}') -> Exchange:
    from datetime import UTC, datetime

    wire = WireRequest("GET", encode(parse_url("http://h/")), ())
    timings = Timings(0, 0, None, 0.1, 0.1, 0.2)
    response = WireResponse(200, "OK", (("X-A", "v"),), body, len(body), timings, Connection())
    return Exchange(Request(), datetime.now(UTC), (Hop(wire, response),))


@pytest.mark.parametrize(
    "check",
    [
        "res.status eq 200",
        "res.status neq 404",
        "res.status in 200,201",
        "res.status between 200,299",
        "res.body.a[0] eq 1",
        "res.body.a length 2",
        "res.body.a contains two",
        "res.body.s matches /^TE/i",
        "res.body.s startsWith te",
        "res.body.s notContains zz",
        "res.body.n isNull",
        "res.body.z isUndefined",
        "res.body.a isArray",
        "res.body.s isString",
        "res.headers.x-a eq v",
        "res.responseTime lt 300",
        "$.a[1] eq two",
        "res.body isJson",
        'res.body.a eq [1,"two"]',
        "res.body.s isNotEmpty",
        'res.body schema {"type":"object","required":["a"]}',
    ],
)
def test_checks_that_hold_pass_and_their_opposite_fails(check: str) -> None:
    subject, operator, *expected = check.split(" ", 2)
    held = run_checks([Check(subject, operator, *expected)], _exchange(), Substitution([]))
    assert held[0].outcome == "pass", held[0].message
    broken = run_checks([Check(subject, operator, *expected)], None, Substitution([]))
    assert broken[0].outcome == "fail"


@pytest.mark.parametrize(
    "check",
    [
        "res.status eq 201",
        "res.body.a[0] gt 1",
        "res.body.z eq 1",
        'res.body schema {"type":"array"}',
        "res.body.s matches (",
        "res.nothing eq 1",
        "res.status frobs 1",
    ],
)
def test_checks_that_do_not_hold_say_why(check: str) -> None:
    outcome = run_checks([Check(*check.split(" ", 2))], _exchange(), Substitution([]))[0]
    assert outcome.outcome == "fail"
    assert outcome.message


def test_the_operators_are_bruno_s_words() -> None:
    assert {"eq", "neq", "isNumber", "matches", "between", "isDefined"} <= set(operators())


@pytest.mark.parametrize("secret", ['canary-S3cret/+&"ü<x>', "0123456789abcdef"])
def test_a_secret_is_masked_in_every_encoding(secret: str) -> None:
    redaction = Redaction([secret])
    forms = [
        secret,
        urllib.parse.quote(secret),
        urllib.parse.quote_plus(secret),
        json.dumps(secret)[1:-1],
        html.escape(secret),
        secret.encode().hex(),
    ]
    forms += [
        base64.b64encode(prefix + secret.encode() + b"tail").decode()
        for prefix in (b"", b"a", b"ab", b"abc")
    ]
    for form in forms:
        assert "•••" in redaction.text(f"before {form} after"), form
        assert secret not in redaction.text(f"before {form} after")


@pytest.mark.parametrize(
    ("name", "secret"),
    [
        ("Authorization", True),
        ("x-api-key", True),
        ("Set-Cookie", True),
        ("client_secret", True),
        ("max_tokens", False),
        ("x-ratelimit-remaining-tokens", False),
        ("Content-Type", False),
        ("access-control-allow-origin", False),
    ],
)
def test_names_that_hold_secrets_are_known(name: str, secret: bool) -> None:
    assert is_secret_name(name) is secret


def test_addresses_lose_user_and_secret_parameters() -> None:
    shown = Redaction().url("https://u:p@h/x?api_key=abc&max_tokens=5")
    assert shown == "https://•••@h/x?api_key=•••&max_tokens=5"


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1",
        "127.1",
        "2130706433",
        "0x7f000001",
        "0x7f.1",
        "017700000001",
        "[::1]",
        "[::ffff:127.0.0.1]",
        "[::ffff:7f00:1]",
        "localhost",
        "LOCALHOST.",
        "a.localhost",
        "0.0.0.0",
        "169.254.169.254",
        "2852039166",
        "[fd00:ec2::254]",
        "10.0.0.1",
        "192.168.1.1",
        "172.16.0.1",
        "100.64.0.1",
        "[fe80::1]",
        "[64:ff9b::7f00:1]",
        "intranet",
        "printer.local",
        "metadata.google.internal",
        "[::]",
    ],
)
def test_private_addresses_are_seen_in_every_spelling(host: str) -> None:
    assert private_reason(host)
    with pytest.raises(UserError, match="imported"):
        guard()(encode(parse_url(f"http://{host}/")))
    guard({encode(parse_url(f"http://{host}/")).host})(encode(parse_url(f"http://{host}/")))


@pytest.mark.parametrize(
    "host",
    ["api.example.com", "93.184.216.34", "[2606:2800:220:1:248:1893:25c8:1946]", "172.32.0.1"],
)
def test_public_addresses_pass(host: str) -> None:
    assert private_reason(host) is None


def test_a_public_name_for_a_private_address_is_seen() -> None:
    assert "127.0.0.1" in (private_reason("rebind.example.com", lambda _: ["127.0.0.1"]) or "")


def test_a_secret_goes_only_to_the_host_of_its_first_use() -> None:
    store = SessionSecrets()
    store.set("key", "value")
    secrets = BoundSecrets(store)
    assert secrets.reveal("key", "api.example.com") == "value"
    assert secrets.reveal("key", "api.example.com") == "value"
    with pytest.raises(UserError, match="belongs to api"):
        secrets.reveal("key", "evil.example")
    secrets.bind("key", "evil.example")
    assert secrets.reveal("key", "evil.example") == "value"
    assert secrets.reveal("none", "x") is None


def test_error_words_hold_no_control_characters() -> None:
    from workbench.apitest.report import junit

    text = junit([], 'a"<\x00>', Redaction())
    assert not re.search(r"[\x00-\x08]", text)
