"""A cause leads to the section of the workspace's articles that is about it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from workbench.core.progress import Progress
from workbench.panes.api.article_search import best_section
from workbench.storage.workspace import Workspace

_ARTICLE = """---
id: RB-1
title: Gateway answers 502
kind: runbook
status: approved
---

# Gateway answers 502

## Symptom

Clients see 502.

## Checks

Ask the readiness address of the model server; read the gateway's log for upstream resets.
"""


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    opened = Workspace(tmp_path / "workspace")
    yield opened
    opened.close()


def test_the_best_section_is_found_and_opens_at_its_line(workspace: Workspace) -> None:
    workspace.articles.mkdir(parents=True, exist_ok=True)
    (workspace.articles / "gateway.md").write_text(_ARTICLE)
    found = best_section(workspace, "gateway answers 502 checks", Progress())
    assert found is not None
    place = found.payload["open"]
    assert isinstance(place, dict)
    assert place["pane"] == "knowledge"
    assert Path(str(place["path"])).name == "gateway.md"
    assert int(str(place["line"])) > 1


def test_without_articles_nothing_is_found(workspace: Workspace) -> None:
    assert best_section(workspace, "gateway answers 502", Progress()) is None
