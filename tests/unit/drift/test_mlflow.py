"""The MLflow plugin against a real server on this machine, which the test starts."""

import contextlib
import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import numpy as np
import pytest

from tests.unit.drift.making import complaint, run, stamps, write_csv
from workbench.core.errors import UserError
from workbench.drift.registry import ModelRegistry
from workbench.plugin_host.default import default_host

MLFLOW = os.environ.get("MLFLOW") or shutil.which("mlflow")
MODEL = "ranker's best"


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A server with three versions: 1 and 2 are stable, 3 serves."""
    if MLFLOW is None:
        pytest.skip("no mlflow here: put it on the PATH, or name its program in MLFLOW")
    folder, port = tmp_path_factory.mktemp("mlflow"), free_port()
    address = f"http://127.0.0.1:{port}"
    options = ("--host", "127.0.0.1", "--port", str(port), "--workers", "1")
    store = ("--backend-store-uri", f"sqlite:///{folder}/store.db")
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(
            [MLFLOW, "server", *options, *store],
            cwd=folder, stdout=log, stderr=log, start_new_session=True,
        )  # fmt: skip
    try:
        wait_for(address, process, folder / "log")
        make_versions(address)
        yield address
    finally:
        os.killpg(process.pid, 15)
        process.wait(30)


def wait_for(address: str, process: subprocess.Popen[bytes], log: Path) -> None:
    until = time.monotonic() + 120
    while time.monotonic() < until:
        with contextlib.suppress(httpx.TransportError):
            if httpx.get(f"{address}/health", trust_env=False).is_success:
                return
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(0.2)
            break
    pytest.fail(f"mlflow server did not start: {log.read_text()[-500:]}")


def ask(address: str, path: str, **fields: Any) -> Any:
    where = f"{address}/api/2.0/mlflow/{path}"
    answer = httpx.post(where, json=fields, trust_env=False, timeout=30)
    assert answer.is_success, answer.text
    return answer.json()


def make_versions(address: str) -> None:
    ask(address, "registered-models/create", name=MODEL)
    for number in ("1", "2", "3"):
        ask(address, "model-versions/create", name=MODEL, source="s3://models/ranker")
        if number != "3":
            tag = {"key": "validation_status", "value": "approved"}
            ask(address, "model-versions/set-tag", name=MODEL, version=number, **tag)
    ask(address, "registered-models/alias", name=MODEL, alias="champion", version="3")


def registry() -> ModelRegistry:
    given = default_host().ask("model_registries", folder=Path())
    found = [one for one in given if getattr(one, "name", "") == "MLflow"]
    assert len(found) == 1
    return found[0]  # pyright: ignore[reportReturnType] - checked by what the tests do with it


@pytest.fixture
def falling(tmp_path: Path) -> tuple[str, str]:
    """Rules that propose a rollback, and data in which the rate falls."""
    rate = np.r_[np.full(168, 0.1) + np.arange(168) % 5 * 0.001, np.full(96, 0.05)]
    data = write_csv(tmp_path / "ctr.csv", {"time": stamps(11, 24), "ctr": rate})
    rules = tmp_path / "rules.toml"
    rules.write_text(
        f'model = "{MODEL}"\n[[rule]]\nname = "ctr"\ncolumn = "ctr"\nreference = "7d"\n'
        'for = "72h"\naction = "rollback"\n'
    )
    return str(rules), str(data)


def test_a_rollback_goes_to_the_last_stable_version(server, falling, monkeypatch, capsys) -> None:
    monkeypatch.setenv("MLFLOW_TRACKING_URI", server)
    versions = registry().versions(MODEL)
    assert [(v.version, v.stable, v.active) for v in versions] == [
        ("3", False, True), ("2", True, False), ("1", True, False),
    ]  # fmt: skip
    action = run(capsys, "drift", "monitor", *falling)["actions"][0]
    assert (action["kind"], action["needs_confirmation"]) == ("rollback", True)
    assert action["target_version"] == "2"
    assert [v.version for v in registry().versions(MODEL) if v.active] == ["3"]
    assert registry().activate(MODEL, "2").active
    assert [v.version for v in registry().versions(MODEL) if v.active] == ["2"]
    last = registry().last_stable(MODEL)
    assert last is not None
    assert last.version == "1"


def test_what_is_not_registered_is_none(server, monkeypatch) -> None:
    monkeypatch.setenv("MLFLOW_TRACKING_URI", server)
    assert registry().versions("nobody's") == []
    with pytest.raises(UserError, match="no version 9"):
        registry().activate(MODEL, "9")


def test_a_server_that_does_not_answer_is_one_sentence(falling, monkeypatch, capsys) -> None:
    monkeypatch.setenv("MLFLOW_TRACKING_URI", f"http://127.0.0.1:{free_port()}")
    assert "does not answer" in complaint(capsys, "drift", "monitor", *falling)


def test_without_an_address_nothing_is_contacted(monkeypatch) -> None:
    for address in ("", "sqlite:///store.db", "databricks"):
        monkeypatch.setenv("MLFLOW_TRACKING_URI", address)
        given = default_host().ask("model_registries", folder=Path())
        assert [one for one in given if getattr(one, "name", "") == "MLflow"] == []
