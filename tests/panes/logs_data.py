"""Small logs for the tests of the log pane, written by hand's rules so that answers are known."""

import gzip
from datetime import UTC, datetime, timedelta
from pathlib import Path

START = datetime(2026, 3, 5, 9, 0, tzinfo=UTC)


def application_log(path: Path, count: int = 600) -> Path:
    """A record every 10 s; every 50th an ERROR with a two-line trace, every 20th a WARNING."""
    lines: list[str] = []
    for number in range(count):
        stamp = (START + timedelta(seconds=10 * number)).strftime("%Y-%m-%d %H:%M:%S,000")
        if number % 50 == 49:
            lines.append(f"{stamp} ERROR shop.api request {number} failed: upstream timed out")
            lines.append("Traceback (most recent call last):")
            lines.append('  File "api.py", line 7, in handle')
        elif number % 20 == 19:
            lines.append(f"{stamp} WARNING shop.cache slow answer of {number} ms")
        else:
            lines.append(f"{stamp} INFO shop.api request {number} done in {number % 90} ms")
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def gateway_log(path: Path, count: int = 600) -> Path:
    """A request every 10 s, five seconds after the application's; every 60th answered 502."""
    lines: list[str] = []
    for number in range(count):
        moment = START + timedelta(seconds=10 * number + 5)
        stamp = moment.strftime("%d/%b/%Y:%H:%M:%S +0000")
        status = 502 if number % 60 == 59 else 200
        lines.append(
            f'10.0.0.{number % 200} - - [{stamp}] "GET /v1/items/{number} HTTP/1.1"'
            f' {status} {100 + number} "-" "shop/1.0"'
        )
    text = "\n".join(lines) + "\n"
    if path.suffix == ".gz":
        path.write_bytes(gzip.compress(text.encode()))
    else:
        path.write_text(text, encoding="utf-8")
    return path
