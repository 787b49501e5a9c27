"""The API pane: requests, answers, where the time went, and why a call failed."""
