"""What is on screen about the open article: preview, outline, findings, links, trust."""

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, QUrl
from PySide6.QtGui import QDesktopServices

from workbench.panes.knowledge.linking import link_rows, target_of
from workbench.panes.knowledge.preview import Rendered, render
from workbench.ui.translate import tr

if TYPE_CHECKING:
    from workbench.knowledge.findings import Finding
    from workbench.panes.knowledge.pane import KnowledgePane

_PREVIEW_PAUSE_MS = 250
_CHECK_PAUSE_MS = 900
_UNDERLINED = ("spelling", "plain-language", "broken-link")


class Showing(QObject):
    """Keeps the widgets in step with the article on the desk."""

    def __init__(self, pane: "KnowledgePane") -> None:
        super().__init__(pane)
        self.pane = pane
        self._preview_pause = self._timer(_PREVIEW_PAUSE_MS)
        self._preview_pause.timeout.connect(self.render_page)
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
            self.render_page()
            self.show_trust()
            self.pane.detail.show_findings([])
            self.pane.editor.highlighter.show_findings({})
            self.show_links()
            self.show_history()
            self.refresh_review()
            self.check_now()
        self.pane.context.commands.refreshed.emit()

    def text_edited(self) -> None:
        """Typing stopped for a moment: preview and findings follow."""
        self._preview_pause.start()
        self._check_pause.start()

    def show_saved(self) -> None:
        """The file was written: trust, history and links may be others."""
        self.show_trust()
        self.show_history()
        self.show_links()
        self.pane.context.commands.refreshed.emit()

    def show_trust(self) -> None:
        """Show whether the article may be trusted, and how far it is written."""
        from workbench.knowledge.structure import parts_of

        article = self.pane.desk.as_written()
        if article is None:
            return
        changed = self.pane.reviews.changed_since_approval(article)
        trust = article.trust(self.pane.library.today())
        self.pane.trust_bar.show_trust(trust, changed=changed, owner=article.owner)
        parts = parts_of(article.text, article.kind)
        self.pane.trust_bar.show_parts(sum(part.written for part in parts), len(parts))

    def render_page(self) -> None:
        """Make the preview and the outline anew."""
        article = self.pane.desk.as_written()
        if article is None:
            return
        folder = self.pane.library.shelf.place(article.path).parent

        def done(page: Rendered) -> None:
            if self.pane.desk.article is not None and self.pane.desk.article.path == article.path:
                self.pane.preview.show_page(page, folder)
                self.pane.preview.follow(self.pane.editor.first_visible_line)

        from workbench.knowledge.outline import outline_of

        self.pane.detail.outline.show_rows(outline_of(article.text))
        self.pane.library.run("preview", tr("Preview"), lambda _: render(article.text), done)
        self.show_trust()

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
        """Keep the preview where the source is."""
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
