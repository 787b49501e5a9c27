"""Small pages for the tests."""

from workbench.knowledge.article import Article, article_from
from workbench.knowledge.filetext import read_text

RUNBOOK = """---
title: Gateway answers 502
kind: runbook
state: verified  # set by the review
owner: Mara
reviewer: Jon
verify_by: 2097-06-30
tags: [gateway, latency]
---

# Gateway answers 502

## Symptom

Clients see errors.

## Impact

Everybody.

## Checks

- [ ] Look at the log. Normal is no error.

## Steps

1. Restart the server.

   ```sh
   kubectl rollout restart deployment/model
   ```

   Expect: it is ready within a minute.
2. Raise the limit. Sign-off: team lead.
   Expect: fewer errors.

## Verification

1. Watch for ten minutes: the share should stay low.

## Rollback

Set the limit back.

## Escalation

Call the team.

## Sign-off

Step 2.
"""


def page(text: str, path: str = "page.md") -> Article:
    """An article with this text."""
    return article_from(path, read_text(text.encode(), path))
