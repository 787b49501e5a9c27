"""Review and trust: ask, comment, settle, approve, retire; versions and what changed."""

from workbench.core.commands import Command
from workbench.core.errors import UserError
from workbench.core.undo import Change
from workbench.panes.knowledge.actions import Actions
from workbench.ui.translate import tr


class ReviewActions(Actions):
    """Commands for author and reviewer."""

    def commands(self) -> list[Command]:
        writable = self.why_not_writable
        return [
            self.command("ask-review", tr("Ask for a review"), self.ask_review, why=writable),
            self.command("comment", tr("Comment on this line"), self.ask_comment,
                         keys="Ctrl+Alt+M", why=writable),
            self.command("settle", tr("Settle the comment"), self.settle, why=self.why_no_comment),
            self.command("approve", tr("Approve as reviewer…"), self.ask_approve, why=writable,
                         help_text=tr("Somebody other than author and owner; good for 90 days.")),
            self.command("retire", tr("Retire the article"), self.retire, why=writable),
            self.command("compare", tr("Show what changed since the chosen version"),
                         self.compare, why=self.why_no_version),
            self.command("restore", tr("Restore the chosen version"), self.restore,
                         why=self.why_no_version),
        ]  # fmt: skip

    def why_no_comment(self) -> str | None:
        """Needs a chosen comment."""
        row = self.pane.detail.comments.current_row()
        return tr("No comment is chosen.") if row is None else self.why_not_writable()

    def why_no_version(self) -> str | None:
        """Needs a chosen version."""
        row = self.pane.detail.versions.current_row()
        return tr("No version is chosen.") if row is None else self.why_closed()

    def ask_review(self) -> None:
        """Set the state to in review."""
        pane = self.pane
        article = pane.desk.as_written()
        assert article is not None
        pane.desk.replace_text(pane.reviews.ask(article))
        pane.context.shell.say(tr("A review is asked for."))

    def ask_comment(self) -> None:
        """Ask for a comment on the line of the cursor."""
        line = self.pane.editor.line
        text = self.pane.context.shell.ask_text(
            tr("Comment on line {line}", line=line), tr("What should be different?")
        )
        if text is not None:
            self.comment(line, text)

    def comment(self, line: int, text: str) -> None:
        """Keep a comment on a line."""
        pane = self.pane
        article = pane.desk.as_written()
        assert article is not None
        reviews, author = pane.reviews, pane.desk.author

        def kept(_nothing: None) -> None:
            pane.showing.refresh_review()
            pane.detail.show_tab(pane.detail.comments)

        pane.context.save(lambda: reviews.comment(article, line, author, text), kept)

    def settle(self) -> None:
        """The chosen comment is dealt with."""
        comment = self.pane.detail.comments.current_row()
        assert comment is not None
        pane = self.pane
        reviews = pane.reviews
        pane.context.save(
            lambda: reviews.settle(comment), lambda _none: pane.showing.refresh_review()
        )

    def ask_approve(self) -> None:
        """Ask who approves, and verify the article for 90 days."""
        name = self.pane.context.shell.ask_text(
            tr("Approve as reviewer"), tr("Your name (not the author's or owner's)")
        )
        if name is not None:
            self.approve(name)

    def approve(self, name: str) -> None:
        """Verify the article in this person's name."""
        pane = self.pane
        pane.desk.save_if_changed()
        article = pane.desk.article
        assert article is not None
        reviews = pane.reviews
        given = reviews.approval(
            article, name, pane.showing.authors_since_approval(), pane.library.today()
        )
        pane.desk.replace_text(given.text)  # at once: what is typed meanwhile comes after it
        pane.context.save(lambda: reviews.keep(given), lambda _none: pane.showing.show_trust())
        pane.context.shell.say(tr("Approved by {name}.", name=name))

    def retire(self) -> None:
        """Keep the article for the record only."""
        from workbench.knowledge.front_matter import set_field

        pane = self.pane
        before = pane.desk.text

        def redo() -> None:
            pane.desk.replace_text(set_field(before, "state", "retired"))

        def undo() -> None:
            pane.desk.replace_text(before)

        pane.context.undo.do(Change(tr("retire the article"), undo, redo))

    def compare(self) -> None:
        """Show what changed from the chosen version to now."""
        pane = self.pane
        version = pane.detail.versions.current_row()
        assert version is not None
        when = version.time.astimezone().strftime("%Y-%m-%d %H:%M")
        old = self._text_of_chosen()
        pane.views.changes.compare(old, pane.desk.text, tr("Changed since {when}", when=when))
        pane.views.show_changes()
        pane.views.changes.setFocus()

    def restore(self) -> None:
        """Bring the chosen version back; what is there now stays in the history."""
        pane = self.pane
        pane.desk.save_if_changed()
        pane.desk.replace_text(self._text_of_chosen())
        pane.views.show_article()
        pane.context.shell.say(tr("The version is restored; Ctrl+Z takes it back."))

    def _text_of_chosen(self) -> str:
        from workbench.knowledge.filetext import read_text

        version = self.pane.detail.versions.current_row()
        article = self.pane.desk.article
        if version is None or article is None:
            raise UserError(tr("No version is chosen."))
        return read_text(self.pane.library.history.content(version), article.path).text
