"""The application's own log: rotating, redacted, in the user's log folder."""

import logging
import logging.handlers
from pathlib import Path

from workbench.core.redaction import redact

FILE_NAME = "workbench.log"
_BYTES = 1_000_000
_KEPT = 3


class _Redacting(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        return redact(super().format(record))


def start_logging(folder: Path) -> Path | None:
    """Write the log of this run into the folder; None when it cannot be written there."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        handler = logging.handlers.RotatingFileHandler(
            folder / FILE_NAME, maxBytes=_BYTES, backupCount=_KEPT, encoding="utf-8", delay=False
        )
    except OSError:
        return None
    handler.setFormatter(_Redacting("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    logger = logging.getLogger("workbench")
    logger.setLevel(logging.INFO)
    logger.addHandler(handler)
    return folder / FILE_NAME
