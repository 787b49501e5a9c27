"""What is left: common layouts of many programs, and any line that begins with a stamp."""

from workbench.logs.builtin_formats.parts import (
    ACCESS,
    ANY_MONTH,
    ISO,
    LEVEL,
    MONTH,
    OFFSET,
    SYSLOG,
    WEEKDAY,
    ZONE,
)
from workbench.logs.builtin_formats.structured import JSON_LINES
from workbench.logs.formats import LevelFormat, PatternFormat, Sample
from workbench.logs.free_text import HEAD_WORDS, SYSLOG_WORDS, level_in_head, level_in_syslog
from workbench.logs.levels import COMMON, LETTERS, SEVERITY_NUMBERS, Level
from workbench.logs.prefixed_json import PrefixedJsonFormat
from workbench.logs.table_formats import CsvFormat

ANY_STAMP = (
    rf"{ISO}|\d{{4}}-\d\d-\d\d[T ]\d\d:\d\d(?![\d:])(?: ?{OFFSET})?|\d{{4}}[/.]\d\d[/.]\d\d[ T]\d\d:\d\d:\d\d(?:[.,:]\d{{1,9}})?(?: ?{OFFSET})?"
    rf"|\d{{4}}-\d{{3}}[T ]\d\d:\d\d:\d\d(?:[.,]\d{{1,9}})?"
    rf"|{WEEKDAY},? {MONTH} +\d\d? \d\d:\d\d:\d\d(?:\.\d+)?(?: [AP]M)?(?: [A-Z]{{3,5}})? \d{{4}}"
    rf"|{WEEKDAY},? \d\d? {MONTH} \d{{4}} \d\d:\d\d:\d\d(?: [AP]M)?(?: (?:[+-]\d{{4}}|[A-Z]{{3,5}}))?"
    r"|\d{4}[-/]\d\d?[-/]\d\d? \d\d?:\d\d:\d\d(?:[.,]\d{1,9})?|\d\d\.\d\d\.\d\d \d\d:\d\d:\d\d(?:[.,]\d{1,9})?"
    rf"|\d\d?-{ANY_MONTH}-\d\d \d\d:\d\d:\d\d(?:[.,]\d{{1,9}})?|\d\d?/\d\d?/\d\d,? \d\d?:\d\d(?::\d\d)? [AP]M"
    rf"|{MONTH} +\d\d?, \d{{4}},? \d\d?:\d\d:\d\d(?: [AP]M)?"
    rf"|{MONTH} [ \d]?\d \d{{4}} \d\d:\d\d:\d\d(?:[.,]\d{{1,9}})?"
    rf"|{SYSLOG}(?: \d{{4}})?(?: (?:UTC|GMT|{OFFSET}))?"
    rf"|\d\d?[ -]{ANY_MONTH}[ -]\d{{4}} \d\d:\d\d:\d\d(?:[.,]\d{{1,9}})?(?: ?{OFFSET}| {ZONE})?|{ACCESS}"
    rf"|{ANY_MONTH}/\d\d/\d{{4}} \d\d:\d\d:\d\d|\d\d-\d\d-\d{{4}}[T ]\d\d:\d\d:\d\d(?:[.,]\d{{1,9}})?"
    r"|\d{4}\d\d\d\d-\d\d?:\d\d?:\d\d?:\d{1,3}"
    r"|\d{8}[T ]\d\d:?\d\d:?\d\d(?:[.,]\d{1,9})?Z?"
    r"|\d\d/\d\d/\d{4}-\d\d:\d\d:\d\d(?:\.\d{1,9})?|\d\d?/\d\d?/\d{4} -- \d\d:\d\d:\d\d|\d\d/\d\d-\d\d:\d\d:\d\d\.\d{6}"
    r"|\d\d/\d\d/\d{4},? \d\d?:\d\d:\d\d(?:[.,:]\d{1,9})?(?: [AP]M)?|\d\d?/\d\d?/\d{4},? \d\d?:\d\d:\d\d [AP]M"
    r"|\d\d\.\d\d\.\d{4} \d\d:\d\d:\d\d(?:[.,]\d{1,9})?|\d\d/\d\d/\d\d \d\d:\d\d:\d\d(?:[.,]\d{1,9})?"
    r"|\d\d-\d\d \d\d:\d\d:\d\d(?:[.,]\d{1,9})?"
)
"""Every stamp that may begin a line. Longer kinds come before those that are their prefix."""
_PROSE = (
    r"(?:[\w./@-]+:? )?(?i:at|on|in|of|since|until|till|from|to|by|before|after|around|was|is"
    r"|date|due|when|expires|valid)[:=]?[ \t]"
)
"""A sentence or a heading that has a time in it, where a name would stand."""

