"""Logs: source, index, formats, records, search, templates, anomalies."""
