"""Signatures with a private key in PEM: RSA (PKCS #1 and PSS) and elliptic curves."""

from typing import TYPE_CHECKING

from workbench.core.errors import UserError

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.types import PrivateKeyTypes
    from cryptography.hazmat.primitives.hashes import HashAlgorithm


def rsa_signature(pem: str, data: bytes, bits: int, *, pss: bool = False) -> bytes:
    """An RSA signature over data; `bits` names the hash: 1 (SHA-1), 256, 384, 512.

    Raises UserError where the text is no RSA key.
    """
    from cryptography.hazmat.primitives.asymmetric import padding, rsa

    key = _key(pem)
    if not isinstance(key, rsa.RSAPrivateKey):
        raise UserError("The private key is no RSA key.", "Give an RSA key in PEM form.")
    digest = _hash(bits)
    if pss:
        scheme = padding.PSS(padding.MGF1(digest), digest.digest_size)
        return key.sign(data, scheme, digest)
    return key.sign(data, padding.PKCS1v15(), digest)


def ec_signature(pem: str, data: bytes, bits: int) -> bytes:
    """An ECDSA signature as JWS writes it: r and s, each as long as the curve (RFC 7518, 3.4)."""
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature

    key = _key(pem)
    curves = {256: "secp256r1", 384: "secp384r1", 512: "secp521r1"}
    if not isinstance(key, ec.EllipticCurvePrivateKey) or key.curve.name != curves[bits]:
        raise UserError(f"The private key is not one of ES{bits}.", f"Give a {curves[bits]} key.")
    length = (key.curve.key_size + 7) // 8
    first, second = decode_dss_signature(key.sign(data, ec.ECDSA(_hash(bits))))
    return first.to_bytes(length, "big") + second.to_bytes(length, "big")


def _key(pem: str) -> "PrivateKeyTypes":
    from cryptography.hazmat.primitives.serialization import load_pem_private_key

    try:
        return load_pem_private_key(pem.strip().encode(), None)
    except (ValueError, TypeError) as error:
        raise UserError(
            "The private key cannot be read: it is no PEM key, or it has a passphrase.",
            "Give it without a passphrase, -----BEGIN to END-----.",
        ) from error


def _hash(bits: int) -> "HashAlgorithm":
    from cryptography.hazmat.primitives import hashes

    made = {1: hashes.SHA1, 256: hashes.SHA256, 384: hashes.SHA384, 512: hashes.SHA512}
    return made[bits]()