FORMATS = (
    CsvFormat(),
    PatternFormat(
        "block_log",
        "stamp on a line of its own, or dates as `date` prints them",
        (
            rf"(?P<time>{WEEKDAY} {MONTH} +\d\d? \d\d:\d\d:\d\d \w+ \d{{4}})\s*",
            r"\[(?P<time>\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{3,6})?Z?)\]\s*$",
        ),
        samples=(Sample("Mon May  6 07:08:09 UTC 2024 up", "2024-05-06T07:08:09+00:00"),),
    ),
    PatternFormat(
        "python_log",
        "Python logging",
        (
            rf"(?P<time>{ISO}) - (?P<logger>[^\n]{{1,120}}?) - (?P<level>{LEVEL}) - ",
            rf"(?P<time>{ISO})[ |]+(?P<level>{LEVEL}) *[|:]? +(?P<logger>[\w.]+)(?::(?P<line>\d+))?(?: -|:) ",
            rf"\[(?P<time>{ISO})\] (?P<level>{LEVEL}) in (?P<logger>[\w.]+): ",
            rf"\[(?P<time>{ISO}): (?P<level>{LEVEL})/(?P<logger>[^\]]+)\] ",
            rf"\[(?P<time>{ISO})\] \{{(?P<logger>[^}}]+)\}} (?P<level>{LEVEL}) - ",
        ),
        samples=(
            Sample(
                "2024-05-06 07:08:09,123 - shop.cart - ERROR - empty",
                "2024-05-06T07:08:09.123+00:00",
                Level.ERROR,
                {"logger": "shop.cart"},
            ),
            Sample(
                "[2024-05-06 07:08:09,123: WARNING/MainProcess] late",
                "2024-05-06T07:08:09.123+00:00",
                Level.WARNING,
            ),
        ),
    ),
    PatternFormat(
        "iso_log",
        "ISO stamp and level",
        (
            rf"(?P<time>{ISO})[\]:|]?[ \t]*[-|:]?[ \t]*[\[(<]?(?P<level>{LEVEL})[\])>:]?(?:[ \t|:-]+|$)",
            rf"(?P<time>{ISO}) \| (?P<level>SUCCESS) +\| ",  # Loguru's; elsewhere it is a word
        ),
        samples=(
            Sample(
                "2024-05-06 07:08:09.123 | SUCCESS  | app:main:7 - saved",
                "2024-05-06T07:08:09.123+00:00",
                Level.INFO,
            ),
            Sample(
                "2024-05-06T07:08:09.123Z WARN no worker",
                "2024-05-06T07:08:09.123+00:00",
                Level.WARNING,
            ),
            Sample(
                "2024-05-06 07:08:09 [ERROR] no worker", "2024-05-06T07:08:09+00:00", Level.ERROR
            ),
        ),
    ),
    PatternFormat(
        "letter_log",
        "stamp and a letter for the level",
        (
            rf"(?P<time>{ISO})[ \t]+(?P<level>[TDVIWEFC])(?:! |[ \t]*\| |(?= \w+ [\w./-]+:\d+ ))[ \t]*",
            rf"\[(?P<time>{ISO})\] (?P<level>[TDIWEC]) (?=\[)",
        ),
        levels=LETTERS,
        samples=(
            Sample(
                "2024-05-06T07:08:09Z W! [outputs.http] slow",
                "2024-05-06T07:08:09+00:00",
                Level.WARNING,
            ),
            Sample(
                "2024-05-06 07:08:09.123 E t0 pool.cc:47 no worker",
                "2024-05-06T07:08:09.123+00:00",
                Level.ERROR,
            ),
        ),
    ),
    PatternFormat(
        "stamped_log",
        "lines that begin with a stamp",
        (
            rf"[\[(<]?(?P<time>{ANY_STAMP})(?![\d])[\])>]?[ \t:|,-]*",
            r"(?:\*\*\* +)?(?P<time>@4[0-9a-f]{15}(?:[0-9a-f]{8})?)(?: |$)",
            rf"(?P<level>{LEVEL})(?:[ \t:|]+|[ \t]*\|[^|\n]{{1,60}}\|[ \t]*)[\[(]?(?P<time>{ANY_STAMP})(?!\d)[\])]?[ \t:|,-]*",
            rf"[\[(](?P<level>{LEVEL})[\])][ \t:|]*[\[(]?(?P<time>{ANY_STAMP})(?!\d)[\])]?[ \t:|,-]*",
            rf"\[(?P<level>{LEVEL}|[DIWEFC])[ |:]+(?P<time>{ANY_STAMP})(?!\d)[\]:|, -][ \t:|,-]*",
            r"(?P<level>[DIWEFC])[ /](?P<time>\d{4}-\d\d-\d\d[ T]\d\d:\d\d:\d\d(?:[.,]\d{1,9})?)[ \t:|]*",
        ),
        levels={**COMMON, **LETTERS},
        default=Level.UNKNOWN,
        level_of=level_in_head,
        level_words=HEAD_WORDS,
        samples=(
            Sample(
                "20240506-07:08:09:123|Step|30002312|done",
                "2024-05-06T07:08:09.123+00:00",
                Level.UNKNOWN,
            ),
        ),
    ),
    PatternFormat(
        "prefixed_log",
        "lines with a stamp behind a name",
        (
            rf"\[[^\]\n]{{1,40}}\][ \t]*(?:\d+ +)?(?:- *)?[\[(]?(?P<time>{ANY_STAMP})(?!\d)[\])]?[ \t:|,-]*",
            rf"(?!{_PROSE})[\w./@-]{{1,63}}(?:\[\d+\])?[ \t]*[:|]?[ \t]+(?:[\w./@-]{{1,63}} )?[\[(]?(?P<time>{ANY_STAMP})(?!\d)[\])]?[ \t:|,-]*",
            rf"[^\t\n]{{1,80}}\t[^\t\n]{{1,80}}\t(?P<time>{ISO})[ \t:|,-]*",
        ),
        default=Level.UNKNOWN,
        level_of=level_in_head,
        level_words=HEAD_WORDS,
        samples=(
            Sample(
                "web-1  | 2024-05-06T07:08:09.123Z WARNING slow",
                "2024-05-06T07:08:09.123+00:00",
                Level.WARNING,
            ),
        ),
    ),
    PrefixedJsonFormat(
        JSON_LINES,
        samples=(
            Sample(
                'web-1  | {"time":"2024-05-06T07:08:09.123Z","level":"warn","msg":"slow"}',
                "2024-05-06T07:08:09.123+00:00",
                Level.WARNING,
                {"prefix": "web-1", "body": "slow"},
            ),
        ),
    ),
    PatternFormat(
        "indented_log",
        "lines with a stamp behind blanks",
        (rf"[ \t]{{1,8}}[\[(]?(?P<time>{ANY_STAMP})(?!\d)[\])]?[ \t:|,-]*",),
        default=Level.UNKNOWN,
        level_of=level_in_head,
        level_words=HEAD_WORDS,
        samples=(
            Sample(
                "  2024-05-06T07:08:09.123Z  WARN shop: slow",
                "2024-05-06T07:08:09.123+00:00",
                Level.WARNING,
            ),
        ),
    ),
    PatternFormat(
        "kernel_log",
        "kernel and X server, seconds since the start",
        (
            r"\[ *\d+\.\d{3}\] \((?P<level>EE|WW|II|DB)\) ",
            r"(?:<\d+>)?\[ *\d+\.\d{3,6}\] ",
        ),
        levels={b"ee": Level.ERROR, b"ww": Level.WARNING, b"ii": Level.INFO, b"db": Level.DEBUG},
        default=Level.UNKNOWN,
        level_of=level_in_syslog,
        level_words=SYSLOG_WORDS,
        samples=(
            Sample("[   12.345678] usb 1-1: device descriptor read error", None, Level.ERROR),
        ),
    ),
    PatternFormat(
        "clock_log",
        "lines that begin with a time of day",
        (
            r"(?!\S+ *-+>)[\[(]?(?P<time>\d\d:\d\d:\d\d(?:[.,]\d{1,9})?|\d?\d:\d\d(?::\d\d)? ?[AP]M)[\])]?(?::(?!\d)|[ \t|,-])[ \t:|,-]*(?=\S)",
        ),
        default=Level.UNKNOWN,
        level_of=level_in_head,
        level_words=HEAD_WORDS,
        samples=(Sample("07:08:09.123 [main] INFO up", None),),
    ),
    LevelFormat(
        "level_log",
        "lines that begin with a level",
        (
            rf"[\[(<]?(?P<level>{LEVEL})[\])>]?(?::|[ \t]+[|-]|\t|[\])>])[ \t]*(?=\S)",
            rf"(?P<level>{LEVEL})\[\d{{4,}}\][ \t]*",
            r"\[\d+\.\d{3}s\]\[(?P<level>\w+) *\]\[[^\]]*\][ \t]*",
            r"(?P<level>TRACE|DEBUG|INFO|NOTICE|WARN(?:ING)?|ERROR|CRITICAL|FATAL)[ \t]+(?=\S)",
            r"<(?P<level>[0-7])>(?=\S)",
            r"(?:\d+|npm) (?P<level>silly|sill|verbose|verb|info|http|notice|warn|WARN|error|ERR)!? ",
        ),
        levels={**COMMON, **SEVERITY_NUMBERS},
        multiline=False,
        samples=(Sample("WARNING: slow", None, Level.WARNING),),
    ),
)
