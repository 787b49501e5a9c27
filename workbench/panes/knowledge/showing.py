"""What is on screen about the open article: preview, outline, findings, links, trust."""

import time
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, QUrl
from PySide6.QtGui import QDesktopServices

from workbench.panes.knowledge.detail import LinkRow
from workbench.panes.knowledge.linking import link_rows, target_of
from workbench.panes.knowledge.preview import Rendered, render
from workbench.ui.translate import tr

if TYPE_CHECKING:
    from workbench.core.progress import Progress
    from workbench.knowledge.findings import Finding
    from workbench.knowledge.outline import Heading
    from workbench.knowledge.structure import Part
    from workbench.panes.knowledge.pane import KnowledgePane

_PREVIEW_PAUSE_MS = 250
_LONGEST_PREVIEW_PAUSE_MS = 2000
_PAUSES_PER_PREVIEW = 8
_FOLLOW_PAUSE_MS = 30
_CHECK_PAUSE_MS = 900
_UNDERLINED = ("spelling", "plain-language", "broken-link")


@dataclass(frozen=True, slots=True)
class _Read:
    """What a worker made of the text: the page, its headings, its links, its kind's parts."""

    page: Rendered
    outline: "list[Heading]"
    links: list[LinkRow]
    parts: "list[Part]"


class Showing(QObject):
    """Keeps the widgets in step with the article on the desk."""

    def __init__(self, pane: "KnowledgePane") -> None:
        super().__init__(pane)
        self.pane = pane
        self._preview_pause = self._timer(_PREVIEW_PAUSE_MS)
        self._preview_pause.timeout.connect(self.render_page)
        self._follow_pause = self._timer(_FOLLOW_PAUSE_MS)
        self._follow_pause.timeout.connect(self._follow)
        self._check_pause = self._timer(_CHECK_PAUSE_MS)
        self._check_pause.timeout.connect(self.check_now)

    def _timer(self, milliseconds: int) -> QTimer:
        timer = QTimer(self)
        timer.setSingleShot(True)
        timer.setInterval(milliseconds)
        return timer

    def show_opened(self) -> None:
        """Show another article, or that none is open."""
        article = self.pane.desk.article
        self.pane.show_desk(open_article=article is not None)
        self.pane.editor.setReadOnly(article is None or self.pane.context.workspace.read_only)
        self.pane.find_bar.hide()
        self.pane.views.show_article()
        self.pane.outside.watch_file()
        if article is not None:
            self.pane.list_area.select(article.path)
            self.pane.fold_list()
            self.show_trust()
            self.render_page()
            self.pane.detail.show_findings([])
            self.pane.editor.highlighter.show_findings({})
            self.show_history()
            self.refresh_review()
            self.check_now()
        self.pane.context.commands.refreshed.emit()

    def text_edited(self) -> None:
        """Typing stopped for a moment: preview and findings follow."""
        self._preview_pause.start()
        self._check_pause.start()

    def show_saved(self) -> None:
        """The file was written: trust and history may be others."""
        self.show_trust()
        self.show_history()
        self.pane.context.commands.refreshed.emit()

    def show_trust(self) -> None:
        """Show whether the article may be trusted."""
        article = self.pane.desk.as_written()
        if article is None:
            return
        changed = self.pane.reviews.changed_since_approval(article)
        trust = article.trust(self.pane.library.today())
        self.pane.trust_bar.show_trust(trust, changed=changed, owner=article.owner)

    def render_page(self) -> None:
        """Make the preview, the outline, the links and the count of parts anew."""
        article = self.pane.desk.as_written()
        if article is None:
            return
        folder = self.pane.library.shelf.place(article.path).parent
        text, kind, others = article.text, article.kind, dict(self.pane.library.articles)

        def read(_: "Progress") -> _Read:
            from workbench.knowledge.outline import outline_of
            from workbench.knowledge.structure import parts_of

            links = link_rows(article, others)
            return _Read(render(text), outline_of(text), links, parts_of(text, kind))

        def done(result: _Read) -> None:
            if self.pane.desk.article is not None and self.pane.desk.article.path == article.path:
                began = time.perf_counter()
                self.pane.preview.show_page(result.page, folder)
                self._follow()
                self._wait_for_quiet(1000 * (time.perf_counter() - began))
                self.pane.detail.outline.show_rows(result.outline)
                self.pane.detail.show_links(result.links)
                written = sum(part.written for part in result.parts)
                self.pane.trust_bar.show_parts(written, len(result.parts))
                self.show_trust()

        self.pane.library.run("preview", tr("Preview"), read, done)

    def _wait_for_quiet(self, taken: float) -> None:
        """A page that takes long to show (milliseconds) waits longer for typing to pause."""
        pause = max(_PREVIEW_PAUSE_MS, int(_PAUSES_PER_PREVIEW * taken))
        self._preview_pause.setInterval(min(pause, _LONGEST_PREVIEW_PAUSE_MS))

    def check_now(self) -> None:
        """Look for findings in the text as it is."""
        article = self.pane.desk.as_written()
        if article is not None:
            self.pane.library.check(article)

    def show_findings(self, path: str, findings: "list[Finding]") -> None:
        """Show findings, and underline them in the source."""
        if self.pane.desk.article is None or self.pane.desk.article.path != path:
            return
        self.pane.detail.show_findings(findings)
        places: dict[int, list[tuple[int, int]]] = {}
        for one in findings:
            if one.kind in _UNDERLINED:
                places.setdefault(one.line - 1, []).append((one.column - 1, one.end - one.column))
        self.pane.editor.highlighter.show_findings(places)
        self.pane.context.commands.refreshed.emit()

    def show_links(self) -> None:
        """Show links in and out."""
        article = self.pane.desk.as_written()
        if article is not None:
            self.pane.detail.show_links(link_rows(article, self.pane.library.articles))

    def show_history(self) -> None:
        """Show the saved versions."""
        article = self.pane.desk.article
        if article is not None:
            self.pane.detail.versions.show_rows(self.pane.library.history.versions(article.path))

    def refresh_review(self) -> None:
        """Show the comments as they are now."""
        article = self.pane.desk.as_written()
        if article is not None:
            self.pane.detail.show_comments(self.pane.reviews.comments(article))
        self.pane.context.commands.refreshed.emit()

    def authors_since_approval(self) -> set[str]:
        """Who saved a version since the article was approved last."""
        article = self.pane.desk.article
        if article is None:
            return set()
        found: set[str] = set()
        for version in self.pane.library.history.versions(article.path):
            found.add(version.author)
        return found

    def follow_editor(self) -> None:
        """Keep the preview where the source is, once scrolling pauses for a moment."""
        if not self._follow_pause.isActive():
            self._follow_pause.start()

    def _follow(self) -> None:
        self.pane.preview.follow(self.pane.editor.first_visible_line)

    def picture_given(self, given: object) -> None:
        """A picture was pasted or dropped."""
        self.pane.desk.guarded(partial(self.pane.writing.insert_picture, given))

    def open_link(self, address: str) -> None:
        """Follow a link of the preview."""
        article = self.pane.desk.as_written()
        if article is None:
            return
        path, line = target_of(address, article, self.pane.library.articles)
        if path:
            self.pane.open_article(path, line)
        elif address.startswith(("http://", "https://", "mailto:")):
            QDesktopServices.openUrl(QUrl(address))
        else:
            self.pane.context.shell.say(tr("The link leads nowhere."))
