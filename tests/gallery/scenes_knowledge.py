"""Pictures of the knowledge pane: first look, a search, an article, findings, a run, changes."""

import shutil
from collections.abc import Iterator

from workbench.app.window import MainWindow
from workbench.core.paths import resources
from workbench.panes.knowledge.pane import KnowledgePane


def scenes(window: MainWindow) -> Iterator[str]:
    """Go through the states of the knowledge pane with the sample's articles."""
    folder = window.services.workspace.articles
    if not folder.is_dir():
        shutil.copytree(resources() / "sample" / "knowledge", folder)
    window.show_pane("knowledge")
    pane = window.pane("knowledge")
    assert isinstance(pane, KnowledgePane)
    yield "knowledge-list"
    pane.list_area.search.setText("gatway anwsers 502 what do I do")
    pane.library.search(pane.list_area.question)
    yield "knowledge-found"
    pane.open_article("gateway-502.md", 23)
    yield "knowledge-article"
    pane.open_article("cold-start-draft.md")
    pane.detail.show_tab(pane.detail.findings)
    yield "knowledge-findings"
    pane.open_article("gateway-502.md")
    window.commands.trigger("knowledge.run")
    for _ in range(5):
        pane.running.move(1)
    yield "knowledge-run"
    pane.viewing.back()
    pane.views.changes.compare(
        "Restart the old server now.", "Restart every new server now.", "Changed"
    )
    pane.views.show_changes()
    yield "knowledge-changes"
    pane.viewing.back()
    pane.list_area.search.clear()
    for number in range(3):
        pane.searches.made("how do I rotate the api key" if number else "invoice export is empty")
    for command in ("missing", "coverage", "by-month"):
        window.commands.trigger(f"knowledge.{command}")
        yield f"knowledge-{command}"
    pane.show_list()
