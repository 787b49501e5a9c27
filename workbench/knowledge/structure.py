"""Is an article complete and safe to follow: parts, steps with results, ways back."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from workbench.knowledge.findings import Finding
from workbench.knowledge.kinds import is_part, kinds
from workbench.knowledge.outline import Heading, outline_of

_STEP = re.compile(r"([ \t]*)(?:\d+[.)]|[-*+] \[[ xX]\])[ \t]+(.*)$")
_RESULT = re.compile(
    r"\b(expect(ed|s)?|should (now |then )?(be|show|see|return|report|say|list|print|have|read|drop"
    r"|fall|rise|stay|go|come|start|stop|answer|appear|become)|you (will |should )?(now )?see"
    r"|result:|returns?|prints?|shows|answers|reports|verify|confirm|check that|make sure"
    r"|wait for|until|is normal|goes to|drops (to|below)|must be|looks like|output)\b",
    re.IGNORECASE,
)
_SHELL = frozenset({"", "sh", "bash", "shell", "console", "zsh", "sql", "powershell", "cmd", "ps1"})
_CHANGES = re.compile(
    r"\b(rm|drop|truncate|delete|restart|stop|kill|scale|rollout|cordon|drain|apply|patch|edit|set"
    r"|replace|upgrade|install|uninstall|remove|update|insert|alter|disable|enable|reset|purge|flush"
    r"|failover|promote|migrate|deploy|reboot|shutdown|mv|chmod|chown|systemctl (re)?start)\b",
    re.IGNORECASE,
)
_BACK = re.compile(r"\b(roll ?back|undo|revert|restore|go back|put .{1,40} back|reverse)\b", re.I)
_STEP_KINDS = ("runbook", "client-runbook")


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a part: its words, its first line, and all its lines."""

    text: str
    line: int
    lines: tuple[str, ...]


def structure_findings(text: str, kind: str) -> list[Finding]:
    """Missing parts of its kind; steps without result and changes without a way back."""
    headings = outline_of(text)
    found = [*_missing_parts(headings, kind), *_empty_parts(text, kind)]
    if kind in _STEP_KINDS:
        found += _steps_without_result(text)
        found += _no_way_back(text, headings)
    return found


def steps_of(text: str, part: str = "steps") -> list[Step]:
    """The numbered or ticked entries below a part's heading, in order."""
    lines = text.split("\n")
    return [
        step
        for start, end in _part_ranges(outline_of(text), part, len(lines))
        for step in _steps_between(lines, start, end)
    ]


@dataclass(frozen=True, slots=True)
class Part:
    """A part that the kind needs: the line of its heading (0 when it is missing), if written."""

    name: str
    line: int
    written: bool


def parts_of(text: str, kind: str) -> list[Part]:
    """The parts of the article's kind, in the template's order, and which have text."""
    known = kinds().get(kind)
    if known is None:
        return []
    headings, lines = outline_of(text), text.split("\n")
    found: list[Part] = []
    for name in known.parts:
        heading = next((one for one in headings if is_part(one.text, name)), None)
        ranges = _part_ranges(headings, name, len(lines)) if heading else []
        written = any(_has_text("\n".join(lines[start:end])) for start, end in ranges)
        found.append(Part(name, heading.line if heading else 0, written))
    return found


def place_to_write(text: str, part: Part) -> int:
    """The line (from 1) at which a part's text begins, below its heading and hints; 0 if it
    is missing."""
    if not part.line:
        return 0
    lines = text.split("\n")
    in_hint = False
    for number in range(part.line, len(lines)):
        line = lines[number].strip()
        if in_hint or line.startswith("<!--"):
            in_hint = not line.endswith("-->")
        elif line.startswith("#"):
            return number  # the line above the next heading
        elif line:
            return number + 1
    return len(lines)


def _has_text(part: str) -> bool:
    """Whether anything but hints, marks and empty entries stands there."""
    bare = re.sub(r"<!--.*?-->", "", part, flags=re.DOTALL)
    bare = re.sub(r"^\s*(?:[-*+]|\d+[.)]|\[[ xX]\]|#+|Expect:)+\s*", "", bare, flags=re.MULTILINE)
    return bool(re.search(r"\w", re.sub(r"\[[ xX]\]|Expect:", "", bare)))


def _missing_parts(headings: list[Heading], kind: str) -> list[Finding]:
    known = kinds().get(kind)
    if known is None:
        return []
    return [
        Finding(1, 1, 1, "missing-part", f"A {known.label.lower()} needs a part '{part}'.")
        for part in known.parts
        if not any(is_part(heading.text, part) for heading in headings)
    ]


def _empty_parts(text: str, kind: str) -> list[Finding]:
    return [
        Finding(part.line, 1, 1, "empty-part", f"The part '{part.name}' says nothing yet.")
        for part in parts_of(text, kind)
        if part.line and not part.written
    ]


def _steps_without_result(text: str) -> list[Finding]:
    return [
        Finding(
            step.line,
            1,
            len(step.lines[0]) + 1,
            "no-expected-result",
            f"The step '{_short(step.text)}' does not say what should be seen after it.",
        )
        for step in steps_of(text)
        if step.text and not _RESULT.search("\n".join(step.lines))
    ]


def _no_way_back(text: str, headings: list[Heading]) -> list[Finding]:
    """Commands that change something, on a page that never says how to undo it."""
    lines = text.split("\n")
    ways = _part_ranges(headings, "rollback", len(lines))
    if any(_has_text("\n".join(lines[start:end])) for start, end in ways):
        return []
    prose = "\n".join(line for line in lines if not line.lstrip().startswith("#"))
    if _BACK.search(prose):
        return []
    return [
        Finding(
            number,
            1,
            len(line) + 1,
            "no-rollback",
            f"'{_short(line.strip())}' changes something, and the page has no rollback.",
        )
        for number, line in _commands(lines)
        if _CHANGES.search(line)
    ]


def _commands(lines: list[str]) -> Iterator[tuple[int, str]]:
    """Lines of shell or SQL blocks."""
    fence = language = ""
    for number, line in enumerate(lines, 1):
        mark = re.match(r"[ \t>]*(`{3,}|~{3,})[ \t]*(\w*)", line)
        if mark and not fence:
            fence, language = mark[1], mark[2].lower()
        elif mark and mark[1].startswith(fence):
            fence = ""
        elif fence and language in _SHELL and not line.lstrip().startswith("#"):
            yield number, line


def _part_ranges(headings: list[Heading], part: str, last: int) -> list[tuple[int, int]]:
    """(line index after the heading, line index of the next heading of its level or above)."""
    found: list[tuple[int, int]] = []
    for place, heading in enumerate(headings):
        if is_part(heading.text, part):
            later = headings[place + 1 :]
            end = next((h.line - 1 for h in later if h.level <= heading.level), last)
            found.append((heading.line, end))
    return found


def _steps_between(lines: list[str], start: int, end: int) -> Iterator[Step]:
    current: list[str] = []
    first, words, indent = 0, "", 0
    for index in range(start, end):
        match = _STEP.match(lines[index])
        if match and (not current or len(match[1]) <= indent):
            if current:
                yield Step(words, first, tuple(current))
            current, first, words, indent = (
                [lines[index]],
                index + 1,
                match[2].strip(),
                len(match[1]),
            )
        elif current:
            current.append(lines[index])
    if current:
        yield Step(words, first, tuple(current))


def _short(text: str) -> str:
    plain = re.sub(r"[`*]", "", text)
    return plain if len(plain) <= 60 else plain[:57].rstrip() + " …"
