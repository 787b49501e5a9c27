"""Operating systems: syslog and what is written beside it."""

from workbench.logs.builtin_formats.parts import ISO, LEVEL, MONTH, SYSLOG, WEEKDAY
from workbench.logs.formats import PatternFormat, Sample
from workbench.logs.free_text import HEAD_WORDS, SYSLOG_WORDS, level_in_head, level_in_syslog
from workbench.logs.levels import COMMON, LETTERS, SEVERITY_NUMBERS, SYSLOG_SEVERITIES, Level

_PRIORITIES = {str(number).encode(): SYSLOG_SEVERITIES[number & 7] for number in range(192)}

_TRACED = (
    r"(?:(?:\[pid +)?(?P<pid>\d+)\]? +)?(?P<time>\d\d:\d\d:\d\d(?:\.\d{6})?|\d{10}(?:\.\d{6})?) "
)
"""What strace writes before a call."""

FORMATS = (
    PatternFormat(
        "unifi_log",
        "syslog with facility and level",
        (
            rf"(?P<time>{SYSLOG}) (?P<host>\S+) (?P<facility>kern|user|mail|daemon|auth|syslog|lpr|news|uucp|cron|authpriv|ftp|local[0-7])"
            r"\.(?P<level>\w+) (?P<process>[^\[: ]+)(?:\[(?P<pid>\d+)\])?: ",
        ),
        samples=(
            Sample(
                "May  6 07:08:09 gw user.warn kernel: [12.5] IN=br46",
                "2000-05-06T07:08:09+00:00",
                Level.WARNING,
            ),
        ),
    ),
    PatternFormat(
        "syslog_rfc5424",
        "syslog with priority",
        (
            rf"<(?P<level>\d{{1,3}})>\d (?P<time>{ISO}) (?P<host>\S+) (?P<process>\S+) (?P<pid>\S+) (?P<msgid>\S+) "
            r'(?P<data>-|(?:\[(?:[^\]"]|"(?:\\.|[^"])*")*\])+)? ?',
            r"<(?P<level>\d{1,3})>\d - (?P<host>\S+) (?P<process>\S+) (?P<pid>\S+) (?P<msgid>\S+) (?:- )?",
            rf"<(?P<level>\d{{1,3}})>(?P<time>{ISO}) (?P<host>\S+) (?P<process>[^\[: ]+)(?:\[(?P<pid>\d+)\])?: ?",
            rf"<(?P<level>\d{{1,3}})>(?P<time>{SYSLOG}) (?P<host>\S+) (?P<process>[^\[: ]+)(?:\[(?P<pid>\d+)\])?: ?",
        ),
        levels=_PRIORITIES,
        samples=(
            Sample(
                '<11>1 2024-05-06T07:08:09.381967+02:00 gw sshd 7 - [x y="z"] refused',
                "2024-05-06T05:08:09.381967+00:00",
                Level.ERROR,
                {"process": "sshd"},
            ),
        ),
    ),
    PatternFormat(
        "syslog_log",
        "syslog",
        (
            rf"(?P<time>{SYSLOG})(?: {{1,2}}(?P<host>[A-Za-z0-9:](?:\S*[^\s:])?))?(?: \[CLOUDINIT\])? "
            r"(?P<process>[^\[: ]+(?: [\d.]+)?)(?:\[(?P<pid>\d+)\])?(?: \([^)]+\))?: ?",
            rf"(?P<time>{ISO}) (?P<host>(?!{LEVEL}\b)[A-Za-z0-9][\w.-]*) (?P<process>(?!\({LEVEL}\):)[\w./()-]+)(?:\[(?P<pid>\d+)\]:? ?|: )",
            rf"(?P<time>{SYSLOG})(?: \S+)?:? (?=--- last|last message repeated)",
            rf"{WEEKDAY} (?P<time>{ISO}) (?P<host>\S+) (?P<process>[^\[: ]+)(?:\[(?P<pid>\d+)\])?: ?",
            r"(?P<time>\d{10}\.\d{6}) (?P<host>\S+) (?P<process>[^\[: ]+)(?:\[(?P<pid>\d+)\])?: ?",
        ),
        comment_pattern="-- (?:Logs begin|Journal begins|Boot|Reboot|No entries)",
        level_of=level_in_syslog,
        level_words=SYSLOG_WORDS,
        samples=(
            Sample(
                "May  6 07:08:09 gw automount[7998]: lookup for foobar failed",
                "2000-05-06T07:08:09+00:00",
                Level.ERROR,
                {"host": "gw", "process": "automount", "pid": "7998"},
            ),
            Sample(
                "2024-05-06T07:08:09.1+02:00 gw sshd[7]: session opened",
                "2024-05-06T05:08:09.1+00:00",
            ),
        ),
    ),
    PatternFormat(
        "cisco_log",
        "Cisco IOS, ASA",
        (
            rf"(?:<\d+>)?(?:\d+: )?(?:[\w.-]+: )?[*.]?(?P<time>{MONTH} +\d\d?(?: \d{{4}})? \d\d:\d\d:\d\d(?:\.\d{{1,3}})?)"
            r"(?: [A-Z]{3,4})?(?: (?P<host>[\w.-]+) ?)?: %(?P<facility>[A-Z][\w-]*?)-(?P<level>[0-7])-(?P<mnemonic>\w+): ?",
        ),
        levels=SEVERITY_NUMBERS,
        samples=(
            Sample(
                "*May  6 07:08:09.123: %LINK-3-UPDOWN: Interface Gi0/1, changed state to down",
                "2000-05-06T07:08:09.123+00:00",
                Level.ERROR,
                {"facility": "LINK", "mnemonic": "UPDOWN"},
            ),
        ),
    ),
    PatternFormat(
        "apt_history_log",
        "APT history",
        (r"(?:Start-Date|Log started): (?P<time>\d{4}-\d\d-\d\d  \d\d:\d\d:\d\d)",),
        samples=(Sample("Start-Date: 2024-05-06  07:08:09", "2024-05-06T07:08:09+00:00"),),
    ),
    PatternFormat(
        "sudo_log",
        "sudo",
        (rf"(?P<time>{SYSLOG}(?: \d{{4}})?) : (?P<user>\S+) : ",),
        level_of=level_in_head,
        level_words=HEAD_WORDS,
        samples=(
            Sample(
                "May  6 07:08:09 2024 : ada : TTY=pts/1 ; COMMAND=/bin/ls",
                "2024-05-06T07:08:09+00:00",
            ),
        ),
    ),
    PatternFormat(
        "dpkg_log",
        "dpkg",
        (
            r"(?P<time>\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:\.\d{3})?) (?P<body>)(?:startup|status|configure|install|upgrade|trigproc|remove|purge|conffile|update-alternatives:) ",
        ),
        samples=(
            Sample("2024-05-06 07:08:09 status installed cuda 12.4", "2024-05-06T07:08:09+00:00"),
        ),
    ),
    PatternFormat(
        "pacman_log",
        "pacman",
        (rf"\[(?P<time>{ISO})\] \[(?P<program>PACMAN|ALPM|ALPM-SCRIPTLET)\] ",),
        level_of=level_in_head,
        level_words=HEAD_WORDS,
        samples=(
            Sample(
                "[2024-05-06T07:08:09+0000] [ALPM] warning: /etc/x installed as /etc/x.pacnew",
                "2024-05-06T07:08:09+00:00",
                Level.WARNING,
                {"program": "ALPM"},
            ),
        ),
    ),
    PatternFormat(
        "sssd_log",
        "SSSD",
        (
            rf"\((?P<time>{WEEKDAY} {MONTH} [ \d]\d \d\d:\d\d:\d\d(?:\.\d+)? \d{{4}}|{ISO})\):? \[sssd(?P<module>\[.*?\])?\] \[(?P<function>\w+)\] \((?P<mask>0x[0-9a-fA-F]{{4}})\): ",
            rf"\((?P<time>{ISO})\): \[(?P<module>[^\]]+(?:\[[^\]]*\])?)\] \[(?P<function>\w+)\] \((?P<mask>0x[0-9a-fA-F]{{4}})\): ",
        ),
        samples=(
            Sample(
                "(Mon May  6 07:08:09 2024) [sssd[be[x]]] [search] (0x0400): none",
                "2024-05-06T07:08:09+00:00",
            ),
        ),
    ),
    PatternFormat(
        "fsck_hfs_log",
        "fsck",
        (
            rf"(?P<device>/dev/[^:]+): fsck_hfs (?:run|started) at (?P<time>{WEEKDAY} {MONTH} +\d+ \d\d:\d\d:\d\d \d{{4}})",
        ),
        samples=(
            Sample(
                "/dev/rdisk0s2: fsck_hfs run at Mon May  6 07:08:09 2024",
                "2024-05-06T07:08:09+00:00",
            ),
        ),
    ),
    PatternFormat(
        "procstate_log",
        "system state dump",
        (
            rf"=+ Start of (?P<what>[\w ]+) dump at (?P<time>{WEEKDAY} {MONTH} +\d+ \d\d:\d\d:\d\d \w+ \d{{4}}) =+",
        ),
        samples=(
            Sample(
                "========== Start of system state dump at Mon May 6 07:08:09 UTC 2024 ==========",
                "2024-05-06T07:08:09+00:00",
            ),
        ),
    ),
    PatternFormat(
        "strace_log",
        "strace",
        (
            rf"{_TRACED}(?P<body>)(?P<syscall>\w+)\(.*\) += (?:[-\w]+) (?P<status>E[A-Z0-9]+) \(",
            rf"{_TRACED}(?P<body>)(?:(?P<syscall>\w+)\(|<\.\.\. |\+\+\+ |--- )",
        ),
        multiline=False,
        samples=(Sample('07:08:09.814936 execve("/bin/ls", ["ls"]) = 0 <0.000264>', None),),
    ),
    PatternFormat(
        "tcf_log",
        "Target communication framework",
        (r"TCF (?P<time>\d\d:\d\d\.\d{3}): ",),
        samples=(Sample("TCF 29:47.191: channel server connecting", None),),
    ),
    PatternFormat(
        "tcsh_history",
        "shell history with times",
        (r"#(?P<time>\+?\d{10})$", r": (?P<time>\d{10}):\d+;"),
        samples=(Sample("#+1714979289", "2024-05-06T07:08:09+00:00"),),
    ),
    PatternFormat(
        "audit_log",
        "Linux audit",
        (
            r"(?:node=(?P<node>\S+) )?type=(?P<type>\w+) msg=audit\((?P<time>\d{10}\.\d{3}):(?P<serial>\d+)\): ?",
        ),
        samples=(
            Sample(
                "type=SYSCALL msg=audit(1714979289.243:24287): arch=c000003e success=no",
                "2024-05-06T07:08:09.243+00:00",
            ),
        ),
    ),
    PatternFormat(
        "logcat_log",
        "Android logcat",
        (
            r"(?P<time>(?:\d{4}-)?\d\d-\d\d \d\d:\d\d:\d\d\.\d{3,6})(?: [+-]\d{4})? +(?P<pid>\d+) +(?P<tid>\d+) (?P<level>[VDIWEFA]) (?P<tag>[^:]*): ?",
            r"(?P<time>(?:\d{4}-)?\d\d-\d\d \d\d:\d\d:\d\d\.\d{3,6}) (?P<level>[VDIWEFA])/(?P<tag>[^(]*)\( *(?P<pid>\d+)\): ?",
            r"(?P<level>[VDIWEFA])/(?P<tag>[^(\n]{1,60})\( *(?P<pid>\d+)\): ?",
            r"\[ (?P<time>(?:\d{4}-)?\d\d-\d\d \d\d:\d\d:\d\d\.\d{3,6}) +(?P<pid>\d+): *(?P<tid>\d+) (?P<level>[VDIWEFA])/(?P<tag>[^\]\n]+?) *\]",
        ),
        levels={**LETTERS, b"a": Level.FATAL},
        comment_pattern=r"-+ (?:beginning of|switch to) ",
        samples=(
            Sample(
                "05-06 07:08:09.123  1702  2395 E ActivityManager: gone",
                "2000-05-06T07:08:09.123+00:00",
                Level.ERROR,
            ),
        ),
    ),
    PatternFormat(
        "macos_unified_log",
        "macOS unified log",
        (
            r"(?P<time>\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{6}[+-]\d{4}) +(?P<thread>0x[0-9a-f]+) +(?P<level>\w+) +0x[0-9a-f]+ +(?P<pid>\d+) +\d+ +(?P<process>[^:]+): ",
            r"(?P<time>\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{3}) (?P<level>Df|Db|I|E|F|A) +(?P<process>[^\[\n]+)\[(?P<pid>\d+):(?P<thread>[0-9a-f]+)\] ",
        ),
        levels={
            **COMMON,
            **LETTERS,
            b"a": Level.INFO,
            b"df": Level.INFO,
            b"db": Level.DEBUG,
            b"default": Level.INFO,
            b"activity": Level.INFO,
            b"fault": Level.FATAL,
        },
        comment_pattern=r"Timestamp +(?:Thread|Ty) ",
        samples=(
            Sample(
                "2024-05-06 07:08:09.123456-0700 0x1f4 Error 0x0 71 0 locationd: lost",
                "2024-05-06T14:08:09.123456+00:00",
                Level.ERROR,
            ),
        ),
    ),
    PatternFormat(
        "proxifier_log",
        "Proxifier",
        (
            r"\[(?P<time>(?:\d\d\.\d\d|\d{4}\.\d\d\.\d\d) \d\d:\d\d:\d\d)\] (?P<process>\S+(?: \*64)?) - ",
        ),
        samples=(
            Sample(
                "[05.06 07:08:09] chrome.exe - proxy:80 close, 0 bytes sent",
                "2000-05-06T07:08:09+00:00",
            ),
        ),
    ),
    PatternFormat(
        "cluster_log",
        "supercomputer RAS log",
        (
            r"(?P<alert>-|[A-Z_]+) (?P<time>\d{10}) \d{4}\.\d\d\.\d\d \S+ \d{4}-\d\d-\d\d-\d\d\.\d\d\.\d\d\.\d+ \S+ \S+ \S+ (?P<level>[A-Z]+) ",
            rf"(?P<alert>-|[A-Z_]+) (?P<time>\d{{10}}) \d{{4}}\.\d\d\.\d\d \S+ {SYSLOG} \S+ (?:[^:]+: )?",
            r"\d+ (?P<node>\S+) (?P<component>[\w.]+) (?P<state>[\w.]+) (?P<time>\d{10}) \d ",
        ),
        level_of=level_in_syslog,
        level_words=SYSLOG_WORDS,
        samples=(
            Sample(
                "- 1714979289 2024.05.06 R02-M1 2024-05-06-07.08.09.363779 R02-M1 RAS KERNEL FATAL machine check",
                "2024-05-06T07:08:09+00:00",
                Level.FATAL,
            ),
        ),
    ),
)
