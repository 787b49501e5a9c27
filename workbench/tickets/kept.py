"""What the ticket room keeps by name in the workspace's database: views, mappings, times."""

from workbench.tickets.store import TicketStore


def kept_text(store: TicketStore, name: str) -> str | None:
    """The text kept under a name; None where there is none."""
    row = (
        store.database.connection()
        .execute("SELECT value FROM ticket_setting WHERE name = ?", (name,))
        .fetchone()
    )
    return None if row is None else str(row["value"])


def keep_text(store: TicketStore, name: str, text: str) -> None:
    """Keep a text under a name in place of the one before."""
    with store.database.write() as writer:
        writer.execute(
            "INSERT INTO ticket_setting VALUES (?, ?) ON CONFLICT (name)"
            " DO UPDATE SET value = excluded.value",
            (name, text),
        )
