"""Made service logs, clean or with injected faults, to measure anomaly detection over seeds."""

import math
import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

START = datetime(2026, 5, 4, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Injected:
    """A fault: its kind as `logs anomalies` names it, and when (seconds from the start)."""

    kind: str
    start: float
    end: float


@dataclass(slots=True)
class MadeLog:
    """Lines with their time in seconds, and the faults injected."""

    rng: random.Random
    seconds: float
    lines: list[tuple[float, str]]
    faults: list[Injected]

    def add(self, at: float, level: str, text: str) -> None:
        """Add one record."""
        self.lines.append((at, f"{level} {text}"))

    def text(self) -> str:
        """The log, stamped, in time order."""
        self.lines.sort(key=lambda line: line[0])
        return "".join(
            f"{(START + timedelta(seconds=at)).isoformat(timespec='milliseconds')} {line}\n"
            for at, line in self.lines
        )


def poisson(log: MadeLog, rate: float, daily: float = 0.0) -> list[float]:
    """Random moments at `rate` a second; `daily` is how strong the day's rhythm is (0..1)."""
    moments: list[float] = []
    at = 0.0
    while True:
        rhythm = 1 + daily * math.sin((at / 3600 - 8) / 24 * 2 * math.pi)
        at += log.rng.expovariate(rate * max(rhythm, 0.02))
        if at >= log.seconds:
            return moments
        moments.append(at)


def _hex(rng: random.Random) -> str:
    return f"{rng.getrandbits(48):012x}"


def web(seed: int, hours: float = 24) -> MadeLog:
    """A web service: requests with a day's rhythm, a cache, a heartbeat, harmless errors."""
    rng = random.Random(seed)
    log = MadeLog(rng, hours * 3600, [], [])
    for at in poisson(log, 0.25, 0.6):
        request = _hex(rng)
        took = rng.lognormvariate(math.log(80), 0.4)
        log.add(
            at, "INFO", f"request {request} received path=/v1/items user={rng.randint(1, 9999)}"
        )
        status = rng.choices((200, 304, 404, 500), (950, 30, 18, 1))[0]
        done = at + took / 1000
        log.add(done, "INFO", f"request {request} completed status={status} latency_ms={took:.1f}")
    for at in poisson(log, 0.05, 0.3):
        log.add(at, "ERROR", f"could not decode referrer of user={rng.randint(1, 9999)}, ignored")
    for at in poisson(log, 0.002):
        log.add(at, "WARNING", f"slow query took {rng.lognormvariate(7, 0.6):.0f} ms, table items")
    _heartbeat(log, 60, "INFO", "heartbeat ok queue={n} memory_mb={m}")
    _batch(log, 3600)
    _rare(log, 4)
    return log


def training(seed: int, hours: float = 6) -> MadeLog:
    """A training job: steps with falling loss, evaluations, checkpoints, a start phase."""
    rng = random.Random(seed)
    log = MadeLog(rng, hours * 3600, [], [])
    for shard in range(40):
        log.add(shard * 0.5, "INFO", f"loading shard {shard} of 40 from /data/train/part-{shard}")
    at, step = 30.0, 0
    while at < log.seconds:
        step += 10
        loss = 3 * math.exp(-step / 4000) + 1 + rng.gauss(0, 0.05)
        speed = rng.gauss(1450, 40)
        log.add(at, "INFO", f"step {step} loss={loss:.4f} tokens_per_second={speed:.0f}")
        if step % 500 == 0:
            log.add(
                at + 1, "INFO", f"evaluation at step {step}: accuracy {rng.uniform(0.6, 0.8):.3f}"
            )
        if step % 1000 == 0:
            log.add(
                at + 2, "INFO", f"saved checkpoint /ckpt/step-{step}.pt in {rng.gauss(9, 1):.1f} s"
            )
        at += rng.gauss(6, 0.4)
    for moment in poisson(log, 0.02):
        log.add(
            moment,
            "WARNING",
            f"worker {rng.randint(0, 7)} dataloader waited {rng.randint(5, 90)} ms",
        )
    _heartbeat(log, 30, "DEBUG", "gpu 0 utilisation {n} % memory {m} MB")
    return log


def cluster(seed: int, hours: float = 12) -> MadeLog:
    """A cluster's controller: pods come and go in bursts, sessions open and close, much noise."""
    rng = random.Random(seed)
    log = MadeLog(rng, hours * 3600, [], [])
    for at in poisson(log, 0.02):
        for _ in range(rng.randint(1, 12)):
            pod = f"svc-{rng.choice('abcdef')}-{_hex(rng)[:6]}"
            log.add(at + rng.random(), "INFO", f"Scheduled pod {pod} on node-{rng.randint(1, 30)}")
            log.add(
                at + 2 + rng.random(),
                "INFO",
                f"Started container {pod} in {rng.uniform(0.5, 4):.2f}s",
            )
    for at in poisson(log, 0.08):
        session = rng.getrandbits(32)
        log.add(at, "INFO", f"session 0x{session:x} opened by 10.0.0.{rng.randint(1, 250)}")
        log.add(at + rng.expovariate(0.2), "INFO", f"session 0x{session:x} closed")
    for at in poisson(log, 0.03):
        log.add(at, "ERROR", f"etcd request took too long: {rng.randint(100, 240)} ms")
    for at in poisson(log, 0.3):
        log.add(at, "DEBUG", f"sync loop {rng.randint(1, 99999)} items {rng.randint(0, 40)}")
    _heartbeat(log, 120, "INFO", "lease renewed by controller-{n}, {m} watchers")
    _rare(log, 8)
    return log


def workflow(seed: int, hours: float = 10) -> MadeLog:
    """Jobs with short numbers in four steps, and a loop whose steps carry no id at all."""
    rng = random.Random(seed)
    log = MadeLog(rng, hours * 3600, [], [])
    for job, begin in enumerate(poisson(log, 0.04)):
        at = begin
        for step in ("queued", "started on worker {w}", "wrote result in {m} ms", "finished"):
            text = f"job {job} {step}".format(w=rng.randint(1, 9), m=rng.randint(20, 400))
            log.add(at, "INFO", text)
            at += rng.uniform(0.2, 3)
    at = 0.0
    while at < log.seconds:
        for step in ("poll begins", "poll read {n} rows", "poll committed", "poll ends"):
            log.add(at, "DEBUG", step.format(n=rng.randint(0, 500)))
            at += 0.3
        at += rng.uniform(8, 12)
    for moment in poisson(log, 0.03):
        log.add(moment, "WARNING", f"retrying read of page {rng.randint(1, 400)}")
    _heartbeat(log, 90, "INFO", "heartbeat ok load={n} memory_mb={m}")
    return log


def _heartbeat(log: MadeLog, every: float, level: str, text: str) -> None:
    at = log.rng.uniform(0, every)
    while at < log.seconds:
        values = {"n": log.rng.randint(0, 9), "m": round(log.rng.gauss(12_000, 150))}
        log.add(at, level, text.format(**values))
        at += every + log.rng.gauss(0, every * 0.02)


def _batch(log: MadeLog, every: float) -> None:
    """A job an hour that writes many lines at once: bursts that are usual."""
    at = every / 2
    while at < log.seconds:
        log.add(at, "INFO", "reindex started")
        for number in range(log.rng.randint(80, 120)):
            log.add(at + number * 0.2, "INFO", f"reindexed segment {number} of shard {number % 7}")
        log.add(at + 40, "INFO", f"reindex finished in {log.rng.uniform(30, 50):.1f} s")
        at += every


_RARE = (
    "configuration reloaded from /etc/app/config.yml",
    "certificate of gateway.example.com expires in {n} days",
    "clock adjusted by {n} ms",
    "leader election took {n} ms",
    "connection pool grew to {n}",
    "garbage collection paused {n} ms",
    "dns answer for db.example.com changed",
    "log level changed to debug by admin",
    "retry {n} of upload to bucket archive",
    "compaction of table items freed {n} MB",
)


def _rare(log: MadeLog, count: int) -> None:
    """Messages that come once or a few times, as in every real log."""
    for text in log.rng.sample(_RARE, count):
        for _ in range(log.rng.choice((1, 1, 2, 3, 6))):
            at = log.rng.uniform(0, log.seconds)
            log.add(at, "INFO", text.format(n=log.rng.randint(1, 60)))


def _moment(log: MadeLog) -> float:
    return log.seconds * log.rng.uniform(0.4, 0.85)


def new_once(log: MadeLog) -> None:
    """One message never seen before."""
    at = _moment(log)
    log.add(at, "INFO", "fallback model activated because the primary is unreachable")
    log.faults.append(Injected("new-template", at, at))


def new_often(log: MadeLog) -> None:
    """A new message that keeps coming."""
    at = _moment(log)
    end = at + log.seconds * 0.05
    for _ in range(log.rng.randint(8, 60)):
        device = log.rng.randint(0, 7)
        text = f"device {device} reported corrected memory faults, page retired"
        log.add(log.rng.uniform(at, end), "INFO", text)
    log.add(at, "INFO", "device 3 reported corrected memory faults, page retired")
    log.faults.append(Injected("new-template", at, end))


def _sample(log: MadeLog, word: str) -> str:
    return next(text for _, text in log.lines if word in text)


_BURSTY = (
    "slow query",
    "dataloader waited",
    "etcd request took",
    "retrying read",
    "could not decode",
)
_STEADY = ("heartbeat ok", "gpu 0 utilisation", "lease renewed")


def burst(log: MadeLog) -> None:
    """A known message comes far more often for some minutes."""
    word = next(word for word in _BURSTY if any(word in text for _, text in log.lines))
    usual = sum(word in text for _, text in log.lines) / log.seconds
    at, length = _moment(log), log.rng.uniform(300, 1500)
    count = int(max(usual * length * log.rng.uniform(8, 15), 25))
    text = _sample(log, word)
    for _ in range(count):
        level, rest = text.split(" ", 1)
        log.add(log.rng.uniform(at, at + length), level, rest)
    log.faults.append(Injected("burst", at, at + length))


def silence(log: MadeLog) -> None:
    """A steady message stops for a while, all other goes on."""
    word = next(word for word in _STEADY if any(word in text for _, text in log.lines))
    at, length = _moment(log), log.seconds * log.rng.uniform(0.06, 0.14)
    log.lines = [(t, text) for t, text in log.lines if not (word in text and at <= t < at + length)]
    log.faults.append(Injected("silence", at, at + length))


def whole_silence(log: MadeLog) -> None:
    """Nothing at all is logged for a while."""
    at, length = _moment(log), log.seconds * log.rng.uniform(0.02, 0.08)
    log.lines = [(t, text) for t, text in log.lines if not at <= t < at + length]
    log.faults.append(Injected("silence", at, at + length))


_NUMBERS = ("latency_ms=", "tokens_per_second=", "took too long: ", "wrote result in ")


def _scale_numbers(log: MadeLog, factor: Callable[[float], float]) -> None:
    word = next(word for word in _NUMBERS if any(word in text for _, text in log.lines))
    for i, (at, text) in enumerate(log.lines):
        if word in text and factor(at) != 1:
            head, tail = text.split(word)
            number, *rest = tail.split(" ", 1)
            value = float(number) * factor(at)
            shown = f"{value:.1f}" if "." in number else f"{value:.0f}"
            log.lines[i] = (at, " ".join([head + word + shown, *rest]))


def slow(log: MadeLog) -> None:
    """A number jumps to a multiple and stays there for a while."""
    at, length = _moment(log), log.seconds * log.rng.uniform(0.05, 0.15)
    times = log.rng.uniform(2.5, 5)
    _scale_numbers(log, lambda t: times if at <= t < at + length else 1)
    log.faults.append(Injected("numeric", at, at + length))


def climbing(log: MadeLog) -> None:
    """A number climbs slowly until the end."""
    at = log.seconds * log.rng.uniform(0.4, 0.6)
    times = log.rng.uniform(3, 6)
    _scale_numbers(log, lambda t: 1 + max(t - at, 0) / (log.seconds - at) * times)
    log.faults.append(Injected("numeric", at, log.seconds))


_ENDS = (" completed status", "Started container", " closed", " finished")


def broken_sequence(log: MadeLog) -> None:
    """Some things begin and never end, as they always did."""
    word = next((word for word in _ENDS if any(word in text for _, text in log.lines)), None)
    if word is None:
        return
    at, length = _moment(log), log.seconds * 0.06
    kept = [
        (t, text)
        for t, text in log.lines
        if not (word in text and at <= t < at + length and log.rng.random() < 0.3)
    ]
    log.faults.append(Injected("sequence", at, at + length))
    log.lines = kept


def out_of_order(log: MadeLog) -> None:
    """For a while some results are announced before the work that makes them."""
    at, length = _moment(log), log.seconds * 0.06
    pairs = (("started on", "wrote result"), ("poll read", "poll committed"))
    first, second = log.rng.choice(pairs)
    if not any(first in text for _, text in log.lines):
        return
    for i, (t, text) in enumerate(log.lines):
        if second in text and at <= t < at + length and log.rng.random() < 0.3:
            log.lines[i] = (t - (3.1 if second == "wrote result" else 0.45), text)
    log.faults.append(Injected("sequence", at, at + length))


KINDS: dict[str, Callable[[int], MadeLog]] = {
    "web": web,
    "training": training,
    "cluster": cluster,
    "workflow": workflow,
}
FAULTS: dict[str, Callable[[MadeLog], None]] = {
    "new once": new_once,
    "new often": new_often,
    "burst": burst,
    "silence": silence,
    "whole silence": whole_silence,
    "slow": slow,
    "climbing": climbing,
    "broken sequence": broken_sequence,
    "out of order": out_of_order,
}
