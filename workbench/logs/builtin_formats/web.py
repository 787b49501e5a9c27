"""Web servers, proxies and load balancers."""

from workbench.logs.builtin_formats.parts import ACCESS, ISO, LEVEL, MONTH, SYSLOG, WEEKDAY
from workbench.logs.formats import PatternFormat, Sample
from workbench.logs.levels import LETTERS, Level

_REQUEST = (
    r'(?P<body>)"(?:(?P<method>[A-Z]+) (?P<path>[^ "?]+)(?:\?(?P<query>[^ "]*))?(?: (?P<protocol>[^"]*))?'
    r'|[^"\\]*(?:\\.[^"\\]*)*)"'
)
_TAIL = r' (?P<status>\d{3}|-|\d+) (?P<bytes>\d+|-)(?: "(?P<referer>[^"]*)" "(?P<agent>[^"]*)")?'

_PROXIED = (
    r"(?P<frontend>\S+) (?P<backend>[^ /]+)/(?P<server>\S+) (?P<timers>[-+\d/]+) "
    r"(?P<status>\d{3}|-1) (?P<bytes>\+?\d+) \S+ \S+ (?P<termination>\S{4}) (?P<body>)"
)

ACCESS_LOG = PatternFormat(
    "access_log",
    "Web server access log",
    (
        rf"(?P<client>[\w.:%-]+)\s+[\w.-]+\s+(?P<user>\S+)\s+\[(?P<time>{ACCESS}|{ISO})\] {_REQUEST}{_TAIL}",
        rf"(?P<host>[\w.-]*)(?::\d+)?\s+(?P<client>[\w.:%-]+)\s+[\w.-]+\s+(?P<user>\S+)\s+\[(?P<time>{ACCESS})\] "
        rf"{_REQUEST}{_TAIL}",
        rf"\[(?P<time>{ACCESS})\] {_REQUEST}{_TAIL}",
        r"(?P<time>\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{3})?) (?P<client>[^ ]+) (?P<user>[^ ]+) "
        r'(?P<method>[A-Z]+) (?P<body>)"?(?P<path>[^ "?]+)(?:\?(?P<query>[^ "]*))?"? (?:-1|\d+) (?P<status>\d{3}) \d+',
    ),
    multiline=False,
    samples=(
        Sample(
            '203.0.113.9 - ada [06/May/2024:07:08:09 +0200] "GET /v1/score?k=1 HTTP/1.1" 503 17 "-" "curl/8.5"',
            "2024-05-06T05:08:09+00:00",
            Level.ERROR,
            {"client": "203.0.113.9", "status": "503", "path": "/v1/score", "query": "k=1"},
        ),
        Sample(
            'shop.example:443 203.0.113.9 - - [06/May/2024:07:08:09 +0000] "POST /a HTTP/2.0" 204 -',
            "2024-05-06T07:08:09+00:00",
        ),
    ),
)

