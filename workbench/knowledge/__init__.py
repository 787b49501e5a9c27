"""Articles on disk: templates, review, lint, staleness, runs, gaps."""
