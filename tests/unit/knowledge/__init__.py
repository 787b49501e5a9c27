"""The articles, without a window."""
