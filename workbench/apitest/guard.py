"""Which addresses an imported request may not call unasked, and where a secret may go."""

import ipaddress
import re
import socket
from collections.abc import Callable, Collection

from workbench.apitest.client import Guard
from workbench.apitest.url import Target
from workbench.core.errors import UserError
from workbench.core.secrets import SecretStore

Resolver = Callable[[str], list[str]]
_LOCAL_NAMES = re.compile(
    r"(^|\.)(localhost|local|internal|intranet|lan|home\.arpa)$", re.IGNORECASE
)
_METADATA = frozenset({"169.254.169.254", "169.254.170.2", "100.100.100.200", "fd00:ec2::254"})
_SHORT_IPV4 = re.compile(r"^(0x[0-9a-f]+|\d+)(\.(0x[0-9a-f]+|\d+)){0,3}\.?$", re.IGNORECASE)
_BOUND = "host of "


def private_reason(host: str, resolve: Resolver | None = None) -> str | None:
    """Why calling this host should be asked first: loopback, a private or link-local network,
    a cloud's metadata service, in any spelling; None for a public host.

    `resolve` looks names up, so that a public name for a private address is seen too.
    """
    name = host.strip("[]").rstrip(".").lower()
    address = read_address(name)
    if address is not None:
        return _address_reason(address)
    if _LOCAL_NAMES.search(name) or "." not in name:
        return f"{name} is a name of this computer or of a private network"
    for found in resolve(name) if resolve is not None else ():
        resolved = read_address(found)
        reason = None if resolved is None else _address_reason(resolved)
        if reason is not None:
            return f"{name} leads to {found}: {reason}"
    return None


def read_address(text: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    """An IP address in any spelling that a C library takes: 127.1, 2130706433, 0x7f.1,
    017700000001, ::ffff:127.0.0.1, with a zone; None for a name.
    """
    plain = text.partition("%")[0]
    try:
        address = ipaddress.ip_address(plain)
    except ValueError:
        if not _SHORT_IPV4.match(plain):
            return None
        try:
            address = ipaddress.IPv4Address(socket.inet_aton(plain.rstrip(".")))
        except OSError:
            return None
    if isinstance(address, ipaddress.IPv6Address):
        return address.ipv4_mapped or address.sixtofour or _translated(address) or address
    return address


def guard(allowed: Collection[str] = (), resolve: Resolver | None = None) -> Guard:
    """A guard for requests of an import: refuses private targets that are not `allowed`
    (hosts as they are written), at every redirect as well.
    """

    def check(target: Target) -> None:
        if target.host in allowed:
            return
        reason = private_reason(target.host, resolve)
        if reason is not None:
            raise UserError(
                f"This imported request calls {target.host}: {reason}.",
                "Allow this host for the collection if that is meant.",
            )

    return check


class BoundSecrets:
    """Secrets that go only to the host at which they were first used."""

    def __init__(self, store: SecretStore) -> None:
        self._store = store

    def reveal(self, name: str, host: str) -> str | None:
        """The secret for a call to this host; None where there is none.

        Raises UserError where the secret belongs to another host.
        """
        value = self._store.get(name)
        if value is None:
            return None
        bound = self._store.get(_BOUND + name)
        if bound is None:
            self._store.set(_BOUND + name, host)
        elif bound != host:
            raise UserError(
                f"The secret {name} belongs to {bound}, and this request calls {host}.",
                "Bind it to the new host if that is meant.",
            )
        return value

    def bind(self, name: str, host: str) -> None:
        """Let the secret go to this host from now on, and to no other."""
        self._store.set(_BOUND + name, host)


def system_resolver(name: str) -> list[str]:
    """The addresses that the system gives for a name; none where it knows none."""
    try:
        return [str(row[4][0]) for row in socket.getaddrinfo(name, None, type=socket.SOCK_STREAM)]
    except OSError:
        return []


def _translated(address: ipaddress.IPv6Address) -> ipaddress.IPv4Address | None:
    """The IPv4 address inside a NAT64 one (64:ff9b::/96)."""
    if address in ipaddress.ip_network("64:ff9b::/96"):
        return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    return None


def _address_reason(address: ipaddress.IPv4Address | ipaddress.IPv6Address) -> str | None:
    if str(address) in _METADATA:
        return "a cloud's metadata service, which hands out credentials"
    if address.is_loopback or address.is_unspecified:
        return "this computer itself"
    if address.is_link_local:
        return "an address of the local link"
    if address.is_private or address in ipaddress.ip_network("100.64.0.0/10"):
        return "an address of a private network"
    if address.is_multicast or address.is_reserved:
        return "no address of a single host"
    return None
