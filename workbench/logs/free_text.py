"""Levels in free text: by a `level=` field or a level word, and by the words of syslog."""

import re

from workbench.logs.levels import COMMON, LETTERS, PINO_NUMBERS, status_level
from workbench.logs.model import Level

_NAMED_LEVEL = re.compile(
    rb"(?i)\b(?:(?:level|lvl|severity|loglevel)\\?[\"']?\s*[=:]\s*\\?[\"']?(\w+)|at=(info|error)\b)"
)
_NUMBERED_LEVEL = re.compile(rb'\\?"level\\?"\s*:\s*([1-6]0)\b')
_KLOG_HEAD = re.compile(rb"([IWEF])\d{4} \d\d:\d\d:\d\d\.")
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
    "stats", "fail", r"[IWEF]\d{4} \d\d:\d\d:\d\d\.",
)  # fmt: skip
"""Without one of these words (simple patterns) `level_in_head` finds nothing."""
SYSLOG_WORDS = (
    "trace",
    "debug",
    "info",
    "notice",
    "critical",
    "fatal",
    "level",
    "lvl",
    "severity",
    "error",
    "failed",
    "failure",
    "warn",
    "not responding",
    "cannot execute",
    'HTTP/[0-9.]+"',
)
"""Without one of these words `level_in_syslog` finds nothing."""

_OWN_LEVEL = re.compile(
    rb"[\[(<]? *(TRACE|DEBUG|INFO|NOTICE|WARN(?:ING)?|ERROR|CRITICAL|FATAL) *[\])>]?(?=[\s:|,-])"
)
_STRUCTURED = re.compile(rb'\{ *"|[A-Za-z_][\w.-]*=')
_SYSLOG_ERROR = re.compile(rb"(?i:(?<![a-z])errors?(?![a-z]))|failed|failure")
_SYSLOG_WARNING = re.compile(rb"(?i:warn)|not responding|cannot execute")
_REQUEST = re.compile(rb'[\w.:-]+ [\w.-]+ \S+ (?:\[[^\]]+\] )?"[A-Z]+ [^"]*" (\d{3}) ')


def level_in_head(message: bytes) -> Level | None:
    """The level in free text: klog's letter, a `level=` field, or a word before the first colon."""
    stamp = _STAMP.match(message)
    begin = stamp.end() if stamp else 0
    head = message[begin : begin + _HEAD]
    letter = _KLOG_HEAD.match(head)
    if letter:
        return LETTERS[letter[1].lower()]
    named = _NAMED_LEVEL.search(head)
    if named and (level := COMMON.get((named[1] or named[2]).lower())) is not None:
        return level
    number = _NUMBERED_LEVEL.search(head)
    if number:
        return PINO_NUMBERS[number[1]]
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
    """The level that a syslog message begins with or names; else the one that its words tell.

    That of a logged web request follows from its status.
    """
    own = _own_level(message)
    if own is not None:
        return own
    if _SYSLOG_ERROR.search(message):
        return Level.ERROR
    if _SYSLOG_WARNING.search(message):
        return Level.WARNING
    request = _REQUEST.match(message)
    return status_level(request[1]) if request else None


def _own_level(message: bytes) -> Level | None:
    """The level as the program that logs through syslog wrote it, behind its own stamp or not."""
    stamp = _STAMP.match(message)
    begin = stamp.end() if stamp else 0
    word = _OWN_LEVEL.match(message, begin)
    if word:
        return COMMON[word[1].lower()]
    if not _STRUCTURED.match(message, begin):
        return None
    named = _NAMED_LEVEL.search(message, begin, begin + _HEAD)
    return COMMON.get((named[1] or named[2]).lower()) if named else None
