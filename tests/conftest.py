"""What holds for every test: no screen needed, folders of its own, no network but loopback."""

import os
import socket
import tempfile
from pathlib import Path
from typing import Any

import pytest

_HOME = tempfile.TemporaryDirectory(prefix="workbench-tests-")
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ["WORKBENCH_HOME"] = _HOME.name

_connect = socket.socket.connect


def _connect_to_loopback_only(self: socket.socket, address: Any) -> None:
    host = address[0] if isinstance(address, tuple) else ""
    if self.family in (socket.AF_INET, socket.AF_INET6) and not _is_loopback(str(host)):
        raise AssertionError(f"a test tried to reach {address}")
    _connect(self, address)


def _is_loopback(host: str) -> bool:
    return host in ("localhost", "::1", "") or host.startswith(("127.", "::ffff:127."))


@pytest.fixture(autouse=True, scope="session")
def no_network() -> Any:
    """Fail every connection that leaves this machine."""
    socket.socket.connect = _connect_to_loopback_only  # type: ignore[method-assign]
    yield
    socket.socket.connect = _connect  # type: ignore[method-assign]


@pytest.fixture
def user_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The user's folders, empty, for a test that reads or writes them."""
    home = tmp_path / "home"
    home.mkdir()
    monkeypatch.setenv("WORKBENCH_HOME", str(home))
    return home
