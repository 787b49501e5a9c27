"""What is wrong with a packed log of which only a part could be read, and how it is said."""

import gzip
from dataclasses import dataclass
from pathlib import Path

CUT, BROKEN, WRONG = "cut", "broken", "wrong"
_SENTENCES = {
    CUT: "{log} is cut off in line {line:,}: what follows is missing.",
    BROKEN: "{log} is damaged in line {line:,}: what follows cannot be read.",
    WRONG: "{log} is damaged: its checksum is wrong, so that any of its lines may be wrong.",
}


@dataclass(frozen=True, slots=True)
class Damage:
    """`kind` is CUT, BROKEN (from `line`, from 1, on nothing was read) or WRONG (all was)."""

    kind: str
    line: int

    def sentence(self, log: str) -> str:
        """What a person is told of the log of this name."""
        return _SENTENCES[self.kind].format(log=log, line=self.line)

    @property
    def suffix(self) -> str:
        """How the name of the unpacked copy ends, so that it is known when it is used again."""
        return f".{self.kind}-{self.line}"


def damage_of(copy: Path) -> Damage | None:
    """The damage that the name of an unpacked copy tells of."""
    kind, _, line = copy.suffix[1:].partition("-")
    return Damage(kind, int(line)) if kind in _SENTENCES and line.isdigit() else None


def kind_of(error: Exception) -> str:
    """Which damage an error in unpacking shows."""
    if isinstance(error, EOFError):
        return CUT
    checked = isinstance(error, gzip.BadGzipFile) and not str(error).startswith("Not a gzipped")
    return WRONG if checked else BROKEN  # gzip checks at the end, when all was given out
