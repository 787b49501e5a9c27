"""The incidents pane: a timeline from evidence, and the report that is written on it."""
