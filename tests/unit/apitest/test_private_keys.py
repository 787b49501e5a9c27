"""JWT and OAuth 1 signed with private keys: the public key verifies what is sent."""

import base64
import json
from urllib.parse import unquote

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
)

from workbench.apitest.auth import oauth1
from workbench.apitest.auth.methods import sign
from workbench.apitest.auth.signing import Signing, header
from workbench.apitest.model import Auth, Request
from workbench.apitest.url import encode, parse_url
from workbench.core.errors import UserError

_RSA = rsa.generate_private_key(65537, 2048)
_HASHES = {
    "1": hashes.SHA1(),
    "256": hashes.SHA256(),
    "384": hashes.SHA384(),
    "512": hashes.SHA512(),
}
_SIGNING = Signing(None, 1700000000, lambda length: "n" * length)


def _pem(key: rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey) -> str:
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()


def _decoded(part: str) -> bytes:
    return base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))


def _jwt(algorithm: str, pem: str) -> tuple[bytes, bytes]:
    settings = {"algorithm": algorithm, "privateKey": pem, "payload": '{"sub":"1"}'}
    request = sign(Auth("jwt", settings), Request(url=parse_url("http://h/")), _SIGNING)
    head, payload, signature = header(request, "Authorization").removeprefix("Bearer ").split(".")
    assert json.loads(_decoded(head))["alg"] == algorithm
    return f"{head}.{payload}".encode(), _decoded(signature)


@pytest.mark.parametrize("bits", ["256", "384", "512"])
def test_a_jwt_is_signed_with_rsa(bits: str) -> None:
    data, signature = _jwt(f"RS{bits}", _pem(_RSA))
    _RSA.public_key().verify(signature, data, padding.PKCS1v15(), _HASHES[bits])


@pytest.mark.parametrize("bits", ["256", "384", "512"])
def test_a_jwt_is_signed_with_rsa_pss(bits: str) -> None:
    data, signature = _jwt(f"PS{bits}", _pem(_RSA))
    digest = _HASHES[bits]
    scheme = padding.PSS(padding.MGF1(digest), digest.digest_size)
    _RSA.public_key().verify(signature, data, scheme, digest)


@pytest.mark.parametrize(
    ("bits", "curve"), [("256", ec.SECP256R1()), ("384", ec.SECP384R1()), ("512", ec.SECP521R1())]
)
def test_a_jwt_is_signed_with_an_elliptic_curve(bits: str, curve: ec.EllipticCurve) -> None:
    key = ec.generate_private_key(curve)
    data, signature = _jwt(f"ES{bits}", _pem(key))
    half = len(signature) // 2
    first, second = (int.from_bytes(part, "big") for part in (signature[:half], signature[half:]))
    key.public_key().verify(encode_dss_signature(first, second), data, ec.ECDSA(_HASHES[bits]))


@pytest.mark.parametrize("bits", ["1", "256", "512"])
def test_oauth_1_is_signed_with_rsa(bits: str) -> None:
    settings = {
        "consumerKey": "ck",
        "privateKey": _pem(_RSA),
        "signatureMethod": f"RSA-SHA{bits}",
        "addParamsToHeader": True,
        "version": "1.0",
    }
    request = Request(url=parse_url("http://h/a?b=c"))
    value = header(sign(Auth("oauth1", settings), request, _SIGNING), "Authorization")
    fields = dict(part.split("=", 1) for part in value.removeprefix("OAuth ").split(","))
    given = {name: unquote(text.strip('"')) for name, text in fields.items()}
    signature = base64.b64decode(given.pop("oauth_signature"))
    base = oauth1.base_string("GET", encode(request.url), [*given.items(), ("b", "c")])
    _RSA.public_key().verify(signature, base.encode(), padding.PKCS1v15(), _HASHES[bits])


def test_a_key_of_another_kind_is_told() -> None:
    with pytest.raises(UserError, match="no RSA key"):
        _jwt("RS256", _pem(ec.generate_private_key(ec.SECP256R1())))
    with pytest.raises(UserError, match="ES256"):
        _jwt("ES256", _pem(_RSA))


def test_a_key_that_cannot_be_read_is_told() -> None:
    locked = _RSA.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, BestAvailableEncryption(b"p"))
    for text in ("", "nonsense", locked.decode()):
        with pytest.raises(UserError, match="cannot be read"):
            _jwt("RS256", text)
