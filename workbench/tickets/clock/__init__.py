"""Working time: calendars, targets and what became of a ticket, computed from its events."""
