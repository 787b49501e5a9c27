"""One package per pane: thin widgets and calls into the domain rooms."""
