"""Completeness counts what the reporter said: no form's hints, no answered mail, not our own."""

import pytest

from workbench.tickets.completeness.check import check, reply
from workbench.tickets.completeness.own_words import own_words

VAGUE = "The AI is broken"
ASKED = reply(check(VAGUE))


def quoted(text: str) -> str:
    """As a mail program quotes it."""
    return "\n".join(f"> {line}" for line in text.split("\n"))


@pytest.mark.parametrize(
    "text",
    [
        f"{VAGUE}\n{ASKED}",
        f"Any news?\n\nOn Tue, 3 Feb 2026 at 10:12, Help <a@x.example> wrote:\n{quoted(ASKED)}",
        f"Am 3. Februar 2026 um 10:12 schrieb Help <help@acme.example>:\n{quoted(ASKED)}",
        "Any news?\n\n-----Original Message-----\nFrom: Help <help@acme.example>\n"
        "Sent: Monday, 9 March 2026 10:00\nTo: Bob\nSubject: Re: AI\n\nHello.",
        "### Expected behaviour\n<!-- what should happen -->\n\n### Actual behaviour\n<!-- it -->",
        "<!-- e.g. production v2.1 -->\nIt is broken",
        '{"model": null}',
        '{"environment": "", "version": null, "endpoint": ""}',
        "**Describe the bug**\nA clear and concise description of what the bug is.\n\n"
        "**To Reproduce**\nSteps to reproduce the behavior:\n1. Go to '...'\n2. Click on '....'\n"
        "3. Scroll down to '....'\n4. See error\n\n**Expected behavior**\n"
        "A clear and concise description of what you expected to happen.\n\n"
        "**Desktop (please complete the following information):**\n"
        " - OS: [e.g. iOS]\n - Browser [e.g. chrome, safari]\n - Version [e.g. 22]\n",
    ],
)
def test_what_others_wrote_and_empty_forms_tell_nothing(text: str) -> None:
    assert check(text).present == {}


def test_what_is_written_into_a_form_or_below_a_quoted_mail_counts() -> None:
    form = "**Expected behavior**\nA label of 1\n\n**Actual behavior**\nIt returns 0 for all users"
    assert {"expected", "actual", "scope"} <= set(check(form).present)
    answer = (
        "On Tue, 3 Feb 2026, Help <help@acme.example> wrote:\n"
        f"{quoted(ASKED)}\n\nIt is risk-model v3 in production since Monday."
    )
    assert {"model", "version", "environment", "when"} <= set(check(answer).present)
    forwarded = (
        "---------- Forwarded message ---------\nFrom: Bob <bob@x.example>\n"
        "Date: Mon, 9 Mar 2026 at 10:00\nSubject: chat\nTo: <help@acme.example>\n\nIt is slow."
    )
    assert set(check(forwarded).present) == {"who"}


def test_markup_is_no_endpoint() -> None:
    text = "<p>Since <i>Monday</i> the model <code>risk-v2</code> returns <code>NaN</code>.<br></p>"
    assert "endpoint" not in check(text).present
    assert {"when", "model", "actual"} <= set(check(text).present)


def test_what_is_no_mail_and_no_form_stays_as_it_is() -> None:
    text = 'On Monday we wrote: {"a": 1} List<String> x\n- Version: 2\nTo: do\nx < y > z'
    assert own_words(text) == text


def test_long_texts_without_an_end_are_left_in_no_time() -> None:
    for part in ("<!--", "On ", "> ", "[e.g. ", "#### ", "**a** ", '"a": ', "From: x\n"):
        assert own_words(part * 20_000)
