"""Making, saving, renaming, binning, importing and exporting articles."""

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from workbench.core.commands import Command
from workbench.core.errors import UserError
from workbench.core.progress import Progress
from workbench.core.text import count
from workbench.core.undo import Change
from workbench.panes.knowledge.actions import Actions
from workbench.ui.translate import tr

if TYPE_CHECKING:
    from workbench.knowledge.importing import Imported

_BIN = ".bin"
KINDS = (
    ("runbook", "Runbook"),
    ("resolution", "Resolution pattern"),
    ("faq", "FAQ"),
    ("known-error", "Known error"),
    ("post-mortem", "Post-mortem"),
    ("client-runbook", "Client-specific runbook"),
    ("compliance", "Compliance reference"),
)


class ArticleActions(Actions):
    """Commands on whole articles."""

    def commands(self) -> list[Command]:
        new = [
            self.command(
                f"new-{kind}",
                tr("New article: {kind}", kind=tr(label)),
                lambda kind=kind: self.ask_new(kind),
                why=self.why_read_only,
                help_text=tr("From its template, one small part after the other."),
            )
            for kind, label in KINDS
        ]
        return [
            *new,
            self.command("save", tr("Save"), self.save, keys="Ctrl+S", why=self.why_not_writable),
            self.command(
                "rename",
                tr("Rename and mend links…"),
                self.ask_rename,
                why=self.why_not_writable,
                help_text=tr("Every link to the article follows; can be undone."),
            ),
            self.command("bin", tr("Move to the bin"), self.move_to_bin, why=self.why_not_writable),
            self.command("import", tr("Import articles…"), self.ask_import, why=self.why_read_only),
            self.command("export-html", tr("Export as HTML…"), self.ask_html, why=self.why_closed),
            self.command("export-pdf", tr("Export as PDF…"), self.ask_pdf, why=self.why_closed),
        ]

    def ask_new(self, kind: str) -> None:
        """Ask for a title and make an article."""
        title = self.pane.context.shell.ask_text(tr("New article"), tr("Title"))
        if title and title.strip():
            self.new(kind, title.strip())

    def new(self, kind: str, title: str, first_part: str = "") -> None:
        """Make an article from a template, with what is known already, and open it."""
        from workbench.knowledge.kinds import kind_named

        pane = self.pane
        made = pane.library.shelf.create_from_template(
            kind_named(kind), title, pane.desk.author, first_part
        )
        pane.library.saved(made, pane.desk.author, version=True)
        pane.show_articles()
        pane.show_list()
        pane.open_article(made.path)
        pane.views.show_both()
        pane.editor.setFocus()

    def save(self) -> None:
        """Write the file and keep a version."""
        self.pane.desk.save(version=True)
        self.pane.context.shell.say(tr("Saved."))

    def ask_rename(self) -> None:
        """Ask for another title and rename."""
        article = self.pane.desk.article
        assert article is not None
        title = self.pane.context.shell.ask_text(
            tr("Rename and mend links"), tr("New title"), article.title
        )
        if title and title.strip() and title.strip() != article.title:
            self.rename(title.strip())

    def rename(self, title: str) -> None:
        """Give the open article another title and file name; links follow."""
        from workbench.knowledge.rename import rename, undo_rename

        pane = self.pane
        pane.desk.save_if_changed()
        article = pane.desk.article
        assert article is not None
        shelf, old = pane.library.shelf, article.path
        folder = old.rpartition("/")[0]
        name = shelf.free_path(title)
        new = f"{folder}/{name}" if folder else name
        done = rename(shelf, old, new, title)

        def follow(before: str, after: str) -> None:
            reviews = pane.reviews
            pane.context.save(
                lambda: reviews.renamed(before, after),
                lambda _none: pane.showing.refresh_review(),
            )
            pane.library.history.renamed(before, after)
            pane.reopen(after)

        def undo() -> None:
            pane.desk.save_if_changed()
            undo_rename(shelf, done)
            follow(new, old)

        def redo() -> None:
            pane.desk.save_if_changed()
            rename(shelf, old, new, title)
            follow(old, new)

        follow(old, new)
        pane.context.undo.record(Change(tr("rename {title}", title=article.title), undo, redo))
        pane.context.shell.say(tr("Renamed; {n} mended.", n=count(done.mended_links, "link")))

    def move_to_bin(self) -> None:
        """Move the article into the hidden folder .bin; can be undone."""
        pane = self.pane
        pane.desk.save_if_changed()
        article = pane.desk.article
        assert article is not None
        place = pane.library.shelf.place(article.path)
        stamp = datetime.now(UTC).strftime("%Y%m%dT%H%M%S%f")
        binned = pane.library.shelf.folder / _BIN / f"{stamp}-{place.name}"

        def redo() -> None:
            binned.parent.mkdir(parents=True, exist_ok=True)
            pane.desk.close()
            place.rename(binned)
            pane.library.load()

        def undo() -> None:
            place.parent.mkdir(parents=True, exist_ok=True)
            binned.rename(place)
            pane.reopen(article.path)

        pane.context.undo.do(Change(tr("bin {title}", title=article.title), undo, redo))

    def ask_import(self) -> None:
        """Ask for a folder of Markdown files."""
        folder = self.pane.context.shell.ask_folder(tr("Import articles"))
        if folder is not None:
            self.import_paths([folder])

    def import_paths(self, paths: list[Path]) -> None:
        """Copy Markdown files into the workspace."""
        pane = self.pane
        shelf = pane.library.shelf

        def work(progress: Progress) -> "Imported":
            from workbench.knowledge.importing import import_paths

            return import_paths(shelf, paths, progress)

        def done(result: "Imported") -> None:
            words = tr(
                "{added} added, {same} there already, {refused} refused.",
                added=count(len(result.added), "article"),
                same=len(result.unchanged),
                refused=len(result.rejected),
            )
            pane.context.shell.say(words)
            if result.rejected:
                file, reason = result.rejected[0]
                pane.context.shell.show_error(UserError(f"{Path(file).name}: {reason}"))
            pane.library.load()
            if len(result.added) == 1:
                pane.open_when_loaded(result.added[0])

        pane.library.run("import", tr("Import articles"), work, done)

    def ask_html(self) -> None:
        """Ask where to, and write one HTML page."""
        from workbench.knowledge.export import page_of
        from workbench.storage.files import write_atomically

        pane = self.pane
        pane.desk.save_if_changed()
        article = pane.desk.article
        assert article is not None
        path = pane.context.shell.ask_save(
            tr("Export as HTML"), f"{Path(article.path).stem}.html", tr("HTML (*.html)")
        )
        if path is not None:
            write_atomically(path, page_of(article, pane.library.today()).encode())
            pane.context.shell.say(tr("Written to {name}.", name=path.name))

    def ask_pdf(self) -> None:
        """Ask where to, and write the article as PDF."""
        article = self.pane.desk.article
        assert article is not None
        path = self.pane.context.shell.ask_save(
            tr("Export as PDF"), f"{Path(article.path).stem}.pdf", tr("PDF (*.pdf)")
        )
        if path is not None:
            self.export_pdf(path)

    def export_pdf(self, path: Path) -> None:
        """Write the article as PDF, in dark on white whatever the theme."""
        from workbench.panes.knowledge.pdf import write_pdf

        pane = self.pane
        pane.desk.save_if_changed()
        article = pane.desk.article
        assert article is not None
        write_pdf(article, pane.library.shelf.folder, path, pane.library.today())
        pane.context.shell.say(tr("Written to {name}.", name=path.name))
