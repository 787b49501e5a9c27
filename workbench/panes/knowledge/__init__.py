"""The knowledge pane: find, read, write, review and follow articles."""
