"""What is searched: documents in, hits out."""

import hashlib
from dataclasses import dataclass
from enum import Enum

from workbench.search.sections import Section, split


class Mode(Enum):
    """How to search: `auto` uses meaning as far as a model is there, words always."""

    AUTO = "auto"
    LEXICAL = "lexical"
    HYBRID = "hybrid"


@dataclass(frozen=True, slots=True)
class Document:
    """One article or ticket. `kind` and `key` name it ("article", "feature-drift.md")."""

    kind: str
    key: str
    title: str
    text: str
    tags: tuple[str, ...] = ()

    @property
    def content_hash(self) -> str:
        """Changes when anything that is searched or shown changes."""
        return content_hash("\x1f".join([self.title, *self.tags, "", self.text]))

    def sections(self) -> list[Section]:
        """Its sections, in order."""
        return split(self.text)


def content_hash(text: str) -> str:
    """SHA-256 of the text, shortened to 32 hex digits."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:32]


@dataclass(frozen=True, slots=True)
class Hit:
    """A document found, with the section that answers best.

    `line` is where the section starts in the document's text (from 1); `why` says in
    words what matched; `matches` are the words to highlight; `score` is 0 to 1.
    """

    score: float
    kind: str
    key: str
    title: str
    section: str
    line: int
    snippet: str
    why: str
    matches: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Found:
    """What a search gave: the hits, best first, and how they were found."""

    mode: Mode
    hits: tuple[Hit, ...]
