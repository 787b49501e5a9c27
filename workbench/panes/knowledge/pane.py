"""The knowledge pane: search, list, source, preview and what is known about an article."""

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QMenu, QSplitter, QStackedWidget, QToolButton, QVBoxLayout, QWidget

from workbench.core.commands import Command
from workbench.core.evidence import Evidence
from workbench.core.jsontypes import JsonObject
from workbench.core.text import count
from workbench.panes.knowledge.answers import Answers
from workbench.panes.knowledge.article_actions import KINDS, ArticleActions
from workbench.panes.knowledge.changes import ChangesView
from workbench.panes.knowledge.desk import Desk
from workbench.panes.knowledge.detail import Detail
from workbench.panes.knowledge.editor import SourceEditor
from workbench.panes.knowledge.find_bar import FindBar
from workbench.panes.knowledge.library import Library
from workbench.panes.knowledge.list_area import ListArea
from workbench.panes.knowledge.missing_actions import MissingActions
from workbench.panes.knowledge.missing_page import MissingPage
from workbench.panes.knowledge.outside import Outside
from workbench.panes.knowledge.preview import Preview
from workbench.panes.knowledge.review_actions import ReviewActions
from workbench.panes.knowledge.rows import ArticleRow, hit_rows, row_of
from workbench.panes.knowledge.run_actions import MAIN, OTHERS, RunActions
from workbench.panes.knowledge.run_view import RunView
from workbench.panes.knowledge.showing import Showing
from workbench.panes.knowledge.trust_bar import TrustBar
from workbench.panes.knowledge.view_actions import ViewActions
from workbench.panes.knowledge.views import Views
from workbench.panes.knowledge.writing_actions import WritingActions
from workbench.ui.accessibility import named
from workbench.ui.command_bridge import CommandButton
from workbench.ui.empty import EmptyState
from workbench.ui.icons import icon
from workbench.ui.late_pages import LateStack
from workbench.ui.look import look
from workbench.ui.pane import Pane, QuickItem
from workbench.ui.shell import PaneContext
from workbench.ui.states import State
from workbench.ui.translate import tr

if TYPE_CHECKING:
    from workbench.knowledge.gaps import Searches
    from workbench.knowledge.review import Reviews
    from workbench.knowledge.runs import Runs
    from workbench.search.documents import Found

_NARROW = 640
_TOOLS = (
    ("knowledge.save", "save"),
    ("knowledge.view", "show"),
    ("knowledge.find", "search"),
    ("knowledge.next-finding", "next"),
    ("knowledge.run", "play"),
    ("knowledge.missing", "table"),
)


