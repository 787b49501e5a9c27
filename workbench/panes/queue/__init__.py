"""The queue pane: what to do next, what it probably is, and what is missing."""
