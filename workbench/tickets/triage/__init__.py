"""The triage: what kind of ticket this is, how sure that is, and learning from decisions."""
