"""Completeness of whole reports: letters, forms, chats, logs, and what only looks like a fact."""

import random
import time

import pytest

from workbench.tickets.completeness import check

LETTERS = {"W": "who", "T": "when", "M": "model", "V": "version", "E": "endpoint", "I": "input",
           "X": "expected", "A": "actual", "N": "environment", "S": "scope"}  # fmt: skip
REPORTS = [
    ("WA", "Our warehouse colleague Piotr Zielinski receives an empty pick list."),
    ("A", "The subtitles run three seconds ahead of the sound."),
    ("MA", "The crop yield predictor overestimates maize by a factor of ten."),
    ("A", 'We keep receiving "quota exceeded" although we are under the limit.'),
    ("A", "Latency went from 200 ms to 9 s."),
    ("A", "Half of the sentence is in Korean."),
    ("A", "My avatar has three arms."),
    ("A", "The price is shown as -4 EUR."),
    ("A", "java.lang.NullPointerException at Scorer.java:77"),
    ("A", "grpc status UNAVAILABLE"),
    ("A", "HTTP/1.1 401 Unauthorized"),
    ("A", "It returned the same sentence three times."),
    ("A", "The page stays white."),
    ("A", "The download is 0 bytes."),
    ("A", "Then the bot insulted the customer."),
    ("MA", "The chatbot promised a customer a free flight."),
    ("A", "It deleted the second half of my letter."),
    ("A", "The reply contains another customer's address."),
    ("A", 'It translated "bank" as "Ufer".'),
    ("X", "A human would have answered yes."),
    ("X", "The docs promise a reply below two seconds."),
    ("X", "Required: JSON"),
    ("X", "According to the manual it refuses such texts."),
    ("X", "We were promised 99 points."),
    ("I", "Steps: I opened the chat and typed hello."),
    ("I", "The customer's message was: where is my parcel"),
    ("I", "I attached the audio."),
    ("I", "We ran it over 300 contracts."),
    ("I", "I drew a circle and pressed send."),
    ("I", "My question was how many days off I have."),
    ("I", "I gave it a picture of my cat."),
    ("I", "Prompt used: write a haiku"),
    ("N", "On the acceptance environment."),
    ("N", "Tried in Vivaldi."),
    ("N", "Terminal: Honeywell CT60."),
    ("W", "Patient portal team"),
    ("W", "Grüße, Jürgen"),
    ("W", "Our supplier Kappa Steel wrote to us."),
    ("W", "My employee number is 55120."),
    ("W", "Sanjay Gupta, Quality"),
    ("W", "Love, Aunt May"),
    ("T", "It is like this since the weekend."),
    ("T", "Since I came back from lunch."),
    ("T", "Since we moved to the new cluster."),
    ("T", "At 14h30."),
    ("T", "Since the power cut."),
    ("M", "The vet symptom checker is down."),
    ("M", "We use the contract clause extractor."),
    ("M", "It concerns your pronunciation coach."),
    ("M", "The recipe generator."),
    ("M", "Feature: smart compose"),
    ("M", "The tone-of-voice rewriter."),
    ("M", "our licence plate recognition"),
    ("M", "The shelf scanner AI."),
    ("M", "We call Gemini Flash."),
    ("M", "The knowledge base bot."),
    ("M", "The inventory optimizer."),
    ("V", "Client 5.1."),
    ("V", "API version: v2"),
    ("V", "App version 14"),
    ("V", "Container tag 2024-11-05"),
    ("V", "Both 2.1 and 2.2 of the SDK."),
    ("E", "Requests to /quote fail."),
    ("E", "trace 9c0ffee12345"),
    ("E", "It goes to ws://speech.example.com/live"),
    ("E", "gRPC method acme.v1.Ranker/Rank"),
    ("E", "Session 7d9f2a1c"),
    ("S", "Two of our five branches."),
    ("S", "Nearly all drivers."),
    ("S", "The whole support floor."),
    ("S", "Every other try."),
    ("S", "Out of 50 photos, 12 are hit."),
    ("S", "For half of the patients."),
    ("S", "Happens in 3 of 4 runs."),
    ("S", "Some letters only."),
    ("S", "on every restart"),
    ("EIA", 'curl -X POST https://vision.example.net/v1/label -F img=@cat.jpg\n-> 500 '
         '{"error":"worker died"}'),
    ("WMIXA", 'Hello, our customer Alpina Reisen asked the travel planner for "a week in the '
         'Alps" and it offered a cruise. It should offer mountain hotels.'),
    ("MVN", "Using translator app 7.2 on a Galaxy Tab S8."),
    ("WMA", "Dear colleagues,\nthe pronunciation trainer marks my son's perfect German as "
         "\"poor\".\nWith kind regards\nElif Kaya"),
    ("TS", "It began on Thursday and hits all branches."),
    ("V", "Versions: client 4.2.0, server 9.1.1"),
    ("WI", 'Patient 8812 typed "I feel dizzy".'),
    ("IXA", 'I said "lights off" and the radio came on. The lights should go out.'),
    ("TEA", "2025-01-09 22:14:03,118 ERROR scorer - POST /v2/score failed: KeyError 'income'"),
    ("TEMVAN", '{"ts":"2025-02-11T10:00:00Z","level":"error","model":"ner-large","version":"4.0'
         '.1","env":"prod","path":"/ner","msg":"tensor size mismatch"}'),
    ("WXA", "As a nurse on ward 3 I see the wrong dose: 50 mg, it should be 5 mg. - Maria Lopez"),
    ("MIA", 'On "How do I reset my router?" the helpdesk bot answers with an advert.'),
    ("NA", "Android 14, Pixel 7a: microphone button greyed out, nothing gets transcribed."),
    ("WTV", "Hi, Ken from Ops. v3.8.2, started Sunday."),
    ("TMXA", "Yesterday the price predictor said 12 EUR instead of 1200 EUR."),
    ("MVXA", "fraud-guard 2.2 approves stolen cards. It must block them."),
    ("IA", "The file contract_77.docx comes back with all umlauts missing."),
    ("VIA", 'sdk==1.9.2, client.embed("hi") -> TypeError: embed() missing 1 required argument'),
    ("MXA", "Weather assistant claims it is snowing. It's 30 degrees here, so \"sunny\" "
         "would be correct."),
    ("AX", "The total is 300 but ought to be 3000."),
    ("WA", "Mrs. Petrov's letter was addressed to \"Mr. Petrov\"."),
    ("IMA", "Asked the cooking assistant: how long to boil an egg? It answered: three hours."),
    ("IA", 'Input {"lat": 91, "lon": 4} is accepted without any error.'),
    ("WMA", "Hola, soy Lucia de Soporte. The chatbot answer in Chinese to my client."),
    ("WMVNTA", "PRODUCT: Menu translator VERSION: 4.2 ENV: prod REPORTER: Luc Petit SINCE: 1 "
         "May PROBLEM: dishes come back as emojis"),
    ("VN", "| Version | 3.1 |\n| OS | Debian 12 |"),
    ("WIA", 'From: kim@paper.example\nSubject: wrong word\n\nThe text "Hallo Welt" is read '
         'as "Hello Wild".'),
    ("WMAN", "Hiya, Bogdan (Tax) again - invoice reader turns commas into dots on his Surface "
         "Pro"),
    ("AX", "shows me 1970-01-01 as the delivery day, should be next week"),
    ("MA", "The headline generator swears."),
    ("MVA", "We use SQL generator 0.9 and it makes up columns."),
    ("A", "no sound comes out anymore"),
    ("EA", 'calling /speak ends with "voice not found"'),
    ("VEA", "SDK 3.3 raises TimeoutError on /jobs/next"),
    ("MTA", "Since the switch to winter time the energy forecaster is one hour late."),
    ("AI", 'Screenshot shows: the question "who are you" is answered with "I am Batman"'),
    ("NS", "Only on iOS 17, Android is fine."),
    ("MI", "The alt text writer, given a chart."),
    ("AI", 'Summarise "Moby Dick" -> answers with one word'),
    ("WI", "Dr. Amara sent scan_88.dcm"),
    ("MWXA", "Hello, Silke Braun from Payroll: the payslip explainer says \"ask your boss\" "
         "but I'd expect an explanation of the deductions."),
    ("VMT", "After upgrading the intent classifier to 5.0 on 3 June"),
    ("WN", "Team Atlas runs on Azure OpenAI in Sweden Central."),
    ("WE", "Customer 9001, trace 1f2e3d4c5b6a"),
    ("WSA", "Everyone at Kowalski Logistics sees prices in yen."),
    ("TSA", "every morning at 6 the batch dies with exit code 137"),
    ("AS", "50% of the pictures come back black"),
    ("IXA", 'A photo of a zebra is labelled "horse"; the label should be "zebra".'),
    ("WMA", "the chatbot told our customer (Mrs. Lund) that shipping is free 🤦"),
    ("VA", "CLI 0.22 exits with code 3"),
    ("MVAS", "lol the image generator 3.5 gives everyone six fingers"),
    ("MA", "photo search finds nothing but cats"),
    ("TA", "500 Internal Server Error since 3pm"),
    ("WTN", "Tomoko, Osaka plant. It began 6 o'clock. Firefox."),
    ("A", "it doesn't find any of our documents"),
    ("S", "happens to every driver"),
    ("S", "affects one branch"),
    ("TS", "Every Monday around 8"),
    ("I", "q: how tall is the eiffel tower"),
    ("I", "Me: cancel my order. "),
    ("IA", "asked for a vegan recipe, got a steak"),
    ("IXA", 'typed "best pizza in town" - expected restaurants, got a tyre shop'),
    ("XA", "Score is 17, correct would be 71."),
    ("A", "the box stays empty"),
    ("A", "the ticket is routed to Finance"),
    ("A", "RuntimeError: CUDA error: device-side assert triggered"),
    ("A", "exit status 1"),
    ("A", '"detail": "Not Found"'),
    ("NV", "iPhone 13 mini / app 4.4"),
    ("N", "Pixel phone"),
    ("N", "On tablet in the ward"),
    ("M", "Your AI tutor"),
    ("M", "the legal document summariser"),
    ("M", "The stock picker AI."),
    ("M", "our defect detection on line 3"),
    ("M", "The hotel review analyser"),
    ("M", "the noise reduction feature"),
    ("V", "we're on 2.9 now"),
    ("V", "latest version (5.3)"),
    ("V", "It's v 2.1"),
    ("E", "/summarize endpoint"),
    ("T", "since the last sprint"),
    ("T", "since 9"),
    ("MIA", 'Museum guide bot, asked "who painted this?", replied "a horse".'),
    ("WXA", "Judge Okoro's clerk got a summary of another case; it had to be case 12-B."),
    ("WS", "Coach Lindgren and both goalkeepers have it."),
    ("VN", "Firmware 3.14 on the Jetson Orin"),
    ("IA", '"Where is gate B12?" → "There is no gate."'),
    ("XN", "On my Chromebook. I'd expect dark mode to stay on."),
    ("MXS", 'The goods classifier should say "fresh fish". Half of our crates.'),
    ("A", "It keeps asking for the room number."),
    ("A", "Page loads, then a grey box and nothing else."),
    ("WN", "Teresa Vidal, Front Desk - iPad mini"),
    ("MNA", "In our test cluster the snow depth estimator returns -2 m."),
    ("WMA", "Dear support,\n\nour curator reports that the audio guide generator mixes up "
         "Monet and Manet.\n\nSincerely,\nMuseum Lindenhof"),
    ("IXA", 'I dictated "two pints of milk". Got "to paint the silk". Wanted: the first.'),
    ("SA", "For a third of the boats the ETA is in the past."),
    ("MSA", 'Always the same: the lyrics writer rhymes "moon" with "moon".'),
    ("XE", "docs promise p95 under 1 s for /route"),
    ("MVE", "wind-nowcast 0.9, trace 77aa01bc9e"),
    ("WE", "req-id 55d0c, account 8080-2"),
    ("NX", "EU tenant. Data ought to stay in the EU."),
    ("WTVN", "Who - Priit Tamm; When - 8 June 11:00; Version - 1.19; OS - Fedora"),
]  # fmt: skip
"""The letters of the items that a report tells, and the report."""
NOTHING = [
    "I gave up.",
    "The answers are bad.",
    "Model: -",
    "Environment: (don't know)",
    "Expected behaviour:\n\nActual behaviour:\n\nVersion:",
    "What do you expect me to do?",
    "I don't know if it is production.",
    "It should work.",
    "It must be fixed.",
    "Please fix it by Friday.",
    "Is anyone there?",
    "Dear Ms. Novak, it fails.",
    "The AI does not work as expected.",
    "Not working as it should!",
    "Error: see below",
    "Input: redacted",
    "I asked my colleague for help.",
    "It needs to be escalated.",
    "Who: -\nWhen: -\nModel: -\nVersion: -\nEndpoint: -\nInput: -\nExpected: "
         "-\nActual: -\nEnvironment: -\nScope: -",
    "Name: n/a\nVersion: don't know\nModel: ???\nBrowser: no idea\nError message: none",
    "Our production line stands still because of you.",
    "I expect an answer by tomorrow.",
    "I'd like to know which endpoint we should use.",
    "**Expected**\n\n**Actual**\n\n**Version**\n",
    "Version: see attachment\nModel: not specified\nEndpoint: not applicable",
    "Do I need to update the app?",
    "Dear Dr. Stein, please help.",
    "my boss wants an answer today",
    "As discussed on the phone, please call back.",
    "You should really test your stuff.",
    "Input: none, output: none.",
    "How can I see which version I have?",
    "The windows of our office are broken, just like your AI.",
    "- Name: \n- Version: \n- What happened: \n",
]  # fmt: skip
LOOKS_LIKE = [
    ("version", "It reads our sign as 'route 4 v2.0 north'."),
    ("version", "Edge 131 and Python 3.12."),
    ("actual", "Error: -"),
    ("actual", "I gave the grader two essays."),
    ("actual", "The manual says tulips are red."),
    ("input", "Prompt: (cannot share it)"),
    ("input", 'response: {"class": "tulip"}'),
    ("input", '200 OK\n{"class": "tulip"}'),
    ("who", "Reporter: \nDate: "),
    ("who", "Affects: every van"),
    ("who", "tulip-svc@2.0.1"),
    ("who", "Dear Mr. Okafor"),
    ("model", "Team: Garden\nModel version: unknown"),
    ("when", "Sales figures for Q2 look wrong."),
    ("when", 'It wrote "we were founded in May 1999".'),
    ("when", "model tulip-2025-04-14"),
    ("endpoint", "Endpoint: no idea"),
    ("expected", "It does not do what it should."),
    ("expected", "I expected a quicker reply."),
    ("expected", "Expected: -"),
    ("environment", "The production plan is late."),
    ("environment", "Our safari lodge is full."),
    ("scope", "429 Too Many Requests"),
    ("scope", "The download is stuck at 99%."),
    ("scope", "Scope=unknown;"),
]  # fmt: skip
"""An item, and words that sound like it and do not tell it."""


