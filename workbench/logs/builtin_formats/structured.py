"""Structured logs: JSON of many origins, logfmt, and tables that name their columns."""

from collections.abc import Mapping
from typing import Any

from workbench.logs.builtin_formats.parts import ISO
from workbench.logs.formats import PatternFormat, Sample
from workbench.logs.json_format import JsonFormat, level_of_http_status
from workbench.logs.json_keys import AnyJsonFormat
from workbench.logs.levels import COMMON, PINO_NUMBERS, SEVERITY_NUMBERS, Level, otel_level
from workbench.logs.table_formats import W3CFormat, ZeekFormat


def _otel(entry: Mapping[str, Any]) -> Level | None:
    number = entry.get("severityNumber", entry.get("SeverityNumber", entry.get("severity_number")))
    return otel_level(number) if isinstance(number, int) else None


_MONGO = {
    b"f": Level.FATAL,
    b"e": Level.ERROR,
    b"w": Level.WARNING,
    b"i": Level.INFO,
    **{letter.encode(): Level.DEBUG for letter in ("d", "d1", "d2", "d3", "d4", "d5")},
}
_NEXTCLOUD = {
    b"0": Level.DEBUG,
    b"1": Level.INFO,
    b"2": Level.WARNING,
    b"3": Level.ERROR,
    b"4": Level.FATAL,
}
_EITHER = {**COMMON, **PINO_NUMBERS}
_AZURE = {
    **COMMON,
    b"1": Level.FATAL,
    b"2": Level.ERROR,
    b"3": Level.WARNING,
    b"4": Level.INFO,
    b"5": Level.TRACE,
}
_MACOS = {**COMMON, b"default": Level.INFO, b"activity": Level.INFO, b"fault": Level.FATAL}
_STATUSES = (
    "status", "EdgeResponseStatus", "response_code", "status_code", "sc-status", "statusCode",
    "http_status", "DownstreamStatus",
)  # fmt: skip


def _status(entry: Mapping[str, Any]) -> Level | None:
    given = (key for key in _STATUSES if str(entry.get(key, "")).isdigit())
    return next((level_of_http_status(key)(entry) for key in given), None)


