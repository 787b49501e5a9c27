"""Plain lines: every line is a record and its own message."""

from collections.abc import Iterator

from workbench.core.progress import Progress
from workbench.logs.block import Block
from workbench.logs.source import Source

_STRETCH = 4 << 20


def plain_blocks(source: Source, progress: Progress) -> Iterator[Block]:
    """The lines of a source in stretches of whole lines."""
    position, line, held = 0, 0, [b""]
    while position < source.size:
        chunk = source.read(position, position + _STRETCH)
        if not chunk:
            break
        position += len(chunk)
        progress.report(position, source.size, "reading lines")
        cut = chunk.rfind(b"\n") + 1
        if not cut:
            held.append(chunk)
            continue
        block = Block(b"".join([*held, chunk[:cut]]), line)
        line += len(block)
        held = [chunk[cut:]]
        yield block
    rest = b"".join(held)
    if rest:
        yield Block(rest, line)
