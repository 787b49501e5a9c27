"""The pane's articles and their search, worked on in the background."""

import time
from collections.abc import Callable
from contextlib import ExitStack
from datetime import date, datetime
from functools import partial
from typing import TYPE_CHECKING, Any, TypeVar

from PySide6.QtCore import QObject, Signal

from workbench.core.progress import Progress
from workbench.core.tasks import Task
from workbench.ui.shell import PaneContext
from workbench.ui.translate import tr

if TYPE_CHECKING:
    from workbench.knowledge.article import Article
    from workbench.knowledge.check import Context
    from workbench.knowledge.findings import Finding
    from workbench.knowledge.history import History
    from workbench.knowledge.shelf import Shelf, Unreadable
    from workbench.search.documents import Found
    from workbench.search.opening import OpenSearch

ResultT = TypeVar("ResultT")
HITS = 40
_SECONDS_BETWEEN_VERSIONS = 300.0


class Library(QObject):
    """Reads, indexes, searches and checks; every result arrives by a signal."""

    loaded = Signal()
    """The articles were read (again)."""
    found = Signal(str, object)
    """The question and a Found; words first, meaning a little later."""
    checked = Signal(str, object)
    """A path and its findings."""
    state_changed = Signal(str)
    """What the search chip says now."""

    def __init__(self, context: PaneContext, parent: QObject) -> None:
        super().__init__(parent)
        self._context = context
        self._tasks: dict[str, Task[Any]] = {}
        self._open = ExitStack()
        self._search: OpenSearch | None = None
        self._check_context: Context | None = None
        self._versioned: dict[str, float] = {}
        self.articles: dict[str, Article] = {}
        self.unreadable: tuple[Unreadable, ...] = ()
        self.is_loaded = False

    @property
    def shelf(self) -> "Shelf":
        """The folder of articles."""
        from workbench.knowledge.shelf import Shelf

        return Shelf(self._context.workspace.articles)

    @property
    def history(self) -> "History":
        """The saved versions."""
        from workbench.knowledge.history import History

        return History(self._context.workspace.folder / "history")

    def load(self) -> None:
        """Read and index all articles; those that did not change cost next to nothing."""
        shelf = self.shelf

        def read(progress: Progress) -> "tuple[list[Article], list[Unreadable], str]":
            from workbench.knowledge.indexing import index_articles

            articles, unreadable = shelf.read_all()
            progress.check()
            search = self._opened_search()
            index_articles(search.index, articles)
            search.index.refresh(progress)
            return articles, unreadable, search.chip()

        def done(result: "tuple[list[Article], list[Unreadable], str]") -> None:
            articles, unreadable, chip = result
            self.articles = {article.path: article for article in articles}
            self.unreadable = tuple(unreadable)
            self._check_context = None
            self.is_loaded = True
            self.state_changed.emit(chip)
            self.loaded.emit()
            self._embed()

        self.run("load", tr("Read the articles"), read, done)

    def differs_from_disk(self) -> bool:
        """Whether somebody else changed, added or deleted an article."""
        stamps = self.shelf.stamps()
        known = {path: article.file.content for path, article in self.articles.items()}
        if stamps.keys() != known.keys():
            return True
        return any(
            size != len(known[path]) or (self.shelf.folder / path).read_bytes() != known[path]
            for path, (_, size) in stamps.items()
        )

    def search(self, question: str) -> None:
        """Ask: first by words, then, where there is a model, by meaning too."""

        def ask(by_meaning: bool) -> Callable[[Progress], "Found"]:
            def work(progress: Progress) -> "Found":
                from workbench.search.documents import Mode

                progress.check()
                mode = Mode.AUTO if by_meaning else Mode.LEXICAL
                return self._opened_search().index.search(question, HITS, mode=mode, kind="article")

            return work

        def words_done(found: "Found") -> None:
            from workbench.search.documents import Mode

            self.found.emit(question, found)
            if self._search is not None and self._search.index.state().mode is Mode.HYBRID:
                self.run("search", tr("Search by meaning"), ask(True), meaning_done)

        def meaning_done(found: "Found") -> None:
            self.found.emit(question, found)

        self.run("search", tr("Search"), ask(False), words_done)

    def check(self, article: "Article") -> None:
        """Look for findings in an article as it is written now."""
        articles = {**self.articles, article.path: article}

        def look(progress: Progress) -> "list[Finding]":
            from workbench.knowledge.check import check_article, context_of
            from workbench.knowledge.review import Reviews

            progress.check()
            if self._check_context is None:
                Reviews(self._context.workspace.database)  # makes the room's tables
                self._check_context = context_of(
                    list(articles.values()),
                    personal_words=self._personal_words(),
                    folder=self._context.workspace.articles,
                )
            return check_article(article, self._check_context)

        def done(findings: "list[Finding]") -> None:
            self.checked.emit(article.path, findings)

        self.run("check", tr("Check {title}", title=article.title), look, done)

    def saved(self, article: "Article", author: str, *, version: bool) -> None:
        """Index what was saved; keep a version now, or if the last is five minutes old."""
        self.articles[article.path] = article
        moment = time.monotonic()
        due = moment - self._versioned.get(article.path, -1e9) >= _SECONDS_BETWEEN_VERSIONS
        keep = version or due
        if keep:
            self._versioned[article.path] = moment
            # Not in the slot below: the next save would take its place, and lose the version.
            record = partial(self.history.record, article.path, article.file.content, author)
            self._context.save(record)

        def work(progress: Progress) -> str:
            progress.check()
            search = self._opened_search()
            search.index.replace([article.document()])
            search.index.refresh()
            return search.chip()

        self.run(f"saved {article.path}", tr("Index"), work, self.state_changed.emit)

    def accept_word(self, word: str, then: Callable[[], None]) -> None:
        """Take a word into the personal dictionary, then go on."""
        from workbench.knowledge.tables import SCHEMA

        database = self._context.workspace.database

        def keep() -> None:
            database.use(SCHEMA)
            with database.write() as writer:
                writer.execute("INSERT OR IGNORE INTO personal_word VALUES (?)", (word.lower(),))

        def kept(_nothing: None) -> None:
            self._check_context = None
            then()

        self._context.save(keep, kept)

    def run(
        self,
        slot: str,
        title: str,
        work: Callable[[Progress], ResultT],
        done: Callable[[ResultT], None],
    ) -> None:
        """Start a task in place of the one under way in the same slot."""
        before = self._tasks.get(slot)
        if before is not None:
            before.cancel()
        self._tasks[slot] = self._context.tasks.start(title, work, on_done=done)

    def close(self) -> None:
        """Keep the derived index and let go of the model's process."""
        if self._search is not None:
            self._search.index.save()
        self._open.close()
        self._search = None

    def today(self) -> date:
        """The day it is here."""
        return datetime.now().astimezone().date()

    def _opened_search(self) -> "OpenSearch":
        from workbench.search.opening import open_search

        if self._search is None:
            self._search = self._open.enter_context(open_search(self._context.workspace))
        return self._search

    def _embed(self) -> None:
        """Make missing vectors, and say how far they are."""
        search = self._search
        if search is None or search.index.state().embedded >= search.index.state().total:
            return

        def work(progress: Progress) -> str:
            search.index.embed_missing(progress)
            search.index.refresh(progress)
            return search.chip()

        self.run("embed", tr("Read articles for meaning"), work, self.state_changed.emit)

    def _personal_words(self) -> list[str]:
        rows = self._context.workspace.database.connection().execute(
            "SELECT word FROM personal_word"
        )
        return [row[0] for row in rows]
