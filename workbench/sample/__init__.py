"""The sample workspace: one week of a recommendation service that went wrong, made here."""
