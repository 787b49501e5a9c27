"""Latency probe: n requests, c at once, against the operator's own service."""

import threading
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from workbench.apitest.client import Client, SendOptions
from workbench.apitest.engines import make_transport
from workbench.apitest.model import Auth, Request
from workbench.apitest.prepare import Behavior
from workbench.apitest.transport import Timings, WireOptions
from workbench.core.errors import UserError
from workbench.core.jsontypes import JsonObject
from workbench.core.progress import Progress
from workbench.core.time import now

MOST_REQUESTS = 10_000
MOST_AT_ONCE = 64
_PERCENTILES = (50, 90, 95, 99)


@dataclass(frozen=True, slots=True)
class ProbeOptions:
    """How much: requests in all, and how many at once."""

    requests: int
    at_once: int
    wire: WireOptions = field(default_factory=WireOptions)


@dataclass(frozen=True, slots=True)
class ProbeResult:
    """What was measured; times in seconds. `totals` are the answered requests', sorted."""

    started: datetime
    requests: int
    seconds: float
    totals: tuple[float, ...]
    first_tokens: tuple[float, ...]
    statuses: dict[int, int]
    failures: dict[str, int]
    timings: tuple[Timings, ...]

    @property
    def rate(self) -> float:
        """Answered requests per second."""
        return len(self.totals) / self.seconds if self.seconds else 0.0


def probe(
    request: Request, options: ProbeOptions, progress: Progress, auth: Auth | None = None
) -> ProbeResult:
    """Measure. Raises UserError for more than the bounds and what cannot be sent, Cancelled."""
    if not 1 <= options.requests <= MOST_REQUESTS or not 1 <= options.at_once <= MOST_AT_ONCE:
        raise UserError(
            f"A probe makes 1 to {MOST_REQUESTS:,} requests, {MOST_AT_ONCE} at once at most.",
            "Ask for fewer.",
        )
    workers = [
        _Worker(request, auth, options) for _ in range(min(options.at_once, options.requests))
    ]
    workers[0].check()
    left = _Countdown(options.requests)
    started_at, started = now(), time.perf_counter()
    # Daemons, for Ctrl+C is answered at once and not after the slowest request.
    threads = [
        threading.Thread(target=worker.run, args=(left, progress), daemon=True)
        for worker in workers
    ]
    for thread in threads:
        thread.start()
    while any(thread.is_alive() for thread in threads):
        threads[0].join(0.05)
        for thread in threads:
            thread.join(0.001)
        if not progress.cancelled:
            progress.report(options.requests - left.value, options.requests, "requests")
    progress.check()
    seconds = time.perf_counter() - started
    return _result(started_at, options.requests, seconds, workers)


def percentile(values: Sequence[float], percent: float) -> float | None:
    """The nearest-rank percentile of sorted values; None where there are none."""
    if not values:
        return None
    rank = max(1, -(-len(values) * percent // 100))
    return values[int(rank) - 1]


def probe_json(result: ProbeResult) -> JsonObject:
    """The figures, times in seconds."""
    return {
        "requests": result.requests,
        "answered": len(result.totals),
        "seconds": result.seconds,
        "per_second": result.rate,
        "total": _figures(result.totals),
        "first_token": _figures(result.first_tokens) if result.first_tokens else None,
        "statuses": {str(status): count for status, count in sorted(result.statuses.items())},
        "failures": dict(result.failures),
    }


def probe_lines(result: ProbeResult) -> str:
    """The figures for a person, in milliseconds."""
    rows = [f"{len(result.totals)} of {result.requests} answered in {result.seconds:.1f} s"]
    rows[0] += f" ({result.rate:.0f} per second)"
    for name, values in (("total", result.totals), ("first token", result.first_tokens)):
        if values:
            parts = [f"p{p} {(percentile(values, p) or 0) * 1000:.1f}" for p in _PERCENTILES]
            low, high = values[0] * 1000, values[-1] * 1000
            rows.append(f"{name} (ms): min {low:.1f}, {', '.join(parts)}, max {high:.1f}")
    rows += [f"status {status}: {count}" for status, count in sorted(result.statuses.items())]
    rows += [f"no answer ({kind}): {count}" for kind, count in result.failures.items()]
    return "\n".join(rows)


class _Countdown:
    """How many requests are still to be made, shared by the workers."""

    def __init__(self, value: int) -> None:
        self.value = value
        self._guard = threading.Lock()

    def take(self) -> bool:
        with self._guard:
            if self.value <= 0:
                return False
            self.value -= 1
            return True


class _Worker:
    """One connection that asks again and again."""

    def __init__(self, request: Request, auth: Auth | None, options: ProbeOptions) -> None:
        self._request = request
        self._auth = auth
        self._options = SendOptions(
            options.wire, Behavior(follow_redirects=False, use_cookies=False)
        )
        self.timings: list[Timings] = []
        self.statuses: Counter[int] = Counter()
        self.failures: Counter[str] = Counter()

    def check(self) -> None:
        """Raise UserError for a request that cannot be sent, before any thread is started."""
        client = Client(make_transport())
        try:
            client.prepare_to_send(self._request, self._auth, self._options)
        finally:
            client.close()

    def run(self, left: _Countdown, progress: Progress) -> None:
        client = Client(make_transport())
        try:
            while not progress.cancelled and left.take():
                exchange = client.send(self._request, self._auth, self._options, Progress())
                if exchange.error is not None or exchange.response is None:
                    self.failures[exchange.error.kind if exchange.error else "none"] += 1
                    continue
                self.timings.append(exchange.response.timings)
                self.statuses[exchange.response.status] += 1
        finally:
            client.close()


def _result(
    started: datetime, requests: int, seconds: float, workers: Sequence[_Worker]
) -> ProbeResult:
    timings = [part for worker in workers for part in worker.timings]
    statuses: Counter[int] = Counter()
    failures: Counter[str] = Counter()
    for worker in workers:
        statuses.update(worker.statuses)
        failures.update(worker.failures)
    return ProbeResult(
        started,
        requests,
        seconds,
        tuple(sorted(part.total for part in timings)),
        tuple(sorted(part.first_token for part in timings if part.first_token is not None)),
        dict(statuses),
        dict(failures),
        tuple(timings),
    )


def _figures(values: Sequence[float]) -> JsonObject:
    figures: JsonObject = {f"p{p}": percentile(values, p) for p in _PERCENTILES}
    return {"min": min(values, default=None), **figures, "max": max(values, default=None)}
