"""Levels in free text: by a `level=` field or a level word, and by the words of syslog."""

import re

from workbench.logs.levels import COMMON, status_level
from workbench.logs.model import Level

_NAMED_LEVEL = re.compile(
    rb"(?i)\b(?:(?:level|lvl|severity|loglevel)\\?[\"']?\s*[=:]\s*\\?[\"']?(\w+)|at=(info|error)\b)"
)
_LEVEL = (
    rb"(trace|trc|debug\d?|dbg|info|notice|warn(?:ing)?|wrn|err(?:or)?|critical|crit"
    rb"|severe|fatal|alert|emerg(?:ency)?|panic|verbose|inf|ftl|stats|fail)"
)
_WORD = re.compile(rb"(?i)(?<![a-z0-9_.])(?!fail)" + _LEVEL + rb"(?![a-z0-9_])")
_SET_APART = re.compile(
    rb"(?i)(?:[^\s\[<]\S* +|\[[^\]]*\] *){0,3}?[\[<] *" + _LEVEL + rb" *[\]>]"
    rb"|\S+: +" + _LEVEL + rb" *:|[ -]*" + _LEVEL + rb" - |[\w. -]{1,40}:" + _LEVEL + rb":"
    rb"|[\w./-]+(?: *\[\d+\])?: +(?-i:(TRACE|DEBUG|INFO|NOTICE|WARN(?:ING)?|ERROR|CRITICAL|FATAL)) "
)
"""A level in brackets, or between colons, behind at most a few words."""
_PREFIX = re.compile(rb"[^:\[]*(?:\[[^\]]*\][^:\[]*)*")
_STAMP = re.compile(rb"[\[(]?\d{2}[\d:.,/T Z+-]*[\])]?[ \t]*")
_HEAD = 160

HEAD_WORDS = (
    "trace", "trc", "debug", "dbg", "info", "notice", "warn", "wrn", "err", "crit", "severe",
    "fatal", "alert", "emerg", "panic", "verbose", "level", "lvl", "severity", "inf", "ftl",
    "stats", "fail",
)  # fmt: skip
"""Without one of these words `level_in_head` finds nothing."""
SYSLOG_WORDS = (
    "error",
    "failed",
    "failure",
    "warn",
    "not responding",
    "cannot execute",
    'HTTP/[0-9.]+"',
)
"""Without one of these words `level_in_syslog` finds nothing."""

_SYSLOG_ERROR = re.compile(rb"(?i:(?<![a-z])errors?(?![a-z]))|failed|failure")
_SYSLOG_WARNING = re.compile(rb"(?i:warn)|not responding|cannot execute")
_REQUEST = re.compile(rb'[\w.:-]+ [\w.-]+ \S+ (?:\[[^\]]+\] )?"[A-Z]+ [^"]*" (\d{3}) ')


def level_in_head(message: bytes) -> Level | None:
    """The level in free text: a `level=` field, or a level word before the first colon."""
    stamp = _STAMP.match(message)
    begin = stamp.end() if stamp else 0
    head = message[begin : begin + _HEAD]
    named = _NAMED_LEVEL.search(head)
    if named and (level := COMMON.get((named[1] or named[2]).lower())) is not None:
        return level
    word = _WORD.search(head, 0, _end_of_prefix(head))
    if word:
        return COMMON[word[1].lower()]
    apart = _SET_APART.match(head)
    return COMMON[next(filter(None, apart.groups())).lower()] if apart else None


def _end_of_prefix(head: bytes) -> int:
    """Where the first colon is that stands in no brackets."""
    prefix = _PREFIX.match(head, int(head[:1] != b"["))
    return prefix.end() if prefix else len(head)


def level_in_syslog(message: bytes) -> Level | None:
    """The level of a syslog message by its words; of a logged web request by its status."""
    if _SYSLOG_ERROR.search(message):
        return Level.ERROR
    if _SYSLOG_WARNING.search(message):
        return Level.WARNING
    request = _REQUEST.match(message)
    return status_level(request[1]) if request else None
