"""The knowledge room's tables in the workspace: comments, approvals, runs, words, searches."""

from workbench.storage.database import RoomSchema

SCHEMA = RoomSchema(
    "knowledge",
    (
        """
        CREATE TABLE review_comment (
            id INTEGER PRIMARY KEY, path TEXT NOT NULL, line INTEGER NOT NULL,
            quote TEXT NOT NULL, author TEXT NOT NULL, text TEXT NOT NULL,
            made TEXT NOT NULL, settled INTEGER NOT NULL DEFAULT 0
        );
        CREATE INDEX review_comment_path ON review_comment (path);
        CREATE TABLE approval (
            id INTEGER PRIMARY KEY, path TEXT NOT NULL, reviewer TEXT NOT NULL,
            content TEXT NOT NULL, verify_by TEXT NOT NULL, made TEXT NOT NULL
        );
        CREATE TABLE run (id INTEGER PRIMARY KEY, path TEXT NOT NULL, record TEXT NOT NULL);
        CREATE TABLE personal_word (word TEXT PRIMARY KEY) WITHOUT ROWID;
        CREATE TABLE search_made (
            id INTEGER PRIMARY KEY, query TEXT NOT NULL, made TEXT NOT NULL,
            opened TEXT NOT NULL DEFAULT ''
        );
        """,
    ),
)
