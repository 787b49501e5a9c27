"""Progress of a verb on stderr: a bar when it is a terminal, silence otherwise."""

import sys
import time

from workbench.core.progress import Progress

_WIDTH = 30
_SECONDS_BETWEEN_DRAWS = 0.1


def terminal_progress() -> Progress:
    """A Progress that draws on stderr when that is a terminal."""
    if not sys.stderr.isatty():
        return Progress()
    last_drawn = 0.0

    def draw(done: float, total: float | None, message: str) -> None:
        nonlocal last_drawn
        moment = time.monotonic()
        finished = total is not None and done >= total
        if moment - last_drawn < _SECONDS_BETWEEN_DRAWS and not finished:
            return
        last_drawn = moment
        if total:
            filled = int(_WIDTH * min(done / total, 1.0))
            bar = "#" * filled + "-" * (_WIDTH - filled)
            sys.stderr.write(f"\r[{bar}] {message}\033[K")
        else:
            sys.stderr.write(f"\r{done:,.0f} {message}\033[K")
        if finished:
            sys.stderr.write("\r\033[K")
        sys.stderr.flush()

    return Progress(draw)
