"""Notices articles that were changed, added or deleted by another program."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QFileSystemWatcher, QObject, QTimer

if TYPE_CHECKING:
    from workbench.panes.knowledge.pane import KnowledgePane

_PAUSE_MS = 400


class Outside(QObject):
    """Watches the folders of articles and the open file, and looks once it is quiet."""

    def __init__(self, pane: "KnowledgePane") -> None:
        super().__init__(pane)
        self._pane = pane
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_PAUSE_MS)
        self._pause.timeout.connect(self._look)
        self._watcher = QFileSystemWatcher(self)
        self._watcher.directoryChanged.connect(self._pause.start)
        self._watcher.fileChanged.connect(self._pause.start)

    def watch_folders(self) -> None:
        """Watch every folder that holds articles."""
        folder = self._pane.context.workspace.articles
        folders = {str(folder)} if folder.is_dir() else set[str]()
        folders |= {str((folder / path).parent) for path in self._pane.library.articles}
        missing = sorted(folders - set(self._watcher.directories()))
        if missing:
            self._watcher.addPaths(missing)

    def watch_file(self) -> None:
        """A file that is written in place does not change its folder: watch it itself."""
        if self._watcher.files():
            self._watcher.removePaths(self._watcher.files())
        article = self._pane.desk.article
        if article is not None:
            self._watcher.addPath(str(self._pane.library.shelf.place(article.path)))

    def _look(self) -> None:
        pane = self._pane
        self.watch_file()
        if pane.isVisible() and pane.library.is_loaded and pane.library.differs_from_disk():
            pane.desk.guarded(pane.desk.reload_if_changed_outside)
            pane.library.load()
