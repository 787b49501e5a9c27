"""Databases, caches, queues and search engines."""

from workbench.logs.builtin_formats.parts import ISO, LEVEL, MONTH
from workbench.logs.formats import PatternFormat, Sample
from workbench.logs.levels import COMMON, Level

_POSTGRES_LEVELS = {
    **COMMON,
    b"log": Level.INFO,
    b"statement": Level.UNKNOWN,
    b"detail": Level.UNKNOWN,
    b"hint": Level.UNKNOWN,
    b"context": Level.UNKNOWN,
    b"query": Level.UNKNOWN,
    b"location": Level.UNKNOWN,
}
_CSV_TEXT = r'(?:"(?:[^"\n]|"")*"|)'
_REDIS_LEVELS = {b".": Level.DEBUG, b"-": Level.DEBUG, b"*": Level.INFO, b"#": Level.WARNING}
_MONGO_LEVELS = {
    b"f": Level.FATAL,
    b"e": Level.ERROR,
    b"w": Level.WARNING,
    b"i": Level.INFO,
    **{letter.encode(): Level.DEBUG for letter in ("d", "d1", "d2", "d3", "d4", "d5")},
}

FORMATS = (
    PatternFormat(
        "postgres_log",
        "PostgreSQL, PgBouncer",
        (
            r"(?P<time>\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(?:\.\d{1,6})?(?: (?:[A-Z]{3,5}|[+-]\d\d(?::?\d\d)?))?)[ :]"
            r"(?P<prefix>(?:(?!LOG|ERROR|STATEMENT)[^\n]){0,160}?)"
            r"(?<![A-Z])(?P<level>LOG|ERROR|FATAL|PANIC|WARNING|NOTICE|INFO|DEBUG[1-5]?|STATEMENT|DETAIL|HINT|CONTEXT|QUERY|LOCATION): {1,2}",
            r"(?P<time>\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{3} [A-Z]{3,5}) \[\d+\] (?P<level>FATAL|ERROR|WARNING|LOG|DEBUG|NOISE) ",
            # csvlog has no header row
            r"(?P<time>\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{3} [A-Z0-9+:-]{1,6}),"
            rf"(?P<user>{_CSV_TEXT}),(?P<database>{_CSV_TEXT}),(?P<process>\d*),{_CSV_TEXT},[\da-f.]*,\d*,{_CSV_TEXT},"
            r"[^,\n]*,[^,\n]*,\d*,(?P<level>LOG|ERROR|FATAL|PANIC|WARNING|NOTICE|INFO|DEBUG[1-5]?),(?P<code>[0-9A-Z]{5}),\"?",
        ),
        levels=_POSTGRES_LEVELS,
        samples=(
            Sample(
                '2024-05-06 07:08:09.837 CEST [1329108] app@shop ERROR:  syntax error at or near "null"',
                "2024-05-06T05:08:09.837+00:00",
                Level.ERROR,
            ),
            Sample(
                "2024-05-06 07:08:09.837 UTC [13] STATEMENT:  select 1",
                "2024-05-06T07:08:09.837+00:00",
                Level.UNKNOWN,
            ),
            Sample(
                '2024-05-06 07:08:09.837 UTC,"app","shop",7,"[local]",65d0.7,3,"SELECT",2024-05-06 07:00:00 UTC,'
                '3/4,0,FATAL,53300,"too many ""clients""",,,,,,,,,"psql","client backend",,0',
                "2024-05-06T07:08:09.837+00:00",
                Level.FATAL,
                {"process": "7", "code": "53300"},
            ),
        ),
    ),
    PatternFormat(
        "mysql_error_log",
        "MySQL error log",
        (
            rf"(?P<time>{ISO}|\d{{4}}-\d\d-\d\d [ \d]\d:\d\d:\d\d) (?P<thread>\d+) \[(?P<level>\w+)\](?: \[(?P<code>MY-\d+)\])?(?: \[(?P<subsystem>\w+)\])? ",
            r"(?P<time>\d{6} [ \d]\d:\d\d:\d\d) \[(?P<level>\w+)\] ",
            r"(?P<time>\d{6} [ \d]\d:\d\d:\d\d) (?P<process>mysqld_safe|InnoDB)",
        ),
        levels={**COMMON, b"system": Level.INFO},
        samples=(
            Sample(
                "2024-05-06T07:08:09.123456Z 0 [Warning] [MY-010068] [Server] CA certificate is self signed.",
                "2024-05-06T07:08:09.123456+00:00",
                Level.WARNING,
                {"code": "MY-010068"},
            ),
        ),
    ),
    PatternFormat(
        "mysql_general_log",
        "MySQL general log",
        (
            rf"(?P<time>{ISO})[ \t]+(?P<id>\d+) (?P<command>Query|Quit|Connect|Init DB|Field List|Prepare|Execute"
            r"|Close stmt|Reset stmt|Statistics|Ping|Change user|Refresh|Shutdown|Kill|Sleep|Create DB|Drop DB"
            r"|Binlog Dump|Fetch|Long Data|Debug|Daemon|Processlist|Set option|Time|Error|Delayed insert)(?:[ \t]|$)",
        ),
        default=Level.UNKNOWN,
        samples=(
            Sample(
                "2024-05-06T07:08:09.259438Z\t    9 Query\tselect * from runs",
                "2024-05-06T07:08:09.259438+00:00",
                Level.UNKNOWN,
                {"command": "Query"},
            ),
        ),
    ),
    PatternFormat(
        "mysql_slow_log",
        "MySQL slow query log",
        (rf"# Time: (?P<time>{ISO}|\d{{6}} [ \d]\d:\d\d:\d\d)",),
        samples=(
            Sample("# Time: 2024-05-06T07:08:09.259438Z", "2024-05-06T07:08:09.259438+00:00"),
        ),
    ),
    PatternFormat(
        "redis_log",
        "Redis",
        (
            rf"(?P<pid>\d+):(?P<role>[XCSM]) (?P<time>\d\d {MONTH} \d{{4}} \d\d:\d\d:\d\d\.\d{{3}}) (?P<level>[.*#-]) ",
            rf"\[(?P<pid>\d+)\] (?P<time>\d\d {MONTH} \d\d:\d\d:\d\d(?:\.\d{{3}})?) (?P<level>[.*#-]) ",
        ),
        levels=_REDIS_LEVELS,
        samples=(
            Sample(
                "1:M 06 May 2024 07:08:09.123 # WARNING overcommit_memory is set to 0",
                "2024-05-06T07:08:09.123+00:00",
                Level.WARNING,
                {"role": "M"},
            ),
        ),
    ),
    PatternFormat(
        "mongodb_log",
        "MongoDB before 4.4",
        (
            r"(?P<time>\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}[+-]\d{4}) (?P<level>[FEWID]\d?) +(?P<component>[A-Z]+|-) +"
            r"\[(?P<context>[^\]]*)\] ",
        ),
        levels=_MONGO_LEVELS,
        samples=(
            Sample(
                "2024-05-06T07:08:09.123+0000 E NETWORK  [conn12] SocketException",
                "2024-05-06T07:08:09.123+00:00",
                Level.ERROR,
                {"context": "conn12"},
            ),
        ),
    ),
    PatternFormat(
        "rabbitmq_log",
        "RabbitMQ, ejabberd (Erlang)",
        (
            rf"(?P<time>{ISO}) \[(?P<level>\w+)\] (?P<process><\d+\.\d+\.\d+>)(?:@\S+)? ?",
            rf"=(?P<level>[A-Z]+) REPORT==== (?P<time>\d\d?-{MONTH}-\d{{4}}::\d\d:\d\d:\d\d)(?:\.\d+)? ===",
        ),
        samples=(
            Sample(
                "2024-05-06 07:08:09.123 [warning] <0.9.0> disk is nearly full",
                "2024-05-06T07:08:09.123+00:00",
                Level.WARNING,
                {"process": "<0.9.0>"},
            ),
            Sample(
                "=ERROR REPORT==== 6-May-2024::07:08:09 ===",
                "2024-05-06T07:08:09+00:00",
                Level.ERROR,
            ),
        ),
    ),
    PatternFormat(
        "elasticsearch_log",
        "Elasticsearch, OpenSearch",
        (
            rf"\[(?P<time>{ISO})\]\[(?P<level>{LEVEL}) *\]\[(?P<logger>[^\]]+)\] (?:\[(?P<node>[^\]]*)\] ?)?",
        ),
        samples=(
            Sample(
                "[2024-05-06T07:08:09,123][WARN ][o.e.c.Cluster] [node-1] high disk watermark exceeded",
                "2024-05-06T07:08:09.123+00:00",
                Level.WARNING,
                {"node": "node-1"},
            ),
        ),
    ),
    PatternFormat(
        "kafka_log",
        "Kafka",
        (rf"\[(?P<time>{ISO})\] (?P<level>{LEVEL}) ",),
        samples=(
            Sample(
                "[2024-05-06 07:08:09,123] ERROR Error while writing (kafka.server.LogDirFailureChannel)",
                "2024-05-06T07:08:09.123+00:00",
                Level.ERROR,
            ),
        ),
    ),
    PatternFormat(
        "clickhouse_log",
        "ClickHouse",
        (
            r"(?P<time>\d{4}\.\d\d\.\d\d \d\d:\d\d:\d\d\.\d{3,9}) \[ (?P<thread>\d+) \] \{(?P<query>[^}]*)\} <(?P<level>\w+)> ",
        ),
        samples=(
            Sample(
                "2024.05.06 07:08:09.123456 [ 12 ] {} <Error> Application: cannot bind",
                "2024-05-06T07:08:09.123456+00:00",
                Level.ERROR,
            ),
        ),
    ),
    PatternFormat(
        "zookeeper_log",
        "ZooKeeper",
        (
            rf"(?P<time>{ISO}) (?:\[myid:[^\]]*\] )?- (?P<level>{LEVEL}) +\[(?P<thread>[^\n]*?)\] - ",
        ),
        samples=(
            Sample(
                "2024-05-06 07:08:09,536 [myid:1] - WARN  [QuorumPeer[myid=1]:Follower@89] - Exception",
                "2024-05-06T07:08:09.536+00:00",
                Level.WARNING,
            ),
        ),
    ),
)
