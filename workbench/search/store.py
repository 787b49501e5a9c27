"""The search tables: documents, their sections, the word index (FTS5) and the vectors."""

import json
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from workbench.search.documents import Document, content_hash
from workbench.search.sections import in_context
from workbench.search.words import searched
from workbench.storage.database import Database, RoomSchema

SCHEMA = RoomSchema(
    "search",
    (
        """
        CREATE TABLE document (
            id INTEGER PRIMARY KEY, kind TEXT NOT NULL, key TEXT NOT NULL, title TEXT NOT NULL,
            tags TEXT NOT NULL, content TEXT NOT NULL, UNIQUE (kind, key)
        );
        CREATE TABLE section (
            id INTEGER PRIMARY KEY AUTOINCREMENT, document INTEGER NOT NULL REFERENCES document,
            heading TEXT NOT NULL, text TEXT NOT NULL, line INTEGER NOT NULL,
            content TEXT NOT NULL
        );
        CREATE INDEX section_document ON section (document);
        CREATE INDEX section_content ON section (content);
        CREATE VIRTUAL TABLE section_words USING fts5 (
            text, content = '', tokenize = 'porter unicode61 remove_diacritics 2'
        );
        CREATE TABLE vector (
            model TEXT NOT NULL, content TEXT NOT NULL, data BLOB NOT NULL,
            PRIMARY KEY (model, content)
        ) WITHOUT ROWID;
        CREATE TABLE generation (number INTEGER NOT NULL);
        INSERT INTO generation VALUES (0);
        """,
        # The words are written anew in the form that `searched` gives them now.
        """
        DROP TABLE section_words;
        CREATE VIRTUAL TABLE section_words USING fts5 (
            text, content = '', tokenize = 'porter unicode61 remove_diacritics 2'
        );
        CREATE TABLE words_written (form INTEGER NOT NULL);
        """,
    ),
)
_BATCH = 500


@dataclass(frozen=True, slots=True)
class StoredSection:
    """A section as stored, with its document's kind, key, title and tags."""

    id: int
    kind: str
    key: str
    title: str
    heading: str
    text: str
    line: int


