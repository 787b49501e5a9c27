"""Whose certificates are believed, and where they lie; environment variables change nothing."""

import os
import ssl
import sys
from functools import cache

from workbench.apitest.transport import WireOptions

_BUNDLES = (
    "/etc/ssl/certs/ca-certificates.crt",
    "/etc/pki/tls/certs/ca-bundle.crt",
    "/etc/ssl/cert.pem",
)
_VARIABLES = ("REQUESTS_CA_BUNDLE", "SSL_CERT_FILE", "CURL_CA_BUNDLE")


@cache
def system_certificates() -> str:
    """The file of the system's certificates; certifi's where the system has none."""
    compiled = ssl.get_default_verify_paths().openssl_cafile
    for path in (*_BUNDLES, compiled):
        if os.path.isfile(path):  # noqa: PTH113 - a string is what both engines want
            return path
    import certifi

    return certifi.where()


def trust_in_words(options: WireOptions) -> str:
    """Whose certificates are believed, and which variables are set but not followed."""
    if not options.verify:
        return "nobody (verification is off for this request)"
    if options.ca is not None:
        return f"only {options.ca}"
    native = sys.platform in ("win32", "darwin")
    source = "the system's certificates" + ("" if native else f" ({system_certificates()})")
    ignored = [name for name in _VARIABLES if os.environ.get(name)]
    return f"{source}; {', '.join(ignored)} set but not followed" if ignored else source