class KnowledgePane(Pane):
    """Find the section that answers, write it well, follow it step by step."""

    id: ClassVar[str] = "knowledge"
    title: ClassVar[str] = tr("Knowledge")

    def __init__(self, context: PaneContext) -> None:
        super().__init__(context)
        self.library = Library(context, self)
        self._wanted: tuple[str, int] | None = None
        self._search_kept = False
        self._make_widgets()
        self.showing = Showing(self)
        self.outside = Outside(self)
        self.answers = Answers(self)
        self._connect()
        self.setAcceptDrops(True)

    def commands(self) -> Sequence[Command]:
        self.articles = ArticleActions(self)
        self.writing = WritingActions(self)
        self.reviewing = ReviewActions(self)
        self.running = RunActions(self)
        self.viewing = ViewActions(self)
        self.lacking = MissingActions(self)
        groups = (self.articles, self.writing, self.reviewing, self.running, self.viewing,
                  self.lacking)  # fmt: skip
        return [command for group in groups for command in group.commands()]

    # rooms that are opened at first use

    @property
    def reviews(self) -> "Reviews":
        """Comments and approvals."""
        from workbench.knowledge.review import Reviews

        return Reviews(self.context.workspace.database)

    @property
    def runs(self) -> "Runs":
        """Recorded runs."""
        from workbench.knowledge.runs import Runs

        return Runs(self.context.workspace.database)

    @property
    def searches(self) -> "Searches":
        """Searches that were made."""
        from workbench.knowledge.gaps import Searches

        return Searches(self.context.workspace.database)

    # widgets

    def _make_widgets(self) -> None:
        self.list_area = ListArea()
        self.editor = SourceEditor()
        self.preview = Preview()
        self.find_bar = FindBar()
        self.run_view = RunView()
        self.views = Views(self.editor, self.find_bar, self.preview, self.run_view, ChangesView())
        self.detail = Detail()
        self.missing = MissingPage()
        self.desk = Desk(self.context, self.library, self.editor, self)
        self._add_buttons()
        self.trust_bar = TrustBar()
        middle = QWidget()
        column = QVBoxLayout(middle)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.trust_bar)
        column.addWidget(self.views, 1)
        self.right = QSplitter(Qt.Orientation.Vertical)
        self.right.addWidget(middle)
        self.right.addWidget(self.detail)
        self.right.setStretchFactor(0, 1)
        self.right.setSizes([520, 190])
        self.right.setCollapsible(0, False)
        self._invitation = tr("Ask a question on the left, or choose an article.")
        self._nothing_open = EmptyState(
            self._invitation,
            [self.button("knowledge.new-runbook"), self.button("knowledge.import")],
            icon_name="knowledge",
        )
        self._desk_pages = QStackedWidget()
        self._desk_pages.addWidget(self._nothing_open)
        self._desk_pages.addWidget(self.right)
        self.split = QSplitter(Qt.Orientation.Horizontal)
        self.split.addWidget(self.list_area)
        self.split.addWidget(self._desk_pages)
        self.split.setSizes([340, 660])
        self.split.setStretchFactor(1, 1)
        self.split.setCollapsible(1, False)
        self._first = EmptyState(
            tr("Start with a template, or import the Markdown files you have."),
            [self.button("knowledge.import")]
            + [self.button(f"knowledge.new-{kind}", tr(label)) for kind, label in KINDS],
            icon_name="knowledge",
        )
        self._pages = LateStack()
        for page in (self.split, self._first, self.missing):
            self._pages.addWidget(page)
        self.body.addWidget(self._pages)
        self._add_tools()

    def _add_buttons(self) -> None:
        def buttons(*verbs: str) -> list[CommandButton]:
            return [self.button(f"knowledge.{verb}") for verb in verbs]

        self.find_bar.add_buttons(
            buttons("replace", "replace-all", "find-previous", "find-next", "find-close")
        )
        self.find_bar.hide()
        self.run_view.add_buttons(buttons(*MAIN), buttons(*OTHERS, "back-to-article"))
        self.missing.add_buttons(buttons("write-missing", "articles"))
        self.detail.add_review_buttons(
            buttons("ask-review", "comment", "settle", "approve", "retire")
        )

    def _add_tools(self) -> None:
        new = named(QToolButton(), tr("New article"))
        new.setIcon(icon("add"))
        new.setToolTip(tr("New article"))
        new.setProperty("role", "flat")
        new.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        menu = QMenu(new)
        for kind, _ in KINDS:
            menu.addAction(self.context.commands.action(f"knowledge.new-{kind}"))
        menu.addSeparator()
        menu.addAction(self.context.commands.action("knowledge.import"))
        new.setMenu(menu)
        self.header.add(new)
        for command, drawing in _TOOLS:
            button = self.button(command)
            button.setText("")
            button.setIcon(icon(drawing))
            button.setProperty("role", "flat")
            self.header.add(button)

    def _connect(self) -> None:
        self.library.loaded.connect(self._show_loaded)
        self.library.found.connect(self._show_found)
        self.library.checked.connect(self.showing.show_findings)
        self.library.state_changed.connect(self._show_search_state)
        self.list_area.asked.connect(self._ask)
        self.list_area.chosen.connect(self._open_row)
        self.desk.opened.connect(self.showing.show_opened)
        self.desk.edited.connect(self.showing.text_edited)
        self.desk.saved.connect(self.showing.show_saved)
        self.editor.verticalScrollBar().valueChanged.connect(self.showing.follow_editor)
        self.editor.image_given.connect(self.showing.picture_given)
        self.preview.link_opened.connect(self.showing.open_link)
        self.detail.line_chosen.connect(self.go_to_line)
        self.detail.page_chosen.connect(self.open_article)
        self.detail.versions.row_activated.connect(
            partial(self.context.commands.trigger, "knowledge.compare")
        )
        for table in (self.detail.findings, self.detail.versions, self.detail.comments):
            table.row_selected.connect(self.context.commands.refreshed)
        self.lacking.connect()
        self.find_bar.wanted.connect(self.writing.find)
        self.find_bar.closed.connect(self.writing.close_find)
        self.run_view.noted.connect(self.running.note)

    # loading and listing

    def showEvent(self, event: QEvent) -> None:  # type: ignore[override]
        super().showEvent(event)  # type: ignore[arg-type]
        if not self.library.is_loaded:
            self.library.load()

    def show_articles(self) -> None:
        """List all articles, whatever was asked."""
        self.list_area.search.clear()
        today = self.library.today()
        rows = [row_of(one, one.trust(today)) for one in self.library.articles.values()]
        self.list_area.show_rows(sorted(rows, key=lambda row: row.title.casefold()))

    def show_only(self, paths: set[str]) -> None:
        """List only these articles."""
        today = self.library.today()
        known = self.library.articles
        rows = [row_of(known[path], known[path].trust(today)) for path in paths if path in known]
        self.list_area.show_rows(sorted(rows, key=lambda row: row.title.casefold()))

    def _show_loaded(self) -> None:
        articles = self.library.articles
        if self._pages.currentWidget() is not self.missing:
            self._pages.setCurrentWidget(self.split if articles else self._first)
        today = self.library.today()
        trusted = sum(one.trust(today).trusted for one in articles.values())
        self.header.show_open(
            tr(
                "{articles}, {trusted} trusted",
                articles=count(len(articles), "article"),
                trusted=trusted,
            )
            if articles
            else ""
        )
        labels = dict(KINDS)
        kinds = sorted({one.kind for one in articles.values()} & labels.keys())
        self.list_area.offer_kinds([(kind, tr(labels[kind])) for kind in kinds])
        self.editor.offer_titles([one.title for one in articles.values()])
        self.outside.watch_folders()
        if self.list_area.question:
            self._ask(self.list_area.question)
        else:
            self.show_articles()
        for entry in self.library.unreadable[:1]:
            self.context.shell.say(entry.reason)
        if self._wanted is not None:
            (path, line), self._wanted = self._wanted, None
            if path in articles:
                self.open_article(path, line)
        self.showing.show_links()
        self.context.commands.refreshed.emit()

    def show_missing(self) -> None:
        """Show what is missing in place of list and article."""
        self._pages.setCurrentWidget(self.missing)

    def show_list(self) -> None:
        """Show list and article again; the first page where there is no article."""
        self._pages.setCurrentWidget(self.split if self.library.articles else self._first)
        self.list_area.search.setFocus()

    def show_desk(self, *, open_article: bool) -> None:
        """Show the open article, or that none is open."""
        self._desk_pages.setCurrentWidget(self.right if open_article else self._nothing_open)
        if open_article:
            self._pages.setCurrentWidget(self.split)

    def _ask(self, question: str) -> None:
        self._search_kept = False
        if question:
            self.library.search(question)
        else:
            self._nothing_open.say(self._invitation)
            self.show_articles()

    def _show_found(self, question: str, found: "Found") -> None:
        if question != self.list_area.question:
            return
        rows = hit_rows(found, self.library.articles, self.library.today())
        self._nothing_open.say(
            tr("Enter opens the chosen article; Down goes to the next.")
            if rows
            else tr("No article answers this. Ask in other words, or write one.")
        )
        self.list_area.show_rows(rows)
        if rows and self.list_area.table.current_row() is None:
            self.list_area.table.select_row(0)
        if not self._search_kept and not self.context.workspace.read_only:
            self._search_kept = True
            searches = self.searches
            self.context.save(lambda: searches.made(question))
        self.context.shell.say(tr("{hits} found.", hits=count(len(rows), "article")))

    def _open_row(self, row: ArticleRow) -> None:
        if self._search_kept and row.why:
            searches = self.searches
            self.context.save(lambda: searches.opened(row.path))
        self.open_article(row.path, row.line)
        self.views.main_widget().setFocus()

    # the open article

    def open_article(self, path: str, line: int = 1) -> None:
        """Open an article at a line; errors are shown."""
        self.desk.guarded(partial(self.desk.open, path))
        if self.desk.article is not None and self.desk.article.path == path:
            self.go_to_line(line)

    def open_when_loaded(self, path: str, line: int = 1) -> None:
        """Open an article once the articles are read."""
        self._wanted = (path, line)
        if path in self.library.articles:
            self._wanted = None
            self.open_article(path, line)

    def reopen(self, path: str) -> None:
        """Show an article that has a new path or came back."""
        self.desk.article = None
        self.desk.changed = False
        self._wanted = (path, 1)
        self.library.load()

    def go_to_line(self, line: int, column: int = 1, length: int = 0) -> None:
        """Show a line in source and preview."""
        self.editor.go_to_line(line, column, length)
        self.preview.follow(line)

    def _show_search_state(self, words: str) -> None:
        good = "meaning" in words and "(" not in words
        self.header.show_state(State.GOOD if good else State.INFO, words)

    # what the window asks

    def summary(self) -> str:
        return self.answers.summary()

    def selection_text(self) -> str:
        return self.answers.selection_text()

    def where_am_i(self) -> str:
        return self.answers.where_am_i()

    def selection_evidence(self) -> Evidence | None:
        return self.answers.selection_evidence()

    def open_evidence(self, evidence: Evidence) -> None:
        self.answers.open_evidence(evidence)

    def state(self) -> JsonObject:
        return self.answers.state()

    def restore(self, state: JsonObject) -> None:
        self.answers.restore(state)

    def open_path(self, path: Path) -> bool:
        folder = self.context.workspace.articles
        if path.is_file() and path.suffix.lower() not in (".md", ".markdown"):
            return False
        if path.is_relative_to(folder):
            self.open_when_loaded(path.relative_to(folder).as_posix())
        else:
            self.articles.import_paths([path])
        return True

    def quick_items(self) -> Sequence[QuickItem]:
        today = self.library.today()
        return [
            QuickItem(one.title, one.trust(today).badge, partial(self.open_article, one.path))
            for one in self.library.articles.values()
        ]

    def focus_search(self) -> bool:
        self.list_area.search.setFocus()
        self.list_area.search.selectAll()
        return True

    def areas(self) -> Sequence[QWidget]:
        if self._pages.currentWidget() is self._first:
            return (self,)
        if self._pages.currentWidget() is self.missing:
            return (self.missing.tabs.currentWidget(), self.missing.tabs.tabBar())
        if self.desk.article is None:
            return (self.list_area.search, self.list_area.table)
        return (
            self.list_area.search,
            self.list_area.table,
            self.views.main_widget(),
            self.detail.currentWidget(),
        )

    def stored_text(self, key: str) -> str | None:
        from workbench.core.errors import UserError

        try:
            return self.library.shelf.read(key.partition(":")[2]).text
        except UserError:
            return None

    def recover(self, key: str, text: str) -> None:
        self.desk.guarded(partial(self._recover, key.partition(":")[2], text))

    def _recover(self, path: str, text: str) -> None:
        self.desk.open(path)
        self.editor.replace_text(text)

    def can_close(self) -> bool:
        self.desk.guarded(self.desk.save_if_changed)
        self.library.close()
        return True

    def resizeEvent(self, event: QEvent) -> None:  # type: ignore[override]
        super().resizeEvent(event)  # type: ignore[arg-type]
        way = Qt.Orientation.Vertical if self._is_narrow() else Qt.Orientation.Horizontal
        if self.split.orientation() is not way:
            self.split.setOrientation(way)
            self.split.setSizes([250, 500] if self._is_narrow() else [340, 660])
        self.fold_list()

    def _is_narrow(self) -> bool:
        return self.width() < look().pixels(_NARROW)

    def fold_list(self) -> None:
        """With little room an open article has the pane; the list comes back with the search."""
        if self._is_narrow() and self.desk.article is not None:
            self.list_area.fold()
            self.detail.hide()
            self.split.setSizes([1, self.split.height()])
        elif self.list_area.folded:
            self.list_area.unfold()
            self.detail.show()
            self.split.setSizes([250, 500] if self._is_narrow() else [340, 660])
