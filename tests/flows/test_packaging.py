"""The wheel is complete: it works away from the checkout."""

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def unpacked_wheel(tmp_path_factory):
    folder = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(build, cwd=ROOT, check=True, capture_output=True)
    (wheel,) = folder.glob("*.whl")
    place = folder / "unpacked"
    zipfile.ZipFile(wheel).extractall(place)
    return place


def test_the_wheel_carries_resources_and_plugins(unpacked_wheel):
    for folder in ("resources", "plugins"):
        here = {p.relative_to(ROOT / folder) for p in (ROOT / folder).rglob("*") if shipped(p)}
        packed = unpacked_wheel / "workbench" / folder
        there = {p.relative_to(packed) for p in packed.rglob("*") if p.is_file()}
        assert here <= there


def shipped(path):
    return path.is_file() and "__pycache__" not in path.parts and not path.name.startswith(".")


def test_the_unpacked_wheel_makes_the_sample_and_reads_its_settings(unpacked_wheel, tmp_path):
    environment = {**os.environ, "PYTHONPATH": str(unpacked_wheel)}
    code = (
        "import workbench, sys; from workbench.core import settings, paths;"
        "settings.options(); print(paths.resources());"
        "from workbench.cli.main import main; sys.exit(main(['demo', 'sample']))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, env=environment, capture_output=True, text=True,
        check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert str(unpacked_wheel) in done.stdout
    assert (tmp_path / "sample" / "workbench.db").exists()
