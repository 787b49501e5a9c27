"""The drift pane: what drifted, since when, where, how sure, and what to do."""
