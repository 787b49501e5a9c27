"""The table of authentication methods."""

from collections.abc import Callable, Sequence

from workbench.apitest.auth import aws, digest, hawk, oauth1, simple
from workbench.apitest.auth.signing import Signing
from workbench.apitest.model import Auth, Request

Sign = Callable[[Auth, Request, Signing], Request]

METHODS: dict[str, Sign] = {
    "basic": simple.basic,
    "bearer": simple.bearer,
    "apikey": simple.api_key,
    "oauth2": simple.oauth2,
    "jwt": simple.jwt,
    "digest": digest.sign,
    "oauth1": oauth1.sign,
    "awsv4": aws.sign,
    "hawk": hawk.sign,
}


def is_known(auth: Auth) -> bool:
    """Whether this method can be signed here (no authentication counts)."""
    return auth.kind == "noauth" or auth.kind in METHODS


def sign(auth: Auth | None, request: Request, signing: Signing) -> Request:
    """The signed request; the same one where there is nothing to sign with."""
    if auth is None or auth.kind not in METHODS:
        return request
    return METHODS[auth.kind](auth, request, signing)


def after_refusal(
    auth: Auth | None, status: int, headers: Sequence[tuple[str, str]]
) -> Auth | None:
    """The settings with which to try once more; None where that would not help."""
    if auth is None or auth.kind != "digest" or status not in (401, 403):
        return None
    if auth.flag("disableRetryRequest"):
        return None
    answered = digest.challenge(auth, headers)
    if answered is None or answered.text("nonce") == auth.text("nonce"):
        return None
    return answered
