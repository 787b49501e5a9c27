"""Pieces of patterns that many formats share."""

MONTH = r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)"
ANY_MONTH = (
    rf"(?:{MONTH}|JAN|FEB|MAR|APR|MAY|JUN|JUL|AUG|SEP|OCT|NOV|DEC"
    r"|jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)"
)
"""In any case."""
WEEKDAY = r"(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)"
OFFSET = r"(?:Z|(?:[+-]|−)\d\d(?::?\d\d)?|(?:UTC|GMT)[+-]\d\d?(?::?\d\d)?)"
ZONE = (
    r"(?:(?:UTC|GMT|CES?T|EES?T|[ECMP][SD]T|BST|IST|MSK|JST|KST|AE[SD]T)\b"
    r"|(?:Africa|America|Asia|Atlantic|Australia|Europe|Indian|Pacific)/[A-Za-z_]+(?:/[A-Za-z_]+)?)"
)
"""Names of zones that logs have."""
ISO = rf"\d{{4}}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:[.,]\d{{1,9}})?(?: ?{OFFSET}| {ZONE})?"
"""2024-05-06T07:08:09.123456Z and its kin."""
SYSLOG = rf"{MONTH} [ \d]?\d \d\d:\d\d:\d\d(?:[.,]\d{{1,9}})?"
"""May  6 07:08:09"""
ACCESS = rf"\d\d?/{MONTH}/\d{{4}}[: ]\d\d:\d\d:\d\d(?:\.\d{{1,9}})?(?: [+-]\d{{4}})?"
"""06/May/2024:07:08:09 +0000"""

LEVEL = (
    r"(?:TRACE|D?DEBUG|INFO|NOTICE|STATS|TRC|DBG|INF|WRN|FTL|VRB|WARN(?:ING)?|ERR(?:OR)?|CRIT(?:ICAL)?|FATAL|SEVERE|ALERT|EMERG(?:ENCY)?|D?PANIC|FAIL"
    r"|FINE(?:R|ST)?|CONFIG|VERBOSE|trace|debug|info|notice|warn(?:ing)?|err(?:or)?|crit(?:ical)?|fatal|severe"
    r"|alert|emerg(?:ency)?|panic|Trace|Debug|Info(?:rmation)?|Notice|Warn(?:ing)?|Error|Critical|Fatal|Verbose)"
)
"""A level written in one of the usual ways."""
