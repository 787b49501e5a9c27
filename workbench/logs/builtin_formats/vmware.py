"""vSphere and its services."""

from workbench.logs.builtin_formats.parts import ISO, SYSLOG
from workbench.logs.formats import PatternFormat, Sample
from workbench.logs.levels import COMMON, Level

_LEVELS = {
    **COMMON,
    b"in": Level.INFO,
    b"no": Level.INFO,
    b"db": Level.DEBUG,
    b"wa": Level.WARNING,
    b"er": Level.ERROR,
    b"cr": Level.FATAL,
    b"al": Level.FATAL,
    b"em": Level.FATAL,
    b"verbose": Level.TRACE,
}
_ZULU = r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{3})?(?:Z|[+-]\d\d:\d\d)"

FORMATS = (
    PatternFormat(
        "vmk_log",
        "ESXi kernel",
        (
            rf"(?P<time>{_ZULU}) (?:\w+\(\d+\)(?:\[\+\])? vmkernel: )?cpu(?P<cpu>\d+):(?P<world>\d+)(?: opID=(?P<opid>[^)]+))?\)"
            r"(?:(?P<level>WARNING|ALERT): )?",
        ),
        samples=(
            Sample(
                "2024-05-06T07:08:09.038Z cpu22:44012)ALERT: heap exhausted",
                "2024-05-06T07:08:09.038+00:00",
                Level.ERROR,
                {"cpu": "22"},
            ),
        ),
        levels={b"warning": Level.WARNING, b"alert": Level.ERROR},
    ),
    PatternFormat(
        "esx_syslog_log",
        "ESXi services",
        (
            rf"(?P<time>{SYSLOG}|{_ZULU})\s+(?P<level>In|No|Db|Wa|Er|Cr|Al|Em)\((?P<priority>\d+)\)(?:\[\+\]|\+)?"
            r" (?:(?P<process>[^\[:]+)(?:\[(?P<pid>\w+)\])?:\s*|host-\d+\s+)?",
            r"(?P<time>\d{4}-\d\d-\d\d)\s+(?P<level>In|No|Db|Wa|Er|Cr|Al|Em)\((?P<priority>\d+)\)\s+"
            r"(?P<process>[^\[]+)\[(?P<pid>\d+)\]:\s",
        ),
        levels=_LEVELS,
        samples=(
            Sample(
                "2024-05-06T07:08:09.746Z Wa(12) ConfigStore[1001]: Log for ConfigStore",
                "2024-05-06T07:08:09.746+00:00",
                Level.WARNING,
                {"process": "ConfigStore"},
            ),
        ),
    ),
    PatternFormat(
        "vmw_log",
        "vSphere services",
        (
            rf"(?:\[#\d+\] )?(?P<time>{_ZULU}) (?P<level>\w+)(?:\(\d+\)+)? (?P<process>[\w-]+)\[(?P<tid>\w+)\]:? "
            r"(?:\w+ -\[\d+\] )?\[(?:Originator@\d+|\w+@\d+|opI[Dd]=)(?P<context>[^\]]*)\]",
            rf"(?P<time>{_ZULU}) \[(?P<tid>\w+) (?P<level>\w+) '(?P<component>[^']+)'[^\]]*\] ?",
            r"\[(?P<time>\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{3}) (?P<tid>\w+) (?P<level>\w+) '(?P<component>[^']+)'[^\]]*\] ?",
            r"\[(?P<time>\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d{3}) (?P<tid>[\w-]+) +(?P<level>[A-Z]+) +(?P<component>[^\]]+)\]\s+",
            r"\[(?P<time>\d{4}-\d\d-\d\d \d\d:\d\d:\d\d:\d{3}) '(?P<component>[^']*)' (?P<tid>\d+) (?P<level>[A-Za-z]+)\]\s+",
            rf"(?P<time>{_ZULU}) (?:- last log rotation time|- time the service was last started|Section for )(?P<section>)",
            rf"(?P<time>{_ZULU}) \[[^\[\]]+\[\w+\]: ",
            rf"(?P<time>{_ZULU}) (?P<process>[^: ]+): +(?P<tid>\d+): +(?P<component>[^:]+):(?P<line>\d+)? +(?P<level>[A-Z]+):? ",
            r"(?P<process>[A-Za-z]+): ?(?P<tid>\d+)?(?:: )?(?P<time>\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d{3})(?:\[\w+\]| )"
            r"(?P<file>[^:\s]+):(?P<line>\d+) \[?(?P<level>[A-Za-z]+)\]? ",
        ),
        levels=_LEVELS,
        samples=(
            Sample(
                "2024-05-06T07:08:09.075+05:30 verbose vpxd[05160] [Originator@6876 sub=Alarm opID=a-42] fired",
                "2024-05-06T01:38:09.075+00:00",
                Level.TRACE,
                {"process": "vpxd"},
            ),
            Sample(
                "2024-05-06T07:08:09Z lifecycle: 1000212917: lifecyclectl:58 ERROR no pidfile",
                "2024-05-06T07:08:09+00:00",
                Level.ERROR,
            ),
        ),
    ),
    PatternFormat(
        "vmw_vc_svc_log",
        "vCenter services",
        (
            rf"(?P<time>{_ZULU})\s+(?P<level>\w+)\s+(?P<module>\w+)\s\[(?P<file>[^:\]]+):(?P<line>\d+)\]\s+(?:\[opID=[^\]]*\]\s+)?",
        ),
        levels=_LEVELS,
        samples=(
            Sample(
                "2024-05-06T07:08:09.537Z warning wcp [eamagency/util.go:148] [opID=vCLS] no service config",
                "2024-05-06T07:08:09.537+00:00",
                Level.WARNING,
            ),
        ),
    ),
    PatternFormat(
        "vmw_py_log",
        "vSphere appliance (Python)",
        (
            rf"(?P<time>{ISO}(?: [AP]M)?(?: UTC)?) \[(?P<pid>\d+)\](?P<level>[A-Z]+):(?P<module>[\w.-]+):",
        ),
        samples=(
            Sample(
                "2024-05-06T07:08:09.296 [25376]ERROR:applmgmt:refused",
                "2024-05-06T07:08:09.296+00:00",
                Level.ERROR,
            ),
        ),
    ),
)
