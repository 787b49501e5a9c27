"""Run by bench_names: goes through the gallery's scenes and prints the controls without a name.

Prints one JSON object: how many scenes, how many controls, and each nameless one.
"""

import json
import tempfile
from pathlib import Path

from tests.gallery.__main__ import pictures  # first: it chooses the platform

from PySide6.QtWidgets import QDialog  # isort: skip

from tests.a11y.names import Control, controls_of, nameless
from workbench.core.progress import Progress
from workbench.sample.workspace import make_sample


def main() -> None:
    """Walk every scene and print what was found."""
    scenes = 0
    found: set[Control] = set()
    with tempfile.TemporaryDirectory(prefix="workbench-names-") as folder:
        sample = Path(folder) / "sample"
        make_sample(sample, Progress())
        for _name, window in pictures(sample, "light", 100, ""):
            scenes += 1
            dialogs = [one for one in window.findChildren(QDialog) if one.isVisible()]
            for top in (window, *dialogs):
                found.update(controls_of(top))
    bare = sorted(f"{one.role}: {one.made_by}" for one in nameless(list(found)))
    print(json.dumps({"scenes": scenes, "controls": len(found), "nameless": bare}))


if __name__ == "__main__":
    main()
