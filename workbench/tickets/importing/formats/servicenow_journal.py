"""ServiceNow's journals: all comments or work notes of a record in one text, the newest first."""

import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime

from workbench.tickets.importing.files import Guess
from workbench.tickets.importing.stamps import StampReader
from workbench.tickets.model import Comment

JOURNALS = ("comments", "work_notes", "comments_and_work_notes")
_PUBLIC_FIELD, _INTERNAL_FIELD, _ = JOURNALS
_HEAD = re.compile(r"^[ \t]*(\d[^\n]{7,40}?) - ([^\n]*?) \(([^()\n]{1,60})\)[ \t]*$", re.MULTILINE)
"""'2024-03-12 10:41:13 - Ana M (Additional comments)', above each entry."""
_EARLY = datetime(1, 1, 1, tzinfo=UTC)
_PUBLIC_LABEL, _INTERNAL_LABEL = "additional comments", "work notes"


def comments_in(read: Callable[[str], str | None], stamps: StampReader) -> list[Comment]:
    """The comments of a record's journals, oldest first; `read` gives a field's text.

    An entry that several of the fields hold is taken once. In the field of both kinds one with
    a label in another language than English counts as internal, so that no note becomes a reply.
    """
    found: dict[tuple[object, ...], Comment] = {}
    for field in JOURNALS:
        for comment in _entries(read(field) or "", field, stamps):
            found.setdefault((comment.time, comment.author, comment.body), comment)
    oldest_first = list(found.values())[::-1]
    return sorted(oldest_first, key=lambda comment: comment.time or _EARLY)


def journal_guess(labels: set[str]) -> list[Guess]:
    """Labels of entries that are in another language than English, as a guess."""
    if not labels:
        return []
    why = f"entries of both kinds in one field, labelled {', '.join(sorted(labels)[:5])}"
    return [Guess("comments", "taken as internal", why)]


def unknown_labels(text: str) -> set[str]:
    """The labels in a journal of both kinds that say neither kind."""
    labels = {match.group(3) for match in _HEAD.finditer(text)}
    return {name for name in labels if name.lower() not in (_PUBLIC_LABEL, _INTERNAL_LABEL)}


def _entries(text: str, field: str, stamps: StampReader) -> Iterator[Comment]:
    """The entries of a journal; text above the first head, or without any, is one of its own."""
    heads = [(match, time) for match in _HEAD.finditer(text)
             if (time := stamps.attempt(match.group(1)))]  # fmt: skip
    starts = [match.start() for match, _ in heads]
    before = text[: starts[0] if starts else None].strip()
    if before:
        yield Comment(None, None, before, field == _PUBLIC_FIELD)
    for (match, time), end in zip(heads, [*starts[1:], len(text)], strict=False):
        public = field == _PUBLIC_FIELD or (
            field != _INTERNAL_FIELD and match.group(3).lower() == _PUBLIC_LABEL
        )
        yield Comment(time, match.group(2) or None, text[match.end() : end].strip(), public)
