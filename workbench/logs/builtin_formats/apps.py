"""Applications and their logging libraries: Java, Ruby, PHP, Rust, Go, C++ and well-known servers."""

from workbench.logs.builtin_formats.parts import ISO, LEVEL, MONTH, OFFSET, ZONE
from workbench.logs.formats import PatternFormat, Sample
from workbench.logs.levels import COMMON, LETTERS, Level

_JAVA_STAMP = r"\d{4}-\d\d-\d\d[ T]\d\d:\d\d:\d\d[,.]\d{3}Z?"
_CLASS = (
    r"(?:[-:]\s+)?(?:(?=[\w.$/]+\s+[-:](?:\s|$)|[\w$/]+[.$][\w.$/]*[\w$]:?(?:\s|$)|[A-Z]+[a-z0-9]+[A-Z]\w*:?(?:\s|$))"
    r"(?P<class>[\w.$/]+)\s*[-:]?(?:\s+|$))?"
)
"""The class that logs: by its dots or capitals, or by what stands behind it; else it is text."""

FORMATS = (
    PatternFormat(
        "java_wrapper_log",
        "Java service wrapper",
        (
            r"(?P<level>\w+)\s+\|\s+(?:jvm (?P<jvm>\d+)|wrapper)\s+\|\s(?P<time>\d{4}/\d\d/\d\d \d\d:\d\d:\d\d)\s+\| ",
        ),
        samples=(
            Sample(
                "ERROR  | jvm 1    | 2024/05/06 07:08:09 | JVMDUMP013I Processed dump event",
                "2024-05-06T07:08:09+00:00",
                Level.ERROR,
            ),
        ),
    ),
    PatternFormat(
        "candlepin_log",
        "Candlepin",
        (
            r"(?P<time>\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d{3}) \[(?:req=(?P<request>[0-9a-f-]+)|=)?, org=(?P<org>\w*)[^\]]*\] "
            r"(?P<level>\w+) +(?P<module>[\w.]+) - ",
            r"(?P<time>\d{4}-\d\d-\d\d \d\d:\d\d:\d\d[+-]\d{4}) (?=\w+=)",
        ),
        samples=(
            Sample(
                "2024-05-06 07:08:09,320 [req=f91d, org=ops] WARN  org.candlepin.Filter - Request refused",
                "2024-05-06T07:08:09.320+00:00",
                Level.WARNING,
                {"org": "ops"},
            ),
        ),
    ),
    PatternFormat(
        "engine_log",
        "oVirt engine",
        (
            r"(?P<time>\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d{3}\S*)\s+(?P<level>[A-Z]+)\s+\[(?P<logger>[^\]]+)\]\s+\((?P<thread>[^)]+)\)\s+",
        ),
        samples=(
            Sample(
                "2024-05-06 07:08:09,522+02 ERROR [org.ovirt.Updater] (Worker-90) failed",
                "2024-05-06T05:08:09.522+00:00",
                Level.ERROR,
            ),
        ),
    ),
    PatternFormat(
        "vdsm_log",
        "VDSM",
        (
            r"(?P<thread>[^:\n]+)::(?P<level>[A-Z]+)::(?P<time>\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(?:,\d{3})?)::(?P<module>[^:]+)::",
            r"(?P<time>\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d{3}[+-]\d{4}) (?P<level>[A-Z]+) +\((?P<thread>[^)]+)\) \[(?P<logger>[^\]]+)\] ",
        ),
        samples=(
            Sample(
                "Thread-19::WARNING::2024-05-06 07:08:09,018::dispatcher::94::Storage::(run) slow",
                "2024-05-06T07:08:09.018+00:00",
                Level.WARNING,
            ),
        ),
    ),
    PatternFormat(
        "openstack_log",
        "OpenStack",
        (
            r"(?:\S+\.log\S* )?(?P<time>\d{4}-\d\d-\d\d \d\d:\d\d:\d\d[.,]\d{3}) (?P<pid>\d+) (?P<level>[A-Z]+) (?:(?P<logger>[\w-]+\.\S+|\S+(?= \[))(?: \[(?P<request>[^\]]*)\])? )?",
            r"\((?P<logger>[^)]+)\): (?P<time>\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d{3}) (?P<level>[A-Z]+) ",
        ),
        samples=(
            Sample(
                "2024-05-06 07:08:09.772 23623 ERROR neutron.wsgi [req-4074 None] refused",
                "2024-05-06T07:08:09.772+00:00",
                Level.ERROR,
                {"request": "req-4074 None"},
            ),
        ),
    ),
    PatternFormat(
        "katello_log",
        "Katello installer",
        (
            r"\[\s?(?P<level>[A-Z]+)\s(?P<time>\d{4}-\d\d-\d\d(?: |T)\d\d:\d\d:\d\d)\s(?P<module>\w+)\]\s+",
        ),
        samples=(
            Sample(
                "[ WARN 2024-05-06 07:08:09 main] slow", "2024-05-06T07:08:09+00:00", Level.WARNING
            ),
        ),
    ),
    PatternFormat(
        "choose_repo_log",
        "Red Hat update client",
        (rf"\[(?P<level>\w+):(?P<module>[^\]]+)\] [^:]+:\d+ (?P<time>{ISO}):",),
        samples=(
            Sample(
                "[ERROR:repo] repo:47 2024-05-06 07:08:09,691: no region",
                "2024-05-06T07:08:09.691+00:00",
                Level.ERROR,
            ),
        ),
    ),
    PatternFormat(
        "openam_log",
        "OpenAM",
        (
            r'"(?P<time>\d{4}-\d\d-\d\d \d\d:\d\d:\d\d)"\s+(?P<data>[^ "]+|"(?:[^"]|"")*")\s+(?:(?:[^ "]+|"(?:[^"]|"")*")\s+){3}(?P<level>[A-Z]+)\s',
        ),
        levels={**COMMON, b"severe": Level.FATAL, b"fine": Level.TRACE},
        multiline=False,
        samples=(
            Sample(
                '"2024-05-06 07:08:09" "http://x" "cn=a,b" 3d95 "Not Available" WARNING dc=openam "cn=x" LOG-1',
                "2024-05-06T07:08:09+00:00",
                Level.WARNING,
            ),
        ),
    ),
    PatternFormat(
        "openamdb_log",
        "OpenAM debug",
        (
            r"(?P<module>\w+):(?P<time>\d\d/\d\d/\d{4} \d\d:\d\d:\d\d:\d{3} [AP]M \w+): Thread\[(?P<thread>[^\]]+)\]",
        ),
        samples=(
            Sample(
                "amLog:05/06/2024 04:08:22:515 PM UTC: Thread[http-80-8,5,main]",
                "2024-05-06T16:08:22.515+00:00",
            ),
        ),
    ),
    PatternFormat(
        "snaplogic_log",
        "SnapLogic",
        (
            rf"(?P<time>{ISO}) (?P<level>[A-Z]{{4,}}) (?P<logger>[^ ]+) (?P<facility>[A-Z]+) (?P<msgid>[^ ]+) (?P<run>-|\d+)(?:\.\S+)? \S+ \S+ ",
        ),
        samples=(
            Sample(
                "2024-05-06T07:08:09 WARNING main.main PM - 17688 - - slow",
                "2024-05-06T07:08:09+00:00",
                Level.WARNING,
            ),
        ),
    ),
    PatternFormat(
        "xmlrpc_log",
        "Spacewalk XML-RPC",
        (
            r"(?P<time>\d{4}/\d\d/\d\d \d\d:\d\d:\d\d [+-]?\d\d:\d\d) (?P<pid>\d+) (?P<client>\S+): ",
        ),
        samples=(
            Sample(
                "2024/05/06 07:48:21 -05:00 767 192.0.2.17: xmlrpc/up2date.list(10,)",
                "2024-05-06T12:48:21+00:00",
            ),
        ),
    ),
    PatternFormat(
        "laravel_log",
        "Laravel, Monolog",
        (rf"\[(?P<time>{ISO})\] (?P<channel>[\w.-]+)\.(?P<level>[A-Z]+): ",),
        samples=(
            Sample(
                '[2024-05-06 07:08:09] local.WARNING: slow page {"ms":900}',
                "2024-05-06T07:08:09+00:00",
                Level.WARNING,
            ),
        ),
    ),
    PatternFormat(
        "rails_log",
        "Ruby logger, Rails",
        (
            rf"(?P<letter>[DIWEFA]), \[(?P<time>{ISO}) #(?P<pid>\d+)\] +(?P<level>[A-Z]+) -- (?P<program>[^:]*): ?",
        ),
        levels={**COMMON, b"any": Level.UNKNOWN},
        samples=(
            Sample(
                "E, [2024-05-06T07:08:09.123456 #7] ERROR -- : no route",
                "2024-05-06T07:08:09.123456+00:00",
                Level.ERROR,
            ),
        ),
    ),
    PatternFormat(
        "rails_request_log",
        "Rails requests",
        (
            rf'(?P<body>)Started (?P<method>[A-Z]+) "(?P<path>[^"]*)" for (?P<client>\S+) at (?P<time>{ISO})',
        ),
        samples=(
            Sample(
                'Started GET "/a" for 203.0.113.9 at 2024-05-06 07:08:09 +0200',
                "2024-05-06T05:08:09+00:00",
                Level.INFO,
                {"path": "/a"},
            ),
        ),
    ),
    PatternFormat(
        "env_logger_log",
        "Rust env_logger",
        (rf"\[(?P<time>{ISO}) (?P<level>TRACE|DEBUG|INFO|WARN|ERROR) +(?P<module>[\w:]+)\] ",),
        samples=(
            Sample(
                "[2024-05-06T07:08:09Z WARN  router::pool] empty",
                "2024-05-06T07:08:09+00:00",
                Level.WARNING,
            ),
        ),
    ),
    PatternFormat(
        "spdlog_log",
        "spdlog",
        (rf"\[(?P<time>{ISO})\] (?:\[(?P<logger>[^\]]*)\] )?\[(?P<level>{LEVEL}|off)\] ",),
        samples=(
            Sample(
                "[2024-05-06 07:08:09.123] [router] [warning] slow",
                "2024-05-06T07:08:09.123+00:00",
                Level.WARNING,
            ),
        ),
    ),
    PatternFormat(
        "nextflow_log",
        "Nextflow",
        (
            rf"(?P<time>{MONTH}-\d\d \d\d:\d\d:\d\d\.\d{{3}}) \[(?P<thread>[^\]]+)\] (?P<level>[A-Z]+) +(?P<logger>\S+) - ",
        ),
        samples=(
            Sample(
                "May-06 07:08:09.123 [main] WARN  nextflow.Session - slow",
                "2000-05-06T07:08:09.123+00:00",
                Level.WARNING,
            ),
        ),
    ),
    PatternFormat(
        "hadoop_log",
        "Spark, Hadoop, HDFS",
        (
            r"(?P<time>\d\d/\d\d/\d\d \d\d:\d\d:\d\d) (?P<level>[A-Z]+) (?P<logger>[\w.$]+): ",
            r"(?P<time>\d{6} \d{6}) (?P<thread>\d+) (?P<level>[A-Z]+) (?P<logger>[\w.$]+): ",
        ),
        samples=(
            Sample(
                "24/05/06 07:08:09 WARN executor.Executor: lost",
                "2024-05-06T07:08:09+00:00",
                Level.WARNING,
            ),
            Sample(
                "240506 070809 148 INFO dfs.DataNode$PacketResponder: done",
                "2024-05-06T07:08:09+00:00",
            ),
        ),
    ),
    PatternFormat(
        "log4j_log",
        "log4j, Logback",
        (
            rf"(?P<time>{_JAVA_STAMP})\s+\[(?P<thread>[^\]]*?)\]\s+(?P<level>{LEVEL})(?:\s+|$){_CLASS}",
            rf"\[(?P<time>{_JAVA_STAMP})\s+(?P<thread>[\w.-]+)\s+(?P<level>{LEVEL})\s+(?P<class>[\w.$]+)[^\]]*\]\s*(?:- )?",
            rf"(?P<time>{_JAVA_STAMP})\s+\[(?P<thread>[\w.-]+)(?:\s+(?:\[\]|null))?\s+(?P<level>{LEVEL})\s+(?P<class>[\w.$]+)[^\]]*\]\s*(?:- )?",
            rf"(?P<time>{_JAVA_STAMP})\s*\|\s*(?P<level>{LEVEL})\s*\|\s*(?P<thread>[^|]+?)\s*\|\s*",
            rf"\[(?P<time>{_JAVA_STAMP})\]\s*(?P<level>{LEVEL})\s*\d*\[(?P<thread>[^\]]+)\]\s+-\s+",
            rf"(?P<time>{_JAVA_STAMP})\s+(?P<level>{LEVEL})\s+\[(?P<thread>[^\]]*)\]\s+{_CLASS}",
            rf"(?P<time>{_JAVA_STAMP})\s+(?P<level>{LEVEL})\s+(?P<pid>\d+) --- \[(?P<thread>[^\]]*)\]\s+(?P<class>\S+)\s+: ",
            rf"(?P<time>{_JAVA_STAMP})\s+(?!(?:{ZONE}|{OFFSET})\s)(?P<thread>\w[\w.-]*)\s+(?P<level>{LEVEL})(?:\s+|$){_CLASS}",
            rf"(?P<level>{LEVEL}) +\[(?P<thread>[^\]]+)\] (?P<time>{_JAVA_STAMP}) (?:(?P<class>[\w.$]+):(?P<line>\d+) - )?",
        ),
        samples=(
            Sample(
                "2024-05-06 07:08:09,123 [pool-1] ERROR com.shop.Cart - empty",
                "2024-05-06T07:08:09.123+00:00",
                Level.ERROR,
                {"thread": "pool-1", "class": "com.shop.Cart"},
            ),
            Sample(
                "2024-05-06 07:08:09,123 [pool-1] WARN still starting",
                "2024-05-06T07:08:09.123+00:00",
                Level.WARNING,
                {"thread": "pool-1", "body": "still starting"},
            ),
            Sample(
                "2024-05-06T07:08:09.123Z | WARN  | pool-1 | Cart | slow",
                "2024-05-06T07:08:09.123+00:00",
                Level.WARNING,
            ),
            Sample(
                "INFO  [main] 2024-05-06 07:08:09,123 Daemon.java:12 - up",
                "2024-05-06T07:08:09.123+00:00",
            ),
        ),
    ),
    PatternFormat(
        "nestjs_log",
        "NestJS",
        (
            r"\[Nest\] (?P<pid>\d+) +- (?P<time>\d\d/\d\d/\d{4}, \d\d?:\d\d:\d\d [AP]M) +(?P<level>[A-Z]+) (?:\[(?P<context>[^\]]+)\] )?",
        ),
        samples=(
            Sample(
                "[Nest] 7  - 05/06/2024, 7:08:09 AM   ERROR [Router] no route",
                "2024-05-06T07:08:09+00:00",
                Level.ERROR,
                {"context": "Router"},
            ),
        ),
    ),
    PatternFormat(
        "dotnet_console_log",
        ".NET console",
        (
            r"(?P<level>trce|dbug|info|warn|fail|crit): (?P<logger>[\w.<>`+]+)\[(?P<event>\d+)\](?:\s|$)",
        ),
        samples=(Sample("fail: Microsoft.AspNetCore.Server.Kestrel[13]", None, Level.ERROR),),
    ),
    PatternFormat(
        "websphere_log",
        "WebSphere",
        (
            r"\[(?P<time>\d\d?/\d\d?/\d\d \d\d?:\d\d:\d\d:\d{3} [A-Z]{3,4})\] (?P<thread>[0-9a-f]{8}) (?P<logger>\S+) +(?P<level>[A-Z0-9]) +",
        ),
        levels={
            **LETTERS,
            b"a": Level.INFO,
            b"o": Level.INFO,
            b"r": Level.INFO,
            b"1": Level.DEBUG,
            b"2": Level.TRACE,
            b"3": Level.TRACE,
        },
        samples=(
            Sample(
                "[5/6/24 7:08:09:123 EDT] 0000000a WsServerImpl  E   WSVR0002E: failed",
                "2024-05-06T11:08:09.123+00:00",
                Level.ERROR,
            ),
        ),
    ),
    PatternFormat(
        "weblogic_log",
        "WebLogic",
        (
            rf"####<(?P<time>{MONTH} \d\d?, \d{{4}},? \d\d?:\d\d:\d\d(?:[,.]\d{{3}})? [AP]M [A-Z]{{3,5}})> <(?P<level>\w+)> <(?P<subsystem>[^>]*)> ",
        ),
        samples=(
            Sample(
                "####<May 6, 2024 7:08:09,123 AM UTC> <Error> <HTTP> <host> <srv> lost",
                "2024-05-06T07:08:09.123+00:00",
                Level.ERROR,
            ),
        ),
    ),
    PatternFormat(
        "asterisk_log",
        "Asterisk",
        (
            rf"\[(?P<time>{MONTH} [ \d]\d \d\d:\d\d:\d\d|{ISO})\] (?P<level>[A-Z]+)\[(?P<pid>\d+)\](?:\[(?P<call>[^\]]+)\])?:? (?P<file>[\w.]+): ",
        ),
        samples=(
            Sample(
                "[May  6 07:08:09] WARNING[12] chan_sip.c: lost",
                "2000-05-06T07:08:09+00:00",
                Level.WARNING,
            ),
        ),
    ),
    PatternFormat(
        "gitea_log",
        "Gitea",
        (
            r"(?P<time>\d{4}/\d\d/\d\d \d\d:\d\d:\d\d) (?:(?P<file>\S+?):(?P<line>\d+):(?P<function>\S+) )?(?:\[\w+\] )?\[(?P<level>[A-Z])\] ",
        ),
        levels=LETTERS,
        samples=(
            Sample(
                "2024/05/06 07:08:09 cmd/web.go:12:run() [E] no db",
                "2024-05-06T07:08:09+00:00",
                Level.ERROR,
            ),
        ),
    ),
)
