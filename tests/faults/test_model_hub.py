"""A model is named as on the hub: no network is said at once, and a licence is looked at."""

import socket
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest
from huggingface_hub import constants

from workbench.core.errors import UserError
from workbench.search.adding import add_model
from workbench.search.hub import on_the_hub


class _Hub(BaseHTTPRequestHandler):
    """A hub whose one model is not for everybody."""

    def do_GET(self) -> None:
        known = self.path.startswith("/api/models/some/model")
        body = b'{"id": "some/model", "cardData": {"license": "cc-by-nc-4.0"}}' if known else b"{}"
        self.send_response(200 if known else 404)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base's name
        """Print nothing."""


@pytest.fixture
def closed_port() -> int:
    """A port at which nobody listens."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return taken.getsockname()[1]


@pytest.fixture
def silent_port() -> Iterator[int]:
    """A port that takes a connection and says nothing."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen()
        yield listening.getsockname()[1]


@pytest.fixture
def hub_port() -> Iterator[int]:
    """A hub that answers."""
    server = HTTPServer(("127.0.0.1", 0), _Hub)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    yield server.server_port
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where earlier downloads would lie."""
    monkeypatch.setattr(constants, "HF_HUB_CACHE", str(tmp_path / "cache"))
    return tmp_path / "cache"


def use_hub(monkeypatch: pytest.MonkeyPatch, port: int) -> None:
    monkeypatch.setattr(constants, "ENDPOINT", f"http://127.0.0.1:{port}")


def test_without_a_network_it_is_one_sentence_and_nothing_is_left(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, closed_port: int
) -> None:
    use_hub(monkeypatch, closed_port)
    with pytest.raises(UserError, match=r"some/model could not be fetched: .* does not answer"):
        add_model("some/model", folder=tmp_path / "models")
    assert list((tmp_path / "models").iterdir()) == []


def test_a_network_that_swallows_everything_is_given_up(
    monkeypatch: pytest.MonkeyPatch, silent_port: int
) -> None:
    use_hub(monkeypatch, silent_port)
    with pytest.raises(UserError, match="does not answer"):
        on_the_hub("some/model", patience=0.2)


def test_without_a_network_an_earlier_download_is_used(
    monkeypatch: pytest.MonkeyPatch, cache: Path, closed_port: int
) -> None:
    use_hub(monkeypatch, closed_port)
    model = cache / "models--sentence-transformers--small"
    (model / "refs").mkdir(parents=True)
    (model / "refs" / "main").write_text("a1")
    (model / "snapshots" / "a1").mkdir(parents=True)
    (model / "snapshots" / "a1" / "modules.json").write_text("[]")
    (model / "snapshots" / "a1" / "README.md").write_text("---\nlicense: mit\n---\n")
    found = on_the_hub("small")
    assert (found.folder, found.licence) == (model / "snapshots" / "a1", "mit")


def test_a_licence_that_is_not_for_everybody_is_refused_before_fetching(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, hub_port: int
) -> None:
    use_hub(monkeypatch, hub_port)
    with pytest.raises(UserError, match="under the licence 'cc-by-nc-4"):
        add_model("some/model", folder=tmp_path / "models")


def test_a_name_the_hub_does_not_know_is_left_to_the_export(
    monkeypatch: pytest.MonkeyPatch, hub_port: int
) -> None:
    use_hub(monkeypatch, hub_port)
    found = on_the_hub("nobody/nothing")
    assert (found.folder, found.licence) == (None, "")