_JSON = (
    JsonFormat(
        "journald_json_log",
        "journald JSON",
        ("__REALTIME_TIMESTAMP",),
        ("__REALTIME_TIMESTAMP", "_SOURCE_REALTIME_TIMESTAMP"),
        ("PRIORITY",),
        ("MESSAGE",),
        levels=SEVERITY_NUMBERS,
        samples=(
            Sample(
                '{"__REALTIME_TIMESTAMP":"1714979289221373","PRIORITY":"3","MESSAGE":"no"}',
                "2024-05-06T07:08:09.221373+00:00",
                Level.ERROR,
            ),
        ),
    ),
    JsonFormat(
        "docker_json_log",
        "Docker JSON file",
        ("log", "stream", "time"),
        ("time",),
        (),
        ("log",),
        default=Level.UNKNOWN,
        text_level=("log",),
        samples=(
            Sample(
                '{"log":"ERROR no worker\\n","stream":"stderr","time":"2024-05-06T07:08:09.221373456Z"}',
                "2024-05-06T07:08:09.221373456+00:00",
                Level.ERROR,
            ),
        ),
    ),
    JsonFormat(
        "cloudwatch_json_log",
        "CloudWatch events",
        ("timestamp", "ingestionTime|eventId|logStreamName"),
        ("timestamp",),
        ("level",),
        ("message",),
        default=Level.UNKNOWN,
        text_level=("message",),
        samples=(
            Sample(
                '{"timestamp":1714979289221,"message":"[ERROR] no","ingestionTime":1714979289999}',
                "2024-05-06T07:08:09.221+00:00",
                Level.ERROR,
            ),
        ),
    ),
    JsonFormat(
        "splunk_json_log",
        "Splunk export",
        ("result._raw|result._time",),
        ("result._time", "result.timestamp"),
        ("result.level", "result.log_level", "result.severity"),
        ("result._raw", "result.message"),
        default=Level.UNKNOWN,
        text_level=("_raw",),
        samples=(
            Sample(
                '{"preview":false,"result":{"_raw":"07:08 ERROR no","_time":"2024-05-06T07:08:09.000+00:00"}}',
                "2024-05-06T07:08:09+00:00",
                Level.ERROR,
            ),
        ),
    ),
    JsonFormat(
        "datadog_json_log",
        "Datadog export",
        ("attributes.timestamp|content.timestamp",),
        ("attributes.timestamp", "content.timestamp"),
        ("attributes.status", "content.status", "content.attributes.level"),
        ("attributes.message", "content.message"),
        default=Level.UNKNOWN,
        samples=(
            Sample(
                '{"id":"a","content":{"timestamp":"2024-05-06T07:08:09.221Z","status":"warn","message":"slow"}}',
                "2024-05-06T07:08:09.221+00:00",
                Level.WARNING,
            ),
        ),
    ),
    JsonFormat(
        "elastic_export_log",
        "Elastic or Kibana export",
        ("_source",),
        ("_source.@timestamp", "_source.timestamp", "_source.time"),
        ("_source.log.level", "_source.level", "_source.severity", "_source.loglevel"),
        ("_source.message", "_source.msg", "_source.log"),
        default=Level.UNKNOWN,
        text_level=("message", "msg", "log"),
        samples=(
            Sample(
                '{"_index":"a","_source":{"@timestamp":"2024-05-06T07:08:09.221Z","log":{"level":"error"},"message":"no"}}',
                "2024-05-06T07:08:09.221+00:00",
                Level.ERROR,
            ),
        ),
    ),
    JsonFormat(
        "otel_json_log",
        "OpenTelemetry",
        ("timeUnixNano|observedTimeUnixNano|SeverityNumber|severityNumber|severity_number",),
        ("timeUnixNano", "observedTimeUnixNano", "Timestamp", "timestamp", "time", "timestamp_ns"),
        ("severityText", "SeverityText", "severity_text", "severity"),
        ("body.stringValue", "body", "Body"),
        level_of=_otel,
        samples=(
            Sample(
                '{"timeUnixNano":"1714979289221000000","severityNumber":17,"body":{"stringValue":"no"}}',
                "2024-05-06T07:08:09.221+00:00",
                Level.ERROR,
            ),
        ),
    ),
    JsonFormat(
        "mongodb_json_log",
        "MongoDB",
        ("t.$date", "s", "c"),
        ("t",),
        ("s",),
        ("msg",),
        levels=_MONGO,
        samples=(
            Sample(
                '{"t":{"$date":"2024-05-06T07:08:09.221+00:00"},"s":"W","c":"NETWORK","id":7,"ctx":"main","msg":"slow"}',
                "2024-05-06T07:08:09.221+00:00",
                Level.WARNING,
            ),
            Sample(
                '{"t":{"$date":"2024-05-06T07:08:09.221+00:00"},"s":"D3","c":"QUERY","id":7,"ctx":"conn1","msg":"plan"}',
                "2024-05-06T07:08:09.221+00:00",
                Level.DEBUG,
            ),
        ),
    ),
    JsonFormat(
        "bunyan_log",
        "bunyan, pino",
        ("level", "time", "pid|hostname|v"),
        ("time",),
        ("level",),
        ("msg",),
        levels=_EITHER,
        samples=(
            Sample(
                '{"level":50,"time":1714979289221,"pid":7,"hostname":"a","msg":"no"}',
                "2024-05-06T07:08:09.221+00:00",
                Level.ERROR,
            ),
        ),
    ),
    JsonFormat(
        "nextcloud_log",
        "Nextcloud",
        ("reqId", "level", "time", "app"),
        ("time",),
        ("level",),
        levels=_NEXTCLOUD,
        samples=(
            Sample(
                '{"reqId":"a1","level":3,"time":"2024-05-06T07:08:09+00:00","app":"core","message":"broken"}',
                "2024-05-06T07:08:09+00:00",
                Level.ERROR,
            ),
        ),
    ),
    JsonFormat(
        "clef_log",
        "Serilog (CLEF)",
        ("@t", "@mt|@m|@i|@x"),
        ("@t",),
        ("@l",),
        ("@m", "@mt"),
        samples=(
            Sample('{"@t":"2024-05-06T07:08:09.1230000Z","@mt":"Hello {User}"}', "2024-05-06T07:08:09.123+00:00"),
            Sample('{"@t":"2024-05-06T07:08:10.1230000Z","@mt":"Slow","@l":"Warning"}', "2024-05-06T07:08:10.123+00:00", Level.WARNING),
        ),
    ),
    JsonFormat(
        "papertrail_log",
        "Papertrail",
        ("generated_at",),
        ("generated_at", "received_at"),
        ("severity",),
        ("message",),
        samples=(
            Sample(
                '{"generated_at":"2024-05-06T07:08:09+02:00","severity":"Error","message":"no","program":"x"}',
                "2024-05-06T05:08:09+00:00",
                Level.ERROR,
            ),
        ),
    ),
    JsonFormat(
        "json_access_log",
        "web requests as JSON",
        (
            "ts|time|timestamp|@timestamp|EdgeStartTimestamp|start_time|time_local|time_iso8601|datetime|reqTimeSec|StartUTC",
            "|".join(_STATUSES),
            "request|request_method|request_uri|method|ClientRequestMethod|path|uri|reqMethod|RequestMethod",
        ),
        (
            "ts", "time", "timestamp", "@timestamp", "EdgeStartTimestamp", "start_time", "time_iso8601", "time_local",
            "datetime", "reqTimeSec", "StartUTC",
        ),
        ("level", "severity"),
        ("msg", "message", "request", "request_uri"),
        level_of=_status,
        samples=(
            Sample(
                '{"ts":"2024-05-06T07:08:09.221Z","method":"GET","path":"/a","status":502}',
                "2024-05-06T07:08:09.221+00:00",
                Level.ERROR,
            ),
        ),
    ),
    JsonFormat(
        "gelf_log",
        "GELF (Graylog)",
        ("version", "host", "short_message"),
        ("timestamp",),
        ("level",),
        ("short_message",),
        levels=SEVERITY_NUMBERS,
        samples=(
            Sample(
                '{"version":"1.1","host":"a","short_message":"no","timestamp":1714979289.221,"level":3}',
                "2024-05-06T07:08:09.221+00:00",
                Level.ERROR,
            ),
        ),
    ),
    JsonFormat(
        "cloudtrail_log",
        "AWS CloudTrail",
        ("eventTime", "eventSource", "eventName", "awsRegion"),
        ("eventTime",),
        (),
        ("errorMessage", "eventName"),
        level_of=lambda entry: Level.ERROR if "errorCode" in entry else Level.INFO,
        samples=(
            Sample(
                '{"eventTime":"2024-05-06T07:08:09Z","eventSource":"s3.amazonaws.com","eventName":"GetObject",'
                '"awsRegion":"eu-west-1","errorCode":"AccessDenied"}',
                "2024-05-06T07:08:09+00:00",
                Level.ERROR,
                {"body": "GetObject"},
            ),
        ),
    ),
    JsonFormat(
        "azure_log",
        "Azure resource log",
        ("time", "category", "resourceId|operationName"),
        ("time",),
        ("level", "Level"),
        ("resultDescription", "properties.message", "properties.log", "operationName"),
        levels=_AZURE,
        default=Level.UNKNOWN,
        samples=(
            Sample(
                '{"time":"2024-05-06T07:08:09.123Z","category":"Audit","operationName":"x","level":"3"}',
                "2024-05-06T07:08:09.123+00:00",
                Level.WARNING,
            ),
        ),
    ),
    JsonFormat(
        "macos_json_log",
        "macOS unified log as JSON",
        ("timestamp", "eventMessage"),
        ("timestamp",),
        ("messageType",),
        ("eventMessage",),
        levels=_MACOS,
        samples=(
            Sample(
                '{"timestamp":"2024-05-06 07:08:09.123456-0700","messageType":"Fault","eventMessage":"no"}',
                "2024-05-06T14:08:09.123456+00:00",
                Level.FATAL,
            ),
        ),
    ),
    AnyJsonFormat(
        "json_log",
        "JSON lines",
        (
            "@timestamp|timestamp|time|ts|date|datetime|asctime|eventTime|event_time|created|created_at|Timestamp|@t|t|when"
            "|start_time|logged_at|_time|published|timeMillis|instant|EventTime|TimeCreated|Time|log_time|dt"
            "|requestReceivedTimestamp|lastTimestamp|timestamp_ns|timestampSeconds|timestamp_ms",
        ),
        (
            "@timestamp", "timestamp", "time", "ts", "datetime", "date", "asctime", "eventTime", "event_time",
            "Timestamp", "@t", "t", "_time", "created_at", "created", "when", "start_time", "logged_at",
            "published", "timeMillis", "EventTime", "TimeCreated", "Time", "log_time", "dt", "requestReceivedTimestamp",
            "lastTimestamp", "timestamp_ns", "instant", "timestampSeconds", "timestamp_ms",
        ),
        (
            "level", "severity", "log.level", "lvl", "levelname", "loglevel", "log_level", "Level", "@l", "l",
            "severityText", "level_name", "Severity", "status", "priority", "LevelDisplayName", "record.level.name", "@level", "type",
        ),
        (
            "message", "msg", "log", "event", "body", "text", "@m", "MessageTemplate", "Message", "content",
            "textPayload", "_raw", "error", "description", "jsonPayload.message", "fields.message", "@message", "line",
        ),
        levels=_EITHER,
        default=Level.UNKNOWN,
        text_level=("message", "msg", "log", "event", "body", "text", "Message", "line"),
        samples=(
            Sample(
                '{"ts":1714979289.221,"level":"warn","msg":"slow"}',
                "2024-05-06T07:08:09.221+00:00",
                Level.WARNING,
                {"body": "slow"},
            ),
            Sample(
                '{"instant":{"epochSecond":1714979289,"nanoOfSecond":221000001},"level":"ERROR","message":"no"}',
                "2024-05-06T07:08:09.221000001+00:00",
                Level.ERROR,
            ),
        ),
    ),
    JsonFormat(
        "json_level_log",
        "JSON lines without a time",
        ("level|severity|lvl|levelname|loglevel|log_level|@level|Level", "message|msg|event|@message|Message"),
        (),
        ("level", "severity", "lvl", "levelname", "loglevel", "log_level", "@level", "Level"),
        ("message", "msg", "event", "@message", "Message"),
        levels=_EITHER,
        default=Level.UNKNOWN,
        samples=(Sample('{"level":"error","message":"no worker"}', None, Level.ERROR, {"body": "no worker"}),),
    ),
)  # fmt: skip

