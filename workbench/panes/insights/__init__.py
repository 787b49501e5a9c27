"""The metrics pane: exact figures over tickets, and how well the triage does."""
