"""Published test vectors: RFC 7616, 7617, 5849, AWS SigV4 and Hawk."""

import hashlib

import pytest

from workbench.apitest.auth import aws, digest, hawk, oauth1
from workbench.apitest.auth.methods import after_refusal, sign
from workbench.apitest.auth.signing import Signing, header
from workbench.apitest.model import Auth, Body, Pair, Request
from workbench.apitest.url import encode, parse_url

_MUFASA = {
    "username": "Mufasa",
    "password": "Circle of Life",
    "realm": "http-auth@example.org",
    "nonce": "7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v",
    "opaque": "FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS",
    "clientNonce": "f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ",
    "qop": "auth, auth-int",
}


def _signing(body: bytes | None = None, now: float = 0) -> Signing:
    return Signing(body, now, lambda length: "n" * length)


@pytest.mark.parametrize(
    ("algorithm", "response"),
    [
        ("MD5", "8ca523f5e9506fed4657c9700eebdbec"),
        ("SHA-256", "753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1"),
    ],
)
def test_digest_answers_as_rfc_7616_section_3_9_1(algorithm: str, response: str) -> None:
    auth = Auth("digest", {**_MUFASA, "algorithm": algorithm})
    value = digest.header_value(auth, "GET", "/dir/index.html", _signing())
    assert f'response="{response}"' in value
    assert "qop=auth, nc=00000001" in value


def test_digest_hides_the_user_as_rfc_7616_section_3_9_2() -> None:
    settings = {
        "username": "Jäsøn Doe",
        "password": "Secret, or not?",
        "realm": "api@example.org",
        "nonce": "5TsQWLVdgBdmrQ0XsxbDODV+57QdFR34I9HAbC/RVvkK",
        "opaque": "HRPCssKJSGjCrkzDg8OhwpzCiGPChXYjwrI2QmXDnsOS",
        "clientNonce": "NTg6RKcb9boFIAS3KrFK9BGeh+niz/sm",
        "qop": "auth",
        "algorithm": "SHA-512-256",
        "userhash": True,
    }
    value = digest.header_value(Auth("digest", settings), "GET", "/doe.json", _signing())
    # The RFC's printed hashes use another truncation than SHA-512/256 (erratum 4897).
    name = hashlib.new("sha512_256", "Jäsøn Doe:api@example.org".encode()).hexdigest()
    assert f'username="{name}"' in value
    assert value.endswith("userhash=true")


def test_digest_chooses_the_strongest_challenge_and_signs_the_body_when_asked() -> None:
    headers = [
        ("WWW-Authenticate", 'Digest realm="r", nonce="a", qop="auth-int", algorithm=MD5'),
        (
            "WWW-Authenticate",
            'Basic realm="x", Digest realm="r", nonce="b", qop="auth-int", algorithm=SHA-256',
        ),
    ]
    auth = after_refusal(Auth("digest", {"username": "u", "password": "p"}), 401, headers)
    assert auth is not None
    assert (auth.text("nonce"), auth.text("algorithm")) == ("b", "SHA-256")
    with_body = digest.header_value(auth, "POST", "/", _signing(b"one"))
    with_other = digest.header_value(auth, "POST", "/", _signing(b"two"))
    assert "qop=auth-int" in with_body
    assert with_body != with_other


def test_digest_does_not_answer_the_same_nonce_twice() -> None:
    headers = [("WWW-Authenticate", 'Digest realm="r", nonce="a", qop="auth"')]
    first = after_refusal(Auth("digest", {"username": "u"}), 401, headers)
    assert first is not None
    assert after_refusal(first, 401, headers) is None


@pytest.mark.parametrize(
    ("user", "password", "expected"),
    [
        ("Aladdin", "open sesame", "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ=="),
        ("test", "123£", "Basic dGVzdDoxMjPCow=="),
    ],
)
def test_basic_is_that_of_rfc_7617(user: str, password: str, expected: str) -> None:
    auth = Auth("basic", {"username": user, "password": password})
    signed = sign(auth, Request(url=parse_url("http://x/")), _signing())
    assert header(signed, "authorization") == expected


