"""Which words mean which level, in the logs of the world."""

import re
from collections.abc import Mapping

from workbench.logs.model import Level

LevelWords = Mapping[bytes, Level]
"""Lower-case word to level."""

_WORDS = {
    Level.FATAL: "fatal critical crit emerg emergency alert panic dpanic fatl ftl",
    Level.ERROR: "error err severe eror failure fail erro failed",
    Level.WARNING: "warning warn wrn",
    Level.INFO: "info information informational notice note inf log stats success inform config",
    Level.DEBUG: "debug dbg fine debu dbug ddebug " + " ".join(f"debug{n}" for n in range(10)),
    Level.TRACE: "trace trc verbose finer finest silly trac trce vrb verb sill",
}

COMMON: LevelWords = {
    word.encode(): level for level, words in _WORDS.items() for word in words.split()
}
"""The words of most formats."""

_STEP = re.compile(rb"[+-]\d{1,2}$")


def level_of_word(words: LevelWords, word: bytes) -> Level | None:
    """The level of a word in any case; Go's `DEBUG-4` and `INFO+2` are named after the next one."""
    word = word.strip().lower()
    return words.get(word) or words.get(_STEP.sub(b"", word))


LETTERS: LevelWords = {
    b"f": Level.FATAL,
    b"c": Level.FATAL,
    b"e": Level.ERROR,
    b"w": Level.WARNING,
    b"i": Level.INFO,
    b"n": Level.INFO,
    b"d": Level.DEBUG,
    b"t": Level.TRACE,
    b"v": Level.TRACE,
}
"""One letter, as in glog, klog and logcat."""

SYSLOG_SEVERITIES = (
    Level.FATAL,
    Level.FATAL,
    Level.FATAL,
    Level.ERROR,
    Level.WARNING,
    Level.INFO,
    Level.INFO,
    Level.DEBUG,
)
"""RFC 5424 severities 0 (emergency) to 7 (debug)."""

SEVERITY_NUMBERS: LevelWords = {
    str(number).encode(): level for number, level in enumerate(SYSLOG_SEVERITIES)
}

PINO_NUMBERS: LevelWords = {
    b"10": Level.TRACE,
    b"20": Level.DEBUG,
    b"30": Level.INFO,
    b"40": Level.WARNING,
    b"50": Level.ERROR,
    b"60": Level.FATAL,
}
"""Numbers of bunyan and pino."""


def otel_level(number: int) -> Level:
    """The level of an OpenTelemetry severity number (1 to 24, four to a level)."""
    if not 1 <= number <= 24:
        return Level.UNKNOWN
    return Level((number - 1) // 4 + 1)


def status_level(status: bytes) -> Level:
    """The level of an HTTP (or FTP) status: from 400 on, or with none, it is an error."""
    return Level.INFO if status[:1] in (b"1", b"2", b"3") else Level.ERROR
