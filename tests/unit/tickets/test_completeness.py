"""Completeness: every combination of absent facts, in varied wording."""

import itertools
import random

import pytest

from workbench.tickets.completeness.check import ITEMS, check, reply

WORDING = {
    "who": ["It hits customer ACME Corp.", "User 48213 wrote to us.", "Contact: jane@example.com.",
            "Account #A-991 is concerned.", "The finance team told us."],
    "when": ["It began on 2026-03-06 at 14:10.", "This started yesterday.", "Since Monday.",
             "About two hours ago.", "Since the last deployment.", "On 3 March."],
    "model": ["Model: churn-classifier.", "It is the ranking model.", "We talk of gpt-4o.",
              "The product-ranker-model is concerned.", "The fraud detector does it."],
    "version": ["Version 3.2.", "The build is 20260301.", "It runs v7.", "Release 2.14.1.",
                "Checkpoint: step-12000."],
    "endpoint": ["POST /v1/recommend fails.", "Request id: 8f3a-11b2.", "See https://example.com/x.",
                 "trace id 4bf92f3577b34da6.", "The route: /predict."],
    "input": ["The prompt was a shopping list.", "Input: {\"user\": 5}.", "We sent a cat picture.",
              "I asked for red shoes.", "The query was long."],
    "expected": ["Expected were shoes.", "It should list shoes.", "It was supposed to be a list.",
                 "We wanted shoes."],
    "actual": ["But we got kettles.", "It returned kettles.", "Actual result: kettles.",
               "It fails with ValueError.", "The answer was empty."],
    "environment": ["In production.", "On the staging cluster.", "Browser: Firefox.",
                    "On Windows 11.", "Region eu-west-1."],
    "scope": ["Everyone sees it.", "It happens every time.", "12 % of requests.",
              "Only some sessions.", "Sometimes only."],
}  # fmt: skip


def cases() -> list[tuple[frozenset[str], str]]:
    """200 texts: none and one absent, one and none present, and a fair mix between."""
    names = list(WORDING)
    dice = random.Random(7)
    absent = [frozenset(()), frozenset(names), *(frozenset({name}) for name in names)]
    absent += [frozenset(names) - {name} for name in names]
    absent += [frozenset(pair) for pair in itertools.combinations(names, 2)]
    while len(absent) < 200:
        absent.append(frozenset(dice.sample(names, dice.randrange(3, 8))))
    texts: list[tuple[frozenset[str], str]] = []
    for missing in absent:
        sentences = [dice.choice(WORDING[name]) for name in names if name not in missing]
        dice.shuffle(sentences)
        texts.append((missing, " ".join(["The AI is broken, please help!", *sentences])))
    return texts


def test_the_matrix_covers_every_wording() -> None:
    for name, wordings in WORDING.items():
        for wording in wordings:
            assert set(check(wording).present) == {name} or name in check(wording).present, wording


@pytest.mark.parametrize(("missing", "text"), cases())
def test_exactly_what_is_missing_is_asked_for(missing: frozenset[str], text: str) -> None:
    found = check(text)
    assert set(found.missing) == missing, {n: found.present.get(n) for n in WORDING}
    answer = reply(found)
    for item in ITEMS:
        assert (item.question in answer) == (item.name in missing)


@pytest.mark.parametrize(
    "text",
    ["The AI is broken", "help", "", "it does not work!!!", "URGENT: model bad, fix please",
     "the system is slow again", "🔥🔥🔥", "why is this so terrible"],
)  # fmt: skip
def test_a_complaint_without_facts_is_asked_for_all_of_them(text: str) -> None:
    assert set(check(text).missing) == set(WORDING)


def test_what_the_ticket_knows_is_not_asked_for() -> None:
    found = check("The AI is broken", known=["who", "when"])
    assert "who" not in found.missing
    assert found.present["when"] == "known from the ticket"


def test_facts_are_found_in_an_attached_log() -> None:
    log = (
        "2026-03-06T14:10:22Z ERROR model=ranker-7 version=2.1.0 request_id=9f21 "
        "POST /v1/score status=502 env=prod\n"
    )
    found = check("see the log\n" + log)
    assert {"when", "version", "endpoint", "environment"} <= set(found.present)


def test_a_huge_text_is_checked_quickly() -> None:
    assert check("a " * 500_000).missing


@pytest.mark.parametrize(
    ("item", "text"),
    [
        ("who", "Our client Globex reported it."),
        ("who", "User: john.smith"),
        ("when", "It happened on March 3rd around 2pm."),
        ("when", "It has been going on for three days."),
        ("model", "The recommendation engine is concerned."),
        ("model", "model: llama-3-8b"),
        ("version", "We are on release 5."),
        ("endpoint", "correlation-id: ab12cd"),
        ("input", "The input text was 'hello world'."),
        ("input", "The user typed a question about taxes."),
        ("expected", "The correct label would be spam."),
        ("expected", "It should return JSON."),
        ("actual", "We get a timeout error."),
        ("actual", "Observed: NaN everywhere"),
        ("environment", "We see it in prod."),
        ("scope", "About 30% of requests fail."),
        ("scope", "Only one user is affected."),
    ],
)
def test_other_wordings_say_one_thing_only(item: str, text: str) -> None:
    assert set(check(text).present) == {item}


@pytest.mark.parametrize(
    ("name", "greeting"),
    [
        ("Mei Lin", "Hello Mei Lin,"),
        ("Jürgen O'Neill-Weiß", "Hello Jürgen O'Neill-Weiß,"),
        ("lena@shop-north.example", "Hello,"),
        ("user_4711", "Hello,"),
        ("5b10ac8d82e05b22cc7d4ef5", "Hello,"),
        (None, "Hello,"),
    ],
)
def test_a_reply_greets_by_a_name_and_by_nothing_else(name: str | None, greeting: str) -> None:
    assert reply(check("The AI is broken"), name).startswith(f"{greeting}\n")
