"""Drafts what to write about a failed call: to the client, and to the engineers."""

from datetime import datetime

from workbench.apitest.diagnosis.answer import Answer
from workbench.apitest.diagnosis.engine import Cause

_SURE = 0.85
_IDS = (
    "x-request-id",
    "request-id",
    "x-amzn-requestid",
    "cf-ray",
    "x-correlation-id",
    "traceparent",
)
_RETRIES = {
    "no": "Trying again does not help until this is changed.",
    "yes": "Trying again is worth it.",
    "after": "Trying again is worth it after a pause.",
}


def client_message(name: str, answer: Answer, cause: Cause, when: datetime) -> str:
    """A short, plain message: what happened, what it means, what helps."""
    if cause.id == "unknown":
        middle = "We cannot say yet why, and are looking into it."
    else:
        word = "The cause" if cause.confidence >= _SURE else "The likely cause"
        middle = f"{word}: {cause.cause} {_RETRIES[cause.retry]}"
    return (
        f"Hello,\n\nyour call '{name}' of {when:%Y-%m-%d %H:%M} UTC {_outcome(answer)}.\n"
        f"{middle}\n\nWe keep you informed."
    )


def engineer_message(name: str, answer: Answer, cause: Cause, when: datetime) -> str:
    """What an engineer needs: call, answer, ids, times, the suspicion, the next check."""
    facts = [
        ("Call", f"{answer.method} {answer.url}".strip() or name),
        ("When", f"{when:%Y-%m-%d %H:%M:%S} UTC"),
        ("Answer", _outcome(answer)),
        ("Took", "" if answer.total is None else f"{answer.total:.3f} s"),
        ("First token", "" if answer.first_token is None else f"{answer.first_token:.3f} s"),
        ("Server", answer.headers.get("server", "")),
        *((header, answer.headers.get(header, "")) for header in _IDS),
        ("Suspicion", f"{cause.cause} ({cause.confidence:.0%}, rule {cause.id})"),
        ("Check next", cause.next_check),
        ("Ask the server", ", ".join(cause.probes)),
        ("Source", cause.source or ""),
    ]
    return "\n".join(f"{title}: {text}" for title, text in facts if text)


def _outcome(answer: Answer) -> str:
    if answer.error and answer.status is None:
        return f"got no answer ({answer.error})"
    words = f"was answered with {answer.status}"
    return f"{words}, but the answer was cut ({answer.error})" if answer.error else words
