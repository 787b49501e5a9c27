"""The runner gives what newman 6.2.2 gave: same items, same assertions, same outcomes.

`parity/` holds our own collections, which use what people's collections use (legacy `tests`,
`pm.*`, required libraries, cookies, redirects, signatures, data files, flow control), with
newman's outcomes as `record_parity.py` recorded them. Where we differ on purpose is not in
them: a jar that a redirect empties sends no stale cookie; a redirect to another host takes
neither the request's own Cookie nor the query in Referer along; files outside the working
folder are not sent; quotes in the name of a form part are escaped; dates show no zone name.
"""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.unit.apitest.record_parity import FOLDER, write_inputs
from workbench.apitest import runner
from workbench.apitest.client import Client
from workbench.apitest.data_file import read_rows
from workbench.apitest.engines import make_transport
from workbench.apitest.formats.postman_read import read_collection, read_scope
from workbench.apitest.runner import Run, RunOptions, RunState
from workbench.apitest.scripts.sandbox import Limits, Sandbox
from workbench.apitest.transport import WireOptions
from workbench.core.progress import Progress


class _Engine(Sandbox):
    """The script engine that all these runs share: starting one for each would cost a minute."""

    def __init__(self, library: Path) -> None:
        super().__init__(library)
        self.library = library

    def close(self) -> None:
        """Stay for the next run."""

    def end(self) -> None:
        """Stop it."""
        super().close()


@pytest.fixture(scope="module")
def engine(library: Path) -> Iterator[_Engine]:
    engine = _Engine(library)
    yield engine
    engine.end()


_NAMES = sorted(file.stem for file in FOLDER.glob("*.json"))


@pytest.mark.parametrize("name", _NAMES)
def test_the_runner_gives_what_newman_gave(
    name: str, echo: str, engine: _Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = json.loads((FOLDER / f"{name}.json").read_text("utf-8"))
    if not ("script_timeout" in row or row.get("own_engine")):
        monkeypatch.setattr(runner, "Sandbox", lambda *_: engine)
    expected = [tuple(part) for part in row["expected"]]
    ours = _run(row, echo, engine.library, tmp_path)
    if row.get("unordered"):  # newman sends pm.sendRequest's requests side by side
        expected, ours = sorted(expected), sorted(ours)
    assert ours == expected


def _run(row: dict[str, Any], echo: str, library: Path, folder: Path) -> list[tuple[str, ...]]:
    files = write_inputs(row, folder)
    state = RunState()
    if "environment" in files:
        state.environment = read_scope(files["environment"], "environment")
    if "globals" in files:
        state.globals = read_scope(files["globals"], "globals")
    data = files.get("csv") or files.get("json")
    port = echo.rpartition(":")[2]
    wire = WireOptions(timeout=row.get("timeout", 0), connect_to=(f":8765:127.0.0.1:{port}",))
    options = RunOptions(
        wire=wire,
        folders=tuple(row.get("folders", ())),
        iterations=row.get("iterations", 0),
        follow_redirects=not row.get("ignore_redirects"),
        working_folder=folder,
        script_limits=Limits(seconds=row.get("script_timeout", 30)),
        stop_on_failure=bool(row.get("bail")),
    )
    client = Client(make_transport())
    try:
        collection = read_collection(files["collection"])
        rows = read_rows(data) if data else []
        executions = Run(collection, client, state, options, rows, library).execute(Progress())
    finally:
        client.close()
    return [
        (execution.placed.item.name, assertion.name, assertion.outcome)
        for execution in executions
        for assertion in execution.assertions
    ]
