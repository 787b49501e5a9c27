"""The runner gives what newman 6.2.2 gave: same items, same assertions, same outcomes.

`parity.json` holds our own collections, which use what people's collections use (legacy
`tests`, `pm.*`, required libraries, cookies, redirects, signatures, data files, flow control),
and newman's outcomes as they were recorded.
"""

import json
from pathlib import Path
from typing import Any

import pytest

from workbench.apitest.client import Client
from workbench.apitest.data_file import read_rows
from workbench.apitest.engines import make_transport
from workbench.apitest.formats.postman_read import collection_from_json, read_scope
from workbench.apitest.runner import Run, RunOptions, RunState
from workbench.apitest.transport import WireOptions
from workbench.core.progress import Progress

_TABLE: dict[str, Any] = json.loads(Path(__file__).with_name("parity.json").read_text("utf-8"))[
    "collections"
]
_RECORDED_AT = "127.0.0.1:8765"
# newman sends pm.sendRequest's requests side by side; their callbacks come in any order.
_UNORDERED = {"pm"}


@pytest.mark.parametrize("name", sorted(_TABLE))
def test_the_runner_gives_what_newman_gave(
    name: str, echo: str, library: Path, tmp_path: Path
) -> None:
    row = _TABLE[name]
    expected = [tuple(part) for part in row["expected"]]
    ours = _run(row, echo, library, tmp_path)
    if name in _UNORDERED:
        expected, ours = sorted(expected), sorted(ours)
    assert ours == expected


def _run(row: dict[str, Any], echo: str, library: Path, folder: Path) -> list[tuple[str, ...]]:
    (folder / "up.txt").write_text("file content\n")
    state = RunState()
    for part, kind in (("env.json", "environment"), ("globals.json", "globals")):
        if part in row:
            file = folder / part
            file.write_text(json.dumps(row[part]))
            setattr(state, kind, read_scope(file, kind))
    rows: list[Any] = []
    for part in ("data.csv", "data.json"):
        if part in row:
            file = folder / part
            file.write_text(row[part] if part.endswith("csv") else json.dumps(row[part]))
            rows = read_rows(file)
    arguments = list(row["args"])
    folders = tuple(arguments[i + 1] for i, word in enumerate(arguments) if word == "--folder")
    iterations = int(arguments[arguments.index("-n") + 1]) if "-n" in arguments else 0
    options = RunOptions(
        wire=WireOptions(connect_to=(f"{_RECORDED_AT}:127.0.0.1:{echo.rpartition(':')[2]}",)),
        folders=folders,
        iterations=iterations,
        follow_redirects="--ignore-redirects" not in arguments,
        working_folder=folder,
    )
    client = Client(make_transport())
    try:
        run = Run(
            collection_from_json(row["collection"], "test"), client, state, options, rows, library
        )
        executions = run.execute(Progress())
    finally:
        client.close()
    return [
        (execution.placed.item.name, assertion.name, assertion.outcome)
        for execution in executions
        for assertion in execution.assertions
    ]
