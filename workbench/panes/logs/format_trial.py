"""Tries a pattern on sample lines in a process of its own: a pattern may take for ever."""

from collections.abc import Sequence

from workbench.core.progress import Progress
from workbench.logs.format_draft import Trial, try_pattern


def trial(pattern: str, lines: Sequence[str], progress: Progress) -> Trial:
    """What the pattern reads from the lines."""
    progress.check()
    return try_pattern(pattern, lines)
