"""The article on the desk: opened, typed in, saved, merged with what others wrote."""

import getpass
from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from workbench.core.errors import UserError
from workbench.panes.knowledge.editor import SourceEditor
from workbench.panes.knowledge.library import Library
from workbench.ui.shell import PaneContext
from workbench.ui.translate import tr

if TYPE_CHECKING:
    from workbench.knowledge.article import Article
    from workbench.knowledge.shelf import ChangedOutside

_AUTOSAVE_MS = 2000


class Desk(QObject):
    """Keeps the editor, the file and the journal in step. Typing is saved after two seconds."""

    opened = Signal()
    """Another article is open (or none), or its text was replaced from outside."""
    saved = Signal()
    edited = Signal()

    def __init__(
        self, context: PaneContext, library: Library, editor: SourceEditor, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._context = context
        self._library = library
        self._editor = editor
        self.article: Article | None = None
        self.changed = False
        self.author = getpass.getuser()
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_AUTOSAVE_MS)
        self._pause.timeout.connect(self._autosave)
        editor.edited.connect(self._typed)

    @property
    def text(self) -> str:
        """The text as it is in the editor."""
        return self._editor.text()

    def as_written(self) -> "Article | None":
        """The open article with the text of the editor, saved or not."""
        if self.article is None:
            return None
        from dataclasses import replace

        from workbench.knowledge.article import article_from

        return article_from(self.article.path, replace(self.article.file, text=self.text))

    def open(self, path: str) -> None:
        """Open an article. Raises UserError when it cannot be read; the old one is saved first."""
        if self.article is not None and self.article.path == path:
            return
        self.save_if_changed()
        article = self._library.shelf.read(path)
        self._take(article)
        self.opened.emit()

    def close(self) -> None:
        """Put the article away, saved."""
        self.save_if_changed()
        self.article, self.changed = None, False
        self._editor.show_text("")
        self.opened.emit()

    def replace_text(self, text: str) -> None:
        """Change the text as if it were typed (can be undone), and save it."""
        self._editor.replace_text(text)
        self.save(version=True)

    def save_if_changed(self) -> None:
        """Save what was typed, if anything was."""
        if self.changed:
            self.save(version=True)

    def save(self, *, version: bool) -> None:
        """Write the file; changes by others are merged. Raises UserError when it cannot be."""
        from workbench.knowledge.shelf import ChangedOutside

        if self.article is None:
            return
        self._pause.stop()
        try:
            saved = self._library.shelf.save(self.article, self.text)
        except ChangedOutside as conflict:
            self._settle(conflict, ask=version)
            return
        self._now_saved(saved, version=version)

    def reload_if_changed_outside(self) -> None:
        """Take what others wrote into the open article."""
        if self.article is None:
            return
        try:
            now = self._library.shelf.read(self.article.path)
        except UserError:
            self._context.shell.say(
                tr("{name} was deleted outside; saving writes it again.", name=self.article.path)
            )
            return
        if now.file.content == self.article.file.content:
            return
        if self.changed:
            self.save(version=True)
            return
        line = self._editor.line
        self._take(now)
        self._editor.go_to_line(line)
        self._context.shell.say(tr("{name} was changed outside.", name=now.path))
        self.opened.emit()

    def _take(self, article: "Article") -> None:
        self.article, self.changed = article, False
        self._editor.show_text(article.text)

    def _now_saved(self, saved: "Article", *, version: bool) -> None:
        self.article, self.changed = saved, False
        self._context.journal.forget(self._key(saved.path))
        self._library.saved(saved, self.author, version=version)
        self.saved.emit()

    def _settle(self, conflict: "ChangedOutside", *, ask: bool) -> None:
        """Merge with what is on disk; ask only where the file is gone."""
        from workbench.knowledge.merge import merge

        assert self.article is not None
        shelf = self._library.shelf
        if conflict.theirs is None:
            question = tr("{name} was deleted outside.", name=conflict.path)
            if ask and self._context.shell.confirm(
                question, tr("What you wrote would be written anew."), tr("Write it again")
            ):
                self._now_saved(shelf.overwrite(self.article, self.text), version=True)
            return
        merged = merge(self.article.text, self.text, conflict.theirs.text)
        saved = shelf.save(conflict.theirs, merged.text)
        self._editor.replace_text(merged.text)
        self._now_saved(saved, version=True)
        words = (
            tr("Merged with changes made outside; {n} places need you.", n=merged.conflicts)
            if merged.conflicts
            else tr("Merged with changes made outside.")
        )
        self._context.shell.say(words)
        self.opened.emit()

    def _typed(self) -> None:
        if self.article is None:
            return
        self.changed = True
        self._context.journal.note(self._key(self.article.path), self.text)
        self._pause.start()
        self.edited.emit()

    def _autosave(self) -> None:
        self.guarded(lambda: self.save(version=False))

    def guarded(self, run: Callable[[], None]) -> None:
        """Run what may raise a UserError and show it."""
        try:
            run()
        except UserError as error:
            self._context.shell.show_error(error)

    @staticmethod
    def _key(path: str) -> str:
        return f"knowledge:{path}"