_LOGFMT = PatternFormat(
    "logfmt_log",
    "logfmt",
    (
        rf'(?=(?:[^\n]*?[ \t])?(?:level|lvl|severity|loglevel)="?(?P<level>\w+))(?:[\w.-]+=(?:"[^"]*"|\S*)[ \t])*?'
        rf'(?:time|ts|timestamp|t|at|date)="?(?P<time>{ISO}|\d{{10}}(?:\.\d+)?|\d{{13}}|\d{{19}})"?(?P<body>)(?=[ \t]|$)',
        rf'(?:[\w.-]+=(?:"[^"]*"|\S*)[ \t])*?(?:time|ts|timestamp)="?(?P<time>{ISO}|\d{{10}}(?:\.\d+)?|\d{{13}}|\d{{19}})"?(?=[ \t]\S+=)',
    ),
    samples=(
        Sample(
            'time="2024-05-06T07:08:09.220Z" level=warning msg="pod gone" pod=web-1',
            "2024-05-06T07:08:09.220+00:00",
            Level.WARNING,
        ),
    ),
)

_FORTIGATE = PatternFormat(
    "fortigate_log",
    "FortiGate, Sophos",
    (
        r'(?=(?:[^\n]*? )?(?:level|priority)="?(?P<level>\w+))(?:<\d+>)?(?:\w+=(?:"[^"]*"|\S+) ){0,3}'
        r'date=(?P<time>\d{4}-\d\d-\d\d time="?\d\d:\d\d:\d\d)"?(?P<body>)',
    ),
    samples=(
        Sample(
            'date=2024-05-06 time=07:08:09 devname="f" type="traffic" level="warning" srcip=192.0.2.3',
            "2024-05-06T07:08:09+00:00",
            Level.WARNING,
        ),
    ),
)

JSON_LINES = next(one for one in _JSON if one.name == "json_log")
"""The format of JSON lines of any origin."""

FORMATS = (W3CFormat(), ZeekFormat(), *_JSON, _FORTIGATE, _LOGFMT)