def test_oauth1_base_string_is_that_of_rfc_5849_section_3_4_1() -> None:
    target = encode(parse_url("http://EXAMPLE.COM:80/request?b5=%3D%253D&a3=a&c%40=&a2=r%20b"))
    parameters = [
        ("oauth_consumer_key", "9djdj82h48djs9d2"),
        ("oauth_token", "kkk9d7dh3k39sjv7"),
        ("oauth_signature_method", "HMAC-SHA1"),
        ("oauth_timestamp", "137131201"),
        ("oauth_nonce", "7d8f3e4a"),
        ("b5", "=%3D"),
        ("a3", "a"),
        ("c@", ""),
        ("a2", "r b"),
        ("c2", ""),
        ("a3", "2 q"),
    ]
    assert oauth1.base_string("POST", target, parameters) == (
        "POST&http%3A%2F%2Fexample.com%2Frequest&a2%3Dr%2520b%26a3%3D2%2520q%26a3%3Da%26b5%3D%253D%25253D"
        "%26c%2540%3D%26c2%3D%26oauth_consumer_key%3D9djdj82h48djs9d2%26oauth_nonce%3D7d8f3e4a"
        "%26oauth_signature_method%3DHMAC-SHA1%26oauth_timestamp%3D137131201"
        "%26oauth_token%3Dkkk9d7dh3k39sjv7"
    )


def test_oauth1_signs_the_photo_request_of_rfc_5849_section_1_2() -> None:
    auth = Auth(
        "oauth1",
        {
            "consumerKey": "dpf43f3p2l4k3l03",
            "consumerSecret": "kd94hf93k423kf44",
            "token": "nnch734d00sl2jdk",
            "tokenSecret": "pfkkdhi9sl3r4s00",
            "signatureMethod": "HMAC-SHA1",
            "timestamp": "137131202",
            "nonce": "chapoH",
            "realm": "Photos",
            "addParamsToHeader": True,
        },
    )
    url = parse_url("http://photos.example.net/photos?file=vacation.jpg&size=original")
    value = header(sign(auth, Request(url=url), _signing()), "authorization")
    assert 'oauth_signature="MdpQcU8iPSUjWoN%2FUDMsK2sui9I%3D"' in value
    assert value.startswith('OAuth realm="Photos"')


_HAWK = Auth(
    "hawk",
    {
        "authId": "dh37fgj492je",
        "authKey": "werxhqb98rpaxn39848xrunpaw3489ruxnpa98w4rxn",
        "algorithm": "sha256",
        "extraData": "some-app-ext-data",
        "timestamp": "1353832234",
        "nonce": "j4h3g2",
        "includePayloadHash": True,
    },
)


def test_hawk_signs_the_request_of_its_specification() -> None:
    url = parse_url("http://example.com:8000/resource/1?b=1&a=2")
    value = header(sign(_HAWK, Request(url=url), _signing()), "authorization")
    assert 'mac="6R4rV5iE+NPoym+WwjeHzjAGXUtLNIxmo1vpMofpLAE="' in value


def test_hawk_signs_the_payload_of_its_specification() -> None:
    url = parse_url("http://example.com:8000/resource/1?b=1&a=2")
    body = b"Thank you for flying Hawk"
    request = Request("POST", url, (Pair("Content-Type", "text/plain"),))
    value = header(sign(_HAWK, request, _signing(body)), "authorization")
    assert 'hash="Yi9LfIIFRtBEPt74PVmbTF/xVAwPn7ub15ePICfgnuY="' in value
    assert 'mac="aSe1DERmZuRl3pI36/9BdZmnErTw3sNzOOAUlfeKjVw="' in value
    assert hawk.payload_hash(_HAWK, "text/plain; charset=utf-8", body).startswith("Yi9LfIIF")


