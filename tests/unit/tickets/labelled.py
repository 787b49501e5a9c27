"""Small labelled tickets, made up from word lists, always the same."""

import random

TOPICS = {
    "data issue": ["null", "column", "schema", "missing values", "feature table", "stale rows",
                   "duplicate records", "ingestion", "parquet file", "join keys"],
    "model bug": ["wrong label", "hallucinates", "accuracy dropped", "predictions", "scores",
                  "bias", "answers nonsense", "confidence", "retrained model", "regression"],
    "user error": ["how do I", "wrong password", "forgot", "which button", "my settings", "typo",
                   "documentation", "where can I find", "permission for me", "tutorial"],
    "infrastructure": ["timeout", "gateway", "502", "pod restarts", "out of memory", "gpu node",
                       "latency", "disk full", "connection refused", "certificate"],
}  # fmt: skip
_FILLER = ["please help", "since this morning", "in the shop", "for our team", "again", "today",
           "the service", "it seems that", "we see", "customer says", "urgent"]  # fmt: skip


def tickets(count: int, seed: int = 0) -> tuple[list[str], list[str]]:
    """Texts and labels, the four topics in turn."""
    dice = random.Random(seed)
    texts: list[str] = []
    labels: list[str] = []
    for number in range(count):
        label = list(TOPICS)[number % len(TOPICS)]
        words = dice.sample(TOPICS[label], 2) + dice.sample(_FILLER, 4)
        dice.shuffle(words)
        texts.append(" ".join(words) + f" case {dice.randrange(10_000)}")
        labels.append(label)
    return texts, labels
