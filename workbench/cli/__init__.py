"""Headless verbs, one file per noun; never imports Qt."""
