"""Monitoring, delivery and network devices: what watches, builds and connects the services."""

from workbench.logs.builtin_formats.parts import ANY_MONTH, ISO, LEVEL, ZONE
from workbench.logs.formats import PatternFormat, Sample
from workbench.logs.free_text import HEAD_WORDS, level_in_head
from workbench.logs.levels import LETTERS, Level

FORMATS = (
    PatternFormat(
        "zabbix_log",
        "Zabbix",
        (r" *(?P<pid>\d+):(?P<time>\d{8}:\d{6}\.\d{3}) ",),
        default=Level.UNKNOWN,
        level_of=level_in_head,
        level_words=HEAD_WORDS,
        samples=(
            Sample(
                "  7:20240506:070809.123 server started",
                "2024-05-06T07:08:09.123+00:00",
                Level.UNKNOWN,
                {"pid": "7"},
            ),
        ),
    ),
    PatternFormat(
        "fail2ban_log",
        "fail2ban",
        (rf"(?P<time>{ISO}) (?P<logger>[\w.]+) +\[(?P<pid>\d+)\]: (?P<level>{LEVEL}) +",),
        samples=(
            Sample(
                "2024-05-06 07:08:09,123 fail2ban.actions        [7]: WARNING [sshd] Ban 203.0.113.9",
                "2024-05-06T07:08:09.123+00:00",
                Level.WARNING,
                {"pid": "7"},
            ),
        ),
    ),
    PatternFormat(
        "vpc_flow_log",
        "AWS VPC flow log",
        (
            r"(?P<version>\d) (?P<account>\d{12}|unknown) (?P<interface>eni-\w+) (?P<source>\S+) (?P<target>\S+) (?:\S+ ){5}"
            r"(?P<time>\d{10}) \d{10} (?P<body>)(?P<action>[A-Z]+|-) (?P<state>[A-Z]+)",
        ),
        multiline=False,
        comment_pattern="version account-id ",
        samples=(
            Sample(
                "2 123456789010 eni-1235b8ca 192.0.2.9 192.0.2.12 49761 3389 6 20 4249 1714979289 1714979349 REJECT OK",
                "2024-05-06T07:08:09+00:00",
                Level.INFO,
                {"action": "REJECT"},
            ),
        ),
    ),
    PatternFormat(
        "routeros_log",
        "MikroTik RouterOS",
        (
            rf"(?P<time>{ANY_MONTH}/\d\d/\d{{4}} \d\d:\d\d:\d\d|\d{{4}}-\d\d-\d\d \d\d:\d\d:\d\d) (?P<body>)(?P<topics>[a-z-]+(?:,[a-z-]+)+) ",
        ),
        default=Level.UNKNOWN,
        level_of=level_in_head,
        level_words=HEAD_WORDS,
        samples=(
            Sample(
                "may/06/2024 07:08:09 system,error,critical login failure for user root",
                "2024-05-06T07:08:09+00:00",
                Level.ERROR,
                {"topics": "system,error,critical"},
            ),
        ),
    ),
    PatternFormat(
        "hana_trace",
        "SAP HANA trace",
        (
            r"\[(?P<thread>-?\d+)\]\{(?P<connection>-?\d+)\}\[(?P<transaction>[^\]]+)\] "
            r"(?P<time>\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{6}) (?P<level>[fewids]) (?P<component>\S+) +(?P<file>[\w.]+)\((?P<line>\d+)\) : ?",
        ),
        levels={**LETTERS, b"s": Level.INFO},
        samples=(
            Sample(
                "[12345]{300123}[45/-1] 2024-05-06 07:08:09.123456 e Basis            Timer.cpp(00012) : late",
                "2024-05-06T07:08:09.123456+00:00",
                Level.ERROR,
                {"component": "Basis"},
            ),
        ),
    ),
    PatternFormat(
        "airflow_log",
        "Airflow",
        (
            rf"\[(?P<time>\d{{4}}-\d\d-\d\d, \d\d:\d\d:\d\d (?:{ZONE}|[+-]\d{{4}}))\] \{{(?P<file>[^}}:]+):(?P<line>\d+)\}} (?P<level>{LEVEL}) - ",
        ),
        samples=(
            Sample(
                "[2024-05-06, 07:08:09 CEST] {taskinstance.py:1851} ERROR - Task failed",
                "2024-05-06T05:08:09+00:00",
                Level.ERROR,
                {"file": "taskinstance.py"},
            ),
        ),
    ),
    PatternFormat(
        "ceph_log",
        "Ceph cluster log",
        (
            rf"(?P<time>{ISO}) (?P<entity>\S+) \([^)]*\) (?P<sequence>\d+) : (?P<channel>\w+) \[(?P<level>[A-Z]{{3}})\] ",
        ),
        samples=(
            Sample(
                "2024-05-06T07:08:09.123456+0200 mon.a (mon.0) 12 : cluster [WRN] Health check failed",
                "2024-05-06T05:08:09.123456+00:00",
                Level.WARNING,
                {"entity": "mon.a"},
            ),
        ),
    ),
    PatternFormat(
        "chromium_log",
        "Chromium, Electron",
        (
            r"\[(?:\d+:\d+:)?(?P<time>\d{4}/\d{6}\.\d{3,6}):(?P<level>[A-Z]+)(?:\d+)?:(?P<file>[\w./]+)(?:\((?P<line>\d+)\)|:(?:\d+))\] ",
        ),
        samples=(
            Sample(
                "[7:12:0506/070809.123456:ERROR:gpu_init.cc(441)] Passthrough is not supported",
                "2000-05-06T07:08:09.123456+00:00",
                Level.ERROR,
                {"file": "gpu_init.cc"},
            ),
        ),
    ),
    PatternFormat(
        "llamacpp_log",
        "llama.cpp server",
        (
            r"(?P<level>[A-Z]+) +\[ *(?P<function>\w+)\] (?P<body>)(?=[^\n]* timestamp=(?P<time>\d{10})(?:\s|$))",
        ),
        samples=(
            Sample(
                'WARN [            update_slots] slow | tid="140" timestamp=1714979289 slot=1',
                "2024-05-06T07:08:09+00:00",
                Level.WARNING,
                {"function": "update_slots"},
            ),
        ),
    ),
)
