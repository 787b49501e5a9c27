"""What the numbers of ServiceNow's states mean: that depends on the table a record is from."""

from dataclasses import dataclass

_TASK = {"-5": "Pending", "1": "Open", "2": "Work in Progress", "3": "Closed Complete",
         "4": "Closed Incomplete", "7": "Closed Skipped"}  # fmt: skip
_STATES = {
    "incident": {"1": "New", "2": "In Progress", "3": "On Hold", "6": "Resolved", "7": "Closed",
                 "8": "Canceled"},
    "problem": {"101": "New", "102": "Assess", "103": "Root Cause Analysis",
                "104": "Fix in Progress", "106": "Resolved", "107": "Closed"},
    "change_request": {"-5": "New", "-4": "Assess", "-3": "Authorize", "-2": "Scheduled",
                       "-1": "Implement", "0": "Review", "3": "Closed", "4": "Canceled"},
    "task": _TASK,
}  # fmt: skip
_PREFIXES = {"INC": "incident", "PRB": "problem", "CHG": "change_request"}


@dataclass(frozen=True)
class NamedState:
    """A state's name and the table in which its number has this name."""

    name: str
    table: str


def state_named(number: str, table: str | None, record: str) -> NamedState | None:
    """The state of a number in a table, which the record's number shows where it is not said.

    Tables that are none of the known ones number their states as tasks do. None when
    `number` is no number of such a state.
    """
    said = (table or "").lower().replace(" ", "_")
    kind = said if said in _STATES else "task" if said else _PREFIXES.get(record[:3], "task")
    name = _STATES[kind].get(number)
    return None if name is None else NamedState(name, kind)
