"""Drafts the report of an incident from its evidence: every sentence names what it stands on."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from workbench.core.redaction import redact
from workbench.core.text import duration
from workbench.incidents.timeline import Entry
from workbench.incidents.wording import Moments

Audience = Literal["engineers", "stakeholders"]
AUDIENCES: tuple[Audience, ...] = ("engineers", "stakeholders")
_LONGEST = 400
"""Characters that are shown of a comment or note."""
NOTE_WORDS = {"Summary": "summary", "Impact": "impact", "Root cause": "root cause",
              "What helped": "what helped", "Follow-ups": "follow-up"}  # fmt: skip
"""The sections that people write, and the word that notes for them begin with."""
_KINDS = {
    "log-lines": "Log lines", "drift-verdict": "Drift verdict", "chart": "Chart",
    "article-section": "Article", "article-run": "Runbook run", "api-exchange": "API call",
    "ticket": "Ticket", "metric": "Figure", "note": "Note",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence, and the numbers of the evidence that it stands on."""

    text: str
    sources: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the report; `missing` says in its place what nobody knows or wrote yet."""

    title: str
    sentences: tuple[Sentence, ...] = ()
    missing: str = ""


@dataclass(frozen=True, slots=True)
class Report:
    """A whole report; `cited` is the evidence that its audience may see."""

    title: str
    audience: Audience
    sections: tuple[Section, ...]
    cited: tuple[Entry, ...]


def draft(name: str, entries: Sequence[Entry], audience: Audience, moments: Moments) -> Report:
    """The report of the incident or ticket of that name, by rules: nothing in it is guessed.

    What only people can say (root cause, impact, what helped, follow-ups) is taken from notes, on
    pinned evidence or pinned themselves, that begin with that word and a colon; without one, it
    says that it is missing.
    Stakeholders get what the ticket itself shows its reporter, and those notes.
    """
    writer = _Writer(entries, moments, audience)
    parts = [
        writer.summary(),
        writer.written("Impact", "Who was affected, and how much, is not in it yet"),
        Section("Detection", tuple(writer.detection())),
        Section("Timeline", tuple(writer.timeline())),
    ]
    if audience == "engineers":
        seen = tuple(writer.seen())
        none = "" if seen else "Nothing was pinned for it."
        parts.append(Section("What was seen", seen, none))
    parts += [
        writer.written("Root cause", "Nobody has confirmed a root cause yet"),
        writer.written("What helped", "Nobody has written it yet"),
        Section("Resolution", tuple(writer.resolution()), writer.open_still()),
        writer.written("Follow-ups", "None was recorded"),
    ]
    used = {number for part in parts for one in part.sentences for number in one.sources}
    cited = tuple(entry for entry in entries if entry.number in used or audience == "engineers")
    return Report(f"Incident report: {name}", audience, tuple(parts), cited)


class _Writer:
    """Writes the sentences of one report from its evidence."""

    def __init__(self, entries: Sequence[Entry], moments: Moments, audience: Audience) -> None:
        self._moments = moments
        self._inside = audience == "engineers"
        self._entries = entries
        self._shown = [e for e in entries if self._inside or e.public]
        self._opened = self._first("ticket-opened")
        self._state = self._first("ticket-state")

    def summary(self) -> Section:
        """How it began and ended, by its ticket, and what people wrote for the summary."""
        found: list[Sentence] = []
        opened, state = self._opened, self._state
        if opened is not None:
            when = self._at(opened, " on {}")
            found.append(Sentence(f"{self._title(opened)}{when}.", (opened.number,)))
        if state is not None:
            found.append(Sentence(f"{self._title(state)}{self._at(state, ', {}')}.",
                                  (state.number,)))  # fmt: skip
        took = self._between(opened, state)
        if took and self._is_finished():
            assert opened is not None and state is not None
            found.append(Sentence(f"It was resolved {took} after the ticket was opened.",
                                  (opened.number, state.number)))  # fmt: skip
        noted = self.written("Summary", "No ticket tells what happened")
        found += noted.sentences
        return Section("Summary", tuple(found), "" if found else noted.missing)

    def detection(self) -> list[Sentence]:
        timed = [entry for entry in self._shown if entry.evidence.time is not None]
        opened = self._opened
        if not timed:
            return []
        first = timed[0]
        if opened is None or opened.evidence.time is None:
            return [Sentence(f"The earliest sign is “{first.title}”{self._at(first, ', {}')}.",
                             (first.number,))]  # fmt: skip
        if first.number == opened.number:
            return [Sentence(f"The ticket is the earliest sign{self._at(opened, ', {}')}.",
                             (opened.number,))]  # fmt: skip
        took = self._between(first, opened)
        return [
            Sentence(
                f"The earliest sign is “{first.title}”{self._at(first, ', {}')}, {took} before"
                " the ticket was opened.",
                (first.number, opened.number),
            )
        ]

    def timeline(self) -> list[Sentence]:
        told = any(entry.evidence.kind == "ticket-change" for entry in self._shown)
        return [
            Sentence(f"{self._moments.words(entry.evidence.time)}: {self._with_text(entry)}",
                     (entry.number,))
            for entry in self._shown
            if entry.evidence.time is not None
            # How a ticket stood when it was read is news only where nothing else tells the end.
            and (entry.evidence.kind != "ticket-state" or (self._is_finished() and not told))
        ]  # fmt: skip

    def seen(self) -> list[Sentence]:
        found: list[Sentence] = []
        for entry in self._entries:
            if entry.pinned is None:
                continue
            word = _KINDS.get(entry.evidence.kind, entry.evidence.kind)
            source = " ".join(entry.evidence.source.split())
            found.append(Sentence(f"{word}: {entry.title} ({source}).", (entry.number,)))
            if entry.note and not _said(entry.note):
                found.append(Sentence(f"Noted beside it: “{_short(entry.note)}”.", (entry.number,)))
        return found

    def written(self, title: str, missing: str) -> Section:
        """A section that only people can write: from notes that begin with its word."""
        word = NOTE_WORDS[title]
        found = [
            Sentence(said[1], (entry.number,))
            for entry in self._entries
            if (said := _said(entry.remark)) and said[0] == word
        ]
        hint = f'{missing}: a note "{word.capitalize()}: ..." on pinned evidence says it.'
        return Section(title, tuple(found), "" if found else hint)

    def resolution(self) -> list[Sentence]:
        if not self._is_finished():
            return []
        assert self._state is not None
        found = [Sentence(f"{self._title(self._state)}.", (self._state.number,))]
        ended = self._state.evidence.time
        words = [
            entry
            for entry in self._shown
            if entry.evidence.kind == "ticket-comment" and entry.text and _before(entry, ended)
        ]
        if words:
            last = words[-1]
            found.append(
                Sentence(f"The last comment before: “{_short(last.text)}”.", (last.number,))
            )
        return found

    def open_still(self) -> str:
        if self._state is None:
            return "No ticket says whether it is over."
        return "" if self._is_finished() else "It is not resolved, as far as the ticket was read."

    def _first(self, kind: str) -> Entry | None:
        return next((entry for entry in self._entries if entry.evidence.kind == kind), None)

    def _is_finished(self) -> bool:
        return self._state is not None and self._state.evidence.payload.get("finished") is True

    def _title(self, entry: Entry) -> str:
        """Who did it is for the inside alone."""
        by = entry.evidence.payload.get("by")
        said = entry.title.rstrip(".")
        return f"{said} (by {redact(by)})" if self._inside and isinstance(by, str) and by else said

    def _at(self, entry: Entry, form: str) -> str:
        time = entry.evidence.time
        return "" if time is None else form.format(self._moments.words(time))

    def _with_text(self, entry: Entry) -> str:
        says = f": “{_short(entry.text)}”" if entry.evidence.kind == "ticket-comment" else ""
        return f"{self._title(entry)}{says}."

    @staticmethod
    def _between(one: Entry | None, other: Entry | None) -> str:
        if one is None or other is None:
            return ""
        first, second = one.evidence.time, other.evidence.time
        if first is None or second is None:
            return ""
        return duration((second - first).total_seconds())


def _said(note: str) -> tuple[str, str] | None:
    """The word that a note begins with, and what it says, where it is for one of the sections."""
    head, _, rest = note.partition(":")
    word = " ".join(head.lower().split()).replace("follow-ups", "follow-up")
    text = " ".join(rest.split())
    if word not in NOTE_WORDS.values() or not text:
        return None
    text = text[0].upper() + text[1:]
    return word, text if text[-1] in ".!?" else f"{text}."


def _before(entry: Entry, ended: datetime | None) -> bool:
    return entry.evidence.time is not None and (ended is None or entry.evidence.time <= ended)


def _short(text: str) -> str:
    line = " ".join(text.split()).rstrip(".")
    return line if len(line) <= _LONGEST else f"{line[:_LONGEST].rstrip()} …"
