"""Large logs for the benchmarks, made from a fixed seed, the same on every machine."""

import random
from datetime import UTC, datetime, timedelta
from pathlib import Path

_LEVELS = ("INFO",) * 80 + ("DEBUG",) * 12 + ("WARN",) * 5 + ("ERROR",) * 3
_SERVICES = ("gateway", "ranker", "features", "model-server", "scheduler")
_CHUNK_LINES = 200_000


def _messages(seeded: random.Random) -> list[str]:
    made: list[str] = []
    for number in range(20_000):
        host = f"10.{seeded.randrange(256)}.{seeded.randrange(256)}.{number % 250 + 1}"
        user = f"user-{seeded.randrange(10**6):06d}"
        took = seeded.randrange(1, 3000)
        made += [
            f"request {seeded.getrandbits(64):016x} from {host} took {took} ms for {user}",
            f"connected to {host}:{seeded.randrange(1024, 65536)} after {took % 7} tries",
            f"batch of {took % 64} scored by ranker-v{number % 9} on gpu {number % 4}",
            f"cache miss for features of {user}, fetched {took * 31} bytes in {took} ms",
        ]
    made[777] = "needle-in-the-haystack: worker 7 lost its model"
    return made


def iso_log(path: Path, size: int) -> int:
    """Write a log with ISO stamps of about `size` bytes; give its number of lines."""
    seeded = random.Random(20_240_506)
    messages = _messages(seeded)
    moment = datetime(2024, 5, 6, tzinfo=UTC)
    written = lines = 0
    with path.open("w", encoding="ascii", newline="\n") as file:
        while written < size:
            piece: list[str] = []
            for _ in range(_CHUNK_LINES):
                moment += timedelta(microseconds=seeded.randrange(20_000))
                stamp = moment.isoformat("T", "milliseconds")[:23]
                head = f"{stamp}Z {seeded.choice(_LEVELS)} {seeded.choice(_SERVICES)}"
                piece.append(f"{head} {seeded.choice(messages)}\n")
            text = "".join(piece)
            file.write(text)
            written += len(text)
            lines += len(piece)
    return lines


_KINDS: dict[str, str] = {
    "syslog": "{t:%b} {t.day:2d} {t:%H:%M:%S} host{n} app[{n}]: {message}",
    "access log": (
        "10.0.0.{n} - - [{t:%d/%b/%Y:%H:%M:%S} +0000] "
        '"GET /a/{n}?q=1 HTTP/1.1" {status} {n} "-" "curl/8.5"'
    ),
    "Python logging": "{t:%Y-%m-%d %H:%M:%S},{ms:03d} - app.module{n} - {level} - {message}",
    "log4j": (
        "{t:%Y-%m-%d %H:%M:%S},{ms:03d} [pool-{n}-thread-1] {level}  com.shop.Cart{n} - {message}"
    ),
    "glog": "I{t:%m%d %H:%M:%S}.{ms:03d}000 {n} server.cc:{n}] {message}",
    "logfmt": 'time="{t:%Y-%m-%dT%H:%M:%S}Z" level={lower} msg="{message}" n={n}',
    "JSON lines": (
        '{{"ts":"{t:%Y-%m-%dT%H:%M:%S}.{ms:03d}Z","level":"{lower}","msg":"{message}","n":{n}}}'
    ),
    "journald JSON": (
        '{{"__CURSOR":"s=a;i={n:x}","__REALTIME_TIMESTAMP":"{epoch}{ms:03d}000","PRIORITY":"{n3}",'
        '"_PID":"{n}","_COMM":"app","SYSLOG_IDENTIFIER":"app","MESSAGE":"{message}"}}'
    ),
    "Docker JSON": (
        '{{"log":"{level} {message}\\n","stream":"stderr",'
        '"time":"{t:%Y-%m-%dT%H:%M:%S}.{ms:03d}123456Z"}}'
    ),
    "Elastic export": (
        '{{"_index":"app","_id":"{n}","_source":{{"@timestamp":"{t:%Y-%m-%dT%H:%M:%S}.{ms:03d}Z",'
        '"log":{{"level":"{lower}"}},"message":"{message}"}}}}'
    ),
    "CSV": '{t:%Y-%m-%dT%H:%M:%S}.{ms:03d}Z,{level},service{n},"{message}",{n}',
    "W3C": (
        "{t:%Y-%m-%d %H:%M:%S} 10.0.0.{n} GET /a/{n} q={n} 443 - 10.1.2.{n} curl/8 - {status} {n}"
    ),
}
"""How a line of each kind is written."""

_HEADS = {
    "CSV": "timestamp,level,service,message,n\n",
    "W3C": (
        "#Version: 1.0\n#Fields: date time s-ip cs-method cs-uri-stem cs-uri-query s-port "
        "cs-username c-ip cs(User-Agent) cs(Referer) sc-status time-taken\n"
    ),
}
"""What stands above the lines of a kind."""


def kinds() -> list[str]:
    """The kinds that `log_of_kind` writes."""
    return list(_KINDS)


def log_of_kind(path: Path, kind: str, size: int) -> int:
    """Write a log of a kind of about `size` bytes; give its number of lines."""
    seeded = random.Random(7)
    messages = _messages(seeded)
    moment = datetime(2024, 5, 6, tzinfo=UTC)
    pattern = _KINDS[kind] + "\n"
    written = lines = 0
    with path.open("w", encoding="ascii", newline="\n") as file:
        file.write(_HEADS.get(kind, ""))
        while written < size:
            moment += timedelta(milliseconds=seeded.randrange(200))
            level = seeded.choice(_LEVELS)
            written += file.write(
                pattern.format(
                    t=moment,
                    ms=moment.microsecond // 1000,
                    epoch=int(moment.timestamp()),
                    n3=lines % 5 + 3,
                    n=seeded.randrange(1, 250),
                    level=level,
                    lower=level.lower(),
                    status=seeded.choice((200, 200, 200, 204, 304, 404, 500)),
                    message=seeded.choice(messages),
                )
            )
            lines += 1
    return lines
