"""The composition root: application, main window, session restore, crash handling."""
