"""Two versions as one page: what was removed and added, word by word."""

import html

from PySide6.QtWidgets import QTextBrowser

from workbench.knowledge.word_diff import word_changes
from workbench.ui.accessibility import named
from workbench.ui.look import color
from workbench.ui.translate import tr


class ChangesView(QTextBrowser):
    """Removed words are struck out, added ones underlined: told apart without colour."""

    def __init__(self) -> None:
        super().__init__()
        named(self, tr("What changed between two versions"))
        self.setOpenLinks(False)

    def compare(self, old: str, new: str, title: str) -> None:
        """Show what changed from the old text to the new."""
        changes = word_changes(old, new)
        added = sum(len(one.text.split()) for one in changes if one.kind == "added")
        removed = sum(len(one.text.split()) for one in changes if one.kind == "removed")
        told = tr("{added} words added, {removed} removed", added=added, removed=removed)
        parts = [_marked(change.kind, change.text) for change in changes]
        self.setHtml(
            f"<h3>{html.escape(title)}</h3><p><b>{html.escape(told)}</b></p>"
            f'<p style="white-space: pre-wrap;">{"".join(parts)}</p>'
        )
        self.setAccessibleDescription(told)


def _marked(kind: str, text: str) -> str:
    words = html.escape(text).replace("\n", "<br>")
    if kind == "same":
        return words
    line, role = ("underline", "good") if kind == "added" else ("line-through", "error")
    style = f"text-decoration: {line}; color: {color(role).name()};"
    return f'<span style="{style}">{words}</span>'
