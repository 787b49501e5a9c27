"""Completeness in other people's wording, and what tells nothing although it sounds so."""

import random

import pytest

from workbench.tickets.completeness.check import check

WORDING = {
    "who": [
        "Our customer Helmholtz AG is affected.",
        "Ticket opened on behalf of Priya Raman.",
        "This hits tenant acme-042.",
        "My name is Jonas Weber.",
        "I'm Maria from the billing team.",
        "Affected account: 99213.",
        "Regards,\nTomás Ibarra",
        "user_id=u-7781",
        "It concerns the claims department.",
        "Contact me at lena@firma.example.",
        "Reporter: Aiko Tanaka",
        "Merchant 55-81 complains.",
        "Our client Bluewave Ltd called.",
        "Account id ACC-1092",
        "The fraud team raised this.",
        "Sent by m.rossi@shop.example",
        "Employee #4471 is stuck.",
        "This concerns customer number 88123.",
        "I am Dmitri Petrov.",
        "Noticed by Chen Wei.",
    ],
    "when": [
        "It started on 14 March around 9 in the morning.",
        "First seen 2026-11-03 08:15 UTC.",
        "This happened last Tuesday.",
        "It began half an hour ago.",
        "Since Monday morning.",
        "Noticed at 3pm.",
        "Started right after yesterday's deployment.",
        "Between 10:00 and 10:45 CET.",
        "On Nov 3rd.",
        "Since last week's upgrade.",
        "Since 07:30 this morning.",
        "It began on 12.10.2026.",
        "Two days ago it was fine.",
        "From midnight on.",
        "Started at 2026-10-12T06:00Z.",
        "Friday evening was the first time.",
        "It has been going on for three weeks.",
        "Since the latest release.",
        "Around noon yesterday.",
        "It broke in late September.",
    ],
    "model": [
        "We use the churn-predictor model.",
        "Model: fraud-scorer",
        "The chatbot runs on Claude Sonnet.",
        "It is the recommendation engine.",
        "The summariser is affected.",
        "Calls go to gpt-4o-mini.",
        "We see this with the sentiment classifier.",
        "model name is `ner-de`",
        "The OCR model misbehaves.",
        "It concerns the demand forecasting model.",
        "The product-search ranker is affected.",
        "Model = credit-risk-xgb",
        "We use Mistral Large.",
        "The translation service does it.",
        "It is our churn model.",
        "The invoice extractor model.",
        "Model name: toxicity-v2",
        "Deployed model `spam-bert`.",
        "The assistant uses llama-3-70b.",
        "The image classifier in the app store.",
    ],
    "version": [
        "Version 2.14.1.",
        "It is v3.",
        "build 20261103.",
        "We run release 5.2.",
        "model_version: 17",
        "image tag 1.9.0-rc2",
        "We are on 4.0.3 of it.",
        "Revision 8f3c2d1.",
        "Release 2026.10.",
        "checkpoint-12000",
        "Version: 12",
        "Running v1.8.",
        "Build number 4512.",
        "release 2026.03",
        "model version 0.9.2",
        "Commit a1b2c3d4.",
        "Tag 2.0-beta1",
        "image: 3.4.1",
        "Snapshot 20260915.",
        "We have ver. 7.2.",
    ],
    "endpoint": [
        "POST /v1/chat/completions",
        "Request id 8f14e45f-ceea-467f-a0d5-1f2b3c4d5e6f",
        "https://api.internal.example/predict",
        "trace_id=4bf92f3577b34da6a3ce929d0e0e4736",
        "x-request-id: req_011CSZ",
        "The endpoint is /score/batch.",
        "correlation id 77ab-2291",
        "Call to the embeddings endpoint.",
        "GET /healthz on port 8080",
        "URL: api.example.org/v2/rank",
        "We call /v2/models/rank/infer.",
        "Trace ID: abc123def456",
        "The URL is https://ml.example.net/score",
        "Request-ID 99f0-12ab",
        "endpoint = /generate",
        "PUT /documents/17",
        "Correlation-Id: 5c1e",
        "x-amzn-requestid 1b2c3d4e-0000-1111-2222-333344445555",
        "Host: inference.corp.example:8443",
        "grpc call to api.models.example.com",
    ],
    "input": [
        "I asked it: 'How do I cancel my order?'",
        "Prompt: Summarise this contract",
        'We sent {"age": 42, "plan": "gold"}',
        "The payload is attached.",
        "The input was a scanned invoice of three pages.",
        "I uploaded report.pdf.",
        'I typed "reset my password".',
        "Question I put in: who owns the router?",
        'Request body: {"text": "hello"}',
        "We fed it a CSV with 40 columns.",
        "Input: a 3 MB PDF",
        'Here is the request body: {"q": 1}',
        "The user typed 'where is my parcel'.",
        "We submitted 50 rows.",
        "The prompt contains two images.",
        "Query: blue trainers size 42",
        "She pasted the contract.",
        "I entered my order number.",
        'We posted this JSON: {"id": 5}',
        "The sample is attached.",
    ],
    "expected": [
        "I expected a refund policy summary.",
        "It should return a score below 0.5.",
        "Expected: the German text",
        "It ought to list three options.",
        "We would have expected label A.",
        "Supposed to give the invoice total.",
        "Expected result: HTTP success.",
        "The correct answer would be Paris.",
        "I was hoping for a table.",
        "It should have answered in French.",
        "We expect a price above zero.",
        "Expected outcome: approved.",
        "The right label is 'invoice'.",
        "It was meant to escalate.",
        "I wanted a summary of five lines.",
        "Usually it takes the first address.",
        "It is supposed to refuse.",
        "The correct result would be 17.",
        "Previously it listed all items.",
    ],
    "actual": [
        "Instead it returned an empty list.",
        "It replies with gibberish.",
        "Error: connection reset by peer",
        "We got HTTP 502.",
        "Actual: label B",
        "It times out.",
        "The answer is wrong: it says Berlin.",
        "It crashes with a segmentation fault.",
        "It just spins and nothing comes back.",
        "The response was truncated in the middle.",
        "It answered in German.",
        "The service returned status 500.",
        "We got a negative price.",
        "Error message: token limit reached",
        "It hangs forever.",
        "The output is empty.",
        "Got: rejected",
        "It responded with a timeout.",
        "The result was 71.",
        "It throws ValueError: bad shape.",
    ],
    "environment": [
        "In production.",
        "On our staging cluster.",
        "Chrome 131 on Windows 11.",
        "Region eu-west-1.",
        "We run it on Kubernetes with A100 GPUs.",
        "On my iPhone app.",
        "Environment: UAT",
        "Ubuntu 22.04, Python 3.11.",
        "In the test environment.",
        "On the Android app.",
        "Production environment.",
        "We are on Azure, West Europe.",
        "Firefox on macOS.",
        "Python 3.12 SDK on Debian.",
        "Dev cluster only.",
        "Test system.",
        "Running in Docker on premises.",
        "Region: us-east-1",
        "Android 15 phone.",
        "Sandbox tenant.",
    ],
    "scope": [
        "Everyone in the office is hit.",
        "Only one user sees it.",
        "About 30% of requests fail.",
        "It happens every time.",
        "Intermittently.",
        "All customers in France.",
        "Just for me.",
        "Roughly 200 tickets so far.",
        "It happens to 3 out of 10 calls.",
        "Every single request is hit.",
        "All users are affected.",
        "Only for premium customers.",
        "It happens sometimes.",
        "Every request fails.",
        "5 of 20 calls.",
        "Just one colleague has it.",
        "Around 300 customers.",
        "It is reproducible.",
        "Nobody else has it.",
        "Once in ten attempts.",
    ],
}
OTHERS_TOLD_TOO = {
    "Model name: toxicity-v2": "version",
    "The image classifier in the app store.": "environment",
}
TELLS_NOTHING = [
    "I don't know which version it is.", "Version: unknown", "Model: n/a", "Request id: none",
    "Environment: ?", "Please tell me what I should do.", "Thanks, every help is welcome.",
    "When can we expect a fix?", "The model is wrong.", "The model gives wrong answers.",
    "It does not work.", "HELP ASAP", "Customer: unknown", "I cannot tell you the endpoint.",
    "No idea which region.", "Is there an outage?", "Can someone check why it is slow?",
]  # fmt: skip


