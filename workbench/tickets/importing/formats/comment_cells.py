"""Comments in a cell, as Jira's CSV writes them: date;author;text, or text alone."""

from collections.abc import Mapping

from workbench.tickets.importing.files import Guess
from workbench.tickets.importing.stamps import StampReader
from workbench.tickets.model import Comment

_PARTS = 3
PUBLIC_COMMENTS = Guess("comments", "public", "the export does not say which are internal")


def comment_of(cell: str, stamps: StampReader, people: Mapping[str, str] | None = None) -> Comment:
    """The comment of a cell; `people` are the names of accounts that may stand for an author.

    What does not begin with a stamp is text with semicolons in it.
    """
    parts = cell.split(";", _PARTS - 1)
    time = stamps.attempt(parts[0]) if len(parts) == _PARTS else None
    if time is None:
        return Comment(None, None, cell)
    author = parts[1].strip()
    return Comment(time, (people or {}).get(author, author) or None, parts[2].strip())
