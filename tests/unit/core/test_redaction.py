"""Secrets do not reach a log or a report."""

import logging

import pytest

from workbench.core.applog import start_logging
from workbench.core.redaction import redact


@pytest.mark.parametrize(
    "text",
    [
        "password=CANARY42",
        'api_key: "CANARY42"',
        "Authorization: Bearer CANARY42CANARY42",
        '{"client_secret": "CANARY42"}',
        "https://user:CANARY42@example.org/",
        "x-api-key: CANARY42",
        "access_token=CANARY42&page=2",
        "Cookie: sid=CANARY42",
    ],
)
def test_a_secret_is_masked(text):
    assert "CANARY42" not in redact(text)


@pytest.mark.parametrize("text", ["opened gateway.log, 1,203 lines", "latency_ms=12 status=502"])
def test_ordinary_text_stays(text):
    assert redact(text) == text


def test_the_application_log_is_redacted(tmp_path):
    file = start_logging(tmp_path)
    assert file is not None
    logging.getLogger("workbench.test").warning("sent token=%s", "CANARY42")
    for handler in logging.getLogger("workbench").handlers[:]:
        handler.flush()
        handler.close()
        logging.getLogger("workbench").removeHandler(handler)
    content = file.read_text()
    assert "sent token=" in content
    assert "CANARY42" not in content
