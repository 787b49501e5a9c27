"""Which formats a log has, by its content: samples of its lines offered to every format."""

from collections.abc import Sequence
from dataclasses import dataclass

from workbench.logs.block import Block
from workbench.logs.first_match import first_match
from workbench.logs.formats import LogFormat, PatternFormat
from workbench.logs.source import Source

_HEAD_BYTES = 256 << 10
_PLACE_BYTES = 32 << 10
_PLACES = 6
_HEAD_LINES = 100
_PLACE_LINES = 20
_LONGEST = 64 << 10
_FALLBACK = "stamped_log"
_RARE = 0.002
_HABIT = 2
_HABIT_SHARE = 0.2

WEAK = frozenset(
    {
        "prefixed_log", "prefixed_json_log", "clock_log", "level_log", "uvicorn_log",
        "tcsh_history", "indented_log", "kernel_log", "json_level_log",
    }
)  # fmt: skip
"""Formats with so little to go by that they must not cut records of another format apart."""
_LOOSE = frozenset({"prefixed_log", "clock_log", "indented_log"})
"""Those that also match prose and tables with a time in them: they need more than a line or two."""
_COMPANIONS = {
    "uvicorn_log": {
        "vllm_log", "gunicorn_log", "python_log", "glog_log", "ray_log", "clock_log", "level_log",
    },
    "prefixed_log": {"prefixed_json_log"},
    "prefixed_json_log": {"prefixed_log"},
    "json_level_log": {"json_log", "json_access_log", "bunyan_log"},
}  # fmt: skip
"""Weak formats, and those beside which they are believed."""


@dataclass(frozen=True, slots=True)
class Recognised:
    """A format of a file and the share (0 to 1) of the sampled record heads that it matched."""

    format: LogFormat
    share: float


def sample_lines(source: Source, newline: int) -> list[bytes]:
    """Lines from the head and from a few places further on, colour codes removed."""
    head = source.read(0, _HEAD_BYTES)
    lines = _whole_lines(head, newline, at_start=True)
    further = lines[_HEAD_LINES:]
    lines = lines[:_HEAD_LINES] + further[:: max(len(further) // _HEAD_LINES, 1)]
    if source.size > 4 * _HEAD_BYTES:
        for place in range(1, _PLACES):
            start = source.size * place // _PLACES
            piece = source.read(start, start + _PLACE_BYTES)
            lines += _whole_lines(piece, newline, at_start=False)[:_PLACE_LINES]
    return lines


def _whole_lines(piece: bytes, newline: int, *, at_start: bool) -> list[bytes]:
    block = Block(piece, newline)
    rows = range(0 if at_start else 1, len(block) - (0 if len(piece) < _PLACE_BYTES else 1))
    lines: list[bytes] = []
    for row in rows:
        line = block.line(row)[:_LONGEST]
        lines.append(line)
        if line.rfind(b"\r") >= 0:
            lines.append(line[line.rfind(b"\r") + 1 :])
    return lines


def recognise(lines: Sequence[bytes], formats: Sequence[LogFormat]) -> list[Recognised]:
    """The formats that these lines have, in the order in which `formats` come; [] for none."""
    bound = [one for given in formats if (one := given.bound_to(lines)) is not None]
    counts = [0] * len(bound)
    indented = list(counts)
    heads = 0
    commenting = [one for one in bound if _may_comment(one)]
    first = first_match(bound)
    for line in lines:
        if not line.strip() or any(one.comment(line) for one in commenting):
            continue
        inner = line[:1] in b" \t"
        number = first(line)
        heads += not inner
        if number is not None:
            (indented if inner else counts)[number] += 1
    if not any(counts):  # some programs put blanks before every record
        counts, heads = indented, len(lines)
    kept = _kept(bound, counts, heads)
    return [Recognised(one, count / heads) for one, count in kept]


def _may_comment(one: LogFormat) -> bool:
    if isinstance(one, PatternFormat):
        return one.comment_pattern is not None
    return type(one).comment is not LogFormat.comment


def _kept(
    bound: Sequence[LogFormat], counts: Sequence[int], heads: int
) -> list[tuple[LogFormat, int]]:
    """Those that matched, without chance hits; the general one stands by for the rest."""
    total = sum(counts)
    seen = [(one, count) for one, count in zip(bound, counts, strict=True) if count > _RARE * total]
    strong = {one.name for one, _ in seen} - WEAK
    if not strong:
        return _weak_only([(one, n) for one, n in seen if _is_believed(one.name, total, heads)])
    kept = [(one, n) for one, n in seen if one.name in strong or _goes_with(one.name, strong)]
    if all(isinstance(one, PatternFormat) for one, _ in kept) and _FALLBACK not in strong:
        kept += [(one, 0) for one in bound if one.name == _FALLBACK]
    order = {id(one): place for place, one in enumerate(bound)}
    return sorted(kept, key=lambda pair: order[id(pair[0])])


def _is_believed(name: str, count: int, heads: int) -> bool:
    """Whether a weak format's matches are a habit of the file, not a sentence or two in it."""
    if name not in _LOOSE:
        return True
    return 2 * count > heads or (count >= _HABIT and _HABIT_SHARE * heads <= count)


def _weak_only(seen: list[tuple[LogFormat, int]]) -> list[tuple[LogFormat, int]]:
    best = next((pair for pair in seen if pair[1] == max(n for _, n in seen)), None)
    if best is None:
        return []
    return [pair for pair in seen if pair is best or _goes_with(pair[0].name, {best[0].name})]


def _goes_with(name: str, strong: set[str]) -> bool:
    return bool(_COMPANIONS.get(name, set()) & strong)
