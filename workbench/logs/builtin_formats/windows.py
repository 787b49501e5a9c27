"""Windows: event log as XML, installers, device set-up, and .NET services."""

from workbench.logs.builtin_formats.parts import ISO
from workbench.logs.formats import PatternFormat, Sample
from workbench.logs.levels import COMMON, Level

_EVENT_LEVELS = {
    b"0": Level.INFO,
    b"1": Level.FATAL,
    b"2": Level.ERROR,
    b"3": Level.WARNING,
    b"4": Level.INFO,
    b"5": Level.DEBUG,
}
"""Source: Windows event schema, System/Level."""

FORMATS = (
    PatternFormat(
        "windows_event_xml",
        "Windows events as XML",
        (
            r"<Event [^\n]*?<Provider Name=['\"](?P<provider>[^'\"]*)['\"][^\n]*?<EventID[^>]*>(?P<event>\d+)</EventID>"
            r"[^\n]*?<Level>(?P<level>\d+)</Level>[^\n]*?<TimeCreated SystemTime=['\"]"
            rf"(?P<time>{ISO})['\"] ?/>(?P<body>)",
        ),
        levels=_EVENT_LEVELS,
        samples=(
            Sample(
                "<Event xmlns='http://schemas.microsoft.com/win/2004/08/events/event'><System><Provider Name='SCM'/>"
                "<EventID>7000</EventID><Level>2</Level><TimeCreated SystemTime='2024-05-06T07:08:09.1234567Z'/></System></Event>",
                "2024-05-06T07:08:09.1234567+00:00",
                Level.ERROR,
                {"event": "7000"},
            ),
        ),
    ),
    PatternFormat(
        "log4j_xml_log",
        "log4j XML layout",
        (
            r"<(?:log4j:|log4net:)?event logger=\"(?P<logger>[^\"]*)\" timestamp=\"(?P<time>\d{13}|"
            rf"{ISO})\" (?:level=\"(?P<level>\w+)\" )?[^>]*>(?P<body>)",
        ),
        levels=COMMON,
        samples=(
            Sample(
                '<log4j:event logger="shop.Cart" timestamp="1714979289123" level="ERROR" thread="main">',
                "2024-05-06T07:08:09.123+00:00",
                Level.ERROR,
                {"logger": "shop.Cart"},
            ),
        ),
    ),
    PatternFormat(
        "setupapi_log",
        "Windows device set-up",
        (r">>>  Section start (?P<time>\d{4}/\d\d/\d\d \d\d:\d\d:\d\d\.\d{3})",),
        default=Level.UNKNOWN,
        samples=(
            Sample(
                ">>>  Section start 2024/05/06 07:08:09.123",
                "2024-05-06T07:08:09.123+00:00",
                Level.UNKNOWN,
            ),
        ),
    ),
    PatternFormat(
        "msi_log",
        "Windows Installer",
        (r"MSI \((?P<side>\w)\) \([^)]*\) \[(?P<time>\d\d:\d\d:\d\d:\d{3})\]: ?",),
        default=Level.UNKNOWN,
        samples=(Sample("MSI (s) (A0:B4) [07:08:09:123]: Resetting", None, Level.UNKNOWN),),
    ),
)
