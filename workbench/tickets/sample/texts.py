"""What the people of the sample write: reports, answers and endings, by category."""

PEOPLE = {
    "data issue": ("Dana Okafor", "Ilse Brandt"),
    "model bug": ("Ravi Menon", "Ilse Brandt"),
    "user error": ("Tom Lindqvist", "Aiko Sato"),
    "infrastructure": ("Marek Novak", "Aiko Sato"),
}
"""Who works on what."""

REPORTERS = ("lena@shop-north.example", "paul@shop-north.example", "mei@marketplace.example",
             "carlos@marketplace.example", "nora@fashion.example", "sven@fashion.example",
             "amira@gold-bank.example", "joe@garden.example")  # fmt: skip

REPORTS: dict[str, tuple[tuple[str, str], ...]] = {
    "data issue": (
        ("Feature table has {n} rows with null session_age",
         "Since {when} the feature table of the recommender carries null values in session_age."
         " Expected are hours. Pipeline run {run}, production, all regions."),
        ("Catalogue ingestion skipped {n} products",
         "The nightly ingestion at {when} left out {n} products of customer Fashion Hub. The CSV"
         " has a new column. They should be in the recommendations by now."),
        ("Stale features for {n} customers",
         "Features were not refreshed since {when}. Customers get recommendations of last week."
         " Feature store, region eu-west-1."),
        ("Duplicate records in the click stream",
         "Clicks are counted twice since {when}: {n} duplicate records in the parquet files of run"
         " {run}. Training data is affected."),
        ("Currency column switched from cents to euros",
         "Price features of {n} items are a hundred times too small since {when}. The upstream"
         " schema changed without notice."),
    ),
    "model bug": (
        ("Recommends winter coats to everyone",
         "The ranking model version 3.4 recommends the same {n} coats to every customer since"
         " {when}. Expected: a mix by taste. Request id req-{run}."),
        ("Scores above 1 from /v1/recommend",
         "POST /v1/recommend returns scores such as 1.{n} since {when}. They should lie between 0"
         " and 1. Model ranker-3.4, production."),
        ("Chat assistant invents a return policy",
         "When asked about returns the shop assistant answers with {n} days; our policy is 30."
         " It happened on {when}, transcript {run} is attached."),
        ("Accuracy dropped after retraining",
         "After the retraining of {when} click-through fell by {n} %. The model prefers expensive"
         " items. Version 3.4.1, all customers."),
        ("Wrong language in recommendations",
         "French customers see German titles since {when}, about {n} reports. The language feature"
         " seems to be ignored by the model."),
    ),
    "user error": (
        ("How do I get an API key for the test system?",
         "I could not find in the documentation where to request a key. We start on {when} with"
         " {n} test users."),
        ("401 from /v1/recommend",
         "Our calls fail with 401 since {when}. I think we use the key of the other account, but"
         " where can I see it? Request id req-{run}."),
        ("Cannot see the dashboard of shop {n}",
         "I have no permission for the dashboard since {when}. My colleague can open it. Is it my"
         " login?"),
        ("Upload fails: malformed JSON",
         "The upload of our {n} products at {when} was refused with 400 malformed JSON. What is"
         " wrong with our file? It has a comma at the end, I see now."),
        ("Which parameter turns off personalisation?",
         "A customer asked on {when} for results without tracking. How can we switch"
         " personalisation off for {n} accounts?"),
    ),
    "infrastructure": (
        ("Gateway timeouts for {n} % of requests",
         "Since {when} the gateway answers 504 for {n} % of the requests of marketplace. Endpoint"
         " /v1/recommend, region eu-west-1, production."),
        ("Pods of the model server restart every {n} minutes",
         "model-server pods are killed: out of memory since {when}. Node gpu-7, image 2.14.{n}."
         " Latency rises each time."),
        ("Certificate of the staging endpoint expired",
         "Staging refuses connections since {when}: certificate expired. {n} tests fail."),
        ("Latency of {n} seconds in the evening",
         "Every evening since {when} the 95th percentile climbs to {n} seconds. Gateway and model"
         " server both look busy."),
        ("429 although we are below our limit",
         "We get 429 since {when} with {n} requests a minute; our limit is higher. Trace id"
         " {run}."),
    ),
}  # fmt: skip
"""Title and text; {n}, {when} and {run} are filled in."""

ENDINGS = {
    "data issue": ("Backfilled the table from run {run} and added a check on the column.",
                   "Asked upstream to announce schema changes; rerun {run} is complete."),
    "model bug": ("Rolled back to 3.3 and opened a task for the training team.",
                  "Calibrated the scores again; deployed with run {run}."),
    "user error": ("Explained where the setting is and sent the article.",
                   "The key belonged to the other account; customer changed it."),
    "infrastructure": ("Raised the memory limit and rolled the pods.",
                       "Moved the traffic away from the broken node; run {run} is clean."),
}  # fmt: skip

INCIDENT: tuple[tuple[str, str, str], ...] = (
    ("502 errors in the shop, checkout page has no recommendations",
     "Since 03:00 every fifth call to POST /v1/recommend fails with 502. Customer Shop North,"
     " production, eu-west-1. All users are affected. Expected: 20 items within 300 ms.",
     "Highest"),
    ("Gateway returns 502 since last night",
     "We see 502 from the gateway since 2026-03-06 02:45 UTC for about 22 % of requests. Request"
     " id req-77a1. Nothing changed on our side.", "High"),
    ("Recommendations are odd since Thursday",
     "Since Thursday noon returning customers get items for first-time visitors. Model ranker-3.4,"
     " about 40 customers complained. They should see their own categories.", "High"),
    ("Checkout is down??", "nothing loads, fix asap", "Highest"),
    ("session_age looks like seconds now",
     "In the feature table session_age is 3600 times larger since 2026-03-05 09:12 UTC, pipeline"
     " version 2.0. The model was trained on hours. Production.", "High"),
    ("Slow answers from the model server",
     "p95 of model-server went from 180 ms to 1.4 s since yesterday 13:00. Region eu-west-1, all"
     " requests.", "Medium"),
    ("The AI is broken", "please fix it", "Medium"),
    ("Recommendations wrong again", "they are just wrong", "Low"),
    ("Gold bank: offers not shown",
     "Our offers are not shown in the app since this morning, urgent. App 5.2 on iOS and Android,"
     " all customers.", "High"),
    ("How can I see which model answered?",
     "Is there a field in the response of /v1/recommend that tells the model version? No rush.",
     "Low"),
)  # fmt: skip
"""The morning's new tickets: title, text, priority."""
