"""Chooses the engine by name; imports only the chosen one."""

from workbench.apitest.transport import Transport
from workbench.core.errors import UserError


def make_transport(name: str = "curl") -> Transport:
    """`curl` is the measured engine; `httpx` the second one, for where libcurl is missing.

    Raises UserError for another name.
    """
    if name == "curl":
        try:
            from workbench.apitest.curl_engine import CurlTransport
        except ImportError:
            name = "httpx"
        else:
            return CurlTransport()
    if name == "httpx":
        from workbench.apitest.httpx_engine import HttpxTransport

        return HttpxTransport()
    raise UserError(f"There is no engine {name}.", "Use curl or httpx.")
