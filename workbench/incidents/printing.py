"""Prints a report into a PDF file, by a process of its own: this one stays without Qt."""

import os
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from workbench.core.errors import UserError
from workbench.storage.files import write_atomically


def print_report(html: str, file: Path) -> None:
    """Print HTML into the PDF file. Raises UserError where Qt cannot start, or write."""
    with TemporaryDirectory(prefix="workbench-") as folder:
        made = Path(folder) / "report.pdf"
        done = subprocess.run(
            [sys.executable, "-m", "workbench.ui.print_pdf", str(made)],
            input=html.encode(),
            capture_output=True,
            env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
            check=False,
        )
        if done.returncode or not made.is_file():
            why = done.stderr.decode(errors="replace").strip().rpartition("\n")[2]
            raise UserError(
                f"The PDF could not be printed: {why or 'no reason was given'}.",
                "Write HTML instead, which needs nothing, and print that.",
            )
        write_atomically(file, made.read_bytes())
