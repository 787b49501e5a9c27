"""Tickets: model, import, clock, triage, completeness, duplicates, metrics."""
