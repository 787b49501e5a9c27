"""One index over articles and tickets: words, spelling, meaning."""
