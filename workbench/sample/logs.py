"""Writes the sample's logs: gateway (nginx), application (Python logging), model server (JSON)."""

import gzip
import json
import math
import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from workbench.core.progress import Progress
from workbench.sample import story

SEED = 20260302
REQUESTS = 56_000
"""Requests in the week; together with the other lines they make 200,000."""

LINES = 200_000
COMPRESSED_DAYS = 4
"""The gateway's logs of the first days are rotated and compressed, as logrotate does."""

_PATHS = ("/v1/recommend", "/v1/recommend", "/v1/recommend", "/v1/similar", "/v1/health")
_AGENTS = ("shop-web/5.2", "shop-ios/8.1", "shop-android/8.0", "partner-feed/1.4")
_TRACE = """Traceback (most recent call last):
  File "/srv/recommender/ranking.py", line {line}, in rank
    scores = await self.client.infer(features, timeout=1.8)
  File "/srv/recommender/inference.py", line 57, in infer
    raise InferenceTimeout(model, elapsed)
recommender.errors.InferenceTimeout: ranker-v7 did not answer within 1.8 s"""


@dataclass(slots=True)
class _Week:
    """The lines written so far, by service; the gateway's are in order already."""

    chance: random.Random
    gateway: list[tuple[datetime, str]] = field(default_factory=list)
    application: list[tuple[datetime, str]] = field(default_factory=list)
    model: list[tuple[datetime, str]] = field(default_factory=list)


def write_logs(folder: Path, progress: Progress) -> list[Path]:
    """Write all logs below the folder, the same bytes every time; gives the files."""
    week = _Week(random.Random(SEED))
    for number, moment in enumerate(_request_times(week.chance)):
        if number % 2000 == 0:
            progress.report(number, REQUESTS, "writing the sample's logs")
        _add_request(week, moment, number)
    week.application += _heartbeats(week.chance)
    week.model += _model_housekeeping(week.chance)
    _fill(week, LINES)
    files = _write_gateway(folder / "gateway", week.gateway)
    files.append(_write_sorted(folder / "app" / "recommender.log", week.application))
    files.append(_write_sorted(folder / "model" / "model-server.log", week.model))
    return files


def _request_times(chance: random.Random) -> Iterator[datetime]:
    """Request times with a daily rhythm (nights a third of the evening), rising."""
    seconds = story.DAYS * 86_400
    step = seconds / REQUESTS
    elapsed = 0.0
    for _ in range(REQUESTS):
        hour = elapsed / 3600 % 24
        rhythm = 1.0 + 0.5 * math.sin((hour - 14) / 24 * 2 * math.pi)
        elapsed += chance.expovariate(1.0) * step / rhythm
        if elapsed >= seconds:
            return
        yield story.WEEK_START + timedelta(seconds=elapsed)


def _add_request(week: _Week, moment: datetime, number: int) -> None:
    """One request as each of the three services logs it."""
    chance = week.chance
    path = chance.choice(_PATHS)
    request = f"{chance.getrandbits(48):012x}"
    user = chance.randint(10_000, 99_999)
    latency = chance.lognormvariate(math.log(0.085), 0.3) * story.latency_factor(moment)
    failed = path != "/v1/health" and chance.random() < story.failure_share(moment)
    total = 2.0 + chance.random() * 0.05 if failed else latency + 0.01
    status = 502 if failed else chance.choices((200, 304, 404), (96, 3, 1))[0]
    size = 157 if failed else chance.randint(900, 9_000)
    stamp = moment.strftime("%d/%b/%Y:%H:%M:%S +0000")
    address = f"10.20.{chance.randint(0, 7)}.{chance.randint(2, 250)}"
    line = f'{address} - - [{stamp}] "GET {path}?user={user} HTTP/1.1" {status} {size}'
    line += f' "-" "{chance.choice(_AGENTS)}" rt={total:.3f} rid={request}'
    week.gateway.append((moment, line))
    if path == "/v1/health":
        return
    done = moment + timedelta(seconds=total)
    text = f"request {request} user={user} path={path}"
    week.application.append((moment, _python_line(moment, "INFO", "api", text)))
    if failed:
        trace = _TRACE.format(line=chance.choice((88, 131)))
        text = f"request {request} failed: upstream model timed out\n{trace}"
        week.application.append((done, _python_line(done, "ERROR", "api", text)))
    week.model.append((done, _model_line(chance, done, request, latency)))
    if story.drifted(moment) and number % 9 == 0:
        value = chance.randint(3_600, 900_000)
        text = (
            f"feature session_age={value} of user {user} is outside its training range"
            " [0, 240], using fallback ranking"
        )
        week.application.append((done, _python_line(done, "WARNING", "features", text)))


