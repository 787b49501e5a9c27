"""The README is true: its commands work, its keys exist, its settings are all there."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from installer import bootstrap
from workbench.core.settings import documentation

ROOT = Path(__file__).resolve().parents[2]
TEXT = (ROOT / "README.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"```sh\n(.*?)```", TEXT, re.DOTALL)
COMMANDS = [line for block in BLOCKS for line in block.splitlines() if line.strip()]
IN_ORDER = [line for line in COMMANDS if line.startswith(".venv/bin/workbench")]


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    return tmp_path_factory.mktemp("readme")


def run(line: str, place: Path) -> subprocess.CompletedProcess[str]:
    words = {".venv/bin/workbench": f"{sys.executable} -m workbench", "OUT_DIR": "pictures"}
    line = re.sub(r"^\.venv/bin/python", sys.executable, line)
    for word, real in words.items():
        line = line.replace(word, real)
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "WORKBENCH_HOME": str(place / "home")}
    return subprocess.run(
        line, shell=True, cwd=place, env=environment, capture_output=True, text=True, check=False
    )


def test_the_first_five_minutes_work_as_written(place):
    assert IN_ORDER[0].split()[1] == "demo"
    for line in IN_ORDER:
        done = run(line, place)
        assert done.returncode == 0, f"{line}\n{done.stderr}"
        assert done.stdout.strip(), line


def test_the_gallery_and_the_bench_answer(place):
    gallery, bench = (line for line in COMMANDS if "-m tests." in line)
    done = run(f"{gallery} --pane insights --theme light", place)
    assert done.returncode == 0, done.stderr
    assert list((place / "pictures").glob("*.png"))
    assert run(bench, place).returncode == 0


def test_no_command_of_the_readme_is_left_untested():
    bootstraps = {"python3 installer/bootstrap.py run", "python3 installer/bootstrap.py test"}
    tested = set(IN_ORDER) | {line for line in COMMANDS if "-m tests." in line} | bootstraps
    assert set(COMMANDS) == tested


def test_without_a_display_the_bootstrap_does_the_main_job_in_the_terminal(place):
    if not bootstrap.is_prepared(""):
        pytest.skip("this environment was not made by the bootstrap; it would be installed anew")
    hidden = {"DISPLAY", "WAYLAND_DISPLAY"}
    environment = {name: value for name, value in os.environ.items() if name not in hidden}
    done = subprocess.run(
        [sys.executable, str(ROOT / "installer" / "bootstrap.py"), "run"],
        env=environment, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert "outside its training range" in done.stdout
    assert "502" in done.stdout


def test_every_key_of_the_table_is_a_shortcut_of_the_window():
    code = """
import os, sys, tempfile
from pathlib import Path
from workbench.app.application import Workbench
from workbench.core.settings import Settings
from workbench.panes.registry import PANES
window = Workbench(settings=Settings(None)).open(Path(tempfile.mkdtemp()))
for spec in PANES:
    if spec.is_there():
        window.show_pane(spec.id)
print("\\n".join(command.shortcut for command in window.commands.registry.all()), flush=True)
os._exit(0)
"""
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False
    )
    known = set(done.stdout.split("\n"))
    table = TEXT.split("## Keys")[1].split("## Accessibility")[0]
    keys = re.findall(r"^\| (?!keys|---)(.+?) \|", table, re.MULTILINE)
    named = [key for cell in keys for key in re.split(r" / | to |, ", cell)]
    assert {key for key in named if key not in known} == set()


def test_the_settings_table_is_the_options_table():
    found = re.search(r"<!-- settings -->\n(.*)\n<!-- /settings -->", TEXT, re.DOTALL)
    assert found is not None
    assert found[1] == documentation()
