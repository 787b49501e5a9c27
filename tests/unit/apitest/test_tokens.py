"""OAuth 2: every grant against a server on loopback, as a run uses it."""

import threading
import urllib.request
from collections.abc import Iterator
from urllib.parse import unquote

import pytest

from tests.unit.apitest.token_server import (
    CLIENT,
    PASSWORD,
    SECRET,
    USER,
    TokenServer,
    token_server,
)
from workbench.apitest.auth.token import Tokens
from workbench.apitest.client import Client
from workbench.apitest.engines import make_transport
from workbench.apitest.model import Auth, Folder, Item, Request, Variable
from workbench.apitest.runner import Execution, Run, RunOptions, RunState
from workbench.apitest.url import parse_url
from workbench.apitest.variables import Scope
from workbench.core.errors import Cancelled
from workbench.core.progress import Progress


@pytest.fixture
def server() -> Iterator[TokenServer]:
    with token_server() as running:
        yield running


def _auth(server: TokenServer, grant: str, **more: str) -> Auth:
    settings = {
        "grant_type": grant,
        "accessTokenUrl": f"{server.address}/token",
        "authUrl": f"{server.address}/authorize?tenant=1",
        "clientId": CLIENT,
        "clientSecret": SECRET,
        **more,
    }
    return Auth("oauth2", settings)


def _run(server: TokenServer, auth: Auth, tokens: Tokens | None = None, times: int = 1):
    request = Request(url=parse_url(f"{server.address}/api"), auth=auth)
    client = Client(make_transport())
    try:
        options = RunOptions(iterations=times, tokens=tokens or Tokens())
        run = Run(Folder("c", (Item("one", request),)), client, RunState(), options)
        return run.execute(Progress())
    finally:
        client.close()


def _status(execution: Execution) -> int | None:
    response = execution.exchange.response if execution.exchange else None
    return None if response is None else response.status


def _browser(address: str) -> None:
    """The user's browser: it opens the address, and the user agrees."""
    threading.Thread(target=lambda: urllib.request.urlopen(address, timeout=10).read()).start()


@pytest.mark.parametrize("place", ["header", "body"])
def test_client_credentials_are_sent_in_the_header_or_the_body(
    server: TokenServer, place: str
) -> None:
    (execution,) = _run(
        server, _auth(server, "client_credentials", client_authentication=place, scope="a b")
    )
    assert _status(execution) == 200
    assert server.asked[0]["scope"] == "a b"
    assert ("client_secret" in server.asked[0]) == (place == "body")


def test_a_password_is_sent_as_it_is_written(server: TokenServer) -> None:
    auth = _auth(server, "password_credentials", username=USER, password=PASSWORD)
    assert _status(_run(server, auth)[0]) == 200


def test_a_refresh_token_gets_a_token(server: TokenServer) -> None:
    assert _status(_run(server, _auth(server, "refresh_token", refreshToken="again"))[0]) == 200


@pytest.mark.parametrize("grant", ["authorization_code", "authorization_code_with_pkce"])
def test_a_login_comes_back_to_loopback_with_pkce(server: TokenServer, grant: str) -> None:
    auth = _auth(server, grant, clientSecret="")
    assert _status(_run(server, auth, Tokens(_browser))[0]) == 200
    assert server.redirect.startswith("http://127.0.0.1:")


def test_a_login_goes_back_to_the_registered_loopback_address(server: TokenServer) -> None:
    with token_server() as other:
        port = other.server_address[1]
    auth = _auth(
        server, "authorization_code", redirect_uri=f"http://localhost:{port}/oauth/callback"
    )
    assert _status(_run(server, auth, Tokens(_browser))[0]) == 200
    assert server.redirect == f"http://localhost:{port}/oauth/callback"


def test_an_answer_with_a_foreign_state_is_not_the_login(server: TokenServer) -> None:
    opened: list[int] = []

    def attacker(address: str) -> None:
        redirect = address.partition("redirect_uri=")[2].partition("&")[0]
        url = unquote(redirect) + "?code=evil&state=guess"
        with pytest.raises(urllib.request.HTTPError) as refused:
            urllib.request.urlopen(url, timeout=10)
        opened.append(refused.value.code)
        _browser(address)

    (execution,) = _run(server, _auth(server, "authorization_code"), Tokens(attacker))
    assert opened == [400]
    assert _status(execution) == 200


def test_a_token_is_asked_for_once_and_kept_while_it_is_good(server: TokenServer) -> None:
    executions = _run(server, _auth(server, "client_credentials"), times=3)
    assert [_status(execution) for execution in executions] == [200, 200, 200]
    assert len(server.asked) == 1


def test_an_expired_token_is_refreshed(server: TokenServer) -> None:
    server.lifetime = 1  # shorter than the leeway: expired at once
    _run(server, _auth(server, "client_credentials"), times=2)
    assert [form["grant_type"] for form in server.asked] == ["client_credentials", "refresh_token"]


def test_a_refused_token_is_told_in_the_servers_words(server: TokenServer) -> None:
    (execution,) = _run(server, _auth(server, "password", username=USER, password="wrong"))
    assert "not this time" in execution.errors[0]
    assert execution.exchange is None


def test_without_a_browser_a_login_is_not_possible(server: TokenServer) -> None:
    (execution,) = _run(server, _auth(server, "authorization_code"))
    assert "needs a browser" in execution.errors[0]


def test_waiting_for_a_login_can_be_cancelled(server: TokenServer) -> None:
    progress = Progress()
    request = Request(url=parse_url(f"{server.address}/api"))
    item = Item("one", Request(url=request.url, auth=_auth(server, "authorization_code")))
    tokens = Tokens(lambda _: progress.cancel())
    client = Client(make_transport())
    with pytest.raises(Cancelled):
        Run(Folder("c", (item,)), client, RunState(), RunOptions(tokens=tokens)).execute(progress)
    client.close()


def test_settings_hold_variables_and_secrets_go_to_the_tokens_server(server: TokenServer) -> None:
    auth = _auth(server, "client_credentials", clientId="{{client}}", clientSecret="{{secret:s}}")
    asked: list[tuple[str, str]] = []

    def secret(name: str, host: str) -> str:
        asked.append((name, host))
        return SECRET

    request = Request(url=parse_url("http://api.example/api"), auth=auth)
    client = Client(make_transport())
    state = RunState(environment=Scope([Variable("client", CLIENT)]))
    Run(Folder("c", (Item("one", request),)), client, state, RunOptions(secret=secret)).execute(
        Progress()
    )
    client.close()
    assert asked == [("s", "127.0.0.1")]
    assert server.current


def test_a_token_that_is_given_is_used_and_none_is_asked_for(server: TokenServer) -> None:
    server.current = "mine"
    assert _status(_run(server, _auth(server, "client_credentials", accessToken="mine"))[0]) == 200
    assert not server.asked


def test_an_unknown_grant_is_told(server: TokenServer) -> None:
    (execution,) = _run(server, _auth(server, "implicit"))
    assert "implicit" in execution.errors[0]
