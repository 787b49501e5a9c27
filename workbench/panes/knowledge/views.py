"""The middle of the pane: source, preview or both; a run; what changed; nothing open."""

from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QSplitter, QVBoxLayout, QWidget

from workbench.panes.knowledge.changes import ChangesView
from workbench.panes.knowledge.editor import SourceEditor
from workbench.panes.knowledge.find_bar import FindBar
from workbench.panes.knowledge.preview import Preview
from workbench.panes.knowledge.run_view import RunView
from workbench.ui.late_pages import LateStack
from workbench.ui.look import look

BOTH, SOURCE, READING = "both", "source", "reading"
_NARROW = 480


class Views(LateStack):
    """One of: the article (source and preview), the run, the changes."""

    def __init__(
        self,
        editor: SourceEditor,
        find_bar: FindBar,
        preview: Preview,
        run: RunView,
        changes: ChangesView,
    ) -> None:
        super().__init__()
        self.mode = BOTH
        self._editor, self._preview = editor, preview
        self.run, self.changes = run, changes
        source = QWidget()
        column = QVBoxLayout(source)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(find_bar)
        column.addWidget(editor, 1)
        self._source = source
        self._article = QSplitter(Qt.Orientation.Horizontal)
        self._article.addWidget(source)
        self._article.addWidget(preview)
        self._article.setSizes([1000, 1000])
        self._article.setChildrenCollapsible(False)
        for widget in (self._article, run, changes):
            self.addWidget(widget)

    @property
    def running(self) -> bool:
        """Whether a run is shown."""
        return self.currentWidget() is self.run

    def show_article(self, mode: str | None = None) -> None:
        """Show the article: its source, its preview, or both."""
        if mode in (BOTH, SOURCE, READING):
            self.mode = mode
        self.setCurrentWidget(self._article)
        self._arrange()

    def show_both(self) -> None:
        """Show at least the source: somebody wants to write."""
        narrow = self._is_narrow()
        wanted = SOURCE if narrow else BOTH
        self.show_article(wanted if narrow or self.mode == READING else None)

    def show_run(self) -> None:
        """Show the run."""
        self.setCurrentWidget(self.run)

    def show_changes(self) -> None:
        """Show what changed."""
        self.setCurrentWidget(self.changes)

    def main_widget(self) -> QWidget:
        """What the keyboard goes to in what is shown."""
        if self.running:
            return self.run.note
        if self.currentWidget() is self.changes:
            return self.changes
        return self._editor if self._source.isVisibleTo(self) else self._preview

    def resizeEvent(self, event: QEvent) -> None:  # type: ignore[override]
        super().resizeEvent(event)  # type: ignore[arg-type]
        self._arrange()

    def _arrange(self) -> None:
        """Side by side where both have room; else only one of them."""
        alone = self.mode == BOTH and self._is_narrow()
        self._source.setVisible(self.mode != READING and not alone)
        self._preview.setVisible(self.mode != SOURCE)

    def _is_narrow(self) -> bool:
        return self.width() < look().pixels(_NARROW)
