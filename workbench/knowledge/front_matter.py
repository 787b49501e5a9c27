"""The front matter of an article: YAML is read leniently and edited line by line, TOML read."""

import re
from dataclasses import dataclass
from typing import Any, TypeAlias, Union, cast

from workbench.core.errors import UserError

Value: TypeAlias = Union[str, list["Value"], dict[str, "Value"], None]

_FENCE = re.compile(r"---[ \t]*$")
_TOML_FENCE = re.compile(r"\+\+\+[ \t]*$")
_END = re.compile(r"(---|\.\.\.)[ \t]*$")
_NEEDS_QUOTES = re.compile(r"""^[\s\[\]{}&*!|>'"%@`#,?:-]|:\s|\s#|^$|[\s:]$""")


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """The fields, all as text; `lines` is how many lines it takes, fences included.

    `problem` says what is wrong with it, on `problem_line` of the file; then there are
    no fields and the page is shown as it is.
    """

    fields: dict[str, Value]
    lines: int
    problem: str = ""
    problem_line: int = 1

    def text(self, name: str) -> str:
        """A field as one text, "" where it is absent."""
        value = self.fields.get(name)
        return value.strip() if isinstance(value, str) else ""

    def texts(self, name: str) -> tuple[str, ...]:
        """A field as a list: a YAML list, or one text with commas."""
        value = self.fields.get(name)
        if isinstance(value, list):
            return tuple(entry.strip() for entry in value if isinstance(entry, str))
        if isinstance(value, str):
            return tuple(part.strip() for part in value.split(",") if part.strip())
        return ()


def read_front_matter(text: str) -> FrontMatter:
    """Read what stands between the first line '---' and the next one, or '+++' for TOML (Hugo)."""
    lines = text.removeprefix("\ufeff").split("\n")
    if _TOML_FENCE.match(lines[0]):
        ends = (number for number, line in enumerate(lines[1:], 2) if _TOML_FENCE.match(line))
        end = next(ends, 0)
        return _parse_toml("\n".join(lines[1 : end - 1]), end) if end else FrontMatter({}, 0)
    if not _FENCE.match(lines[0]):
        return FrontMatter({}, 0)
    for number, line in enumerate(lines[1:], 2):
        if _END.match(line):
            return _parse("\n".join(lines[1 : number - 1]), number)
    if any(_is_field(line) for line in lines[1:3]):
        return FrontMatter({}, 0, "the front matter has no closing '---'", 1)
    return FrontMatter({}, 0)


def set_field(text: str, name: str, value: str) -> str:
    """The text with one field set; every other byte stays, comments and order too.

    Raises UserError where the front matter cannot be read.
    """
    front = read_front_matter(text)
    if front.problem:
        raise UserError(
            f"The front matter cannot be changed: {front.problem} (line {front.problem_line}).",
            "Correct it in the editor first.",
        )
    if _TOML_FENCE.match(text.split("\n", 1)[0]):
        raise UserError(
            "The front matter is TOML, which is read but not changed here.",
            f"Set '{name}' in the editor, or write the front matter as YAML between '---'.",
        )
    entry = f"{name}: {quoted(value)}"
    if not front.lines:
        return f"---\n{entry}\n---\n\n{text}" if text else f"---\n{entry}\n---\n"
    lines = text.split("\n")
    field = re.compile(rf"{re.escape(name)}[ \t]*:")
    for number in range(1, front.lines - 1):
        if field.match(lines[number]):
            end = number + 1
            while end < front.lines - 1 and re.match(r"[ \t]+\S|- ", lines[end]):
                end += 1
            comment = re.search(r"[ \t]+#[^'\"]*$", lines[number])
            lines[number:end] = [entry + (comment[0] if comment and end == number + 1 else "")]
            return "\n".join(lines)
    lines.insert(front.lines - 1, entry)
    return "\n".join(lines)


def line_of(text: str, name: str) -> int:
    """The line (from 1) on which a field stands; 1 where it is absent."""
    front = read_front_matter(text)
    for number, line in enumerate(text.split("\n")[: front.lines], 1):
        if re.match(rf"{re.escape(name)}[ \t]*[:=]", line):
            return number
    return 1


def quoted(value: str) -> str:
    """The value as a YAML scalar, in quotes only where it needs them."""
    if not _NEEDS_QUOTES.search(value) and "\n" not in value:
        return value
    escaped = value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{escaped}"'


def _parse(source: str, lines: int) -> FrontMatter:
    from ruamel.yaml import YAML
    from ruamel.yaml.error import MarkedYAMLError, YAMLError

    try:
        loaded: Any = YAML(typ="base", pure=True).load(source)
    except MarkedYAMLError as error:
        at = error.problem_mark or error.context_mark
        line = 2 if at is None else int(at.line) + 2
        reason = " ".join(str(error.problem or error.context or "it is not YAML").split())
        return FrontMatter({}, lines, f"the front matter is not YAML: {reason}", min(line, lines))
    except (YAMLError, ValueError, RecursionError):
        return FrontMatter({}, lines, "the front matter is not YAML", 2)
    if loaded is None or loaded == "":
        return FrontMatter({}, lines)
    if not isinstance(loaded, dict):
        return FrontMatter({}, lines, "the front matter is not a list of fields", 2)
    fields = cast("dict[Any, Value]", loaded)
    return FrontMatter({str(name): value for name, value in fields.items()}, lines)


def _parse_toml(source: str, lines: int) -> FrontMatter:
    import tomllib

    try:
        loaded = tomllib.loads(source)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        at = re.search(r"\(at line (\d+)", str(error))
        line = int(at[1]) + 1 if at else 2
        reason = str(error).partition(" (at ")[0]
        return FrontMatter({}, lines, f"the front matter is not TOML: {reason}", min(line, lines))
    return FrontMatter({name: _as_text(value) for name, value in loaded.items()}, lines)


def _as_text(value: Any) -> Value:
    """A TOML value as YAML's plain reading has it: every scalar as text."""
    if isinstance(value, list):
        return [_as_text(entry) for entry in cast("list[Any]", value)]
    if isinstance(value, dict):
        table = cast("dict[str, Any]", value)
        return {name: _as_text(entry) for name, entry in table.items()}
    return str(value).lower() if isinstance(value, bool) else str(value)


def _is_field(line: str) -> bool:
    return bool(re.match(r"[A-Za-z_][\w-]*:(\s|$)", line))