FORMATS = (
    PatternFormat(
        "alb_log",
        "AWS application load balancer",
        (
            rf"(?:https?|h2|grpcs|wss?) (?P<time>{ISO}) (?P<elb>\S+) (?P<client>[\w.:\[\]]+):\d+ (?P<target>\S+)"
            r" (?P<request_seconds>[\d.-]+) (?P<target_seconds>[\d.-]+) (?P<response_seconds>[\d.-]+)"
            rf" (?P<status>\d{{3}}|-) (?P<target_status>\d{{3}}|-) \d+ \d+ {_REQUEST}",
        ),
        samples=(
            Sample(
                "https 2024-05-06T07:08:09.123456Z app/web/50dc 203.0.113.9:2817 10.0.0.1:80 0.086 0.048 0.037"
                ' 502 - 0 57 "GET https://shop.example:443/ HTTP/1.1" "curl/8.5" - -',
                "2024-05-06T07:08:09.123456+00:00",
                Level.ERROR,
            ),
        ),
    ),
    PatternFormat(
        "elb_log",
        "AWS classic load balancer",
        (
            rf"(?P<time>{ISO}) (?P<elb>\S+) (?P<client>[\w.:]+):\d+ (?P<target>[\w.:]+:\d+|-)"
            r" (?P<request_seconds>[\d.-]+) (?P<target_seconds>[\d.-]+) (?P<response_seconds>[\d.-]+)"
            rf" (?P<status>\d{{3}}|-) (?P<target_status>\d{{3}}|-) \d+ \d+ {_REQUEST}",
        ),
        samples=(
            Sample(
                "2024-05-06T07:08:09.123456Z front 203.0.113.9:2817 10.0.0.1:80 0.000073 0.001048 0.000057"
                ' 200 200 0 29 "GET http://shop.example:80/ HTTP/1.1" "curl/8.5" - -',
                "2024-05-06T07:08:09.123456+00:00",
            ),
        ),
    ),
    PatternFormat(
        "s3_log",
        "AWS S3 access log",
        (
            rf"(?P<owner>[0-9a-f]{{16,}}|\S+)\s+(?P<bucket>\S+)\s+\[(?P<time>{ACCESS})\]\s+(?P<client>[\w*.:-]+)"
            rf"\s+(?P<user>\S+)\s+(?P<request>\S+)\s+(?P<operation>[A-Z0-9_]+\.\S+)\s+(?P<key>\S+)\s+{_REQUEST}"
            r"\s+(?P<status>\d{3}|-)",
        ),
        multiline=False,
        samples=(
            Sample(
                "79a59df900b949e5 models [06/May/2024:07:08:09 +0000] 192.0.2.3 79a59 3E57427F3 REST.GET.OBJECT"
                ' model.bin "GET /models/model.bin HTTP/1.1" 404 NoSuchKey 297 - 38 - "-" "S3Console/0.4" -',
                "2024-05-06T07:08:09+00:00",
                Level.ERROR,
            ),
        ),
    ),
    PatternFormat(
        "haproxy_log",
        "HAProxy",
        (
            rf"(?P<time>{SYSLOG}|{ISO}) (?P<host>\S+) (?P<process>haproxy\w*)\[(?P<pid>\d+)\]: (?P<client>[^ ]+):\d+ "
            rf"\[(?P<accepted>[^\]]+)\] {_PROXIED}",
            rf"(?P<client>[^ ]+):\d+ \[(?P<time>{ACCESS})\] {_PROXIED}",
            rf"(?P<time>{SYSLOG}|{ISO}) (?P<host>\S+) (?P<process>haproxy\w*)\[(?P<pid>\d+)\]: ",
        ),
        samples=(
            Sample(
                "May  6 07:08:09 lb1 haproxy[7]: 203.0.113.9:50210 [06/May/2024:07:08:09.100] in~ models/gpu3"
                ' 0/0/1/48/49 502 3313 - - ---- 3/2/0/0/0 0/0 "POST /v1/score HTTP/1.1"',
                "2000-05-06T07:08:09+00:00",
                Level.ERROR,
                {"backend": "models", "server": "gpu3", "status": "502"},
            ),
        ),
    ),
    PatternFormat(
        "envoy_access_log",
        "Envoy access log",
        (
            rf"\[(?P<time>{ISO})\] {_REQUEST} (?P<status>\d+) (?P<flags>\S+) (?:(?P<details>[a-z_]+\S*|-) \S+ \"[^\"]*\" )?"
            r"(?P<received>\d+) (?P<bytes>\d+) (?P<duration_ms>\d+|-) ",
        ),
        multiline=False,
        samples=(
            Sample(
                '[2024-05-06T07:08:09.310Z] "POST /api/v1/score HTTP/2" 504 UT 154 0 15000 - "10.0.35.28" "py"',
                "2024-05-06T07:08:09.310+00:00",
                Level.ERROR,
                {"status": "504", "flags": "UT", "duration_ms": "15000"},
            ),
        ),
    ),
    PatternFormat(
        "envoy_log",
        "Envoy",
        (
            r"\[(?P<time>\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{3})\]\[(?P<thread>\d+)\]\[(?P<level>\w+)\]\[(?P<logger>\w+)\] ",
        ),
        samples=(
            Sample(
                "[2024-05-06 07:08:09.123][12][warning][upstream] [source/common/x.cc:412] no healthy host",
                "2024-05-06T07:08:09.123+00:00",
                Level.WARNING,
                {"logger": "upstream"},
            ),
        ),
    ),
    PatternFormat(
        "nginx_error_log",
        "nginx error log",
        (
            rf"(?P<time>\d{{4}}/\d\d/\d\d \d\d:\d\d:\d\d) \[(?P<level>{LEVEL})\] (?P<pid>\d+)#(?P<tid>\d+): "
            r"(?:\*(?P<connection>\d+) )?",
        ),
        samples=(
            Sample(
                "2024/05/06 07:08:09 [crit] 31#31: *7 connect() failed (111: Connection refused)",
                "2024-05-06T07:08:09+00:00",
                Level.FATAL,
                {"connection": "7"},
            ),
        ),
    ),
    PatternFormat(
        "apache_error_log",
        "Apache error log",
        (
            rf"\[(?P<time>{WEEKDAY} {MONTH} [ \d]\d \d\d:\d\d:\d\d(?:\.\d+)? \d{{4}})\] \[(?:(?P<module>[^:\]]+):)?"
            r"(?P<level>\w+)\](?: \[pid (?P<pid>\d+)(?::tid (?P<tid>\d+))?\])?(?: \[client (?P<client>[^\]]+)\])? ?",
        ),
        samples=(
            Sample(
                "[Mon May 06 07:08:09.712806 2024] [core:error] [pid 17] [client 203.0.113.9:60] AH00135: Invalid",
                "2024-05-06T07:08:09.712806+00:00",
                Level.ERROR,
                {"module": "core"},
            ),
        ),
    ),
    PatternFormat(
        "cups_log",
        "CUPS",
        (rf"(?P<level>[A-Zd]) \[(?P<time>{ACCESS})\] (?:(?P<section>\w+): )?",),
        levels={**LETTERS, b"a": Level.FATAL, b"x": Level.FATAL},
        samples=(
            Sample(
                "E [06/May/2024:07:08:09 -0400] StartListening: no address",
                "2024-05-06T11:08:09+00:00",
                Level.ERROR,
            ),
        ),
    ),
    PatternFormat(
        "page_log",
        "CUPS page log",
        (
            rf"(?P<printer>[\w.-]+) (?P<user>[\w.-]+) (?P<job>\d+) \[(?P<time>{ACCESS})\] (?P<page>total|\d+) \d+ ",
        ),
        multiline=False,
        samples=(
            Sample(
                "lab2 ada 401 [06/May/2024:10:28:43 +0100] 1 3 #ops 192.0.2.13",
                "2024-05-06T09:28:43+00:00",
            ),
        ),
    ),
    PatternFormat(
        "uwsgi_log",
        "uWSGI",
        (
            r"\[pid: (?P<pid>\d+)\|app: (?P<app>[-\d]+)\|req: [-\d]+/[-\d]+\] (?P<client>[^ ]*) \([^)]*\) "
            rf"\{{\d+ vars in \d+ bytes\}} \[(?P<time>{WEEKDAY} {MONTH} [ \d]\d \d\d:\d\d:\d\d \d{{4}})\] "
            r"(?P<body>)(?P<method>[A-Z]+) (?P<path>[^ ?]+)(?:\?(?P<query>[^ ]*))? => generated (?P<bytes>\d+) bytes in "
            r"(?P<duration_ms>\d+) \w+ \((?P<protocol>[^ ]+) (?P<status>\d+)\)",
        ),
        multiline=False,
        samples=(
            Sample(
                "[pid: 24|app: 0|req: 4/41] 203.0.113.9 () {44 vars in 1322 bytes} [Mon May  6 07:08:09 2024]"
                " GET /x?a=1 => generated 192 bytes in 21 msecs (HTTP/1.1 500) 4 headers in 188 bytes (1 switches on core 0)",
                "2024-05-06T07:08:09+00:00",
                Level.ERROR,
                {"duration_ms": "21"},
            ),
        ),
    ),
    PatternFormat(
        "gin_log",
        "Gin (Go web server)",
        (
            r"\[GIN\] (?P<time>\d{4}/\d\d/\d\d - \d\d:\d\d:\d\d) \| *(?P<status>\d{3}) \| *(?P<duration>[\d.]+\S+) \| *(?P<client>\S+) \| *"
            r"(?P<body>)(?P<method>[A-Z]+) +\"(?P<path>[^\"]*)\"",
        ),
        multiline=False,
        samples=(
            Sample(
                '[GIN] 2024/05/06 - 07:08:09 | 502 |     1.2ms |   203.0.113.9 | GET      "/ping"',
                "2024-05-06T07:08:09+00:00",
                Level.ERROR,
                {"path": "/ping"},
            ),
        ),
    ),
    PatternFormat(
        "squid_log",
        "Squid",
        (
            r"(?P<time>\d{10}\.\d{3}) +(?P<duration_ms>\d+) (?P<client>\S+) (?P<body>)(?P<result>[A-Z_]+)/(?P<status>\d{3}) "
            r"(?P<bytes>\d+) (?P<method>[A-Z]+) (?P<path>\S+)",
        ),
        multiline=False,
        samples=(
            Sample(
                "1714979289.586    921 203.0.113.9 TCP_MISS/200 507 POST http://shop.example/a - DIRECT/192.0.2.3 text/html",
                "2024-05-06T07:08:09.586+00:00",
            ),
        ),
    ),
    ACCESS_LOG,
)