def _python_line(moment: datetime, level: str, logger: str, text: str) -> str:
    stamp = moment.strftime("%Y-%m-%d %H:%M:%S") + f",{moment.microsecond // 1000:03d}"
    return f"{stamp} {level} recommender.{logger} {text}"


def _model_line(chance: random.Random, moment: datetime, request: str, latency: float) -> str:
    record = {
        "ts": moment.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
        "level": "info",
        "logger": "model_server",
        "msg": "request completed",
        "model": "ranker-v7",
        "request_id": request,
        "batch": chance.randint(1, 16),
        "latency_ms": round(latency * 1000, 1),
    }
    return json.dumps(record)


def _heartbeats(chance: random.Random) -> list[tuple[datetime, str]]:
    """The feature cache's refresh every five minutes, which stops while the schema is wrong."""
    lines: list[tuple[datetime, str]] = []
    moment = story.WEEK_START
    while moment < story.WEEK_END:
        beat = moment + timedelta(seconds=chance.uniform(0, 4))
        if not story.drifted(beat):
            text = f"feature cache refreshed: {chance.randint(48_000, 52_000)} rows in"
            text += f" {chance.uniform(0.8, 1.9):.2f} s"
            lines.append((beat, _python_line(beat, "INFO", "features", text)))
        moment += timedelta(minutes=5)
    change = story.FEATURE_CHANGE
    text = "feature schema 2.0 received from upstream, schema 1.9 expected, refresh is paused"
    lines.append((change, _python_line(change, "WARNING", "features", text)))
    back = story.ROLLED_BACK
    text = "feature schema 1.9 received from upstream, refresh resumes"
    lines.append((back, _python_line(back, "INFO", "features", text)))
    return lines


def _model_housekeeping(chance: random.Random) -> list[tuple[datetime, str]]:
    """The model server's own lines: a health report a minute."""
    lines: list[tuple[datetime, str]] = []
    for minute in range(story.DAYS * 24 * 60):
        moment = story.WEEK_START + timedelta(minutes=minute, seconds=chance.uniform(0, 2))
        record = {
            "ts": moment.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
            "level": "info",
            "logger": "health",
            "msg": "healthy",
            "gpu_memory_mb": chance.randint(11_800, 12_400),
            "queue": chance.randint(0, 3),
        }
        lines.append((moment, json.dumps(record)))
    return lines


def _fill(week: _Week, wanted: int) -> None:
    """Add the application's routine lines until the week has the wanted number of lines."""
    chance = week.chance
    services = (week.gateway, week.application, week.model)
    there = sum(text.count("\n") + 1 for lines in services for _, text in lines)
    seconds = story.DAYS * 86_400
    for _ in range(wanted - there):
        moment = story.WEEK_START + timedelta(seconds=chance.random() * seconds)
        kind = chance.random()
        if kind < 0.5:
            text = f"cache hit for user={chance.randint(10_000, 99_999)}"
            line = _python_line(moment, "DEBUG", "cache", text)
        elif kind < 0.97:
            text = f"ranked {chance.randint(20, 400)} candidates in {chance.randint(2, 30)} ms"
            line = _python_line(moment, "DEBUG", "ranking", text)
        elif kind < 0.995:
            text = f"client {chance.choice(_AGENTS)} sent a deprecated parameter 'limit'"
            line = _python_line(moment, "WARNING", "api", text)
        else:
            text = f"could not decode referrer of user={chance.randint(10_000, 99_999)}, ignored"
            line = _python_line(moment, "ERROR", "tracking", text)
        week.application.append((moment, line))


def _write_gateway(folder: Path, lines: list[tuple[datetime, str]]) -> list[Path]:
    """One file per finished day, compressed, then access.log with the rest."""
    folder.mkdir(parents=True, exist_ok=True)
    files: list[Path] = []
    for day in range(COMPRESSED_DAYS):
        start = story.WEEK_START + timedelta(days=day)
        of_day = [text for moment, text in lines if start <= moment < start + timedelta(days=1)]
        file = folder / f"access.log-{start:%Y%m%d}.gz"
        file.write_bytes(gzip.compress("".join(f"{text}\n" for text in of_day).encode(), mtime=0))
        files.append(file)
    start = story.WEEK_START + timedelta(days=COMPRESSED_DAYS)
    rest = [line for line in lines if line[0] >= start]
    return [*files, _write_sorted(folder / "access.log", rest)]


def _write_sorted(file: Path, lines: list[tuple[datetime, str]]) -> Path:
    file.parent.mkdir(parents=True, exist_ok=True)
    lines.sort(key=lambda line: line[0])
    content = "".join(f"{text}\n" for _, text in lines)
    file.write_text(content, encoding="utf-8", newline="\n")
    return file
