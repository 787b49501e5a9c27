"""When and how long to wait before trying again."""

import random
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from threading import Event

from workbench.apitest.diagnosis.answer import answer_of
from workbench.apitest.diagnosis.engine import diagnose
from workbench.apitest.runner import Execution, Run
from workbench.apitest.transport import WireResponse
from workbench.core.progress import Progress

_RETRIED = frozenset({408, 425, 429, 500, 502, 503, 504, 529})
_FIRST_SECONDS = 0.5
_LONGEST_SECONDS = 60.0


def execute_with_retries(run: Run, progress: Progress, attempts: int) -> list[Execution]:
    """Run, and run again up to `attempts` times while the answer says that this can help."""
    executions = run.execute(progress)
    for attempt in range(attempts):
        wait = seconds_before_retry(executions[-1], attempt)
        if wait is None:
            break
        pause = Event()
        ends = datetime.now(UTC).timestamp() + wait
        while (left := ends - datetime.now(UTC).timestamp()) > 0:
            progress.check()
            pause.wait(min(left, 0.05))
        executions += run.execute(progress)
    return executions


def seconds_before_retry(execution: Execution, attempt: int) -> float | None:
    """How long to wait; None where another try would not help (an empty quota, a wrong key)."""
    exchange = execution.exchange
    if exchange is None:
        return None
    response = exchange.response
    if exchange.error is None and (response is None or response.status not in _RETRIED):
        return None
    causes = diagnose(answer_of(exchange))
    if causes and causes[0].retry == "no":
        return None
    asked = None if response is None else retry_after(response)
    backoff = min(_FIRST_SECONDS * 2**attempt, _LONGEST_SECONDS) * random.uniform(0.8, 1.2)
    return backoff if asked is None else min(asked, _LONGEST_SECONDS) + random.uniform(0, 0.1)


def retry_after(response: WireResponse) -> float | None:
    """The wait that the server asks for, in seconds: `retry-after-ms`, or Retry-After as
    seconds or as a date (RFC 9110, 10.2.3).
    """
    exact = response.header("retry-after-ms")
    if exact is not None and exact.isdigit():
        return int(exact) / 1000
    text = (response.header("retry-after") or "").strip()
    try:
        return max(float(text), 0.0)
    except ValueError:
        pass
    try:
        moment = parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError):
        return None
    aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return max((aware - datetime.now(UTC)).total_seconds(), 0.0)
