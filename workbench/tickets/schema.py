"""The tables of the tickets room."""

from workbench.storage.database import RoomSchema

SCHEMA = RoomSchema(
    "tickets",
    (
        """
        CREATE TABLE ticket (
            id TEXT PRIMARY KEY, source TEXT NOT NULL, source_id TEXT NOT NULL,
            title TEXT NOT NULL, body TEXT NOT NULL, status TEXT NOT NULL, state TEXT NOT NULL,
            priority TEXT, level TEXT, kind TEXT, category TEXT, resolution TEXT, assignee TEXT,
            team TEXT, reporter TEXT, created TEXT, updated TEXT, resolved TEXT, closed TEXT,
            first_reply TEXT, labels TEXT NOT NULL, duplicate_of TEXT NOT NULL, url TEXT,
            reopened INTEGER, reassigned INTEGER, made_sla INTEGER, has_history INTEGER NOT NULL,
            other TEXT NOT NULL, content_hash TEXT NOT NULL
        );
        CREATE INDEX ticket_by_state ON ticket (state);
        CREATE TABLE ticket_event (
            ticket TEXT NOT NULL REFERENCES ticket (id) ON DELETE CASCADE, place INTEGER NOT NULL,
            time TEXT NOT NULL, kind TEXT NOT NULL, old TEXT, new TEXT, author TEXT,
            PRIMARY KEY (ticket, place)
        ) WITHOUT ROWID;
        CREATE TABLE ticket_comment (
            ticket TEXT NOT NULL REFERENCES ticket (id) ON DELETE CASCADE, place INTEGER NOT NULL,
            time TEXT, author TEXT, body TEXT NOT NULL, public INTEGER NOT NULL,
            PRIMARY KEY (ticket, place)
        ) WITHOUT ROWID;
        CREATE TABLE ticket_decision (
            number INTEGER PRIMARY KEY, ticket TEXT NOT NULL, time TEXT NOT NULL,
            kind TEXT NOT NULL, value TEXT, previous TEXT, origin TEXT NOT NULL,
            confirmed INTEGER NOT NULL, text TEXT NOT NULL
        );
        CREATE INDEX ticket_decision_by_ticket ON ticket_decision (ticket, kind);
        CREATE TABLE ticket_prediction (
            number INTEGER PRIMARY KEY, ticket TEXT NOT NULL, time TEXT NOT NULL,
            label TEXT NOT NULL, confidence REAL NOT NULL, accepted INTEGER NOT NULL,
            threshold REAL NOT NULL, reason TEXT NOT NULL, top TEXT NOT NULL,
            model TEXT NOT NULL, training_hash TEXT NOT NULL
        );
        CREATE INDEX ticket_prediction_by_ticket ON ticket_prediction (ticket);
        CREATE TABLE triage_model (
            number INTEGER PRIMARY KEY, time TEXT NOT NULL, version TEXT NOT NULL,
            training_hash TEXT NOT NULL, rows INTEGER NOT NULL, last_decision INTEGER NOT NULL,
            precision REAL NOT NULL, accuracy REAL, champion_accuracy REAL,
            adopted INTEGER NOT NULL, in_use INTEGER NOT NULL, reason TEXT NOT NULL
        );
        CREATE TABLE ticket_setting (name TEXT PRIMARY KEY, value TEXT NOT NULL);
        CREATE TABLE ticket_reminder (
            ticket TEXT PRIMARY KEY, due TEXT NOT NULL, note TEXT NOT NULL
        );
        CREATE TABLE ticket_alert (
            ticket TEXT NOT NULL, threshold TEXT NOT NULL, time TEXT NOT NULL,
            PRIMARY KEY (ticket, threshold)
        );
        """,
        """
        ALTER TABLE ticket ADD COLUMN first_resolved TEXT;
        ALTER TABLE ticket ADD COLUMN history_cut INTEGER NOT NULL DEFAULT 0;
        ALTER TABLE ticket ADD COLUMN meanings TEXT NOT NULL DEFAULT '{}';
        ALTER TABLE ticket_comment ADD COLUMN from_desk INTEGER;
        """,
        """
        ALTER TABLE ticket_prediction ADD COLUMN text_hash TEXT;
        DELETE FROM ticket_prediction WHERE number NOT IN (
            SELECT min(number) FROM ticket_prediction
            GROUP BY ticket, training_hash, label, confidence
        );
        """,
        "ALTER TABLE triage_model ADD COLUMN undecided INTEGER NOT NULL DEFAULT 0;",
    ),
)
