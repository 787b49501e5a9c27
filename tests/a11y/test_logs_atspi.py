"""A screen reader reads the log pane through AT-SPI: menus, lines, timeline, tables."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.panes.logs_data import application_log, gateway_log

_LAUNCHERS = ("/usr/libexec/at-spi-bus-launcher", "/usr/lib/at-spi2-core/at-spi-bus-launcher")
_READER = Path(__file__).parent / "atspi_reader.py"
_SESSION = """
{launcher} --launch-immediately &
launcher=$!
{python} -m workbench --workspace "$1" "$2" &
window=$!
/usr/bin/python3 {reader} workbench 40
kill $window $launcher
wait $window
"""


def _missing() -> str:
    """What this machine lacks for the test; empty for nothing."""
    for program in ("dbus-run-session", "Xvfb", "xvfb-run"):
        if shutil.which(program) is None:
            return program
    if not any(Path(path).exists() for path in _LAUNCHERS):
        return "at-spi2-core"
    check = subprocess.run(
        ["/usr/bin/python3", "-c", "import pyatspi"], capture_output=True, check=False
    )
    return "" if check.returncode == 0 else "python3-pyatspi"


@pytest.fixture(scope="module")
def nodes(tmp_path_factory: pytest.TempPathFactory) -> list[dict[str, str]]:
    """What AT-SPI tells of a window with two logs open."""
    missing = _missing()
    if missing:
        pytest.skip(f"needs {missing}, which is not installed here")
    folder = tmp_path_factory.mktemp("atspi")
    logs = folder / "logs"
    logs.mkdir()
    application_log(logs / "app.log")
    gateway_log(logs / "gateway.log")
    launcher = next(path for path in _LAUNCHERS if Path(path).exists())
    script = _SESSION.format(launcher=launcher, python=sys.executable, reader=_READER)
    environment = {
        **os.environ,
        "QT_QPA_PLATFORM": "xcb",
        "QT_LINUX_ACCESSIBILITY_ALWAYS_ON": "1",
        "WORKBENCH_HOME": str(folder / "home"),
        "NO_AT_BRIDGE": "0",
    }
    command = ["xvfb-run", "-a", "dbus-run-session", "--", "sh", "-c", script, "sh"]
    done = subprocess.run(
        [*command, str(folder / "workspace"), str(logs)],
        capture_output=True,
        text=True,
        env=environment,
        timeout=120,
        check=False,
    )
    if "could not connect to display" in done.stderr or "xcb" in done.stderr.lower():
        pytest.skip(f"Qt cannot open a window under Xvfb here: {done.stderr[-300:]}")
    found: list[dict[str, str]] = json.loads(done.stdout.strip().splitlines()[-1])
    return found


def test_the_reader_finds_the_window_with_its_menus(nodes: list[dict[str, str]]) -> None:
    names = {node["name"] for node in nodes}
    assert {"File", "Logs", "Speech"} <= names


def test_the_lines_are_a_list_that_says_its_position(nodes: list[dict[str, str]]) -> None:
    lines = [node for node in nodes if node["name"] == "Log lines"]
    assert len(lines) == 1
    assert "list" in lines[0]["role"]
    assert "of 1,224" in lines[0]["description"]


def test_the_timeline_is_its_sentence(nodes: list[dict[str, str]]) -> None:
    timeline = next(node for node in nodes if node["name"] == "Timeline")
    assert timeline["description"].startswith("1,200 records from 5 March")


def test_the_tables_are_read_with_their_columns(nodes: list[dict[str, str]]) -> None:
    names = {node["name"] for node in nodes}
    assert {"Templates", "Anomalies"} <= {name.split(" (")[0] for name in names}
    assert any(name.startswith("Template: ") for name in names)


def test_no_control_is_without_a_name(nodes: list[dict[str, str]]) -> None:
    controls = {"push button", "check box", "combo box", "text", "table", "list", "entry", "slider"}
    nameless = [node for node in nodes if node["role"] in controls and not node["name"]]
    assert nameless == []