class SectionStore:
    """Reads and writes the search tables of one database."""

    def __init__(self, database: Database) -> None:
        self._database = database
        database.use(SCHEMA)
        if not database.read_only and not self._read("SELECT 1 FROM words_written"):
            self._write_words()

    def replace(self, documents: Iterable[Document]) -> int:
        """Store documents in place of those with the same kind and key.

        Gives how many were new or changed; the others are left as they are.
        """
        changed = 0
        with self._database.write() as writer:
            for document in documents:
                changed += _replace(writer, document)
            if changed:
                writer.execute("UPDATE generation SET number = number + 1")
        return changed

    def remove(self, kind: str, keys: Iterable[str]) -> None:
        """Forget documents."""
        with self._database.write() as writer:
            for key in keys:
                _remove(writer, kind, key)
            writer.execute("UPDATE generation SET number = number + 1")

    def keys(self, kind: str) -> dict[str, str]:
        """Every stored document of a kind: key to content hash."""
        rows = self._read("SELECT key, content FROM document WHERE kind = ?", (kind,))
        return {row["key"]: row["content"] for row in rows}

    def generation(self) -> int:
        """A number that grows with every change of documents, by whichever process."""
        return int(self._read("SELECT number FROM generation")[0][0])

    def documents_of_sections(self) -> list[tuple[int, int]]:
        """(section id, document id) of all sections, ordered by section id."""
        rows = self._read("SELECT id, document FROM section ORDER BY id")
        return [(row[0], row[1]) for row in rows]

    def texts(self, ids: Sequence[int]) -> Iterator[tuple[int, str]]:
        """Yield (section id, text with title and heading) for the ids, in their order."""
        for start in range(0, len(ids), _BATCH):
            batch = ids[start : start + _BATCH]
            found = {
                row.id: in_context(row.title, row.heading, row.text) for row in self.get(batch)
            }
            yield from ((one, found[one]) for one in batch if one in found)

    def get(self, ids: Sequence[int]) -> list[StoredSection]:
        """The sections with these ids (at most 500), in any order."""
        marks = ",".join("?" * len(ids))
        rows = self._read(
            "SELECT section.id, kind, key, title, heading, text, line FROM section"
            f" JOIN document ON document.id = document WHERE section.id IN ({marks})",
            tuple(ids),
        )
        return [StoredSection(**dict(row)) for row in rows]

    def first_of(self, kind: str, key: str) -> StoredSection:
        """The first section of a document."""
        rows = self._read(
            "SELECT section.id FROM section JOIN document ON document.id = document"
            " WHERE kind = ? AND key = ? ORDER BY section.id LIMIT 1",
            (kind, key),
        )
        return self.get([rows[0][0]])[0]

    def ids_of(self, kind: str, keys: Sequence[str]) -> dict[str, list[int]]:
        """The ids of the sections of these documents, in order."""
        rows = self._read(
            "SELECT key, section.id FROM document JOIN section ON document = document.id"
            " WHERE kind = ? AND key IN (SELECT value FROM json_each(?)) ORDER BY section.id",
            (kind, json.dumps(keys)),
        )
        found: dict[str, list[int]] = {}
        for key, number in rows:
            found.setdefault(key, []).append(number)
        return found

    def matching(self, expression: str, among: Sequence[int]) -> list[tuple[int, float]]:
        """(section id, BM25 score, larger is better) of those `among` the ids that match.

        The expression is FTS5's. To match is cheap, to compute BM25 is not.
        """
        rows = self._read(
            "SELECT rowid, -bm25(section_words) FROM section_words WHERE section_words MATCH ?"
            # The plus keeps SQLite from matching anew for every id.
            " AND +rowid IN (SELECT value FROM json_each(?))",
            (expression, json.dumps(among)),
        )
        return [(row[0], row[1]) for row in rows]

    def only(self, kind: str | None, tag: str | None) -> list[int]:
        """Ids of the sections whose document is of the kind and carries the tag."""
        rows = self._read(
            "SELECT section.id FROM section JOIN document ON document.id = document"
            " WHERE (:kind IS NULL OR kind = :kind) AND (:tag IS NULL OR instr(tags, :tag) > 0)",
            {"kind": kind, "tag": None if tag is None else f"\x1f{tag.lower()}\x1f"},
        )
        return [row[0] for row in rows]

    def _write_words(self) -> None:
        """Fill the word index of an older workspace, whose sections are kept."""
        with self._database.write() as writer:
            if writer.execute("SELECT 1 FROM words_written").fetchone():
                return
            rows = writer.execute(
                "SELECT section.id, title, heading, text FROM section"
                " JOIN document ON document.id = document"
            )
            for row in rows:
                text = in_context(row["title"], row["heading"], row["text"])
                _write_section_words(writer, row["id"], text)
            writer.execute("INSERT INTO words_written VALUES (1)")

    def _read(
        self, sql: str, values: tuple[object, ...] | dict[str, object] = ()
    ) -> list[sqlite3.Row]:
        return self._database.connection().execute(sql, values).fetchall()


def _replace(writer: sqlite3.Connection, document: Document) -> int:
    content = document.content_hash
    old = writer.execute(
        "SELECT content FROM document WHERE kind = ? AND key = ?", (document.kind, document.key)
    ).fetchone()
    if old is not None and old[0] == content:
        return 0
    if old is not None:
        _remove(writer, document.kind, document.key)
    tags = "\x1f".join(["", *(tag.lower() for tag in document.tags), ""])
    number = writer.execute(
        "INSERT INTO document (kind, key, title, tags, content) VALUES (?, ?, ?, ?, ?)",
        (document.kind, document.key, document.title, tags, content),
    ).lastrowid
    for section in document.sections():
        text = in_context(document.title, section.heading, section.text)
        row = writer.execute(
            "INSERT INTO section (document, heading, text, line, content) VALUES (?, ?, ?, ?, ?)",
            (number, section.heading, section.text, section.line, content_hash(text)),
        ).lastrowid
        _write_section_words(writer, row, text)
    return 1


def _write_section_words(writer: sqlite3.Connection, section: int | None, text: str) -> None:
    writer.execute(
        "INSERT INTO section_words (rowid, text) VALUES (?, ?)", (section, searched(text))
    )


def _remove(writer: sqlite3.Connection, kind: str, key: str) -> None:
    rows = writer.execute(
        "SELECT section.id, document, title, heading, text FROM section"
        " JOIN document ON document.id = document WHERE kind = ? AND key = ?",
        (kind, key),
    ).fetchall()
    for row in rows:
        text = searched(in_context(row["title"], row["heading"], row["text"]))
        # A contentless FTS5 table forgets a row only when told what the row said.
        writer.execute(
            "INSERT INTO section_words (section_words, rowid, text) VALUES ('delete', ?, ?)",
            (row["id"], text),
        )
        writer.execute("DELETE FROM section WHERE id = ?", (row["id"],))
    writer.execute("DELETE FROM document WHERE kind = ? AND key = ?", (kind, key))
