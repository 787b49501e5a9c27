"""`workbench demo`: makes the sample workspace."""

import argparse
import sys
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from workbench.cli.progress_bar import terminal_progress
from workbench.cli.verbs import Answer, common
from workbench.cli.workspaces import remember
from workbench.core import paths
from workbench.core.text import count
from workbench.sample.workspace import make_sample

if TYPE_CHECKING:
    from workbench.apitest.mock_service import MockService


def build(parser: argparse.ArgumentParser) -> None:
    """Declare the options of `demo`."""
    common(parser, _demo, "demo my-sample")
    parser.add_argument("dir", nargs="?", type=Path, help="where (default: the user's data folder)")
    parser.add_argument(
        "--serve", action="store_true", help="also start the sample's AI service on loopback"
    )


def _demo(options: argparse.Namespace) -> Answer:
    folder: Path = (options.dir or options.workspace or paths.user_data() / "sample").absolute()
    files = make_sample(folder, terminal_progress())
    remember(folder)
    data = {"workspace": str(folder), "files": [str(file) for file in files]}
    text = f"{folder} holds the sample workspace: {count(len(files), 'file')}.\n"
    text += f"Open it:  workbench --workspace {folder}\n"
    text += f"Without a window:  workbench logs anomalies {folder / 'logs'}"
    if not options.serve:
        return Answer(data, text)
    from workbench.apitest.mock_service import DEFAULT_PORT, MockService

    return Answer(data, text, afterwards=partial(_serve, MockService(DEFAULT_PORT)))


def _serve(service: "MockService") -> None:
    """Answer on loopback until interrupted; where, is said on stderr."""
    sys.stderr.write(f"The sample's AI service answers at {service.address}; Ctrl+C stops it.\n")
    sys.stderr.flush()
    try:
        service.serve_forever()
    finally:
        service.close()
