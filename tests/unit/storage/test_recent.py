"""Recent files and workspaces: the latest first, those that are gone left out."""

from pathlib import Path

import pytest

from workbench.core import paths
from workbench.storage import recent


def test_the_latest_comes_first_and_each_only_once(user_home: Path, tmp_path: Path) -> None:
    files = [tmp_path / name for name in ("a.log", "b.log")]
    for file in files:
        file.write_text("", encoding="utf-8")
        recent.remember_file(file)
    recent.remember_file(files[0])
    assert recent.files() == files


def test_what_is_gone_is_left_out(user_home: Path, tmp_path: Path) -> None:
    folder = tmp_path / "workspace"
    folder.mkdir()
    recent.remember_workspace(folder)
    assert recent.workspaces() == [folder]
    folder.rmdir()
    assert recent.workspaces() == []


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b'{"files": 3}', b"\xff", b'{"files": [1]}'])
def test_a_damaged_list_counts_as_empty(user_home: Path, content: bytes) -> None:
    place = paths.user_data() / "recent.json"
    place.parent.mkdir(parents=True)
    place.write_bytes(content)
    assert recent.files() == []
    assert recent.workspaces() == []