_SUITE = aws.Scope(
    "AKIDEXAMPLE",
    "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY",
    "20150830T123600Z",
    "us-east-1",
    "service",
)
_HOST = [("Host", "example.amazonaws.com"), ("X-Amz-Date", "20150830T123600Z")]
_EMPTY = hashlib.sha256(b"").hexdigest()
_VANILLA = "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31"
_UNRESERVED = "-._~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
_Row = tuple[str, str, str, str, list[tuple[str, str]], str]
_VECTORS: list[_Row] = [
    (
        "get-vanilla",
        "GET",
        "/",
        "",
        [],
        _VANILLA,
    ),
    (
        "get-vanilla-query",
        "GET",
        "/",
        "",
        [],
        _VANILLA,
    ),
    (
        "get-query-order",
        "GET",
        "/",
        "Param2=value2&Param1=value1",
        [],
        "b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf2500",
    ),
    (
        "get-unreserved",
        "GET",
        "/",
        f"{_UNRESERVED}={_UNRESERVED}",
        [],
        "9c3e54bfcdf0b19771a7f523ee5669cdf59bc7cc0884027167c21bb143a40197",
    ),
    (
        "get-utf8-query",
        "GET",
        "/",
        "%E1%88%B4=bar",
        [],
        "2cdec8eed098649ff3a119c94853b13c643bcf08f8b0a1d91e12c9027818dd04",
    ),
    (
        "get-relative",
        "GET",
        "/example/..",
        "",
        [],
        _VANILLA,
    ),
    (
        "get-slashes",
        "GET",
        "//",
        "",
        [],
        _VANILLA,
    ),
    (
        "post-vanilla",
        "POST",
        "/",
        "",
        [],
        "5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b",
    ),
    (
        "header-sort",
        "POST",
        "/",
        "",
        [("My-Header1", "value1")],
        "c5410059b04c1ee005303aed430f6e6645f61f4dc9e1461ec8f8916fdf18852c",
    ),
    (
        "header-trim",
        "GET",
        "/",
        "",
        [("My-Header1", " value1"), ("My-Header2", ' "a   b   c"')],
        "acc3ed3afb60bb290fc8d2dd0098b9911fcaa05412b367055dee359757a9c736",
    ),
]


@pytest.mark.parametrize(
    ("method", "path", "query", "headers", "expected"),
    [row[1:] for row in _VECTORS],
    ids=[row[0] for row in _VECTORS],
)
def test_sigv4_signs_the_vectors_of_the_published_suite(
    method: str, path: str, query: str, headers: list[tuple[str, str]], expected: str
) -> None:
    canonical, _ = aws.canonical_request(method, path, query, [*_HOST, *headers], _EMPTY)
    assert aws.signature(aws.string_to_sign(canonical, _SUITE), _SUITE) == expected


def test_sigv4_signs_the_list_users_example_of_the_documentation() -> None:
    auth = Auth(
        "awsv4",
        {
            "accessKey": _SUITE.access_key,
            "secretKey": _SUITE.secret_key,
            "region": "us-east-1",
            "service": "iam",
        },
    )
    request = Request(
        "GET",
        parse_url("https://iam.amazonaws.com/?Action=ListUsers&Version=2010-05-08"),
        (Pair("Content-Type", "application/x-www-form-urlencoded; charset=utf-8"),),
    )
    signed = sign(auth, request, _signing(now=1440938160))
    value = header(signed, "authorization")
    assert "SignedHeaders=content-type;host;x-amz-date" in value
    assert value.endswith("5d672d79c15b13162d9279b0855cfba6789a8edb4c82c400e06b5924a6f2b5d7")


def test_a_jwt_is_signed_as_rfc_7515_does() -> None:
    auth = Auth("jwt", {"algorithm": "HS256", "secret": "secret", "payload": '{"sub":"1"}'})
    value = header(sign(auth, Request(url=parse_url("http://x/")), _signing()), "authorization")
    assert value.startswith("Bearer eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.")


def test_an_unknown_method_signs_nothing() -> None:
    request = Request(url=parse_url("http://x/"), body=Body())
    assert sign(Auth("ntlm"), request, _signing()) == request
