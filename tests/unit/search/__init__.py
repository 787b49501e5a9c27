"""The search, without a window."""