def cases() -> list[tuple[frozenset[str], str]]:
    """100 reports, each telling about half of the items, with the names of those."""
    dice = random.Random(11)
    found: list[tuple[frozenset[str], str]] = []
    for _ in range(100):
        told = [name for name in WORDING if dice.random() < 0.5]
        dice.shuffle(told)
        sentences = [
            dice.choice([s for s in WORDING[name] if s not in OTHERS_TOLD_TOO]) for name in told
        ]
        joint = dice.choice([" ", "\n"])
        found.append((frozenset(told), joint.join(["Our AI misbehaves.", *sentences])))
    return found


@pytest.mark.parametrize(
    ("name", "sentence"), [(name, text) for name, texts in WORDING.items() for text in texts]
)
def test_a_sentence_tells_its_item_and_no_other(name: str, sentence: str) -> None:
    told = {name} | ({OTHERS_TOLD_TOO[sentence]} if sentence in OTHERS_TOLD_TOO else set())
    assert name in check(sentence).present
    assert set(check(sentence).present) <= told


@pytest.mark.parametrize(("told", "text"), cases())
def test_a_report_is_asked_for_exactly_what_it_does_not_tell(
    told: frozenset[str], text: str
) -> None:
    assert set(check(text).present) == told


@pytest.mark.parametrize("sentence", TELLS_NOTHING)
def test_what_says_that_nothing_is_known_tells_nothing(sentence: str) -> None:
    assert check(sentence).present == {}
