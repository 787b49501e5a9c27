"""Peer review: comments on lines, and approval by somebody other than the author."""

import hashlib
from dataclasses import dataclass
from datetime import date, timedelta

from workbench.core.errors import UserError
from workbench.core.time import iso, now
from workbench.knowledge.article import Article
from workbench.knowledge.front_matter import set_field
from workbench.knowledge.tables import SCHEMA
from workbench.storage.database import Database

USUAL_DAYS = 90


@dataclass(frozen=True, slots=True)
class Comment:
    """A comment on a line. `line` is where that line stands now, 0 when it is gone."""

    id: int
    line: int
    quote: str
    author: str
    text: str
    made: str
    settled: bool


@dataclass(frozen=True, slots=True)
class Approval:
    """Who verified an article until when, and its text with that in its front matter."""

    path: str
    reviewer: str
    text: str
    verify_by: date


class Reviews:
    """The reviews of a workspace's articles."""

    def __init__(self, database: Database) -> None:
        self._database = database
        database.use(SCHEMA)

    def comment(self, article: Article, line: int, author: str, text: str) -> None:
        """Comment on a line (from 1). Raises UserError for an empty comment."""
        if not text.strip():
            raise UserError("The comment is empty.", "Write what should be different.")
        lines = article.text.split("\n")
        quote = lines[line - 1] if 0 < line <= len(lines) else ""
        values = (article.path, line, quote, author, text.strip(), iso(now()))
        with self._database.write() as writer:
            writer.execute(
                "INSERT INTO review_comment (path, line, quote, author, text, made)"
                " VALUES (?, ?, ?, ?, ?, ?)",
                values,
            )

    def comments(self, article: Article) -> list[Comment]:
        """Every comment by line; one whose line moved is where that line is now."""
        rows = self._database.connection().execute(
            "SELECT id, line, quote, author, text, made, settled FROM review_comment"
            " WHERE path = ?",
            (article.path,),
        )
        lines = article.text.split("\n")
        found = [
            Comment(row[0], _where(lines, row[1], row[2]), *row[2:6], settled=bool(row[6]))
            for row in rows
        ]
        return sorted(found, key=lambda comment: (comment.line, comment.id))

    def settle(self, comment: Comment) -> None:
        """Mark a comment as dealt with."""
        with self._database.write() as writer:
            writer.execute("UPDATE review_comment SET settled = 1 WHERE id = ?", (comment.id,))

    def ask(self, article: Article) -> str:
        """The article's text with its state set to in review."""
        return set_field(article.text, "state", "in-review")

    def approval(
        self,
        article: Article,
        reviewer: str,
        authors: set[str],
        today: date,
        days: int = USUAL_DAYS,
    ) -> "Approval":
        """The article's text, verified by this person until `days` from today; nothing is kept.

        `authors` are those who wrote it since it was approved last; they and the owner
        cannot approve. Raises UserError for them, and while comments are open.
        """
        name = reviewer.strip()
        if not name:
            raise UserError("Nobody is named as reviewer.", "Write your name.")
        own = {author.casefold() for author in {*authors, article.owner} if author}
        if name.casefold() in own:
            raise UserError(
                f"{name} wrote or owns this article.", "Ask somebody else to approve it."
            )
        waiting = sum(not comment.settled for comment in self.comments(article))
        if waiting:
            raise UserError(f"{waiting} comments are open.", "Settle them first.")
        due = today + timedelta(days=days)
        text = article.text
        fields = {"state": "verified", "reviewer": name, "verified_on": today.isoformat()}
        for field, value in {**fields, "verify_by": due.isoformat()}.items():
            text = set_field(text, field, value)
        return Approval(article.path, name, text, due)

    def keep(self, given: "Approval") -> None:
        """Keep an approval."""
        values = (given.path, given.reviewer, _content(given.text), given.verify_by.isoformat())
        with self._database.write() as writer:
            writer.execute(
                "INSERT INTO approval (path, reviewer, content, verify_by, made)"
                " VALUES (?, ?, ?, ?, ?)",
                (*values, iso(now())),
            )

    def changed_since_approval(self, article: Article) -> bool:
        """Whether the text is another than the one that was approved last."""
        row = (
            self._database.connection()
            .execute(
                "SELECT content FROM approval WHERE path = ? ORDER BY id DESC LIMIT 1",
                (article.path,),
            )
            .fetchone()
        )
        return row is not None and row[0] != _content(article.text)

    def renamed(self, old: str, new: str) -> None:
        """Follow an article to its new path."""
        with self._database.write() as writer:
            for table in ("review_comment", "approval", "run"):
                writer.execute(f"UPDATE {table} SET path = ? WHERE path = ?", (new, old))


def _where(lines: list[str], line: int, quote: str) -> int:
    """The line that still reads like the quote, nearest to where it was."""
    if 0 < line <= len(lines) and lines[line - 1] == quote:
        return line
    same = [number for number, text in enumerate(lines, 1) if text == quote and quote.strip()]
    return min(same, key=lambda number: abs(number - line), default=0)


def _content(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
