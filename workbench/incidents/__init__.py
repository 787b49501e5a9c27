"""Evidence, timeline and report of an incident."""