@pytest.mark.parametrize(("letters", "report"), REPORTS)
def test_a_report_tells_these_items_and_no_others(letters: str, report: str) -> None:
    assert set(check(report).present) == {LETTERS[letter] for letter in letters}


@pytest.mark.parametrize("report", NOTHING)
def test_complaints_empty_forms_and_questions_tell_nothing(report: str) -> None:
    assert check(report).present == {}


@pytest.mark.parametrize(("item", "words"), LOOKS_LIKE)
def test_what_only_looks_like_an_item_does_not_tell_it(item: str, words: str) -> None:
    assert item in check(words).missing


def test_the_words_found_are_those_of_the_report() -> None:
    found = check('User: "Lena Fuchs"\nVersion: 2.0').present
    assert found["who"] == 'User: "Lena Fuchs"'
    assert found["version"] == "Version: 2.0"


@pytest.mark.parametrize("piece", ["- ", "a.", "Ab, \n", "the model ", "is it ", 'asked for "'])
def test_the_time_grows_with_the_length_only(piece: str) -> None:
    short, long = (_seconds(piece * (size // len(piece))) for size in (4_000, 32_000))
    assert long < 24 * short + 0.2


def _seconds(text: str) -> float:
    check("")
    started = time.perf_counter()
    check(text)
    return time.perf_counter() - started


def test_of_a_long_report_the_beginning_and_the_end_are_read() -> None:
    log = "lorem ipsum dolor sit amet\n" * 8_000
    found = check(f"Since Monday 9:00 it is broken.\n{log}\nError: CUDA out of memory").present
    assert found["when"] == "Monday"
    assert "CUDA out of memory" in found["actual"]


WORDINGS = {
    "who": (
        "Reported by Maria Lopez from the billing team.",
        "User id 48213 is affected.",
        "Customer: Acme GmbH",
        "Hi, this is Peter from Risk Operations.",
        "The account manager Jane Smith noticed it.",
        "Our client Contoso complained.",
        "Tenant: northwind-eu",
        "I'm Ravi, data analyst in marketing.",
        "Affected customer is Globex (id C-1009).",
        "Best regards,\nSofia Rossi",
    ),
    "when": (
        "It started on 12 March 2026 at 14:05 UTC.",
        "Since yesterday morning.",
        "First seen 2026-03-02T08:15:00Z.",
        "This began about two hours ago.",
        "Happening since last Tuesday.",
        "Time: 09:40 CET today",
        "Between 3 pm and 4 pm on Friday.",
        "It began right after lunch today.",
        "Observed on 03/11/2026.",
        "Started last night around 23:30.",
    ),
    "model": (
        "It is the fraud detection model.",
        "We use gpt-4o-mini for this.",
        "The model is sentiment-classifier.",
        "The churn prediction model is concerned.",
        "The support chatbot is the one affected.",
        "It concerns our llama-3-70b deployment.",
        "The OCR service is affected.",
        "The demand forecasting model is involved.",
        "It's the summarization feature.",
    ),
    "version": (
        "Version 2.3.1.",
        "The model version is v14.",
        "We are on release 2026.02.",
        "Running build 8841.",
        "Version: 1.0.7-rc2",
        "SDK version 0.9.4.",
        "Deployed image tag v3.2.0.",
        "App version 5.12.",
        "Client lib 1.4.2.",
    ),
    "endpoint": (
        "Endpoint: /v1/chat/completions",
        "Request id req_8f3a2b1c.",
        "POST https://api.example.com/v2/predict",
        "trace id 4bf92f3577b34da6",
        "The call goes to /api/score.",
        "X-Request-ID: 7f9c-11ee-be56",
        "Correlation ID 0b9e6a1d-2f44-4c1b-9d1c-77aa",
        "URL https://ml.internal/score/batch",
        "GET /v1/embeddings",
        "It hits the /predict endpoint.",
    ),
    "input": (
        'Input was: "Translate good morning into French".',
        "The prompt was 'Summarise the attached contract'.",
        "I uploaded invoice_2231.pdf.",
        'Payload: {"amount": 120, "country": "DE"}',
        'The query text was "red running shoes".',
        "We sent the file customers_march.csv.",
        "Prompt: write a haiku about autumn",
        'I typed "cancel my subscription".',
        'The request body was {"text": "hello"}.',
        'I asked it "what is our refund policy?".',
    ),
    "expected": (
        "Expected: a score below 0.5.",
        "It should return a valid JSON object.",
        "We expected the answer to be in German.",
        "Expected result: three recommendations",
        "I would expect it to approve the transaction.",
        "It is supposed to list five products.",
        "Normally it answers within two seconds.",
        "The correct label would be 'positive'.",
        "It ought to classify this as spam.",
        "We were expecting an invoice total of 99 EUR.",
    ),
    "actual": (
        "Instead it returned an empty list.",
        "It answers with HTTP 500.",
        "Actual: the label was 'negative'.",
        "The response was a 504 gateway timeout.",
        "It crashed with KeyError: 'user_id'.",
        "The output was gibberish.",
        'We get "model not found" as an error.',
        "It returned the wrong language.",
        "The service hangs and never answers.",
        "It gave 0.97 for a harmless payment.",
    ),
    "environment": (
        "This is in production.",
        "Environment: staging",
        "On Windows 11 with Chrome 122.",
        "Running in eu-west-1.",
        "It happens in the test environment.",
        "Using Firefox on Ubuntu 22.04.",
        "Platform: Android 14",
        "On our on-prem Kubernetes cluster.",
        "In the UAT environment.",
        "Region: us-east-2, production",
    ),
    "scope": (
        "All users are affected.",
        "It happens every time.",
        "About 30 percent of requests fail.",
        "Only one customer is affected.",
        "It occurs intermittently, maybe 1 in 10 calls.",
        "Roughly 200 users see this.",
        "It affects everyone in the team.",
        "Just me, as far as I can tell.",
        "Happens sporadically.",
    ),
}
"""Sentences that each tell one item and no other."""


@pytest.mark.parametrize(
    ("item", "sentence"), [(item, one) for item, all_of in WORDINGS.items() for one in all_of]
)
def test_a_sentence_tells_its_item_and_no_other(item: str, sentence: str) -> None:
    assert set(check(sentence).present) == {item}


def test_sentences_tell_the_same_together_as_apart() -> None:
    dice = random.Random(7)
    for _ in range(200):
        told = [item for item in WORDINGS if dice.random() < 0.5]
        dice.shuffle(told)
        greeting = dice.choice(["Hello,\n", "Good morning team,\n\n", "Subject: problem\n\n"])
        text = greeting + dice.choice([" ", "\n", "\n- "]).join(
            dice.choice(WORDINGS[item]) for item in told
        )
        assert set(check(text).present) == set(told), text
